"""Hold `look` to what a site's folder says plainly, and to silence where it does not."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from nowsync.sites.generators import Found, look
from nowsync.sites.routes import address_of_page, page_of_each


def site(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files, and their folders; a name that ends in / is an empty folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(parents=True) if name.endswith("/") else path.write_text(text, "utf-8")
    return folder


ASTRO = {
    "astro.config.mjs": """
        import { defineConfig } from 'astro/config';
        // site: 'https://old.example',
        export default defineConfig({
          site: 'https://ada.example',
        });
    """,
    "src/content/now/": "",
}
JEKYLL = "url: https://ada.example\ntitle: Ada\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            ASTRO,
            Found("astro", "public", "https://ada.example", None),
            id="Astro",
        ),
        pytest.param(
            {"hugo.toml": "baseURL = 'https://ada.example/'\ntitle = 'Ada'", "content/now/": ""},
            Found("hugo", "static", "https://ada.example/", "Ada"),
            id="Hugo, TOML",
        ),
        pytest.param(
            {"hugo.yaml": "baseurl: https://ada.example/\ntitle: Ada", "content/now/": ""},
            Found("hugo", "static", "https://ada.example/", "Ada"),
            id="Hugo, YAML",
        ),
        pytest.param(
            {"hugo.json": '{"baseURL": "https://ada.example/", "title": "Ada"}'},
            Found("hugo", "static", "https://ada.example/", "Ada"),
            id="Hugo, JSON, no now folder",
        ),
        pytest.param(
            {"config.toml": "BaseURL = 'https://ada.example/'", "content/now/": ""},
            Found("hugo", "static", "https://ada.example/", None),
            id="Hugo, as of old",
        ),
        pytest.param(
            {"config.toml": "base_url = 'https://ada.example'", "content/now/": ""},
            Found("zola", "static", "https://ada.example", None),
            id="Zola",
        ),
        pytest.param(
            {"_config.yml": JEKYLL, "_now/": ""},
            Found("jekyll", ".", "https://ada.example", "Ada"),
            id="Jekyll",
        ),
        pytest.param(
            {"_config.yml": JEKYLL + "baseurl: /blog/\n", "now/": "", "public/": ""},
            Found("jekyll", "public", "https://ada.example/blog", "Ada"),
            id="Jekyll below a path",
        ),
        pytest.param(
            {".eleventy.js": "", "src/now/": ""},
            Found("eleventy", ".", None, None),
            id="Eleventy",
        ),
        pytest.param(
            {
                "eleventy.config.mjs": "",
                "now/": "",
                "_data/metadata.json": '{"url": "https://ada.example/", "title": "Ada"}',
            },
            Found("eleventy", ".", "https://ada.example/", "Ada"),
            id="Eleventy with data",
        ),
        pytest.param(
            {"next.config.ts": "", "content/now/": ""},
            Found("next", "public", None, None),
            id="Next",
        ),
        pytest.param(
            {"config/_default/hugo.toml": "baseURL = 'https://ada.example/'"},
            Found("hugo", "static", "https://ada.example/", None),
            id="Hugo with a folder of settings",
        ),
        pytest.param(
            {"config.yaml": "baseURL: https://ada.example/", "content/now/": ""},
            Found("hugo", "static", "https://ada.example/", None),
            id="Hugo, as of old, YAML",
        ),
        pytest.param(
            {"quartz.config.ts": 'baseUrl: "ada.example/notes",', "content/": ""},
            Found("quartz", "content", "https://ada.example/notes", None),
            id="Quartz",
        ),
        pytest.param(
            {"gatsby-config.ts": "siteMetadata: { siteUrl: `https://ada.example` }"},
            Found("gatsby", "static", "https://ada.example", None),
            id="Gatsby",
        ),
        pytest.param(
            {"docusaurus.config.js": "url: 'https://ada.example', baseUrl: '/',"},
            Found("docusaurus", "static", "https://ada.example", None),
            id="Docusaurus",
        ),
        pytest.param(
            {
                ".eleventy.js": "",
                "src/_data/site.js": "module.exports = {url: 'https://ada.example'}",
            },
            Found("eleventy", ".", "https://ada.example", None),
            id="Eleventy with its metadata in a script",
        ),
        pytest.param(
            {"conf.py": 'BLOG_TITLE = "Ada"\nSITE_URL = "https://ada.example/"'},
            Found("nikola", "files", "https://ada.example/", None),
            id="Nikola",
        ),
        pytest.param(
            {"pelicanconf.py": "SITEURL = ''", "publishconf.py": "SITEURL = 'https://ada.example'"},
            Found("pelican", ".", "https://ada.example", None),
            id="Pelican",
        ),
        pytest.param(
            {
                "next.config.js": "",
                "app/layout.tsx": "metadataBase: new URL('https://ada.example')",
            },
            Found("next", "public", "https://ada.example", None),
            id="Next.js",
        ),
        pytest.param(
            {"next.config.js": "", "data/siteMetadata.js": "siteUrl: 'https://ada.example',"},
            Found("next", "public", "https://ada.example", None),
            id="Next.js with its metadata in a file",
        ),
        pytest.param(
            {"CNAME": "ada.example\n"}, Found(None, ".", "https://ada.example", None), id="a domain"
        ),
        pytest.param(
            {"package.json": '{"homepage": "https://ada.example"}'},
            Found(None, ".", "https://ada.example", None),
            id="a package",
        ),
        pytest.param(
            {"package.json": '{"homepage": "https://github.com/ada/site#readme"}'},
            Found(None, ".", None, None),
            id="a package that is read elsewhere",
        ),
        pytest.param(
            {"hugo.toml": "languageCode = 'pt-br'", "layouts/baseof.html": "<html lang='en'>"},
            Found("hugo", "static", None, None, "pt-br"),
            id="a language in the settings",
        ),
        pytest.param(
            {"_layouts/a.html": '<html class="b" lang="pt">', "_layouts/b.html": "<html>"},
            Found(None, ".", None, None, "pt"),
            id="a language in a layout",
        ),
        pytest.param(
            {"_layouts/a.html": "<html lang='pt'>", "_layouts/b.html": "<html lang='en'>"},
            Found(None, ".", None, None),
            id="layouts in two languages",
        ),
        pytest.param({"now/": ""}, Found(None, ".", None, None), id="plain"),
        pytest.param({}, Found(None, ".", None, None), id="nothing"),
    ],
)
def test_a_site_is_recognised(tmp_path: Path, files: dict[str, str], expected: Found) -> None:
    assert look(site(tmp_path, files)) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("export default { base: '/now' }", id="none"),
        pytest.param("site: process.env.SITE ?? 'https://a.example'", id="an expression"),
        pytest.param("site: dev ? 'http://a.example' : 'https://b.example'", id="a condition"),
        pytest.param("{site: 'https://a.example'}, {site: 'https://b.example'}", id="two"),
        pytest.param("site: `https://${host}`", id="a template"),
        pytest.param("my_site: 'https://a.example'", id="another key"),
        pytest.param("/* site: 'https://a.example' */", id="a comment"),
    ],
)
def test_an_address_that_is_not_plain_in_javascript_is_left_out(tmp_path: Path, text: str) -> None:
    assert look(site(tmp_path, {"astro.config.ts": text})).url is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("url: ''\ntitle: '  '", id="empty"),
        pytest.param("url: /blog\ntitle: 3", id="something else"),
        pytest.param("url: ftp://ada.example", id="another scheme"),
        pytest.param("url: https://[ada", id="half a host"),
        pytest.param("url: [", id="not YAML"),
        pytest.param("- url", id="a list"),
        pytest.param("!!python/object:os.system {}", id="an object"),
        pytest.param("when: 2026-13-45", id="no such date"),
        pytest.param("baseurl: /blog", id="a path alone"),
    ],
)
def test_a_setting_that_says_nothing_is_left_out(tmp_path: Path, text: str) -> None:
    found = look(site(tmp_path, {"_config.yml": text}))

    assert found == Found("jekyll", ".", None, None)


@pytest.mark.parametrize("name", ["hugo.toml", "hugo.json"])
def test_a_broken_file_says_nothing(tmp_path: Path, name: str) -> None:
    assert look(site(tmp_path, {name: "{"})) == Found("hugo", "static", None, None)


def test_a_file_that_is_not_text_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_bytes(b"title: caf\xe9")

    assert look(tmp_path) == Found("jekyll", ".", None, None)


@pytest.mark.parametrize(
    ("generator", "folder", "expected"),
    [
        pytest.param("hugo", "content/en/log", "/en/log/{slug}/", id="Hugo"),
        pytest.param("hugo", "other/now", None, id="not Hugo's content"),
        pytest.param("zola", "content/Now", "/now/{slug}/", id="Zola"),
        pytest.param("quartz", "content/Now", "/Now/{slug}", id="Quartz keeps capitals"),
        pytest.param("astro", "src/pages/now", "/now/{slug}/", id="a folder of routes"),
        pytest.param("astro", "src/content/now", None, id="Astro without a route"),
        pytest.param("gatsby", "content/now", None, id="Gatsby"),
        pytest.param(None, "now", None, id="no generator"),
    ],
)
def test_a_generator_makes_a_page_of_each_file_or_not(
    tmp_path: Path, generator: str | None, folder: str, expected: str | None
) -> None:
    assert page_of_each(tmp_path, generator, folder) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026/11.md", "/now/{path}/"),
        ("2026/11/index.md", "/now/{path}/"),
        ("2026-11/index.md", "/now/{slug}/"),
        ("_drafts/2026-11.md", "/now/{slug}/"),
    ],
)
def test_entries_in_folders_have_addresses_with_these(
    tmp_path: Path, name: str, expected: str
) -> None:
    site(tmp_path, {f"content/now/{name}": ""})

    assert page_of_each(tmp_path, "hugo", "content/now") == expected


def test_hugo_does_not_show_the_sites_own_language(tmp_path: Path) -> None:
    assert page_of_each(tmp_path, "hugo", "content/pt/now", "pt") == "/now/{slug}/"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param("_pages/Now.md", "/now/", id="its name"),
        pytest.param("content/log/index.md", "/log/", id="its folder's"),
        pytest.param("src/content/now/words.md", "/now/", id="of any name in now"),
        pytest.param("index.md", "/", id="the site's"),
        pytest.param("src/routes/now/+page.md", "/now/", id="a route"),
    ],
)
def test_a_pages_address_is_like_its_name(page: str, expected: str) -> None:
    assert address_of_page(None, page, "") == expected
