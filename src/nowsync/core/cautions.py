"""Cautions: what its author may not have meant, in an entry that can be published as it is."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from nowsync.core.entry import Entry
from nowsync.core.errors import Problem
from nowsync.core.step import Step, texts_in

_WORDS = re.compile(r"[^\W_]+")
_MENTION = re.compile(r"\s*@\w")


class _Caution(Struct, frozen=True):
    """Where the words that it is `about` are sent, there it matters."""

    about: str
    problem: Problem


def cautions(entry: Entry) -> tuple[Problem, ...]:
    """Say what may be amiss wherever an entry goes, with the line where that can be known."""
    return tuple(each.problem for each in _found(entry))


def cautions_about(entry: Entry, steps: Sequence[Step]) -> tuple[Problem, ...]:
    """Say what of it is sent with these steps."""
    found = list(_found(entry))
    sent = list(texts_in(steps)) if found else []
    return tuple(each.problem for each in found if any(each.about in text for text in sent))


def begins_with_mention(text: str) -> bool:
    """Tell whether a post begins like a reply: most who follow its author will not see it."""
    return _MENTION.match(text) is not None


def line_of(entry: Entry, words: str) -> int | None:
    """Find the line of the file in which the body first has some words."""
    place = entry.body.find(words) if words else -1
    return None if place < 0 else entry.body_line + entry.body.count("\n", 0, place)


def _found(entry: Entry) -> Iterator[_Caution]:
    yield from _alt_texts(entry)
    yield from _glued_tags(entry)
    yield from _mentions(entry)


def _alt_texts(entry: Entry) -> Iterator[_Caution]:
    for picture in entry.images:
        if not picture.alt.strip():
            message = f"the image {picture.address} has no alt text; say what is to be seen in it"
            line = line_of(entry, picture.address)
            # Its folder is written in many ways.
            name = picture.address.rpartition("/")[2]
            yield _Caution(name, Problem(message, entry.source, line))


def _glued_tags(entry: Entry) -> Iterator[_Caution]:
    """Find tags of several words that a screen reader reads as one."""
    pairs = _pairs(entry) if entry.tags else {}
    own = (entry.own, entry.overrides.everywhere, *entry.overrides.targets.values())
    tags = dict.fromkeys((*entry.tags, *(tag for each in own for tag in each.tags or ())))
    for tag in tags:
        words = _WORDS.findall(tag) if "_" in tag else pairs.get(tag, ())
        if tag == tag.lower() and len(words) > 1:
            together = "".join(map(str.capitalize, words))
            message = (
                f"the tag {tag} is read out as one word; write {' '.join(words)}, which becomes "
                f"#{together} where blanks cannot be"
            )
            yield _Caution(tag, Problem(message, entry.source))


def _pairs(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Give each two words that stand side by side in an entry, by what they are without a blank."""
    said = " ".join((entry.title, entry.body)).lower()
    return {"".join(pair): pair for pair in pairwise(_WORDS.findall(said))}


def _mentions(entry: Entry) -> Iterator[_Caution]:
    overrides = {"": entry.overrides.everywhere, **entry.overrides.targets}
    texts = {f" for {name}" if name else "": each.text for name, each in overrides.items()}
    for where, text in texts.items():
        if text and begins_with_mention(text):
            message = (
                f"its own text{where} begins with a mention: it is seen by few, as a reply is; "
                "put a word before it"
            )
            yield _Caution(text, Problem(message, entry.source))
    if begins_with_mention(entry.title):
        message = "its title begins with @, as a mention does"
        yield _Caution(_bare(entry.title), Problem(message, entry.source))
    if begins_with_mention(entry.body):
        first = entry.body.split(maxsplit=1)[0]
        message = f"its text begins with {first}; nowsync mentions nobody, and shows it as a word"
        yield _Caution(_bare(first), Problem(message, entry.source, line_of(entry, first)))


def _bare(mention: str) -> str:
    """Write a mention as it stands behind its @, between which and it a joiner may be."""
    return mention.strip().removeprefix("@")
