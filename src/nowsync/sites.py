"""What a folder tells about the site in it: for `nowsync init`, which asks no more than it must."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeAlias
from urllib.parse import urlsplit

Data: TypeAlias = Mapping[str, object]

_SET = r"""(?<![\w.$'"-])%s\s*:\s*(['"`])(%s[^'"`\s$]+)\1"""
_OWN_ADDRESS = re.compile(
    r"""(?:^|[{,])\s*["']?(?:permalink|url)["']?\s*[:=]\s*["']?(/[^\s"'{}:,%]*)["',\s]""",
    re.MULTILINE,
)
# Pages that are called like the folder which they stand in.
_NAMELESS = ("index", "_index", "current", "latest", "content")


@dataclass(frozen=True, slots=True)
class Found:
    """What was recognised; None where the folder does not say, or not clearly."""

    generator: str | None
    public: str
    url: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class _About:
    url: str | None = None
    title: str | None = None


Pages: TypeAlias = Callable[[Path, PurePosixPath], str | None]


@dataclass(frozen=True, slots=True)
class _Generator:
    """How a generator's sites look.

    `pages` gives the address pattern of the pages that it makes of the files in a folder, if it
    makes one of each. `public` is what it copies as it is, if always the same.
    """

    name: str | None
    recognises: Callable[[Path], bool]
    about: Callable[[Path], _About]
    pages: Pages
    public: str | None = None


def look(folder: Path) -> Found:
    """Recognise the site in a folder; changes nothing, and runs none of its code."""
    generator = next(each for each in _GENERATORS if each.recognises(folder))
    about = generator.about(folder)
    return Found(
        generator=generator.name,
        public=generator.public or ("public" if (folder / "public").is_dir() else "."),
        url=about.url,
        title=about.title,
    )


def page_of_each(site: Path, generator: str | None, folder: str) -> str | None:
    """Give the address pattern of a folder's entries, if the generator makes a page of each."""
    pages = next(each.pages for each in _GENERATORS if each.name == generator)
    return pages(site, PurePosixPath(folder))


def address_of_page(generator: str | None, page: str, head: str) -> str:
    """Give the path where a page is read: the one in its head, or one like its name."""
    if own := _OWN_ADDRESS.search(head):
        return own[1]
    path = PurePosixPath(page).with_suffix("")
    if generator == "quartz":
        return f"/{_below(path, 'content')}"
    above = path.parent.name.lstrip("_").lower()
    name = above if above == "now" or path.name.lower() in _NAMELESS else path.name.lower()
    return f"/{name}/".replace("//", "/")


def _with(*patterns: str) -> Callable[[Path], bool]:
    """Recognise a generator by a file of its own."""
    return lambda folder: _first(folder, *patterns) is not None


def _is_zola(folder: Path) -> bool:
    return "base_url" in _data(folder / "config.toml")


def _is_hugo(folder: Path) -> bool:
    old = _first(folder, *_OLD_HUGO) is not None and (folder / "content").is_dir()
    return old or _first(folder, *_HUGO) is not None


def _first(folder: Path, *patterns: str) -> Path | None:
    found = (path for each in patterns for path in sorted(folder.glob(each)) if path.is_file())
    return next(found, None)


def _script(key: str, *names: str, begins: str = "https?://") -> Callable[[Path], _About]:
    """Read no JavaScript: take the address after a key if there is just one."""

    def about(folder: Path) -> _About:
        text = _without_comments(_text(_first(folder, *names)) or "")
        found = {value for _, value in re.findall(_SET % (key, begins), text)}
        value = found.pop() if len(found) == 1 else None
        return _About(_address(value if value is None or "://" in value else f"https://{value}"))

    return about


def _without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", text, flags=re.DOTALL)


def _hugo(folder: Path) -> _About:
    # Hugo takes its keys in any case.
    data = {key.lower(): value for key, value in _data(_first(folder, *_HUGO, *_OLD_HUGO)).items()}
    return _About(_address(data.get("baseurl")), _words(data.get("title")))


def _zola(folder: Path) -> _About:
    data = _data(folder / "config.toml")
    return _About(_address(data.get("base_url")), _words(data.get("title")))


def _jekyll(folder: Path) -> _About:
    data = _data(_first(folder, *_JEKYLL))
    url, below = _address(data.get("url")), _words(data.get("baseurl")) or ""
    whole = _address(f"{url.rstrip('/')}/{below.strip('/')}") if url and below.strip("/") else url
    return _About(whole, _words(data.get("title")))


def _eleventy(folder: Path) -> _About:
    names = ("metadata.json", "site.json")
    places = ("_data", "src/_data", "content/_data")
    data = _data(_first(folder, *(f"{place}/{name}" for place in places for name in names)))
    return _About(_address(data.get("url")), _words(data.get("title")))


def _nothing(_: Path) -> _About:
    return _About()


def _text(path: Path | None) -> str | None:
    try:
        return path.read_text("utf-8-sig") if path else None
    except (OSError, UnicodeDecodeError):
        return None


def _data(path: Path | None) -> Data:
    """Read a table of TOML, YAML or JSON; what cannot be read says nothing."""
    text = _text(path)
    if path is None or text is None:
        return {}
    try:
        found = _parse(path.suffix, text)
    except ValueError:
        return {}
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}


def _parse(suffix: str, text: str) -> object:
    if suffix == ".toml":
        return tomllib.loads(text)
    if suffix == ".json":
        return json.loads(text)
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _address(value: object) -> str | None:
    """Accept a complete address only; a placeholder or a path is none."""
    text = _words(value)
    try:
        parts = urlsplit(text or "")
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.hostname else None


def _words(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _no_pages(_: Path, __: PurePosixPath) -> None:
    return None


def _below(path: PurePosixPath, *roots: str) -> str:
    """Leave out the folders that addresses do not show."""
    parts = list(path.parts)
    while parts and parts[0] in roots:
        del parts[0]
    return "/".join(parts)


def _content_pages(_: Path, folder: PurePosixPath) -> str | None:
    """Hugo and Zola make a page of every file, at an address like its path."""
    return f"/{_below(folder, 'content').lower()}/{{slug}}/" if folder.parts[:1] == _ROOT else None


def _quartz_pages(_: Path, folder: PurePosixPath) -> str | None:
    return f"/{_below(folder, 'content')}/{{slug}}"


def _eleventy_pages(site: Path, folder: PurePosixPath) -> str | None:
    """Eleventy makes a page of every file, unless the folder's data say that it does not."""
    permalink = _data(site / folder / f"{folder.name}.json").get("permalink")
    if permalink is False:
        return None
    return f"/{_below(folder, 'src', 'content', 'site', 'pages', '_pages')}/{{slug}}/"


def _jekyll_pages(site: Path, folder: PurePosixPath) -> str | None:
    """Jekyll makes a page of every file in an ordinary folder, and in a collection if told to."""
    data = _data(_first(site, *_JEKYLL))
    ending = "/" if data.get("permalink") == "pretty" else ".html"
    if not folder.name.startswith("_"):
        return f"/{folder}/{{slug}}{ending}"
    name, collections = folder.name[1:], data.get("collections")
    settings = collections.get(name) if isinstance(collections, Mapping) else None
    if not isinstance(settings, Mapping) or settings.get("output") is not True:
        return None
    pattern = _words(settings.get("permalink")) or f"/:collection/:path{ending}"
    known = {**_JEKYLL_WORDS, "collection": name}
    filled = re.sub(r":([a-z_]+)", lambda word: known.get(word[1], word[0]), pattern)
    return None if ":" in filled else f"/{filled.lstrip('/')}"


def _routes(*places: str, ending: str = "") -> Pages:
    """Look for a route with a placeholder, other than for the second page of a long list."""

    def pages(site: Path, folder: PurePosixPath) -> str | None:
        name = folder.name.lower()
        found = [each for place in places for each in (site / place / name).glob("[[]*")]
        own = any(not each.name.startswith(("[page", "[...page")) for each in found)
        is_route = folder.as_posix() in (f"{place}/{name}" for place in places)
        return f"/{name}/{{slug}}{ending}" if own or is_route else None

    return pages


_ROOT = ("content",)
_HUGO_FILES = [f"{{}}.{suffix}" for suffix in ("toml", "yaml", "yml", "json")]
_HUGO = tuple(
    each.format(name)
    for name in ("hugo", "config/_default/hugo", "config/_default/config")
    for each in _HUGO_FILES
)
_OLD_HUGO = ("config.toml", "config.yaml", "config.yml")
_JEKYLL = ("_config.yml", "_config.yaml")
_JEKYLL_WORDS = {
    **dict.fromkeys(("path", "name", "title", "slug"), "{slug}"),
    **{name: f"{{{name}}}" for name in ("year", "month", "day")},
    "output_ext": ".html",
}
_ELEVENTY = (".eleventy.js", "eleventy.config.*")
_QUARTZ, _GATSBY, _ASTRO = ("quartz.config.*",), ("gatsby-config.*",), ("astro.config.*",)
_NEXT_ROUTES = _routes("app", "src/app", "pages", "src/pages")
_GENERATORS = (
    _Generator(
        "astro",
        _with(*_ASTRO),
        _script("site", *_ASTRO),
        _routes("src/pages", ending="/"),
        "public",
    ),
    _Generator(
        "quartz", _with(*_QUARTZ), _script("baseUrl", *_QUARTZ, begins=""), _quartz_pages, "content"
    ),
    _Generator("gatsby", _with(*_GATSBY), _script("siteUrl", *_GATSBY), _no_pages, "static"),
    _Generator("jekyll", _with(*_JEKYLL), _jekyll, _jekyll_pages),
    _Generator("eleventy", _with(*_ELEVENTY), _eleventy, _eleventy_pages),
    _Generator("next", _with("next.config.*"), _nothing, _NEXT_ROUTES, "public"),
    _Generator("zola", _is_zola, _zola, _content_pages, "static"),
    _Generator("hugo", _is_hugo, _hugo, _content_pages, "static"),
    _Generator(None, lambda _: True, _nothing, _no_pages),
)
