"""Where a site's generator puts the pages that it makes of entries. For init."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final, TypeAlias

from nowsync.sites.files import data_of, first, words

# Gives the address pattern of the pages of a folder, if the generator makes one of each file.
_Pages: TypeAlias = Callable[[Path, PurePosixPath], str | None]

_OWN_ADDRESS: Final = re.compile(
    r"""(?:^|[{,])\s*["']?(?:permalink|url)["']?\s*[:=]\s*["']?(/[^\s"'{}:,%]*)["',\s]""",
    re.MULTILINE,
)
# Pages that are called like the folder which they stand in.
_NAMELESS: Final = ("index", "_index", "current", "latest", "content", "page", "+page")
_JEKYLL: Final = ("_config.yml", "_config.yaml")
_JEKYLL_WORDS: Final = {
    **dict.fromkeys(("path", "name", "title", "slug"), "{slug}"),
    **{name: f"{{{name}}}" for name in ("year", "month", "day")},
    "output_ext": ".html",
}


def page_of_each(
    site: Path, generator: str | None, folder: str, language: str | None = None
) -> str | None:
    """Give the address pattern of a folder's entries, if the generator makes a page of each.

    `language` is the site's own, whose folder is not shown in Hugo's addresses.
    """
    pages = _PAGES.get(generator or "")
    pattern = pages(site, PurePosixPath(folder)) if pages else None
    if pattern and generator == "hugo" and language:
        whole = language.lower()
        pattern = re.sub(rf"^/(?:{whole}|{whole.partition('-')[0]})/", "/", pattern)
    if pattern and any(
        _is_nested(each.relative_to(site / folder)) for each in _markdown(site / folder)
    ):
        return pattern.replace("{slug}", "{path}")
    return pattern


def _markdown(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.suffix.lower() in (".md", ".mdx")]


def _is_nested(inner: Path) -> bool:
    """Tell whether a file is deeper in its folder than 2026-11.md and 2026-11/index.md."""
    if any(each.startswith(("_", ".")) for each in inner.parts[:-1]):
        return False
    return len(inner.parts) > (2 if inner.stem.lower() in ("index", "_index") else 1)


def address_of_page(generator: str | None, page: str, head: str) -> str:
    """Give the path where a page is read: the one in its head, or one like its name."""
    if own := _OWN_ADDRESS.search(head):
        return own[1].removesuffix("index.html")
    path = PurePosixPath(page).with_suffix("")
    if generator == "quartz":
        return f"/{_below(path, 'content')}"
    above = path.parent.name.lstrip("_").lower()
    name = above if above == "now" or path.name.lower() in _NAMELESS else path.name.lower()
    return f"/{name}/".replace("//", "/")


def _below(path: PurePosixPath, *roots: str) -> str:
    """Leave out the folders that addresses do not show."""
    parts = list(path.parts)
    while parts and parts[0] in roots:
        del parts[0]
    return "/".join(parts)


def _content_pages(_: Path, folder: PurePosixPath) -> str | None:
    """Hugo and Zola make a page of every file, at an address like its path."""
    return (
        f"/{_below(folder, 'content').lower()}/{{slug}}/"
        if folder.parts[:1] == ("content",)
        else None
    )


def _quartz_pages(_: Path, folder: PurePosixPath) -> str | None:
    return f"/{_below(folder, 'content')}/{{slug}}"


def _eleventy_pages(site: Path, folder: PurePosixPath) -> str | None:
    """Eleventy makes a page of every file, unless the folder's data say that it does not."""
    permalink = data_of(site / folder / f"{folder.name}.json").get("permalink")
    if permalink is False:
        return None
    return f"/{_below(folder, 'src', 'content', 'site', 'pages', '_pages')}/{{slug}}/"


def _jekyll_pages(site: Path, folder: PurePosixPath) -> str | None:
    """Jekyll makes a page of every file in an ordinary folder, and in a collection if told to."""
    data = data_of(first(site, *_JEKYLL))
    ending = "/" if data.get("permalink") == "pretty" else ".html"
    if not folder.name.startswith("_"):
        return f"/{folder}/{{slug}}{ending}"
    name, collections = folder.name[1:], data.get("collections")
    settings = collections.get(name) if isinstance(collections, Mapping) else None
    if not isinstance(settings, Mapping) or settings.get("output") is not True:
        return None
    pattern = words(settings.get("permalink")) or f"/:collection/:path{ending}"
    known = {**_JEKYLL_WORDS, "collection": name}
    filled = re.sub(r":([a-z_]+)", lambda word: known.get(word[1], word[0]), pattern)
    return None if ":" in filled else f"/{filled.lstrip('/')}"


def _routes(*places: str, ending: str = "") -> _Pages:
    """Look for a route with a placeholder, other than for the second page of a long list."""

    def pages(site: Path, folder: PurePosixPath) -> str | None:
        name = folder.name.lower()
        found = [each for place in places for each in (site / place / name).glob("[[]*")]
        own = any(not each.name.startswith(("[page", "[...page")) for each in found)
        is_route = folder.as_posix() in (f"{place}/{name}" for place in places)
        return f"/{name}/{{slug}}{ending}" if own or is_route else None

    return pages


_PAGES: Final[Mapping[str, _Pages]] = {
    "astro": _routes("src/pages", ending="/"),
    "quartz": _quartz_pages,
    "jekyll": _jekyll_pages,
    "eleventy": _eleventy_pages,
    "next": _routes("app", "src/app", "pages", "src/pages"),
    "zola": _content_pages,
    "hugo": _content_pages,
}
