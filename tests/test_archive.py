"""An archive of years: whatever happens to all of it at once, nothing of it is posted."""

import os
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served, serve
from tests.site import START, Site, devto, mastodon_at

USUAL, THOROUGH = 400, 100_000


class Archive(Site):
    """A site with many entries, on a Mastodon and a dev.to."""

    mastodon: Served[PretendMastodon]
    forem: Served[PretendForem]

    def files(self) -> list[Path]:
        """Give the files of all entries."""
        return sorted((self.folder / "now").rglob("*.md"))

    def made(self) -> list[str]:
        """Tell what was ever sent to make or change something."""
        asked = [*self.mastodon.requests, *self.forem.requests]
        return [f"{each.method} {each.path}" for each in asked if each.method != "GET"]


@pytest.fixture(scope="module")
def archive(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Archive]:
    """Write the archive and meet its targets; half of it is of the last weeks."""
    archive = Archive(tmp_path_factory.mktemp("archive"))
    thorough = request.config.getoption("--thorough")
    for number in range(THOROUGH if thorough else USUAL):
        days = number // 4 if number % 2 else number % 40
        dated = (archive.now - timedelta(days=1 + days % 9_000)).date()
        text = f"---\ntitle: Kettle {number}\ndate: {dated}\n---\n\nThe kettle is on, {number}.\n"
        folder = archive.folder / "now" / str(number % 100)
        folder.mkdir(exist_ok=True)
        (folder / f"kettle-{number}.md").write_text(text, encoding="utf-8")
    with serve(PretendMastodon()) as mastodon, serve(PretendForem()) as forem:
        archive.mastodon, archive.forem = mastodon, forem
        archive.configure(mastodon_at(mastodon.url), devto(forem.url))
        archive.publish()
        yield archive


def nothing(_: Archive) -> None:
    """Leave all of it as it is."""


def wipe_the_ledger(archive: Archive) -> None:
    for file in (archive.folder / ".nowsync").glob("ledger.sqlite*"):
        file.unlink()


def wipe_the_state(archive: Archive) -> None:
    (archive.folder / ".nowsync").rename(archive.folder / f".old-{time.monotonic_ns()}")


def touch_all(archive: Archive) -> None:
    moment = archive.now.timestamp()
    for file in archive.files():
        os.utime(file, (moment, moment))


def rename_all(archive: Archive) -> None:
    for file in archive.files():
        file.rename(file.with_name(f"renamed-{file.name}"))


def rename_the_folder(archive: Archive) -> None:
    toml = archive.folder / "nowsync.toml"
    text = toml.read_text("utf-8")
    toml.write_text(text.replace('folder = "now"', 'folder = "then/now"'), "utf-8")
    (archive.folder / "then").mkdir()
    (archive.folder / "now").rename(archive.folder / "then" / "now")
    (archive.folder / "now").symlink_to("then/now")


def replace_a_word_in_all(archive: Archive) -> None:
    for file in archive.files():
        file.write_text(re.sub("is on", "is off", file.read_text("utf-8")), encoding="utf-8")


def jump(days: int) -> Callable[[Archive], None]:
    def jumped(archive: Archive) -> None:
        archive.now += timedelta(days=days)

    return jumped


@pytest.mark.fault("F13", "nothing is posted")
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(nothing, id="first contact"),
        pytest.param(wipe_the_ledger, id="the ledger is wiped"),
        pytest.param(wipe_the_state, id="the state folder is wiped"),
        pytest.param(
            touch_all,
            id="every file is touched",
            marks=pytest.mark.fault("D21", "nothing is posted"),
        ),
        pytest.param(rename_all, id="every file is renamed"),
        pytest.param(rename_the_folder, id="the folder is renamed"),
        pytest.param(replace_a_word_in_all, id="a word is replaced in every file"),
        pytest.param(
            jump(3_650),
            id="the clock jumps ten years ahead",
            marks=pytest.mark.fault("T03", "nothing is posted"),
        ),
        pytest.param(jump(-7_300), id="the clock jumps twenty years back"),
    ],
)
def test_nothing_of_an_archive_is_posted(
    archive: Archive, change: Callable[[Archive], None]
) -> None:
    archive.now = START
    change(archive)
    archive.publish()
    archive.pass_time(days=1)
    archive.publish()

    assert archive.made() == []
