"""Plain text as a platform shows it that makes links of addresses, tags and names by itself."""

from collections.abc import Iterator
from itertools import chain

from msgspec import Struct

from nowsync.plaintext.handles import find_handles
from nowsync.plaintext.hashtags import find_hashtags
from nowsync.plaintext.links import find_links
from nowsync.plaintext.spans import Span

# Mastodon shows as much of an address, without its scheme (app/lib/text_formatter.rb).
_SHOWN = 30
_SCHEMES = ("https://www.", "http://www.", "https://", "http://")


class Run(Struct, frozen=True):
    """A piece of the text; all of them together are the text again.

    Of a link only `shown` is seen: `before` and `after` it are there for who copies it.
    """

    text: str
    kind: str = "text"

    @property
    def before(self) -> str:
        """The scheme of a link, which is not shown."""
        if self.kind != "link":
            return ""
        return next((each for each in _SCHEMES if self.text.startswith(each)), "")

    @property
    def shown(self) -> str:
        """What is seen of it."""
        start = len(self.before)
        return self.text[start : start + _SHOWN] if self.kind == "link" else self.text

    @property
    def after(self) -> str:
        """The end of a long link, for which dots stand."""
        return self.text[len(self.before) + _SHOWN :] if self.kind == "link" else ""

    @property
    def address(self) -> str | None:
        """Where a link leads; some schemes lead nowhere from a page."""
        safe = self.kind == "link" and self.text.lower().startswith(("https://", "http://"))
        return self.text if safe else None


def runs(text: str) -> Iterator[Run]:
    """Take a text apart into links, tags, names, and what stands between them."""
    place = 0
    for span, kind in _found(text):
        if span.start < place:
            continue
        if span.start > place:
            yield Run(text[place : span.start])
        yield Run(span.of(text), kind)
        place = span.end
    if place < len(text):
        yield Run(text[place:])


def first_link(text: str) -> str | None:
    """Give the link of which a card is made."""
    return next((run.text for run in runs(text) if run.address), None)


def _found(text: str) -> list[tuple[Span, str]]:
    """Find all, from the first on; a tag or name in a link is part of that."""
    links = ((span, "link") for span in find_links(text))
    names = ((Span(each.start, each.end), "name") for each in find_handles(text))
    tags = ((span, "tag") for span in find_hashtags(text))
    return sorted(chain(links, names, tags), key=lambda each: (each[0].start, -each[0].end))
