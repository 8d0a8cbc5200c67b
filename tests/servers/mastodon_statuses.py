"""What a pretend Mastodon remembers, and how it shows it: statuses and all their versions.

Sources are files of mastodon/mastodon (main, August 2026).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from tests.servers import mastodon_text

SITE = "https://mastodon.example"
ACCOUNT = {"id": "109", "username": "alice", "acct": "alice", "url": f"{SITE}/@alice"}


class Fields(TypedDict, total=False):
    """What an author can change by hand."""

    text: str
    spoiler_text: str
    sensitive: bool
    language: str
    media: "tuple[Media, ...]"


@dataclass(frozen=True, slots=True)
class Media:
    """One attachment."""

    id: str
    description: str = ""
    type: str = "image"
    content: bytes = field(default=b"", repr=False)

    def shown(self) -> dict[str, object]:
        """Return the MediaAttachment entity."""
        url = f"{SITE}/media/{self.id}.png"
        return {
            "id": self.id,
            "type": self.type,
            "url": url,
            "preview_url": url,
            "description": self.description or None,
        }


@dataclass(frozen=True, slots=True)
class Words:
    """What an edit replaces."""

    text: str
    spoiler_text: str = ""
    sensitive: bool = False
    language: str = "en"
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One state that a status was in."""

    words: Words
    at: datetime
    by_hand: bool = False


@dataclass(slots=True)
class Status:
    """A status with its whole history; a deleted one stays here, marked."""

    ids: list[str]
    created_at: datetime
    visibility: str = "public"
    in_reply_to_id: str | None = None
    boost: bool = False
    deleted: bool = False
    versions: list[Version] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Return the newest id."""
        return self.ids[-1]

    @property
    def now(self) -> Words:
        """Return the words in force."""
        return self.versions[-1].words

    def shown(self) -> dict[str, object]:
        """Return the Status entity (app/serializers/rest/status_serializer.rb)."""
        edited = self.versions[-1].at if len(self.versions) > 1 else None
        return {
            "id": self.id,
            "uri": f"{SITE}/users/alice/statuses/{self.ids[0]}",
            "url": f"{SITE}/@alice/{self.ids[0]}",
            "created_at": stamp(self.created_at),
            "edited_at": stamp(edited) if edited else None,
            "visibility": self.visibility,
            "in_reply_to_id": self.in_reply_to_id,
            "language": self.now.language,
            "reblog": {"content": "<p>Of somebody else</p>"} if self.boost else None,
            # The preview card is made later, so it is null at first (post_status_service.rb).
            "card": None,
            **self._common(self.versions[-1]),
        }

    def source(self) -> dict[str, object]:
        """Return the plain text as it was submitted."""
        return {"id": self.id, "text": self.now.text, "spoiler_text": self.now.spoiler_text}

    def history(self) -> list[dict[str, object]]:
        """Return all the versions, the first one first (StatusEdit)."""
        return [
            {**self._common(version), "created_at": stamp(version.at)} for version in self.versions
        ]

    def _common(self, version: Version) -> dict[str, object]:
        words = version.words
        return {
            "content": mastodon_text.content(words.text, SITE),
            "spoiler_text": words.spoiler_text,
            "sensitive": words.sensitive,
            "account": ACCOUNT,
            "media_attachments": [media.shown() for media in words.media],
            "poll": None,
        }


def stamp(at: datetime) -> str:
    """Return a moment as the API writes it: milliseconds and Z (api/datetime-format.md)."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
