"""Hold `nowsync explain` to saying what the plan says, what led to it, and what to type."""

import json
import os
import subprocess
from collections.abc import Mapping

import pytest

from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.shell import run
from tests.site import Site, feed, mastodon_at


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Give a site of two entries; one is published, and everything was here before."""
    site.configure(mastodon_at(mastodon.url, max_new="5"), feed())
    site.write("2026-10")
    site.write("2026-11")
    site.publish("2026-11")
    return site


def explain(site: Site, *words: str) -> subprocess.CompletedProcess[str]:
    return run(" ".join(("nowsync explain", *words)), site.folder, NO_COLOR="1")


def document(site: Site, *words: str) -> dict[str, object]:
    """Read the JSON document, which is of schema 1."""
    found: dict[str, object] = json.loads(explain(site, *words, "--json").stdout)
    assert found.pop("schema", None) == 1
    return found


def on_mastodon(site: Site, entry: str) -> Mapping[str, object]:
    (found,) = json.loads(explain(site, entry, "--target", "mastodon", "--json").stdout)["targets"]
    told: dict[str, object] = found
    return told


def head(site: Site, name: str, line: str) -> None:
    """Write another line into an entry's front matter."""
    path = site.folder / "now" / f"{name}.md"
    path.write_text(path.read_text("utf-8").replace("---\n", f"---\n{line}\n", 1), "utf-8")


def test_what_is_published_is_told_with_its_place_and_its_settings(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    told = explain(ada, "2026-11", "--target", "mastodon").stdout
    place = f"https://mastodon.example/@alice/{mastodon.pretend.statuses[0].id}"

    assert told == (
        "2026-11  now/2026-11.md\n"
        "  id: its file is called so\n"
        "  dated 2026-11-01 by date\n"
        "\n"
        f"mastodon  nothing will be done: published at {place}, and unchanged since\n"
        f"  there: {place}, since 2026-11-20 09:00:00\n"
        f"  nowsync.toml: platform mastodon, max_new 5, server {mastodon.url}\n"
        "  default: template mastodon, max_age 45, on_change edit, hours_between_edits 24, "
        "max_edits 3, settle 10, on_removed ask, max_removed 3, approval false, catch_up next, "
        "visibility unlisted, thread false, thread_numbers false, images 0, "
        "images_without_alt false, announce_revisions false\n"
    )


def test_why_something_was_not_published_is_told_with_the_command(ada: Site) -> None:
    told = on_mastodon(ada, "2026-10")
    command = "nowsync publish 2026-10 --target mastodon"

    assert told["sentence"] == (
        f"it is not published by itself: it was here before this target; to post it: {command}"
    )
    assert (told["action"], told["command"], told["there"]) == ("skip", command, None)


def test_the_reason_is_the_plans(ada: Site) -> None:
    os.utime(ada.write("2026-11", text="The kettle is off."), (0, 0))
    preview = json.loads(run("nowsync preview --target mastodon --json", ada.folder).stdout)

    actions = {each["entry"]: each for each in preview["plan"]["actions"]}

    assert on_mastodon(ada, "2026-11")["reason"] == actions["2026-11"]["reason"]


def test_edits_are_counted(ada: Site) -> None:
    ada.write("2026-11", text="The kettle is off.")
    ada.pass_time(hours=1)
    ada.publish("2026-11")

    told = explain(ada, "2026-11", "--target", "feed").stdout

    assert "since 2026-11-20 09:00:00, edited once, last 2026-11-20 10:00:00\n" in told


def test_a_setting_names_who_decided_it(ada: Site) -> None:
    head(ada, "2026-11", "nowsync: {language: de, mastodon: {visibility: public}}")

    lines = explain(ada, "2026-11", "--target", "mastodon").stdout.splitlines()

    assert "  entry, for this target: visibility public" in lines
    assert "  entry: language de" in lines


def test_a_draft_is_told_with_its_flag_and_what_to_do(ada: Site) -> None:
    head(ada, "2026-10", "wip: true")

    lines = explain(ada, "2026-10", "--target", "mastodon").stdout.splitlines()

    assert "  a draft by wip: true" in lines
    assert "mastodon  it is not published by itself: it is a draft (wip: true)" in lines
    assert (
        "  if you name it: it is a draft (wip: true): finish it, and say so in now/2026-10.md"
        in lines
    )


def test_a_wait_is_told_with_its_end_and_how_to_end_it(ada: Site) -> None:
    ada.write("2999-01")

    lines = explain(ada, "2999-01", "--target", "mastodon").stdout.splitlines()

    assert "  not before 2999-01-01 00:00:00" in lines
    assert "  to do it now: nowsync publish 2999-01 --target mastodon" in lines


def test_a_renamed_entry_is_told_with_what_it_was(ada: Site) -> None:
    (ada.folder / "now/2026-11.md").rename(ada.folder / "now/a-walk.md")

    told = document(ada, "now/a-walk.md")

    assert told["id"] == "2026-11"
    assert told["known_by"] == "it was now/2026-11.md before, and it says the same"


def test_an_entry_whose_file_is_gone_is_told_from_the_ledger(ada: Site) -> None:
    (ada.folder / "now/2026-11.md").unlink()

    lines = explain(ada, "2026-11", "--target", "mastodon").stdout.splitlines()

    assert lines[0] == "2026-11  it is not in the source any more"
    assert lines[2].startswith(
        "mastodon  nothing is done before you decide: it is not in the source any more"
    )
    assert lines[3].startswith("  there: http")


def test_what_was_begun_of_an_entry_that_is_gone_is_finished_without_naming_it(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_before"))
    ada.publish("2026-10")
    (ada.folder / "now/2026-10.md").unlink()

    told = on_mastodon(ada, "2026-10")

    assert (told["action"], told["command"]) == ("recover", None)


def test_the_edition_of_a_page_is_told_as_such(site: Site) -> None:
    site.configure(feed())
    configuration = site.folder / "nowsync.toml"
    paged = configuration.read_text("utf-8").replace('folder = "now"', 'page = "now.md"')
    configuration.write_text(paged.replace('permalink = "/now/{slug}/"\n', ""), encoding="utf-8")
    site.write("2026-11").rename(site.folder / "now.md")

    assert document(site, "2026-11")["known_by"] == "it is the edition of that month"


def test_every_target_is_explained_unless_one_is_named(ada: Site) -> None:
    parts = explain(ada, "2026-11").stdout.split("\n\n")

    assert [part.split("  ")[0] for part in parts] == ["2026-11", "mastodon", "feed"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["2026-12"], "no entry is called '2026-12'", id="entry"),
        pytest.param(["2026-11", "--target", "x"], "there is no target 'x'", id="target"),
        pytest.param([], "Missing argument 'ENTRY'", id="nothing"),
    ],
)
def test_what_is_not_there_cannot_be_explained(ada: Site, words: list[str], said: str) -> None:
    done = explain(ada, *words)

    assert done.returncode == 2
    assert said in done.stderr


def test_a_file_that_cannot_be_read_is_the_explanation(ada: Site) -> None:
    (ada.folder / "now/2026-12.md").write_text("---\ndate: soon\n---\nHello.\n")

    assert 'now/2026-12.md:2: date is "soon"' in explain(ada, "2026-12").stderr


def test_nothing_is_sent_and_nothing_is_written(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.write("2026-11", text="The kettle is off.")
    requests, files = len(mastodon.requests), set(ada.folder.rglob("*"))

    explain(ada, "2026-11")

    assert (len(mastodon.requests), set(ada.folder.rglob("*"))) == (requests, files)
