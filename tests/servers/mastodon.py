"""A pretend Mastodon: the statuses API with its real rules and a memory of everything.

Sources are files of mastodon/mastodon (main, August 2026); "(derived)" follows from reading
them, "(unconfirmed)" is common knowledge. Options make it behave like other servers of this API.
"""

import enum
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Unpack

from tests import canary
from tests.servers import mastodon_rules as rules
from tests.servers import mastodon_text
from tests.servers.mastodon_media import Shelf, UnattachableError
from tests.servers.mastodon_statuses import ACCOUNT, SITE, Fields, Media, Status, Version, Words
from tests.servers.wire import Answer, Request, serve_in_foreground, utc_now

NOT_FOUND = Answer(404, {"error": "Record not found"})
# Doorkeeper: 401 tells in a header which scheme it wants.
UNAUTHORIZED = Answer(
    401,
    {"error": "The access token is invalid"},
    {
        "WWW-Authenticate": 'Bearer realm="Doorkeeper", error="invalid_token", '
        'error_description="The access token is invalid"'
    },
)
VISIBILITIES = ("public", "unlisted", "private", "direct")
# app/services/post_status_service.rb: the key is remembered for an hour.
KEY_LIFE = timedelta(hours=1)
# app/lib/rate_limiter.rb: statuses and edits together, in windows aligned to the epoch.
WINDOW = timedelta(hours=3)
BUDGET = 300
# config/initializers/rack_attack.rb: deletions have a budget of their own.
DELETE_WINDOW = timedelta(minutes=30)
DELETE_BUDGET = 30


class Keys(enum.Enum):
    """What the server does with an Idempotency-Key that it has seen."""

    HONOURED = "answers with the status of the first time"
    # Before mastodon/mastodon#37879 (February 2026): the key is kept after the status is made.
    RACY = "does so, but not while the first request is still being carried out"
    IGNORED = "creates another status"
    # mastodon/mastodon#40399: 4.6.0 to at least 4.6.5.
    REPLAY_500 = "creates nothing and answers 500"


@dataclass(slots=True)
class PretendMastodon:
    """Mastodon's statuses API for one account, `alice`."""

    token: str = "token"
    clock: Callable[[], datetime] = utc_now
    _: KW_ONLY
    keys: Keys = Keys.HONOURED
    limit: int = 500
    has_v2: bool = True
    # GET /statuses/:id/source came with 3.5.0; other servers of this API lack it.
    has_source: bool = True
    # entities/Application: what the token is good for, since 4.3.0.
    scopes: Sequence[str] = ("read", "write")
    silently_drops: bool = False
    new_id_on_edit: bool = False
    language: str = "en"
    media: Shelf = field(default_factory=Shelf)
    statuses: list[Status] = field(default_factory=list, init=False)
    dropped: list[Status] = field(default_factory=list, init=False)
    _used_keys: dict[str, tuple[datetime, Status]] = field(default_factory=dict, init=False)
    _ids: int = field(default=0, init=False)
    _spent: dict[timedelta, tuple[int, int]] = field(default_factory=dict, init=False)

    # What tests ask and do.

    def alive(self) -> list[Status]:
        """Return the statuses that were not deleted, oldest first."""
        return [status for status in self.statuses if not status.deleted]

    def status(self, status_id: str) -> Status:
        """Return the status that has or had this id."""
        return next(status for status in self.statuses if status_id in status.ids)

    def edit_by_hand(self, status_id: str, **fields: Unpack[Fields]) -> Status:
        """Edit a status as its author does in an app."""
        status = self.status(status_id)
        status.versions.append(Version(replace(status.now, **fields), self.clock(), by_hand=True))
        return status

    def attach_by_hand(self, status_id: str, media: Media) -> Status:
        """Add an attachment to a status as its author does in an app."""
        return self.edit_by_hand(status_id, media=(*self.status(status_id).now.media, media))

    def delete_by_hand(self, status_id: str) -> None:
        """Delete a status as its author does in an app."""
        self.status(status_id).deleted = True

    def post_by_hand(self, text: str, *, boost: bool = False) -> Status:
        """Post, or boost somebody else's status, as the author does in an app."""
        status = Status([self._new_id()], self.clock(), boost=boost)
        status.versions.append(Version(Words(text), self.clock(), by_hand=True))
        self.statuses.append(status)
        return status

    # What clients ask.

    def handle(self, request: Request) -> Answer:
        """Answer one request to the API."""
        for method, path, call, private in self._routes():
            found = re.fullmatch(path, request.path)
            if found and method == request.method:
                if private and not self._authorized(request):
                    return UNAUTHORIZED
                return self._limited(request, call, *found.groups())
        return Answer(404, {"error": "Not Found"})

    def _routes(self) -> list[tuple[str, str, Callable[..., Answer], bool]]:
        one = r"/api/v1/statuses/(\w+)"
        return [
            ("GET", "/api/v1/instance", self._instance_v1, False),
            ("GET", "/api/v2/instance", self._instance_v2, False),
            ("GET", "/api/v1/accounts/verify_credentials", self._verify, True),
            ("GET", "/api/v1/apps/verify_credentials", self._verify_app, True),
            ("GET", r"/api/v1/accounts/(\w+)/statuses", self._list, False),
            ("POST", "/api/v1/statuses", self._create, True),
            ("GET", one, self._show, False),
            ("PUT", one, self._edit, True),
            ("DELETE", one, self._delete, True),
            ("GET", f"{one}/source", self._source, True),
            ("GET", f"{one}/history", self._history, False),
            ("POST", "/api/v([12])/media", self._upload, True),
            ("GET", r"/api/v1/media/(\w+)", self._show_media, True),
        ]

    def _limited(self, request: Request, call: Callable[..., Answer], *parts: str) -> Answer:
        deletes = request.method == "DELETE"
        writes = deletes or request.method in ("POST", "PUT")
        span, budget = (DELETE_WINDOW, DELETE_BUDGET) if deletes else (WINDOW, BUDGET)
        window = int(self.clock().timestamp() // span.total_seconds())
        last, before = self._spent.get(span, (0, 0))
        spent = (before if last == window else 0) + writes
        self._spent[span] = (window, min(spent, budget))
        end = datetime.fromtimestamp((window + 1) * span.total_seconds(), UTC)
        # concerns/api/rate_limit_headers.rb: ISO 8601 with microseconds.
        headers = {
            "X-RateLimit-Limit": str(budget),
            "X-RateLimit-Remaining": str(max(budget - spent, 0)),
            "X-RateLimit-Reset": end.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
        if writes and spent > budget:
            # rack_attack.rb: there is no Retry-After.
            return Answer(429, {"error": "Too many requests"}, headers)
        try:
            answer = call(request, *parts)
        except rules.InvalidError as error:
            answer = Answer(422, {"error": f"Validation failed: {error}"})
        except UnattachableError as error:
            answer = Answer(422, {"error": str(error)})
        return Answer(answer.status, answer.body, {**headers, **answer.headers})

    def _instance_v1(self, _request: Request) -> Answer:
        body = {"uri": SITE.removeprefix("https://"), "title": "Pretend", **self._configuration()}
        # concerns/deprecation_concern.rb
        return Answer(200, body, {"Deprecation": "@1668384000"})

    def _instance_v2(self, _request: Request) -> Answer:
        if not self.has_v2:
            return Answer(404, {"error": "Not Found"})
        versions = {"api_versions": {"mastodon": 11}}
        domain = {"domain": SITE.removeprefix("https://"), "title": "Pretend"}
        return Answer(200, {**domain, **versions, **self._configuration()})

    def _configuration(self) -> dict[str, object]:
        statuses = {
            "max_characters": self.limit,
            "max_media_attachments": self.media.most,
            "characters_reserved_per_url": mastodon_text.LINK_LENGTH,
        }
        configuration = {"statuses": statuses, "media_attachments": self.media.configuration()}
        return {"version": "4.6.5", "configuration": configuration}

    def _verify(self, _request: Request) -> Answer:
        source = {"privacy": "public", "sensitive": False, "language": self.language}
        return Answer(200, {**ACCOUNT, "source": source})

    def _verify_app(self, _request: Request) -> Answer:
        return Answer(200, {"id": "1", "name": "nowsync", "scopes": list(self.scopes)})

    def _create(self, request: Request) -> Answer:
        key = request.headers.get("Idempotency-Key", "")
        seen = self._seen(key)
        if seen and request.late and self.keys is Keys.RACY:
            seen = None
        if seen and self.keys is Keys.REPLAY_500:
            return Answer(500, {"error": "Internal Server Error"})
        if seen and self.keys in (Keys.HONOURED, Keys.RACY):
            # The state of today, whatever the body says now; a deleted one is not found.
            return NOT_FOUND if seen.deleted else Answer(200, seen.shown())
        fields = rules.parameters(request)
        parent = fields.get("in_reply_to_id") or None
        if parent is not None and self._find(str(parent)) is None:
            text = "The post you are trying to reply to does not appear to exist."
            return Answer(404, {"error": text})
        status = self._new_status(fields)
        (self.dropped if self.silently_drops else self.statuses).append(status)
        if key:
            # Only now: a refused request does not burn the key.
            self._used_keys[key] = (self.clock(), status)
        return Answer(200, status.shown())

    def _new_status(self, fields: Mapping[str, object]) -> Status:
        visibility = str(fields.get("visibility") or "public")
        if visibility not in VISIBILITIES:
            raise rules.InvalidError("Visibility is not included in the list")
        media = self.media.attach(fields, ())
        words = rules.words(fields, Words("", language=self.language), media)
        parent = fields.get("in_reply_to_id") or None
        status = Status([self._new_id()], self.clock(), visibility)
        status.in_reply_to_id = str(parent) if parent is not None else None
        status.versions.append(Version(rules.valid(words, self.limit), self.clock()))
        self.media.take(media)
        return status

    def _edit(self, request: Request, status_id: str) -> Answer:
        status = self._find(status_id)
        if status is None:
            return NOT_FOUND
        fields = rules.parameters(request)
        words = rules.words(fields, status.now, self.media.attach(fields, status.now.media))
        # Compared before white space is stripped: a trailing newline is an edit (derived).
        if words != status.now:
            words = rules.valid(words, self.limit)
            self.media.give_back(status.now.media)
            self.media.take(words.media)
            status.versions.append(Version(words, self.clock()))
            if self.new_id_on_edit:
                status.ids.append(self._new_id())
        return Answer(200, status.shown())

    def _show(self, request: Request, status_id: str) -> Answer:
        status = self._visible(request, status_id)
        return Answer(200, status.shown()) if status else NOT_FOUND

    def _source(self, _request: Request, status_id: str) -> Answer:
        status = self._find(status_id) if self.has_source else None
        return Answer(200, status.source()) if status else NOT_FOUND

    def _history(self, request: Request, status_id: str) -> Answer:
        status = self._visible(request, status_id)
        return Answer(200, status.history()) if status else NOT_FOUND

    def _delete(self, _request: Request, status_id: str) -> Answer:
        status = self._find(status_id)
        if status is None:
            return NOT_FOUND
        status.deleted = True
        # With the source, for "delete and redraft".
        return Answer(200, {**status.shown(), "text": status.now.text})

    def _list(self, request: Request, account: str) -> Answer:
        if account != ACCOUNT["id"]:
            return NOT_FOUND
        found = [
            status
            for status in self.alive()
            if (self._authorized(request) or status.visibility in ("public", "unlisted"))
            and not (status.boost and request.first("exclude_reblogs") in ("true", "1"))
            and int(status.id) < int(request.first("max_id") or 1 << 99)
            and int(status.id) > int(request.first("since_id") or 0)
            and int(status.id) > int(request.first("min_id") or 0)
        ]
        found.sort(key=lambda status: int(status.id), reverse=True)
        # 20 by default, at most 40; min_id wants the ones right after it.
        limit = min(int(request.first("limit") or 20), 40)
        page = found[-limit:] if request.first("min_id") else found[:limit]
        return Answer(200, [status.shown() for status in page])

    def _upload(self, request: Request, version: str) -> Answer:
        return self.media.upload(request, self._new_id(), version=int(version))

    def _show_media(self, _request: Request, media_id: str) -> Answer:
        return self.media.show(media_id)

    def _visible(self, request: Request, status_id: str) -> Status | None:
        status = self._find(status_id)
        public = status is not None and status.visibility in ("public", "unlisted")
        return status if public or self._authorized(request) else None

    def _find(self, status_id: str) -> Status | None:
        return next((status for status in self.alive() if status_id in status.ids), None)

    def _seen(self, key: str) -> Status | None:
        at, status = self._used_keys.get(key, (None, None))
        return status if at is not None and self.clock() < at + KEY_LIFE else None

    def _authorized(self, request: Request) -> bool:
        known = {self.token, canary.VALUE} if self.token == "token" else {self.token}
        return request.headers.get("Authorization") in {f"Bearer {each}" for each in known}

    def _new_id(self) -> str:
        # lib/mastodon/snowflake.rb: milliseconds, then a sequence; decimal.
        self._ids += 1
        return str((int(self.clock().timestamp() * 1000) << 16) + self._ids)


if __name__ == "__main__":
    token = secrets.token_hex(12)
    serve_in_foreground(PretendMastodon(token), token)
