"""How long a text is on Mastodon, and on servers that speak its language."""

from collections.abc import Iterator

from msgspec import Struct

from nowsync.plaintext.graphemes import graphemes

URL_WEIGHT = 23


class Count(Struct, frozen=True):
    """Count as Mastodon does (app/validators/status_length_validator.rb).

    Servers of other makes count links, handles and code points `in_full`; for them the larger
    count stands.
    """

    url_weight: int = URL_WEIGHT
    in_full: bool = False

    def __call__(self, text: str) -> int:
        """Count graphemes, links at their fixed weight, remote handles without their domain."""
        short = graphemes("".join(self._short(text)))
        return max(short, len(text)) if self.in_full else short

    def plain(self, text: str) -> int:
        """Count what is never shortened: a content warning."""
        return max(graphemes(text), len(text)) if self.in_full else graphemes(text)

    def _short(self, text: str) -> Iterator[str]:
        place = 0
        for start, end, instead in sorted(self._shortened(text)):
            # What begins inside another is part of it.
            if start < place:
                continue
            yield text[place:start]
            yield instead
            place = end
        yield text[place:]

    def _shortened(self, text: str) -> Iterator[tuple[int, int, str]]:
        if "://" in text:
            from nowsync.plaintext.links import find_links

            yield from ((link.start, link.end, "x" * self.url_weight) for link in find_links(text))
        if "@" in text:
            from nowsync.plaintext.handles import find_handles

            yield from ((each.start, each.end, f"@{each.name}") for each in find_handles(text))
