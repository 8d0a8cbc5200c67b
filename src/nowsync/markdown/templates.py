"""The tags that a site's templates leave in Markdown, and which of them belong together.

Knows Hugo's shortcodes, Liquid and Nunjucks, which share their signs. What stands between the two
tags of a pair is the author's, unless the pair is a comment, a loop or the like.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import islice
from typing import Final

from msgspec import Struct

from nowsync.markdown.removal import Finder, Leftover, Lines, masked, quoted

_OPENINGS: Final = re.compile(rb"\{\{[<%]?|\{%|\{#")
_CLOSINGS: Final = {
    b"{{<": b">}}",
    b"{{%": b"%}}",
    b"{{": b"}}",
    b"{%": b"%}",
    b"{#": b"#}",
}
_NAME: Final = re.compile(rb"[-~\s]*(/?)\s*([\w./:-]*)")
# These show nothing wherever they stand.
_SILENT: Final = frozenset(
    (b"set", b"assign", b"import", b"from", b"extends", b"increment", b"decrement", b"break")
)
# Between these everything is as it is written.
_RAW: Final = {
    b"raw": b"endraw",
    b"verbatim": b"endverbatim",
    b"highlight": b"endhighlight",
}
# What stands inside these is not shown where it stands.
_UNSHOWN: Final = frozenset(
    (b"comment", b"capture", b"macro", b"set", b"style", b"stylesheet", b"javascript", b"css")
)
_LOOPS: Final = frozenset((b"for", b"asyncEach", b"asyncAll", b"tablerow"))
_CONDITIONS: Final = frozenset((b"if", b"unless", b"case", b"ifAsync", b"switch", b"ifchanged"))
_BRANCHES: Final = frozenset((b"else", b"elsif", b"elif", b"elseif", b"when", b"default"))
# What is shown if a list of the site is empty stands for that list, and goes as a loop does.
_IF_EMPTY: Final = re.compile(
    rb"\{%-?\s*if\s[^%]*?(?:\.(?:length|size)\s*(?:===?|<)\s*[01]|==\s*(?:empty|blank|nil))\s*-?%\}"
    rb"(?:(?!\{%-?\s*els).)*\Z",
    re.DOTALL,
)
# In a sentence these show an icon or a picture, or break the line.
_WORDLESS: Final = frozenset(
    (
        *(b"icon", b"fa", b"fas", b"fab", b"fontawesome", b"lucide", b"svg", b"br", b"newline"),
        *(b"figure", b"img", b"image", b"picture", b"gallery", b"video", b"audio", b"youtube"),
        *(b"vimeo", b"tweet", b"x", b"instagram", b"gist"),
    )
)
# Nobody writes that many by hand; what a text full of them says, only its site knows.
_MOST: Final = 1000


class Kind(Enum):
    """What a part of a text that belongs to templates comes to."""

    SILENT = "shows nothing"
    SHOWN = "shows something that only the site knows"
    CHOSEN = "may be shown or not"
    CODE = "begins or ends code"


class Part(Struct, frozen=True, order=True):
    """A piece of a text that belongs to templates."""

    start: int
    end: int
    kind: Kind
    name: bytes = b""


class _Tag(Struct, frozen=True):
    start: int
    end: int
    sign: bytes
    name: bytes
    closing: bool = False
    single: bool = False


def parts(source: bytes, code: Sequence[tuple[int, int]]) -> list[Part]:
    """Find what belongs to templates outside code; raise Leftover when a pair is not one."""
    tags = list(islice(_tags(source, code), _MOST + 1))
    if len(tags) > _MOST:
        raise Leftover(f"this text has more than {_MOST} tags of a template; is it a template?")
    return sorted(_outermost(_Pairs(source, tags).parts()))


def bare(source: bytes) -> bytes:
    """Write blanks over every tag, whatever it belongs to."""
    return masked(source, {(tag.start, tag.end): b" " for tag in _tags(source, [])})


def _tags(source: bytes, code: Sequence[tuple[int, int]]) -> Iterator[_Tag]:
    finder = Finder(source)
    starts = [start for start, _ in code]
    place, raw = 0, b""
    while found := _OPENINGS.search(source, place):
        start = found.start()
        index = bisect_right(starts, start) - 1
        if index >= 0 and start < code[index][1]:
            place = code[index][1]
            continue
        tag = _tag(source, start, found[0], finder)
        place = tag.end if tag else start + 2
        if tag and (not raw or tag.name == raw):
            raw = _RAW.get(tag.name, b"") if tag.sign == b"{%" else b""
            yield tag


def _tag(source: bytes, start: int, sign: bytes, finder: Finder) -> _Tag | None:
    """Read one tag; it ends before the next blank line, and an attribute list is none."""
    closing = _CLOSINGS[sign]
    inside = start + len(sign)
    close = finder.next(closing, inside)
    end = close + len(closing)
    if end > len(source) or finder.next(b"\n\n", inside) < close:
        return None
    if source[start - 1 : start] == b"\\" or (sign == b"{#" and finder.next(b"}", inside) < close):
        return None
    found = _NAME.match(source, inside, close)
    if sign in (b"{{", b"{#") or not found:
        return _Tag(start, end, sign, b"")
    single = source[close - 1 : close] == b"/"
    return _Tag(start, end, sign, found[2], bool(found[1]), single)


def _opener(tag: _Tag) -> bytes | None:
    """Name what a tag closes; None if it closes nothing."""
    if tag.closing:
        return tag.name
    if tag.sign == b"{%" and tag.name.startswith(b"end") and len(tag.name) > len(b"end"):
        return tag.name.removeprefix(b"end")
    return None


class _Pairs:
    """Sees which tags belong together."""

    def __init__(self, source: bytes, tags: Sequence[_Tag]) -> None:
        self._source = source
        self._tags = tags
        self._open: list[_Tag] = []
        self._names: Counter[bytes] = Counter()

    def parts(self) -> Iterator[Part]:
        """Give each tag, or pair with what is between, as a part."""
        for tag in self._tags:
            name = _opener(tag)
            if tag.sign in (b"{{", b"{#"):
                yield Part(tag.start, tag.end, Kind.SILENT if tag.sign == b"{#" else Kind.SHOWN)
            elif name is not None:
                yield from self._closed(tag, name)
            elif tag.single:
                yield self._alone(tag)
            else:
                self._open.append(tag)
                self._names[tag.name] += 1
        yield from map(self._alone, self._open)

    def _closed(self, tag: _Tag, name: bytes) -> Iterator[Part]:
        if not self._names[name]:
            raise self._refusal(tag, "closes what is not open")
        while True:
            opening = self._open.pop()
            self._names[opening.name] -= 1
            if opening.name == name:
                break
            yield self._alone(opening)
        between = self._source[opening.start : tag.end]
        yield from _pair(opening, tag, if_empty=_IF_EMPTY.match(between) is not None)

    def _alone(self, tag: _Tag) -> Part:
        liquid = tag.sign == b"{%"
        if liquid and tag.name in _LOOPS | _CONDITIONS | _RAW.keys() | {b"capture", b"comment"}:
            raise self._refusal(tag, "is never closed")
        silent = liquid and tag.name in _SILENT
        wordless = tag.name in _WORDLESS
        return Part(tag.start, tag.end, Kind.SILENT if silent or wordless else Kind.SHOWN, tag.name)

    def _refusal(self, tag: _Tag, what: str) -> Leftover:
        shown = quoted(self._source, tag.start, tag.end)
        return Leftover(f"{shown} {what}", Lines(self._source).number(tag.start))


def _pair(opening: _Tag, closing: _Tag, *, if_empty: bool) -> Iterator[Part]:
    liquid = opening.sign == b"{%"
    if liquid and if_empty:
        yield Part(opening.start, closing.end, Kind.SILENT, opening.name)
    elif liquid and opening.name in _CONDITIONS:
        yield Part(opening.start, closing.end, Kind.CHOSEN, opening.name)
    elif liquid and opening.name in _LOOPS:
        yield Part(opening.start, closing.end, Kind.SHOWN, opening.name)
    elif liquid and opening.name in _UNSHOWN:
        yield Part(opening.start, closing.end, Kind.SILENT, opening.name)
    else:
        kind = Kind.CODE if opening.name == b"highlight" else Kind.SILENT
        yield Part(opening.start, opening.end, kind, opening.name)
        yield Part(closing.start, closing.end, kind, closing.name)


def _outermost(found: Iterator[Part]) -> Iterator[Part]:
    """Leave out what stands inside another part."""
    end = 0
    for part in sorted(found, key=lambda each: (each.start, -each.end)):
        if part.start >= end:
            yield part
            end = part.end


def is_branch(part: Part) -> bool:
    """Tell whether this is one of the ways of a condition."""
    return part.name in _BRANCHES
