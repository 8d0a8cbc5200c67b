"""Values of which the larger part is read only when somebody asks for it."""

from collections.abc import Mapping
from typing import Any, Self


class Later:
    """Mixed into a frozen dataclass: fields that are not known yet are read, all at once, later.

    Whoever holds one need not know. The class that it is mixed into sets `__class__` to what it
    extends, by which a dataclass compares and copies, and to both it is that.
    """

    __slots__ = ()

    @classmethod
    def of(cls, **known: Any) -> Self:
        """Make one of the fields that are known."""
        made = object.__new__(cls)
        fill = object.__setattr__
        for name, value in known.items():
            fill(made, name, value)
        return made

    def _rest(self) -> Mapping[str, Any]:
        """Read all other fields."""
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:
        # Python asks here only for what has no value; special methods it looks for everywhere.
        if name.startswith("_"):
            raise AttributeError(name)
        for each, value in self._rest().items():
            object.__setattr__(self, each, value)
        return object.__getattribute__(self, name)
