"""A pretend dev.to: Forem's API v1 with its real rules and a memory of everything.

Sources are files of forem/forem (2024-2025) and forem-docs; "(derived)" follows from reading
them, "(unconfirmed)" is common knowledge. The rules of one article are in forem_rules.
"""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Unpack

from tests import canary
from tests.servers import forem_rules as rules
from tests.servers import forem_views as views
from tests.servers.forem_articles import Article, Content, Fields, Version
from tests.servers.forem_rules import InvalidError
from tests.servers.wire import Answer, Request, serve_in_foreground, utc_now

USER = {"id": 7, "username": "alice", "name": "Alice"}
NOT_FOUND = Answer(404, {"error": "not found", "status": 404})
UNAUTHORIZED = Answer(401, {"error": "unauthorized", "status": 401})
PACE = timedelta(seconds=1)


@dataclass(slots=True)
class PretendForem:
    """Forem's articles API for one account, `alice`."""

    api_key: str = "key"
    clock: Callable[[], datetime] = utc_now
    paced: bool = field(default=False, kw_only=True)
    articles: list[Article] = field(default_factory=list, init=False)
    _last_write: datetime | None = field(default=None, init=False)

    # What tests ask and do.

    def published(self) -> list[Article]:
        """Return the articles that readers see, of all users."""
        return [article for article in self._alive() if views.visible(article, self.clock())]

    def edit_by_hand(self, article_id: int, **fields: Unpack[Fields]) -> Article:
        """Edit an article as its author does in the web editor."""
        article = self._article(article_id)
        self._store(article, replace(article.now, **fields), by_hand=True)
        return article

    def delete_by_hand(self, article_id: int) -> None:
        """Delete an article as its author does in the web interface."""
        self._article(article_id).deleted = True

    def publish_as_other(self, **fields: Unpack[Fields]) -> Article:
        """Publish an article of another user of the same site."""
        article = self._new("bob")
        self._store(article, replace(Content(published=True), **fields))
        return article

    # What clients ask.

    def handle(self, request: Request) -> Answer:
        """Answer one request to the API."""
        if rules.blocked(request.headers.get("User-Agent", "")):
            # The network in front of dev.to, not Forem: bad_bot_detection.vcl.
            return Answer(403, b"")
        if self._too_fast(request):
            # config/initializers/rack_attack.rb: one write a second per key. The body is
            # plain text (unconfirmed).
            return Answer(429, b"Retry later\n", {"Content-Type": "text/plain", "Retry-After": "1"})
        for method, path, call, private in self._routes():
            found = re.fullmatch(path, request.path)
            if found and method == request.method:
                if private and not self._authorized(request):
                    return UNAUTHORIZED
                return _or_complaint(call, request, *found.groups())
        # There is no DELETE for articles (api_v1.json).
        return NOT_FOUND

    def _authorized(self, request: Request) -> bool:
        known = {self.api_key, canary.VALUE} if self.api_key == "key" else {self.api_key}
        return request.headers.get("api-key") in known

    def _routes(self) -> list[tuple[str, str, Callable[..., Answer], bool]]:
        articles = "/api/articles"
        return [
            ("GET", "/api/users/me", self._me, True),
            ("POST", articles, self._create, True),
            ("PUT", rf"{articles}/(\d+)", self._update, True),
            ("PUT", rf"{articles}/(\d+)/unpublish", self._moderate, True),
            ("GET", rf"{articles}/me(?:/(published|unpublished|all))?", self._mine, True),
            ("GET", rf"{articles}/(\d+)", self._show, False),
            ("GET", rf"{articles}/(\w+)/([\w-]+)", self._show_slug, False),
            ("GET", articles, self._public, False),
        ]

    def _me(self, _request: Request) -> Answer:
        return Answer(200, {"type_of": "user", **USER, "joined_at": "Jan  1, 2020"})

    def _create(self, request: Request) -> Answer:
        content = rules.settled(rules.from_json(_wrapped(request), Content()))
        self._check(content, None)
        article = self._new(str(USER["username"]))
        self._store(article, content)
        return Answer(201, views.single(article), {"Location": views.url(article)})

    def _update(self, request: Request, article_id: str) -> Answer:
        # articles_controller.rb looks among the author's own: another's article is a 404.
        article = next((mine for mine in self._own() if mine.id == int(article_id)), None)
        if article is None:
            return NOT_FOUND
        content = rules.settled(rules.from_json(_wrapped(request), article.now))
        self._check(content, article)
        self._store(article, content)
        return Answer(200, views.single(article))

    def _moderate(self, _request: Request, _article_id: str) -> Answer:
        # articles_controller.rb: /unpublish is for admins and moderators.
        return UNAUTHORIZED

    def _mine(self, request: Request, which: str | None) -> Answer:
        now = self.clock()
        # app/models/article.rb: `published` means published_at <= now, so a scheduled article
        # is in neither of the two lists, only in `all`.
        chosen = {
            "all": lambda _: True,
            "unpublished": lambda article: not article.now.published,
        }.get(which or "", lambda article: views.visible(article, now))
        articles = sorted(filter(chosen, self._own()), key=views.newest_first)
        return Answer(200, [views.mine(article) for article in _page(articles, request)])

    def _public(self, request: Request) -> Answer:
        username = request.first("username")
        articles = [a for a in self.published() if username in ("", a.username)]
        articles.sort(key=views.newest_first)
        return Answer(200, [views.public(article) for article in _page(articles, request)])

    def _show(self, _request: Request, article_id: str) -> Answer:
        # Published ones only: with a valid key too, a draft is a 404.
        found = next((a for a in self.published() if a.id == int(article_id)), None)
        return Answer(200, views.single(found)) if found else NOT_FOUND

    def _show_slug(self, _request: Request, username: str, slug: str) -> Answer:
        named = (username, slug)
        found = next((a for a in self.published() if (a.username, a.slug) == named), None)
        return Answer(200, views.single(found)) if found else NOT_FOUND

    def _check(self, content: Content, article: Article | None) -> None:
        found = rules.complaints(content)
        found += self._publication_complaints(content, article)
        if article is None and any(self._just_used(content.title)):
            found.append("Title has already been used in the last five minutes")
        if content.published and content.canonical_url in self._taken(article):
            found.append(
                "Canonical url has already been taken. Email support@dev.to for further details."
            )
        if found:
            raise InvalidError(", ".join(found))

    def _publication_complaints(self, content: Content, article: Article | None) -> Iterator[str]:
        # article.rb: future_or_current_published_at, has_correct_published_at?
        before = article.now if article else Content()
        if not content.published or content.published_at is None:
            return
        if before.published and before.published_at:
            if abs(content.published_at - before.published_at) > timedelta(minutes=1):
                yield (
                    "Published at updating published_at for articles that have already been "
                    "published is not allowed"
                )
        elif before.published_at is None and content.published_at < self.clock() - timedelta(
            minutes=15
        ):
            yield "Published at only future or current published_at allowed"

    def _just_used(self, title: str) -> Iterator[bool]:
        # article.rb: title_unique_for_user_past_five_minutes, on create only.
        since = self.clock() - rules.SAME_TITLE
        return (mine.now.title == title for mine in self._own() if mine.created_at > since)

    def _taken(self, article: Article | None) -> set[str]:
        # article.rb: unique among the published articles of all users, and only asked of an
        # article that is published itself.
        others = (other for other in self._alive() if other is not article)
        return {other.now.canonical_url for other in others if other.now.published} - {""}

    def _store(self, article: Article, content: Content, *, by_hand: bool = False) -> None:
        now = self.clock()
        if content.published and content.published_at is None:
            content = replace(content, published_at=now)
        temporary = not article.slug or "-temp-slug-" in article.slug
        if temporary and content.published:
            # The final slug is made at first publication and never changes again.
            article.slug = rules.slug(content.title, f"{article.id * 7919 % 99991:x}")
        elif temporary:
            article.slug = rules.slug(content.title, f"temp-slug-{article.id * 104729}")
        article.versions.append(Version(content, now, by_hand))

    def _new(self, username: str) -> Article:
        article = Article(len(self.articles) + 1_000_001, username, self.clock())
        self.articles.append(article)
        return article

    def _article(self, article_id: int) -> Article:
        return next(article for article in self.articles if article.id == article_id)

    def _alive(self) -> Iterator[Article]:
        return (article for article in self.articles if not article.deleted)

    def _own(self) -> Iterator[Article]:
        return (article for article in self._alive() if article.username == USER["username"])

    def _too_fast(self, request: Request) -> bool:
        if not self.paced or request.method == "GET":
            return False
        now, last = self.clock(), self._last_write
        if last is not None and now - last < PACE:
            return True
        self._last_write = now
        return False


def _or_complaint(call: Callable[..., Answer], request: Request, *parts: str | None) -> Answer:
    try:
        return call(request, *parts)
    except InvalidError as error:
        # api_controller.rb: a full sentence, not a list of codes.
        return Answer(422, {"error": str(error), "status": 422})


def _wrapped(request: Request) -> Mapping[str, object]:
    # api_controller.rb: a missing wrapper and one that is not an object are both 422.
    try:
        given = request.json()
    except ValueError:
        given = None
    article = given.get("article") if isinstance(given, dict) else None
    if not isinstance(article, dict) or not article:
        raise InvalidError("param is missing or the value is empty: article")
    return article


def _page(articles: list[Article], request: Request) -> list[Article]:
    # concerns/api/articles_controller.rb: 30 by default, at most 1000.
    size = min(int(request.first("per_page", "30")), 1000)
    start = (max(int(request.first("page", "1")), 1) - 1) * size
    return articles[start : start + size]


if __name__ == "__main__":
    key = secrets.token_hex(12)
    serve_in_foreground(PretendForem(key), key)
