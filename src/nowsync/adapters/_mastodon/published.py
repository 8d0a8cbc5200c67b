"""What a publication consists of on a Mastodon server."""

from collections.abc import Sequence

from nowsync.adapters._mastodon.deletion import DELETED
from nowsync.adapters._mastodon.media import MEDIA
from nowsync.core.publication import Publication
from nowsync.core.step import ANNOUNCEMENT, Receipt


def statuses(published: Publication | None) -> Sequence[Receipt]:
    """Give the statuses that say what the entry says."""
    return [each for each in made_of(published) if each.kind != ANNOUNCEMENT]


def made_of(published: Publication | None) -> Sequence[Receipt]:
    """Give all that people see of it: its statuses, and what was announced of the last edit."""
    receipts = published.receipts if published is not None else ()
    return [each for each in receipts if each.kind not in (MEDIA, DELETED)]


def warns(published: Publication | None) -> bool:
    """Tell whether we gave what is there a warning; an edit without one must take it away."""
    steps = published.steps if published is not None else ()
    return any(step.request.body.get("spoiler_text") for step in steps)
