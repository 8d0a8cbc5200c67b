"""dev.to, and any other Forem: a draft, and its release where the target asks for it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import Struct

from nowsync.adapters._devto.articles import (
    UNPUBLISH,
    body_of,
    cover_of,
    is_as,
    left,
    may_be_ours,
    parts,
    same,
    says,
    tag_of,
    tags_of,
    tags_sent,
)
from nowsync.adapters.base import Surroundings
from nowsync.core.action import Retraction
from nowsync.core.drift import Part
from nowsync.core.entry import Json
from nowsync.core.errors import Gone, Refused, Unknown, Unusable
from nowsync.core.post import Post
from nowsync.core.publication import Attempt, Publication
from nowsync.core.step import Receipt, Request, Step
from nowsync.core.summary import Summary
from nowsync.core.target import Account, Traits
from nowsync.http.addresses import unfit_server

if TYPE_CHECKING:
    from nowsync.http.client import Client

# app/models/article.rb
TITLE_LIMIT = 128
BODY_LIMIT = 800 * 1024
PER_PAGE, PAGES = 1000, 20
# Half of what Forem allows: a write a second (config/initializers/rack_attack.rb) and ten releases
# in 30 s (app/models/settings/rate_limit.rb), where an article is made by two writes.
SECONDS_BETWEEN_WRITES = 3.0

ACCEPT = {"Accept": "application/vnd.forem.api-v1+json"}


class Settings(Struct, frozen=True, kw_only=True):
    """A Forem account, and what its articles have in common."""

    server: str = "https://dev.to"
    published: bool = False
    series: str | None = None
    organization: int | None = None
    tags: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """The server, without a path."""
        return self.server.rstrip("/")

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what cannot be used."""
        unfit = unfit_server(self.server, "https://dev.to")
        if unfit is not None:
            yield "server", unfit


class DevtoAdapter:
    """Publishes an article, and edits it when the entry changes."""

    traits: ClassVar[Traits] = Traits(edits=True, markup=True, liquid=True)

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._surroundings = surroundings

    def room(self, facts: Mapping[str, Json]) -> None:
        """Take texts of any length that an entry can have."""

    def identify(self) -> Account:
        """Ask whose key it is."""
        me = self._client.get(self._url("users/me"), headers=ACCEPT).json()
        if not isinstance(me, dict) or "id" not in me:
            raise Unusable(f"{self._settings.origin} does not answer as a Forem does")
        return Account(
            id=str(me["id"]),
            name=f"@{me.get('username')} on {self._settings.origin}",
            about="its keys open the whole account: there are no scopes",
        )

    def compose(self, summary: Summary, published: Publication | None) -> tuple[Step, ...]:
        """Make a draft, then its release; or one edit, which leaves `published` as it is there."""
        article = self._article(summary)
        if published is not None and published.receipts:
            url = self._url(f"articles/{published.receipts[-1].id}")
            return (Step("edit", Request("PUT", url, {"article": article}), repeatable=True),)
        body = {"article": article | {"published": False}}
        draft = Step("draft", Request("POST", self._url("articles"), body), repeatable=True)
        if not self._settings.published:
            return (draft,)
        # A PUT without tags clears them (app/services/articles/attributes.rb).
        release: dict[str, Json] = {"article": {"published": True, "tags": article["tags"]}}
        request = Request("PUT", self._url("articles/{id}"), release)
        return (draft, Step("release", request, repeatable=True))

    def retraction(self, published: Publication) -> Retraction:
        """Make the article a draft again: no author can delete one over the API (api_v1.json)."""
        url = self._url(f"articles/{published.receipts[-1].id}")
        # Without tags, a PUT clears them.
        request = Request(
            "PUT", url, {"article": {"published": False, "tags": tags_sent(published.steps)}}
        )
        steps = (Step(UNPUBLISH, request, repeatable=True),)
        return Retraction(steps=steps, remains="the draft stays there, for you to delete")

    def omitted(self, summary: Summary) -> tuple[str, ...]:
        """Name the tags that Forem does not take, and a cover image that is no web address."""
        given = tuple(dict.fromkeys((*summary.tags, *self._settings.tags)))
        taken = tags_of(given)
        tags = tuple(f"the tag {name}" for name in given if tag_of(name) not in taken)
        if summary.image is None or cover_of(summary.image):
            return tags
        return (*tags, f"the cover image {summary.image}")

    def perform(self, step: Step, done: Sequence[Receipt]) -> Receipt:
        """Write the article; a draft of ours that is already there is made to say what it says now.

        Such a draft may be of an entry that has changed since, because its release was refused. Of
        one that says what we never wrote, somebody else is the author by now.
        """
        if step.kind == UNPUBLISH:
            return self._unpublish(step)
        method, url = step.request.method, step.request.url.replace("{id}", _first(done))
        there = self._there(step)
        if there is not None:
            if says(there, step):
                return _receipt(there)
            self._see_ours(there)
            method, url = "PUT", self._url(f"articles/{there['id']}")
        try:
            answer = self._client.send(method, url, body=step.request.body, headers=ACCEPT)
        except Refused as error:
            if may_be_ours(step, str(error)):
                raise Unknown(f"{error}; it may be our own") from error
            raise
        return _receipt(answer.json())

    def find(self, step: Step, done: Sequence[Receipt]) -> Receipt | None:
        """Look for an article that is as the step would make it; one that is gone has no reader."""
        if step.kind == UNPUBLISH:
            there = self._numbered(step.request.url)
            return Receipt(id=_number(step)) if there is None or is_as(there, step) else None
        if step.kind == "draft":
            there = self._there(step)
        else:
            there = self._numbered(step.request.url.replace("{id}", _first(done)))
        return _receipt(there) if there is not None and is_as(there, step) else None

    def there(self, published: Publication, sent: Sequence[Attempt]) -> tuple[Part, ...]:
        """Read its title, text and tags; a draft is only in the list of our articles."""
        url = self._url(f"articles/{published.receipts[-1].id}")
        try:
            article = self._client.get(url, headers=ACCEPT).json()
        except Gone:
            article = self._numbered(url)
        if article is None:
            raise Gone("the article is not there any more")
        if not isinstance(article, dict):
            raise Unknown("the article cannot be read")
        return parts(article, left(url, sent))

    def secret_page(self) -> str:
        """Name the page where a person makes an API key."""
        return f"{self._settings.origin}/settings/extensions, below DEV Community API Keys"

    def _unpublish(self, step: Step) -> Receipt:
        """Take the article from its readers; one that its author has deleted has none."""
        request = step.request
        with suppress(Gone):
            self._client.send(request.method, request.url, body=request.body, headers=ACCEPT).json()
        return Receipt(id=_number(step))

    def posts(self, since: datetime | None) -> Iterator[Post]:
        """Give our articles, drafts too."""
        for each in map(_post, self._articles()):
            if since is None or each.at is None or each.at >= since:
                yield each

    @cached_property
    def _client(self) -> "Client":
        return self._surroundings.connect(
            self._settings.origin, header="api-key", gap=SECONDS_BETWEEN_WRITES
        )

    def _url(self, path: str) -> str:
        return f"{self._settings.origin}/api/{path}"

    def _article(self, summary: Summary) -> dict[str, Json]:
        if len(summary.title) > TITLE_LIMIT:
            raise Refused(
                f"the title has {len(summary.title)} characters; dev.to takes {TITLE_LIMIT}"
            )
        body = body_of(summary.text)
        size = len(body.encode())
        if size > BODY_LIMIT:
            raise Refused(f"the article has {size:,} bytes; dev.to takes {BODY_LIMIT:,}")
        settings = self._settings
        article: dict[str, Json | None] = {
            "title": summary.title,
            "body_markdown": body,
            "canonical_url": summary.permalink,
            "tags": tags_of((*summary.tags, *settings.tags)),
            "description": summary.description or None,
            "main_image": cover_of(summary.image),
            "series": settings.series,
            "organization_id": settings.organization,
        }
        return {name: value for name, value in article.items() if value is not None}

    def _see_ours(self, there: Mapping[str, Any]) -> None:
        """See that an article may be written over: readers see it not, and we wrote all of it."""
        if there.get("published"):
            raise Refused(
                f"{there.get('url')} has its title and address, and says something else; make the "
                "one say what the other does, or unpublish it there"
            )
        sent = self._surroundings.sent()
        if not any(says(there, each) for each in sent if each.kind in ("draft", "edit")):
            raise Refused(
                f"a draft with its title and address is at {self._settings.origin} already, and "
                "nowsync did not write it so; publish or delete it there"
            )

    def _there(self, step: Step) -> dict[str, Any] | None:
        """Look among all our articles, drafts and scheduled ones too; the oldest match is it."""
        if step.kind != "draft":
            return None
        wanted: Any = step.request.body["article"]
        matches = (article for article in self._articles() if same(article, wanted))
        return min(matches, key=lambda article: int(article["id"]), default=None)

    def _numbered(self, url: str) -> dict[str, Any] | None:
        """Look for the article that has an address of the API; a draft has no page to be read."""
        identity = url.rpartition("/")[2]
        mine = (article for article in self._articles() if str(article.get("id")) == identity)
        return next(mine, None)

    def _articles(self) -> Iterator[dict[str, Any]]:
        """Every article of ours: only /me/all has drafts and scheduled ones (api/articles)."""
        for page in range(1, PAGES + 1):
            url = self._url(f"articles/me/all?per_page={PER_PAGE}&page={page}")
            articles = self._client.get(url, headers=ACCEPT).json()
            if not isinstance(articles, list):
                raise Unknown("the list of our articles cannot be read")
            yield from articles
            if len(articles) < PER_PAGE:
                return


def _number(step: Step) -> str:
    return step.request.url.rpartition("/")[2]


def _first(done: Sequence[Receipt]) -> str:
    return done[0].id if done else ""


def _receipt(article: object) -> Receipt:
    if not isinstance(article, dict) or not article.get("id"):
        raise Unknown("the server's answer does not name an article")
    # A draft's address ends in -temp-slug- and changes with its release (articles/creator.rb).
    public = bool(article.get("published_at") or article.get("published_timestamp"))
    return Receipt(id=str(article["id"]), url=article.get("url") if public else None)


def _post(article: Mapping[str, Any]) -> Post:
    """Make a post of an article; its draft and its release are one article."""
    receipt = _receipt(article)
    # A list tells no date of a draft (api/v1/articles/me.json.jbuilder).
    at = article.get("published_at")
    return Post(
        receipts=(receipt, receipt) if article.get("published") else (receipt,),
        texts=(str(article.get("body_markdown") or ""),),
        title=str(article.get("title") or ""),
        links=(str(article.get("canonical_url") or ""),),
        at=datetime.fromisoformat(at) if at else None,
    )


adapter = DevtoAdapter
