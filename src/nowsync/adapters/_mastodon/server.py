"""A server of Mastodon's API, as one account sees it. All reading; what writes is a step."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from nowsync.adapters._mastodon.answers import receipt, same, text_of
from nowsync.core.entry import Json
from nowsync.core.errors import (
    Gone,
    NotSent,
    PublishError,
    Refused,
    Unauthorized,
    Unknown,
    Unusable,
)
from nowsync.core.step import Receipt

if TYPE_CHECKING:
    from nowsync.http.client import Client

# Looking back 200 statuses covers the hours in which an answer can have been lost.
PAGES, PAGE_SIZE = 5, 40


class Server(Struct, frozen=True):
    """Asks what has to be known before and after a step."""

    origin: str
    client: "Client"

    def url(self, path: str, version: int = 1) -> str:
        """Write an address of the API in full."""
        return f"{self.origin}/api/v{version}/{path}"

    def account(self) -> dict[str, Any]:
        """Ask who the token is for; raise Unusable when it is for nobody."""
        try:
            account = self.client.get(self.url("accounts/verify_credentials")).json()
        except (Refused, Gone) as error:
            # Servers other than Mastodon answer 400 or 422 to a token that they do not know.
            raise Unauthorized(f"{self.origin} does not accept the token") from error
        if not isinstance(account, dict) or "id" not in account:
            raise self._stranger()
        return account

    def scopes(self) -> frozenset[str]:
        """Ask what the token is good for; nothing before 4.3 (entities/Application)."""
        try:
            app = self.client.get(self.url("apps/verify_credentials")).json()
        except PublishError:
            return frozenset()
        named = app.get("scopes") if isinstance(app, dict) else None
        return frozenset(map(str, named)) if isinstance(named, list) else frozenset()

    def instance(self) -> tuple[dict[str, Any], str]:
        """Read the instance document: v2, or v1 where the server has no (working) v2."""
        for version in (2, 1):
            try:
                document = self.client.get(self.url("instance", version)).json()
            except NotSent:
                raise
            except PublishError:
                continue
            if isinstance(document, dict):
                return document, str(document.get("version", ""))
        return {}, ""

    def kept(self, url: str, body: Mapping[str, Json]) -> dict[str, Json]:
        """Read what an edit would lose: a PUT replaces the whole (update_status_service.rb)."""
        live = self.client.get(url).json()
        if not isinstance(live, dict):
            raise self._stranger()
        if live.get("poll"):
            raise Refused("the status has got a poll, which an edit would reset")
        kept: dict[str, Json] = {
            "media_ids": [str(media["id"]) for media in live.get("media_attachments", ())],
            "sensitive": bool(live.get("sensitive")),
        }
        if "spoiler_text" not in body and live.get("spoiler_text"):
            kept["spoiler_text"] = str(live["spoiler_text"])
        return kept

    def status(self, status: str) -> dict[str, Any]:
        """Read a status; raise Gone if the server says that it is not there."""
        live = self.client.get(self.url(f"statuses/{status}")).json()
        if not isinstance(live, dict):
            raise self._stranger()
        return live

    def see(self, status: str) -> None:
        """See that a status is there; raise Gone only if the server says that it is not."""
        try:
            self.client.get(self.url(f"statuses/{status}"))
        except Gone:
            raise
        except PublishError:
            return  # The server has named the status; that it cannot be read now says nothing.

    def edited(self, url: str, body: Mapping[str, Json]) -> Receipt | None:
        """Read whether a status says all that an edit would make it say."""
        try:
            live = self.client.get(url).json()
        except Gone:
            return None
        if not isinstance(live, dict):
            raise self._stranger()
        warning = body.get("spoiler_text")
        says = same(self.text(live), str(body["status"]))
        warns = warning is None or same(str(live.get("spoiler_text") or ""), str(warning))
        spoken = live.get("language") == body.get("language")
        return receipt(live) if says and warns and spoken else None

    def own_statuses(self, pages: int = PAGES) -> Iterator[dict[str, Any]]:
        """Give our latest statuses, the newest first; raise Unknown when they cannot be read."""
        account = str(self.account()["id"])
        url = self.url(f"accounts/{account}/statuses?limit={PAGE_SIZE}&exclude_reblogs=true")
        older = ""
        for _ in range(pages):
            page = self.client.get(url + older).json()
            if not isinstance(page, list):
                raise Unknown("the list of our statuses cannot be read")
            if not page:
                return
            yield from page
            older = f"&max_id={page[-1]['id']}"

    def source(self, status: Mapping[str, Any]) -> str:
        """Read a status's text as it was submitted; nothing where the server does not tell."""
        try:
            source = self.client.get(self.url(f"statuses/{status['id']}/source")).json()
        except (Gone, Refused):
            return ""
        return str(source.get("text", ""))

    def text(self, status: Mapping[str, Any]) -> str:
        """Read a status's text: as it was submitted, or as it is shown where that is not told."""
        return self.source(status) or text_of(str(status.get("content")))

    def _stranger(self) -> Unusable:
        return Unusable(f"{self.origin} does not answer as Mastodon does")
