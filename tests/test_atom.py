"""The feed is what the ledger says, in valid Atom: read back by two readers of feeds."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from nowsync.adapters._atom import bindery
from nowsync.adapters.abilities import Batch
from nowsync.adapters.atom import Settings
from nowsync.adapters.base import Adapter
from nowsync.core.entry import EntryId
from nowsync.core.errors import Unusable
from nowsync.core.step import Receipt
from nowsync.core.summary import Summary
from nowsync.core.target import Account, Author, Site
from tests.feeds.samples import (
    JULY,
    JUNE,
    MAY,
    SETTINGS,
    SITE,
    feed,
    identity,
    ids,
    parsed,
    publication,
    publish,
    select,
    step,
    steps,
)

# What a feed says


def test_every_published_entry_stands_in_it_once_and_the_newest_first(tmp_path: Path) -> None:
    standing = steps(feed(tmp_path), MAY, JULY)

    publish(feed(tmp_path, standing=standing), JUNE, MAY)

    titles = [entry.title for entry in parsed(tmp_path).entries]
    assert titles == ["Now, July 2026", "Now, June 2026", "Now, May 2026"]
    assert not parsed(tmp_path).bozo


def test_entries_of_one_moment_are_ordered_by_id(tmp_path: Path) -> None:
    twin = replace(MAY, entry=EntryId("2026-05-b"))

    publish(feed(tmp_path), twin, MAY)

    assert ids(tmp_path) == [
        "tag:example.org,2026-05-01:now/2026-05",
        "tag:example.org,2026-05-01:now/2026-05-b",
    ]


def test_an_entry_says_all_that_its_summary_says(tmp_path: Path) -> None:
    publish(feed(tmp_path), JUNE)

    entry = parsed(tmp_path).entries[0]
    assert entry.id == "tag:example.org,2026-06-01:now/2026-06"
    assert entry.title_detail.type == "text/plain"
    assert entry.title == "Now, June 2026"
    assert entry.published == "2026-06-01T08:00:00+00:00"
    assert entry.updated == "2026-06-03T10:30:00+00:00"
    assert [tag.term for tag in entry.tags] == ["now", "moving"]
    assert (entry.summary_detail.type, entry.summary) == ("text/plain", "Moving house.")
    assert [(part.type, part.value) for part in entry.content] == [
        ("text/html", "<p>Moving <em>house</em> &amp; home.</p>")
    ]


def test_links_keep_their_relation_and_type(tmp_path: Path) -> None:
    publish(feed(tmp_path), MAY)

    entry_links = [dict(link.attrib) for link in select(tmp_path, "//a:entry/a:link")]
    feed_links = [dict(link.attrib) for link in select(tmp_path, "/a:feed/a:link")]
    assert entry_links == [
        {"href": "https://example.org/now/2026-05/", "rel": "alternate", "type": "text/html"}
    ]
    assert feed_links == [
        {"href": "https://example.org/now.xml", "rel": "self", "type": "application/atom+xml"},
        {"href": "https://example.org/now/", "rel": "alternate", "type": "text/html"},
    ]


@pytest.mark.parametrize(
    ("link", "permalink", "expected"),
    [
        ("https://example.org/now/", None, "https://example.org/now/"),
        ("https://example.org/now/", "https://example.org/may/", "https://example.org/may/"),
        (None, None, SITE.url),
    ],
    ids=["a link alone", "a permalink before a link", "neither: the site"],
)
def test_an_entry_always_links_somewhere(
    tmp_path: Path, link: str | None, permalink: str | None, expected: str
) -> None:
    (receipt,) = publish(feed(tmp_path), replace(MAY, link=link, permalink=permalink))

    assert parsed(tmp_path).entries[0].link == expected
    assert receipt.url == expected


def test_the_feed_is_as_new_as_its_newest_change_not_as_the_clock(tmp_path: Path) -> None:
    publish(feed(tmp_path), MAY, replace(MAY, entry=EntryId("x"), updated=JUNE.updated))

    assert parsed(tmp_path).feed.updated == "2026-06-03T10:30:00+00:00"


def test_the_feed_names_itself_and_its_author_and_no_version(tmp_path: Path) -> None:
    publish(feed(tmp_path), MAY)

    head = parsed(tmp_path).feed
    assert head.id == "tag:example.org,2026:feed"
    assert head.title == "Now, at Ada's"
    assert head.language == "en"
    assert head.author_detail == {
        "name": "Ada Example",
        "href": "https://example.org/about",
        "email": "ada@example.org",
    }
    assert head.generator_detail == {"name": "nowsync"}


def test_a_target_may_have_its_own_title(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=replace(SETTINGS, title="Ada <3 months")), MAY)

    assert select(tmp_path, "/a:feed/a:title/text()") == ["Ada <3 months"]


def test_a_site_without_an_author_still_makes_a_valid_feed(tmp_path: Path) -> None:
    publish(feed(tmp_path, site=replace(SITE, author=Author(""))), MAY)

    assert select(tmp_path, "/a:feed/a:author/*/text()") == ["Now, at Ada's"]


def test_an_entry_in_another_language_says_so(tmp_path: Path) -> None:
    publish(feed(tmp_path), MAY, replace(JUNE, language="de"))

    assert select(tmp_path, "//@xml:lang") == ["en", "de"]
    assert select(tmp_path, "//a:entry[@xml:lang='de']/a:title/text()") == ["Now, June 2026"]


def test_what_an_entry_does_not_have_is_not_said(tmp_path: Path) -> None:
    publish(feed(tmp_path), replace(MAY, description="", content="", tags=()))

    names = [etree.QName(child).localname for child in select(tmp_path, "//a:entry/*")]
    assert sorted(names) == ["id", "link", "published", "title", "updated"]


def test_two_feeds_of_one_site_share_entries_but_no_feed_id(tmp_path: Path) -> None:
    other = replace(SETTINGS, file="deutsch.xml", url="https://example.org/deutsch.xml")

    publish(feed(tmp_path), MAY)
    publish(feed(tmp_path, settings=other, target="deutsche Ecke"), MAY, JUNE)

    assert parsed(tmp_path).feed.id == "tag:example.org,2026:feed"
    assert parsed(tmp_path, "deutsch.xml").feed.id == "tag:example.org,2026:deutsche%20Ecke"
    assert ids(tmp_path) == ids(tmp_path, "deutsch.xml")[1:]


# What never changes


def test_the_same_publications_make_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"

    publish(feed(first), MAY, JUNE, JULY)
    publish(feed(second, standing=steps(feed(second), JULY, MAY)), JUNE)

    assert (first / "now.xml").read_bytes() == (second / "now.xml").read_bytes()


def test_a_feed_that_says_the_same_is_not_touched(tmp_path: Path) -> None:
    publish(feed(tmp_path), MAY)
    before = identity(tmp_path / "now.xml")

    publish(feed(tmp_path, standing=steps(feed(tmp_path), MAY)), MAY)

    assert identity(tmp_path / "now.xml") == before


def test_a_moment_is_written_alike_in_every_time_zone(tmp_path: Path) -> None:
    adapter = feed(tmp_path)
    in_utc = replace(MAY, published=MAY.published.astimezone(UTC))

    assert adapter.compose(in_utc, None) == adapter.compose(MAY, None)


def test_an_edit_replaces_the_entry_and_keeps_its_id_and_publication_date(tmp_path: Path) -> None:
    adapter = feed(tmp_path)
    made = step(adapter, MAY)
    receipt = adapter.perform(made, ())
    edited = replace(MAY, title="Now, in May", updated=JUNE.updated)

    again = feed(tmp_path, standing=[made])
    (edit,) = again.compose(edited, publication(made, receipt))
    again.perform(edit, ())

    (entry,) = parsed(tmp_path).entries
    assert entry.id == receipt.id
    assert (entry.title, entry.published) == ("Now, in May", "2026-05-01T08:00:00+00:00")
    assert entry.updated == "2026-06-03T10:30:00+00:00"


def test_ids_survive_a_new_title_link_date_file_and_host(tmp_path: Path) -> None:
    adapter = feed(tmp_path)
    made = step(adapter, MAY)
    receipt = adapter.perform(made, ())
    before = parsed(tmp_path)
    moved = feed(
        tmp_path,
        settings=Settings(file="feed.xml", url="https://ada.example/feed.xml", title="Today"),
        site=replace(SITE, url="https://ada.example/"),
        standing=[made],
    )

    changed = replace(MAY, entry=EntryId("may"), title="May", dated=JUNE.dated, permalink=None)
    moved.perform_all(
        [*moved.compose(changed, publication(made, receipt)), *moved.compose(JUNE, None)]
    )

    after = parsed(tmp_path, "feed.xml")
    assert after.feed.id == before.feed.id
    assert ids(tmp_path, "feed.xml") == ["tag:ada.example,2026-06-01:now/2026-06", receipt.id]


def test_the_feed_keeps_its_id_when_an_older_entry_comes_later(tmp_path: Path) -> None:
    publish(feed(tmp_path), JULY)
    before = parsed(tmp_path).feed.id

    publish(feed(tmp_path, standing=steps(feed(tmp_path), JULY)), MAY)

    assert parsed(tmp_path).feed.id == before


def test_an_id_that_a_person_gave_is_kept_and_the_feed_still_has_one(tmp_path: Path) -> None:
    adapter = feed(tmp_path)
    adopted = Receipt(id="https://example.org/old/may")

    adapter.perform_all(adapter.compose(MAY, publication(step(adapter, MAY), adopted)))

    assert ids(tmp_path) == ["https://example.org/old/may"]
    assert parsed(tmp_path).feed.id == "tag:example.org,2026:feed"


@pytest.mark.parametrize(
    ("site", "entry", "expected"),
    [
        ("https://Example.ORG:8080/", "a/b", "tag:example.org,2026-05-01:now/a/b"),
        ("https://bücher.example/", "May", "tag:xn--bcher-kva.example,2026-05-01:now/May"),
        (
            SITE.url,
            "mai & été?#1",
            "tag:example.org,2026-05-01:now/mai%20%26%20%C3%A9t%C3%A9%3F%231",
        ),
        (SITE.url, "caf\udce9", "tag:example.org,2026-05-01:now/caf%ED%B3%A9"),
    ],
    ids=["host only, in lower case", "host in ASCII", "entry id in ASCII", "undecodable name"],
)
def test_an_entry_id_is_a_tag_uri(tmp_path: Path, site: str, entry: str, expected: str) -> None:
    adapter = feed(tmp_path, site=replace(SITE, url=site))

    (receipt,) = publish(adapter, replace(MAY, entry=EntryId(entry)))

    assert receipt.id == expected


# What an adapter owes


def test_it_writes_all_steps_at_once(tmp_path: Path) -> None:
    assert isinstance(feed(tmp_path), Batch)


def test_it_takes_any_length(tmp_path: Path) -> None:
    adapter: Adapter = feed(tmp_path)

    assert adapter.room({}) is None


def test_it_is_known_by_its_address_and_file(tmp_path: Path) -> None:
    assert feed(tmp_path).identify() == Account("https://example.org/now.xml", "now.xml")


def test_composing_is_one_repeatable_step_and_writes_nothing(tmp_path: Path) -> None:
    (only,) = feed(tmp_path).compose(MAY, None)

    assert (only.kind, only.repeatable) == ("feed entry", True)
    assert (only.request.method, only.request.url) == ("PUT", "now.xml")
    assert list(tmp_path.iterdir()) == []


def test_no_steps_write_no_feed(tmp_path: Path) -> None:
    assert feed(tmp_path).perform_all(()) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_written_step_is_found_and_has_the_same_receipt(tmp_path: Path) -> None:
    adapter = feed(tmp_path)
    written = publish(adapter, MAY, JUNE)

    found = tuple(adapter.find(each, ()) for each in steps(adapter, MAY, JUNE))

    assert found == written


def test_a_written_step_is_found_whatever_else_the_feed_holds(tmp_path: Path) -> None:
    standing = steps(feed(tmp_path), MAY)
    moved = feed(tmp_path, site=replace(SITE, url="https://ada.example/"), standing=standing)

    written = publish(moved, JUNE)

    assert (moved.find(step(moved, JUNE), ()),) == written


@pytest.mark.parametrize(
    "other",
    [
        JUNE,
        replace(MAY, updated=JUNE.updated),
        replace(MAY, content="<p>Moved.</p>"),
        replace(MAY, title="May"),
    ],
    ids=["another entry", "a later edit", "another content", "another title"],
)
def test_a_step_that_was_not_written_is_not_found(tmp_path: Path, other: Summary) -> None:
    adapter = feed(tmp_path)
    publish(adapter, MAY)

    assert adapter.find(step(adapter, other), ()) is None


@pytest.mark.parametrize(
    "site",
    [replace(SITE, title="Today"), replace(SITE, language="de")],
    ids=["its title", "its language"],
)
def test_a_step_is_not_found_in_a_feed_that_says_otherwise_about_itself(
    tmp_path: Path, site: Site
) -> None:
    entry = replace(MAY, language="fr")
    publish(feed(tmp_path), entry)

    later = feed(tmp_path, site=site)

    assert later.find(step(later, entry), ()) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"<feed", b'<!DOCTYPE feed [<!ENTITY a "b">]><feed>&a;</feed>', b"\xff\xfe\x00"],
    ids=["empty", "torn", "entities", "no text"],
)
def test_nothing_is_found_in_a_file_that_is_no_feed(tmp_path: Path, content: bytes) -> None:
    adapter = feed(tmp_path)
    (tmp_path / "now.xml").write_bytes(content)

    assert adapter.find(step(adapter, MAY), ()) is None


def test_nothing_is_found_where_there_is_no_file(tmp_path: Path) -> None:
    adapter = feed(tmp_path)

    assert adapter.find(step(adapter, MAY), ()) is None


def test_a_feed_as_it_was_left_is_not_stale(tmp_path: Path) -> None:
    (receipt,) = publish(feed(tmp_path), MAY)

    assert feed(tmp_path).stale()(receipt) is None


@pytest.mark.parametrize("name", ["now.xml", "n" * 300], ids=["missing", "impossible"])
def test_a_missing_file_is_stale(tmp_path: Path, name: str) -> None:
    adapter = feed(tmp_path, settings=replace(SETTINGS, file=name))

    assert adapter.stale()(Receipt(id="tag:example.org,2026-05-01:now/2026-05")) == (
        f"{name} is missing"
    )


def test_each_judge_has_looked_for_itself(tmp_path: Path) -> None:
    adapter = feed(tmp_path)
    (receipt,) = publish(adapter, MAY)
    before = adapter.stale()
    (tmp_path / "now.xml").unlink()

    assert before(receipt) is None
    assert adapter.stale()(receipt) == "now.xml is missing"


@pytest.mark.parametrize(
    ("settings", "site"),
    [
        (replace(SETTINGS, title="Today"), SITE),
        (replace(SETTINGS, url="https://example.org/feed"), SITE),
        (SETTINGS, replace(SITE, title="Today")),
        (SETTINGS, replace(SITE, url="https://ada.example/")),
        (SETTINGS, replace(SITE, language="fr")),
        (SETTINGS, replace(SITE, author=Author("Ada E."))),
    ],
    ids=["title", "address", "site's title", "site's address", "language", "author"],
)
def test_a_feed_that_says_something_else_about_itself_is_stale(
    tmp_path: Path, settings: Settings, site: Site
) -> None:
    (receipt,) = publish(feed(tmp_path), MAY)

    reason = feed(tmp_path, settings=settings, site=site).stale()(receipt)

    assert reason == "the feed's title, author or address changed"


@pytest.mark.parametrize(
    ("settings", "keys"),
    [
        (SETTINGS, []),
        (replace(SETTINGS, url="http://localhost:8000/now.xml"), []),
        (replace(SETTINGS, file=" "), ["file"]),
        (replace(SETTINGS, file="public/"), ["file"]),
        (replace(SETTINGS, url="/now.xml"), ["url"]),
        (replace(SETTINGS, url="ftp://example.org/now.xml"), ["url"]),
        (replace(SETTINGS, url="https:///now.xml"), ["url"]),
        (replace(SETTINGS, file="", url=""), ["file", "url"]),
        (replace(SETTINGS, url="https://[example.org/now.xml"), ["url"]),
        (replace(SETTINGS, json="./now.xml"), ["json"]),
        (replace(SETTINGS, entries=9, json="now-2024.xml"), ["json"]),
        (replace(SETTINGS, json="now-2024.xml"), []),
        (replace(SETTINGS, json="now.json", rss="x/../now.json"), ["rss"]),
    ],
    ids=[
        *("fine", "at home", "blank file", "folder", "relative", "ftp", "no host", "both"),
        *("half a host", "a twin like the file", "an archive", "no archive", "a twin twice"),
    ],
)
def test_settings_that_cannot_be_used_are_all_named(settings: Settings, keys: list[str]) -> None:
    assert [key for key, _ in settings.problems()] == keys


def test_the_origin_is_the_file() -> None:
    assert SETTINGS.origin == "now.xml"


# What goes wrong


def test_a_folder_in_place_of_the_file_is_for_the_owner_to_mend(tmp_path: Path) -> None:
    (tmp_path / "now.xml").mkdir()

    with pytest.raises(Unusable, match=r"now\.xml cannot be written: Is a directory") as raised:
        publish(feed(tmp_path), MAY)

    assert "It is as it was" in str(raised.value)


def test_a_file_in_place_of_the_folder_is_for_the_owner_to_mend(tmp_path: Path) -> None:
    (tmp_path / "public").write_text("mine")
    adapter = feed(tmp_path, settings=replace(SETTINGS, file="public/now.xml"))

    with pytest.raises(Unusable, match=r"public/now\.xml cannot be written: Not a directory"):
        publish(adapter, MAY)

    assert (tmp_path / "public").read_text() == "mine"


@pytest.mark.parametrize(
    ("key", "value"),
    [("updated", "last week"), ("title", ""), ("title", " "), ("id", " x "), ("content", "\x00")],
    ids=["no date", "no title", "blank title", "blanks around the id", "no XML"],
)
@pytest.mark.parametrize("portion", [500, 1])
def test_a_feed_that_would_be_invalid_leaves_the_old_one(
    tmp_path: Path, key: str, value: str, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bindery, "PORTION", portion)
    publish(feed(tmp_path), MAY)
    before = (tmp_path / "now.xml").read_bytes()
    adapter = feed(tmp_path)
    june = step(adapter, JUNE)
    broken = replace(june, request=replace(june.request, body={**june.request.body, key: value}))

    with pytest.raises(Unusable, match=r"now\.xml would not be valid"):
        feed(tmp_path, standing=[broken]).perform(step(adapter, MAY), ())

    assert (tmp_path / "now.xml").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["now.xml"]


# Any text


def test_characters_that_xml_forbids_are_left_out(tmp_path: Path) -> None:
    adapter = feed(tmp_path, site=replace(SITE, title="N\x00ow", author=Author("A\x1bda")))

    publish(
        adapter,
        replace(
            MAY,
            title="Ma\x0by ]]> &amp; \ud83d",
            description="a\ufffeb",
            content="<p>a\x08b\ufffe]]></p>",
            tags=("no\x01w", "\x02"),
        ),
    )

    document = parsed(tmp_path)
    assert not document.bozo
    assert (document.feed.title, document.feed.author) == ("Now", "Ada")
    assert select(tmp_path, "//a:entry/a:title/text()") == ["May ]]> &amp;"]
    assert select(tmp_path, "//a:summary/text()") == ["ab"]
    assert select(tmp_path, "//a:content/text()") == ["<p>ab]]></p>"]
    assert select(tmp_path, "//a:category/@term") == ["now"]


# Characters that XML forbids, that it escapes, or that are easily lost.
NASTY = "\x00\x0b\x1b\x7f\x85\ud800\udfff\ufdd0\ufffe\uffff\r\n\t <>&\"']\U0001f680"
ANY = st.text(st.characters(exclude_categories=[]) | st.sampled_from(NASTY), max_size=30)
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.timezones())  # noqa: DTZ001


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    summary=st.builds(
        Summary,
        entry=ANY.map(EntryId),
        title=ANY,
        text=ANY,
        language=ANY,
        dated=MOMENTS,
        published=MOMENTS,
        updated=MOMENTS,
        content=ANY,
        description=ANY,
        tags=st.lists(ANY, max_size=3).map(tuple),
        link=st.none() | ANY,
        permalink=st.none() | ANY,
    ),
    site=st.builds(
        Site,
        url=st.just(SITE.url),
        title=ANY,
        author=st.builds(Author, ANY, st.none() | ANY, st.none() | ANY),
        language=ANY,
    ),
    target=ANY,
)
def test_any_text_anywhere_makes_a_feed_that_can_be_read(
    tmp_path: Path, summary: Summary, site: Site, target: str
) -> None:
    adapter = feed(tmp_path, site=site, target=target)

    (receipt,) = publish(adapter, summary)

    assert not parsed(tmp_path).bozo
    assert select(tmp_path, "//a:entry/a:id/text()") == [receipt.id]
    assert adapter.find(step(adapter, summary), ()) == receipt
