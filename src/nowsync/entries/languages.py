"""Languages, as names of files and the script of a text tell them. Pure."""

import re
from pathlib import PurePath, PurePosixPath
from typing import Final

_LANGUAGES: Final = frozenset(
    (
        *("ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "eo", "es", "et", "eu", "fa"),
        *("fi", "fr", "ga", "gl", "he", "hi", "hr", "hu", "id", "is", "it", "ja", "ko", "lt"),
        *("lv", "ms", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv"),
        *("sw", "ta", "th", "tr", "uk", "ur", "vi", "zh"),
    )
)
# Scripts that one language has to itself, or nearly so; Japanese is written with all of Chinese.
_SCRIPTS: Final = {
    "ko": re.compile("[\uac00-\ud7a3]"),
    "ja": re.compile("[\u3041-\u30ff]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
    "th": re.compile("[\u0e01-\u0e5b]"),
    "he": re.compile("[\u05d0-\u05ea]"),
    "el": re.compile("[\u03b1-\u03c9]"),
}
# Of the letters of a text; a name or a quotation is less.
_SHARE: Final = 0.2


def language_of_name(path: PurePath) -> str | None:
    """Read the language in the name of a file: 2025-11.es.md, or ko.md for a page in Korean."""
    return _known(path.stem.rpartition(".")[2])


def language_of_path(path: PurePosixPath) -> str | None:
    """Read the language in the name of a file or of a folder that it is in: content/de/now."""
    return language_of_name(path) or next(filter(None, map(_known, reversed(path.parts))), None)


def language_of_text(text: str) -> str | None:
    """Tell the language of a text whose script is that of one language."""
    letters = sum(map(str.isalpha, text))
    counted = ((name, len(script.findall(text))) for name, script in _SCRIPTS.items())
    return next((name for name, number in counted if number > _SHARE * letters), None)


def _known(word: str) -> str | None:
    return word if word.casefold().partition("-")[0] in _LANGUAGES else None
