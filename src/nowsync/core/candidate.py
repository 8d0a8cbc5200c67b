"""Candidates: entries as they are looked for among what stands on a platform."""

import re
from datetime import datetime, timedelta

from msgspec import Struct

from nowsync.core.action import Work
from nowsync.core.entry import EntryId
from nowsync.core.post import Post
from nowsync.core.publication import Publication, Standing

# An entry is told of in the weeks after its date; a little before it, where zones differ.
BEFORE, AFTER = timedelta(days=2), timedelta(days=45)
# Shorter pieces than this stand in any text.
SHORT = 4

# The address of a link or picture in Markdown.
_MARKUP = re.compile(r"\]\([^)]*\)")
_SENTENCE = re.compile(r"[.!?:;]\s+|\n+")


class Candidate(Struct, frozen=True, kw_only=True):
    """An entry, and what would be posted of it now.

    `pieces` are what it says, part by part. `permalink` is its own; `link` leads to it, or to a
    page that it shares with others. `publication` is what the ledger knows of it, and `changed`
    that it says something else by now.
    """

    entry: EntryId
    dated: datetime
    texts: tuple[str, ...]
    pieces: tuple[str, ...]
    title: str = ""
    permalink: str | None = None
    link: str | None = None
    changed: bool = False
    publication: Publication | None = None

    @classmethod
    def of(cls, entry: EntryId, work: Work, known: Publication | None = None) -> "Candidate":
        """Make one of what would be posted, and of what the ledger knows of it."""
        summary, meaning = work.summary, work.meaning
        published = known if known and known.standing is Standing.PUBLISHED else None
        listed = (item for items in meaning.lists.values() for item in items)
        return cls(
            entry=entry,
            dated=summary.dated,
            texts=(summary.text, *summary.thread),
            pieces=(*(_MARKUP.sub("", block) for block in meaning.blocks), *listed),
            title=summary.title,
            permalink=summary.permalink,
            link=summary.link,
            changed=published is not None and published.digest != meaning.digest,
            publication=published,
        )

    @property
    def first_line(self) -> str:
        """Give the line that its post begins with, which is mostly its heading."""
        return self.texts[0].strip().partition("\n")[0]

    @property
    def links(self) -> tuple[str, ...]:
        """Give what leads to it."""
        return tuple(filter(None, (self.permalink, self.link)))

    def is_said_by(self, post: Post) -> bool:
        """Tell whether a post begins with all that would be posted; replies may follow."""
        wanted = list(map(bare, self.texts))
        return list(map(bare, post.texts))[: len(wanted)] == wanted

    def share_of(self, post: Post) -> float:
        """Tell how much of a post's text stands in the entry."""
        text = "".join(map(bare, post.texts))
        for link in post.links:
            text = text.replace(bare(link), "")
        pieces = {bare(part) for piece in self.pieces for part in _SENTENCE.split(piece)}
        said = sum(len(each) for each in pieces if len(each) >= SHORT and each in text)
        return min(said / max(len(text), 1), 1)

    def is_near(self, post: Post) -> bool:
        """Tell whether a post is of the weeks in which an entry is told of."""
        return post.at is not None and -BEFORE <= post.at - self.dated <= AFTER


def bare(text: str) -> str:
    """Take of a text what platforms leave as it is: neither white space nor capitals count."""
    return "".join(filter(str.isalnum, text)).casefold()


def bare_link(link: str) -> str:
    """Write an address so that the same one is always the same characters."""
    return re.sub(r"^https?://(www\.)?", "", link).rstrip("/").casefold()


def host_of(link: str) -> str:
    """Name the site that an address is of."""
    return bare_link(link).partition("/")[0]
