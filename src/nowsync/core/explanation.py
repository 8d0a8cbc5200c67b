"""Explanations: what of an entry and its settings led to what the plan says of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from msgspec import Struct

from nowsync.core.action import Action, Create, Hold, Recover, Retract, Sending, Skip, Update, Wait
from nowsync.core.entry import Entry, EntryId
from nowsync.core.history import Happened, Happening
from nowsync.core.identity import Seen
from nowsync.core.overrides import UNDECIDED
from nowsync.core.publication import Publication, Standing


class Source(Enum):
    """Who decided a setting; each goes before the ones above it."""

    DEFAULT = "default"
    FILE = "nowsync.toml"
    ENTRY = "entry"
    ENTRY_FOR_TARGET = "entry, for this target"


class Setting(Struct, frozen=True):
    """A setting as it counts for an entry on a target."""

    name: str
    value: Any
    source: Source


class There(Struct, frozen=True):
    """What is published: where, since when, and how often and when last it was edited."""

    url: str | None
    since: datetime | None
    edits: int = 0
    edited: datetime | None = None


class Explanation(Struct, frozen=True, kw_only=True):
    """How an entry stands on a target, and why.

    `action` is the plan's; None where an entry that has gone leaves nothing to do. `named` is what
    the plan would be if a person named the entry.
    """

    entry: EntryId
    target: str
    action: Action | None
    named: Action | None
    there: There | None
    settings: tuple[Setting, ...]

    @property
    def sentence(self) -> str:
        """Say what was, is or will be, and the reason that the plan has for it."""
        if self.action is None:
            return "it was not published, and is not in the source any more"
        return f"{self._fate(self.action)}: {self.action.reason}"

    @property
    def advice(self) -> str | None:
        """Say why naming the entry would not be enough, where nothing else says so."""
        if not isinstance(self.named, Hold) or isinstance(self.action, Hold):
            return None
        return self.named.reason

    @property
    def command(self) -> str | None:
        """Give what a person may type to make it happen now, if that is possible."""
        if not isinstance(self.named, Sending):
            return None
        return f"nowsync publish {self.entry} --target {self.target}"

    def _fate(self, action: Action) -> str:
        done = "edited" if self.there else "published"
        match action:
            case Create() | Update():
                return f"it will be {done} by the next nowsync publish"
            case Retract():
                return "it will be taken back by the next nowsync publish"
            case Recover():
                return "the next nowsync publish will finish what was begun"
            case Wait():
                return f"it will be {done} later"
            case Hold():
                kept = "nothing is done" if self.there else "it is not published"
                return f"{kept} before you decide"
            case Skip():
                return "nothing will be done" if self.there else "it is not published by itself"


def there(publication: Publication, happened: Iterable[Happened]) -> There | None:
    """Tell what is published, by what has happened."""
    if publication.standing is not Standing.PUBLISHED:
        return None
    here = [
        each
        for each in happened
        if (each.entry, each.target) == (publication.entry, publication.target)
    ]
    published = [each.at for each in here if each.what is Happening.PUBLISHED]
    edited = [each.at for each in here if each.what is Happening.EDITED]
    since = published[-1] if published else publication.published
    later = [at for at in edited if since is None or at >= since]
    return There(publication.url, since, len(later), later[-1] if later else None)


def settings(
    entry: Entry | None, target: str, configured: Mapping[str, Any], given: Collection[str]
) -> tuple[Setting, ...]:
    """Tell what counts for an entry on a target, and who decided it.

    `configured` is all that can be configured there, as it counts; `given` names what is.
    """
    everywhere = entry.overrides.everywhere.decided() if entry else {}
    here = entry.overrides.targets.get(target, UNDECIDED).decided() if entry else {}
    decided = {name: Setting(name, value, Source.ENTRY) for name, value in everywhere.items()}
    decided |= {name: Setting(name, value, Source.ENTRY_FOR_TARGET) for name, value in here.items()}
    return (*_configured(configured, given, decided), *decided.values())


def _configured(
    configured: Mapping[str, Any], given: Collection[str], decided: Collection[str]
) -> Iterator[Setting]:
    """Give what the entry leaves to the target; a list there goes along with the entry's own."""
    for name, value in configured.items():
        if name not in decided or (isinstance(value, tuple) and value):
            yield Setting(name, value, Source.FILE if name in given else Source.DEFAULT)


def known_by(entry: Entry, read_as: EntryId, seen: Seen | None, question: str | None) -> str:
    """Say why this file is this entry. `read_as` is the id that the file alone gives it."""
    if question is not None:
        return question
    if entry.own_id:
        return "its front matter says so"
    if read_as == entry.id:
        return "its file is called so"
    if seen is None or seen.source == entry.source:
        return "its file was known by it before"
    how = "it says the same" if seen.digest == entry.meaning().digest else "most of it is the same"
    return f"it was {seen.source} before, and {how}"
