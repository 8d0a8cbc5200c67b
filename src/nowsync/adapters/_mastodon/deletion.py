"""Deletions on a Mastodon server: one status each, and gone is gone, whoever did it."""

from contextlib import suppress

from nowsync.adapters._mastodon.server import Server
from nowsync.core.errors import Gone
from nowsync.core.step import Receipt, Request, Step

DELETE, DELETED = "delete", "deleted"


def deletion(url: str) -> Step:
    """Make the step; a second one is answered 404 and harms nobody (statuses_controller.rb).

    A server carries out 30 in 30 minutes for an account (config/initializers/rack_attack.rb).
    """
    return Step(DELETE, Request("DELETE", url, {}), repeatable=True)


def perform(server: Server, step: Step) -> Receipt:
    """Delete a status with its images; other makes answer `[]` or `{}` in the place of it."""
    with suppress(Gone):
        server.client.send("DELETE", step.request.url).json()
    return _receipt(step)


def find(server: Server, step: Step) -> Receipt | None:
    """See whether the status has gone."""
    try:
        server.client.get(step.request.url)
    except Gone:
        return _receipt(step)
    return None


def _receipt(step: Step) -> Receipt:
    return Receipt(id=step.request.url.rpartition("/")[2], kind=DELETED)
