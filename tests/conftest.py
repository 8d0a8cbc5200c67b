"""What all tests share: the servers, and an environment without anybody's real secrets."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import canary
from tests.nursery import Nursery, nursery
from tests.site import Site

# No test fails because the machine was busy; pytest ends what never comes to an end.
settings.register_profile("nowsync", deadline=None, print_blob=True)
settings.load_profile("nowsync")

# A shell that starts us in the background has us ignore interruptions; what we start would, too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="try all, where a part is usual")


@pytest.fixture
def thorough(request: pytest.FixtureRequest) -> bool:
    """Tell whether to try all there is to try, however long it takes."""
    return bool(request.config.getoption("--thorough"))


@pytest.fixture(scope="session")
def processes() -> Iterator[Nursery]:
    """Have processes of nowsync that start at once."""
    with nursery() as processes:
        yield processes


pytest_plugins = ["tests.servers.fixtures", "tests.canary_hooks"]


@pytest.fixture(autouse=True)
def _no_keyring_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tests away from the keyring and the settings of whoever runs them."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    for name in [name for name in os.environ if name.startswith("NOWSYNC_")]:
        if not name.startswith("NOWSYNC_TEST_"):
            monkeypatch.delenv(name)
    for name in ("NOWSYNC_MASTODON_TOKEN", "NOWSYNC_DEVTO_TOKEN"):
        monkeypatch.setenv(name, canary.VALUE)


@pytest.fixture(autouse=True)
def _no_memory_of_the_developers_ledgers(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep what commands remember of their ledgers away from the home of whoever runs them."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp() / "state"))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Give an empty site."""
    return Site(tmp_path)
