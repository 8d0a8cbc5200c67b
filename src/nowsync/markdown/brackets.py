"""Where a brace, a string or a tag ends: just enough of JSX and HTML to take it out."""

import re
from typing import Final

from msgspec import Struct

_OF_INTEREST: Final = re.compile(rb"[{}'\"`/]")
_QUOTES: Final = {b"'": re.compile(rb"['\n\\]"), b'"': re.compile(rb'["\n\\]')}
_IN_TEMPLATE: Final = re.compile(rb"[`\\]|\$\{")
_NAME: Final = re.compile(rb"[A-Za-z][\w.:-]*")
_ATTRIBUTE: Final = re.compile(rb"[^\s=/>{}'\"<]+")
_SPACE: Final = re.compile(rb"\s*")
_UNQUOTED: Final = re.compile(rb"[^\s>]+")
# No expression nests deeper; what does is an attack.
_DEEPEST: Final = 50


class Attribute(Struct, frozen=True):
    """One attribute of a tag; `computed` if its value, or all of it, stands in braces."""

    start: int
    end: int
    name: bytes
    computed: bool = False


class Tag(Struct, frozen=True):
    """A tag of HTML or JSX; a fragment has no name."""

    start: int
    end: int
    name: bytes
    closing: bool = False
    complete: bool = False
    attributes: tuple[Attribute, ...] = ()


def closing_brace(source: bytes, start: int, depth: int = 0) -> int | None:
    """Give the place behind the brace that closes the one at `start`; None if there is none."""
    place = start + 1
    while depth < _DEEPEST and (found := _OF_INTEREST.search(source, place)):
        place = found.end()
        match found[0]:
            case b"}":
                return place
            case b"{":
                inner = closing_brace(source, found.start(), depth + 1)
            case b"/":
                inner = _after_comment(source, found.start())
            case b"`":
                inner = _after_template(source, place, depth)
            case quote:
                inner = _after_string(source, place, quote)
        if inner is None:
            return None
        place = inner
    return None


def _after_comment(source: bytes, start: int) -> int | None:
    if source.startswith(b"/*", start):
        end = source.find(b"*/", start + 2)
        return end + 2 if end >= 0 else None
    return start + 1


def _after_string(source: bytes, place: int, quote: bytes) -> int:
    """Go behind a string; a quote that is not closed in its line is an apostrophe."""
    start = place
    while found := _QUOTES[quote].search(source, place):
        if found[0] == quote:
            return found.end()
        if found[0] == b"\n":
            return start
        place = found.end() + 1
    return start


def _after_template(source: bytes, place: int, depth: int) -> int | None:
    while found := _IN_TEMPLATE.search(source, place):
        if found[0] == b"`":
            return found.end()
        if found[0] == b"\\":
            place = found.end() + 1
            continue
        inner = closing_brace(source, found.end() - 1, depth + 1)
        if inner is None:
            return None
        place = inner
    return None


def tag_at(source: bytes, start: int) -> Tag | None:
    """Read the tag that begins here; None if none does, or if it does not end."""
    place = start + 1
    closing = source.startswith(b"/", place)
    place += closing
    name = found[0] if (found := _NAME.match(source, place)) else b""
    place += len(name)
    if not name and not source.startswith(b">", place):
        return None
    attributes: list[Attribute] = []
    while True:
        place = _after_space(source, place)
        if source.startswith((b">", b"/>"), place):
            complete = source.startswith(b"/", place)
            end = place + 1 + complete
            return Tag(start, end, name, closing, complete, tuple(attributes))
        attribute = _attribute(source, place)
        if attribute is None:
            return None
        attributes.append(attribute)
        place = attribute.end


def _attribute(source: bytes, start: int) -> Attribute | None:
    if source.startswith(b"{", start):
        end = closing_brace(source, start)
        return None if end is None else Attribute(start, end, b"", computed=True)
    found = _ATTRIBUTE.match(source, start)
    if not found:
        return None
    equals = _after_space(source, found.end())
    if not source.startswith(b"=", equals):
        return Attribute(start, found.end(), found[0])
    value = _after_space(source, equals + 1)
    sign = source[value : value + 1]
    if sign == b"{":
        end = closing_brace(source, value)
    elif sign in (b"'", b'"'):
        end = source.find(sign, value + 1) + 1 or None
    else:
        end = unquoted.end() if (unquoted := _UNQUOTED.match(source, value)) else None
    return None if end is None else Attribute(start, end, found[0], computed=sign == b"{")


def _after_space(source: bytes, place: int) -> int:
    found = _SPACE.match(source, place)
    return found.end() if found else place
