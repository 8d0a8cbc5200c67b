"""Operations that can make much of little: each is allowed only when its result is small enough."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from string import Formatter
from typing import Any, Final

from jinja2 import filters, pass_environment, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import markup_join, str_join

from nowsync.rendering.metered.budget import Overspent, pay, pay_for_pieces, pay_for_text

# Numbers in a text have fewer digits than these have bits.
BITS: Final = 1024
# No line is wider, and no number has more decimal places.
WIDEST: Final = 9999
# The C library may write so many characters for one of a date's format.
_OF_A_DATE: Final = 256
_NUMBER: Final = re.compile("[0-9]+")
# A width that is given as an argument.
_STAR: Final = re.compile(r"%[-+ #0-9.]*\*")


def allow_calculation(operator: str, left: object, right: object) -> None:
    """Raise Overspent if the result would be out of all proportion."""
    if operator == "%" and isinstance(left, str):
        allow_printf(left, right)
    elif isinstance(left, int) and isinstance(right, int):
        _allow_number(operator, left, right)
    elif operator == "*":
        _allow_repetition(left, right)
    elif operator == "+" and isinstance(left, str) and isinstance(right, str):
        pay_for_text(len(left) + len(right))


def _allow_number(operator: str, left: int, right: int) -> None:
    bits = max(left.bit_length(), right.bit_length())
    if operator == "*":
        bits = left.bit_length() + right.bit_length()
    if operator == "**" and abs(left) > 1:
        bits = left.bit_length() * right
    if bits > BITS:
        raise Overspent(f"a number of more than {BITS:,} bits is too large")


def _allow_repetition(left: object, right: object) -> None:
    times, what = (left, right) if isinstance(left, int) else (right, left)
    if isinstance(times, int) and isinstance(what, str):
        pay_for_text(len(what) * times)
    elif isinstance(times, int) and isinstance(what, (list, tuple)):
        pay(len(what) * times)


def allow_printf(text: str, values: object) -> None:
    """Raise Overspent if `text % values` could be too long."""
    if _STAR.search(text):
        raise Overspent("a width in a format must be written there, not given as *")
    _allow_widths(text, text.count("%"), values)


def allow_format(text: str, values: object) -> None:
    """Raise Overspent if `text.format(values)` could be too long."""
    fields = [spec or "" for _, name, spec, _ in Formatter().parse(text) if name is not None]
    if any("{" in spec for spec in fields):
        raise Overspent("a width in a format must be written there, not given as {}")
    _allow_widths(text, len(fields), values)
    pay(sum(map(len, fields)) * _OF_A_DATE)


def _allow_widths(text: str, places: int, values: object) -> None:
    """Take it that each place is as wide as can be, and shows all of the values."""
    numbers = [number.lstrip("0") for number in _NUMBER.findall(text)] if places else []
    if any(len(number) > len(str(WIDEST)) for number in numbers):
        raise Overspent(f"a format may not have numbers above {WIDEST:,}")
    widest = max((int(number or 0) for number in numbers), default=0)
    pay_for_text(len(text) + places * (widest + _length(values)))


def _length(value: object) -> int:
    if isinstance(value, Mapping):
        return sum(map(_length, value.values()))
    if isinstance(value, (list, tuple)):
        return sum(map(_length, value))
    return len(value) if isinstance(value, str) else 0


# Methods of texts and dates.


def _replace(text: str, old: str, new: str, *_: object) -> None:
    pay_for_text(len(text) + text.count(old) * len(new))


def _join(text: str, parts: Iterable[object]) -> None:
    texts = [part for part in parts if isinstance(part, str)]
    pay_for_text(sum(map(len, texts)) + len(texts) * len(text))


def _split(text: str, *_: object, **__: object) -> None:
    pay_for_pieces(text)


def _strftime(_date: object, form: str) -> None:
    pay(len(form) * _OF_A_DATE)


METHODS: Final[Mapping[str, Callable[..., None]]] = {
    "replace": _replace,
    "join": _join,
    "split": _split,
    "rsplit": _split,
    "splitlines": _split,
    "strftime": _strftime,
}


def allow_call(called: object, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
    """Raise Overspent if calling a method of a plain value would make too much."""
    holder = getattr(called, "__self__", None)
    check = METHODS.get(getattr(called, "__name__", ""))
    if check is not None and (isinstance(holder, str) or check is _strftime):
        check(holder, *args, **kwargs)


# Jinja's filters, bounded.


@pass_eval_context
def _replaced(
    evaluation: EvalContext, value: object, old: str, new: str, count: int | None = None
) -> str:
    _replace(str(value), str(old), str(new))
    return filters.do_replace(evaluation, str(value), old, new, count)


@pass_eval_context
def _joined(
    evaluation: EvalContext,
    value: Iterable[Any],
    between: str = "",
    attribute: str | int | None = None,
) -> str:
    items = list(value)
    if attribute is not None:
        take = filters.make_attrgetter(evaluation.environment, attribute)
        items = [take(item) for item in items]
    _join(str(between), [str(item) for item in items])
    return filters.sync_do_join(evaluation, items, between)


def _centred(value: object, width: int = 80) -> str:
    pay_for_text(width)
    return filters.do_center(str(value), width)


def _indented(value: str, width: int | str = 4, *args: bool, **kwargs: bool) -> str:
    text = str(value)
    columns = width if isinstance(width, int) else len(width)
    pay_for_text(len(text) + len(text.splitlines()) * columns)
    return filters.do_indent(value, width, *args, **kwargs)


def _formatted(value: str, *args: object, **kwargs: object) -> str:
    allow_printf(str(value), kwargs or args)
    return filters.do_format(value, *args, **kwargs)


def _rounded(value: float, precision: int = 0, method: Any = "common") -> float:
    if abs(precision) > WIDEST:
        raise Overspent(f"no number has more than {WIDEST:,} decimal places")
    return filters.do_round(value, precision, method)


@pass_environment
def _summed(environment: Any, value: Iterable[Any], attribute: Any = None, start: Any = 0) -> Any:
    take = filters.make_attrgetter(environment, attribute)
    numbers = [take(item) for item in value]
    if not all(isinstance(each, (int, float)) for each in [start, *numbers]):
        raise TypeError("only numbers can be added up")
    return sum(numbers, start)


def _batched(value: Iterable[Any], size: int, fill: Any = None) -> Iterator[list[Any]]:
    pay(size)
    return filters.do_batch(value, size, fill)


def _sliced(value: Any, slices: int, fill: Any = None) -> Iterator[list[Any]]:
    pay(slices)
    return filters.sync_do_slice(value, slices, fill)


def _titled(value: object) -> str:
    pay_for_pieces(str(value))
    return filters.do_title(str(value))


def _counted(value: object) -> int:
    pay_for_pieces(str(value))
    return filters.do_wordcount(str(value))


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "replace": _replaced,
    "join": _joined,
    "center": _centred,
    "indent": _indented,
    "format": _formatted,
    "round": _rounded,
    "sum": _summed,
    "batch": _batched,
    "slice": _sliced,
    "title": _titled,
    "wordcount": _counted,
}


@pass_eval_context
def concatenated(evaluation: EvalContext, parts: Sequence[object]) -> str:
    """Carry out `a ~ b`."""
    pay_for_text(sum(len(str(part)) for part in parts))
    return markup_join(parts) if evaluation.autoescape else str_join(parts)
