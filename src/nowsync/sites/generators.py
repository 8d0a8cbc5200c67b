"""Which generator made the site in a folder, and what it says of itself."""

import re
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from nowsync.sites.files import address, data_of, first, set_in_script, text_of, words

# Where GitHub Pages and others are told a site's name, and the languages of its layouts.
_DOMAINS = ("CNAME", "public/CNAME", "static/CNAME", "src/CNAME", "docs/CNAME")
_LAYOUTS = (
    *("src/layouts/*.astro", "src/pages/*.astro", "app/layout.*", "src/app/layout.*"),
    *("pages/_document.*", "src/pages/_document.*", "_layouts/*.html", "_includes/*.*"),
    *("src/_includes/*.*", "_includes/layouts/*.*", "src/_includes/layouts/*.*", "src/app.html"),
    *("layouts/_default/baseof.html", "layouts/baseof.html", "templates/*.html", "index.html"),
)
_LANGUAGE_OF_HTML = re.compile(r"""<html[^>]*?\slang=["']([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)["']""")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*")
_KEYS_OF_LANGUAGES = (
    *("defaultContentLanguage", "default_language", "languageCode", "language", "lang", "locale"),
)


class Found(Struct, frozen=True):
    """What was recognised; None where the folder does not say, or not clearly."""

    generator: str | None
    public: str
    url: str | None
    title: str | None
    language: str | None = None


class _About(Struct, frozen=True):
    url: str | None = None
    title: str | None = None


class _Generator(Struct, frozen=True):
    """How a generator's sites look.

    `public` is what it copies as it is, if always the same.
    """

    name: str | None
    recognises: Callable[[Path], bool]
    about: Callable[[Path], _About]
    public: str | None = None


def look(folder: Path) -> Found:
    """Recognise the site in a folder; changes nothing, and runs none of its code."""
    generator = next(each for each in _GENERATORS if each.recognises(folder))
    about = generator.about(folder)
    return Found(
        generator=generator.name,
        public=generator.public or ("public" if (folder / "public").is_dir() else "."),
        url=about.url or _domain(folder),
        title=about.title,
        language=_language(folder),
    )


def _domain(folder: Path) -> str | None:
    """Take the site's name from where its host is told it, or the homepage of its package."""
    name = text_of(first(folder, *_DOMAINS)).strip()
    if name and "/" not in name and "." in name:
        return address(f"https://{name}")
    homepage = address(data_of(folder / "package.json").get("homepage"))
    return homepage if homepage and "//github.com/" not in homepage else None


def _language(folder: Path) -> str | None:
    """Take the language from the settings, or from the layouts if they all say the same."""
    settings = (*_HUGO, *_OLD_HUGO, *_JEKYLL, *_METADATA)
    data = {key.lower(): value for key, value in data_of(first(folder, *settings)).items()}
    for key in _KEYS_OF_LANGUAGES:
        said = words(data.get(key.lower())) or ""
        if _LANGUAGE.fullmatch(said):
            return said.replace("_", "-")
    layouts = (path for each in _LAYOUTS for path in folder.glob(each) if path.is_file())
    found = {language for path in layouts for language in _LANGUAGE_OF_HTML.findall(text_of(path))}
    return str(found.pop()) if len(found) == 1 else None


def _with(*patterns: str) -> Callable[[Path], bool]:
    """Recognise a generator by a file of its own."""
    return lambda folder: first(folder, *patterns) is not None


def _is_zola(folder: Path) -> bool:
    return "base_url" in data_of(folder / "config.toml")


def _is_nikola(folder: Path) -> bool:
    return "SITE_URL" in text_of(folder / "conf.py")


def _is_hugo(folder: Path) -> bool:
    old = first(folder, *_OLD_HUGO) is not None and (folder / "content").is_dir()
    return old or first(folder, *_HUGO) is not None


def _script(key: str, *names: str, begins: str = "https?://") -> Callable[[Path], _About]:
    """Take the address that a program sets a key to."""

    def about(folder: Path) -> _About:
        value = set_in_script(first(folder, *names), key, begins)
        return _About(address(value if value is None or "://" in value else f"https://{value}"))

    return about


def _hugo(folder: Path) -> _About:
    # Hugo takes its keys in any case.
    data = {key.lower(): value for key, value in data_of(first(folder, *_HUGO, *_OLD_HUGO)).items()}
    return _About(address(data.get("baseurl")), words(data.get("title")))


def _zola(folder: Path) -> _About:
    data = data_of(folder / "config.toml")
    return _About(address(data.get("base_url")), words(data.get("title")))


def _jekyll(folder: Path) -> _About:
    data = data_of(first(folder, *_JEKYLL))
    url, below = address(data.get("url")), words(data.get("baseurl")) or ""
    whole = address(f"{url.rstrip('/')}/{below.strip('/')}") if url and below.strip("/") else url
    return _About(whole, words(data.get("title")))


def _eleventy(folder: Path) -> _About:
    data = data_of(first(folder, *_METADATA))
    scripts = (name.replace(".json", ".*js") for name in _METADATA)
    url = address(data.get("url")) or _script("url", *scripts)(folder).url
    return _About(url, words(data.get("title")))


def _next(folder: Path) -> _About:
    """Look where its sites have their address: Next.js itself has no place for it."""
    address_of_layout = _script("metadataBase", "app/layout.*", "src/app/layout.*")(folder)
    names = ("data/siteMetadata.*", "siteMetadata.*", "next-sitemap.config.*")
    return address_of_layout if address_of_layout.url else _script("siteUrl", *names)(folder)


def _nothing(_: Path) -> _About:
    return _About()


_HUGO_FILES = [f"{{}}.{suffix}" for suffix in ("toml", "yaml", "yml", "json")]
_HUGO = tuple(
    each.format(name)
    for name in ("hugo", "config/_default/hugo", "config/_default/config")
    for each in _HUGO_FILES
)
_OLD_HUGO = ("config.toml", "config.yaml", "config.yml")
_JEKYLL = ("_config.yml", "_config.yaml")
_METADATA = tuple(
    f"{place}/{name}"
    for place in ("_data", "src/_data", "content/_data")
    for name in ("metadata.json", "site.json")
)
_ELEVENTY = (".eleventy.js", "eleventy.config.*")
_PELICAN = ("publishconf.py", "pelicanconf.py")
_DOCUSAURUS = "docusaurus.config.*"
_QUARTZ, _GATSBY, _ASTRO = ("quartz.config.*",), ("gatsby-config.*",), ("astro.config.*",)
_GENERATORS = (
    _Generator("astro", _with(*_ASTRO), _script("site", *_ASTRO), "public"),
    _Generator("quartz", _with(*_QUARTZ), _script("baseUrl", *_QUARTZ, begins=""), "content"),
    _Generator("gatsby", _with(*_GATSBY), _script("siteUrl", *_GATSBY), "static"),
    _Generator("jekyll", _with(*_JEKYLL), _jekyll),
    _Generator("eleventy", _with(*_ELEVENTY), _eleventy),
    _Generator("next", _with("next.config.*"), _next, "public"),
    _Generator("docusaurus", _with(_DOCUSAURUS), _script("url", _DOCUSAURUS), "static"),
    _Generator("sveltekit", _with("svelte.config.*"), _nothing, "static"),
    _Generator("nikola", _is_nikola, _script("SITE_URL", "conf.py"), "files"),
    _Generator("pelican", _with(*_PELICAN), _script("SITEURL", *_PELICAN)),
    _Generator("zola", _is_zola, _zola, "static"),
    _Generator("hugo", _is_hugo, _hugo, "static"),
    _Generator(None, lambda _: True, _nothing),
)
