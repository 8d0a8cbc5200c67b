"""Markdown: what it says, and how it looks elsewhere. Pure: knows no files."""

from nowsync.markdown.html import html, sanitise
from nowsync.markdown.portable import portable
from nowsync.markdown.sections import Document, parse

__all__ = ["Document", "html", "parse", "portable", "sanitise"]
