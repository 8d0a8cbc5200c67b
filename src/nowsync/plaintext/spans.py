"""A piece of a text, by its place."""

from msgspec import Struct


class Span(Struct, frozen=True):
    """From one place in a text up to another."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Take the piece out of its text."""
        return text[self.start : self.end]
