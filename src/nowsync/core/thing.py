"""Things that people list: whether two items name the same book, project or habit.

When in doubt they do not: "Dune" is not "Dune Messiah", whatever they share.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from nowsync.core.likeness import NUMBERS, folded, is_negation, is_number, settled, words

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_ADDRESS = re.compile(r"https?://\S+")
_BOX = re.compile(r"^\s*\[[ xX]\]\s")
_NOTE = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
# What may begin a remark: a comma, a dash, or a word that cannot be left alone.
_BREAK = re.compile(
    r"[,;]\s+|\s+[-\u2013\u2014]+\s+"
    r"|\s+(?=(?:because|since|before|after|until|while|though|although)\s)"
)
_BY = re.compile(r"^(.+)\s+by\s+(\S.*)$", re.IGNORECASE)
_WORD = re.compile(r"[\w\u0591-\u0eff\u0f00-\u10ff\u1780-\u17ff]+(?:'\w+)*[+#]*|&")
_SEASON = re.compile(r"s0*(\d+)(?:e\d+)?")
_ROMAN = re.compile(r"(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})")
_COUNTED = {"part", "season", "series", "volume", "book", "act", "chapter", "phase"}
_ROMAN_LETTERS = {"i": "1", "v": "5", "x": "10"}
_YEAR = re.compile(r"(?:19|20)\d\d")
# How far one has come says nothing of what it is.
_PROGRESS = re.compile(
    r"\b(?:pages?|pp?|chapters?|ch|episodes?|ep|lessons?)\b\.?\s*\d+(?:\s*(?:of|/)\s*\d+)?"
    r"|\d+\s*%|\d+\s*/\s*(?:5|10)\b",
    re.IGNORECASE,
)
_STATES = {
    *("still", "again", "now", "currently", "finally", "slowly", "ongoing", "continued", "cont"),
    *("wip", "paused", "done", "finished", "almost", "restarted", "reread", "rereading"),
    *("rewatch", "rewatching", "new", "yet"),
}
_LEADING = _STATES - {"new", "yet", "done", "almost"}
_ARTICLES = {"the", "a", "an"}
_OWN = {"my", "our", "own", "personal"}
_SPELLED_OUT = {"&": "and", "pt": "part", "vol": "volume"}
_TENS = {"X": 10, "V": 5, "I": 1}

# Longer than any name: such a text is compared word by word, and nothing in it is a remark.
_LONG_TEXT = 300
_LONG_NAME = 5
_LONG_WORD = 7


class Thing(Struct, frozen=True):
    """What an item names: the words of its name, who made it, and what a note says to tell it."""

    words: tuple[str, ...]
    author: tuple[str, ...] = ()
    notes: frozenset[str] = frozenset()


def thing(text: str) -> Thing:
    """Read what an item names, without remarks on how it goes."""
    if len(text) > _LONG_TEXT:
        return Thing(tuple(words(text)))
    bare = _BOX.sub("", settled(_LINK.sub(r"\1", text)))
    bare = _ADDRESS.sub(" ", bare) if _words(_ADDRESS.sub(" ", bare)) else bare
    notes = [note for note in map(str.strip, _NOTE.findall(bare)) if not _is_remark(note)]
    name = " ".join(_NOTE.sub(" ", bare).split())
    if not _words(name):
        return Thing(_significant(_words(bare)))
    told = [note for note in notes if _counts(note)]
    title, author = _credited(_without_remarks(name))
    return Thing(
        _significant([*_words(title), *(word for note in told for word in _words(note))]),
        tuple(_words(author)),
        frozenset(word for note in notes if note not in told for word in _words(note)),
    )


def same(one: Thing, other: Thing) -> bool:
    """Tell whether both name the same thing, differences in wording aside."""
    if not one.words or not other.words:
        return False
    if one.author and other.author and not _meet(one.author, other.author):
        return False
    if one.notes and other.notes and not (one.notes <= other.notes or other.notes <= one.notes):
        return False
    credited = (*one.words, *one.author) == (*other.words, *other.author)
    return credited or _same_words(one.words, other.words)


def likeness(one: Thing, other: Thing) -> float:
    """Tell how much two things are alike: 0 if they are two, up to 2 if their words agree."""
    if not same(one, other):
        return 0.0
    mine, yours = {*one.words, *one.author}, {*other.words, *other.author}
    return 1 + len(mine & yours) / len(mine | yours)


def _is_remark(note: str) -> bool:
    """Tell whether a note is about how it goes, and not about what it is."""
    rest = _words(_PROGRESS.sub(" ", note))
    if any(map(is_number, rest)):
        return False
    return all(word in _STATES for word in rest) or (note[:1].islower() and len(rest) > 1)


def _counts(note: str) -> bool:
    """Tell whether a note holds a number that makes a thing another; its year does not."""
    return any(is_number(word) and not _YEAR.fullmatch(word) for word in _words(note))


def _without_remarks(name: str) -> str:
    head, *rest = _BREAK.split(name)
    if head == head.lower():
        return _PROGRESS.sub(" ", name) if rest else name
    return " ".join([head, *(each for each in rest if not _follows(head, each))])


def _follows(head: str, part: str) -> bool:
    if not part[:1].islower() and not _PROGRESS.match(part):
        return False
    rest = _words(_PROGRESS.sub(" ", part))
    if any(map(is_number, rest)):
        return False
    # "I, robot" is a name; "Python, properly this time" is not.
    return len(_words(head)) > 1 or len(rest) != 1 or rest[0] in _STATES


def _credited(name: str) -> tuple[str, str]:
    """Part a name from who made it: nobody is called "doing", unless all is in small letters."""
    found = _BY.match(name)
    if found is None or (found[2][0].islower() and name != name.lower()):
        return name, ""
    return found[1], found[2]


def _words(text: str) -> list[str]:
    found = _WORD.findall(text)
    return [word for each in found for word in _spelled_out(each)]


def _spelled_out(word: str) -> Iterator[str]:
    if _ROMAN.fullmatch(word):
        yield str(_roman(word))
        return
    plain = folded(word)
    season = _SEASON.fullmatch(plain)
    if season:
        yield from ("season", season[1])
        return
    plain = NUMBERS.get(plain, _SPELLED_OUT.get(plain, plain))
    yield re.sub(r"^(?:v)?0*(\d+)(?:st|nd|rd|th)?$", r"\1", plain)


def _roman(word: str) -> int:
    values = [_TENS[letter] for letter in word]
    return sum(-one if one < after else one for one, after in pairwise([*values, 0]))


def _significant(words: Sequence[str]) -> tuple[str, ...]:
    """Leave out what does not tell things apart; of nothing else, all of it."""
    counted = [
        _ROMAN_LETTERS.get(word, word) if before in _COUNTED else word
        for before, word in pairwise(["", *words])
    ]
    # An article at the end is none: Vitamin A.
    kept = [
        word
        for place, word in enumerate(counted)
        if word not in _OWN and (word not in _ARTICLES or place == len(counted) - 1)
    ]
    while len(kept) > 1 and kept[0] in _LEADING:
        kept = kept[1:]
    while len(kept) > 1 and kept[-1] in _LEADING:
        kept = kept[:-1]
    return tuple(kept or counted)


def _meet(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two credits are of one person, who may go by the last name alone."""
    return one[-1] in other or other[-1] in one


def _same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    if one == other:
        return True
    if len(one) == len(other):
        differing = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
        return len(differing) == 1 and _misspelt(*differing[0])
    if "".join(one) == "".join(other):
        return not any(map(is_number, (*one, *other)))
    short, long = sorted((one, other), key=len)
    return len(short) >= _LONG_NAME and _omits_one(short, long)


def _omits_one(short: Sequence[str], long: Sequence[str]) -> bool:
    """Tell whether a long name lacks just one word, and not one that matters."""
    at = next((i for i, word in enumerate(short) if word != long[i]), len(short))
    word = long[at]
    matters = is_number(word) or is_negation(word) or len(word) == 1
    return not matters and [*short[:at], word, *short[at:]] == list(long)


def _misspelt(one: str, other: str) -> bool:
    """Tell whether long words differ by one slip inside: Alien and Aliens do not."""
    if min(len(one), len(other)) < _LONG_WORD or is_number(one) or is_number(other):
        return False
    if one[0] != other[0] or one[-1] != other[-1]:
        return False
    short, long = sorted((one, other), key=len)
    at = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at + 1] + short[at] == long[at : at + 2]
    return short[at + 1 :] == long[at + 1 :] or (swapped and short[at + 2 :] == long[at + 2 :])
