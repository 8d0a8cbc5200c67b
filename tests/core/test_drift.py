"""Hold drift to what somebody has changed, however a platform wraps its texts."""

import pytest

from nowsync.core.drift import SHOWN, Drift, Part, drift_of, question
from tests.core.samples import ID

ON, OFF = "The kettle is on.", "The kettle is off."


@pytest.mark.parametrize(
    ("there", "ours"),
    [
        pytest.param(ON, (ON,), id="as we left it"),
        pytest.param("The kettle\n is  on. ", (ON,), id="other white space"),
        pytest.param(ON, (ON, OFF), id="an edit that was never answered did not come in"),
        pytest.param(OFF, (ON, OFF), id="an edit that was never answered came in"),
        pytest.param(OFF, (), id="nobody knows how we left it"),
    ],
)
def test_what_we_may_have_left_is_no_drift(there: str, ours: tuple[str, ...]) -> None:
    assert drift_of([Part("text", there, ours)]) is None


def test_only_what_is_other_has_drifted() -> None:
    drift = drift_of([Part("title", "Now", ("Now",)), Part("text", OFF, (ON,))])

    assert drift == Drift({"text": ON}, {"text": OFF})


def test_what_a_person_keeps_is_no_drift() -> None:
    kept = Drift({"text": ON}, {"text": OFF}, kept=True)

    assert drift_of([Part("text", OFF, (ON,))], kept) is None


def test_what_was_only_found_before_is_drift_still() -> None:
    found = Drift({"text": ON}, {"text": OFF})

    assert drift_of([Part("text", OFF, (ON,))], found) == found


def test_a_later_drift_goes_with_what_was_kept_before() -> None:
    kept = Drift({"title": "Now"}, {"title": "Then"}, kept=True)

    drift = drift_of([Part("title", "Then", ("Now",)), Part("text", OFF, (ON,))], kept)

    assert drift is not None
    assert drift.theirs == {"title": "Then", "text": OFF}
    assert "title" not in drift.evidence


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(ON, OFF, 'text: "The kettle is [-on.-] {+off.+}"', id="a word"),
        pytest.param(ON, f"{ON} So.", 'text: "The kettle is on. {+So.+}"', id="one that came"),
        pytest.param(ON, "The kettle", 'text: "The kettle [-is on.-]"', id="some that went"),
        pytest.param(
            "a b c d e f g h",
            "a B c d e f g H",
            'text: "a [-b-] {+B+} c d e f g [-h-] {+H+}"',
            id="few words between two",
        ),
        pytest.param(
            "one two three four five six seven",
            "one two three four five six eight",
            'text: "… four five six [-seven-] {+eight+}"',
            id="many words before",
        ),
    ],
)
def test_evidence_marks_the_words_that_went_and_came(
    before: str, after: str, expected: str
) -> None:
    assert Drift({"text": before}, {"text": after}).evidence == expected


def test_evidence_is_short() -> None:
    drift = Drift({"text": "on " * 500}, {"text": "off " * 500})

    assert len(drift.evidence) <= SHOWN + len('text: ""')


def test_the_question_gives_both_commands() -> None:
    asked = question(Drift({"text": ON}, {"text": OFF}), ID, "mastodon")

    assert "it was edited on mastodon since" in asked
    assert "nowsync publish 2026-11 --target mastodon --overwrite" in asked
    assert "nowsync resolve 2026-11 --target mastodon --keep-theirs" in asked
