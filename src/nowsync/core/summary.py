"""The summary: what a template made of an entry, and the richest version of it that fits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from nowsync.core.entry import EntryId
from nowsync.core.image import Image
from nowsync.core.target import Room

# A template wraps what may go in these; entry text never holds them (they are not characters).
OPTIONAL_START = "\ufdd0"
OPTIONAL_END = "\ufdd1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a target wants a summary to be: its template, its markup, its room, its moments.

    `published` and `updated` are what a feed tells its readers. Without `markup` the text is
    plain, and `room` is what fits.
    """

    template: str
    markup: bool
    room: Room | None
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """An entry as one target will show it. Platform-neutral; `text` is essential, `content` HTML.

    `published` and `updated` are the moments that a feed tells its readers. `thread` holds the
    parts that follow `text` where one is not enough. `left_out` says what had to go to fit, and
    `notes` what else its author may want to know before it is sent.
    """

    entry: EntryId
    title: str
    text: str
    thread: tuple[str, ...] = ()
    language: str
    dated: datetime
    published: datetime
    updated: datetime
    content: str = ""
    description: str = ""
    content_warning: str = ""
    tags: tuple[str, ...] = ()
    link: str | None = None
    permalink: str | None = None
    image: str | None = None
    images: tuple[Image, ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def length(self, room: Room) -> int:
        """Measure its longest part as the platform does; a content warning counts like text."""
        longest = max(map(room.count, (self.text, *self.thread)))
        return room.count(self.content_warning) + longest


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text that fits, and the optional parts that it does without."""

    text: str
    left_out: tuple[str, ...] = ()


def fit(marked: str, room: Room | None) -> Fitted | None:
    """Find the richest version of a template's output that fits; None if not even the least does.

    Optional parts are kept whole or not at all, the first ones before the later ones: a template
    is written in order of importance.
    """
    parts = _parts(marked)
    kept = {index for index, part in enumerate(parts) if not part.optional}
    if room is not None and not room.fits(_text(parts, kept)):
        return None
    left_out: list[str] = []
    for index, part in enumerate(parts):
        if not part.optional:
            continue
        if room is None or room.fits(_text(parts, kept | {index})):
            kept.add(index)
        else:
            left_out.append(tidy(part.text))
    return Fitted(_text(parts, kept), tuple(filter(None, left_out)))


def essentials(marked: str) -> str:
    """Leave out everything that may go."""
    parts = _parts(marked)
    return _text(parts, {index for index, part in enumerate(parts) if not part.optional})


def whole(marked: str) -> str:
    """Keep everything, laid out as the template laid it out."""
    return "".join(part.text for part in _parts(marked)).strip("\n")


def tidy(text: str) -> str:
    """Take away trailing blanks, double blank lines, and white space at both ends."""
    lines: list[str] = []
    for line in map(str.rstrip, text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    optional: bool


def _text(parts: Sequence[_Part], kept: Collection[int]) -> str:
    return tidy("".join(part.text for index, part in enumerate(parts) if index in kept))


def _parts(marked: str) -> Sequence[_Part]:
    """Split at the marks; an optional part inside another goes with the outer one."""
    parts: list[_Part] = []
    depth, text = 0, ""
    for character in marked:
        if character == OPTIONAL_START:
            if depth == 0:
                parts.append(_Part(text, optional=False))
                text = ""
            depth += 1
        elif character == OPTIONAL_END:
            depth -= 1
            if depth == 0:
                parts.append(_Part(text, optional=True))
                text = ""
        else:
            text += character
    return [*parts, _Part(text, optional=False)]
