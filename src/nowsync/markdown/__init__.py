"""Markdown: what it says, and how it looks elsewhere. Pure: knows no files."""

from nowsync.markdown.embedded import Unportable
from nowsync.markdown.html import bare, html, sanitise
from nowsync.markdown.leftovers import Leftover, cleaned, computes
from nowsync.markdown.links import Link, links, liquid
from nowsync.markdown.portable import portable
from nowsync.markdown.sections import Document, parse, spoken
from nowsync.markdown.titles import without_title
from nowsync.markdown.tree import TooMuch
from nowsync.markdown.typed import typed

__all__ = [
    "Document",
    "Leftover",
    "Link",
    "TooMuch",
    "Unportable",
    "bare",
    "cleaned",
    "computes",
    "html",
    "links",
    "liquid",
    "parse",
    "portable",
    "sanitise",
    "spoken",
    "typed",
    "without_title",
]
