"""Our statuses as posts: a thread of them is one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from nowsync.adapters._mastodon.answers import links_of, parent, receipt, text_of
from nowsync.core.errors import Unknown
from nowsync.core.post import Post

# 2,000 statuses: years of most people's, within the hourly limit of any server.
PAGES = 50


def posts(statuses: Iterable[Mapping[str, Any]], since: datetime | None) -> Iterator[Post]:
    """Make posts of our statuses, the newest first; replies to others are none."""
    heads: list[Mapping[str, Any]] = []
    replies: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for status in statuses:
        if since is not None and _at(status) < since:
            break
        above = parent(status)
        if above is None:
            heads.append(status)
        else:
            replies[above].append(status)
    for head in heads:
        yield _post([head, *_followers(head, replies)])


def _followers(
    head: Mapping[str, Any], replies: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[Mapping[str, Any]]:
    """Follow a thread: the first reply to each part that the program of its head has made."""
    part = head
    while below := [
        each
        for name in _names(part)
        for each in replies.get(name, ())
        if _program(each) == _program(head)
    ]:
        part = below[-1]
        yield part


def _names(status: Mapping[str, Any]) -> frozenset[str]:
    """Give what replies may call a status: where an edit changes its id, they have the first one.

    Its address keeps that.
    """
    addresses = (str(status.get(name) or "") for name in ("uri", "url"))
    firsts = (each.rstrip("/").rpartition("/")[2] for each in addresses)
    return frozenset({str(status["id"]), *firsts} - {""})


def _post(parts: Sequence[Mapping[str, Any]]) -> Post:
    contents = [str(each.get("content")) for each in parts]
    return Post(
        at=_at(parts[0]),
        receipts=tuple(map(receipt, parts)),
        texts=tuple(map(text_of, contents)),
        links=tuple(dict.fromkeys(link for each in contents for link in links_of(each))),
        made_by=_program(parts[0]),
    )


def _program(status: Mapping[str, Any]) -> str | None:
    """Name the program that made a status; told to its author only (status_serializer.rb)."""
    program = status.get("application") or {}
    return program.get("name")


def _at(status: Mapping[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(str(status.get("created_at")))
    except ValueError as error:
        raise Unknown("the list of our statuses cannot be read") from error
