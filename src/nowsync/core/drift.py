"""Drift: what somebody has changed on a platform since we published there."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from msgspec import Struct
from msgspec.structs import replace

from nowsync.core.entry import EntryId

# Words around a difference, and how much of all differences is shown.
AROUND, SHOWN = 3, 160


class Part(Struct, frozen=True):
    """A text of what is published, by its name: as it is there, and as we may have left it.

    `ours` are several where a request was never answered; the last one is the newest.
    """

    name: str
    there: str
    ours: tuple[str, ...]


class Drift(Struct, frozen=True):
    """What is there that we did not leave there, beside what we did, by the names of the parts.

    `kept`: a person has decided that it stays.
    """

    ours: Mapping[str, str]
    theirs: Mapping[str, str]
    kept: bool = False

    @property
    def evidence(self) -> str:
        """Show in one line which words came and went."""
        changed = (name for name in self.theirs if self.ours[name] != self.theirs[name])
        return "; ".join(
            f'{name}: "{_words(self.ours[name], self.theirs[name])}"' for name in changed
        )


def drift_of(parts: Sequence[Part], known: Drift | None = None) -> Drift | None:
    """Tell which parts are not as we left them, or as a person wanted to keep them.

    Servers wrap and strip white space as they like, so it makes no difference. A part of which
    nobody knows how we left it cannot have drifted.
    """
    kept = known.theirs if known is not None and known.kept else {}
    parts = [
        replace(each, ours=(*each.ours, kept[each.name])) if each.name in kept else each
        for each in parts
        if each.ours
    ]
    changed = {each.name for each in parts if _bare(each.there) not in map(_bare, each.ours)}
    if not changed:
        return None
    drifted = [each for each in parts if each.name in changed or each.name in kept]
    return Drift(
        ours={each.name: each.ours[-1] for each in drifted},
        theirs={each.name: each.there for each in drifted},
    )


def question(drift: Drift, entry: EntryId, target: str) -> str:
    """Say what somebody has changed, and what a person can type about it."""
    return (
        f"it was edited on {target} since, {drift.evidence}. To put in its place what the entry "
        f"says: nowsync publish {entry} --target {target} --overwrite; "
        f"to keep what is there: nowsync resolve {entry} --target {target} --keep-theirs"
    )


def _bare(text: str) -> str:
    return "".join(text.split())


def _words(before: str, after: str) -> str:
    """Mark the words that went and came as `git diff --word-diff` does."""
    old, new = before.split(), after.split()
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    shown: list[str] = []
    for kind, start, end, first, last in changes:
        if kind == "equal":
            behind = AROUND if start else 0
            ahead = AROUND if end < len(old) or last < len(new) else 0
            shown += _around(old[start:end], behind, ahead)
            continue
        if end > start:
            shown.append(f"[-{' '.join(old[start:end])}-]")
        if last > first:
            shown.append(f"{{+{' '.join(new[first:last])}+}}")
    text = " ".join(shown)
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rpartition(" ")[0] + "…"


def _around(words: Sequence[str], behind: int, ahead: int) -> Sequence[str]:
    """Keep so many words behind the difference before them, and ahead of the one after them."""
    if len(words) <= behind + ahead + 1:
        return words
    return [*words[:behind], "…", *words[len(words) - ahead :]]
