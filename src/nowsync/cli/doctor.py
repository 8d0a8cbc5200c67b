"""`nowsync doctor`: everything that can be wrong, before it goes wrong."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from nowsync.cli import show
from nowsync.cli.publish import as_json
from nowsync.core.errors import ConfigurationError

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.doctor import Finding, Setup

SCHEMA = 1
COLOURS = {"ok": "green", "warning": "yellow", "wrong": "red"}
WIDTH = max(map(len, COLOURS))


@click.command(
    epilog="""\b
Examples:
  nowsync doctor
  nowsync doctor --offline             ask no server
  nowsync doctor --offline --json
"""
)
@click.option("--offline", is_flag=True, help="Ask no server, and open no connection.")
@as_json
@click.pass_context
def command(context: click.Context, *, offline: bool, json: bool) -> int:
    """Look for everything that can be wrong, and say what to do about each.

    Puts every entry into words for every target, looks at files, secrets and this machine, and asks
    your servers who you are there. Changes and sends nothing. The exit code is 1 if anything is
    wrong; warnings alone leave it 0.
    """
    from nowsync.app import App

    found: list[Finding] = []
    try:
        app = App.find(context.obj, show.reading)
    except ConfigurationError as error:
        found.extend(_of_configuration(error))
        code = error.exit_code
    else:
        found.extend(_told(setup_of(app), offline=offline, json=json))
        code = int(any(each.level.value == "wrong" for each in found))
    if json:
        document = {"schema": SCHEMA, "findings": [each.dump() for each in found]}
        show.data(document)
    else:
        show.say("\n".join((*(map(_line, found) if code == 2 else ()), _sum(found))))
    return code


def setup_of(app: "App") -> "Setup":
    """Give the doctor what there is to look at."""
    from nowsync.doctor import Setup

    return Setup(
        configuration=app.configuration,
        environment=app.environment,
        folder=lambda: app.folder,
        places=lambda: app.places.of(None, ()),
        render=app.render,
        accounts=app.accounts,
        reading=partial(app.cabinet.reading, anew=True),
        skews=app.places.connections.skews,
        clock=app.clock,
    )


def _of_configuration(error: ConfigurationError) -> "Iterator[Finding]":
    from nowsync.doctor.finding import wrong

    for problem in error.problems:
        yield wrong("configuration", str(problem), "correct it, and type: nowsync doctor")


def _told(setup: "Setup", *, offline: bool, json: bool) -> "Iterator[Finding]":
    """Look at everything, and tell each finding at once to whoever waits for it."""
    from nowsync.doctor import checks
    from nowsync.doctor.finding import well

    first = well("configuration", f"{setup.configuration.path} is understood")
    if not json:
        show.say(_line(first))
    yield first
    for check in checks(offline=offline):
        show.progress(f"looking at: {check.name}")
        for finding in check.findings(setup):
            show.progress("")
            if not json:
                show.say(_line(finding))
            yield finding
    show.progress("")


def _line(finding: "Finding") -> str:
    level = finding.level.value
    mark = click.style(level.ljust(WIDTH), fg=COLOURS[level])
    fix = f"\n{' ' * WIDTH}  → {finding.fix}" if finding.fix else ""
    return f"{mark}  {click.style(finding.about, bold=True)}: {finding.what}{fix}"


def _sum(found: "Sequence[Finding]") -> str:
    levels = [each.level.value for each in found]
    wrong, warnings = levels.count("wrong"), levels.count("warning")
    if not wrong and not warnings:
        return "\nAll is well."
    return f"\n{wrong} wrong, {warnings} to think about, {levels.count('ok')} well."
