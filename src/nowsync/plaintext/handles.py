"""Where Mastodon finds the names of people, and what it counts of them."""

import re
from collections.abc import Iterator

from nowsync.plaintext.spans import Span

# app/lib/extractor.rb: a domain that is longer is none.
LONGEST_DOMAIN = 253
# app/models/account.rb, MENTION_RE …
_HANDLE = re.compile(
    r"(?<![\w/=])@(?P<name>[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*)@(?P<domain>\w+(?:[.-]+\w+)*)"
)
# … which counts for nothing where an accent, another sign or a scheme's colon follows.
_GOES_ON = re.compile("[@\uff20À-ÖØ-öø-ɏ\u0300-\u036f\u1e00-\u1eff]|://")


class Handle(Span, frozen=True):
    """Somebody on another server; only the name is counted."""

    name: str


def find_handles(text: str) -> Iterator[Handle]:
    """Find all `@name@domain`."""
    for found in _HANDLE.finditer(text):
        if len(found["domain"]) <= LONGEST_DOMAIN and not _GOES_ON.match(text, found.end()):
            yield Handle(*found.span(), found["name"])
