"""Hold a secret to never being printed, and to leaving no trace in texts."""

import base64
import json
import pickle
from urllib.parse import quote

import pytest

from nowsync.secret import Secret

VALUE = 'pa/ss "wörd"+'
SECRET = Secret(VALUE)


def test_only_reveal_gives_a_secret_away() -> None:
    assert SECRET.reveal() == VALUE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(str(SECRET), "***", id="str"),
        pytest.param(repr(SECRET), "Secret(***)", id="repr"),
        pytest.param(f"{SECRET:>5}", "  ***", id="format"),
        pytest.param(f"{[SECRET]}", "[Secret(***)]", id="inside a list"),
        pytest.param("%s" % SECRET, "***", id="percent"),  # noqa: UP031
    ],
)
def test_a_secret_is_not_printed(text: str, expected: str) -> None:
    assert text == expected


def test_a_secret_is_not_pickled() -> None:
    with pytest.raises(TypeError, match="a secret is not pickled"):
        pickle.dumps(SECRET)


def test_a_secret_has_no_attributes_to_look_through() -> None:
    assert not hasattr(SECRET, "__dict__")


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(VALUE, id="plain"),
        pytest.param(quote(VALUE, safe=""), id="in a URL"),
        pytest.param(json.dumps(VALUE), id="in JSON"),
        pytest.param(base64.b64encode(VALUE.encode()).decode(), id="in a header"),
    ],
)
def test_a_secret_is_taken_out_of_a_text(form: str) -> None:
    found = SECRET.redact(f"before {form} after").replace('"', "")

    assert found == "before *** after"


def test_a_text_without_the_secret_stays_as_it_is() -> None:
    assert SECRET.redact("nothing here") == "nothing here"


def test_an_empty_secret_changes_no_text() -> None:
    assert Secret("").redact("nothing here") == "nothing here"
