"""Links in the front matter of entries: written once, left alone from then on, and never news."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from nowsync.adapters.sidecar import Settings, SidecarAdapter
from nowsync.core.action import Skip
from nowsync.core.copies import Copy
from nowsync.core.publication import Result
from tests.adapters.contract import NOVEMBER, surroundings
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.site import Site, mastodon_at

LINKS = '[targets.links]\nplatform = "sidecar"\nfront_matter = "syndication"\n'
OWN = "https://elsewhere.example/7"
# What an author may write that a tool would write otherwise.
ENTRY = """\
---\r
title:   "November"   # a good one\r
date: 2026-11-01\r
currentlyReading: [ Tides ]\r
{field}---\r
\r
The kettle is on."""


def entry_at(site: Site, field: str = "", name: str = "2026-11") -> Path:
    path = site.folder / "now" / f"{name}.md"
    path.write_bytes(ENTRY.format(field=field).encode())
    os.utime(path, (1_800_000_000, 1_800_000_000))
    return path


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """A site that met its account before November was written."""
    site.configure(mastodon_at(mastodon.url), LINKS)
    site.publish()
    return site


def test_the_run_that_posts_an_entry_writes_its_link_and_keeps_every_other_byte(ada: Site) -> None:
    path = entry_at(ada)

    status, _ = ada.publish()

    field = f"syndication:\r\n  - {status.url}\r\n"
    assert path.read_bytes() == ENTRY.format(field=field).encode()


def test_the_file_keeps_its_times_and_its_mode(ada: Site) -> None:
    path = entry_at(ada)
    path.chmod(0o640)

    ada.publish()

    after = path.stat()
    assert "syndication" in path.read_text("utf-8")
    assert (after.st_mtime, after.st_mode & 0o777) == (1_800_000_000, 0o640)


def test_nothing_follows_from_what_was_written(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    entry_at(ada)
    before = ada.app().folder.entries[0].digest
    ada.publish()
    sent = len(mastodon.requests)

    again = ada.publish()

    assert again == ()
    assert ada.app().folder.entries[0].digest == before
    assert len(mastodon.requests) == sent


def test_a_list_of_the_authors_gets_the_link_and_loses_nothing(ada: Site) -> None:
    path = entry_at(ada, f"syndication: [{OWN}] # me\r\n")

    status, _ = ada.publish()

    field = f"syndication: [{OWN}, {status.url}] # me\r\n"
    assert path.read_bytes() == ENTRY.format(field=field).encode()


def test_the_link_of_what_is_taken_back_goes_in_the_same_run(ada: Site) -> None:
    path = entry_at(ada)
    before = path.read_bytes()
    ada.publish()

    outcomes = ada.retract("2026-11")

    assert {each.result for each in outcomes} == {Result.DONE}
    assert path.read_bytes() == before


def test_the_link_of_what_is_taken_back_in_one_place_goes_in_the_next_run(ada: Site) -> None:
    path = entry_at(ada, f"syndication: [{OWN}]\r\n")
    before = path.read_bytes()
    ada.publish()
    ada.retract("2026-11", only=["mastodon"])

    ada.publish()

    assert path.read_bytes() == before


def test_a_link_that_its_author_takes_out_stays_out(ada: Site) -> None:
    path = entry_at(ada)
    before = path.read_bytes()
    ada.publish()
    path.write_bytes(before)

    outcomes = ada.publish()

    assert outcomes == ()
    assert path.read_bytes() == before


def test_a_read_only_file_is_left_alone_with_a_word_and_written_once_it_may_be(ada: Site) -> None:
    path = entry_at(ada)
    path.chmod(0o444)
    heard: list[str] = []
    app = replace(ada.app(), notice=heard.append)
    with app.writing() as ledger:
        outcomes = app.carry_out(app.prepare(ledger), ledger, lambda _: None)
    left = path.read_bytes()

    unasked = ada.publish()
    path.chmod(0o644)
    ada.publish()

    assert {each.result for each in outcomes} == {Result.DONE}
    assert heard[-1] == "links: now/2026-11.md is left as it is: it is read-only"
    assert left == ENTRY.format(field="").encode()
    assert unasked == ()
    assert b"syndication" in path.read_bytes()


def test_a_link_that_cannot_be_taken_out_goes_once_it_can(ada: Site) -> None:
    path = entry_at(ada)
    before = path.read_bytes()
    ada.publish()
    path.chmod(0o444)

    outcomes = {each.target: each.result for each in ada.retract("2026-11")}
    ada.publish()
    path.chmod(0o644)
    ada.publish()

    assert outcomes == {"mastodon": Result.DONE, "links": Result.NOT_SENT}
    assert path.read_bytes() == before


def test_a_file_without_front_matter_is_left_alone(ada: Site) -> None:
    path = ada.folder / "now" / "2026-11.md"
    path.write_text("# November\n\nThe kettle is on.\n", "utf-8")

    outcomes = ada.publish()

    assert {each.result for each in outcomes} == {Result.DONE}
    assert path.read_text("utf-8") == "# November\n\nThe kettle is on.\n"


def test_an_entry_may_do_without(ada: Site) -> None:
    path = entry_at(ada, "nowsync: { links: { skip: true } }\r\n")
    before = path.read_bytes()

    (status,) = ada.publish()

    assert status.target == "mastodon"
    assert path.read_bytes() == before


def test_a_field_that_was_the_authors_is_no_edit_once_it_is_ours(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.publish()
    entry_at(site, f"syndication: [{OWN}]\r\n")
    site.publish()
    site.configure(mastodon_at(mastodon.url), LINKS)

    plan = site.preview(only=["mastodon"])

    assert [type(each) for each in plan.actions] == [Skip]


PAGE = "---\ntitle: Now\nupdated: {date}\n{field}---\n{text}\n"


def test_a_page_that_is_rewritten_has_the_links_of_its_edition(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.configure(mastodon_at(mastodon.url), LINKS)
    settings = site.folder / "nowsync.toml"
    on_page = settings.read_text("utf-8").replace(
        'folder = "now"\npermalink = "/now/{slug}/"', "page = 'now.md'"
    )
    settings.write_text(on_page, "utf-8")
    page = site.folder / "now.md"
    page.write_text(PAGE.format(date="2026-10-01", field="", text="Leaves."), "utf-8")
    site.publish()
    (first,) = site.publish("2026-10-01")
    site.publish()
    kept = page.read_text("utf-8").partition("syndication")[2]
    text = (
        page.read_text("utf-8")
        .replace("2026-10-01", "2026-11-15")
        .replace("Leaves", "Rain and wind")
    )
    page.write_text(text, "utf-8")

    second, _ = site.publish()

    assert str(first.url) in kept
    field = f"syndication:\n  - {second.url}\n"
    assert page.read_text("utf-8") == PAGE.format(
        date="2026-11-15", field=field, text="Rain and wind."
    )


def lent_to(folder: Path, *urls: str) -> SidecarAdapter:
    """Make an adapter for an entry that stands in some places, in one file."""
    at = datetime(2026, 11, 2, tzinfo=UTC)
    copies: Sequence[Copy] = [
        Copy(target="m", platform="mastodon", url=url, published=at) for url in urls
    ]
    lent = replace(
        surroundings("", folder=folder),
        copies=lambda: {"2026-11": copies},
        addresses=lambda: {"2026-11": {*urls}},
        sources=lambda: {"2026-11": "2026-11.md"},
    )
    return SidecarAdapter(Settings(front_matter="syndication"), lent)


def test_what_was_written_before_an_interruption_is_found_and_made_only_once(
    tmp_path: Path,
) -> None:
    (tmp_path / "2026-11.md").write_text("---\ntitle: May\n---\n")
    adapter = lent_to(tmp_path, OWN)
    (step,) = adapter.compose(NOVEMBER, None)
    missing = adapter.find(step, ())

    receipt = adapter.perform(step, ())
    written = (tmp_path / "2026-11.md").read_bytes()

    assert missing is None
    assert adapter.find(step, ()) == receipt == adapter.perform(step, ())
    assert (tmp_path / "2026-11.md").read_bytes() == written


def test_a_file_that_has_gone_away_needs_nothing_taken_out(tmp_path: Path) -> None:
    (tmp_path / "2026-11.md").write_text("---\ntitle: May\n---\n")
    adapter = lent_to(tmp_path, OWN)
    (step,) = adapter.compose(NOVEMBER, None)
    adapter.perform(step, ())
    (tmp_path / "2026-11.md").unlink()
    taken = replace(step, request=replace(step.request, method="DELETE"))

    assert dict(adapter.perform(taken, ()).data) == {"copies": ""}


@pytest.mark.parametrize(
    ("settings", "keys"),
    [
        (Settings(front_matter="syndication"), []),
        (Settings(), ["file"]),
        (Settings(file="a.json", front_matter="syndication"), ["file"]),
        (Settings(front_matter="extra.syndication"), ["front_matter"]),
        (Settings(front_matter="title"), ["front_matter"]),
    ],
)
def test_it_is_one_form_or_the_other(settings: Settings, keys: list[str]) -> None:
    assert [key for key, _ in settings.problems()] == keys
