"""What a feed says of itself, and what of that must never change."""

import re
from collections.abc import Sequence
from functools import cached_property
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct

from nowsync.adapters._atom.body import legal
from nowsync.adapters._atom.settings import Settings
from nowsync.core.entry import Json, digest
from nowsync.core.target import Site

TAG = re.compile(r"tag:(?P<host>[^,:]+),")
# In a tag URI the date says when the host was its owner's (RFC 4151 § 2.1), nothing of the feed.
SINCE = 2026


class Head(Struct, frozen=True, dict=True):
    """A feed's head, made of what its target and its site say."""

    settings: Settings
    site: Site
    target: str

    @cached_property
    def title(self) -> str:
        """The feed's own title, or the site's."""
        return legal(self.settings.title or self.site.title).strip() or "Now"

    @cached_property
    def author(self) -> dict[str, str]:
        """The feed's author speaks for every entry; without one, no entry is valid (§ 4.1.1)."""
        author = self.site.author
        name = legal(author.name).strip() or self.title
        known = {"name": name, "uri": author.url, "email": author.email}
        return {key: legal(value) for key, value in known.items() if value}

    @cached_property
    def language(self) -> str:
        """The language of what does not say another one."""
        return legal(self.site.language)

    @cached_property
    def host(self) -> str:
        """The host in new ids."""
        given = self.settings.id_host or urlsplit(self.site.url).hostname or ""
        return given.encode("idna").decode("ascii")

    @cached_property
    def icon(self) -> str | None:
        """The address of a small square picture (§ 4.2.5)."""
        return self._whole(self.settings.icon)

    @cached_property
    def logo(self) -> str | None:
        """The address of a picture that is twice as wide as it is high (§ 4.2.8)."""
        return self._whole(self.settings.logo)

    @cached_property
    def print(self) -> str:
        """The same while the feed says the same about itself."""
        settings, site = self.settings, self.site
        said: list[Json] = [self.title, self.author, settings.url, site.url, site.language]
        more = {
            "entries": settings.entries,
            "hub": settings.hub,
            "icon": self.icon,
            "json": settings.json,
            "logo": self.logo,
            "rights": settings.rights,
            "rss": settings.rss,
            "style": settings.style,
        }
        known: dict[str, Json] = {key: value for key, value in more.items() if value is not None}
        return digest([*said, known] if known else said)[:16]

    def id(self, ids: Sequence[str]) -> str:
        """Make the feed's id of what stays, for it has no place in the ledger. Newest ids first.

        That is the host in the id of the oldest entry, which is the old one after a move; a fixed
        year, which no older entry added later can change; and the target's name, which tells two
        feeds of one site apart.
        """
        tags = map(TAG.match, reversed(ids))
        host = next((tag["host"] for tag in tags if tag), self.host)
        return f"tag:{host},{SINCE}:{quote(self.target, errors='surrogatepass')}"

    def _whole(self, address: str | None) -> str | None:
        return None if address is None else legal(urljoin(self.site.url, address))
