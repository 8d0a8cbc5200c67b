"""A file rests before what it says goes out, and that is told by when it was read."""

import os
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from nowsync.core.action import Wait
from tests.site import START, Site, feed


def test_a_file_that_rests_only_while_it_is_read_waits(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.configure(f"{feed()}\nsettle = 10\n")
    path = site.write("2026-11")
    written = (START - timedelta(seconds=5)).timestamp()
    os.utime(path, (written, written))

    def take_a_minute(_done: int, _of: int) -> None:
        site.pass_time(minutes=1)

    app = replace(site.app(), watch=take_a_minute)
    with app.reading() as records:
        (action,) = app.prepare(records).actions

    assert site.now == START + timedelta(minutes=1)
    assert isinstance(action, Wait)
    assert "written just now" in action.reason
