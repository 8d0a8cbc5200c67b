"""The daemon at work: what wakes it, what it does then, and what it survives."""

import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from nowsync.daemon import inotify, watch
from nowsync.daemon.clocks import Reading
from nowsync.daemon.loop import Reload, Tick, Wake
from tests.daemon.running import at_work
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.site import Site, feed, mastodon_at

SHORT = timedelta(seconds=0.05)
FEED = "public/now.xml"
# Long enough for a file that is written slowly here.
SETTLED = "\nsettle = 1\n"


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Listen more often than is good for a battery."""
    monkeypatch.setattr(inotify, "QUIET", 0.1)
    monkeypatch.setattr(watch, "CHECK_SECONDS", 0.5)
    monkeypatch.setattr(watch, "AGAIN_SECONDS", 0.2)


@pytest.fixture
def fed(site: Site) -> Site:
    site.configure(feed() + SETTLED)
    return site


def says(site: Site, word: str) -> Callable[[], bool]:
    path = site.folder / FEED
    return lambda: path.exists() and word in path.read_text("utf-8")


def test_what_is_there_when_it_starts_is_published(fed: Site) -> None:
    fed.write("2026-11")
    with at_work(fed) as running:
        running.until(says(fed, "The kettle is on."))


def test_a_file_that_is_saved_is_published(fed: Site) -> None:
    with at_work(fed) as running:
        running.until_pass(1)
        fed.write("2026-11")
        running.until(says(fed, "The kettle is on."))


def test_an_entry_that_is_edited_is_edited_there(fed: Site) -> None:
    fed.write("2026-11")
    with at_work(fed) as running:
        running.until(says(fed, "The kettle is on."))
        fed.write("2026-11", text="The kettle is off.")
        running.until(says(fed, "The kettle is off."))


def _rename_over(path: Path, text: str) -> None:
    beside = path.with_name(".11.tmp")
    beside.write_text(text)
    beside.replace(path)


def _move_away(path: Path, text: str) -> None:
    path.rename(path.with_name("2026-11.md~"))
    path.write_text(text)


def _slowly(path: Path, text: str) -> None:
    with path.open("w") as file:
        for part in (text[:40], text[40:90], text[90:]):
            file.write(part)
            file.flush()
            time.sleep(0.1)


def _delete_first(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text)


EDITORS: dict[str, Callable[[Path, str], object]] = {
    "written in place": Path.write_text,
    "renamed over": _rename_over,
    "moved away first": _move_away,
    "deleted first": _delete_first,
    "emptied, then written slowly": _slowly,
}


@pytest.mark.parametrize("editor", EDITORS)
def test_every_editor_s_way_to_save_is_noticed(fed: Site, editor: str) -> None:
    path = fed.write("2026-11")
    text = path.read_text().replace("on.", "off.")
    with at_work(fed) as running:
        running.until(says(fed, "The kettle is on."))
        EDITORS[editor](path, text)
        running.until(says(fed, "The kettle is off."))


def test_a_folder_that_is_replaced_is_watched_again(fed: Site) -> None:
    fed.write("2026-11")
    with at_work(fed) as running:
        running.until(says(fed, "The kettle is on."))
        (fed.folder / "now").rename(fed.folder / "before")
        (fed.folder / "now").mkdir()
        fed.write("2026-11", text="Another branch.")
        running.until(says(fed, "Another branch."))
        fed.write("2026-11", text="And its next commit.")
        running.until(says(fed, "And its next commit."))


def test_a_name_that_is_not_text_ends_nothing(fed: Site) -> None:
    with at_work(fed) as running:
        running.until_pass(1)
        Path(os.fsdecode(os.fsencode(fed.folder / "now") + b"/\xff.md")).write_text("x")
        fed.write("2026-11")
        running.until(says(fed, "The kettle is on."))


def test_a_post_waits_until_its_file_has_settled(
    site: Site, mastodon: Served[PretendMastodon], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOWSYNC_MASTODON_TOKEN", "token")
    site.configure(mastodon_at(mastodon.url))
    with at_work(site) as running:
        running.until_pass(1)
        written = time.time()
        month = f"{datetime.now(UTC):%Y-%m}"
        site.write(month)
        running.until(mastodon.pretend.alive)

    assert time.time() - written >= 10
    assert len(mastodon.pretend.alive()) == 1


def test_a_worker_that_is_killed_is_followed_by_another(fed: Site) -> None:
    with at_work(fed, SHORT) as running:
        running.until_pass(1)
        running.until(lambda: running.daemon._worker is None)
        running.daemon.events.put(Wake("to be killed"))
        running.until(lambda: running.daemon._worker is not None)
        worker = running.daemon._worker
        os.kill(worker._process.pid if worker else 0, signal.SIGKILL)
        fed.write("2026-11")
        running.until(says(fed, "The kettle is on."))


POISONOUS = """
import os, {module} as module
healthy = module.{function}
def poisoned(text, *others, **more):
    if "hemlock" in text:
        {end}
    return healthy(text, *others, **more)
module.{function} = poisoned
"""
ENDS = ["os.abort()", "raise MemoryError"]


@pytest.fixture
def poison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Let a function of some library end all workers that hand it hemlock."""
    folder = tmp_path / "python"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return lambda **how: (folder / "sitecustomize.py").write_text(POISONOUS.format(**how))


@pytest.mark.fault("P04", "set aside; the others go out")
def test_poison_is_set_aside_and_the_others_go_out(
    fed: Site, poison: Callable[..., object]
) -> None:
    poison(module="nh3", function="clean", end="os.abort()")
    fed.write("2026-10", text="A cup of hemlock.")
    fed.write("2026-11")
    with at_work(fed, SHORT) as running:
        running.until(says(fed, "The kettle is on."))

        running.until(lambda: any(each.done for each in running.kept))

    assert len(running.daemon.suspects.aside) == 1
    assert "2026-10 on feed: nowsync ended 3 times" in running.kept[-1].held[0]


@pytest.mark.fault("P04", "who does not get on with it is ended; the others go out")
def test_a_file_that_is_read_for_ever_is_set_aside_and_the_others_go_out(
    fed: Site, poison: Callable[..., object]
) -> None:
    poison(module="pyromark", function="events_with_range", end="__import__('time').sleep(9999)")
    fed.write("2026-10", text="A cup of hemlock.")
    fed.write("2026-11")
    with at_work(fed, SHORT) as running:
        # Two seconds are ten minutes here.
        running.daemon.read = lambda: structs.replace(
            Reading.now(), awake=300 * Reading.now().awake
        )

        def shown() -> bool:
            running.daemon.events.put(Tick())
            return says(fed, "The kettle is on.")()

        running.until(shown)
        running.until(lambda: any(each.done for each in running.kept))

    assert "nowsync ended 3 times while it read this" in running.kept[-1].problems[0]


@pytest.mark.fault("P04", "its file is set aside; the others go out")
@pytest.mark.parametrize("end", ENDS)
def test_a_file_that_is_poison_to_read_is_set_aside_and_the_others_go_out(
    fed: Site, poison: Callable[..., object], end: str
) -> None:
    poison(module="pyromark", function="events_with_range", end=end)
    fed.write("2026-10", text="A cup of hemlock.")
    fed.write("2026-11")
    with at_work(fed, SHORT) as running:
        running.until(says(fed, "The kettle is on."))

        running.until(lambda: any(each.done for each in running.kept))

    (problem,) = running.kept[-1].problems
    assert problem.startswith("now/2026-10.md: nowsync ended 3 times while it read this")


def test_a_file_that_was_poison_is_read_again_once_it_has_changed(
    fed: Site, poison: Callable[..., object]
) -> None:
    poison(module="pyromark", function="events_with_range", end="os.abort()")
    fed.write("2026-11", text="A cup of hemlock.")
    with at_work(fed, SHORT) as running:
        running.until(lambda: any(each.problems for each in running.kept))
        fed.write("2026-11")
        running.until(says(fed, "The kettle is on."))


def test_a_new_configuration_counts_when_it_is_asked_for(fed: Site) -> None:
    fed.write("2026-11")
    with at_work(fed) as running:
        running.until(says(fed, "The kettle is on."))
        fed.configure(feed("public/other.xml") + SETTLED)
        running.daemon.events.put(Reload())
        running.until((fed.folder / "public/other.xml").exists)


def test_a_failure_is_told_and_tried_again(fed: Site) -> None:
    fed.write("2026-11")
    (fed.folder / "public").write_text("in the way")
    with at_work(fed, SHORT) as running:
        running.until(lambda: any(each.failed for each in running.kept))
        (fed.folder / "public").unlink()
        running.until(says(fed, "The kettle is on."))

    told = [line for report in running.kept for line in report.failed]
    assert "the feed public/now.xml cannot be written" in told[0]


def test_the_ledger_of_another_is_waited_for(fed: Site) -> None:
    fed.write("2026-11")
    with fed.app().writing(), at_work(fed, SHORT) as running:
        busy = running.until_pass(1)

    assert "another nowsync is at work on this ledger" in (busy.failure or "")


def test_what_waits_for_a_person_is_logged_once(
    fed: Site, caplog: pytest.LogCaptureFixture
) -> None:
    (fed.folder / "now/2026-10.md").write_text("---\ntitle: [\n---\n\nHalf a list.\n")
    fed.write("2026-11")
    with caplog.at_level("INFO", "nowsync"), at_work(fed) as running:
        running.until(says(fed, "The kettle is on."))
        fed.write("2026-11", text="The kettle is off.")
        running.until(says(fed, "The kettle is off."))

    said = [each.getMessage() for each in caplog.records]
    assert sum(line.startswith("now/2026-10.md:") for line in said) == 1
