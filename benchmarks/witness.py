"""Run nowsync, and write down what it opened, committed and loaded; it is not timed.

    python benchmarks/witness.py REPORT status

The rest of the line is what nowsync is told.
"""

import atexit
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

opened: set[str] = set()
said: list[str] = []
loaded_before = {*sys.modules}
connect = sqlite3.connect


def hear(event: str, arguments: tuple[Any, ...]) -> None:
    """Hear what the interpreter tells of itself (docs.python.org/3/library/audit_events.html)."""
    if event == "open" and str(arguments[0]).endswith(".md"):
        opened.add(str(arguments[0]))


def connected(database: str | Path, **options: Any) -> sqlite3.Connection:
    """Open a database; of the ledger hear everything that is said to it."""
    connection: sqlite3.Connection = connect(database, **options)
    if "ledger.sqlite" in str(database):
        connection.set_trace_callback(said.append)
    return connection


def write_down(report: Path) -> None:
    """Write the report."""
    commits = sum(each.strip().upper().startswith("COMMIT") for each in said)
    weaker = [each for each in said if "synchronous" in each.lower() and "FULL" not in each.upper()]
    loaded = [each for each in sys.modules if each not in loaded_before]
    found = {"opened": len(opened), "commits": commits, "weaker": weaker, "loaded": loaded}
    report.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    atexit.register(write_down, Path(sys.argv.pop(1)))
    sys.addaudithook(hear)
    sqlite3.connect = connected  # type: ignore[assignment]
    from nowsync.__main__ import main

    main()
