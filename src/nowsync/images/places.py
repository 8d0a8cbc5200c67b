"""Where an image of an entry is: always a file in the site's folder, whatever its address says."""

import os
import re
import stat
from collections.abc import Iterator
from os.path import normpath
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote

from nowsync.images.unfit import Unfit

# What a phone's camera makes is a third of this.
LARGEST: Final = 32 * 1024 * 1024
# Astro, Next.js and Eleventy copy public/, Hugo, Zola and Gatsby static/, Hugo processes assets/,
# Quartz and older sites keep everything below content/ or src/; Jekyll copies the root itself.
ROOTS: Final = ("public", "static", "assets", "content", "src", ".")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# Links are not followed once the path is known, and pipes are not waited for.
_CAREFULLY: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def find(address: str, entry: str, site: Path) -> Path:
    """Find the file that an address in an entry means; raise Unfit unless it is in the site.

    A relative address starts at the entry, or else where the generator copies files from, as one
    with a slash before it always does. `entry` is the entry's file, seen from the site.
    """
    path = _path(address)
    here = [] if path.startswith("/") else [PurePosixPath(entry).parent.as_posix()]
    inside = site.resolve()
    wanted = [_joined(start, path) for start in (*here, *ROOTS)]
    if None in wanted[:1]:
        raise Unfit("it is outside the site's folder")
    try:
        found = next(
            (site / each for each in filter(None, wanted) if (site / each).is_file()), None
        )
    except OSError as error:
        raise Unfit(f"its file cannot be read: {error.strerror}") from error
    if found is None:
        raise Unfit("there is no such file in the site")
    if not found.resolve().is_relative_to(inside):
        raise Unfit("it is a link to a place outside the site's folder")
    return found.resolve()


def content(path: Path) -> bytes:
    """Read a file that was found; raise Unfit when it is not one of reasonable size."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _CAREFULLY)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unfit("it is not a regular file")
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Unfit(f"its file cannot be read: {error.strerror}") from error
    if len(data) > LARGEST:
        raise Unfit(f"its file is larger than {LARGEST // 1024**2} MiB")
    return data


def _path(address: str) -> str:
    """Take the path out of an address; raise Unfit for what is none, or may mean another place."""
    reason = next(_reasons(address), None)
    if reason is None:
        address = unquote(re.split("[?#]", address)[0], errors="replace")
        # What was hidden by its encoding is judged like the rest.
        reason = next(_reasons(address), None)
    if reason is not None:
        raise Unfit(reason)
    return address


def _reasons(address: str) -> Iterator[str]:
    if not address.strip() or not address.isprintable():
        yield "its address is empty, or holds control characters"
    if address.lower().startswith(("http://", "https://", "//")):
        yield "it is on a server, and nowsync fetches no images"
    if _SCHEME.match(address):
        yield "its address is not that of a file in the site"
    if "\\" in address or address.startswith("~"):
        yield "its address is none that every system reads alike; write a plain path with /"


def _joined(start: str, path: str) -> str | None:
    """Follow a path from a folder of the site; None when it leads out of the site."""
    joined = normpath(f"{start}/{path}")
    return None if joined.startswith(("..", "/")) else joined
