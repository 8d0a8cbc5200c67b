"""Following: a text that says a date, as it is for a later one."""

import re
from collections.abc import Callable
from datetime import date

from nowsync.core.entry import MONTHS

_TOKENS = re.compile(r"\d+|[^\W\d_]+|[\W_]+")
_ABBREVIATED = 3


def following(text: str, before: date, after: date) -> str | None:
    """Say a later date wherever a text says an earlier one, in the same form.

    None when the text does not say the month, or not in a way that can be told.
    """
    tokens = _TOKENS.findall(text)
    changed = dict(_compact(tokens, before, after)) | dict(_words(tokens, before, after))
    year = next((n for n, token in enumerate(tokens) if token == f"{before.year:04}"), None)
    if year is not None:
        changed[year] = f"{after.year:04}"
    named = any(not tokens[n].isdecimal() for n in changed)
    whole = any(len(tokens[n]) > 4 and tokens[n].isdecimal() for n in changed)
    if not whole:
        month, day = _places(tokens, year, before, named=named)
        if month is not None:
            changed[month] = _as_wide(after.month, tokens[month])
        if day is not None:
            changed[day] = _as_wide(after.day, tokens[day])
        if month is None and not named:
            return None
    if named and year is None:
        changed |= _short_year(tokens, before, after)
    return "".join(changed.get(n, token) for n, token in enumerate(tokens))


def _compact(tokens: list[str], before: date, after: date) -> list[tuple[int, str]]:
    """Find dates without a sign between their parts: 20261101, 202611."""
    forms = ("%Y%m%d", "%Y%m")
    said = {f"{before:{form}}": f"{after:{form}}" for form in forms}
    return [(n, said[token]) for n, token in enumerate(tokens) if token in said]


def _words(tokens: list[str], before: date, after: date) -> list[tuple[int, str]]:
    """Find the month by its name, or by how that begins."""
    old, new = MONTHS[before.month - 1], MONTHS[after.month - 1]
    names = {old.casefold(): new, old[:_ABBREVIATED].casefold(): new[:_ABBREVIATED]}
    found = ((n, token, names.get(token.casefold())) for n, token in enumerate(tokens))
    return [(n, _cased(token)(name)) for n, token, name in found if name is not None]


def _cased(token: str) -> Callable[[str], str]:
    return str.lower if token.islower() else str.upper if token.isupper() else str.title


def _places(
    tokens: list[str], year: int | None, before: date, *, named: bool
) -> tuple[int | None, int | None]:
    """Find where the month and the day stand as numbers; the month has a name if `named`."""
    short = [n for n, token in enumerate(tokens) if token.isdecimal() and len(token) <= 2]
    if named:
        return None, next((n for n in short if int(tokens[n]) == before.day), None)
    if year is None:
        return None, None
    behind = [n for n in short if n > year][:2]
    if behind and int(tokens[behind[0]]) == before.month:
        day = next((n for n in behind[1:] if int(tokens[n]) == before.day), None)
        return behind[0], day
    ahead = [n for n in short if n < year][-2:]
    months = [n for n in ahead if int(tokens[n]) == before.month]
    days = [n for n in ahead if int(tokens[n]) == before.day and n not in months]
    if len(months) != 1:
        return None, None
    return months[0], days[0] if days else None


def _short_year(tokens: list[str], before: date, after: date) -> dict[int, str]:
    """Find a year of two digits, the last thing that is said: nov-26."""
    short = [n for n, token in enumerate(tokens) if token == f"{before:%y}"]
    return {short[-1]: f"{after:%y}"} if short else {}


def _as_wide(number: int, token: str) -> str:
    return f"{number:0{len(token)}}" if len(token) == 2 else str(number)
