"""Prose: where a text may end early and still read as if its author had ended it there."""

import re
from collections.abc import Iterator
from itertools import pairwise

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"

_CLOSING = "\"')\\]\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\u00bb\u203a"
# A full stop needs a blank behind it; that of East Asian scripts, and a blank line, do not.
_END = re.compile(
    rf"(?P<stop>[.!?\u2026]+)[{_CLOSING}]*(?P<gap>\s+)(?=(?P<next>\S))"
    rf"|[\u3002\uff01\uff1f]+[\u300d\u300f\uff09{_CLOSING}]*\s*(?=\S)"
    r"|\n\s*\n"
)
_LAST_WORD = re.compile(r"[\w.]*$")
# After these a full stop ends a word, hardly ever a sentence.
_SHORT = {
    *("mr", "mrs", "ms", "dr", "prof", "st", "mt", "jr", "sr", "vs", "no", "nos", "nr", "vol"),
    *("ch", "chap", "pp", "ed", "eds", "fig", "approx", "ca", "cf", "e.g", "eg", "i.e", "ie"),
    *("feat", "ft", "al", "dept", "est", "inc", "ltd", "z.b", "d.h", "u.a", "bzw", "bspw", "ggf"),
    *("p.ex", "mme", "m", "sra", "ud", "jan", "feb", "aug", "sept", "oct", "nov", "dec"),
}
# A text that stops at one of these was cut by a machine.
_HANGING = {
    *("a", "an", "the", "and", "or", "but", "nor", "so", "of", "to", "in", "on", "at", "for"),
    *("with", "from", "by", "as", "than", "that", "which", "who", "whose", "when", "where"),
    *("is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "will", "would"),
    *("can", "could", "should", "may", "might", "must", "do", "does", "did", "not", "no"),
    *("my", "our", "your", "his", "her", "its", "their", "this", "these", "those", "some"),
    *("i", "we", "you", "he", "she", "it", "they", "if", "because", "while", "into", "about"),
    *("i'm", "i've", "i'll", "i'd", "we're", "we've", "it's", "very", "more", "most", "both"),
}
_BLANK = re.compile(r"\s+|(?<=[\u3001\uff0c\uff1b])(?=\S)")
_TRAILING = " \t\n,;:.!?-\u2013\u2014\u2026\u3001\uff0c\uff1b\uff1a"
_PAIRS = {"(": ")", "[": "]", "\u201c": "\u201d", "\u00ab": "\u00bb", "\u300c": "\u300d"}
_OPENING = re.compile(f'["{re.escape("".join(_PAIRS))}]')
_LONGEST_WORD, _LONGEST_QUOTE = 20, 1000
# Whoever has so much room gets by without the rest.
LONGEST_OPENING = 2000
# Less than this of a sentence says nothing.
_LEAST = 24


def sentences(text: str) -> tuple[str, ...]:
    """Part a text behind its sentences and paragraphs; joined, the parts are the text again.

    In doubt it is not parted: not behind "e.g.", and not inside brackets or quotes.
    """
    places = [0, *_ends(text), len(text)]
    return tuple(text[start:end] for start, end in pairwise(places) if start < end)


def openings(sentence: str) -> tuple[str, ...]:
    """Give the openings of a sentence at which it may break off, the shortest first."""
    found: dict[str, None] = {}
    for blank in _BLANK.finditer(sentence, 0, LONGEST_OPENING):
        opening = sentence[: blank.start()].rstrip(_TRAILING)
        if len(opening) >= _LEAST and _is_whole(opening) and not _hangs(opening):
            found[opening + ELLIPSIS] = None
    return tuple(found)


def _ends(text: str) -> Iterator[int]:
    start = 0
    for end in _END.finditer(text):
        if _is_end(text, start, end):
            yield end.end()
            start = end.end()


def _is_end(text: str, start: int, end: re.Match[str]) -> bool:
    """Tell whether what began at `start` ends here: a paragraph, or a sentence."""
    if "\n\n" in end[0].replace(" ", ""):
        # A line that ends with a colon announces what follows.
        return not text[max(0, end.start() - 1) : end.start()].endswith((":", "\uff1a"))
    if end["stop"] and not _is_stop(text, end):
        return False
    # A bracket that is never closed is a slip of the pen.
    return end.end() - start > _LONGEST_QUOTE or _is_whole(text[start : end.end()])


def _is_stop(text: str, end: re.Match[str]) -> bool:
    """Tell whether a stop with a blank behind it ends a sentence."""
    if "\n" in end["gap"]:
        return not _is_number_of_item(text, end.start())
    if end["next"].islower() or end["stop"] != ".":
        return not end["next"].islower()
    last = _LAST_WORD.search(text[max(0, end.start() - _LONGEST_WORD) : end.start()])
    word = last[0].lower() if last else ""
    initial = len(word) == 1 and word.isalpha() and word not in {"i", "a"}
    return not (word in _SHORT or initial or _is_number_of_item(text, end.start()))


def _is_number_of_item(text: str, stop: int) -> bool:
    before = text[max(0, stop - _LONGEST_WORD) : stop]
    line = before[before.rfind("\n") + 1 :]
    return line.strip().isdigit() and (line != before or stop <= _LONGEST_WORD)


def _hangs(opening: str) -> bool:
    last = re.split(r"[\s\u2014]", opening[-_LONGEST_WORD:])[-1]
    return last.lower().replace("\u2019", "'") in _HANGING


def _is_whole(text: str) -> bool:
    """Tell whether every bracket and quote that opens here is closed here."""
    if not _OPENING.search(text):
        return True
    paired = all(text.count(one) <= text.count(other) for one, other in _PAIRS.items())
    return paired and text.count('"') % 2 == 0
