"""The lists of the front matter, as a template sees them."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from nowsync.core.delta import Progress
from nowsync.core.recap import Course
from nowsync.rendering import language
from nowsync.rendering.news import News
from nowsync.rendering.series import Series, listed

_NOW = ("currently", "now")


class List(Struct, frozen=True):
    """A list of the front matter: its key, the key as people read it, and its items.

    On a page about now, the "currently" of a label goes without saying: `short_label` lacks it.
    """

    name: str
    label: str
    items: tuple[str, ...]
    _news: News

    @property
    def short_label(self) -> str:
        """The label without its "currently"."""
        first, _, rest = self.label.partition(" ")
        return _capitalised(rest) if rest and first.lower() in _NOW else self.label

    @property
    def labels(self) -> tuple[str, ...]:
        """Both labels."""
        return self.label, self.short_label

    @property
    def is_doing(self) -> bool:
        """Tell whether the label says what one is doing, as "Reading" does."""
        return self.short_label.endswith("ing") and " " not in self.short_label

    @property
    def with_news(self) -> Series:
        """The items, the new ones before those that are "still" there."""
        started, continued = self.started, self.continued
        if not started or not continued:
            return listed(self.items, self._news.language)
        first, *others = continued
        kept = f"{language.still(self._news.language)} {first}".strip()
        return listed((*started, kept, *others), self._news.language)

    @property
    def started(self) -> tuple[str, ...]:
        """The items that are new."""
        return self._progress.started

    @property
    def continued(self) -> tuple[str, ...]:
        """The items that were there before."""
        return self._progress.continued

    @property
    def finished(self) -> tuple[str, ...]:
        """The items that are done, or have gone."""
        return self._progress.finished

    @property
    def _progress(self) -> Progress:
        return self._news.lists.get(self.name, Progress())

    def __str__(self) -> str:
        return str(listed(self.items))


class Past(Struct, frozen=True):
    """A list over a time: what has come to an end in it, and what has not."""

    name: str
    label: str
    courses: tuple[Course, ...]

    @property
    def finished(self) -> tuple[Course, ...]:
        """What is done, or has gone."""
        return tuple(each for each in self.courses if each.ended)

    @property
    def continuing(self) -> tuple[Course, ...]:
        """What is still there."""
        return tuple(each for each in self.courses if not each.ended)


class Lists:
    """All lists of an entry: iterate over them, or take one by its name."""

    __slots__ = ("_lists",)

    def __init__(self, lists: Mapping[str, List]) -> None:
        self._lists = lists

    def __iter__(self) -> Iterator[List]:
        return iter(self._lists.values())

    def __len__(self) -> int:
        return len(self._lists)

    def __getitem__(self, name: str) -> List:
        return self._lists[name]

    def __str__(self) -> str:
        return "\n".join(f"{each.label}: {each}" for each in self)


def label(name: str) -> str:
    """Turn a key into words: `currentlyReading` is "Currently reading"."""
    words = [word if sum(map(str.isupper, word)) > 1 else word.lower() for word in _words(name)]
    return _capitalised(" ".join(words) or name)


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _words(name: str) -> list[str]:
    """Split at separators, and where the case or the kind of character changes."""
    spaced = ""
    for before, character, after in zip(" " + name, name, name[1:] + " ", strict=False):
        starts = character.isupper() and (before.islower() or before.isdigit())
        # The last capital of a run begins the next word, but for the s of a plural: TILs.
        starts |= character.isupper() and before.isupper() and after.islower() and after != "s"
        starts |= character.isupper() and before == "s" and spaced[-2:-1].isupper()
        starts |= character.isdigit() and before.isalpha()
        spaced += f" {character}" if starts else character
    return spaced.replace("_", " ").replace("-", " ").split()
