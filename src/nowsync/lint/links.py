"""Links that have died, found by following each of them once, as anybody could."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from nowsync.core.entry import Entry
from nowsync.core.errors import NotSent, Problem
from nowsync.http.visitor import Visitor
from nowsync.markdown import Link, links

AT_ONCE = 6
# Others may only mean that a server has no time for machines.
_DEAD = (404, 410)


def dead_links(
    entries: Sequence[Entry], visitor: Visitor, tell: Callable[[int, int], None]
) -> Iterator[Problem]:
    """Follow the links of some entries; `tell` hears how many have been followed, and of how many.

    What leads to an address that is not public is not followed, and told.
    """
    where = [(entry, link) for entry in entries for link in links(entry.body) if _is_remote(link)]
    addresses = list(dict.fromkeys(link.address for _, link in where))
    found: dict[str, str | None] = {}
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        seen = pool.map(lambda address: _look(visitor, address), addresses)
        for address, said in zip(addresses, seen, strict=True):
            found[address] = said
            tell(len(found), len(addresses))
    for entry, link in where:
        if said := found[link.address]:
            message = f"the link {link.address} {said}"
            yield Problem(message, entry.source, entry.body_line + link.line)


def _is_remote(link: Link) -> bool:
    return link.address.lower().startswith(("https://", "http://"))


def _look(visitor: Visitor, address: str) -> str | None:
    try:
        status = visitor.visit(address).status
    except NotSent as error:
        return str(error)
    return f"is dead: it answers {status}" if status in _DEAD else None
