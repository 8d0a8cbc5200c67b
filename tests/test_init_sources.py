"""Hold `sources` to one answer where a site is plain, and to all of them where it is not."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from nowsync.sites.sources import Source, name_patterns, other_page, sources

DATED = "---\npubDate: 2026-11-01\n---\n"


def site(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files, and their folders; a name that ends in / is an empty folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(parents=True) if name.endswith("/") else path.write_text(text, "utf-8")
    return folder


def empty(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "")


def page(path: str) -> Source:
    return Source(path, page=True)


def in_folder(path: str, dated: int = 1) -> Source:
    return Source(path, dated=dated)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(empty("notes/monthly/2026-05.md"), in_folder("notes/monthly"), id="one"),
        pytest.param(empty("2026-05-01.md"), in_folder("."), id="the folder itself"),
        pytest.param(empty("a/2026-05.md", "b/Now/2026-05.mdx"), in_folder("b/Now"), id="now"),
        pytest.param(
            empty("log/2025/2025-01.md", "log/2026/2026-01.md"), in_folder("log", 2), id="years"
        ),
        pytest.param(empty("log/2026-01/index.md"), in_folder("log"), id="a bundle"),
        pytest.param(empty("now/"), in_folder("now", 0), id="an empty folder"),
        pytest.param(empty("now.md", "now/"), page("now.md"), id="a page beside an empty folder"),
    ],
)
def test_a_plain_folder_has_one_source(
    tmp_path: Path, files: dict[str, str], expected: Source
) -> None:
    assert sources(site(tmp_path, files), any_name=True) == (expected,)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            empty("now/2026-04.md", "now/2026-05.md", "now.md"), in_folder("now", 2), id="several"
        ),
        pytest.param(empty("now/2026-05.md", "now/index.md"), in_folder("now"), id="its own index"),
        pytest.param(
            empty("now/current.md", "now/archive/2026-05.md"),
            in_folder("now"),
            id="the newest and an archive below it",
        ),
        pytest.param(
            empty("now/current.md", "now-archive/2026-04.md", "now-archive/2026-05.md"),
            page("now/current.md"),
            id="the newest and an archive elsewhere",
        ),
        pytest.param(
            empty("now/index.md", "now/archive/2026-04.md", "now/archive/2026-05.md"),
            page("now/index.md"),
            id="a page and its archive",
        ),
        pytest.param({"now/a-walk.md": DATED}, in_folder("now"), id="dated inside"),
        pytest.param({"now/walk/index.md": DATED}, in_folder("now"), id="bundle dated inside"),
        pytest.param({"now/now.md": DATED}, page("now/now.md"), id="a dated page"),
        pytest.param({"now/_index.md": DATED}, page("now/_index.md"), id="a dated section"),
        pytest.param(
            {"now/_template.md": DATED, "now/index.md": ""}, page("now/index.md"), id="a template"
        ),
        pytest.param(empty("now/_index.md", "now/_index.es.md"), page("now/_index.md"), id="es"),
        pytest.param(empty("now/_index.es.md"), page("now/_index.es.md"), id="es alone"),
        pytest.param(empty("now/archive.md"), page("now/archive.md"), id="an archive alone"),
        pytest.param(empty("now/words.md", "now/archive.md"), page("now/words.md"), id="one file"),
        pytest.param(empty("a/b/c/now/2026/05/index.md"), in_folder("a/b/c/now"), id="deep"),
        pytest.param(
            empty("now/05-11-2026.md", "now/06-10-2026.md"), in_folder("now", 2), id="day first"
        ),
        pytest.param(
            empty("now/winter-2026.md", "now/autumn-2026.md"), in_folder("now", 0), id="seasons"
        ),
        pytest.param({"app/now/page.mdx": DATED}, page("app/now/page.mdx"), id="a route"),
        pytest.param(empty("en/now/2026-05.md"), in_folder("en/now"), id="by language"),
    ],
)
def test_a_site_has_one_source(tmp_path: Path, files: dict[str, str], expected: Source) -> None:
    assert sources(site(tmp_path, files), any_name=False) == (expected,)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            empty("a/now/2026-05.md", "b/now/2026-05.md"),
            (in_folder("a/now"), in_folder("b/now")),
            id="two folders",
        ),
        pytest.param(
            empty("now/2026-05.md", "pages/now.md"),
            (in_folder("now"), page("pages/now.md")),
            id="one entry and a page",
        ),
        pytest.param(
            empty("de/now.md", "en/now.md"), (page("de/now.md"), page("en/now.md")), id="two pages"
        ),
        pytest.param(
            {"now/en.md": DATED, "now/ko.md": DATED},
            (page("now/en.md"), page("now/ko.md")),
            id="a page in two languages",
        ),
        pytest.param(
            empty("now/hardware.md", "now/media.md"),
            (page("now/hardware.md"), page("now/media.md")),
            id="topics",
        ),
    ],
)
def test_what_may_be_the_source_is_all_given(
    tmp_path: Path, files: dict[str, str], expected: tuple[Source, ...]
) -> None:
    assert sources(site(tmp_path, files), any_name=False) == expected


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("_posts/2026-05-01-hello.md", id="posts"),
        pytest.param("node_modules/now/2026-05.md", id="other people's"),
        pytest.param("themes/plain/exampleSite/content/now.md", id="a theme's"),
        pytest.param("archetypes/now.md", id="an archetype"),
        pytest.param(".cache/now/2026-05.md", id="hidden"),
        pytest.param("a/b/c/d/e/2026-05.md", id="deep"),
        pytest.param("notes/may.md", id="not dated"),
        pytest.param("notes/2026-05.txt", id="not Markdown"),
        pytest.param("archive/2026-05.md", id="an archive"),
        pytest.param("docs/archive/now.md", id="a page in an archive"),
    ],
)
def test_what_is_no_entry_is_no_source(tmp_path: Path, name: str) -> None:
    assert sources(site(tmp_path, {name: ""}), any_name=True) == ()


def test_a_generators_blog_is_no_source(tmp_path: Path) -> None:
    assert sources(site(tmp_path, empty("blog/2026-05-01.md")), any_name=False) == ()


@pytest.mark.parametrize(
    "name",
    [
        *("2026-11.md", "2026-11-30.md", "20261130.md", "202611.md", "2026-11-30-a-walk.md"),
        *("november-2026.md", "nov-26.md", "now-202611.md", "2026/11.md", "2026-11/index.md"),
        *("2026/november/now.md", "25-11-2026.md", "2026-w45.md", "oktober-2026.md"),
        *("2026-01-04T16:32:00.00-05:00.md", "2026-november.md", "2026/11/index.md"),
    ],
)
def test_a_name_in_a_now_folder_is_dated_in_many_ways(tmp_path: Path, name: str) -> None:
    found = sources(site(tmp_path, {f"now/{name}": ""}), any_name=False)

    assert found == (in_folder("now"),)


def test_a_file_that_cannot_be_read_has_no_date(tmp_path: Path) -> None:
    (tmp_path / "now").mkdir()
    (tmp_path / "now" / "a-walk.md").symlink_to("nowhere.md")

    assert sources(tmp_path, any_name=False) == (page("now/a-walk.md"),)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(empty("now/25-10-2026.md", "now/05-11-2026.md"), ("DD-MM-YYYY",), id="a day"),
        pytest.param(
            empty("now/05-11-2026.md", "now/_index.md"), ("DD-MM-YYYY", "MM-DD-YYYY"), id="both"
        ),
        pytest.param(empty("now/25-10-2026.md", "now/10-25-2026.md"), (), id="neither"),
        pytest.param(empty("now/2026-11.md"), (), id="none needed"),
    ],
)
def test_names_that_need_a_pattern_have_those_that_fit_all(
    tmp_path: Path, files: dict[str, str], expected: tuple[str, ...]
) -> None:
    assert name_patterns(site(tmp_path, files), "now") == expected


def test_a_page_in_another_language_than_markdown_is_found(tmp_path: Path) -> None:
    site(tmp_path, empty("src/pages/index.astro", "src/pages/now.astro"))

    assert other_page(tmp_path) == "src/pages/now.astro"
