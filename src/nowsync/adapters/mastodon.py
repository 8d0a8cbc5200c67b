"""Mastodon, and servers that speak its client API: a status for an entry, or a thread of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Literal, TypeAlias, get_args
from urllib.parse import quote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from nowsync.adapters._mastodon import deletion, media, recalled
from nowsync.adapters._mastodon.answers import parent, receipt, same, shares_link, text_of
from nowsync.adapters._mastodon.deletion import DELETE
from nowsync.adapters._mastodon.entrance import Entrance, about
from nowsync.adapters._mastodon.published import made_of, statuses, warns
from nowsync.adapters._mastodon.reading import parts
from nowsync.adapters._mastodon.server import Server
from nowsync.adapters.base import Surroundings
from nowsync.core.action import Retraction
from nowsync.core.drift import Part
from nowsync.core.entry import Json
from nowsync.core.errors import Gone, Refused
from nowsync.core.post import Post
from nowsync.core.publication import Attempt, Publication
from nowsync.core.step import (
    ANNOUNCEMENT,
    Receipt,
    Request,
    Step,
    of_kind,
    reference,
    resolved,
)
from nowsync.core.summary import Summary
from nowsync.core.target import Account, Room, Traits
from nowsync.http.addresses import unfit_server
from nowsync.plaintext.counting import URL_WEIGHT, Count

LIMIT = 500
# A longer thread than this is read by nobody.
PARTS = 25

Visibility: TypeAlias = Literal["public", "unlisted", "private", "direct"]


class Settings(Struct, frozen=True, kw_only=True):
    """A Mastodon account: its server, and how its statuses are seen.

    With `thread`, what one status cannot hold goes into replies to it, with `thread_numbers` as
    1/3 and so on. As many `images` of an
    entry as that are attached to its first status, those without alt text only if asked for. With
    `announce_revisions`, a reply to it tells of an edit by which the entry says something new.
    """

    server: str
    visibility: Visibility = "unlisted"
    language: str | None = None
    thread: bool = False
    thread_numbers: bool = False
    images: int = 0
    images_without_alt: bool = False
    announce_revisions: bool = False

    @property
    def origin(self) -> str:
        """The server, without a path."""
        return self.server.rstrip("/")

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what cannot be used."""
        unfit = unfit_server(self.server, "https://mastodon.example")
        if unfit is not None:
            yield "server", unfit
        if self.images < 0:
            yield "images", "must be 0 or more"


class MastodonAdapter(Entrance):
    """Publishes a status or a thread, and edits what it published when the entry changes."""

    # Whoever boosted a status is notified of its edits (entities/Notification, type `update`).
    traits: ClassVar[Traits] = Traits(
        edits=True, edits_disturb=True, visibilities=get_args(Visibility)
    )

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        super().__init__(settings.origin)
        self._settings = settings
        self._surroundings = surroundings

    def room(self, facts: Mapping[str, Json]) -> Room:
        """Tell what the server said it takes; Mastodon's own limit until it was asked."""
        limit, weight = facts.get("limit"), facts.get("url_weight")
        settings = self._settings
        count = Count(weight if isinstance(weight, int) else URL_WEIGHT, bool(facts.get("in_full")))
        return Room(
            limit if isinstance(limit, int) else LIMIT,
            count,
            parts=PARTS if settings.thread else 1,
            numbered=settings.thread_numbers,
            plain=count.plain,
            images=media.room(facts, settings.images, without_alt=settings.images_without_alt),
        )

    def identify(self) -> Account:
        """Ask for the account and for the instance's limits."""
        account = self._server.account()
        instance, version = self._server.instance()
        host = urlsplit(self._settings.origin).netloc
        own = bool(version) and "mastodon" in (instance.get("api_versions") or {})
        return Account(
            id=str(account["id"]),
            name=f"@{account.get('username')}@{host}",
            about=about(_limits(instance)["limit"], version, own=own),
            honours_keys=own,
            facts=_limits(instance)
            | media.limits(instance)
            | {"in_full": not own, "version": version},
        )

    def compose(self, summary: Summary, published: Publication | None) -> tuple[Step, ...]:
        """Make the status with its images and a reply for each further part, or edit what is there.

        The parts that an entry grows by become new replies at the end, and those for which it has
        nothing left to say are deleted from there. An edit leaves the images.
        """
        bodies = self._bodies(summary, warned=warns(published))
        there = statuses(published)
        if there:
            steps = [self._edit(*pair) for pair in zip(there, bodies, strict=False)]
        else:
            steps = self._illustrated(bodies[0], summary)
        for body in bodies[max(len(there), 1) :]:
            steps.append(self._reply(body, len(steps) - 1))
        if there and summary.announcement:
            announced = self._reply(bodies[0] | {"status": summary.announcement}, 0)
            steps.append(replace(announced, kind=ANNOUNCEMENT))
        return (*steps, *map(self._deletion, reversed(there[len(bodies) :])))

    def retraction(self, published: Publication) -> Retraction:
        """Delete each status, the last one first: no part stands without the one before it."""
        return Retraction(steps=tuple(map(self._deletion, reversed(made_of(published)))))

    def announces(self) -> bool:
        """Tell whether the account's owner wants revisions to be announced."""
        return self._settings.announce_revisions

    def parts_of(self, published: Publication) -> int:
        """Count the statuses that are there."""
        return len(statuses(published))

    def perform(self, step: Step, done: Sequence[Receipt]) -> Receipt:
        """Post or edit; a status that cannot be read back afterwards was refused in silence."""
        if step.kind == media.MEDIA:
            lent = self._surroundings
            return media.Uploads(self._server, lent.image, lent.pause).perform(step)
        if step.kind == DELETE:
            return deletion.perform(self._server, step)
        request = step.request
        body = _filled(request.body, done)
        headers = {}
        if step.kind == "edit":
            body |= self._server.kept(request.url, body)
        else:
            self._see_parent(body)
            headers["Idempotency-Key"] = step.key
        answer = self._server.client.send(request.method, request.url, body=body, headers=headers)
        made = receipt(answer.json())
        if step.kind != "edit":
            self._read_back(made)
        return of_kind(made, step)

    def find(self, step: Step, done: Sequence[Receipt]) -> Receipt | None:
        """Look for the status among our own latest, or whether an edit is there; not for images.

        A part of a thread is told from its like by what it replies to.
        """
        if step.kind == DELETE:
            return deletion.find(self._server, step)
        if step.kind == media.MEDIA:
            return None
        if step.kind == "edit":
            return self._server.edited(step.request.url, step.request.body)
        body = _filled(step.request.body, done)
        wanted = str(body["status"])
        for status in self._server.own_statuses():
            if parent(status) != body.get("in_reply_to_id"):
                continue
            if same(text_of(str(status.get("content"))), wanted):
                return of_kind(receipt(status), step)
            if shares_link(status, wanted) and same(self._server.source(status), wanted):
                return of_kind(receipt(status), step)
        return None

    def there(self, published: Publication, sent: Sequence[Attempt]) -> tuple[Part, ...]:
        """Read the texts and warnings of its statuses, as they were submitted."""
        return tuple(parts(self._server, statuses(published), sent))

    def adopt(self, url: str) -> Receipt:
        """Read the status at an address of ours, such as https://mastodon.example/@ada/1234."""
        server = self._server
        identity = urlsplit(url).path.rstrip("/").rpartition("/")[2]
        status = server.client.get(server.url(f"statuses/{quote(identity)}")).json()
        author = status.get("account") if isinstance(status, dict) else None
        if not author or str(author.get("id")) != str(server.account()["id"]):
            raise Refused(f"{url} is not a status of this account")
        return receipt(status)

    def posts(self, since: datetime | None) -> Iterator[Post]:
        """Give our statuses, the newest first."""
        return recalled.posts(self._server.own_statuses(recalled.PAGES), since)

    @cached_property
    def _server(self) -> Server:
        origin = self._settings.origin
        client = self._surroundings.connect(origin, header="Authorization", prefix="Bearer ")
        return Server(origin, client)

    def _url(self, path: str, version: int = 1) -> str:
        return f"{self._settings.origin}/api/v{version}/{path}"

    def _bodies(self, summary: Summary, *, warned: bool) -> list[dict[str, Json]]:
        """Write what each part says of itself; later ones do not crowd the public timelines."""
        settings, own = self._settings, summary.own
        visibility = own.visibility or settings.visibility
        later = "unlisted" if visibility == "public" else visibility
        language = own.language or settings.language or summary.language
        common: dict[str, Json] = {"language": language}
        if summary.content_warning or warned:
            common["spoiler_text"] = summary.content_warning
        first = {"status": summary.text, "visibility": visibility}
        return [
            part | common
            for part in (first, *({"status": t, "visibility": later} for t in summary.thread))
        ]

    def _illustrated(self, body: dict[str, Json], summary: Summary) -> list[Step]:
        """Make the status, and before it its images, which it refers to."""
        steps = [media.upload(self._url("media", 2), image) for image in summary.images]
        if steps:
            body = body | {"media_ids": [reference(position) for position in range(len(steps))]}
        request = Request("POST", self._url("statuses"), body)
        return [*steps, Step("status", request, repeatable=False)]

    def _reply(self, body: dict[str, Json], to: int) -> Step:
        body = body | {"in_reply_to_id": reference(to)}
        return Step("reply", Request("POST", self._url("statuses"), body), repeatable=False)

    def _edit(self, there: Receipt, body: Mapping[str, Json]) -> Step:
        request = Request("PUT", self._url(f"statuses/{there.id}"), body)
        return Step("edit", request, repeatable=True, keeps=("media", "warning", "sensitivity"))

    def _deletion(self, there: Receipt) -> Step:
        return deletion.deletion(self._url(f"statuses/{there.id}"))

    def _see_parent(self, body: Mapping[str, Json]) -> None:
        """See that the part before is still there: without it, a reply would stand alone."""
        before = body.get("in_reply_to_id")
        if before is None:
            return
        try:
            self._server.see(str(before))
        except Gone:
            raise Gone("the part of the thread before it has been removed there") from None

    def _read_back(self, made: Receipt) -> None:
        """See that the status exists: a spam filter answers 200 and keeps nothing (antispam.rb)."""
        try:
            self._server.see(made.id)
        except Gone:
            raise Refused("the server took the status and then dropped it without a word") from None


def _limits(instance: Mapping[str, Any]) -> dict[str, Json]:
    """Read the limits where Mastodon has them, and where Pleroma's v1 document has them."""
    statuses = (instance.get("configuration") or {}).get("statuses") or {}
    limit = statuses.get("max_characters") or instance.get("max_toot_chars") or LIMIT
    return {
        "limit": int(limit),
        "url_weight": int(statuses.get("characters_reserved_per_url") or URL_WEIGHT),
    }


def _filled(body: Mapping[str, Json], done: Sequence[Receipt]) -> dict[str, Json]:
    """Put in what earlier steps made, only where ids go: a text may say anything."""
    ids = {name: resolved(body[name], done) for name in _IDS if name in body}
    return {**body, **ids}


_IDS = ("in_reply_to_id", "media_ids")


adapter = MastodonAdapter
