"""How much two texts say alike, and which lines of two lists belong together."""

import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import product
from typing import Protocol, TypeVar

# What typesetting does to a text, and what nobody can see.
_TYPESET = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
    **dict.fromkeys("\u2010\u2011", "-"),
    **dict.fromkeys("\u00ad\u200b\u2060\ufe0f\ufeff"),
    "\u2026": "...",
}
_TYPOGRAPHY = str.maketrans(_TYPESET)
# An address is one word. Where words are not spaced, each character is one. C is not C++.
_WORD = re.compile(
    r"\]\([^()]*\)|https?://\S+"
    r"|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]"
    r"|[\w\u0591-\u0dff\u0f00-\u10ff\u1780-\u17ff]+(?:'\w+)*[+#]*"
)
_ACCENTS = dict.fromkeys(range(0x300, 0x370))
_DONE = re.compile(r"\s*(?:\[[xX]\]\s|[\u2705\u2713\u2714\u2611])|\s*~~.*~~\s*$", re.DOTALL)

NUMBERS = {
    **{
        word: str(number)
        for number, word in enumerate(
            [
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
            ],
            start=1,
        )
    },
    **{
        word: str(number)
        for number, word in enumerate(
            [
                "first",
                "second",
                "third",
                "fourth",
                "fifth",
                "sixth",
                "seventh",
                "eighth",
                "ninth",
                "tenth",
            ],
            start=1,
        )
    },
}
NEGATIONS = {
    *("no", "not", "never", "none", "nor", "cannot", "without", "stop", "quit"),
    *("nao", "nunca", "sem", "sin", "pas", "jamais", "sans", "nicht", "kein", "keine", "nie"),
}

# So many pairs are all tried; beyond, only lines that share a word which few others have.
_FEW_PAIRS = 400
_RARE = 16
_CANDIDATES = 5
# So many words that differ are looked at for misspellings; more are another text.
_FEW_WORDS = 8
_SPELLED = range(4, 40)
_SPELLED_ALIKE = 0.75


class Read(Protocol):
    """A text of which the words are known."""

    @property
    def words(self) -> Collection[str]: ...  # noqa: D102


T = TypeVar("T")
R = TypeVar("R", bound=Read)


def settled(text: str) -> str:
    """Write a text without its typography: what is equal then looks the same to a reader."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY).split())


def words(text: str) -> list[str]:
    """Take a text apart into words that can be compared, without case and accents."""
    return _WORD.findall(folded(settled(text)))


def folded(text: str) -> str:
    """Leave out case and accents."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFD", text.casefold()).translate(_ACCENTS)
    return unicodedata.normalize("NFC", bare)


def is_done(text: str) -> bool:
    """Tell whether a line is ticked off or struck through."""
    return _DONE.match(text) is not None


def is_number(word: str) -> bool:
    """Tell whether a word counts something, in digits or in letters."""
    return word in NUMBERS or any(map(str.isdigit, word))


def is_negation(word: str) -> bool:
    """Tell whether a word turns a statement into its contrary."""
    return word in NEGATIONS or word.endswith("n't")


def changed(before: Counter[str], after: Counter[str]) -> int:
    """Count the words that are others now; a misspelling is none."""
    gone, come = list((before - after).elements()), list((after - before).elements())
    if max(len(gone), len(come)) > _FEW_WORDS:
        return max(len(gone), len(come))
    for word in tuple(gone):
        match = next((each for each in come if _spelled_alike(word, each)), None)
        if match is not None:
            gone.remove(word)
            come.remove(match)
    return max(len(gone), len(come))


def share(before: Counter[str], after: Counter[str]) -> float:
    """Tell which share of the words has stayed, from 0 to 1."""
    whole = max(before.total(), after.total())
    return 1 - changed(before, after) / whole if whole else 1.0


def _spelled_alike(one: str, other: str) -> bool:
    if len(one) not in _SPELLED or len(other) not in _SPELLED:
        return False
    if is_number(one) or is_number(other):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= _SPELLED_ALIKE and matcher.ratio() >= _SPELLED_ALIKE


def paired(
    before: Sequence[T],
    after: Sequence[T],
    *,
    key: Callable[[T], Hashable],
    read: Callable[[T], R],
    likeness: Callable[[R, R], float],
) -> dict[int, int]:
    """Find for each line its own among the others, by position: no line belongs to two.

    Equal keys come first, then whatever is most alike; a likeness of 0 keeps two lines apart.
    """
    keys, others = list(map(key, before)), list(map(key, after))
    pairs = _ends(keys, others)
    pairs |= _equal(keys, others, pairs)
    taken = set(pairs.values())
    left = {i: read(each) for i, each in enumerate(before) if i not in pairs}
    right = {j: read(each) for j, each in enumerate(after) if j not in taken}
    scores = {(i, j): likeness(left[i], right[j]) for i, j in _candidates(left, right)}
    for i, j in sorted(scores, key=lambda pair: (-scores[pair], abs(pair[0] - pair[1]), pair)):
        if scores[i, j] > 0 and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _ends(before: Sequence[Hashable], after: Sequence[Hashable]) -> dict[int, int]:
    """Pair what both begin with, and what both end with."""
    short = min(len(before), len(after))
    start = next((i for i in range(short) if before[i] != after[i]), short)
    rest = range(1, short - start + 1)
    end = next((i for i in rest if before[-i] != after[-i]), len(rest) + 1)
    pairs = {i: i for i in range(start)}
    return pairs | {len(before) - i: len(after) - i for i in range(1, end)}


def _equal(
    before: Sequence[Hashable], after: Sequence[Hashable], pairs: dict[int, int]
) -> dict[int, int]:
    """Pair what is equal elsewhere, the first with the first."""
    taken = set(pairs.values())
    places: dict[Hashable, deque[int]] = defaultdict(deque)
    for j, each in enumerate(after):
        if j not in taken:
            places[each].append(j)
    left = ((i, places.get(each)) for i, each in enumerate(before) if i not in pairs)
    return {i: found.popleft() for i, found in left if found}


def _candidates(left: dict[int, R], right: dict[int, R]) -> Iterator[tuple[int, int]]:
    """Give the pairs that may be alike, without trying each with each where there are many."""
    if len(left) * len(right) <= _FEW_PAIRS:
        yield from product(left, right)
        return
    places: dict[str, list[int]] = defaultdict(list)
    for j, each in right.items():
        for word in dict.fromkeys(each.words):
            places[word].append(j)
    opposite = dict(zip(left, right, strict=False))
    for i, each in left.items():
        votes: Counter[int] = Counter()
        for word in dict.fromkeys(each.words):
            found = places.get(word, ())
            votes.update(found if len(found) <= _RARE else ())
        yield from ((i, j) for j, _ in votes.most_common(_CANDIDATES))
        if i in opposite:
            yield i, opposite[i]
