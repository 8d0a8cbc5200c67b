"""Text that calls nobody."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from nowsync.plaintext.hashtags import find_hashtags
from nowsync.plaintext.spans import Span

BREAK: Final = "\u200b"
_SIGNS: Final = frozenset("@\uff20#\uff03")
# Mastodon calls only names in ASCII (account.rb, MENTION_RE); servers of other makes know more.
_NAME = re.compile("(?<![\\w/=])[@\uff20](?=\\w)")


def quiet(text: str) -> str:
    """Break names and tags behind their signs, where any Mastodon would find them.

    Addresses stay as they are: nobody could follow one that is broken.
    """
    if _SIGNS.isdisjoint(text):
        return text
    parts: list[str] = []
    place = 0
    for address in _addresses(text):
        parts += [_broken(text[place : address.start]), address.of(text)]
        place = address.end
    return "".join([*parts, _broken(text[place:])])


def _addresses(text: str) -> Iterable[Span]:
    if "://" not in text:
        return ()
    from nowsync.plaintext.links import find_addresses

    return find_addresses(text)


def _broken(text: str) -> str:
    names = {found.end() for found in _NAME.finditer(text)}
    tags = {tag.start + 1 for tag in find_hashtags(text)}
    places = [0, *sorted(names | tags), len(text)]
    return BREAK.join(text[start:end] for start, end in pairwise(places))
