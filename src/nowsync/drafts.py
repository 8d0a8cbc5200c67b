"""Drafts of entries, for their author to go on with: of a month, and of one that looks back."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from nowsync.config import Configuration
from nowsync.core.copied_fields import Written, copied_fields, fresh_fields
from nowsync.core.entry import Entry, month_of
from nowsync.core.errors import UsageError
from nowsync.core.recap import Period, recap
from nowsync.core.start import MONTH, day_of, next_name, start_of

if TYPE_CHECKING:
    from nowsync.rendering import Renderer


class Drafts(Struct, frozen=True):
    """Writes drafts after the manner of the entries that are there; `renderer` gives their text."""

    configuration: Configuration
    entries: Sequence[Entry]
    renderer: Callable[[], "Renderer"]
    today: date

    def recap(self, over: Period) -> str:
        """Give the draft of an entry that looks back on a period."""
        made = recap(self.entries, over)
        if not made.entries:
            raise UsageError(f"there is no finished entry in {over.name}")
        return self.renderer().recap(made, self.today)

    def start(self, word: str | None) -> str:
        """Write the draft of a month's entry; give its file. Raise UsageError if it cannot be."""
        if (page := self.configuration.entries.page) is not None:
            raise UsageError(f"your now page is one file, rewritten in place: edit {page}")
        month = self._month(word)
        last, earlier = self._before(month)
        dated = [each.date.date() for each in (last, earlier) if each is not None]
        day = day_of(month, self.today, dated)
        source = next_name(last, earlier, day)
        if last is None:
            source = f"{self.configuration.entries.folder}/{source}"
        begun = start_of(last, self._front_matter(last, earlier, day), day)
        self._write(source, self.renderer().start(begun))
        return source

    def _month(self, word: str | None) -> tuple[int, int]:
        """Read a month that has no entry yet; without a word, this one."""
        found = MONTH.fullmatch(f"{self.today:%Y-%m}" if word is None else word)
        if found is None:
            raise UsageError(f"{word!r} is no month; write it like {self.today:%Y-%m}")
        month = int(found[1]), int(found[2])
        for entry in self.entries:
            if (entry.date.year, entry.date.month) == month:
                name = month_of(entry.date)
                raise UsageError(f"there is an entry for {name} already: {entry.source}")
        return month

    def _before(self, month: tuple[int, int]) -> tuple[Entry | None, Entry | None]:
        """Give the two entries before a month, the last one first."""
        before = [each for each in self.entries if (each.date.year, each.date.month) < month]
        ordered = sorted(before, key=lambda each: (each.date, each.id), reverse=True)
        last, earlier, *_ = (*ordered, None, None)
        return last, earlier

    def _front_matter(self, last: Entry | None, earlier: Entry | None, day: date) -> str:
        if last is not None:
            before = None if earlier is None else self._written(earlier)
            copied = copied_fields(self._written(last), before, day)
            if copied is not None:
                return copied
        return fresh_fields(month_of(day), day)

    def _written(self, entry: Entry) -> Written:
        path = self.configuration.folder / entry.source
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{entry.source} cannot be read: {error}") from error
        return Written(text, entry.date.date(), entry.lists)

    def _write(self, source: str, text: str) -> None:
        path: Path = self.configuration.folder / source
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError as error:
            raise UsageError(f"there is a {source} already, and it is left as it is") from error
        except OSError as error:
            raise UsageError(f"{source} cannot be written: {error.strerror}") from error
