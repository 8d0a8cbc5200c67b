"""The pretend Mastodon's way of letting applications in: OAuth, as Doorkeeper does it there.

Sources: methods/apps.md and methods/oauth.md of mastodon/documentation, RFC 6749, 7636 and 8414.
"""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qs, urlencode

from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Answer, Request

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
FINE = ("read:accounts", "read:statuses", "write:statuses", "write:media")
NOBODY = "no token at all"


@dataclass(slots=True)
class App:
    """An application that registered."""

    id: str
    secret: str
    redirect: str
    scopes: str


@dataclass(slots=True)
class Code:
    """Leave that a person gave to an application, until it is changed for a token."""

    app: App
    redirect: str
    challenge: str


@dataclass(slots=True)
class PretendOAuth:
    """A pretend Mastodon at which nobody is signed in yet; its person always says yes.

    `tells` is whether it describes itself, as Mastodon does from 4.3 on; `scopes` what it knows.
    """

    mastodon: PretendMastodon = field(default_factory=lambda: PretendMastodon(NOBODY))
    tells: bool = True
    scopes: tuple[str, ...] = FINE
    says_no: bool = False
    apps: list[App] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    owner: App | None = None

    def handle(self, request: Request) -> Answer:
        """Answer one request."""
        match request.method, request.path:
            case "GET", "/.well-known/oauth-authorization-server" if self.tells:
                methods = {"code_challenge_methods_supported": ["S256"]}
                return Answer(200, {"scopes_supported": list(self.scopes), **methods})
            case "POST", "/api/v1/apps":
                return self._register(_form(request))
            case "GET", "/oauth/authorize":
                return self._authorize(request)
            case "POST", "/oauth/token":
                return self._token(_form(request))
            case "POST", "/oauth/revoke":
                return self._revoke(_form(request))
            case _:
                return self.mastodon.handle(request)

    def _register(self, form: dict[str, str]) -> Answer:
        if not set(form["scopes"].split()) <= set(self.scopes):
            return Answer(422, {"error": "Validation failed: Scopes doesn't match configured"})
        app = App(_random(), _random(), form["redirect_uris"], form["scopes"])
        self.apps.append(app)
        return Answer(200, {"client_id": app.id, "client_secret": app.secret})

    def _authorize(self, request: Request) -> Answer:
        app = next((each for each in self.apps if each.id == request.first("client_id")), None)
        redirect = request.first("redirect_uri")
        if app is None or app.redirect != redirect or request.first("scope") != app.scopes:
            return Answer(400, "<p>Client authentication failed")
        code = _random()
        self.codes[code] = Code(app, redirect, request.first("code_challenge"))
        if redirect == OUT_OF_BAND:
            return Answer(200, f"<input value={code}>")
        said = {"error": "access_denied"} if self.says_no else {"code": code}
        query = urlencode({**said, "state": request.first("state")})
        return Answer(302, b"", {"Location": f"{redirect}?{query}"})

    def _token(self, form: dict[str, str]) -> Answer:
        app = self._app(form)
        if app is None:
            return Answer(401, {"error": "invalid_client"})
        if form["grant_type"] == "client_credentials":
            return Answer(200, {"access_token": _random(), "scope": "read"})
        code = self.codes.pop(form["code"], None)
        if code is None or code.app is not app or code.redirect != form["redirect_uri"]:
            return Answer(400, {"error": "invalid_grant"})
        if code.challenge != _challenge(form.get("code_verifier", "")):
            return Answer(400, {"error": "invalid_grant"})
        self.owner, self.mastodon.token = app, _random()
        return Answer(200, {"access_token": self.mastodon.token, "scope": app.scopes})

    def _revoke(self, form: dict[str, str]) -> Answer:
        if self._app(form) is not self.owner:
            return Answer(403, {"error": "unauthorized_client"})
        if form["token"] == self.mastodon.token:
            self.mastodon.token = NOBODY
        return Answer(200, {})

    def _app(self, form: dict[str, str]) -> App | None:
        known = (form.get("client_id"), form.get("client_secret"))
        return next((each for each in self.apps if (each.id, each.secret) == known), None)


def _form(request: Request) -> dict[str, str]:
    found = parse_qs(request.body.decode(), keep_blank_values=True)
    return {name: values[0] for name, values in found.items()}


def _challenge(verifier: str) -> str:
    if not verifier:
        return ""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _random() -> str:
    return secrets.token_urlsafe(32)
