"""Which of a site's files are its entries: a folder of dated ones, or one page. For init."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import islice
from os import walk
from pathlib import Path, PurePosixPath

from msgspec import Struct

from nowsync.core.name_pattern import fitting_patterns
from nowsync.entries.dates import named
from nowsync.entries.languages import language_of_name

MARKDOWN = (".md", ".mdx", ".markdown")
_DATED = re.compile(r"(19|20)\d\d-\d\d(-\d\d)?\b")
_PERIOD = re.compile(r"(19|20)\d\d(-.*)?|0[1-9]|1[0-2]")
# A line of front matter such as `pubDate: 2026-11-01`.
_DATE_LINE = re.compile(
    r"""^["']?\w*(?:date|publish|modif|created)\w*["']?\s*[:=].*(?:19|20)\d\d""",
    re.IGNORECASE | re.MULTILINE,
)
# Builds, layouts and other people's code; Jekyll's posts are dated like now entries, and are none.
_NOT_ENTRIES = {
    *("node_modules", "vendor", "themes", "dist", "build", "public", "static", "target", "posts"),
    *("drafts", "templates", "archetypes", "layouts", "includes", "exampleSite", "_site"),
}
_INDEXES = ("index", "_index")
_NEWEST = ("current", "latest")
_ASIDE = ("_", "readme", "archive")
# SvelteKit and Next.js call a page so, whatever its folder is called.
_ROUTED = ("+page", "page")
_LIVE = (*_INDEXES, *_NEWEST, *_ROUTED, "now", "content")
_ODD = (*_INDEXES, "archive")
# What now pages are written in besides Markdown.
_OTHERS = (
    *(".astro", ".html", ".njk", ".liquid", ".webc", ".tsx", ".jsx", ".js", ".vue", ".svelte"),
    *(".org", ".adoc", ".rst", ".txt", ".json", ".yml", ".yaml", ".toml"),
)
_USUAL = ("src/content/now", "content/now", "_now", "now", "src/now")
_BLOGS = ("_posts", "posts", "src/posts", "content/posts", "content/blog", "src/content/blog")
_NOW = re.compile(r"-now(?:[-_. ]|$)", re.IGNORECASE)
_MAX_DEPTH = 4


class Source(Struct, frozen=True):
    """Where entries are: in a folder, with a number of dated ones if counted, or on one page."""

    path: str
    page: bool = False
    dated: int | None = 0
    files: str | None = None

    def __str__(self) -> str:
        if self.page:
            return f"one page, {self.path}, rewritten in place"
        if self.files:
            return f"{self.number} among the posts in {self.path}"
        return f"{self.path}, as you say" if self.dated is None else f"{self.number} in {self.path}"

    @property
    def number(self) -> str:
        """Count the dated entries, in words."""
        return "1 dated entry" if self.dated == 1 else f"{self.dated or 'no'} dated entries"


def sources(site: Path, *, any_name: bool) -> tuple[Source, ...]:
    """Give the source of a site's entries; or all that it may be, where that is not clear.

    It is called "now", or has `any_name`. Several entries tell more than a page does: that
    may be the one that shows them.
    """
    files = tuple(_files(site))
    homes = Counter(_homes(site, files, any_name=any_name))
    folders = [Source(home.as_posix(), dated=number) for home, number in homes.items()]
    now = [each for each in folders if _is_now(PurePosixPath(each.path))]
    if several := [each for each in now if each.dated != 1]:
        return tuple(several)
    pages = [each for each in files if _is_page(each) and not _is_archived(each, set())]
    outside = [each for each in pages if not any(each.is_relative_to(one.path) for one in now)]
    shown = [each for each in outside if not _computes_all(head(site, each))]
    posts = [] if now or shown else list(_posts(site))
    candidates = [*(now or folders), *(posts or _as_pages(outside))]
    return tuple(candidates) or _undated(site, files)


def _computes_all(text: str) -> bool:
    """Tell whether a page is no more than its front matter and what templates compute."""
    body = text.split("---", 2)[-1] if text.startswith("---") else text
    said = re.sub(r"\{[{%].*?[}%]\}|<!--.*?-->", "", body, flags=re.DOTALL)
    return body != said and not any(map(str.isalnum, said))


def _posts(site: Path) -> Iterator[Source]:
    """Look for now entries among the posts of a blog, as their names tell."""
    for place in _BLOGS:
        found = [each for each in sorted((site / place).glob("*-now*")) if _NOW.search(each.name)]
        dated = [each for each in found if _is_dated(each.stem)]
        if len(dated) > 1:
            yield Source(place, dated=len(dated), files="*-now*")


def _homes(
    site: Path, files: Iterable[PurePosixPath], *, any_name: bool
) -> Iterator[PurePosixPath]:
    """Name the folder of each dated entry; an archive alone is not where the next one will be."""
    live = {each.parent for each in files if each.stem.lower() in _NEWEST}
    for file in files:
        home = _home(file)
        called_now = _is_now(home)
        dated = _is_entry_of(home, file, site) if called_now else _has_dated_name(file)
        if dated and (called_now or any_name) and not _is_archived(file, live):
            yield home


def _home(file: PurePosixPath) -> PurePosixPath:
    """Find the outermost folder called now, or the one that holds the years and bundles."""
    for folder in reversed(file.parents):
        if _is_now(folder):
            return folder
    home = file.parent
    while _PERIOD.fullmatch(home.name) or home.name.lower() == "archive":
        home = home.parent
    return home


def _is_entry_of(home: PurePosixPath, file: PurePosixPath, site: Path) -> bool:
    inner, stem = file.relative_to(home), file.stem.lower()
    bundle = stem in _INDEXES and inner.parent.name != ""
    name = (inner.parent if bundle else inner.with_suffix("")).as_posix()
    translated = language_of_name(PurePosixPath(stem)) == stem
    if not bundle and stem in _LIVE and named(inner.parent.as_posix(), UTC):
        return True
    if not bundle and (stem in _LIVE or _is_aside(file) or translated):
        return False
    return _is_dated(name) or _DATE_LINE.search(head(site, file)) is not None


def _is_dated(name: str) -> bool:
    """Tell whether a name holds a date, also one whose order has yet to be told."""
    known = named(name, UTC) is not None
    return known or bool(fitting_patterns([PurePosixPath(name).name]))


def _has_dated_name(file: PurePosixPath) -> bool:
    name = file.parent.name if file.stem in _INDEXES else file.stem
    return bool(_DATED.match(name))


def _is_archived(file: PurePosixPath, live: set[PurePosixPath]) -> bool:
    """Tell whether a file is in an archive without the newest entry beside it."""
    return any("archive" in each.name.lower() and each.parent not in live for each in file.parents)


def _is_page(file: PurePosixPath) -> bool:
    stem = file.stem.lower()
    return stem == "now" or (_is_now(file.parent) and stem in _LIVE)


def _is_aside(file: PurePosixPath) -> bool:
    return file.stem.lower().startswith(_ASIDE)


def _is_now(folder: PurePosixPath) -> bool:
    return folder.name.lstrip("_").lower() == "now"


def _undated(site: Path, files: Iterable[PurePosixPath]) -> tuple[Source, ...]:
    """Take files in a folder called now for entries if they are numbered, or else for pages.

    Without any, take such a folder that is empty.
    """
    in_now = [each for each in files if _is_now(each.parent) and not _is_aside(each)]
    numbered = Counter(each.parent for each in in_now if re.search(r"\d", each.stem))
    if several := [home for home, number in numbered.items() if number > 1]:
        return tuple(Source(home.as_posix()) for home in several)
    # A page that is there in another language only, or an archive whose newest part is on top.
    odd = [each for each in files if _is_now(each.parent) and _without_language(each) in _ODD]
    empty = (Source(each) for each in _USUAL if (site / each).is_dir())
    return tuple(_as_pages(in_now or odd)) or tuple(empty)[:1]


def _without_language(file: PurePosixPath) -> str:
    return PurePosixPath(file.stem).stem.lower()


def name_patterns(site: Path, folder: str) -> tuple[str, ...]:
    """Give the patterns that the names of all files in a folder may follow, if they need one."""
    inside = (each.relative_to(folder) for each in _files(site) if each.is_relative_to(folder))
    entries = (each for each in inside if each.stem.lower() not in _LIVE and not _is_aside(each))
    unread = [each.stem for each in entries if named(each.with_suffix("").as_posix(), UTC) is None]
    return fitting_patterns(unread)


def sample(site: Path, source: Source) -> str:
    """Give some of the text of a source."""
    if source.page:
        return head(site, source.path)
    inside = (each for each in _files(site) if each.is_relative_to(source.path))
    return "".join(head(site, each) for each in islice(inside, 5))


def other_page(site: Path) -> str | None:
    """Find a now page that is not written in Markdown."""
    pages = (each for each in _files(site, _OTHERS) if _is_page(each))
    return next((each.as_posix() for each in pages), None)


def _as_pages(files: Iterable[PurePosixPath]) -> Iterator[Source]:
    return (Source(each.as_posix(), page=True) for each in files)


def _files(site: Path, suffixes: tuple[str, ...] = MARKDOWN) -> Iterator[PurePosixPath]:
    """Find the Markdown files, and look into no folder that is deep or somebody else's."""
    for place, below, names in walk(site):
        inside = PurePosixPath(Path(place).relative_to(site).as_posix())
        below[:] = sorted(each for each in below if _is_worth_a_look(each, inside))
        fitting = (each for each in sorted(names) if each.lower().endswith(suffixes))
        yield from (inside / each for each in fitting if not each.startswith("."))


def _is_worth_a_look(name: str, inside: PurePosixPath) -> bool:
    if name.startswith(".") or {name, name.lstrip("_")} & _NOT_ENTRIES:
        return False
    return len(inside.parts) < _MAX_DEPTH or any(
        _is_now(each) for each in (inside, *inside.parents)
    )


def head(site: Path, file: PurePosixPath | str) -> str:
    """Read where front matter would be; a file that cannot be read says nothing."""
    try:
        with (site / file).open(encoding="utf-8", errors="replace") as text:
            return text.read(2000)
    except OSError:
        return ""
