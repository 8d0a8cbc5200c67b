"""The summary: what a template made of an entry, for one target."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from nowsync.core.change import Difference
from nowsync.core.entry import Entry, EntryId
from nowsync.core.image import Image
from nowsync.core.overrides import UNDECIDED, Override
from nowsync.core.target import Room


def _nothing() -> None:
    """There is no entry before."""


class Form(Struct, frozen=True, kw_only=True):
    """What a target wants a summary to be: its template, its markup, its room, its moments.

    `published` and `updated` are what a feed tells its readers. Without `markup` the text is
    plain, and `room` is what fits. `before` finds the entry before this one, with what it was
    silent on as it last was; `changes` is what is different since the entry was published.
    """

    template: str
    markup: bool
    room: Room | None
    published: datetime
    updated: datetime
    before: Callable[[], Entry | None] = _nothing
    changes: tuple[Difference, ...] = ()


class Summary(Struct, frozen=True, kw_only=True):
    """An entry as one target will show it. Platform-neutral; `text` is essential, `content` HTML.

    `published` and `updated` are the moments that a feed tells its readers. `thread` holds the
    parts that follow `text` where one is not enough, `announcement` what is said beside an edit to
    the people who have read it before. `image_length` is the size of the cover image in bytes, if
    it is a file of the site. `left_out` says what had to go to fit,
    `notes` what else its author may want to know before it is sent, `own` what the entry decides
    itself, which goes before a target's settings.
    """

    entry: EntryId
    title: str
    text: str
    thread: tuple[str, ...] = ()
    announcement: str = ""
    language: str
    dated: datetime
    published: datetime
    updated: datetime
    content: str = ""
    description: str = ""
    content_warning: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    link: str | None = None
    permalink: str | None = None
    image: str | None = None
    image_length: int | None = None
    images: tuple[Image, ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    own: Override = UNDECIDED

    def length(self, room: Room) -> int:
        """Measure its longest part as the platform does; a content warning counts with each."""
        longest = max(map(room.count, (self.text, *self.thread, self.announcement)))
        return room.plain(self.content_warning) + longest
