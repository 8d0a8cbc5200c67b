"""How browsers and readers find a feed from any page of the site."""

from html import escape

from nowsync.adapters._atom.document import MEDIA_TYPE
from nowsync.adapters._atom.head import Head
from nowsync.adapters._atom.jsonfeed import MEDIA_TYPE as JSON_TYPE
from nowsync.adapters._atom.rss import MEDIA_TYPE as RSS_TYPE


def snippet(head: Head) -> str:
    """Write the links that belong into the head of a page."""
    settings = head.settings
    addresses = {MEDIA_TYPE: settings.url}
    if settings.json is not None:
        addresses[JSON_TYPE] = settings.address(settings.json)
    if settings.rss is not None:
        addresses[RSS_TYPE] = settings.address(settings.rss)
    return "\n".join(
        f'<link rel="alternate" type="{kind}" title="{escape(head.title)}" href="{escape(url)}">'
        for kind, url in addresses.items()
    )
