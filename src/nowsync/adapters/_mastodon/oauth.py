"""Being let in by a person, as Mastodon and its relatives know it: OAuth with a code.

Sources: docs.joinmastodon.org, spec/oauth, methods/apps and methods/oauth.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct

from nowsync.adapters._mastodon.server import Server
from nowsync.adapters.abilities import Grant, Visit
from nowsync.core.errors import Gone, NotSent, PublishError, Refused, Unauthorized, Unusable
from nowsync.secret import Secret

# What the person types in is shown to them on a page of the server.
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
# Servers that know no finer ones say so, or refuse to register us with these.
COARSE = "read write"


class _App(Struct, frozen=True):
    """What a server knows us by, for one way back from the browser."""

    id: str
    secret: Secret
    scopes: str

    @property
    def names(self) -> dict[str, str]:
        return {"client_id": self.id, "client_secret": self.secret.reveal()}


class OAuth(Struct, frozen=True):
    """Asks a person for leave, and the server for the token."""

    origin: str
    visit: Visit
    scopes: str

    def sign_in(self) -> Grant:
        """Register once, send the person to the server's page, and change the code for a token."""
        server = Server(self.origin, self.visit.connect(self.origin))
        if not server.instance()[0]:
            raise Unusable(f"{self.origin} does not answer as Mastodon does")
        about = self._about(server)
        known = [each for each in self._apps() if each != OUT_OF_BAND]
        redirect = self.visit.redirect(known[0] if known else None) or OUT_OF_BAND
        app = self._app(server, redirect, self._least(about))
        verifier = self.visit.random() if _proves(about) else ""
        code = self._code(app, redirect, verifier)
        return self._grant(server, app, redirect, code, verifier)

    def sign_out(self, secret: Secret) -> None:
        """Revoke a token; only the application that it was made for can."""
        server = Server(self.origin, self.visit.connect(self.origin))
        for app in self._apps().values():
            try:
                server.client.post_form(
                    f"{self.origin}/oauth/revoke", app.names | {"token": secret.reveal()}
                )
                return
            except (Refused, Unusable):
                continue  # It was made for another one of ours.
        raise Refused("the token was not made by nowsync login")

    def _about(self, server: Server) -> Mapping[str, Any]:
        """Read what the server says of its OAuth (RFC 8414); Mastodon does from 4.3 on."""
        try:
            found = server.client.get(f"{self.origin}/.well-known/oauth-authorization-server")
            about = found.json()
        except NotSent:
            raise
        except PublishError:
            return {}
        return about if isinstance(about, dict) else {}

    def _least(self, about: Mapping[str, Any]) -> str:
        """Choose the least that the server knows to give."""
        known = about.get("scopes_supported")
        fine = not isinstance(known, list) or set(self.scopes.split()) <= set(map(str, known))
        return self.scopes if fine else COARSE

    def _app(self, server: Server, redirect: str, scopes: str) -> _App:
        kept = self._apps()
        app = kept.get(redirect)
        if app is not None and self._is_known(server, app):
            return app
        try:
            app = self._registered(server, redirect, scopes)
        except Refused:
            app = self._registered(server, redirect, COARSE)
        self.visit.register(_dumped({**kept, redirect: app}))
        return app

    def _registered(self, server: Server, redirect: str, scopes: str) -> _App:
        made = server.client.post_form(
            f"{self.origin}/api/v1/apps",
            {"client_name": "nowsync", "redirect_uris": redirect, "scopes": scopes},
        ).json()
        if not isinstance(made, dict) or not made.get("client_id") or not made.get("client_secret"):
            raise Unusable(f"{self.origin} does not register applications as Mastodon does")
        return _App(str(made["client_id"]), Secret(str(made["client_secret"])), scopes)

    def _is_known(self, server: Server, app: _App) -> bool:
        """See that the server has not forgotten the application, as older ones do with time.

        Its page would tell the person, and never us. What this gets is worth nothing.
        """
        fields = app.names | {"grant_type": "client_credentials", "redirect_uri": OUT_OF_BAND}
        try:
            server.client.post_form(f"{self.origin}/oauth/token", fields)
        except Unauthorized as error:
            return "invalid_client" not in str(error)  # RFC 6749, 5.2
        except (Refused, Gone):
            return True
        return True

    def _code(self, app: _App, redirect: str, verifier: str) -> Secret:
        # A code that a person types in has come from the page that they were sent to.
        state = "" if redirect == OUT_OF_BAND else self.visit.random()
        asked = {
            "response_type": "code",
            "client_id": app.id,
            "redirect_uri": redirect,
            "scope": app.scopes,
        }
        if state:
            asked["state"] = state
        if verifier:
            asked |= {"code_challenge": _challenge(verifier), "code_challenge_method": "S256"}
        return self.visit.authorize(f"{self.origin}/oauth/authorize?{urlencode(asked)}", state)

    def _grant(
        self, server: Server, app: _App, redirect: str, code: Secret, verifier: str
    ) -> Grant:
        fields = app.names | {
            "grant_type": "authorization_code",
            "code": code.reveal(),
            "redirect_uri": redirect,
        }
        if verifier:
            fields["code_verifier"] = verifier
        try:
            made = server.client.post_form(f"{self.origin}/oauth/token", fields).json()
        except (Refused, Unusable) as error:
            raise Unusable(
                f"{self.origin} did not take the code ({error}); a code is good once, and for a "
                "few minutes: type the command again"
            ) from error
        if not isinstance(made, dict) or not made.get("access_token"):
            raise Unusable(f"{self.origin} does not give out tokens as Mastodon does")
        return Grant(Secret(str(made["access_token"])), str(made.get("scope") or app.scopes))

    def _apps(self) -> dict[str, _App]:
        """Read what was kept; what cannot be read is made anew."""
        kept = self.visit.registration
        try:
            found = json.loads(kept.reveal()) if kept else {}
            return {
                redirect: _App(each["id"], Secret(each["secret"]), each["scopes"])
                for redirect, each in found.items()
            }
        except (ValueError, TypeError, KeyError, AttributeError):
            return {}


def _dumped(apps: Mapping[str, _App]) -> Secret:
    kept = {
        redirect: {"id": app.id, "secret": app.secret.reveal(), "scopes": app.scopes}
        for redirect, app in apps.items()
    }
    return Secret(json.dumps(kept))


def _proves(about: Mapping[str, Any]) -> bool:
    """Tell whether the server checks that whoever brings the code is who asked for it (PKCE)."""
    known = about.get("code_challenge_methods_supported")
    return isinstance(known, list) and "S256" in known


def _challenge(verifier: str) -> str:
    # RFC 7636, 4.2
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
