"""The servers as pytest fixtures: `pytest_plugins = ["tests.servers.fixtures"]`."""

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.programs import UnavailableError
from tests.servers.proxy import Proxy, proxy
from tests.servers.real import Real, RealMock, mastodon_mock, snac
from tests.servers.wire import Served, serve

R = TypeVar("R", Real, RealMock, Proxy)


@pytest.fixture
def forem() -> Iterator[Served[PretendForem]]:
    """Serve an empty pretend Forem whose key is "key"."""
    with serve(PretendForem()) as served:
        yield served


@pytest.fixture
def mastodon() -> Iterator[Served[PretendMastodon]]:
    """Serve an empty pretend Mastodon whose token is "token"."""
    with serve(PretendMastodon()) as served:
        yield served


@pytest.fixture(scope="session")
def snac_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    """Boot snac2 once; its statuses stay from test to test."""
    with _booted(snac, tmp_path_factory) as server:
        yield server


@pytest.fixture(scope="session")
def mastodon_mock_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealMock]:
    """Boot mastodon-mock once; `reset()` empties it."""
    with _booted(mastodon_mock, tmp_path_factory) as server:
        yield server


@pytest.fixture(scope="session")
def snac_proxy(snac_server: Real, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Put a proxy that loses things before snac2."""
    with _booted(partial(proxy, snac_server.url), tmp_path_factory) as running:
        yield running


@pytest.fixture(scope="session")
def mastodon_mock_proxy(
    mastodon_mock_server: RealMock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    """Put a proxy that loses things before mastodon-mock."""
    with _booted(partial(proxy, mastodon_mock_server.url), tmp_path_factory) as running:
        yield running


@contextlib.contextmanager
def _booted(
    boot: Callable[[Path], AbstractContextManager[R]], folders: pytest.TempPathFactory
) -> Iterator[R]:
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(boot(folders.mktemp("server")))
        except UnavailableError as error:
            if "CI" in os.environ:
                raise
            pytest.skip(f"it cannot be had on this machine: {error}")
        yield server
