"""Several things in a row, as people write them: with commas, or each on a line of its own."""

from collections.abc import Iterable, Iterator
from typing import overload

from msgspec import Struct
from msgspec.structs import replace

from nowsync.core import marks
from nowsync.rendering.language import and_more, comma

BULLET = "•"


class Series(Struct, frozen=True):
    """The things, what stands between two of them, and the words for `{}` more behind them."""

    items: tuple[str, ...]
    joint: str
    more: str = ""

    def __str__(self) -> str:
        return self.joint.join(self.items)

    def __iter__(self) -> Iterator[str]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> "Series": ...

    def __getitem__(self, index: int | slice) -> "str | Series":
        if isinstance(index, slice):
            return replace(self, items=self.items[index])
        return self.items[index]

    def shortened(self) -> str:
        """Mark it, so that it can end early."""
        return marks.listing(self.items, joint=self.joint, more=self.more)


def listed(items: Iterable[object], language: str = "en") -> Series:
    """Join things so that one can tell them apart, also when they hold commas."""
    texts = tuple(filter(None, (_unended(str(item)) for item in items)))
    if not any("," in text for text in texts):
        return Series(texts, comma(language), and_more(language))
    return Series(texts, "; ", f";{and_more(language).removeprefix(',')}")


def bulleted(items: Iterable[object], language: str = "en") -> Series:
    """Put each thing on a line of its own."""
    said = (str(item).removeprefix(BULLET).strip() for item in items if str(item))
    texts = tuple(f"{BULLET} {item}".replace("\n", "\n  ") for item in said)
    more = and_more(language).lstrip(" ,\u3001\uff0c")
    return Series(texts, "\n", f"\n{BULLET} {more}")


def _unended(text: str) -> str:
    """Take off the full stop that an item of a row does not need."""
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text
