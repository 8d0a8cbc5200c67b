"""Where Mastodon finds links, and how far they go.

The rules are those of twitter-text 3.1 (regex.rb, extractor.rb) with what Mastodon changes in them
(config/initializers/twitter_regex.rb, main, August 2026), told in words of our own. They were made
for people who type, and differ from those of RFC 3986.
"""

import re
from collections.abc import Iterator
from typing import Final

from nowsync.plaintext.spans import Span
from nowsync.plaintext.top_level import LONGEST, TOP_LEVEL

# MAX_URL_LENGTH, and the longest label that IDNA allows.
LONGEST_LINK, LONGEST_LABEL = 4096, 63

# A host has no ASCII punctuation, control, white space or mark of direction. All else is allowed.
_HOST: Final = (
    r"[^\s\x00-/:-@\[-`{-\x7f\u061c\u180e\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_LABEL = re.compile(rf"{_HOST}(?:(?:{_HOST}|[_-])*{_HOST})?")
_LABELS = re.compile(rf"(?:{_HOST}|[._-])+")
_HOST_CHARACTER = re.compile(_HOST)
_PUNYCODE = re.compile(r"xn--[0-9a-z]+", re.IGNORECASE)
# After these a top-level domain is not at its end.
_GOES_ON = re.compile(r"[0-9A-Za-z@+-]")

# Directly after these nothing begins; after any other character, a letter of another script too.
_ALPHANUMERIC: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_SIGNS: Final = "@\uff20$#\uff03\ufeff\ufffe\uffff"
_SCHEME = re.compile(
    rf"(?<![{_ALPHANUMERIC}{_SIGNS}])(?:https?|dat|dweb|ipfs|ipns|ssb|gopher|gemini)://",
    re.IGNORECASE,
)

_PATH: Final = r"[^\s<>()?]"
# In a path brackets come in pairs, one pair may hold another, and none is empty.
_PAIR: Final = rf"\((?!\)){_PATH}*+(?:\({_PATH}++\){_PATH}*+)?\)"
# A path ends with none of these. A closing bracket ends it only after Latin or Cyrillic letters.
_PATH_END: Final = r"""[^\s()?!*"'「」<>;:=,.$%\[\]~&|@]"""
_LATIN: Final = (
    r"[0-9A-Za-z!*';:=+,.$/%#\[\]_~&|@\-\u2010-\u2015"
    r"À-ÖØ-öø-ɏ\u0300-\u036f\u0400-\u04ff\u1e00-\u1eff]"
)
_LATIN_PAIR: Final = rf"\((?!\)){_LATIN}*+(?:\({_LATIN}++\){_LATIN}*+)?\)"
_WAY: Final = rf"/(?:{_PATH}*(?:{_PAIR}{_PATH}*)*(?:{_PATH_END}|{_LATIN_PAIR}))?"
_QUERY: Final = r"[0-9A-Za-z!?*'();:&=+$/%#\[\]_.,~|@^-]"
# Mastodon's server allows other scripts in a query and its composer does not: the longer count.
_REST = re.compile(rf"(?::[0-9]+)?(?:{_WAY})?(?:\?{_QUERY}*[0-9A-Za-z_&=#/-])?")
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9#\uff03@\uff20])[A-Za-z][A-Za-z0-9+.-]{0,15}://"
    r"""(?:[^\s<>()?/,;!"'@]|(?<=\w)@)*"""
    rf"(?:{_WAY})?(?:\?(?:{_QUERY}|[^\x00-\x7f\s])*(?:[0-9A-Za-z_&=#/-]|[^\x00-\x7f\s]))?"
)


def find_links(text: str) -> Iterator[Span]:
    """Find what Mastodon makes links of, and counts as such."""
    seen = 0
    for scheme in _SCHEME.finditer(text):
        start = scheme.start()
        seen = max(start, _end_of_bare(text, seen, start))
        end = _end_of_host(text, scheme.end()) if seen == start else None
        if end is None:
            continue
        host, seen = text[scheme.end() : end], _end_of_rest(text, end)
        if _is_usable(host, seen - start):
            yield Span(start, seen)


def find_addresses(text: str) -> Iterator[Span]:
    """Find what people take for an address: any scheme, and any host."""
    return (Span(*found.span()) for found in _ADDRESS.finditer(text))


def _end_of_host(text: str, start: int) -> int | None:
    """Find the longest host that begins here and ends with a top-level domain."""
    labels = _LABELS.match(text, start)
    end, before = None, ""
    for label in labels[0].split(".") if labels else ():
        if before and "_" not in before:
            end = _end_of_top_level(text, start) or end
        if not _LABEL.fullmatch(label):
            break
        start, before = start + len(label) + 1, label
    return end


def _end_of_top_level(text: str, start: int) -> int | None:
    punycode = _PUNYCODE.match(text, start)
    if punycode:
        return punycode.end()
    for end in range(min(start + LONGEST, len(text)), start, -1):
        if text[start:end].lower() in TOP_LEVEL and not _GOES_ON.match(text, end):
            return end
    return None


def _end_of_rest(text: str, start: int) -> int:
    """Find the end of port, path and query; of all three there may be none."""
    rest = _REST.match(text, start)
    return rest.end() if rest else start


def _end_of_bare(text: str, start: int, place: int) -> int:
    """Find the end of an address without a scheme that goes on over a place.

    It is no link, and what looks like one in its path is part of it.
    """
    start = max(start, *(text.rfind(blank, start, place) + 1 for blank in " \n\t<>"))
    dot = text.find(".", start, place)
    while dot >= 0:
        end = _end_of_top_level(text, dot + 1) if _may_hold_host(text[start:dot]) else None
        start = _end_of_rest(text, end) if end else dot + 1
        dot = text.find(".", start, place)
    return start


def _may_hold_host(text: str) -> bool:
    """Tell whether a host may begin in the last label of a text."""
    before = text.rstrip(_ALPHANUMERIC)
    if before == text:
        return _HOST_CHARACTER.fullmatch(text[-1:]) is not None
    return before[-1:] not in _SIGNS or not before


def _is_usable(host: str, length: int) -> bool:
    """Tell whether the host has a form in ASCII, in which the link is not too long."""
    if host.isascii():
        longest = max(map(len, host.split(".")))
        return longest <= LONGEST_LABEL and length <= LONGEST_LINK
    import stringprep

    try:
        growth = len(host.encode("idna")) - len(host)
    except UnicodeError:
        return False
    # The server's library knows the characters of Unicode 3.2, and no later emoji.
    known = not any(map(stringprep.in_table_a1, host))
    return known and length + max(growth, 0) <= LONGEST_LINK
