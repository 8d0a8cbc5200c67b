"""The commands as they are typed: what they print, and the code they end with."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nowsync import __version__
from nowsync.cli import COMMANDS
from nowsync.core.publication import KEY_WINDOW, Result
from nowsync.ledger import hold
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import Site, feed, mastodon_at
from tests.terminal import at_a_terminal, environment

Run = subprocess.CompletedProcess[str]
Type = Callable[..., Run]


@pytest.fixture
def type_(site: Site) -> Type:
    """Type a command in the site's folder, without a terminal."""

    def run(*words: str, **changed: str) -> Run:
        return subprocess.run(
            [sys.executable, "-m", "nowsync", *words],
            cwd=site.folder,
            env={**environment(site), **changed},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """A site with one entry, a feed, and a Mastodon account that has not been met."""
    site.configure(mastodon_at(mastodon.url), feed())
    site.write("2026-11")
    return site


def test_the_version_is_told_in_both_spellings(type_: Type) -> None:
    assert type_("--version").stdout == f"nowsync {__version__}\n"


def test_help_shows_every_command(type_: Type) -> None:
    shown = type_("--help").stdout

    assert all(name in shown for name in COMMANDS)


def test_a_mistyped_command_is_a_usage_error_that_suggests_one(type_: Type) -> None:
    run = type_("prewiew")

    assert run.returncode == 2
    assert "Did you mean 'preview'?" in run.stderr


def test_without_a_configuration_the_next_command_is_told(type_: Type, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    run = type_("preview", NOWSYNC_CONFIG="")

    assert run.returncode == 2
    assert "nowsync init" in run.stderr


def test_all_problems_of_a_configuration_are_told_at_once(site: Site, type_: Type) -> None:
    site.configure('[targets.feed]\nplatform = "atom"\nfile = 3\nurll = "x"')

    run = type_("status")

    assert run.returncode == 2
    assert "targets.feed.file" in run.stderr
    assert "did you mean 'url'" in run.stderr
    assert "nowsync.toml:" in run.stderr


def test_a_missing_folder_is_a_configuration_error(site: Site, type_: Type) -> None:
    site.configure(feed())
    (site.folder / "now").rmdir()

    run = type_("preview")

    assert run.returncode == 2
    assert "now" in run.stderr


def test_a_preview_shows_the_text_and_its_length(ada: Site, type_: Type) -> None:
    run = type_("preview", "2026-11", "--target", "mastodon")

    assert run.returncode == 0
    assert "  │ Reading: Tides" in run.stdout
    assert "/500 characters" in run.stdout
    assert "/api/v1/statuses" in run.stdout


def test_a_dry_run_is_the_preview(ada: Site, type_: Type) -> None:
    words = ("2026-11", "--target", "mastodon")

    assert type_("publish", "--dry-run", *words).stdout == type_("preview", *words).stdout


def test_colours_are_for_terminals_only(ada: Site, type_: Type) -> None:
    assert "\x1b[" not in type_("preview", "2026-11").stdout


def test_publishing_says_where_it_went(ada: Site, type_: Type) -> None:
    run = type_("publish", "2026-11")

    assert run.returncode == 0
    assert "✓ 2026-11 → mastodon  published" in run.stdout
    assert "2 done." in run.stdout


def test_nothing_to_do_is_well(ada: Site, type_: Type) -> None:
    type_("publish")

    run = type_("publish")

    assert run.returncode == 0
    assert "Nothing to do." in run.stdout


def test_json_is_one_document_in_all_three_commands(ada: Site, type_: Type) -> None:
    runs = [type_(name, "--json") for name in ("preview", "publish", "status")]

    assert [json.loads(run.stdout)["schema"] for run in runs] == [1, 1, 1]


def test_json_tells_outcomes_and_problems(ada: Site, type_: Type) -> None:
    (ada.folder / "now" / "broken.md").write_text("---\ntitle: [\n---\n")

    run = type_("publish", "2026-11", "--json")

    document = json.loads(run.stdout)
    assert run.returncode == 1
    assert {each["result"] for each in document["outcomes"]} == {"done"}
    assert document["problems"][0]["file"] == "now/broken.md"


def test_what_failed_ends_with_one(
    ada: Site, mastodon: Served[PretendMastodon], type_: Type
) -> None:
    mastodon.pretend.token = "another"

    run = type_("publish", "2026-11")

    assert run.returncode == 1
    assert "✗ 2026-11 → mastodon  not sent: " in run.stdout


def test_a_broken_template_is_held_with_file_and_line(
    site: Site, mastodon: Served[PretendMastodon], type_: Type
) -> None:
    (site.folder / "mine").mkdir()
    (site.folder / "mine" / "mastodon.j2").write_text("fine\n{{ titel }}\n")
    site.configure(mastodon_at(mastodon.url), '[templates]\nfolder = "mine"')
    site.write("2026-11")

    run = type_("preview", "2026-11")

    assert run.returncode == 1
    assert "mastodon.j2:2: 'titel' is not known here; did you mean 'title'?" in run.stdout
    assert "2 | {{ titel }}" in run.stdout


def test_a_target_that_is_not_there_is_a_usage_error(ada: Site, type_: Type) -> None:
    run = type_("preview", "--target", "mastodonn")

    assert run.returncode == 2
    assert "there are mastodon, feed" in run.stderr


def test_a_second_nowsync_ends_with_75(ada: Site, type_: Type) -> None:
    (ada.folder / ".nowsync").mkdir()

    with hold(ada.folder / ".nowsync" / "lock"):
        run = type_("publish", "--yes")

    assert run.returncode == 75
    assert str(os.getpid()) in run.stderr


def test_a_damaged_ledger_is_never_taken_for_an_empty_one(
    ada: Site, mastodon: Served[PretendMastodon], type_: Type
) -> None:
    type_("publish", "2026-11")
    (ada.folder / ".nowsync" / "ledger.sqlite").write_bytes(b"SQLite format 3\0" + b"\0" * 4096)

    run = type_("publish", "2026-11")

    assert run.returncode == 1
    assert len(mastodon.pretend.alive()) == 1


def test_a_ledger_of_another_program_is_refused(ada: Site, type_: Type) -> None:
    (ada.folder / ".nowsync").mkdir()
    other = sqlite3.connect(ada.folder / ".nowsync" / "ledger.sqlite")
    other.execute("CREATE TABLE theirs (x)")
    other.close()

    run = type_("publish")

    assert run.returncode == 1
    assert "another program" in run.stderr


@pytest.mark.fault("P01", "ends with 130; the post is written down")
def test_an_interruption_ends_with_130_and_loses_nothing(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    running: list[subprocess.Popen[bytes]] = []

    def interrupt() -> None:
        running[0].send_signal(signal.SIGINT)
        time.sleep(0.3)

    mastodon.fault(Fault("POST", "/api/v1/statuses", "call", call=interrupt))
    command = [sys.executable, "-m", "nowsync", "publish", "2026-11", "--target", "mastodon"]
    with subprocess.Popen(
        command, env=environment(ada), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        running.append(process)
        _, said = process.communicate(timeout=30)

    assert process.returncode == 130
    assert b"interrupted" in said
    assert ada.publish("2026-11", only=["mastodon"]) == ()
    assert len(mastodon.pretend.alive()) == 1


@pytest.mark.fault("D20", "published")
def test_a_reader_that_goes_away_does_not_stop_the_publication(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    command = f"{sys.executable} -m nowsync publish 2026-11 | true"
    subprocess.run(
        ["/bin/sh", "-c", command],
        env=environment(ada),
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=True,
    )

    assert len(mastodon.pretend.alive()) == 1


@pytest.mark.fault("D20", "published")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_output_to_a_full_disk_does_not_stop_the_publication(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    command = [sys.executable, "-m", "nowsync", "publish", "2026-11", "--target", "mastodon"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, env=environment(ada), stdin=subprocess.DEVNULL, stdout=full, check=False
        )

    assert done.returncode == 0
    assert len(mastodon.pretend.alive()) == 1


@pytest.mark.parametrize(
    ("answer", "posts"),
    [pytest.param(b"n\n", 0, id="no"), pytest.param(b"y\n", 1, id="yes")],
)
def test_at_a_terminal_one_is_asked_first(
    ada: Site, mastodon: Served[PretendMastodon], answer: bytes, posts: int
) -> None:
    shown = at_a_terminal(ada, answer, "publish", "2026-11")

    assert b"Publish this (1 to mastodon, 1 to feed)? [y/N]" in shown
    assert len(mastodon.pretend.alive()) == posts


@pytest.mark.parametrize(
    ("answer", "posts"),
    [pytest.param(b"n\n", 0, id="no"), pytest.param(b"y\n", 1, id="yes")],
)
def test_at_a_terminal_one_is_asked_before_a_plan_is_applied(
    ada: Site, mastodon: Served[PretendMastodon], type_: Type, answer: bytes, posts: int
) -> None:
    type_("plan", "2026-11", "-o", "plan.json")

    shown = at_a_terminal(ada, answer, "apply", str(ada.folder / "plan.json"))

    assert b"Publish this (1 to mastodon, 1 to feed)? [y/N]" in shown
    assert len(mastodon.pretend.alive()) == posts


def test_one_who_is_sure_is_not_asked_before_a_plan_is_applied(
    ada: Site, mastodon: Served[PretendMastodon], type_: Type
) -> None:
    type_("plan", "2026-11", "-o", "plan.json")

    shown = at_a_terminal(ada, b"", "apply", str(ada.folder / "plan.json"), "--yes")

    assert b"[y/N]" not in shown
    assert len(mastodon.pretend.alive()) == 1


def test_one_is_not_asked_for_what_stays_on_the_machine(ada: Site) -> None:
    shown = at_a_terminal(ada, b"", "publish", "2026-11", "--target", "feed")

    assert b"[y/N]" not in shown
    assert (ada.folder / "public" / "now.xml").exists()


class TestResolve:
    """What only a person can know."""

    @pytest.fixture
    def held(self, site: Site, mastodon: Served[PretendMastodon]) -> Site:
        site.configure(mastodon_at(mastodon.url))
        site.write("2026-11")
        mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_before"))
        site.publish("2026-11")
        site.now += KEY_WINDOW * 2
        site.publish("2026-11")
        return site

    def test_a_held_post_says_what_to_type(self, held: Site, type_: Type) -> None:
        run = type_("status")

        assert run.returncode == 1
        assert "nowsync resolve 2026-11 --target mastodon" in run.stdout

    def test_it_can_be_posted_again(
        self, held: Site, mastodon: Served[PretendMastodon], type_: Type
    ) -> None:
        run = type_("resolve", "2026-11", "--target", "mastodon", "--post-again")
        held.publish("2026-11")

        assert run.returncode == 0
        assert len(mastodon.pretend.alive()) == 1

    def test_it_can_be_dropped(
        self, held: Site, mastodon: Served[PretendMastodon], type_: Type
    ) -> None:
        type_("resolve", "2026-11", "--target", "mastodon", "--drop")

        assert held.publish() == ()
        assert mastodon.pretend.alive() == []

    def test_it_can_be_pointed_at(
        self, held: Site, mastodon: Served[PretendMastodon], type_: Type
    ) -> None:
        status = mastodon.pretend.post_by_hand("By hand")
        url = f"{mastodon.url}/@alice/{status.id}"

        run = type_("resolve", "2026-11", "--target", "mastodon", "--was-posted", url)
        held.write("2026-11", reading="Currents")
        (outcome,) = held.publish()
        type_("publish", "2026-11", "--target", "mastodon", "--overwrite", "--yes")

        assert run.returncode == 0
        assert outcome.result is Result.HELD  # It was posted in other words than ours.
        assert "Currents" in status.now.text
        assert len(mastodon.pretend.alive()) == 1

    def test_what_was_removed_there_may_be_posted_again(
        self, site: Site, mastodon: Served[PretendMastodon], type_: Type
    ) -> None:
        site.configure(mastodon_at(mastodon.url))
        site.write("2026-11")
        site.publish("2026-11")
        mastodon.pretend.delete_by_hand(mastodon.pretend.alive()[0].id)
        site.write("2026-11", reading="Currents")
        site.publish()
        before = site.publish("2026-11")

        run = type_("resolve", "2026-11", "--target", "mastodon", "--post-again")
        site.publish("2026-11")

        assert before == ()
        assert "nowsync publish 2026-11 --target mastodon" in run.stdout
        assert len(mastodon.pretend.alive()) == 1

    def test_what_is_held_can_be_resolved_without_its_file(self, held: Site, type_: Type) -> None:
        (held.folder / "now" / "2026-11.md").unlink()

        assert type_("resolve", "2026-11", "--target", "mastodon", "--drop").returncode == 0

    def test_what_is_not_held_cannot_be_resolved(self, ada: Site, type_: Type) -> None:
        run = type_("resolve", "2026-11", "--target", "mastodon", "--drop")

        assert run.returncode == 2
        assert "nothing of 2026-11 is held on mastodon" in run.stderr


def test_many_files_are_counted_at_a_terminal_and_nowhere_else(site: Site, type_: Type) -> None:
    site.configure(feed())
    for number in range(1_000):
        path = site.folder / "now" / f"2026-01-01-{number}.md"
        path.write_text("---\ndate: 2026-01-01\ndraft: true\n---\nHello.\n", encoding="utf-8")

    shown = at_a_terminal(site, b"", "entries")

    assert b"reading 1,000 of 1,000 files" in shown
    assert "reading" not in type_("entries").stderr
