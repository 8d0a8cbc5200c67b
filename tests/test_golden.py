"""Compare what the packaged templates make of the example entries with what was approved.

After a change that is meant: `NOWSYNC_GOLDEN=write pytest tests/test_golden.py`, and read the
difference as the author of these entries would.
"""

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from nowsync.adapters.mastodon import LIMIT
from nowsync.config import load
from nowsync.core.change import Difference
from nowsync.core.delta import remembered
from nowsync.core.detection import detect
from nowsync.core.entry import Entry
from nowsync.core.summary import Form, Summary
from nowsync.core.target import Room, Traits
from nowsync.entries import EntryRules, read_folder
from nowsync.plaintext.counting import Count
from nowsync.rendering import Renderer

# Read before conftest takes every variable of ours out of the environment.
WRITE = os.environ.get("NOWSYNC_GOLDEN") == "write"
TEMPLATES_PAGE = Path(__file__).parents[1] / "docs" / "templates.md"
GOLDEN = Path(__file__).parent / "golden"
CONFIGURATION = load(Path(__file__).parents[1] / "examples" / "nowsync.toml")
RENDER = Renderer(CONFIGURATION.site)
PLAIN, MARKUP = Traits(edits=True), Traits(edits=True, markup=True)
ROOM = Room(LIMIT, Count())
LITTLE_ROOM, MUCH_ROOM = Room(120, Count()), Room(11_000, Count())
THREAD = Room(LIMIT, Count(), parts=25)


# What the author of the newest entry may have changed in it a week later.
REVISED = {
    '["Patient Machines by Wilma Tarrant"]': '["The Salt Roads by Ines Coelho"]',
    '["The kettle"]': '["The kettle", "The harbour lights"]',
    "She has moved to the top of": "She has had enough of",
    "1. Paint the bit by the stern": "1. Launch the dinghy",
}


WRITTEN = CONFIGURATION.folder / (CONFIGURATION.entries.folder or "")


def _entries(folder: Path = WRITTEN) -> Mapping[str, Entry]:
    settings = CONFIGURATION.entries
    rules = EntryRules(
        folder=folder,
        root=folder,
        site=CONFIGURATION.site,
        permalink=settings.permalink,
        link=settings.link,
    )
    return {entry.id: entry for entry in read_folder(rules).entries}


ENTRIES = _entries()


def summary(
    entry: Entry,
    template: str,
    traits: Traits,
    room: Room | None = None,
    changes: tuple[Difference, ...] = (),
) -> Summary:
    form = Form(
        template=template,
        markup=traits.markup,
        room=room,
        published=entry.date,
        updated=entry.date,
        before=partial(remembered, entry, ENTRIES.values()),
        changes=changes,
    )
    return RENDER(entry, form)


def status(
    entry: Entry, room: Room, template: str = "mastodon", changes: tuple[Difference, ...] = ()
) -> str:
    """A status, and below a line what had to go."""
    made = summary(entry, template, PLAIN, room, changes)
    counted = f"{made.length(room)}/{room.limit}"
    return "\n".join([made.text, "", f"---- {counted}", *made.left_out, ""])


def article(entry: Entry) -> str:
    made = summary(entry, "devto", MARKUP)
    return f"# {made.title}\n\n> {made.description}\n\n{made.text}\n"


def feed_entry(entry: Entry) -> str:
    made = summary(entry, "atom", MARKUP)
    head = f"<!-- {made.title}\n\n{made.description} -->"
    return f"{head}\n{made.content.strip()}\n"


def approved(name: str, made: str) -> str:
    """The text that was approved under this name; what was made, if it is to be approved now."""
    path = GOLDEN / name
    if WRITE:
        path.write_text(made, "utf-8")
    return path.read_text("utf-8")


KINDS = (
    *("mastodon.txt", "mastodon-120.txt", "mastodon-11000.txt", "thread.txt"),
    *("brief.txt", "letter.txt", "devto.md", "atom.html"),
)
every_entry = pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES.keys())


@pytest.mark.skipif(WRITE, reason="the texts are only now being written")
def test_there_is_an_approved_text_for_every_example_and_no_other() -> None:
    expected = {f"{name}.{kind}" for name in ENTRIES for kind in KINDS} | {"2026-11.revision.txt"}

    assert {path.name for path in GOLDEN.iterdir()} == expected


@every_entry
def test_a_status_is_as_approved(entry: Entry) -> None:
    made = status(entry, ROOM)

    assert made == approved(f"{entry.id}.mastodon.txt", made)


@every_entry
def test_a_status_with_little_room_is_as_approved(entry: Entry) -> None:
    made = status(entry, LITTLE_ROOM)

    assert made == approved(f"{entry.id}.mastodon-120.txt", made)


@every_entry
def test_a_status_with_much_room_is_as_approved(entry: Entry) -> None:
    made = status(entry, MUCH_ROOM)

    assert made == approved(f"{entry.id}.mastodon-11000.txt", made)


@every_entry
@pytest.mark.parametrize("style", ["brief", "letter"])
def test_another_style_is_as_approved(entry: Entry, style: str) -> None:
    made = status(entry, ROOM, style)

    assert made == approved(f"{entry.id}.{style}.txt", made)


@every_entry
def test_a_thread_is_as_approved(entry: Entry) -> None:
    made = summary(entry, "mastodon", PLAIN, THREAD)
    parts = "\n\n----\n\n".join([made.text, *made.thread]) + "\n"

    assert parts == approved(f"{entry.id}.thread.txt", parts)


@every_entry
def test_an_article_is_as_approved(entry: Entry) -> None:
    made = article(entry)

    assert made == approved(f"{entry.id}.devto.md", made)


@every_entry
def test_a_feed_entry_is_as_approved(entry: Entry) -> None:
    made = feed_entry(entry)

    assert made == approved(f"{entry.id}.atom.html", made)


def test_the_announcement_of_a_revision_is_as_approved(tmp_path: Path) -> None:
    before = ENTRIES["2026-11"]
    text = (WRITTEN / before.source).read_text("utf-8")
    for was, now in REVISED.items():
        text = text.replace(was, now)
    (tmp_path / "2026-11.md").write_text(text, "utf-8")
    entry = _entries(tmp_path)["2026-11"]
    changes = detect(before.meaning(), entry.meaning()).differences

    made = status(entry, ROOM, "revision", changes)

    assert made == approved("2026-11.revision.txt", made)
    assert made.partition("\n\n----")[0] in TEMPLATES_PAGE.read_text("utf-8")
