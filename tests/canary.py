"""The canary: a secret of this run alone, planted in every test, that may turn up nowhere.

When the run is over, all that it leaves is searched for it, in every encoding (canary_hooks.py).
"""

import os
import secrets
import sqlite3
from base64 import b64encode
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from nowsync.secret import forms

# Workers and programs that tests start inherit it. A token has letters that encodings change.
VALUE = os.environ.setdefault("NOWSYNC_TEST_CANARY", f"canary/{secrets.token_hex(16)}+bird")
TRACES = tuple(form.encode() for form in forms(VALUE))


def traces_in(path: Path) -> bool:
    """Tell whether a file holds the canary; what is no file, or cannot be read, holds nothing."""
    with suppress(OSError):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            return any(trace in content for trace in TRACES)
    return False


def is_in(text: str) -> bool:
    """Tell whether a text holds the canary."""
    return any(trace in text.encode(errors="replace") for trace in TRACES)


def found_in(paths: Sequence[Path]) -> list[str]:
    """Name the files that hold the canary, below these folders."""
    files = (each for path in paths for each in (path.rglob("*") if path.is_dir() else [path]))
    return [str(each) for each in files if traces_in(each)]


def plant(folder: Path) -> list[str]:
    """Leak the canary in several ways; name the files, for the search to find."""
    folder.mkdir()
    told = {
        "log": f"GET / HTTP/1.1\nAuthorization: Bearer {VALUE}\n",
        "url": f"https://mastodon.example/?token={quote(VALUE, safe='')}",
        "header": b64encode(f"ada:{VALUE}:x".encode()).decode(),
        "dump": VALUE.encode().hex(),
    }
    for name, text in told.items():
        (folder / name).write_text(text, encoding="utf-8")
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as connection:
        connection.execute("CREATE TABLE step (answer TEXT)")
        connection.execute("INSERT INTO step VALUES (?)", (f"refused {VALUE}",))
        connection.commit()
    return [str(folder / name) for name in (*told, "ledger.sqlite")]
