"""TOML text into structs: strict, every problem at once, each with the line it stands in."""

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from types import UnionType
from typing import Literal, TypeAlias, TypeGuard, TypeVar, Union, get_args, get_origin

from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from nowsync.core.errors import ConfigurationError, Problem
from nowsync.core.suggestion import did_you_mean

T = TypeVar("T")
Keys: TypeAlias = tuple[str, ...]
Check: TypeAlias = Callable[[str], str | None]

_WORDS = {str: "text", bool: "true or false", int: "a whole number", float: "a number"}
# Longer texts are not repeated in a message: they may be a secret in the wrong place.
_SHOWN = 16


class Document:
    """A TOML file while it is read; what is wrong with it gathers in `problems`.

    `checks` look at the texts that stand at certain keys, and say what is wrong with them.
    """

    def __init__(self, file: str, text: str, *, checks: Mapping[Keys, Check]) -> None:
        self.problems: list[Problem] = []
        self._file, self._checks = file, checks
        self._lines = _lines_of_keys(text)
        self.root: Mapping[str, object] = self._parse(text)

    def add(self, keys: Keys, message: str) -> None:
        """Note a problem with the value at these keys."""
        self.problems.append(Problem(f"{'.'.join(keys)}: {message}", self._file, self.line(keys)))

    def line(self, keys: Keys) -> int | None:
        """Find the line of a key, or else of the table that it belongs in."""
        nearest = (keys[:length] for length in range(len(keys), 0, -1))
        return next((self._lines[each] for each in nearest if each in self._lines), None)

    def read(
        self, kind: type[T], table: Mapping[str, object], at: Keys, also: Collection[str] = ()
    ) -> T | None:
        """Make a struct of a table; None if a key that it needs is missing or wrong.

        A wrong value counts as absent once it is noted. `also` are keys that the table may
        have for other reasons: they are suggested too. The field of a key that is a word of
        Python's ends in _.
        """
        expected = {each.name.rstrip("_"): each for each in fields(kind)}  # type: ignore[arg-type]  # T is one
        for key in table.keys() - expected.keys():
            self._refuse((*at, key), [*expected, *also])
        values = {}
        for name, field in expected.items():
            if name not in table:
                self._miss(field, (*at, name))
                continue
            value = self._value(field.type, table[name], (*at, name))
            if value is not None:
                values[field.name] = value
        needed = {field.name for field in expected.values() if field.required}
        return kind(**values) if needed <= values.keys() else None

    def _parse(self, text: str) -> Mapping[str, object]:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            message, _, place = str(error).partition(" (at ")
            found = re.match(r"line (\d+)", place)
            line = int(found[1]) if found else text.count("\n") + 1
            problem = Problem(f"this is not TOML: {message}", self._file, line)
            raise ConfigurationError((problem,)) from error

    def _refuse(self, keys: Keys, known: Collection[str]) -> None:
        self.add(keys, f"there is no such key{did_you_mean(keys[-1], known)}")

    def _miss(self, field: FieldInfo, keys: Keys) -> None:
        if field.required:
            self.add(keys, "is missing")

    def _value(self, hint: object, value: object, keys: Keys) -> object | None:
        table = next((each for each in arms(hint) if is_struct(each)), None)
        if table is not None and isinstance(value, Mapping):
            return self.read(table, value, keys)
        fitting = _fit(hint, value)
        if fitting is None:
            self.add(keys, _misfit(hint, value))
            return None
        wrong = self._wrong(fitting, keys)
        if wrong:
            self.add(keys, wrong)
            return None
        return fitting

    def _wrong(self, value: object, keys: Keys) -> str | None:
        if not isinstance(value, str):
            return None
        if not value.strip():
            return "is empty: say something, or take the line away"
        check = self._checks.get(keys)
        return check(value) if check else None


def is_struct(hint: object) -> TypeGuard[type[Struct]]:
    """Tell whether a hint is a struct, which a table is read into."""
    return isinstance(hint, type) and issubclass(hint, Struct)


def arms(hint: object) -> tuple[object, ...]:
    """Give the types that a hint allows, None left out: TOML has no null."""
    every = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return tuple(arm for arm in every if arm is not type(None))


def _fit(hint: object, value: object) -> object | None:
    """Give the value as the hint wants it, or None if it does not fit."""
    return next((found for arm in arms(hint) if (found := _as(arm, value)) is not None), None)


def _as(hint: object, value: object) -> object | None:
    origin = get_origin(hint) or hint
    if origin is Literal:
        return value if value in get_args(hint) else None
    if origin in (list, tuple):
        return _as_list(hint, value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return value if isinstance(value, Mapping) else None
    return value if type(value) is origin else None


def _as_list(hint: object, value: object) -> object | None:
    if not isinstance(value, list):
        return None
    items = [_fit(_item(hint), each) for each in value]
    if None in items or "" in items:
        return None
    return tuple(items) if (get_origin(hint) or hint) is tuple else items


def _item(hint: object) -> object:
    return next(iter(get_args(hint)), str)


def _misfit(hint: object, value: object) -> str:
    lists = [arm for arm in arms(hint) if (get_origin(arm) or arm) in (list, tuple)]
    if not (lists and isinstance(value, list)):
        return f"must be {_expected(hint)}, not {_found(value)}"
    item = _item(lists[0])
    number = next(n for n, each in enumerate(value) if _fit(item, each) in (None, ""))
    return f"item {number + 1} must be {_expected(item)}, not {_found(value[number])}"


def _expected(hint: object) -> str:
    return " or ".join(_expected_arm(arm) for arm in arms(hint))


def _expected_arm(hint: object) -> str:
    origin = get_origin(hint) or hint
    if origin is Literal:
        return f"one of {', '.join(map(repr, get_args(hint)))}"
    if origin in (list, tuple):
        return "a list"
    return next((words for kind, words in _WORDS.items() if kind is origin), "a table")


def _found(value: object) -> str:
    match value:
        case str() if len(value) <= _SHOWN:
            return repr(value)
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case list():
            return "a list"
        case Mapping():
            return "a table"
    return "text" if isinstance(value, str) else "a date or time"


_PART = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*\[\s*({_DOTTED})\s*\]\s*(?:#.*)?$")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")


def _lines_of_keys(text: str) -> dict[Keys, int]:
    """Number the lines of tables and keys; what is seen twice is left out as uncertain."""
    seen: dict[Keys, list[int]] = {}
    for keys, number in _keys(text):
        seen.setdefault(keys, []).append(number)
    return {keys: numbers[0] for keys, numbers in seen.items() if len(numbers) == 1}


def _keys(text: str) -> Iterator[tuple[Keys, int]]:
    table: Keys = ()
    in_long_text = False
    for number, line in enumerate(text.split("\n"), start=1):
        if not in_long_text:
            if header := _HEADER.match(line):
                table = _parts(header[1])
                yield table, number
            elif key := _KEY.match(line):
                yield (*table, *_parts(key[1])), number
        if (line.count('"""') + line.count("'''")) % 2:
            in_long_text = not in_long_text


def _parts(dotted: str) -> Keys:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))
