"""Markdown: what it says, and how it looks elsewhere. Pure: knows no files."""

from nowsync.markdown.sections import Document, parse

__all__ = ["Document", "parse"]
