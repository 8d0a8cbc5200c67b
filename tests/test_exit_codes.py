"""Every exit code of the README, brought about."""

import re
import signal
import subprocess
from pathlib import Path

import pytest

from nowsync import cli, ledger
from nowsync.core.errors import LedgerBusy, NowsyncError, UsageError
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.shell import ROOT, environment, examples_in, run, turn_to, words


@pytest.fixture
def ada(tmp_path: Path) -> Path:
    """Give a copy of the example site."""
    return examples_in(tmp_path)


def test_the_readme_names_every_exit_code() -> None:
    ours = [getattr(each, "exit_code", 0) for each in (NowsyncError, UsageError, LedgerBusy)]

    named = re.findall(r"^\| (\d+) \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)

    assert [int(code) for code in named] == sorted([0, *ours, cli.BUG, cli.INTERRUPTED])


def test_0_when_there_is_nothing_to_do(ada: Path) -> None:
    run("nowsync publish --target feed", ada)

    assert run("nowsync publish --target feed", ada).returncode == 0


def test_1_when_something_is_not_sent(ada: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOWSYNC_MASTODON_TOKEN")

    done = run("nowsync publish 2026-11 --target mastodon --yes", ada)

    assert done.returncode == 1
    assert "no secret for https://mastodon.example" in done.stdout


def test_1_when_an_entry_cannot_be_read(ada: Path) -> None:
    (ada / "src/content/now/2026-12.md").write_text("---\ndate: soon\n---\nHello.\n")

    assert run("nowsync preview", ada).returncode == 1


def test_1_when_a_kept_plan_has_moved(ada: Path) -> None:
    run("nowsync plan 2026-11 --target feed -o plan.json", ada)
    run("nowsync publish --target feed", ada)
    (ada / "src/content/now/2026-11.md").unlink()

    assert run("nowsync apply plan.json", ada).returncode == 1


@pytest.mark.parametrize("command", ["nowsync preview 1999-01", "nowsync publsh", "nowsync -x"])
def test_2_when_the_command_cannot_be_used(command: str, ada: Path) -> None:
    assert run(command, ada).returncode == 2


def test_2_when_the_configuration_cannot_be_used(ada: Path) -> None:
    (ada / "nowsync.toml").write_text("[sites]\n")

    assert run("nowsync status", ada).returncode == 2


def test_3_for_a_bug(ada: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import nowsync.app\ndel nowsync.app.App\n")

    done = run("nowsync status", ada, PYTHONPATH=str(tmp_path))

    assert done.returncode == 3
    assert "this is a bug in nowsync" in done.stderr


def test_75_when_another_nowsync_is_at_work(ada: Path) -> None:
    run("nowsync publish --target feed", ada)

    with ledger.hold(ada / ".nowsync/lock"):
        done = run("nowsync publish --target feed", ada)

    assert done.returncode == 75


def test_130_when_interrupted(ada: Path, mastodon: Served[PretendMastodon]) -> None:
    turn_to(mastodon.url, ada)
    started: list[subprocess.Popen[bytes]] = []
    whoami = "/api/v1/accounts/verify_credentials"
    mastodon.fault(Fault("GET", whoami, "call", call=lambda: started[0].send_signal(signal.SIGINT)))

    with subprocess.Popen(
        words("nowsync publish 2026-11 --target mastodon --yes"),
        cwd=ada,
        env=environment(NOWSYNC_MASTODON_TOKEN="token"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        started.append(process)
        code = process.wait(60)

    assert code == 130
