"""Hold a secret to never being printed, and to leaving no trace in texts."""

import base64
import copy
import json
import pickle
from dataclasses import asdict, dataclass
from urllib.parse import quote

import pytest

from nowsync.secret import Secret, redact

VALUE = 'pa/ss "wörd"+'
SECRET = Secret(VALUE)


@dataclass
class Holder:
    """Something that has a secret among its fields."""

    secret: Secret


def test_only_reveal_gives_a_secret_away() -> None:
    assert SECRET.reveal() == VALUE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(str(SECRET), "***", id="str"),
        pytest.param(repr(SECRET), "Secret(***)", id="repr"),
        pytest.param(f"{SECRET:>5}", "  ***", id="format"),
        pytest.param(f"{SECRET!r}", "Secret(***)", id="format of its repr"),
        pytest.param(f"{[SECRET]}", "[Secret(***)]", id="inside a list"),
        pytest.param("%s" % SECRET, "***", id="percent"),  # noqa: UP031
        pytest.param("%r" % SECRET, "Secret(***)", id="percent r"),  # noqa: UP031
        pytest.param(str(Holder(SECRET)), "Holder(secret=Secret(***))", id="a dataclass"),
        pytest.param(str(asdict(Holder(SECRET))), "{'secret': Secret(***)}", id="asdict"),
        pytest.param(str(copy.copy(SECRET)), "***", id="a copy"),
        pytest.param(str(copy.deepcopy([SECRET])), "[Secret(***)]", id="a deep copy"),
        pytest.param(json.dumps({"x": SECRET}, default=str), '{"x": "***"}', id="json"),
    ],
)
def test_a_secret_is_not_printed(text: str, expected: str) -> None:
    assert text == expected


def test_a_secret_cannot_become_json_by_itself() -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps(SECRET)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickled_secret_is_only_stars(protocol: int) -> None:
    pickled = pickle.dumps(SECRET, protocol)

    assert VALUE.encode() not in pickled
    assert pickle.loads(pickled).reveal() == "***"  # noqa: S301


def test_a_secret_has_no_attributes_to_look_through() -> None:
    assert not hasattr(SECRET, "__dict__")


def test_the_same_secret_is_known_again() -> None:
    assert Secret(VALUE) == SECRET
    assert Secret("another") != SECRET
    assert SECRET != VALUE


FORMS = [
    pytest.param(VALUE, id="plain"),
    pytest.param(quote(VALUE, safe=""), id="in a URL"),
    pytest.param(json.dumps(VALUE)[1:-1], id="in JSON"),
    pytest.param(VALUE.encode().hex(), id="in hex"),
    pytest.param(VALUE.encode().hex().upper(), id="in HEX"),
    pytest.param(base64.b64encode(VALUE.encode()).decode(), id="in base64"),
    pytest.param(base64.urlsafe_b64encode(VALUE.encode()).decode(), id="in base64 of a URL"),
]


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_taken_out_of_a_text(form: str) -> None:
    assert SECRET.redact(f"before {form} after") == "before *** after"


@pytest.mark.parametrize("form", FORMS)
def test_every_secret_that_was_made_is_taken_out_of_a_text(form: str) -> None:
    assert redact(f"before {form} after") == "before *** after"


@pytest.mark.parametrize("user", ["a:", "ab:", "abc:"])
def test_a_secret_is_found_within_longer_base64(user: str) -> None:
    longer = base64.b64encode(f"{user}{VALUE}, and more".encode()).decode()

    assert "***" in redact(longer)
    assert len(redact(longer)) < len(longer) - len(VALUE)


def test_a_text_without_the_secret_stays_as_it_is() -> None:
    assert redact(SECRET.redact("nothing here")) == "nothing here"


def test_an_empty_secret_changes_no_text() -> None:
    assert Secret("").redact("nothing here") == "nothing here"


def test_a_secret_that_is_as_short_as_a_word_does_not_garble_every_message() -> None:
    Secret("here")

    assert redact("nothing here") == "nothing here"
