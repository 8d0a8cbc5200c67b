"""What must be true of the public history, whatever happened. Each finding is one sentence."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from nowsync.core.action import Action, Hold, Skip, Wait
from tests.torture.author import Piece, number_of
from tests.torture.venues import Venue

GONE = "its file is gone"
# What a plan may say of an entry that is not there as its author wrote it, and what we call it.
REASONS: Mapping[str, str] = {
    "no answer ever came, and only a person can look": r"an earlier request was never answered",
    "refused by the server": r"refused: ",
    "it may be another entry under a new name": r"it may be the same entry as ",
    "more new posts at once than max_new": r"\d+ new posts at once ",
    "more edits at once than max_edits": r"\d+ edits at once ",
    "it missed its window, and is asked about": r"it missed its window",
    "held on the target that it comes after": r"it is held on the target that it comes after",
    "its windows are all quiet": r"quiet hours cover all of ",
    "its page is not there yet": r"it waits for its page: ",
    "its page never came": r"its page did not show it for ",
    "removed there by hand": r"it was removed there",
    "taken back": r"it was taken back there",
    "held by its author": r"you held it on ",
    "not approved yet": r"(it|it is not what you approved on .*) waits for your approval",
    "more removed at once than max_removed": r"\d+ entries at once were removed",
    "no entry is left at all": r"there is no entry here at all",
    "taking it back was refused by the server": r"taking it back was refused",
    "edited there by hand": r"it was edited on ",
    "there before this ledger": r"it was here before this target",
    "a draft": r"it is a draft(?! again)",
    "a draft again": r"it is a draft again",
    GONE: r"it is not in the source any more",
    "the ledger was restored or lost": r"the ledger (is an older copy|that was written here last)",
    "not found for sure after that": r"it was not found at",
    "older than max_age": r"dated [\d-]+, older than max_age",
}
# What must be true of an entry of which a plan says so.
FACTS: Mapping[str, Callable[[Piece], bool]] = {
    "removed there by hand": lambda piece: piece.deleted,
    "taken back": lambda piece: piece.retracted,
    "held by its author": lambda piece: piece.held,
    "there before this ledger": lambda piece: piece.forgotten or piece.again > 0,
    "a draft": lambda piece: piece.draft,
    "a draft again": lambda piece: piece.draft,
}
PUBLISHED = ("published", "changed since, but nothing that is shown there")


def of_history(venue: Venue, pieces: Sequence[Piece]) -> Iterator[str]:
    """Find what may never be, not even for a moment: twice the same, or a broken thread."""
    shown = venue.shown()
    firsts = Counter(each.entry for each in shown if each.parent is None)
    for number, times in firsts.items():
        allowed = 1 + pieces[number - 1].again if 0 < number <= len(pieces) else 0
        if times > allowed:
            yield f"duplicate: kettle {number} was published {times} times"
    by_id = {each.id: each for each in shown}
    if len(by_id) != len(shown):
        yield "duplicate: an id is there twice"
    # A part that a shorter text had no need of makes room for another one.
    alive = [each for each in shown if not each.deleted]
    replies = Counter(each.parent for each in alive if each.parent is not None)
    for parent, times in replies.items():
        if times > 1:
            yield f"duplicate: {times} parts of a thread follow the same one, {parent}"
    for each in shown:
        if each.parent is not None and by_id[each.parent].entry != each.entry:
            yield f"chain: a part of kettle {each.entry} follows one of another entry"


def at_rest(venue: Venue, pieces: Sequence[Piece], actions: Sequence[Action]) -> Iterator[str]:
    """Find what was lost in silence, once nothing goes wrong any more and days have gone by."""
    # An entry that was renamed and rewritten may be asked about, and its old file missed.
    here = (action for action in actions if not is_of_a_lost_file(action))
    planned = {number_of(action.entry) for action in here}
    for piece in pieces:
        if piece.there and piece.number not in planned:
            yield f"loss: the plan says nothing of kettle {piece.number}"
        if piece.retracted and venue.has(piece.number):
            yield f"back: kettle {piece.number} was taken back, and is public"
    for action in actions:
        piece = pieces[number_of(action.entry) - 1]
        if isinstance(action, Skip) and action.reason.startswith(PUBLISHED):
            yield from _as_written(venue, piece)
        elif not _holds(action, piece):
            yield f"loss: kettle {piece.number} stays at {type(action).__name__}: {action.reason}"


def reason_of(action: Action) -> str | None:
    """Name the reason for which an entry is not there as it was written, if a plan gives one."""
    if not isinstance(action, Hold | Skip | Wait):
        return None
    found = (name for name, said in REASONS.items() if re.match(said, action.reason))
    return next(found, None)


def is_of_a_lost_file(action: Action) -> bool:
    """Tell whether an action is about an entry that was published, and has no file any more."""
    return reason_of(action) == GONE


def _holds(action: Action, piece: Piece) -> bool:
    """Tell whether a plan gives a reason that we know, and that is true."""
    reason = reason_of(action)
    if reason is None:
        return False
    fact = FACTS.get(reason)
    return fact is None or fact(piece)


def _as_written(venue: Venue, piece: Piece) -> Iterator[str]:
    """Find where what is public is not what the ledger believes."""
    parts = [each for each in venue.shown() if each.entry == piece.number]
    alive = [each for each in parts if not each.deleted]
    if piece.deleted:
        return
    if not alive:
        yield f"loss: kettle {piece.number} is said to be published, and is not there"
        return
    versions = {version for each in alive for version in each.versions}
    if versions - {piece.version}:
        yield f"loss: kettle {piece.number} is at {piece.version}, and shows {sorted(versions)}"
    songs = Counter(song for each in alive for song in each.songs)
    if any(times > 1 for times in songs.values()):
        yield f"duplicate: kettle {piece.number} says a sentence twice"
    if venue.whole and set(songs) != set(range(1, piece.songs + 1)):
        yield f"loss: kettle {piece.number} has {piece.songs} songs, and shows {sorted(songs)}"
    pictures = sum(each.pictures for each in alive)
    if venue.illustrated and pictures != piece.picture:
        yield f"loss: kettle {piece.number} shows {pictures} pictures"


def count_there(venue: Venue, pieces: Sequence[Piece]) -> int:
    """Count the entries of which something is public."""
    there: set[int] = {each.entry for each in venue.shown()}
    return len(there & {piece.number for piece in pieces})
