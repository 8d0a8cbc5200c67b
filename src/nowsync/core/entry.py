"""The entry: one edition of a now page, as its author wrote it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, NewType, TypeAlias

from msgspec import Struct

from nowsync.core.image import Picture
from nowsync.core.overrides import UNDECIDED, Override, Overrides

EntryId = NewType("EntryId", str)

# What JSON can say: front matter values, request bodies, what the ledger keeps.
Json: TypeAlias = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]

# Raised when the meaning of an entry is written down differently, so that an old digest is
# never mistaken for a change by the author.
MEANING_VERSION = 1
_OWN = ("text", "content_warning")
# What a meaning knows of itself, and does not say.
_ABOUT = {"unknown", "aside"}

# What a pattern of addresses may name of an entry.
PLACEHOLDERS = ("slug", "path", "year", "month", "day")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def month_of(moment: date) -> str:
    """Name a month as people do: "November 2025"."""
    return f"{MONTHS[moment.month - 1]} {moment.year}"


class Item(Struct, frozen=True):
    """One point of a list, as plain text; `name` is the bold lead of `- **Name**: text`."""

    text: str
    name: str | None = None
    done: bool | None = None
    items: tuple["Item", ...] = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.text}" if self.name and self.text else self.name or self.text


class Section(Struct, frozen=True):
    """A heading with what stands below it; the opening of an entry has no title and level 0."""

    title: str
    level: int
    paragraphs: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One edition: what identifies it, what its author says in it, and where it stands.

    `blocks` holds the body one line a block, with markup but without layout; together with
    the fields it is the meaning. `images` are those of the front matter and the text, in their
    order, `authors` those that it names itself. `source` names the file for messages. `date` is
    aware; `own_id` tells that the author gave the id, and not the file's name; `changed` when the
    file was written, `dated_by` and `unfinished_by` what in it says its date and makes it a draft.
    `aside` names the fields that nowsync writes, and that it does not say itself.
    `overrides` are what it says about its own publication, and `own` is that for the target it was
    taken `at`.
    """

    id: EntryId
    source: str
    title: str
    date: datetime
    language: str
    body: str
    body_line: int = 1
    fields: Mapping[str, Json]
    lists: Mapping[str, tuple[str, ...]]
    sections: tuple[Section, ...]
    blocks: tuple[str, ...]
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    link: str | None = None
    permalink: str | None = None
    description: str | None = None
    image: str | None = None
    images: tuple[Picture, ...] = ()
    draft: bool = False
    own_id: bool = False
    changed: datetime | None = None
    dated_by: str = ""
    unfinished_by: str | None = None
    overrides: Overrides = field(default_factory=Overrides)
    own: Override = UNDECIDED
    aside: tuple[str, ...] = ()

    @property
    def due(self) -> datetime:
        """When it may go out by itself: on its date, or later if its author says so."""
        return max(self.date, self.own.not_before or self.date)

    def at(self, target: str) -> "Entry":
        """Give the entry as it is for one target, by what it decides for that one."""
        own = self.overrides.at(target)
        if own == self.own:
            return self
        if not own.speaks:
            return self.placed(own=own)
        tags = self.tags if own.tags is None else own.tags
        return replace(self, own=own, tags=tags, language=own.language or self.language)

    @property
    def digest(self) -> str:
        """The same for two entries that say the same."""
        return self.meaning().digest

    def known_as(self, identity: EntryId) -> "Entry":
        """Give the same entry under another id."""
        return self.placed(id=identity)

    def placed(self, **changes: Any) -> "Entry":
        """Give the same entry with something changed that its meaning does not hold."""
        return replace(self, **changes)

    def meaning(self) -> "Meaning":
        """Reduce the entry to what it says, without layout, file name or times of change."""
        return Meaning(
            title=self.title,
            date=self.date.isoformat(),
            language=self.language,
            fields=dict(self.fields),
            lists={name: list(items) for name, items in self.lists.items()},
            tags=list(self.tags),
            description=self.description,
            image=self.image,
            blocks=list(self.blocks),
            text=self.own.text,
            content_warning=self.own.content_warning,
            aside=self.aside,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What an entry says, in a form that can be kept and compared.

    `text` and `content_warning` are what it says in their place on one target, if it does.
    `unknown` names what the nowsync that kept it did not know of yet: nothing is said about that.
    `aside` names fields that were the author's perhaps, when an earlier meaning was kept.
    """

    title: str
    date: str
    language: str
    fields: Mapping[str, Json]
    lists: Mapping[str, Sequence[str]]
    tags: Sequence[str]
    description: str | None
    image: str | None
    blocks: Sequence[str]
    text: str | None = None
    content_warning: str | None = None
    unknown: Sequence[str] = field(default=(), compare=False)
    aside: Sequence[str] = field(default=(), compare=False)

    def dump(self) -> dict[str, Json]:
        """Write the meaning as JSON data."""
        return {
            "version": MEANING_VERSION,
            "title": self.title,
            "date": self.date,
            "language": self.language,
            "fields": self.fields,
            "lists": self.lists,
            "tags": self.tags,
            "description": self.description,
            "image": self.image,
            "blocks": self.blocks,
            "text": self.text,
            "content_warning": self.content_warning,
        }

    @classmethod
    def load(cls, data: Mapping[str, Json]) -> "Meaning":
        """Read what `dump` wrote, whichever version of nowsync did."""
        names = {each.name for each in fields(cls)} - _ABOUT
        if data.get("version") != MEANING_VERSION:
            # Blocks were written another way then, and cannot be compared line by line.
            names.discard("blocks")
        known = {name: value for name, value in data.items() if name in names}
        missing = sorted({each.name for each in fields(cls)} - _ABOUT - known.keys())
        return cls(**known, **dict.fromkeys(missing), unknown=missing)  # type: ignore[arg-type]  # our JSON

    def completed(self, other: "Meaning") -> "Meaning":
        """Take from another meaning what this one does not know of, and leave out what it does."""
        known = {name: getattr(other, name) for name in self.unknown}
        said = replace(self, unknown=(), **known)
        if not other.aside:
            return said
        return replace(
            said,
            fields={name: said.fields[name] for name in said.fields if name not in other.aside},
            lists={name: said.lists[name] for name in said.lists if name not in other.aside},
        )

    @property
    def digest(self) -> str:
        """The same for two entries that say the same."""
        data = self.dump()
        # Without them an entry keeps the digest that it had before they could be said.
        said = {name: data[name] for name in data if name not in _OWN or data[name] is not None}
        return f"{MEANING_VERSION}:{digest(said)}"


def digest(data: Json) -> str:
    """Hash JSON data, whatever the order of its keys."""
    return hashlib.sha256(canonical(data)).hexdigest()


def canonical(data: Json) -> bytes:
    """Write JSON data in the one way in which they are hashed."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")
