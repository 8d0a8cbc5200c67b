"""What files ask the ledger: where else entries are or were, and which were taken back."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from nowsync.core.copies import Copy
from nowsync.core.step import Step
from nowsync.ledger import rows

Select: TypeAlias = Callable[..., Sequence[Any]]

# An edit does not repeat who may see what it edits; the request that made it says so.
_COPIES = """
SELECT publication.entry, platform, json_extract(step.receipt, '$.url'), made.published_at,
    (SELECT json_extract(sent.payload, '$.request.body.visibility')
     FROM operation AS other JOIN step AS sent ON sent.operation = other.id
     WHERE (other.target, other.entry) = (publication.target, publication.entry)
        AND json_extract(sent.payload, '$.request.body.visibility') IS NOT NULL
     ORDER BY other.id DESC LIMIT 1),
    min(step.position)
FROM publication
JOIN target ON target.name = publication.target
JOIN operation AS made ON made.id = publication.operation
JOIN step ON step.operation = made.id
WHERE publication.target = ? AND standing = 'published'
    AND json_extract(step.receipt, '$.url') IS NOT NULL
GROUP BY publication.entry
"""
_ADDRESSES = """
SELECT DISTINCT entry, json_extract(step.receipt, '$.url') FROM step
JOIN operation ON operation.id = step.operation
WHERE target = ? AND json_extract(step.receipt, '$.url') IS NOT NULL
"""
_TAKEN_BACK = """
SELECT payload, first_sent FROM operation JOIN step ON operation = operation.id
WHERE target = ? AND verb IN ('retract', 'withdraw')
    AND operation.state IN ('open', 'done') AND first_sent IS NOT NULL
ORDER BY operation.id, position
"""


def copies(select: Select, targets: Sequence[str]) -> Mapping[str, Sequence[Copy]]:
    """Tell at which addresses everyone can read each entry on these targets, in their order."""
    found: dict[str, list[Copy]] = {}
    for target in targets:
        for entry, platform, url, published, visibility, _ in select(_COPIES, target):
            copy = Copy(
                target=target,
                platform=platform,
                url=url,
                published=datetime.fromisoformat(published),
                visibility=visibility,
            )
            if copy.open_to_all:
                found.setdefault(entry, []).append(copy)
    return found


def addresses(select: Select, targets: Sequence[str]) -> Mapping[str, Collection[str]]:
    """Tell all addresses that each entry ever had on these targets."""
    found: dict[str, set[str]] = {}
    for target in targets:
        for entry, url in select(_ADDRESSES, target):
            found.setdefault(entry, set()).add(url)
    return found


def taken_back(select: Select, target: str) -> tuple[tuple[Step, datetime], ...]:
    """Give the steps that take something back on a target, made or begun, and since when."""
    found = select(_TAKEN_BACK, target)
    return tuple((rows.load_step(payload), datetime.fromisoformat(at)) for payload, at in found)
