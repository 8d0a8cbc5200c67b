"""How a person lets us into an account: on a page of their server, or with a token of their own."""

from abc import abstractmethod

from nowsync.adapters._mastodon.server import Server
from nowsync.adapters.abilities import Grant, Visit
from nowsync.core.entry import Json
from nowsync.secret import Secret

SCOPES = "read:accounts read:statuses write:statuses write:media"


class Entrance:
    """The part of the adapter that needs no credential yet."""

    def __init__(self, origin: str) -> None:
        self._entrance = origin

    def sign_in(self, visit: Visit) -> Grant:
        """Have the person let us in on their server's page."""
        from nowsync.adapters._mastodon.oauth import OAuth

        return OAuth(self._entrance, visit, SCOPES).sign_in()

    def sign_out(self, visit: Visit, secret: Secret) -> None:
        """Have the server revoke the token."""
        from nowsync.adapters._mastodon.oauth import OAuth

        OAuth(self._entrance, visit, SCOPES).sign_out(secret)

    @property
    @abstractmethod
    def _server(self) -> Server: ...

    def lacks(self) -> tuple[str, ...]:
        """Name the scopes that the token does not have; `write` is good for `write:media`, too."""
        given = self._server.scopes()
        needed = SCOPES.split() if given else []
        return tuple(each for each in needed if not {each, each.partition(":")[0]} & given)

    def secret_page(self) -> str:
        """Name the page where a person makes an application, and a token with it."""
        scopes = SCOPES.replace(" ", ", ")
        return f"{self._entrance}/settings/applications/new, with the scopes {scopes}"


def about(limit: Json, version: str, *, own: bool) -> str:
    """Say how much fits, and what runs there: others than Mastodon name themselves."""
    made_by = f"Mastodon {version}" if own else version
    return f"{limit} characters" + (f", {made_by}" if made_by else "")
