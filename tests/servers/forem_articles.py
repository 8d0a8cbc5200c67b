"""What a pretend Forem remembers: articles and every state they were in."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict


@dataclass(frozen=True, slots=True)
class Content:
    """What an author controls of an article."""

    title: str = ""
    body_markdown: str = ""
    published: bool = False
    canonical_url: str = ""
    description: str = ""
    main_image: str = ""
    series: str = ""
    tags: tuple[str, ...] = ()
    published_at: datetime | None = None


class Fields(TypedDict, total=False):
    """What an author can change by hand."""

    title: str
    body_markdown: str
    published: bool
    canonical_url: str
    description: str
    main_image: str
    series: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One state that an article was in."""

    content: Content
    at: datetime
    by_hand: bool = False


@dataclass(slots=True)
class Article:
    """An article with its whole history; a deleted one stays here, marked."""

    id: int
    username: str
    created_at: datetime
    slug: str = ""
    deleted: bool = False
    versions: list[Version] = field(default_factory=list)

    @property
    def now(self) -> Content:
        """Return the content in force."""
        return self.versions[-1].content
