"""Documents, made of what is new and of the entries in a file that are still right.

What is kept of a file are whole elements, to the letter as lxml wrote them; nothing here makes XML.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, repeat
from typing import NamedTuple, TypeAlias

from msgspec import DecodeError, Struct, field, json

from nowsync.adapters._atom.body import Body
from nowsync.adapters._atom.document import Writer
from nowsync.adapters._atom.register import Listed
from nowsync.adapters._atom.validity import verify
from nowsync.adapters._atom.volumes import Volume

# So many entries are made at once: as trees they take several times the memory of their text.
PORTION = 500
# How an entry stands in a document. In no text and no attribute does a "<" stand for itself.
_BEGIN, _END = b"  <entry", b"</entry>\n"

# A document in parts: those of a large one are many megabytes, which nobody has to copy.
Parts: TypeAlias = Sequence[memoryview]
ReadBodies: TypeAlias = Callable[[Iterable[Listed]], Sequence[Body]]


class Said(NamedTuple):
    """What decides what a document says of an entry: its step, by the key, and what is beside."""

    key: str
    beside: str


class Span(NamedTuple):
    """A part of a document."""

    document: bytes
    start: int
    end: int


class Note(Struct, frozen=True, array_like=True):
    """What a file says: the print of its content and of its frame, and what of each entry.

    The entries begin at `start`, one behind the other, each of so many bytes.
    """

    content: str
    frame: str
    start: int
    said: list[Said]
    lengths: list[int]


class Found(Struct, frozen=True):
    """A file as it is, and a note if there is one of just this content."""

    content: bytes
    note: Note | None

    def says(self, frame: str, entries: Sequence[Said]) -> bool:
        """Tell whether the file says just this, in this order."""
        note = self.note
        return note is not None and note.frame == frame and note.said == entries

    def spans(self) -> Mapping[Said, Span]:
        """Give where the file says what."""
        if self.note is None:
            return {}
        ends = list(accumulate(self.note.lengths, initial=self.note.start))
        places = zip(repeat(self.content), ends, ends[1:], strict=False)
        return dict(zip(self.note.said, map(Span._make, places), strict=True))


class Bindery(Struct, frozen=True):
    """Makes the documents of a feed; `content` gives what is in a file.

    `kept` gives what was left with `keep`, if it is there still.
    """

    content: Callable[[str], bytes]
    kept: Callable[[str], bytes | None]
    keep: Callable[[str, bytes], None]
    _found: dict[str, Found] = field(default_factory=dict)
    _made: dict[str, Callable[[], Note]] = field(default_factory=dict)

    def ids(self, file: str, known: Mapping[str, Listed]) -> set[str]:
        """Name the entries that a file holds; the steps of some are `known` by their keys."""
        from nowsync.adapters._atom.news import ids

        found = self.look(file)
        if found.note is None or not all(each.key in known for each in found.note.said):
            return ids([found.content])
        return {known[each.key].id for each in found.note.said}

    def bind(
        self,
        file: str,
        volume: Volume,
        writer: Writer,
        bodies: ReadBodies,
    ) -> Parts:
        """Make a document as `writer` alone would make it, of these `bodies`.

        What the file says already is taken from there. Raise ValueError when it is not valid.
        """
        found, frame = self.look(file), writer.frame(volume)
        said = [Said(each.key, writer.beside(each.entry)) for each in volume.entries]
        if found.says(frame, said):
            return (memoryview(found.content),)
        there = found.spans()
        spans = _bound(volume, [there.get(each) for each in said], writer, bodies)
        parts = tuple(_joined(spans))
        if all(each.key for each in said):
            self._made[file] = partial(_note, parts, frame, said, spans)
        return parts

    def note(self, file: str) -> Note | None:
        """Make a note of a document; nothing for one that is as it was."""
        made = self._made.get(file)
        return made and made()

    def remember(self, file: str, note: Note) -> None:
        """Keep a note of a document, once it is in its file."""
        self.keep(file, json.encode(note))

    def look(self, file: str) -> Found:
        """Read a file, once, and see whether the note of it is right."""
        if file not in self._found:
            content = self.content(file)
            self._found[file] = Found(content, self._kept_note(file, content))
        return self._found[file]

    def _kept_note(self, file: str, content: bytes) -> Note | None:
        kept = self.kept(file)
        if kept is None:
            return None
        try:
            note = json.decode(kept, type=Note)
        except DecodeError:
            return None
        return note if note.content == _hash(content) else None


def _bound(
    volume: Volume, there: Sequence[Span | None], writer: Writer, bodies: ReadBodies
) -> Sequence[Span]:
    """Give what a document consists of: its head, what is `there` of its entries, and its tail."""
    missing = [each for each, kept in zip(volume.entries, there, strict=True) if kept is None]
    # The frame comes with at least one entry that is made anew.
    due = missing or volume.entries[:1]
    new: dict[str, Span] = {}
    for first in range(0, len(due) or 1, PORTION):
        portion = due[first : first + PORTION]
        made = writer.write(volume, bodies(portion))
        verify(made)
        head, *elements, tail = _cut(made)
        new.update(zip((each.id for each in portion), elements, strict=True))
    entries = zip(volume.entries, there, strict=True)
    return [head, *(kept or new[each.id] for each, kept in entries), tail]


def _cut(document: bytes) -> Iterator[Span]:
    """Cut a document before its first entry, and behind each."""
    at = max(document.find(_BEGIN), 0)
    yield Span(document, 0, at)
    while (end := document.find(_END, at)) >= 0:
        yield Span(document, at, end + len(_END))
        at = end + len(_END)
    yield Span(document, at, len(document))


def _joined(spans: Iterable[Span]) -> Iterator[memoryview]:
    """Give the bytes of spans; what stands side by side is one part."""
    document, start, end = b"", 0, 0
    for each in spans:
        if each.document is not document or each.start != end:
            yield memoryview(document)[start:end]
            document, start, _ = each
        end = each.end
    yield memoryview(document)[start:end]


def _note(parts: Parts, frame: str, said: list[Said], spans: Sequence[Span]) -> Note:
    head, *elements, _ = spans
    return Note(_hash(*parts), frame, head.end, said, [each.end - each.start for each in elements])


def _hash(*parts: bytes | memoryview) -> str:
    hashed = hashlib.sha256()
    for part in parts:
        hashed.update(part)
    return hashed.hexdigest()
