"""`nowsync daemon` as a service manager runs it: signals, the log, and only one of it."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from nowsync.cli.daemon import setup
from tests.shell import PATIENCE, run, started
from tests.site import Site, feed


@pytest.fixture
def fed(site: Site) -> Site:
    site.configure(feed() + "\nsettle = 0\n")
    site.write("2026-11")
    return site


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_well_when_told_to(fed: Site, number: signal.Signals) -> None:
    with started("nowsync daemon", fed.folder) as process:
        process.send_signal(number)
        _, said = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0
    assert "2026-11 on feed: published" in said
    assert said.splitlines()[-1].endswith("stopping")


def test_it_loads_nothing_that_reads_entries() -> None:
    code = "import sys, nowsync.daemon.loop; print('nowsync.entries' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout == "False\n"


def test_its_log_is_json_for_programs(fed: Site) -> None:
    with started("nowsync daemon --log-format json", fed.folder) as process:
        process.terminate()
        _, said = process.communicate(timeout=PATIENCE)

    first = json.loads(said.splitlines()[0])
    assert first["level"] == "info"
    assert first["message"].startswith("2026-11 on feed: published")


def test_the_journal_keeps_time_itself(fed: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOURNAL_STREAM", "8:1")
    with started("nowsync daemon", fed.folder) as process:
        process.terminate()
        _, said = process.communicate(timeout=PATIENCE)

    assert said.startswith("2026-11 on feed: published")


def test_a_second_one_is_told_of_the_first(fed: Site) -> None:
    with started("nowsync daemon", fed.folder) as process:
        second = run("nowsync daemon", fed.folder)

        assert second.returncode == 75
        assert f"(process {process.pid})" in second.stderr


def test_other_commands_work_beside_it(fed: Site) -> None:
    with started("nowsync daemon", fed.folder):
        assert run("nowsync publish", fed.folder).returncode == 0


def test_a_broken_configuration_is_refused_and_the_old_one_kept(fed: Site) -> None:
    with started("nowsync daemon", fed.folder) as process:
        (fed.folder / "nowsync.toml").write_text("[site]\nulr = 1\n")
        process.send_signal(signal.SIGHUP)
        heard = process.stderr.readline() if process.stderr else ""
        while "going on" not in heard and process.stderr:
            heard = process.stderr.readline()
        process.terminate()
        process.communicate(timeout=PATIENCE)

    assert "going on with the configuration as it was" in heard
    assert process.returncode == 0


def test_another_state_folder_is_refused_while_it_is_at_work(fed: Site) -> None:
    settings = fed.folder / "nowsync.toml"
    with started("nowsync daemon", fed.folder) as process:
        settings.write_text(settings.read_text("utf-8") + '\n[state]\nfolder = ".other"\n')
        process.send_signal(signal.SIGHUP)
        lines = iter(process.stderr or ())
        heard = next(line for line in lines if "going on" in line or "start it again" in line)
        process.terminate()
        process.communicate(timeout=PATIENCE)

    assert f"cannot go on with {fed.folder / '.other'}; start it again" in heard
    assert not (fed.folder / ".other").exists()


def test_a_broken_configuration_at_the_start_ends_it(fed: Site) -> None:
    (fed.folder / "nowsync.toml").write_text("[site]\nulr = 1\n")

    assert run("nowsync daemon", fed.folder).returncode == 2


def test_its_health_is_told_by_an_exit_code(fed: Site) -> None:
    assert run("nowsync status --check", fed.folder).returncode == 1
    with started("nowsync daemon", fed.folder):
        well = run("nowsync status --check", fed.folder)

    assert (well.returncode, well.stdout) == (0, "well\n")


def test_a_port_that_is_taken_is_told(fed: Site) -> None:
    toml = fed.folder / "nowsync.toml"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        toml.write_text(toml.read_text() + f'\n[daemon]\nlisten = "127.0.0.1:{port}"\n')
        said = run("nowsync daemon", fed.folder)

    assert said.returncode == 2
    assert f"127.0.0.1:{port} cannot be used: Address already in use" in said.stderr


@pytest.mark.parametrize("address", ["0.0.0.0:9464", "9464", "127.0.0.1", "example.org:80", "x:y"])
def test_it_listens_on_this_machine_alone(fed: Site, address: str) -> None:
    toml = fed.folder / "nowsync.toml"
    toml.write_text(toml.read_text() + f'\n[daemon]\nlisten = "{address}"\n')
    said = run("nowsync daemon", fed.folder)

    assert said.returncode == 2
    assert "daemon.listen: must be a port of this machine, such as 127.0.0.1:9464" in said.stderr


def test_systemd_hears_when_it_is_ready_and_when_it_stops(
    fed: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(PATIENCE)
        with started("nowsync daemon", fed.folder) as process:
            process.terminate()
            process.communicate(timeout=PATIENCE)
            heard = [manager.recv(200), manager.recv(200), manager.recv(200)]

    assert heard == [b"READY=1", b"STATUS=nothing waits", b"STOPPING=1"]


@pytest.mark.parametrize("state", ["now/state", "now", "now/../now/a/b"])
def test_a_state_folder_among_the_entries_is_refused(fed: Site, state: str) -> None:
    settings = fed.folder / "nowsync.toml"
    text = settings.read_text("utf-8")
    settings.write_text(f'{text}\n[state]\nfolder = "{state}"\n', encoding="utf-8")

    done = run("nowsync daemon", fed.folder)

    assert done.returncode == 2
    assert "where entries are watched; give the state folder another place" in done.stderr


def test_a_hidden_state_folder_among_the_entries_is_none_of_them(fed: Site) -> None:
    settings = fed.folder / "nowsync.toml"
    text = settings.read_text("utf-8")

    found = setup(settings, f'{text}\n[state]\nfolder = "now/.state"\n')

    assert found.places == (fed.folder / "now", fed.folder / "now" / ".state" / "bell")
