"""What a feed says of each entry and of itself, by the sections of RFC 4287."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from msgspec.structs import replace

from nowsync.core.copies import Copy
from tests.feeds.samples import JULY, JUNE, MAY, SETTINGS, SITE, feed, ids, publish, select, step
from tests.feeds.strict import faults
from tests.shell import examples_in, run


def links(folder: Path, relation: str) -> list[dict[str, str]]:
    found = select(folder, f"//a:entry/a:link[@rel='{relation}']")
    return [{**link.attrib} for link in found]


# The cover


def test_the_cover_image_is_an_enclosure_with_its_type_and_length(tmp_path: Path) -> None:
    publish(feed(tmp_path), replace(MAY, image="/img/may.jpg", image_length=4711))

    assert links(tmp_path, "enclosure") == [
        {
            "href": "https://example.org/img/may.jpg",
            "rel": "enclosure",
            "type": "image/jpeg",
            "length": "4711",
        }
    ]


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ("may.png", "https://example.org/now/2026-05/may.png"),
        ("/may.PNG", "https://example.org/may.PNG"),
        ("https://cdn.example/may.png?w=4", "https://cdn.example/may.png?w=4"),
        ("//cdn.example/may.png", "https://cdn.example/may.png"),
    ],
)
def test_a_cover_is_addressed_from_the_entrys_own_place(
    tmp_path: Path, image: str, address: str
) -> None:
    publish(feed(tmp_path), replace(MAY, image=image))

    assert [link["href"] for link in links(tmp_path, "enclosure")] == [address]


@pytest.mark.parametrize(
    "image", [None, "", "may", "may.xyz", "data:image/png;base64,AAAA", "https://[oops/may.png"]
)
def test_a_cover_that_readers_could_not_show_is_left_out(tmp_path: Path, image: str | None) -> None:
    publish(feed(tmp_path), replace(MAY, image=image))

    assert links(tmp_path, "enclosure") == []


def test_the_length_of_a_cover_is_that_of_its_file_in_the_site(tmp_path: Path) -> None:
    ada = examples_in(tmp_path)
    (ada / "public").mkdir()
    (ada / "public" / "boat.jpg").write_bytes(b"x" * 321)
    entry = ada / "src/content/now/2026-11.md"
    entry.write_text(entry.read_text().replace("---\n", "---\ncover: /boat.jpg\n", 1))

    os.utime(entry, (0, 0))

    run("nowsync publish --target feed", ada)

    (link,) = links(ada / "public", "enclosure")
    assert (link["href"], link["length"]) == ("https://ada.example/boat.jpg", "321")


# Where else it is


def copy_on(host: str, entry: str = "2026-05") -> dict[str, list[Copy]]:
    at = datetime(2026, 5, 2, tzinfo=UTC)
    return {
        entry: [Copy(target="m", platform="mastodon", url=f"https://{host}/@ada/1", published=at)]
    }


def test_a_copy_elsewhere_is_related_to_its_entry(tmp_path: Path) -> None:
    publish(feed(tmp_path, copies=copy_on("mastodon.example")), MAY, JUNE)

    assert links(tmp_path, "related") == [
        {
            "href": "https://mastodon.example/@ada/1",
            "rel": "related",
            "type": "text/html",
            "title": "mastodon.example",
        }
    ]


def test_a_new_copy_makes_its_entry_stale_and_no_other(tmp_path: Path) -> None:
    may, june = publish(feed(tmp_path), MAY, JUNE)

    later = feed(tmp_path, copies=copy_on("mastodon.example"))

    assert later.stale()(may) == "where else it is published has changed"
    assert later.stale()(june) is None


def test_a_written_copy_is_not_stale(tmp_path: Path) -> None:
    adapter = feed(tmp_path, copies=copy_on("mastodon.example"))

    (receipt,) = publish(adapter, MAY)

    assert adapter.stale()(receipt) is None


def test_a_receipt_of_an_older_nowsync_lets_its_entry_catch_up(tmp_path: Path) -> None:
    (receipt,) = publish(feed(tmp_path), MAY)
    older = replace(receipt, data={"head": receipt.data["head"]})

    assert feed(tmp_path).stale()(older) == "a feed says more of an entry than it did"


# The feed itself


def test_icon_logo_and_rights_are_said(tmp_path: Path) -> None:
    settings = replace(SETTINGS, icon="/icon.png", logo="logo.png", rights="CC BY 4.0")

    publish(feed(tmp_path, settings=settings), MAY)

    said = [element.text for element in select(tmp_path, "a:icon | a:logo | a:rights")]
    assert sorted(said) == [
        "CC BY 4.0",
        "https://example.org/icon.png",
        "https://example.org/now/logo.png",
    ]


@pytest.mark.parametrize("key", ["icon", "logo", "rights", "hub"])
def test_what_a_feed_says_of_itself_makes_it_stale_when_it_changes(
    tmp_path: Path, key: str
) -> None:
    (receipt,) = publish(feed(tmp_path), MAY)
    changed = replace(SETTINGS, **{key: "https://example.org/new"})

    assert feed(tmp_path, settings=changed).stale()(receipt) is not None


def test_a_hub_is_named_beside_the_feeds_own_address(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=replace(SETTINGS, hub="https://hub.example/")), MAY)

    assert select(tmp_path, "/a:feed/a:link[@rel='hub']/@href") == ["https://hub.example/"]


def test_ids_can_keep_the_host_of_an_older_address(tmp_path: Path) -> None:
    """After a move and with a lost ledger, there is nothing else to tell them from."""
    before = publish(feed(tmp_path), MAY)

    after = publish(
        feed(
            tmp_path,
            settings=replace(SETTINGS, id_host="example.org"),
            site=replace(SITE, url="https://ada.example"),
        ),
        MAY,
    )

    assert [each.id for each in after] == [each.id for each in before]


# All together


def test_a_feed_with_everything_has_no_fault(tmp_path: Path) -> None:
    settings = replace(
        SETTINGS,
        rights="CC BY 4.0",
        icon="/icon.png",
        logo="/logo.png",
        hub="https://hub.example/",
        json="now.json",
    )
    summaries = (replace(MAY, image="/a.webp", image_length=3), JUNE, replace(JULY, language="de"))

    publish(feed(tmp_path, settings=settings, copies=copy_on("m.example")), *summaries)

    assert faults((tmp_path / "now.xml").read_bytes()) == []


def test_the_feed_of_the_example_site_has_no_fault(tmp_path: Path) -> None:
    ada = examples_in(tmp_path)

    run("nowsync publish --target feed", ada)

    assert faults((ada / "public" / "now.xml").read_bytes()) == []


SAME = ("\0", "")
BAD = {
    "no author": ("<author>", "<!--author>", "</author>", "</author-->"),
    "no self": ('rel="self"', 'rel="related"', *SAME),
    "a relative id": ("tag:example.org,2026:feed", "feed", *SAME),
    "white space around an id": ("<id>tag", "<id> tag", *SAME),
    "a date with a small t": ("T08:00:00", "t08:00:00", *SAME),
    "the same id twice": ("now/2026-06", "now/2026-05", "2026-06-01:", "2026-05-01:"),
    "a relative address": ("<content", "<content", "&lt;em&gt;", '&lt;a href="x"&gt;'),
    "a script": ("&lt;em&gt;", "&lt;script&gt;", "&lt;/em&gt;", "&lt;/script&gt;"),
}


@pytest.mark.parametrize("edit", BAD.values(), ids=BAD.keys())
def test_the_strict_reader_sees_what_is_wrong(tmp_path: Path, edit: tuple[str, ...]) -> None:
    publish(feed(tmp_path), MAY, JUNE)
    good = (tmp_path / "now.xml").read_text()

    bad = good.replace(edit[0], edit[1]).replace(edit[2], edit[3])

    assert etree.fromstring(bad.encode()) is not None
    assert faults(bad.encode()) != []


def test_a_style_sheet_is_named_before_everything_else(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=replace(SETTINGS, style="/feed.css")), MAY)

    (style,) = etree.parse(tmp_path / "now.xml").xpath("/processing-instruction()")
    assert style.attrib == {"href": "/feed.css", "type": "text/css"}
    assert faults((tmp_path / "now.xml").read_bytes()) == []


@pytest.mark.parametrize("style", ['/a"b.css', "/a b.css", "/a?>b", "/a&b"])
def test_a_style_sheets_address_can_be_written_where_it_stands(style: str) -> None:
    assert [key for key, _ in replace(SETTINGS, style=style).problems()] == ["style"]


# Authors (§ 4.2.1).


def test_the_authors_of_an_entry_are_named_in_it(tmp_path: Path) -> None:
    publish(feed(tmp_path), replace(MAY, authors=("Ada Example", "Bo")))

    names = select(tmp_path, "//a:entry/a:author/a:name/text()")
    assert [str(each) for each in names] == ["Ada Example", "Bo"]
    assert faults((tmp_path / "now.xml").read_bytes()) == []


def test_for_the_author_of_the_site_the_feed_speaks(tmp_path: Path) -> None:
    publish(feed(tmp_path), replace(MAY, authors=("Ada Example",)))

    assert select(tmp_path, "//a:entry/a:author") == []


def test_an_entry_that_was_published_before_authors_were_known_is_written_as_it_was(
    tmp_path: Path,
) -> None:
    june = step(feed(tmp_path), JUNE)
    body = {key: value for key, value in june.request.body.items() if key != "authors"}
    older = replace(june, request=replace(june.request, body=body))

    publish(feed(tmp_path, standing=[older]), MAY)

    assert len(ids(tmp_path)) == 2
