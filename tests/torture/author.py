"""The author of a small site. Every sentence tells which entry it is of, and of which version."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from tests.images.painting import painted
from tests.site import Site

NUMBER = re.compile(r"(?:kettle|own)-(\d+)")
MOST_PIECES = 12
PICTURE = " ![The kettle](kettle.jpg)"


@dataclass
class Piece:
    """What is true of an entry: what its author did with it, and with what was made of it."""

    number: int
    name: str
    dated: datetime
    id: str | None = None
    draft: bool = False
    there: bool = True
    version: int = 1
    songs: int = 1
    picture: bool = False
    deleted: bool = False
    retracted: bool = False
    held: bool = False
    forgotten: bool = False
    again: int = 0

    def written(self) -> str:
        """Write the entry as its file has it."""
        one = f"kettle {self.number}x{self.version}"
        songs = " ".join(f"The {one} sang song {song}." for song in range(1, self.songs + 1))
        head = [
            f"title: Now, kettle {self.number}",
            f"date: {self.dated:%Y-%m-%d}",
            f'currentlyReading: ["Tides of {one}"]',
            *([f"id: {self.id}"] if self.id else []),
            *(["draft: true"] if self.draft else []),
        ]
        picture = PICTURE if self.picture else ""
        return "\n".join(["---", *head, "---", "", f"{songs}{picture}", ""])


def number_of(entry: str) -> int:
    """Tell which piece an entry is, whatever it is called by now."""
    found = NUMBER.match(entry)
    assert found, f"{entry} is none of ours"
    return int(found[1])


@dataclass
class Author:
    """Writes, and changes what was written. Each deed says what was done, or nothing."""

    site: Site
    most_songs: int
    pieces: list[Piece] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self._folder / "kettle.jpg").write_bytes(painted("JPEG", size=(64, 32)))

    def write(self, chance: Random) -> str:
        """Write a new entry, unless there are many."""
        if len(self.pieces) >= MOST_PIECES:
            return self.correct(chance)
        number = len(self.pieces) + 1
        piece = Piece(
            number,
            f"kettle-{number}",
            self.site.now,
            id=f"own-{number}" if chance.random() < 0.6 else None,
            draft=chance.random() < 0.1,
            songs=chance.randint(1, self.most_songs),
            picture=chance.random() < 0.3,
        )
        self.pieces.append(piece)
        self._save(piece)
        return f"wrote {piece.name}{', a draft' if piece.draft else ''}"

    def correct(self, chance: Random) -> str:
        """Change the words of an entry."""

        def change(piece: Piece) -> str:
            piece.version += 1
            return "corrected"

        return self._changed(chance, change)

    def revise(self, chance: Random) -> str:
        """Make an entry longer or shorter."""

        def change(piece: Piece) -> str:
            piece.version += 1
            piece.songs = chance.randint(1, self.most_songs)
            return f"revised to {piece.songs} songs"

        return self._changed(chance, change)

    def rename(self, chance: Random) -> str:
        """Give an entry another file name, and sometimes other words with it."""

        def change(piece: Piece) -> str:
            self._path(piece).unlink()
            stem, _, times = piece.name.partition("-r")
            piece.name = f"{stem}-r{int(times or 1) + 1}"
            piece.version += chance.random() < 0.3
            return f"renamed to {piece.name}"

        return self._changed(chance, change)

    def draft(self, chance: Random) -> str:
        """Set an entry back to a draft, or finish it."""

        def change(piece: Piece) -> str:
            piece.draft = not piece.draft
            return "set back to a draft" if piece.draft else "finished"

        return self._changed(chance, change)

    def remove(self, chance: Random) -> str:
        """Delete an entry's file."""
        piece = _one(chance, [each for each in self.pieces if each.there])
        if piece is None:
            return ""
        piece.there = False
        self._path(piece).unlink()
        return f"deleted {piece.name}"

    def bring_back(self, chance: Random) -> str:
        """Put a deleted file back where it was."""
        piece = _one(chance, [each for each in self.pieces if not each.there])
        if piece is None:
            return ""
        piece.there = True
        self._save(piece)
        return f"brought {piece.name} back"

    def name(self, piece: Piece, known: str | None) -> str:
        """Answer which entry a file is: the one that nowsync knows, or one of its own."""
        piece.id = known or f"own-{piece.number}"
        self._save(piece)
        return f"wrote id: {piece.id} into {piece.name}"

    def _changed(self, chance: Random, change: Callable[[Piece], str]) -> str:
        here = [each for each in self.pieces if each.there]
        # Mostly the newest: it is what most is still to be done for.
        piece = _one(chance, here[-2:] if chance.random() < 0.6 else here)
        if piece is None:
            return ""
        before, done = piece.name, change(piece)
        self._save(piece)
        return f"{before}: {done}"

    @property
    def _folder(self) -> Path:
        return self.site.folder / "now"

    def _path(self, piece: Piece) -> Path:
        return self._folder / f"{piece.name}.md"

    def _save(self, piece: Piece) -> None:
        self._path(piece).write_text(piece.written(), encoding="utf-8")


def _one(chance: Random, pieces: Sequence[Piece]) -> Piece | None:
    return chance.choice(pieces) if pieces else None
