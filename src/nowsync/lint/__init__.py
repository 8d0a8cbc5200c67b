"""Lint: what an author may not have meant, found before anybody else sees it."""

from nowsync.lint.entries import of_configuration, of_entry, of_rehearsal
from nowsync.lint.grounds import Grounds
from nowsync.lint.links import dead_links

__all__ = ["Grounds", "dead_links", "of_configuration", "of_entry", "of_rehearsal"]
