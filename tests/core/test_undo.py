"""Hold undo to the last thing that was published, and to saying no to the rest."""

from datetime import timedelta

import pytest

from nowsync.core.entry import EntryId
from nowsync.core.errors import UsageError
from nowsync.core.history import Happened, Happening
from nowsync.core.undo import Undoing, last
from tests.core.samples import ID, NOW

OTHER = EntryId("2026-10")


def happened(
    what: Happening, target: str = "mastodon", *, entry: EntryId = ID, days: float = 0
) -> Happened:
    return Happened(at=NOW - timedelta(days=days), target=target, entry=entry, what=what)


PUBLISHED, IN_FEED = happened(Happening.PUBLISHED), happened(Happening.PUBLISHED, "feed")
EDITED, TAKEN_BACK = happened(Happening.EDITED), happened(Happening.TAKEN_BACK)


def test_what_was_published_last_is_undone_wherever_it_went_that_day() -> None:
    before = happened(Happening.PUBLISHED, "devto", days=2)
    other = happened(Happening.PUBLISHED, "devto", entry=OTHER)

    found = last([before, other, PUBLISHED, IN_FEED], NOW, older=False)

    assert found == Undoing(ID, ("mastodon", "feed"))


def test_what_was_not_a_deed_does_not_count() -> None:
    unknown = happened(Happening.UNKNOWN, entry=OTHER)

    assert last([PUBLISHED, unknown], NOW, older=False) == Undoing(ID, ("mastodon",))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        pytest.param([], "nothing has been published yet", id="nothing"),
        pytest.param([PUBLISHED, EDITED], "cannot be unread", id="an edit"),
        pytest.param(
            [PUBLISHED, TAKEN_BACK], "was to take 2026-11 back from mastodon", id="undone"
        ),
        pytest.param(
            [happened(Happening.PUBLISHED, days=1.1)], "nowsync undo --older", id="too old"
        ),
    ],
)
def test_what_cannot_be_undone_is_refused_with_what_to_do(
    told: list[Happened], reason: str
) -> None:
    with pytest.raises(UsageError, match=reason):
        last(told, NOW, older=False)


def test_older_ones_are_undone_when_a_person_says_so() -> None:
    told = [happened(Happening.PUBLISHED, days=400)]

    assert last(told, NOW, older=True) == Undoing(ID, ("mastodon",))
