"""Surgical edits: what is not touched stays as its author wrote it."""

from collections.abc import Iterable

from msgspec import Struct


class Edit(Struct, frozen=True, order=True):
    """Replace what stands between two places of the UTF-8 form of a text."""

    start: int
    end: int
    text: str


def edited(source: bytes, edits: Iterable[Edit]) -> str:
    """Make all edits; of two that overlap, the one that begins first is made."""
    pieces: list[bytes] = []
    done = 0
    for edit in sorted(edits):
        if edit.start < done:
            continue
        pieces += [source[done : edit.start], edit.text.encode()]
        done = edit.end
    return b"".join([*pieces, source[done:]]).decode(errors="replace")
