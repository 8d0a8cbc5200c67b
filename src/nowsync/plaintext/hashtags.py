"""Tags as Mastodon takes them: made of an author's own, and found in a text.

The rules are those of app/models/tag.rb (HASHTAG_RE, HASHTAG_NAME_PAT), August 2026.
"""

import re
from collections.abc import Iterator
from typing import Final
from unicodedata import category, normalize

from nowsync.plaintext.spans import Span

_SIGNS: Final = "#\uff03"
_SIGN = re.compile(f"[{_SIGNS}]")
# The middle dots of Catalan and Japanese, and the non-joiner of Persian, join the parts of a name.
_JOINERS: Final = "·・\u200c"
# What stands between the words of an author's tag.
_BETWEEN = re.compile(r"[\s\u2010-\u2015-]+|(?<=\w)\.(?=\w)")
# Apostrophes are no end of a word, and the joiner of Indic scripts would be one of the tag.
_DROPPED: Final = str.maketrans("", "", "'\u2019\u200d")


def hashtag(name: str) -> str | None:
    """Make the tag for a name as an author wrote it; None where Mastodon would make another of it.

    The author's capitals are kept. Several words are joined, each with a capital, so that people
    and screen readers can tell them apart.
    """
    bare = normalize("NFC", name).strip().lstrip(_SIGNS).translate(_DROPPED)
    words = [word for part in _BETWEEN.split(bare) if (word := part.strip(_JOINERS))]
    joined = "".join(map(_with_capital, words)) if len(words) > 1 else "".join(words)
    return f"#{joined}" if joined and _end_of_name(joined, 0) == len(joined) else None


def find_hashtags(text: str) -> Iterator[Span]:
    """Find what any Mastodon takes for a tag, with its sign.

    From 4.6 on, only white space may stand before it. Until 4.5 anything may but a letter, a digit
    and a few signs: whatever the newer finds, the older finds too.
    """
    for sign in _SIGN.finditer(text):
        before = text[max(sign.start() - 1, 0) : sign.start()]
        end = _end_of_name(text, sign.end())
        if end is not None and not before.isalnum() and before not in {"=", "/", ")"}:
            yield Span(sign.start(), end)


def _end_of_name(text: str, start: int) -> int | None:
    """Find where the name of a tag ends that begins here.

    Digits are not enough: it needs a letter, or else a joiner or an underscore inside.
    """
    end = start
    while end < len(text) and (_is_in_word(text[end]) or text[end] in _JOINERS):
        end += 1
    name = text[start:end].rstrip(_JOINERS)
    if name.startswith(tuple(_JOINERS)):
        return None
    if any(map(str.isalpha, name)) or set(name[1:-1]).intersection(f"_{_JOINERS}"):
        return start + len(name)
    return None


def _with_capital(word: str) -> str:
    return word[:1].title() + word[1:] if word == word.lower() else word


def _is_in_word(character: str) -> bool:
    """Tell letters, marks, digits and connectors from all else, as Ruby's [[:word:]] does."""
    kind = category(character)
    return kind in {"Nd", "Pc"} or kind[0] in "LM"
