"""The calendar: how each entry stands on each target, month by month."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from nowsync.core.action import Action, Create, Hold, Recover, Retract, Skip, Update, Wait
from nowsync.core.entry import EntryId
from nowsync.core.publication import Publication, Standing

_AWAY = {
    Standing.GONE: "removed there",
    Standing.RETRACTED: "taken back",
    Standing.WITHDRAWN: "taken back",
    Standing.BASELINE: "left alone",
}


class Cell(Struct, frozen=True, kw_only=True):
    """How an entry stands on a target: what is there since when, and what comes next.

    `state` is one word for the colour; `card` tells that there is more to see of what comes.
    """

    state: str
    there: str = ""
    url: str | None = None
    since: datetime | None = None
    coming: str = ""
    until: datetime | None = None
    card: bool = False


class Row(Struct, frozen=True):
    """An entry with a cell for each target."""

    entry: EntryId
    dated: datetime
    cells: Sequence[Cell]


class Month(Struct, frozen=True):
    """The entries of a month, the newest first."""

    first: datetime
    rows: Sequence[Row]


def months(rows: Iterable[Row]) -> Iterator[Month]:
    """Put entries into their months, the newest first."""
    found: dict[tuple[int, int], list[Row]] = {}
    for row in sorted(rows, key=lambda each: (each.dated, each.entry), reverse=True):
        found.setdefault((row.dated.year, row.dated.month), []).append(row)
    for those in found.values():
        yield Month(those[0].dated, those)


def cells(
    targets: Sequence[str],
    entry: EntryId,
    actions: Mapping[tuple[EntryId, str], Action],
    known: Mapping[str, Mapping[EntryId, Publication]],
) -> list[Cell]:
    """Tell how an entry stands on each target."""
    return [cell(actions.get((entry, name)), known[name].get(entry)) for name in targets]


def cell(action: Action | None, known: Publication | None) -> Cell:
    """Tell how an entry stands on a target, by what is planned and what is known."""
    there, url, since = _there(known)
    state, coming = _coming(action, known)
    return Cell(
        state=state or ("published" if there == "published" else "nothing"),
        there=there or ("" if coming else "not there"),
        url=url,
        since=since,
        coming=coming,
        until=action.until if isinstance(action, Wait) else None,
        card=bool(coming) and action is not None and not isinstance(action, Skip),
    )


def _there(known: Publication | None) -> tuple[str, str | None, datetime | None]:
    if known is None or known.standing is None:
        return "", None, None
    if known.standing is Standing.PUBLISHED:
        there = "edited there" if known.drifted else "published"
        return there, known.url, known.published
    return _AWAY[known.standing], None, None


def _coming(action: Action | None, known: Publication | None) -> tuple[str, str]:
    """Give a word for the colour, and what is to come."""
    if known is not None and known.on_hold is not None:
        return "hold", "held by you"
    match action:
        case Hold(approves=str()):
            return "hold", "to approve"
        case Hold():
            return "hold", "asks you"
        case Wait():
            return "wait", "waits"
        case Create():
            return "create", "goes out"
        case Update():
            return "update", "edit goes out"
        case Recover():
            return "wait", "under way"
        case Retract():
            return "retract", "is taken back"
        case Skip(reason=reason) if reason.startswith("it is a draft"):
            return "nothing", "draft"
        case _:
            return "", ""
