"""Cautions: what its author may not have meant, in an entry that can be published as it is."""

import re
from collections.abc import Iterator
from itertools import pairwise

from nowsync.core.entry import Entry
from nowsync.core.errors import Problem

_WORDS = re.compile(r"[^\W_]+")
_MENTION = re.compile(r"\s*@\w")


def cautions(entry: Entry) -> tuple[Problem, ...]:
    """Say what may be amiss wherever an entry goes, with the line where that can be known."""
    return (*_alt_texts(entry), *_glued_tags(entry), *_mentions(entry))


def begins_with_mention(text: str) -> bool:
    """Tell whether a post begins like a reply: most who follow its author will not see it."""
    return _MENTION.match(text) is not None


def line_of(entry: Entry, words: str) -> int | None:
    """Find the line of the file in which the body first has some words."""
    place = entry.body.find(words) if words else -1
    return None if place < 0 else entry.body_line + entry.body.count("\n", 0, place)


def _alt_texts(entry: Entry) -> Iterator[Problem]:
    for picture in entry.images:
        if not picture.alt.strip():
            yield Problem(
                f"the image {picture.address} has no alt text; say what is to be seen in it",
                entry.source,
                line_of(entry, picture.address),
            )


def _glued_tags(entry: Entry) -> Iterator[Problem]:
    """Find tags of several words that a screen reader reads as one."""
    pairs = _pairs(entry) if entry.tags else {}
    own = (entry.own, entry.overrides.everywhere, *entry.overrides.targets.values())
    tags = dict.fromkeys((*entry.tags, *(tag for each in own for tag in each.tags or ())))
    for tag in tags:
        words = _WORDS.findall(tag) if "_" in tag else pairs.get(tag, ())
        if tag == tag.lower() and len(words) > 1:
            together = "".join(map(str.capitalize, words))
            yield Problem(
                f"the tag {tag} is read out as one word; write {' '.join(words)}, which becomes "
                f"#{together} where blanks cannot be",
                entry.source,
            )


def _pairs(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Give each two words that stand side by side in an entry, by what they are without a blank."""
    said = " ".join((entry.title, entry.body)).lower()
    return {"".join(pair): pair for pair in pairwise(_WORDS.findall(said))}


def _mentions(entry: Entry) -> Iterator[Problem]:
    overrides = {"": entry.overrides.everywhere, **entry.overrides.targets}
    texts = {f" for {name}" if name else "": each.text for name, each in overrides.items()}
    for where, text in texts.items():
        if text and begins_with_mention(text):
            yield Problem(
                f"its own text{where} begins with a mention: it is seen by few, as a reply is; "
                "put a word before it",
                entry.source,
            )
    if begins_with_mention(entry.title):
        yield Problem("its title begins with @, as a mention does", entry.source)
    if begins_with_mention(entry.body):
        first = entry.body.split(maxsplit=1)[0]
        yield Problem(
            f"its text begins with {first}; nowsync mentions nobody, and shows it as a word",
            entry.source,
            line_of(entry, first),
        )
