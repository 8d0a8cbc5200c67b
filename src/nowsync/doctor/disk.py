"""What is on the disk: the ledger, the folder it is in, and the files that we write."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from nowsync.core.errors import LedgerError
from nowsync.core.ledger import Records
from nowsync.core.publication import OperationState
from nowsync.doctor.finding import Finding, doubtful, well, wrong
from nowsync.doctor.setup import Setup
from nowsync.mounts import doubtful as doubtful_disk

LEDGERS = "*.sqlite*"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def state(setup: Setup) -> Iterator[Finding]:
    """See that the state folder is ours alone, and on a disk that can be relied on."""
    folder = setup.state
    if not folder.exists():
        yield well("state", f"{folder} is made by the first nowsync publish")
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield wrong("state", f"{folder} cannot be written", f"type: chmod 700 {folder}")
    secrets = setup.configuration.secrets_folder(setup.environment)
    private = [folder, *sorted(folder.glob(LEDGERS)), *sorted(secrets.glob("*")), secrets]
    opened = [each for each in dict.fromkeys(private) if _is_open(each)]
    for each in opened:
        mode = "700" if each.is_dir() else "600"
        yield wrong("state", f"{each} is open to other users", f"type: chmod {mode} {each}")
    if doubt := doubtful_disk(folder):
        yield wrong("state", doubt, "move it to a disk of this machine")
    elif not opened:
        yield well("state", f"{folder} is ours alone")


def ledger(setup: Setup) -> Iterator[Finding]:
    """See that the ledger is whole, and whether anything in it waits for a person."""
    try:
        with setup.reading() as records:
            for each in setup.configuration.targets:
                yield from _waiting(records, each.target.name)
    except LedgerError as error:
        fix = "put a backup in its place; until then nothing is sent (docs/operations.md)"
        yield wrong("ledger", str(error), fix)
        return
    size = sum(each.stat().st_size for each in setup.state.glob("ledger.sqlite"))
    yield well(
        "ledger", f"it is whole ({size // 1024:,} KiB)" if size else "nothing was published yet"
    )


def _waiting(records: Records, target: str) -> Iterator[Finding]:
    for publication in records.publications(target).astir:
        operation = publication.operation
        if operation is None or operation.state not in (OperationState.HELD, OperationState.OPEN):
            continue
        what = f"{publication.entry} → {target} is {_waits(operation.state)}"
        fix = f"type: nowsync explain {publication.entry} --target {target}"
        yield doubtful("ledger", what, fix)


def files(setup: Setup) -> Iterator[Finding]:
    """See that the files of the targets that are files can be written."""
    for place in setup.places():
        if not place.adapter.traits.local:
            continue
        path = setup.configuration.folder / place.target.origin
        objection = _unwritable(path)
        if objection is None:
            yield well(place.target.name, f"{path} can be written")
        else:
            yield wrong(place.target.name, *objection)


def _is_open(path: Path) -> bool:
    try:
        return os.name == "posix" and bool(path.stat().st_mode & _OTHERS)
    except OSError:
        return False


def _unwritable(path: Path) -> tuple[str, str] | None:
    """Say why a file cannot be written, and what to do; its own folder is made if it is missing."""
    folder = path.parent if path.parent.exists() else path.parent.parent
    if path.is_dir():
        return f"{path} is a folder", "name a file in nowsync.toml"
    if not folder.is_dir():
        return f"{folder} is no folder", "make it, or correct the path in nowsync.toml"
    written = path if path.exists() else folder
    if not os.access(folder, os.W_OK | os.X_OK) or not os.access(written, os.W_OK):
        return f"{written} cannot be written", f"type: chmod u+w {written}"
    return None


def _waits(state: OperationState) -> str:
    held = "held until you decide"
    return held if state is OperationState.HELD else "unfinished; the next publish looks for it"
