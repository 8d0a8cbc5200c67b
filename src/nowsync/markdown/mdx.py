"""MDX as Markdown: without imports, components and expressions, with what stands inside them.

A component's tags go and its children stay; one without children goes like a picture. Tags of
HTML that only lay out a page go too; others stay, without attributes that only JSX knows. A
string in braces is its text. An expression that computes text is a Leftover, and so is a
component whose tags do not match.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from nowsync.markdown.brackets import Attribute, Tag, closing_brace, tag_at
from nowsync.markdown.edits import Edit, edited
from nowsync.markdown.removal import (
    Finder,
    Leftover,
    Lines,
    emptied,
    masked,
    quoted,
    removed,
    says_something,
)
from nowsync.markdown.tree import MOST, TooMuch

_LAYOUT: Final = frozenset(
    (
        *(b"div", b"span", b"section", b"article", b"aside", b"header", b"footer", b"main"),
        *(b"figure", b"figcaption", b"center", b"button", b"nav", b"p", b"label", b"picture"),
    )
)
# What stands inside these is not for readers.
_UNREADABLE: Final = frozenset(
    (
        *(b"script", b"style", b"svg", b"video", b"audio", b"iframe", b"object", b"canvas"),
        *(b"template", b"noscript", b"math", b"head", b"form", b"select"),
    )
)
_VOID: Final = frozenset((b"br", b"hr", b"img", b"wbr"))
_OF_INTEREST: Final = re.compile(rb"[\\`<{\n]")
_BACKTICKS: Final = re.compile(rb"`+")
_FENCE: Final = re.compile(rb"[ \t]*(?:[-*+>] ?|\d+[.)] )*[ \t]*(`{3,}|~{3,})")
_MARKERS: Final = re.compile(rb"\s*(?:[-*+>]\s*|\d+[.)]\s+|#+\s+)*")
_MODULE: Final = re.compile(
    rb"import(?:\s*[{*'\"]|\s+[\w$]+\s*(?:,|\bfrom\b)|\s+type\b)"
    rb"|export\s+(?:const|let|var|function|default|async|class|type|interface)\b|export\s*[{*]"
)
# Where a statement of JavaScript is not at its end.
_OPEN_ENDS: Final = (b",", b"(", b"[", b"{", b"=", b"+", b"|", b"&", b"?", b":", b">")
_CONTINUED: Final = (b" ", b"\t", b"}", b"]", b")", b"from ", b"'", b'"', b";")
_STRING: Final = re.compile(rb"'[^'\\]*'|\"[^\"\\]*\"|`[^`\\$]*`|[0-9]+")
_NOTHING: Final = (b"", b"true", b"false", b"null", b"undefined")
_ATTRIBUTE_LIST: Final = (b"#", b":", b".")


def without_jsx(text: str) -> str:
    """Make Markdown of MDX; raise Leftover where that would be a guess."""
    reading = _Reading(text.encode())
    reading.everything()
    lines = edited(reading.source, reading.edits).split("\n")
    return "\n".join(_unindented(lines, reading.groups))


@dataclass(slots=True)
class _Reading:
    """One way through a text. `groups` gives each line that stands inside a tag its number."""

    source: bytes
    edits: list[Edit] = field(default_factory=list)
    groups: dict[int, int] = field(default_factory=dict)
    embeds: list[tuple[int, int]] = field(default_factory=list)
    tags: list[tuple[int, int]] = field(default_factory=list)
    waiting: list[Tag] = field(default_factory=list)
    lines: Lines = field(init=False)
    finder: Finder = field(init=False)

    def __post_init__(self) -> None:
        self.lines, self.finder = Lines(self.source), Finder(self.source)

    def everything(self) -> None:
        place = self._line_begun(0, after_blank=True)
        seen = 0
        while found := _OF_INTEREST.search(self.source, place):
            place = self._beyond(found.start(), found[0])
            seen += 1
            if seen > MOST:
                raise TooMuch
        if self.waiting:
            self._refuse_tag(self.waiting[-1], "is never closed")
        self._settle_embeds()

    def _beyond(self, place: int, sign: bytes) -> int:
        match sign:
            case b"\\":
                return place + (1 if self.source.startswith(b"\\\n", place) else 2)
            case b"\n":
                line = self.source[self.source.rfind(b"\n", 0, place) + 1 : place]
                return self._line_begun(place + 1, after_blank=not line.strip())
            case b"`":
                return self._beyond_code(place)
            case b"<":
                return self._beyond_tag(place)
            case _:
                return self._beyond_expression(place)

    def _line_begun(self, place: int, *, after_blank: bool) -> int:
        self._mark(place)
        if fence := _FENCE.match(self.source, place):
            return self._beyond_fence(place, fence[1])
        if after_blank and _MODULE.match(self.source, place):
            return self._beyond_module(place)
        return place

    def _mark(self, place: int) -> None:
        if self.waiting:
            self.groups[self.lines.number(place)] = len(self.tags)

    def _beyond_fence(self, place: int, fence: bytes) -> int:
        end = re.compile(rb"\n[ \t>]*" + fence + rb"[`~]*[ \t]*(?=\n|$)").search(self.source, place)
        last = end.end() if end else len(self.source)
        start = self.source.find(b"\n", place) + 1
        while 0 < start <= last:
            self._mark(start)
            start = self.source.find(b"\n", start) + 1
        return last

    def _beyond_code(self, place: int) -> int:
        ticks = _BACKTICKS.match(self.source, place)
        run = ticks[0] if ticks else b"`"
        limit = self.finder.next(b"\n\n", place)
        for other in _BACKTICKS.finditer(self.source, place + len(run), limit):
            if other[0] == run:
                return other.end()
        return place + len(run)

    def _beyond_module(self, place: int) -> int:
        """Go behind imports and exports, to the first line that is none of theirs."""
        end = place
        while True:
            last = self.finder.next(b"\n", end)
            brace = self.source.find(b"{", end, last)
            closing = closing_brace(self.source, brace) if brace >= 0 else None
            if closing is not None:
                end = closing
            elif self._goes_on(last):
                end = last + 1
            else:
                break
        self.edits.append(emptied(self.source, self.lines.around(place, last)))
        return last

    def _goes_on(self, last: int) -> bool:
        """Tell whether the line behind this one belongs to it, or is an import or export too."""
        start = last + 1
        if not self.source[start : self.finder.next(b"\n", start)].strip():
            return False
        within = self.source[max(last - 1, 0) : last] in _OPEN_ENDS
        continued = self.source.startswith(_CONTINUED, start)
        return within or continued or _MODULE.match(self.source, start) is not None

    def _beyond_expression(self, place: int) -> int:
        end = closing_brace(self.source, place)
        if end is None:
            raise Leftover("a brace is opened here and never closed", self.lines.number(place))
        inner = self.source[place + 1 : end - 1].strip()
        if inner.startswith(_ATTRIBUTE_LIST):
            return end
        if inner in _NOTHING or (inner.startswith(b"/*") and inner.endswith(b"*/")):
            self.edits += removed(self.source, place, end)
        elif _STRING.fullmatch(inner):
            said = inner.decode().strip("'\"`")
            self.edits += removed(self.source, place, end, said) if said else ()
        else:
            shown = quoted(self.source, place, end)
            message = f"{shown} computes what stands here; write its text out instead"
            raise Leftover(message, self.lines.number(place))
        return end

    def _beyond_tag(self, place: int) -> int:
        tag = tag_at(self.source, place)
        if tag is None:
            if self.source[place + 1 : place + 2].isupper():
                shown = quoted(self.source, place, place + 20)
                message = f"the tag {shown} does not end; close it with >"
                raise Leftover(message, self.lines.number(place))
            return place + 1
        self._take(tag)
        return tag.end

    def _take(self, tag: Tag) -> None:
        unreadable = tag.name in _UNREADABLE
        component = not tag.name or tag.name[:1].isupper() or b"." in tag.name
        if not (component or unreadable or tag.name in _LAYOUT):
            self.edits += _as_html(self.source, tag)
            return
        if tag.complete and component:
            self.embeds.append((tag.start, tag.end))
            return
        if tag.complete:
            self.edits += removed(self.source, tag.start, tag.end)
        elif not tag.closing:
            self.waiting.append(tag)
        else:
            self._close(tag, unreadable=unreadable)
        self.tags.append((tag.start, tag.end))

    def _close(self, tag: Tag, *, unreadable: bool) -> None:
        if not self.waiting:
            self._refuse_tag(tag, "closes what is not open")
        opening = self.waiting.pop()
        if opening.name != tag.name:
            self._refuse_tag(opening, f"is closed by </{tag.name.decode()}>")
        if unreadable:
            while self.edits and self.edits[-1].start >= opening.start:
                self.edits.pop()
            while self.embeds and self.embeds[-1][0] >= opening.start:
                self.embeds.pop()
            self.edits += removed(self.source, opening.start, tag.end)
            return
        self.edits += removed(self.source, opening.start, opening.end)
        self.edits += removed(self.source, tag.start, tag.end)

    def _refuse_tag(self, tag: Tag, what: str) -> None:
        sign = "</" if tag.closing else "<"
        message = f"{sign}{tag.name.decode()}> {what}; every tag of MDX must be closed in order"
        raise Leftover(message, self.lines.number(tag.start))

    def _settle_embeds(self) -> None:
        """Take out components without children; amid words, what they show may be a word."""
        if not self.embeds:
            return
        ranges = [(edit.start, edit.end) for edit in self.edits]
        bare = masked(self.source, dict.fromkeys([*ranges, *self.embeds, *self.tags], b" "))
        around = {each: self.lines.around(*each) for each in self.embeds}
        speaking = {lines: _speaks(bare[slice(*lines)]) for lines in set(around.values())}
        for place, lines in around.items():
            if speaking[lines]:
                shown = quoted(self.source, *place)
                message = f"{shown} shows something amid words; give it a line of its own"
                raise Leftover(message, self.lines.number(place[0]))
        self.edits += [emptied(self.source, lines) for lines in speaking]


def _speaks(line: bytes) -> bool:
    marker = _MARKERS.match(line)
    return says_something(line[marker.end() :] if marker else line)


def _as_html(source: bytes, tag: Tag) -> Iterator[Edit]:
    """Write a tag as HTML knows it: on one line, and closed only if it has to be."""
    if tag.complete and tag.name not in _VOID:
        yield from removed(source, tag.start, tag.end)
        return
    kept = [source[each.start : each.end] for each in tag.attributes if _known(each)]
    if len(kept) == len(tag.attributes) and b"\n" not in source[tag.start : tag.end]:
        return
    inner = b" ".join([(b"/" if tag.closing else b"") + tag.name, *kept]).decode()
    ending = " />" if tag.complete else ">"
    yield from removed(source, tag.start, tag.end, f"<{' '.join(inner.split())}{ending}")


def _known(attribute: Attribute) -> bool:
    return not attribute.computed and attribute.name not in (b"className", b"htmlFor", b"key")


def _unindented(lines: list[str], groups: dict[int, int]) -> Iterator[str]:
    """Take off the indentation of what stood inside tags: in MDX it does not make code."""
    margins: dict[int, int] = {}
    for number, group in groups.items():
        if number < len(lines) and (line := lines[number]).strip():
            width = len(line) - len(line.lstrip())
            margins[group] = min(width, margins.get(group, width))
    for number, line in enumerate(lines):
        margin = margins.get(groups.get(number, -1), 0)
        yield line[margin:] if line[:margin].isspace() else line
