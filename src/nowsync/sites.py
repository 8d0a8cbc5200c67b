"""What a folder tells about the site in it: for `nowsync init`, which asks no more than it must."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from os import walk
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

Data: TypeAlias = Mapping[str, object]

_DATED = re.compile(r"(19|20)\d\d-\d\d(-\d\d)?\b")
_MARKDOWN = (".md", ".mdx", ".markdown")
_SITE = re.compile(r"""(?<![\w.$'"-])site\s*:\s*(['"`])(https?://[^'"`\s$]+)\1""")
# Builds and other people's code; Jekyll's posts are dated like now entries, and are none.
_NOT_ENTRIES = {"node_modules", "vendor", "dist", "build", "public", "static", "target", "posts"}
_MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Found:
    """What was recognised; None where the folder does not say, or not clearly."""

    generator: str | None
    entries: str | None
    public: str
    url: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class _About:
    url: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class _Generator:
    """How a generator's sites look. `public` is what it copies as it is, if always the same."""

    name: str | None
    recognises: Callable[[Path], bool]
    entries: tuple[str, ...]
    about: Callable[[Path], _About]
    public: str | None = None


def look(folder: Path) -> Found:
    """Recognise the site in a folder; changes nothing, and runs none of its code."""
    generator = next(each for each in _GENERATORS if each.recognises(folder))
    usual = (each for each in generator.entries if (folder / each).is_dir())
    about = generator.about(folder)
    return Found(
        generator=generator.name,
        entries=next(usual, None) or _now_folder(folder, any_name=generator.name is None),
        public=generator.public or ("public" if (folder / "public").is_dir() else "."),
        url=about.url,
        title=about.title,
    )


def _with(*patterns: str) -> Callable[[Path], bool]:
    """Recognise a generator by a file of its own."""
    return lambda folder: _first(folder, *patterns) is not None


def _is_zola(folder: Path) -> bool:
    return "base_url" in _data(folder / "config.toml")


def _is_hugo(folder: Path) -> bool:
    old = (folder / "config.toml").is_file() and (folder / "content").is_dir()
    return old or _first(folder, *_HUGO) is not None


def _first(folder: Path, *patterns: str) -> Path | None:
    found = (path for each in patterns for path in sorted(folder.glob(each)) if path.is_file())
    return next(found, None)


def _now_folder(folder: Path, *, any_name: bool) -> str | None:
    """Find the one folder of dated entries that is called "now", or the only one there is."""
    dated = list(_dated_folders(folder))
    called_now = [each for each in dated if each.rpartition("/")[2].lstrip("_").lower() == "now"]
    candidates = called_now or (dated if any_name else [])
    return candidates[0] if len(candidates) == 1 else None


def _dated_folders(folder: Path) -> Iterator[str]:
    for place, below, names in walk(folder):
        inside = Path(place).relative_to(folder)
        below[:] = sorted(each for each in below if _is_worth_a_look(each, inside))
        if any(each.endswith(_MARKDOWN) and _DATED.match(each) for each in names):
            yield inside.as_posix()


def _is_worth_a_look(name: str, inside: Path) -> bool:
    hidden = name.startswith(".") or name.lstrip("_") in _NOT_ENTRIES or name == "_site"
    return not hidden and len(inside.parts) < _MAX_DEPTH


def _astro(folder: Path) -> _About:
    """Read no JavaScript: take the address after `site:` if there is just one."""
    text = _text(_first(folder, "astro.config.*")) or ""
    found = {url for _, url in _SITE.findall(_without_comments(text))}
    return _About(found.pop() if len(found) == 1 else None)


def _without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", text, flags=re.DOTALL)


def _hugo(folder: Path) -> _About:
    # Hugo takes its keys in any case.
    data = {
        key.lower(): value for key, value in _data(_first(folder, *_HUGO, "config.toml")).items()
    }
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


_HUGO = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json")
_JEKYLL = ("_config.yml", "_config.yaml")
_ELEVENTY = (".eleventy.js", "eleventy.config.*")
_CONTENT = ("content/now",)
_GENERATORS = (
    _Generator("astro", _with("astro.config.*"), ("src/content/now",), _astro, "public"),
    _Generator("zola", _is_zola, _CONTENT, _zola, "static"),
    _Generator("hugo", _is_hugo, _CONTENT, _hugo, "static"),
    _Generator("jekyll", _with(*_JEKYLL), ("_now", "now"), _jekyll),
    _Generator("eleventy", _with(*_ELEVENTY), ("src/now", "now", *_CONTENT), _eleventy),
    _Generator("next", _with("next.config.*"), (*_CONTENT, "src/content/now"), _nothing, "public"),
    _Generator(None, lambda _: True, ("now",), _nothing),
)
