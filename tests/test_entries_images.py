"""What an entry shows: the image in its front matter, then those in its text."""

from pathlib import Path

import pytest

from nowsync.core.image import Picture
from nowsync.core.target import Site
from nowsync.entries import EntryRules, read_entry


def pictures(folder: Path, front_matter: str, text: str = "Hello.") -> tuple[Picture, ...]:
    path = folder / "2026-11.md"
    path.write_text(f"---\ndate: 2026-11-01\n{front_matter}\n---\n{text}\n", encoding="utf-8")
    rules = EntryRules(folder=folder, root=folder, site=Site("https://ada.example"))
    return read_entry(path, rules).images


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("![A *cat*](cat.png)", [Picture("cat.png", "A cat")], id="without markup"),
        pytest.param("![](cat.png)", [Picture("cat.png")], id="without alt text"),
        pytest.param('![A cat](cat.png "Tom")', [Picture("cat.png", "A cat")], id="with a title"),
        pytest.param("![A cat](<a cat.png>)", [Picture("a cat.png", "A cat")], id="with a blank"),
        pytest.param("![A cat][c]\n\n[c]: cat.png", [Picture("cat.png", "A cat")], id="elsewhere"),
        pytest.param("[![A cat](cat.png)](/cats)", [Picture("cat.png", "A cat")], id="a link"),
        pytest.param(
            "- ![One](1.png)\n\n> ![Two](2.png)\n\n## ![Three](3.png)",
            [Picture("1.png", "One"), Picture("2.png", "Two"), Picture("3.png", "Three")],
            id="in the order of the text",
        ),
        pytest.param("`![A cat](cat.png)`", [], id="code shows none"),
    ],
)
def test_the_images_of_the_text_are_known(
    tmp_path: Path, text: str, expected: list[Picture]
) -> None:
    assert pictures(tmp_path, "mood: calm", f"Hello.\n\n{text}") == tuple(expected)


@pytest.mark.parametrize(
    ("front_matter", "expected"),
    [
        pytest.param("image: cat.png", Picture("cat.png"), id="an address"),
        pytest.param("image: cat.png\nimageAlt: A cat", Picture("cat.png", "A cat"), id="Alt"),
        pytest.param("cover: cat.png\ncover_alt: A cat", Picture("cat.png", "A cat"), id="_alt"),
        pytest.param(
            "cover: { image: cat.png, alt: A cat }", Picture("cat.png", "A cat"), id="Hugo's table"
        ),
        pytest.param(
            "heroImage: { src: cat.png, alt: A cat }", Picture("cat.png", "A cat"), id="Astro's"
        ),
    ],
)
def test_the_image_of_the_front_matter_is_known(
    tmp_path: Path, front_matter: str, expected: Picture
) -> None:
    assert pictures(tmp_path, front_matter) == (expected,)


@pytest.mark.parametrize("value", ["true", "[]", "{ alt: A cat }", "''", "5"])
def test_what_is_no_address_is_no_image(tmp_path: Path, value: str) -> None:
    assert pictures(tmp_path, f"image: {value}") == ()


def test_an_image_that_is_shown_twice_is_one_and_keeps_its_alt_text(tmp_path: Path) -> None:
    found = pictures(tmp_path, "image: cat.png", "![A dog](dog.png) ![A cat](cat.png)")

    assert found == (Picture("cat.png", "A cat"), Picture("dog.png", "A dog"))


def test_of_two_alt_texts_the_first_one_stays(tmp_path: Path) -> None:
    found = pictures(tmp_path, "image: cat.png\nimageAlt: A cat", "![A pet](cat.png)")

    assert found == (Picture("cat.png", "A cat"),)


def test_an_alt_text_is_no_field_for_readers(tmp_path: Path) -> None:
    path = tmp_path / "2026-11.md"
    path.write_text("---\ndate: 2026-11-01\ncoverAlt: A cat\n---\nHello.\n", encoding="utf-8")
    rules = EntryRules(folder=tmp_path, root=tmp_path, site=Site("https://ada.example"))

    assert read_entry(path, rules).fields == {}
