"""A Mastodon, as the account's owner sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from nowsync.adapters.mastodon import MastodonAdapter, Settings
from tests.adapters.contract import surroundings as lent


@dataclass(frozen=True, slots=True)
class MastodonRemote:
    """A server of this API, seen through the API with the owner's own token."""

    url: str
    token: str
    thread: bool = False
    images: Mapping[str, bytes] = field(default_factory=dict)

    def adapter(self, token: str | None = None, origin: str | None = None) -> MastodonAdapter:
        settings = Settings(
            server=origin or self.url, visibility="public", thread=self.thread, images=4
        )
        return MastodonAdapter(settings, lent(token or self.token, images=self.images))

    def texts(self) -> Sequence[str]:
        return [status["content"] for status in self.statuses()]

    def public(self) -> Sequence[str]:
        return self.texts()

    def statuses(self) -> list[dict[str, str]]:
        account = self.get("accounts/verify_credentials")["id"]
        listed: list[dict[str, str]] = self.get(f"accounts/{account}/statuses?limit=40")
        return listed

    def get(self, path: str):  # type: ignore[no-untyped-def]  # whatever JSON the server has
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.get(f"{self.url}/api/v1/{path}", headers=headers).raise_for_status().json()

    def clear(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        for status in self.statuses():
            url = f"{self.url}/api/v1/statuses/{status['id']}"
            httpx.delete(url, headers=headers).raise_for_status()
