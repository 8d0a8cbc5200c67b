"""Dates and small words in an entry's language. English needs nothing else; others use Babel."""

import re
from contextlib import suppress
from datetime import date
from functools import lru_cache

from nowsync.core.entry import MONTHS, month_of

# What stands behind the items of a list that is cut short; the same for one and for many.
_MORE = {
    "ca": " i {} més",
    "cs": " a ještě {}",
    "da": " og {} til",
    "de": " und {} mehr",
    "en": " and {} more",
    "es": " y {} más",
    "fr": " et {} de plus",
    "ja": "\u3001ほか{}件",
    "ko": " 외 {}개",
    "nb": " og {} til",
    "nl": " en nog {}",
    "no": " og {} til",
    "pl": " i jeszcze {}",
    "pt": " e mais {}",
    "ru": " и ещё {}",
    "sv": " och {} till",
    "uk": " \u0456 ще {}",
    "zh": "\uff0c另有 {} 项",
}
_STILL = {
    "da": "stadig",
    "de": "weiterhin",
    "en": "still",
    "es": "todavía",
    "fr": "toujours",
    "it": "ancora",
    "nl": "nog steeds",
    "pt": "ainda",
    "sv": "fortfarande",
}
_ANY_LANGUAGE = ", +{}"
_AMERICAN = re.compile(r"en([-_](us|ph))?", re.IGNORECASE)


def and_more(language: str) -> str:
    """Give the words for so many (`{}`) more, in a language, or with a sign that all understand."""
    return _MORE.get(_primary(language), _ANY_LANGUAGE)


def comma(language: str) -> str:
    """Give what stands between the items of a row."""
    return "\u3001" if _primary(language) in ("ja", "zh") else ", "


def still(language: str) -> str:
    """Say that something has not ended, in a language; nothing where the word is not known."""
    return _STILL.get(_primary(language), "")


def month(moment: date, language: str) -> str:
    """Name a month and its year; in figures where nothing here knows the language."""
    if _primary(language) == "en":
        return month_of(moment)
    locale = _locale(language)
    if locale is None:
        return f"{moment:%Y-%m}"
    from babel.dates import format_skeleton

    return str(format_skeleton("yMMMM", moment, locale=locale))


def span(first: date, last: date, language: str) -> str:
    """Name the months from which and to which something went on."""
    ends = month(first, language), month(last, language)
    if ends[0] == ends[1]:
        return ends[0]
    if first.year == last.year and _primary(language) == "en":
        return f"{MONTHS[first.month - 1]} \N{EN DASH} {ends[1]}"
    return " \N{EN DASH} ".join(ends)


def long_date(moment: date, language: str) -> str:
    """Write a day as people do; in figures where nothing here knows the language."""
    if _primary(language) == "en":
        name = MONTHS[moment.month - 1]
        if _AMERICAN.fullmatch(language):
            return f"{name} {moment.day}, {moment.year}"
        return f"{moment.day} {name} {moment.year}"
    locale = _locale(language)
    if locale is None:
        return f"{moment:%Y-%m-%d}"
    from babel.dates import format_date

    return str(format_date(moment, format="long", locale=locale))


def _primary(language: str) -> str:
    return re.split("[-_]", language, maxsplit=1)[0].lower()


@lru_cache
def _locale(language: str) -> str | None:
    """Name a language as Babel does; None if it does not know it, or is not installed."""
    try:
        from babel import Locale, UnknownLocaleError
    except ImportError:
        return None
    for name in (language.replace("-", "_"), _primary(language)):
        with suppress(UnknownLocaleError, ValueError):
            return str(Locale.parse(name))
    return None
