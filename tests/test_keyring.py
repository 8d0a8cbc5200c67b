"""Keep secrets in a real Secret Service: gnome-keyring, in a session and a home of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_credentials import ROOT

NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
MISSING = [name for name in NEEDED if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(
    bool(MISSING) and "CI" not in os.environ,
    reason=f"no {' and no '.join(MISSING)} on this machine (Debian: gnome-keyring, dbus)",
)

UNLOCK = "printf pw | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null"
BEGIN = """
from nowsync.core.errors import Unusable
from nowsync.credentials import Credentials
from nowsync.secret import Secret
from tests.test_credentials import TARGET
kept = Credentials(None, {}, patience=20)
"""
LOGIN = """
place = kept.store(Secret("a-token-of-ada"), kept.store_for(None, TARGET), TARGET)
print(place, "|", kept.find(TARGET).secret.reveal())
"""
FIND = "print(kept.find(TARGET).secret.reveal())"
LOGOUT = "print(kept.remove(TARGET), kept.remove(TARGET))"
REFUSED = """
try:
    kept.store_for(None, TARGET)
except Unusable as error:
    print(error)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give the home of somebody who has no keyring yet."""
    return tmp_path


def session(home: Path, before: str, code: str) -> str:
    """Run code in a D-Bus session of its own; what it leaves behind ends with the session."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "PYTHON": sys.executable,
        "CODE": BEGIN + code,
    }
    command = ["dbus-run-session", "--", "sh", "-c", f'{before}; exec "$PYTHON" -c "$CODE"']
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_real_keyring_keeps_a_secret_from_one_session_to_the_next(home: Path) -> None:
    stored = session(home, UNLOCK, LOGIN)

    assert stored.startswith("the keyring (service nowsync, user mastodon@mastodon.example) | ")
    assert session(home, UNLOCK, FIND) == "a-token-of-ada\n"


def test_a_real_keyring_forgets_what_is_removed(home: Path) -> None:
    session(home, UNLOCK, LOGIN)

    assert session(home, UNLOCK, LOGOUT) == "True False\n"


def test_a_real_keyring_keeps_nothing_in_plain_text(home: Path) -> None:
    session(home, UNLOCK, LOGIN)

    files = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".keyring" for path in files)
    assert not [path for path in files if b"a-token-of-ada" in path.read_bytes()]


def test_a_real_keyring_that_is_locked_says_the_way_out(home: Path) -> None:
    session(home, UNLOCK, LOGIN)

    said = session(home, UNLOCK.replace("pw", "wrong"), REFUSED)

    assert said.startswith(
        "the keyring (service nowsync, user mastodon@mastodon.example): locked: "
    )
    assert said.endswith("nowsync login mastodon --store file\n")
