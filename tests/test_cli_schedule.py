"""Hold `nowsync schedule` to what the plan waits for, and to the windows of every target."""

import json
import os
import re
from typing import Any

import pytest

from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.shell import run
from tests.site import Site, feed, mastodon_at

# Whenever this runs, it is long before: the first of November 2090 is a Wednesday.
ZONE = 'timezone = "Europe/Paris"\n\n[entries]'
WINDOW = '"wed-thu 09:00-11:00"'


def configure(site: Site, *tables: str) -> None:
    """Write nowsync.toml for a site in Paris."""
    site.configure(*tables)
    toml = site.folder / "nowsync.toml"
    toml.write_text(toml.read_text("utf-8").replace("[entries]", ZONE, 1), "utf-8")


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Give a site with an entry of 2090, a target with windows and one without."""
    configure(site, mastodon_at(mastodon.url, when=WINDOW, quiet='"wed 09:00-10:00"'), feed())
    site.write("2090-11")
    return site


def schedule(site: Site, *words: str) -> str:
    """Run the command, for which nothing is wrong."""
    done = run(" ".join(("nowsync schedule", *words)), site.folder, NO_COLOR="1")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def document(site: Site, *words: str) -> dict[str, Any]:
    """Read the JSON document, which is of schema 1."""
    found: dict[str, Any] = json.loads(schedule(site, *words, "--json"))
    assert found.pop("schema", None) == 1
    return found


def test_what_waits_is_told_in_the_sites_time_and_in_utc_and_why(ada: Site) -> None:
    assert schedule(ada, "--target", "mastodon") == (
        "2090-11 → mastodon  Wed 2090-11-01 10:00 CET (Wed 09:00 UTC)\n"
        "  dated in the future, 2090-11-01 00:00; waits for wed-thu 09:00-11:00 (Europe/Paris); "
        "its turn comes on Wed 2090-11-01 at 10:00; "
        "to post it now: nowsync publish 2090-11 --target mastodon\n"
    )


def test_what_comes_first_is_told_first(ada: Site) -> None:
    told = re.findall(r"^2090-11 → (\w+)", schedule(ada), re.MULTILINE)

    assert told == ["feed", "mastodon"]


def test_no_more_is_told_than_was_asked_for(ada: Site) -> None:
    assert len(document(ada, "--next", "1")["turns"]) == 1


def test_what_is_due_goes_out_with_the_next_run(ada: Site) -> None:
    os.utime(ada.write("2020-11"), (0, 0))  # long settled

    told = schedule(ada, "--target", "feed")

    assert told.startswith("2020-11 → feed  with the next nowsync publish\n  new, dated 2020-11-01")


def test_a_target_for_which_nothing_waits_shows_its_next_windows(ada: Site) -> None:
    (ada.folder / "now/2090-11.md").unlink()
    opening = (
        r"  (Wed|Thu) [\d-]+ (10|09):00 CES?T \(\w+ \d\d:00 UTC\), until (Wed|Thu) 11:00(  now)?"
    )

    first, *openings = schedule(ada, "--target", "mastodon", "--next", "4").splitlines()

    assert first == ("mastodon  nothing waits; wed-thu 09:00-11:00, but not in wed 09:00-10:00")
    assert [bool(re.fullmatch(opening, each)) for each in openings] == [True] * 4


def test_a_target_without_windows_is_open_at_any_time(ada: Site) -> None:
    (ada.folder / "now/2090-11.md").unlink()

    assert schedule(ada, "--target", "feed") == "feed  nothing waits; at any time\n"


def test_a_window_that_is_open_is_shown_as_open(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    configure(site, mastodon_at(mastodon.url, when='"daily 00:00-24:00"'))

    today, tomorrow = schedule(site, "--next", "2").splitlines()[1:]

    assert (today.endswith("  now"), tomorrow.endswith("  now")) == (True, False)


def test_what_is_held_is_counted(site: Site, mastodon: Served[PretendMastodon]) -> None:
    configure(site, mastodon_at(mastodon.url))
    site.publish()
    site.write("2026-11")
    configure(site, mastodon_at("https://elsewhere.example"))

    done = run("nowsync schedule", site.folder)

    assert done.returncode == 1
    assert done.stdout.startswith("1 held until you decide; type nowsync status\n")


def test_programs_are_told_the_same(ada: Site) -> None:
    told = document(ada, "--target", "mastodon", "--next", "1")
    (turn,) = told["turns"]
    (target,) = told["targets"]

    assert told["timezone"] == "Europe/Paris"
    assert (turn["entry"], turn["target"], turn["action"]) == ("2090-11", "mastodon", "wait")
    assert turn["at"] == "2090-11-01T10:00:00+01:00"
    assert turn["at_utc"] == "2090-11-01T09:00:00+00:00"
    assert turn["reason"].startswith("dated in the future")
    assert target["when"] == ["wed-thu 09:00-11:00"]
    assert target["quiet"] == ["wed 09:00-10:00"]
    assert set(target["openings"][0]) == {"opens", "opens_utc", "closes", "closes_utc"}


def test_an_unknown_target_is_refused(ada: Site) -> None:
    done = run("nowsync schedule --target mastodn", ada.folder)

    assert done.returncode == 2
    assert "there is no target 'mastodn'" in done.stderr
