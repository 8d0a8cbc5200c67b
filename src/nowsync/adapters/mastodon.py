"""Mastodon, and servers that speak its client API: one status for an entry."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias, get_args
from urllib.parse import quote, urlsplit

from nowsync.adapters.base import Surroundings
from nowsync.core.entry import Json
from nowsync.core.errors import Gone, NotSent, PublishError, Refused, Unknown, Unusable
from nowsync.core.publication import Publication, Receipt, Request, Step
from nowsync.core.summary import Summary
from nowsync.core.target import Account, Room, Traits
from nowsync.http import unfit_server
from nowsync.plaintext.counting import URL_WEIGHT, Count

if TYPE_CHECKING:
    from nowsync.http import Client

LIMIT = 500
# Looking back 200 statuses covers the hours in which an answer can have been lost.
PAGES, PAGE_SIZE = 5, 40

Visibility: TypeAlias = Literal["public", "unlisted", "private", "direct"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A Mastodon account: its server, and how its statuses are seen."""

    server: str
    visibility: Visibility = "unlisted"
    language: str | None = None

    @property
    def origin(self) -> str:
        """The server, without a path."""
        return self.server.rstrip("/")

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what cannot be used."""
        unfit = unfit_server(self.server, "https://mastodon.example")
        if unfit is not None:
            yield "server", unfit


class MastodonAdapter:
    """Publishes a status, and edits it when the entry changes."""

    traits: ClassVar[Traits] = Traits(edits=True, visibilities=get_args(Visibility))

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._surroundings = surroundings

    def room(self, facts: Mapping[str, Json]) -> Room:
        """Tell what the server said it takes; Mastodon's own limit until it was asked."""
        limit, weight = facts.get("limit"), facts.get("url_weight")
        count = Count(weight if isinstance(weight, int) else URL_WEIGHT, bool(facts.get("in_full")))
        return Room(limit if isinstance(limit, int) else LIMIT, count, plain=count.plain)

    def identify(self) -> Account:
        """Ask for the account and for the instance's limits."""
        account = self._account()
        instance, version = self._instance()
        host = urlsplit(self._settings.origin).netloc
        own = bool(version) and "mastodon" in (instance.get("api_versions") or {})
        return Account(
            id=str(account["id"]),
            name=f"@{account.get('username')}@{host}",
            honours_keys=own,
            facts=_limits(instance) | {"in_full": not own, "version": version},
        )

    def compose(self, summary: Summary, published: Publication | None) -> tuple[Step, ...]:
        """Make the status, or the edit of the status that is there."""
        body: dict[str, Json] = {
            "status": summary.text,
            "visibility": summary.own.visibility or self._settings.visibility,
            "language": summary.own.language or self._settings.language or summary.language,
        }
        if summary.content_warning or _warns(published):
            body["spoiler_text"] = summary.content_warning
        if published is None or not published.receipts:
            request = Request("POST", self._url("statuses"), body)
            return (Step("status", request, repeatable=False),)
        request = Request("PUT", self._url(f"statuses/{published.receipts[0].id}"), body)
        return (Step("edit", request, repeatable=True, keeps=("media", "warning", "sensitivity")),)

    def perform(self, step: Step, done: Sequence[Receipt]) -> Receipt:  # noqa: ARG002
        """Post or edit; a status that cannot be read back afterwards was refused in silence."""
        request = step.request
        body = dict(request.body)
        headers = {}
        if step.kind == "edit":
            body |= self._kept(request.url, body)
        else:
            headers["Idempotency-Key"] = step.key
        answer = self._client.send(request.method, request.url, body=body, headers=headers)
        receipt = _receipt(answer.json())
        if step.kind == "status":
            self._read_back(receipt)
        return receipt

    def find(self, step: Step, done: Sequence[Receipt]) -> Receipt | None:  # noqa: ARG002
        """Look for the status among our own latest; an edit is never looked for, only repeated."""
        if step.kind == "edit":
            return None
        wanted = str(step.request.body["status"])
        for status in self._own_statuses(str(self._account()["id"])):
            if _same(_text_of(str(status.get("content"))), wanted):
                return _receipt(status)
            if _shares_link(status, wanted) and _same(self._source(status), wanted):
                return _receipt(status)
        return None

    def adopt(self, url: str) -> Receipt:
        """Read the status at an address of ours, such as https://mastodon.example/@ada/1234."""
        identity = urlsplit(url).path.rstrip("/").rpartition("/")[2]
        status = self._client.get(self._url(f"statuses/{quote(identity)}")).json()
        author = status.get("account") if isinstance(status, dict) else None
        if not author or str(author.get("id")) != str(self._account()["id"]):
            raise Refused(f"{url} is not a status of this account")
        return _receipt(status)

    @cached_property
    def _client(self) -> "Client":
        return self._surroundings.connect(
            self._settings.origin, header="Authorization", prefix="Bearer "
        )

    def _url(self, path: str, version: int = 1) -> str:
        return f"{self._settings.origin}/api/v{version}/{path}"

    def _account(self) -> dict[str, Any]:
        try:
            account = self._client.get(self._url("accounts/verify_credentials")).json()
        except (Refused, Gone) as error:
            # Servers other than Mastodon answer 400 or 422 to a token that they do not know.
            raise Unusable(f"{self._settings.origin} does not accept the token") from error
        if not isinstance(account, dict) or "id" not in account:
            raise Unusable(f"{self._settings.origin} does not answer as Mastodon does")
        return account

    def _instance(self) -> tuple[dict[str, Any], str]:
        """Read the instance document: v2, or v1 where the server has no (working) v2."""
        for version in (2, 1):
            try:
                document = self._client.get(self._url("instance", version)).json()
            except NotSent:
                raise
            except PublishError:
                continue
            if isinstance(document, dict):
                return document, str(document.get("version", ""))
        return {}, ""

    def _kept(self, url: str, body: Mapping[str, Json]) -> dict[str, Json]:
        """Read what an edit would lose: a PUT replaces the whole (update_status_service.rb)."""
        live = self._client.get(url).json()
        if not isinstance(live, dict):
            raise Unusable(f"{self._settings.origin} does not answer as Mastodon does")
        if live.get("poll"):
            raise Refused("the status has got a poll, which an edit would reset")
        kept: dict[str, Json] = {
            "media_ids": [str(media["id"]) for media in live.get("media_attachments", ())],
            "sensitive": bool(live.get("sensitive")),
        }
        if "spoiler_text" not in body and live.get("spoiler_text"):
            kept["spoiler_text"] = str(live["spoiler_text"])
        return kept

    def _read_back(self, receipt: Receipt) -> None:
        """See that the status exists: a spam filter answers 200 and keeps nothing (antispam.rb)."""
        try:
            self._client.get(self._url(f"statuses/{receipt.id}"))
        except Gone:
            raise Refused("the server took the status and then dropped it without a word") from None
        except PublishError:
            return  # The server has named the status; that it cannot be read now says nothing.

    def _own_statuses(self, account: str) -> Iterator[dict[str, Any]]:
        url = self._url(f"accounts/{account}/statuses?limit={PAGE_SIZE}&exclude_reblogs=true")
        older = ""
        for _ in range(PAGES):
            page = self._client.get(url + older).json()
            if not isinstance(page, list):
                raise Unknown("the list of our statuses cannot be read")
            if not page:
                return
            yield from page
            older = f"&max_id={page[-1]['id']}"

    def _source(self, status: Mapping[str, Any]) -> str:
        try:
            source = self._client.get(self._url(f"statuses/{status['id']}/source")).json()
        except (Gone, Refused):
            return ""
        return str(source.get("text", ""))


def _warns(published: Publication | None) -> bool:
    """Tell whether we gave what is there a warning; an edit without one must take it away."""
    return bool(
        published and published.steps and published.steps[-1].request.body.get("spoiler_text")
    )


def _limits(instance: Mapping[str, Any]) -> dict[str, Json]:
    """Read the limits where Mastodon has them, and where Pleroma's v1 document has them."""
    statuses = (instance.get("configuration") or {}).get("statuses") or {}
    limit = statuses.get("max_characters") or instance.get("max_toot_chars") or LIMIT
    return {
        "limit": int(limit),
        "url_weight": int(statuses.get("characters_reserved_per_url") or URL_WEIGHT),
    }


def _receipt(status: object) -> Receipt:
    if not isinstance(status, dict) or not status.get("id"):
        raise Unknown("the server's answer does not name a status")
    return Receipt(id=str(status["id"]), url=status.get("url") or status.get("uri"))


def _shares_link(status: Mapping[str, Any], wanted: str) -> bool:
    from nowsync.plaintext.links import find_links

    links = [link.of(wanted) for link in find_links(wanted)]
    return not links or any(link in str(status.get("content")) for link in links)


def _same(one: str, other: str) -> bool:
    """Compare what is said; servers re-wrap white space as they like."""
    return "".join(one.split()) == "".join(other.split())


def _text_of(content: str) -> str:
    parser = _Text()
    parser.feed(content)
    parser.close()
    return " ".join(parser.parts)


class _Text(HTMLParser):
    """The text of a status; Mastodon hides parts of a link's address in spans, all still text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


adapter = MastodonAdapter
