"""Lay out sites as people do, and hold `nowsync init` and `nowsync entries` to understanding them.

The layouts are invented; their shapes were all met.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.shell import run

URL = "https://ada.example"
TEXT = "The kettle is on.\n"


def entry(**fields: str) -> str:
    """Write an entry, or the page, with some front matter."""
    lines = [f"{name}: {value}" for name, value in fields.items()]
    return "\n".join(["---", *lines, "---", "", TEXT])


@dataclass(frozen=True)
class Layout:
    """A site's files, what init should say and write, and the entries that should be listed."""

    files: Mapping[str, str]
    said: str
    entries: Mapping[str, str]
    listed: tuple[str, ...]
    feed: str


ASTRO = {"astro.config.mjs": f'export default defineConfig({{ site: "{URL}" }});'}
HUGO = {"hugo.toml": f'baseURL = "{URL}/"\n'}
ZOLA = {"config.toml": f'base_url = "{URL}"\n'}
JEKYLL = {"_config.yml": f"url: {URL}\n"}
ELEVENTY = {"eleventy.config.js": "", "_data/site.json": f'{{"url": "{URL}"}}'}
NEXT = {"next.config.mjs": "export default {};\n"}
QUARTZ = {"quartz.config.ts": 'const config = { configuration: { baseUrl: "ada.example" } }'}
GATSBY = {"gatsby-config.js": f'module.exports = {{ siteMetadata: {{ siteUrl: "{URL}" }} }};'}

MONTHS = {
    "2026-10.md": entry(title="October 2026", date="2026-10-01"),
    "2026-11.md": entry(title="November 2026", date="2026-11-01"),
}
TITLES = ("October 2026", "November 2026")


def inside(folder: str, files: Mapping[str, str] = MONTHS) -> dict[str, str]:
    return {f"{folder}/{name}": text for name, text in files.items()}


def a_folder(folder: str, permalink: str) -> dict[str, str]:
    return {"folder": folder, "permalink": permalink, "link": "/now/"}


def a_page(page: str, link: str = "/now/") -> dict[str, str]:
    return {"page": page, "link": link}


PAGE = entry(title="What I do now", updated="2026-11-02")
ONE = ("What I do now",)

FOLDERS = {
    "Astro with a page of each": Layout(
        {**ASTRO, **inside("src/content/now"), "src/pages/now/[slug].astro": ""},
        "2 dated entries in src/content/now",
        a_folder("src/content/now", "/now/{slug}/"),
        TITLES,
        "public/now.xml",
    ),
    "Astro with a catch-all route": Layout(
        {**ASTRO, **inside("src/content/now"), "src/pages/now/[...slug].astro": ""},
        "2 dated entries in src/content/now",
        a_folder("src/content/now", "/now/{slug}/"),
        TITLES,
        "public/now.xml",
    ),
    "Astro with one page for all": Layout(
        {**ASTRO, **inside("src/content/now"), "src/pages/now.astro": ""},
        "2 dated entries in src/content/now",
        a_folder("src/content/now", "/now/"),
        TITLES,
        "public/now.xml",
    ),
    "Astro with pages of a list": Layout(
        {**ASTRO, **inside("src/content/now"), "src/pages/now/[...page].astro": ""},
        "2 dated entries in src/content/now",
        a_folder("src/content/now", "/now/"),
        TITLES,
        "public/now.xml",
    ),
    "Astro with the newest and its archive": Layout(
        {
            **ASTRO,
            "src/content/now/current.md": entry(title="November 2026", date="2026-11-20"),
            "src/content/now/archive/oct-26.md": entry(title="October 2026", date="2026-10-01"),
        },
        "1 dated entry in src/content/now",
        a_folder("src/content/now", "/now/"),
        TITLES,
        "public/now.xml",
    ),
    "Hugo": Layout(
        {**HUGO, **inside("content/now"), "archetypes/now.md": entry(title="{{ .Name }}")},
        "2 dated entries in content/now",
        a_folder("content/now", "/now/{slug}/"),
        TITLES,
        "static/now.xml",
    ),
    "Hugo with bundles": Layout(
        {
            **HUGO,
            "content/now/2026-10/index.md": entry(title="October 2026"),
            "content/now/2026-11/index.md": entry(title="November 2026"),
        },
        "2 dated entries in content/now",
        a_folder("content/now", "/now/{slug}/"),
        TITLES,
        "static/now.xml",
    ),
    "Hugo with years": Layout(
        {
            **HUGO,
            "content/now/2026/10.md": entry(title="October 2026", date="2026-10-01"),
            "content/now/2026/11.md": entry(title="November 2026", date="2026-11-01"),
        },
        "2 dated entries in content/now",
        a_folder("content/now", "/now/{path}/"),
        TITLES,
        "static/now.xml",
    ),
    "Hugo with languages": Layout(
        {
            "hugo.toml": f'baseURL = "{URL}"\ndefaultContentLanguage = "de"\n',
            **inside("content/de/now"),
            **inside("content/en/now"),
        },
        "2 dated entries in content/de/now",
        a_folder("content/de/now", "/now/{slug}/"),
        TITLES,
        "static/now.xml",
    ),
    "Eleventy with the day first": Layout(
        {
            **ELEVENTY,
            "now/25-10-2026.md": entry(title="October 2026"),
            "now/05-11-2026.md": entry(title="November 2026"),
        },
        "2 dated entries in now",
        {**a_folder("now", "/now/{slug}/"), "name_date": "DD-MM-YYYY"},
        TITLES,
        "now.xml",
    ),
    "SvelteKit": Layout(
        {"svelte.config.js": "", **inside("content/now")},
        "2 dated entries in content/now",
        a_folder("content/now", "/now/"),
        TITLES,
        "static/now.xml",
    ),
    "Zola": Layout(
        {**ZOLA, **inside("content/now")},
        "2 dated entries in content/now",
        a_folder("content/now", "/now/{slug}/"),
        TITLES,
        "static/now.xml",
    ),
    "Jekyll with a collection": Layout(
        {
            "_config.yml": f"url: {URL}\ncollections:\n  now:\n    output: true\n"
            "    permalink: /:collection/:title/\n",
            **inside("_now"),
        },
        "2 dated entries in _now",
        a_folder("_now", "/now/{slug}/"),
        TITLES,
        "now.xml",
    ),
    "Jekyll with a collection that is only shown elsewhere": Layout(
        {"_config.yml": f"url: {URL}\ncollections: [now]\n", **inside("_now")},
        "2 dated entries in _now",
        a_folder("_now", "/now/"),
        TITLES,
        "now.xml",
    ),
    "Jekyll with pages": Layout(
        {**JEKYLL, **inside("now")},
        "2 dated entries in now",
        a_folder("now", "/now/{slug}.html"),
        TITLES,
        "now.xml",
    ),
    "Eleventy": Layout(
        {**ELEVENTY, **inside("src/now"), "src/now/now.json": '{"layout": "now.njk"}'},
        "2 dated entries in src/now",
        a_folder("src/now", "/now/{slug}/"),
        TITLES,
        "now.xml",
    ),
    "Eleventy without pages": Layout(
        {**ELEVENTY, **inside("src/now"), "src/now/now.json": '{"permalink": false}'},
        "2 dated entries in src/now",
        a_folder("src/now", "/now/"),
        TITLES,
        "now.xml",
    ),
    "Next.js with a page of each": Layout(
        {**NEXT, **inside("content/now"), "app/now/[slug]/page.tsx": ""},
        "2 dated entries in content/now",
        a_folder("content/now", "/now/{slug}"),
        TITLES,
        "public/now.xml",
    ),
    "Next.js with one page for all": Layout(
        {**NEXT, **inside("content/now"), "app/now/page.tsx": ""},
        "2 dated entries in content/now",
        a_folder("content/now", "/now/"),
        TITLES,
        "public/now.xml",
    ),
    "Quartz": Layout(
        {**QUARTZ, **inside("content/now")},
        "2 dated entries in content/now",
        a_folder("content/now", "/now/{slug}"),
        TITLES,
        "content/now.xml",
    ),
    "Gatsby": Layout(
        {**GATSBY, **inside("content/now")},
        "2 dated entries in content/now",
        a_folder("content/now", "/now/"),
        TITLES,
        "static/now.xml",
    ),
    "plain": Layout(
        inside("texts/now"),
        "2 dated entries in texts/now",
        a_folder("texts/now", "/now/"),
        TITLES,
        "now.xml",
    ),
    "a folder that a page shows": Layout(
        {**JEKYLL, **inside("_now"), "now.md": entry(title="Now", permalink="/now/")},
        "2 dated entries in _now",
        a_folder("_now", "/now/"),
        TITLES,
        "now.xml",
    ),
}
PAGES = {
    "Hugo": (HUGO, "content/now.md", "/now/"),
    "Hugo, a section": (HUGO, "content/now/_index.md", "/now/"),
    "Zola": (ZOLA, "content/now/_index.md", "/now/"),
    "Jekyll": (JEKYLL, "_pages/now.md", "/now/"),
    "Jekyll, a folder": (JEKYLL, "now/index.md", "/now/"),
    "Astro": (ASTRO, "src/pages/now.md", "/now/"),
    "Astro, MDX": (ASTRO, "src/pages/now.mdx", "/now/"),
    "Astro, content": (ASTRO, "src/content/now/now.md", "/now/"),
    "Astro, content index": (ASTRO, "src/content/now/index.md", "/now/"),
    "Astro, newest alone": (ASTRO, "src/content/now/current.md", "/now/"),
    "Astro, one language": (ASTRO, "src/content/now/pt.md", "/now/"),
    "Eleventy": (ELEVENTY, "src/now.md", "/now/"),
    "Eleventy, a garden": (ELEVENTY, "src/site/notes/Now.md", "/now/"),
    "Next.js": (NEXT, "content/now.mdx", "/now/"),
    "Quartz": (QUARTZ, "content/Now.md", "/Now"),
    "SvelteKit": ({"svelte.config.js": ""}, "src/routes/now/+page.md", "/now/"),
    "Nikola": ({"conf.py": f'SITE_URL = "{URL}"'}, "pages/now.md", "/now/"),
    "Gatsby": (GATSBY, "src/pages/now.md", "/now/"),
    "plain": ({}, "now.markdown", "/now/"),
}
every_folder = pytest.mark.parametrize("layout", FOLDERS.values(), ids=FOLDERS.keys())
every_page = pytest.mark.parametrize(
    ("site", "page", "link"), PAGES.values(), ids=list(PAGES.keys())
)


def build(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files, and their folders."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def said(folder: Path, *flags: str) -> str:
    """Let init write its file, and say what it found."""
    done = run(" ".join(["nowsync init --url", URL, *flags]), folder)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def written(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "nowsync.toml").read_text("utf-8"))


def listed(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("nowsync entries --json", folder).stdout)
    return found


def titles(folder: Path) -> tuple[str, ...]:
    return tuple(each["title"] for each in listed(folder)["entries"])


@every_folder
def test_a_folder_is_found_and_written_down(tmp_path: Path, layout: Layout) -> None:
    build(tmp_path, layout.files)

    assert f"Its entries: {layout.said}.\n" in said(tmp_path)
    assert written(tmp_path)["entries"] == layout.entries
    assert written(tmp_path)["targets"]["feed"]["file"] == layout.feed


@every_folder
def test_the_entries_of_a_folder_are_listed(tmp_path: Path, layout: Layout) -> None:
    said(build(tmp_path, layout.files))

    assert titles(tmp_path) == layout.listed
    assert listed(tmp_path)["problems"] == []


@every_page
def test_a_page_is_found_and_written_down(
    tmp_path: Path, site: dict[str, str], page: str, link: str
) -> None:
    build(tmp_path, {**site, page: PAGE})

    assert f"Its entries: one page, {page}, rewritten in place.\n" in said(tmp_path)
    assert written(tmp_path)["entries"] == a_page(page, link)


@every_page
def test_the_edition_of_a_page_is_listed(
    tmp_path: Path, site: dict[str, str], page: str, link: str
) -> None:
    said(build(tmp_path, {**site, page: PAGE}))

    (edition,) = listed(tmp_path)["entries"]
    assert (edition["title"], edition["date"][:10]) == ("What I do now", "2026-11-02")
    assert (edition["file"], edition["link"]) == (page, f"{URL}{link}")
    assert listed(tmp_path)["problems"] == []


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param("---\npermalink: /about/now/\n---\n", "/about/now/", id="YAML"),
        pytest.param('+++\nurl = "/nu/"\n+++\n', "/nu/", id="TOML"),
        pytest.param('---\n{"publish":true,"permalink":"/nu/"}\n---\n', "/nu/", id="JSON"),
        pytest.param("---\npermalink: /{{ slug }}/\n---\n", "/now/", id="a template"),
        pytest.param("---\npermalink: now/\n---\n", "/now/", id="relative"),
    ],
)
def test_readers_are_sent_to_the_address_that_a_page_gives_itself(
    tmp_path: Path, page: str, expected: str
) -> None:
    said(build(tmp_path, {**JEKYLL, "_pages/now.md": f"{page}\n{TEXT}"}))

    assert written(tmp_path)["entries"]["link"] == expected


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        pytest.param(
            "permalink: pretty\ncollections:\n  now:\n    output: true\n",
            "/now/{slug}/",
            id="pretty",
        ),
        pytest.param(
            "collections:\n  now:\n    output: true\n", "/now/{slug}.html", id="its own way"
        ),
        pytest.param(
            "collections:\n  now:\n    output: true\n    permalink: /:year/:month/:name\n",
            "/{year}/{month}/{slug}",
            id="parts of the date",
        ),
        pytest.param(
            "collections:\n  now:\n    output: true\n    permalink: /:categories/:name\n",
            "/now/",
            id="what nowsync does not know",
        ),
        pytest.param("collections:\n  now:\n    output: false\n", "/now/", id="no output"),
    ],
)
def test_a_collections_addresses_are_those_of_its_settings(
    tmp_path: Path, config: str, expected: str
) -> None:
    said(build(tmp_path, {"_config.yml": f"url: {URL}\n{config}", **inside("_now")}))

    assert written(tmp_path)["entries"]["permalink"] == expected


def test_the_file_says_why_all_entries_share_an_address(tmp_path: Path) -> None:
    said(build(tmp_path, inside("now")))

    assert "# One page shows all entries, as far as can be told from here." in (
        (tmp_path / "nowsync.toml").read_text("utf-8")
    )


def test_the_file_says_why_each_entry_has_its_address(tmp_path: Path) -> None:
    said(build(tmp_path, {**HUGO, **inside("content/now")}))

    assert "# A folder with one file per entry; 2 dated entries when this was written.\n" in (
        (tmp_path / "nowsync.toml").read_text("utf-8")
    )
    assert "hugo makes a page of each" in (tmp_path / "nowsync.toml").read_text("utf-8")


def test_names_that_may_begin_with_a_day_or_a_month_leave_a_choice(tmp_path: Path) -> None:
    said(build(tmp_path, {"now/05-11-2026.md": TEXT, "now/06-10-2026.md": TEXT}))

    assert '# name_date = "DD-MM-YYYY"\n# name_date = "MM-DD-YYYY"\n' in (
        (tmp_path / "nowsync.toml").read_text("utf-8")
    )


def test_translations_are_named(tmp_path: Path) -> None:
    layout = FOLDERS["Hugo with languages"]

    assert "In other languages, which have to wait: content/en/now.\n" in (
        said(build(tmp_path, layout.files))
    )


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"src/content/now/pt.md": PAGE}, "pt", id="the page's name"),
        pytest.param({"_config.yml": "lang: pt_BR", "now.md": PAGE}, "pt-BR", id="settings"),
        pytest.param({"now.md": "# \u73fe\u6cc1\n\n\u53f0\u7063\n"}, "zh", id="a script"),
        pytest.param({"now.md": PAGE}, "en", id="nothing"),
    ],
)
def test_the_language_is_what_the_site_tells(
    tmp_path: Path, files: dict[str, str], expected: str
) -> None:
    said(build(tmp_path, files))

    assert written(tmp_path)["site"]["language"] == expected


def test_a_source_without_entries_says_why(tmp_path: Path) -> None:
    page = "---\ntitle: Now\n---\n{{ posts.first }}\n"

    assert "no entry  now.md: all of its text is computed by the site\n" in (
        said(build(tmp_path, {"now.md": page}))
    )


@pytest.mark.parametrize(
    ("files", "words"),
    [
        pytest.param(
            {"src/pages/now.astro": ""},
            "src/pages/now.astro is not Markdown, which is all that nowsync reads;",
            id="not Markdown",
        ),
        pytest.param(
            {"now/en.md": PAGE, "now/ko.md": PAGE},
            "now/en.md or now/ko.md may be it, one in each language, and nowsync publishes one;",
            id="languages",
        ),
    ],
)
def test_a_site_whose_entries_are_not_clear_is_told_why(
    tmp_path: Path, files: dict[str, str], words: str
) -> None:
    done = run(f"nowsync init --url {URL}", build(tmp_path, files))

    assert words in done.stderr
    assert done.returncode == 2
