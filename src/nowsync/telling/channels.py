"""Channels: the ways to a person, by apprise, which knows more than a hundred; and monitors."""

from nowsync.core.errors import NotSent, Unusable
from nowsync.secret import Secret


def send(channel: str, address: Secret, title: str, text: str) -> None:
    """Send a message; raise Unusable when it has not gone out."""
    try:
        from apprise import Apprise, AppriseAsset, NotifyFormat
    except ImportError as error:
        raise Unusable("telling needs apprise; type: pip install 'nowsync[notify]'") from error
    way = Apprise(asset=AppriseAsset(app_id="nowsync", app_desc="nowsync"))
    if not way.add(address.reveal()):
        raise Unusable(
            f"what is kept for {channel} is no address that apprise knows, such as mailto://…"
        )
    if not way.notify(text, title=title, body_format=NotifyFormat.TEXT):
        raise Unusable(f"nothing could be sent by {channel}; it is tried again")


def beat(address: Secret) -> None:
    """Let a monitor know that all went well; raise NotSent when it does not hear."""
    from nowsync.http.visitor import Visitor

    url = address.reveal()
    try:
        heard = Visitor(url, trusted=True).visit(url)
    except NotSent as error:
        raise NotSent(address.redact(str(error))) from None
    if not 200 <= heard.status < 300:
        raise NotSent(f"it answers {heard.status}")
