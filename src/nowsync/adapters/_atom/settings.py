"""The table of a feed in nowsync.toml."""

import re
from collections.abc import Iterator
from posixpath import dirname, normpath, relpath, splitext
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct

WEB_ADDRESS = re.compile(r"https?://[^\s/?#]\S*")
# It stands between quotes in a processing instruction, which has no way to escape them.
STYLE = re.compile(r"[^\s\"<>&]+")
ENDINGS = {"file": "xml", "json": "json", "rss": "rss"}
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")


class Settings(Struct, frozen=True, kw_only=True):
    """The file that holds the feed, the address at which readers will find it, and its make-up."""

    file: str
    url: str
    title: str | None = None
    entries: int | None = None
    rights: str | None = None
    icon: str | None = None
    logo: str | None = None
    hub: str | None = None
    style: str | None = None
    json: str | None = None
    rss: str | None = None
    id_host: str | None = None

    @property
    def origin(self) -> str:
        """The file."""
        return self.file

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what cannot be used."""
        for key, file in (("file", self.file), ("json", self.json), ("rss", self.rss)):
            if file is not None and (not file.strip() or file.endswith("/")):
                yield key, f"must name a file, like public/now.{ENDINGS[key]}, not {file!r}"
        for key, url in (("url", self.url), ("hub", self.hub)):
            if url is not None and not _is_address(url):
                yield key, f"must be an address like https://example.org/now.xml, not {url!r}"
        if self.json is not None and self._is_own(self.json):
            yield "json", "must be another file than the feed's, and than its archives"
        if self.rss is not None and (self._is_own(self.rss) or _same(self.rss, self.json)):
            yield "rss", "must be another file than the feed's, its archives, and that of json"
        if self.style is not None and not STYLE.fullmatch(self.style):
            yield "style", f"must be an address like /feed.css, not {self.style!r}"
        if self.entries is not None and self.entries < 1:
            yield "entries", "must be 1 or more; leave it out for all entries in one file"
        if self.id_host is not None and not HOST.fullmatch(self.id_host):
            yield "id_host", f"must be a host in lower case, like example.org, not {self.id_host!r}"

    @property
    def twins(self) -> tuple[str, ...]:
        """The files that say the same in other formats."""
        return tuple(filter(None, (self.json, self.rss)))

    @property
    def files(self) -> tuple[str, ...]:
        """The feed's file and its twins."""
        return (self.file, *self.twins)

    def claims(self, file: str) -> bool:
        """Tell whether a file is the feed's, a twin of it, or an archive of some year."""
        return self._is_own(file) or any(_same(file, twin) for twin in self.twins)

    def _is_own(self, file: str) -> bool:
        stem, suffix = splitext(normpath(self.file))
        archive = rf"{re.escape(stem)}-\d{{4}}{re.escape(suffix)}"
        archived = self.entries is not None and re.fullmatch(archive, normpath(file))
        return bool(archived) or _same(file, self.file)

    def archive(self, year: int) -> str:
        """Name the file that holds a year which is over."""
        stem, suffix = splitext(self.file)
        return f"{stem}-{year}{suffix}"

    def address(self, file: str) -> str:
        """Tell where readers find a file that goes online together with the feed's."""
        return urljoin(self.url, quote(relpath(file, dirname(self.file) or ".")))


def _is_address(url: str) -> bool:
    try:
        return bool(WEB_ADDRESS.fullmatch(url) and urlsplit(url).hostname)
    except ValueError:
        return False


def _same(file: str, other: str | None) -> bool:
    return other is not None and normpath(file) == normpath(other)
