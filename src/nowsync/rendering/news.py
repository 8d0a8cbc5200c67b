"""News: what became of things since the entry before."""

from collections.abc import Callable, Mapping
from functools import cached_property

from nowsync.core.delta import Delta, Progress
from nowsync.rendering.series import Series, listed


class News:
    """What became of things since the entry before; of all lists together, or one by one.

    Nothing is news where there is no entry before.
    """

    def __init__(self, find: Callable[[], Delta], language: str) -> None:
        self.language = language
        self._find = find

    @cached_property
    def _delta(self) -> Delta:
        return self._find()

    @property
    def previous(self) -> str | None:
        """The id of the entry before."""
        return self._delta.previous

    @property
    def lists(self) -> Mapping[str, Progress]:
        """What became of each list."""
        return self._delta.lists

    @property
    def sections(self) -> Mapping[str, Progress]:
        """What became of the items of each section, by its title."""
        return self._delta.sections

    @property
    def started(self) -> Series:
        """What has come to the lists."""
        return self._of_all("started")

    @property
    def continued(self) -> Series:
        """What has stayed in the lists."""
        return self._of_all("continued")

    @property
    def finished(self) -> Series:
        """What is done, or has gone from the lists."""
        return self._of_all("finished")

    def _of_all(self, what: str) -> Series:
        items = (item for each in self.lists.values() for item in getattr(each, what))
        return listed(items, self.language)
