"""Documents, made of what is new and of the entries in a file that are still right.

What is kept of a file are whole elements, to the letter as lxml wrote them; nothing here makes XML.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, field

from nowsync.adapters._atom.body import Body
from nowsync.adapters._atom.document import Writer
from nowsync.adapters._atom.validity import verify, well_formed
from nowsync.adapters._atom.volumes import Volume

# How an entry stands in a document. In no text and no attribute does a "<" stand for itself.
_BEGIN, _END = b"  <entry", b"</entry>\n"


class Note(Struct, frozen=True):
    """What a file says: the print of its content, of its frame, and of each entry by its id."""

    content: str
    frame: str
    entries: Mapping[str, str]

    @classmethod
    def load(cls, text: bytes) -> "Note":
        """Read what `dump` wrote; raise ValueError for anything else."""
        match json.loads(text):
            case {"content": str(content), "frame": str(frame), "entries": dict(entries)}:
                return cls(content, frame, entries)
            case _:
                raise ValueError("this is no note of a file")

    def dump(self) -> bytes:
        """Write it down."""
        said = {"content": self.content, "frame": self.frame, "entries": self.entries}
        return json.dumps(said).encode()


class Found(Struct, frozen=True):
    """A file as it is, and a note if there is one of just this content."""

    content: bytes
    note: Note | None

    def says(self, frame: str, entries: Mapping[str, str]) -> bool:
        """Tell whether the file says just this, in this order."""
        note = self.note
        if note is None or note.frame != frame:
            return False
        return list(note.entries.items()) == list(entries.items())

    def still_right(self, entries: Mapping[str, str]) -> Mapping[str, memoryview]:
        """Give the elements of those entries that the file has with the same print, by id."""
        if self.note is None:
            return {}
        _, elements, _ = _cut(self.content)
        if len(elements) != len(self.note.entries):
            return {}
        there = zip(self.note.entries.items(), elements, strict=True)
        return {name: element for (name, said), element in there if entries.get(name) == said}


class Bindery(Struct, frozen=True):
    """Makes the documents of a feed; `content` gives what is in a file.

    `kept` gives what was left with `keep`, if it is there still.
    """

    content: Callable[[str], bytes]
    kept: Callable[[str], bytes | None]
    keep: Callable[[str, bytes], None]
    _found: dict[str, Found] = field(default_factory=dict)
    _made: dict[str, Note] = field(default_factory=dict)

    def ids(self, file: str) -> set[str]:
        """Name the entries that a file holds."""
        from nowsync.adapters._atom.news import ids

        found = self._look(file)
        return ids([found.content]) if found.note is None else set(found.note.entries)

    def bind(self, file: str, volume: Volume, writer: Writer) -> bytes:
        """Make the bytes of a document as `writer` alone would make them.

        What the file says already is taken from there. Raise ValueError when it is not valid.
        """
        found = self._look(file)
        entries = {each["id"]: _print(each, writer) for each in volume.entries}
        frame = writer.frame(volume)
        if found.says(frame, entries):
            return found.content
        content = _bound(volume, found.still_right(entries), writer)
        self._made[file] = Note(_hash(content), frame, entries)
        return content

    def remember(self, file: str) -> None:
        """Keep a note of a document, once it is in its file."""
        if note := self._made.get(file):
            self.keep(file, note.dump())

    def _look(self, file: str) -> Found:
        if file not in self._found:
            content = self.content(file)
            self._found[file] = Found(content, self._note(file, content))
        return self._found[file]

    def _note(self, file: str, content: bytes) -> Note | None:
        kept = self.kept(file)
        if kept is None:
            return None
        try:
            note = Note.load(kept)
        except ValueError:
            return None
        return note if note.content == _hash(content) else None


def _bound(volume: Volume, right: Mapping[str, memoryview], writer: Writer) -> bytes:
    """Put a document together. Its frame comes with at least one entry that is made anew."""
    due = [each for each in volume.entries if each["id"] not in right] or volume.entries[:1]
    made = writer.write(volume, due)
    verify(made)
    if len(due) == len(volume.entries):
        return made
    head, elements, tail = _cut(made)
    new = dict(zip((each["id"] for each in due), elements, strict=True))
    names = (each["id"] for each in volume.entries)
    bound = b"".join([head, *(new.get(name) or right[name] for name in names), tail])
    well_formed(bound)
    return bound


def _cut(document: bytes) -> tuple[memoryview, Sequence[memoryview], memoryview]:
    """Cut a document before its first entry, and behind each."""
    start = document.find(_BEGIN)
    if start < 0:
        return memoryview(document), (), memoryview(b"")
    pages, at = memoryview(document), start
    elements: list[memoryview] = []
    while (end := document.find(_END, at)) >= 0:
        elements.append(pages[at : end + len(_END)])
        at = end + len(_END)
    return pages[:start], elements, pages[at:]


def _print(entry: Body, writer: Writer) -> str:
    """Tell what a document says of an entry from all else that it might; ten thousand times."""
    text = entry["content"].encode("utf-8", "surrogatepass")
    others = [each for each in entry.items() if each[0] != "content"]
    said = f"{len(text)} {others} {writer.beside(entry)}"
    return _hash(said.encode("utf-8", "surrogatepass"), text)[:32]


def _hash(*parts: bytes) -> str:
    hashed = hashlib.sha256()
    for part in parts:
        hashed.update(part)
    return hashed.hexdigest()
