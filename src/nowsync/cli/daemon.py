"""`nowsync daemon`: publish whenever something is due, until told to stop."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nowsync.daemon.loop import Setup


@click.command(
    epilog="""\b
Examples:
  nowsync daemon                       until Ctrl-C
  nowsync daemon --log-format json     for programs that read logs

Signals: TERM and INT end it after the step at hand, HUP has it read nowsync.toml anew.
docs/operations.md tells how systemd or Docker starts it.
"""
)
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the log is written, on standard error.",
)
@click.option("--verbose", is_flag=True, help="Also log what wakes it.")
@click.pass_context
def command(context: click.Context, log_format: str, *, verbose: bool) -> int:
    """Watch for new and changed entries, and publish each when it is due.

    What it publishes is what nowsync publish would, at that time. The other commands work beside
    it. It is one for each site: a second one ends with exit code 75.
    """
    from nowsync.config import load, locate, read_text
    from nowsync.core.errors import UsageError
    from nowsync.daemon import bell, logs, poison, state
    from nowsync.daemon.loop import Daemon, Reload, Stop
    from nowsync.daemon.supervisor import Supervisor
    from nowsync.ledger import make_folder

    if not context.obj.cached:
        raise UsageError("--no-cache is for commands that look once; the daemon looks all the time")
    logs.begin(sys.stderr, os.environ, as_json=log_format == "json", verbose=verbose)
    path = locate(context.obj.config, os.environ, Path.cwd()).absolute()
    text = read_text(path)
    configuration = load(path, text=text)
    folder = configuration.state_folder(os.environ)
    make_folder(folder)
    bell.hang(folder)
    with (
        state.alone(folder),
        _listening(configuration.daemon.listen, folder),
        _shown(configuration.daemon.page, path, folder),
    ):
        daemon = Daemon(
            setup=setup(path, text),
            reload=lambda: _anew(path, folder),
            keep=lambda report, again: state.State(report, again).save(folder),
            suspects=poison.Suspects(folder / poison.FILE),
            supervisor=Supervisor.of(os.environ),
        )
        _on(signal.SIGTERM, lambda: daemon.events.put(Stop()))
        _on(signal.SIGINT, lambda: daemon.events.put(Stop()))
        _on(signal.SIGHUP, lambda: daemon.events.put(Reload()))
        daemon.run()
    return 0


@contextmanager
def _listening(address: str | None, folder: Path) -> Iterator[None]:
    """Tell how the daemon is while the body runs, if the configuration gives an address."""
    from nowsync.core.errors import UsageError
    from nowsync.daemon.state import State

    if address is None:
        yield
        return
    from nowsync.daemon.health import HealthServer

    try:
        server = HealthServer(address, lambda: State.load(folder))
    except OSError as error:
        raise UsageError(
            f"[daemon] listen: {address} cannot be used: {error.strerror}; choose another port"
        ) from error
    server.start()
    try:
        yield
    finally:
        server.stop()


@contextmanager
def _shown(port: int | None, path: Path, folder: Path) -> Iterator[None]:
    """Show the page while the body runs, if the configuration gives a port."""
    if port is None:
        yield
        return
    from nowsync.daemon.beside import Beside

    page = Beside(port, path, folder)
    try:
        yield
    finally:
        page.stop()


def setup(path: Path, text: str) -> "Setup":
    """Find out from a configuration what to watch; raise ConfigurationError if it is wrong."""
    from datetime import timedelta

    from nowsync.config import load
    from nowsync.core.errors import ConfigurationError, Problem
    from nowsync.daemon.bell import FILE
    from nowsync.daemon.loop import Setup

    found = load(path, text=text)
    entries = found.entries
    names = (entries.folder, entries.page, found.templates)
    places = tuple(found.folder / name for name in names if name is not None)
    state = found.state_folder(os.environ)
    if seen := next((place for place in places if _is_watched_in(place, state)), None):
        # Whatever is written there would be taken for a change of an entry, without end.
        message = (
            f"{state} is in {seen}, where entries are watched; give the state folder another "
            "place, or a name that begins with a dot"
        )
        raise ConfigurationError((Problem(message, path.name),))
    bell = state / FILE
    return Setup(path, text, (*places, bell), timedelta(minutes=found.daemon.rescan))


def _is_watched_in(place: Path, folder: Path) -> bool:
    from nowsync.daemon.survey import is_watched

    place, folder = Path(os.path.realpath(place)), Path(os.path.realpath(folder))
    return folder.is_relative_to(place) and all(map(is_watched, folder.relative_to(place).parts))


def _anew(path: Path, folder: Path) -> "Setup | None":
    from nowsync.core.errors import ConfigurationError
    from nowsync.daemon.loop import log

    try:
        return _setup_with(folder, path)
    except ConfigurationError as error:
        for problem in error.problems:
            log.error("%s", problem)
        log.error("going on with the configuration as it was; mend it, and send HUP again")
        return None


def _setup_with(folder: Path, path: Path) -> "Setup":
    from nowsync.config import load, read_text
    from nowsync.core.errors import ConfigurationError, Problem

    text = read_text(path)
    if (other := load(path, text=text).state_folder(os.environ)) != folder:
        # That we are at work, what we know and what wakes us is told in the one that we have.
        message = f"a daemon that works with {folder} cannot go on with {other}; start it again"
        raise ConfigurationError((Problem(message, path.name),))
    return setup(path, text)


def _on(number: signal.Signals, call: Callable[[], None]) -> None:
    signal.signal(number, lambda _number, _frame: call())
