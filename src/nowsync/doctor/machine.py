"""What this machine has to offer: a time zone, a place for secrets, and a unit of systemd."""

import os
import shlex
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from nowsync.core.access import how_to_sign_in, paused
from nowsync.core.errors import Unusable
from nowsync.daemon.state import is_running
from nowsync.doctor.finding import Finding, bare, doubtful, well, wrong
from nowsync.doctor.setup import Setup

_UNITS = "nowsync*.service"
_KEYS = ("ExecStart", "WorkingDirectory")


def zone(setup: Setup) -> Iterator[Finding]:
    """Tell which time it is for the site."""
    name = setup.configuration.site.timezone
    now = setup.clock()
    local = now.astimezone(ZoneInfo(name))
    yield well(
        "time zone", f"{name}: it is {local:%a %H:%M} there, {now.astimezone(UTC):%H:%M} UTC"
    )


def secrets(setup: Setup) -> Iterator[Finding]:
    """See whether each target that needs a secret has one."""
    stopped = paused(
        [each.target for each in setup.remote], setup.kept(lambda records: records.accesses())
    )
    for target in (each.target for each in setup.remote):
        name, fix = target.name, how_to_sign_in(target.name)
        try:
            yield well(name, f"its secret is in {setup.secret(target)}")
        except Unusable as error:
            yield wrong(name, bare(error, name), fix)
        if reason := stopped.get(name):
            yield wrong(name, f"it is paused: {reason.partition('; type: ')[0]}", fix)


def keyring(setup: Setup) -> Iterator[Finding]:
    """See whether there is a keyring that login could use, where it might."""
    places = setup.remote
    if not places or setup.configuration.secrets.from_ not in {None, "keyring"}:
        return
    try:
        setup.accounts().credentials.store_for("keyring", places[0].target)
    except Unusable as error:
        fix = "unlock it, or keep tokens in files: nowsync login TARGET --store file"
        yield doubtful("keyring", str(error).partition(". ")[0], fix)
    else:
        yield well("keyring", "there is one, and it answers")


def units(setup: Setup) -> Iterator[Finding]:
    """See that what the installed units of systemd start is there."""
    home = Path(setup.environment.get("HOME", "/nonexistent"))
    folders = (home / ".config/systemd/user", Path("/etc/systemd/system"))
    for unit in (each for folder in folders for each in sorted(folder.glob(_UNITS))):
        missing = [each for each in _named(unit, home) if not each.exists()]
        for each in missing:
            fix = f"correct {unit}, then type: systemctl --user daemon-reload"
            yield wrong("systemd", f"{unit.name} needs {each}, and it is not there", fix)
        if not missing:
            yield well("systemd", f"{unit.name} can be started")
        if unit.name == "nowsync.service" and not is_running(setup.state):
            fix = "type: systemctl --user enable --now nowsync"
            yield doubtful("systemd", "no daemon is at work for this site", fix)


def _named(unit: Path, home: Path) -> Iterator[Path]:
    """Give the program and the folder that a unit names; what only systemd knows is left out."""
    try:
        lines = unit.read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        key, _, value = line.partition("=")
        words = shlex.split(value.replace("%h", os.fspath(home))) if key in _KEYS else []
        if words and "%" not in words[0]:
            yield Path(words[0].lstrip("-@:+!"))
