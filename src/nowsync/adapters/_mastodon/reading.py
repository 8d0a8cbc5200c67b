"""What is there now of statuses that we published, beside what we left there."""

from collections.abc import Iterator, Mapping, Sequence

from nowsync.adapters._mastodon.server import Server
from nowsync.core.drift import Part
from nowsync.core.entry import Json
from nowsync.core.publication import Attempt
from nowsync.core.step import Receipt

TEXT, WARNING = "status", "spoiler_text"


def parts(server: Server, statuses: Sequence[Receipt], sent: Sequence[Attempt]) -> Iterator[Part]:
    """Read each status; what an edit leaves alone, such as a warning of the author's own, is left.

    Raise Gone if one of them is not there.
    """
    for number, status in enumerate(statuses, start=1):
        live = server.status(status.id)
        bodies = _bodies(status, sent)
        name = "text" if len(statuses) == 1 else f"part {number}"
        yield Part(name, server.text(live), tuple(str(body[TEXT]) for body in bodies))
        if all(WARNING in body for body in bodies):
            ours = tuple(str(body[WARNING] or "") for body in bodies)
            yield Part(f"warning of {name}", str(live.get(WARNING) or ""), ours)


def _bodies(status: Receipt, sent: Sequence[Attempt]) -> list[Mapping[str, Json]]:
    """Give what the latest confirmed step made it say, and what unanswered ones since may have."""
    found: list[Mapping[str, Json]] = []
    for attempt in sent:
        step = attempt.step
        made = attempt.receipt is not None and attempt.receipt.id == status.id
        edits = step.kind == "edit" and step.request.url.endswith(f"/statuses/{status.id}")
        if TEXT not in step.request.body or not (made or edits):
            continue
        found = [step.request.body] if attempt.receipt else [*found, step.request.body]
    return found
