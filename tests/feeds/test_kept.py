"""Entries that are right stay as they were made: a feed that is kept is the feed made anew."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from nowsync.adapters._atom import bindery
from nowsync.adapters.atom import AtomAdapter, Settings
from nowsync.core.copies import Copy
from nowsync.core.entry import EntryId
from nowsync.core.errors import Unusable
from nowsync.core.step import Step
from nowsync.core.summary import Summary
from nowsync.core.target import Site
from tests.feeds.samples import JULY, JUNE, MAY, SETTINGS, SITE, feed, publication, steps
from tests.shell import examples_in, run

FIRST = datetime(2024, 11, 1, 9, tzinfo=UTC)
MONTHS = [
    replace(
        MAY,
        entry=EntryId(f"month-{number}"),
        dated=FIRST + timedelta(days=31 * number),
        published=FIRST + timedelta(days=31 * number),
        updated=FIRST + timedelta(days=31 * number),
        permalink=f"https://example.org/now/{number}/",
    )
    for number in range(6)
]


@dataclass
class Feed:
    """A feed's files, and all that decides what they say; `notes` are what it may keep, if any."""

    folder: Path
    notes: dict[str, bytes] | None
    settings: Settings = SETTINGS
    site: Site = SITE
    standing: dict[str, Step] = field(default_factory=dict)
    taken_back: dict[str, Step] = field(default_factory=dict)
    backup: dict[str, Step] = field(default_factory=dict)
    copies: dict[str, Sequence[Copy]] = field(default_factory=dict)

    def adapter(self) -> AtomAdapter:
        """Begin as a new process does."""
        notes: dict[str, bytes] = {} if self.notes is None else self.notes
        return feed(
            self.folder,
            settings=self.settings,
            site=self.site,
            standing=tuple(self.standing.values()),
            copies=self.copies,
            taken_back=lambda: [(each, FIRST) for each in self.taken_back.values()],
            kept=notes.get,
            keep=notes.__setitem__,
        )

    def publish(self, *summaries: Summary) -> None:
        """Publish entries, each for the first time or anew."""
        adapter = self.adapter()
        made = steps(adapter, *summaries)
        adapter.perform_all(made)
        for each, step in zip(summaries, made, strict=True):
            self.standing[each.entry] = step
            self.taken_back.pop(each.entry, None)

    def retract(self, summary: Summary) -> None:
        """Take an entry back, if it is there."""
        if step := self.standing.get(summary.entry):
            adapter = self.adapter()
            (receipt,) = adapter.perform_all([step])
            (removal,) = adapter.retraction(publication(step, receipt)).steps
            self.adapter().perform_all([removal])
            self.taken_back[summary.entry] = removal
            del self.standing[summary.entry]

    def files(self) -> Mapping[str, bytes]:
        """Give all files."""
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}


Move: TypeAlias = Callable[[Feed, int, str], None]


def write(feed: Feed, number: int, text: str) -> None:
    said = replace(MONTHS[number], title=text, content=f"<p>{text}", description=text, tags=(text,))
    feed.publish(replace(said, image=text, language=text[:2] or "en", authors=(text,)))


def revise(feed: Feed, number: int, text: str) -> None:
    feed.publish(replace(MONTHS[number], content=text, updated=FIRST + timedelta(days=400)))


def retract(feed: Feed, number: int, _text: str) -> None:
    feed.retract(MONTHS[number])


def write_all(feed: Feed, _number: int, text: str) -> None:
    feed.publish(*(replace(each, content=text) for each in MONTHS))


def syndicate(feed: Feed, number: int, _text: str) -> None:
    copy = Copy(target="m", platform="m", url="https://m.example/1", published=FIRST)
    feed.copies[MONTHS[number].entry] = (copy,)
    feed.publish(MONTHS[number])


def call_otherwise(feed: Feed, number: int, text: str) -> None:
    """Change what the feed says of itself; then all of it is published anew."""
    feed.settings = replace(feed.settings, title=text, style="/feed.css")
    feed.site = replace(feed.site, language=("en", "es")[number % 2])
    feed.publish(*MONTHS)


def damage(feed: Feed, number: int, _text: str) -> None:
    for path in feed.folder.iterdir():
        content = path.read_bytes()
        path.write_bytes(content[: len(content) * number // 6] + content[len(content) // 2 :])
    feed.publish(MONTHS[number])


def edit_by_hand(feed: Feed, number: int, _text: str) -> None:
    for path in feed.folder.iterdir():
        path.write_bytes(path.read_bytes().replace(b"Now", b"Then"))
    feed.publish(MONTHS[number])


def go_back(feed: Feed, number: int, _text: str) -> None:
    """Put an older ledger back, and keep the newer one for the next time."""
    feed.standing, feed.backup = dict(feed.backup or feed.standing), dict(feed.standing)
    feed.publish(MONTHS[number])


def lose_keys(feed: Feed, number: int, _text: str) -> None:
    feed.standing = {name: replace(step, key="") for name, step in feed.standing.items()}
    feed.publish(MONTHS[number])


def damage_notes(feed: Feed, number: int, _text: str) -> None:
    for name, content in (feed.notes or {}).items():
        feed.notes = {**(feed.notes or {}), name: content[: len(content) * number // 6] + b"}"}


def forget_notes(feed: Feed, _number: int, _text: str) -> None:
    if feed.notes is not None:
        feed.notes.clear()


MOVES: Sequence[Move] = (
    *(write, write, write, revise, retract, write_all, syndicate, call_otherwise),
    *(damage, edit_by_hand, go_back, lose_keys, damage_notes, forget_notes),
)
TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["</entry>\n", "  <entry>", "]]>", " ", "\r\n", "\ud800", "&#13;", "a\tb"]),
)
HISTORIES = st.lists(
    st.tuples(st.sampled_from(MOVES), st.integers(0, 5), TEXTS), min_size=1, max_size=8
)


@given(history=HISTORIES, newest=st.sampled_from([None, 2]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_is_what_is_made_anew(
    tmp_path_factory: pytest.TempPathFactory,
    history: Sequence[tuple[Move, int, str]],
    newest: int | None,
) -> None:
    chosen = replace(SETTINGS, entries=newest)
    keeping = Feed(tmp_path_factory.mktemp("kept"), {}, chosen)
    anew = Feed(tmp_path_factory.mktemp("anew"), None, chosen)
    for each in (keeping, anew):
        each.publish(*MONTHS)
    for move, number, text in history:
        ends = [_ended(move, each, number, text) for each in (keeping, anew)]

        assert ends[0] == ends[1]
        assert keeping.files() == anew.files()


@pytest.mark.parametrize("newest", [None, 2])
@pytest.mark.parametrize("portion", [1, 2, 4])
def test_entries_that_are_made_a_few_at_a_time_make_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portion: int, newest: int | None
) -> None:
    chosen = replace(SETTINGS, entries=newest)
    (tmp_path / "few").mkdir()
    (tmp_path / "all").mkdir()
    few, whole = Feed(tmp_path / "few", {}, chosen), Feed(tmp_path / "all", None, chosen)
    whole.publish(*MONTHS)
    revise(whole, 1, "Rowing.")

    monkeypatch.setattr(bindery, "PORTION", portion)
    few.publish(*MONTHS)
    revise(few, 1, "Rowing.")

    assert few.files() == whole.files()


def test_an_entry_with_copies_says_its_language_when_that_of_the_site_changes(
    tmp_path: Path,
) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "anew").mkdir()
    keeping, anew = Feed(tmp_path / "kept", {}), Feed(tmp_path / "anew", None)
    for each in (keeping, anew):
        each.publish(MAY, JUNE)
        syndicate(each, 0, "")
        each.copies = {MAY.entry: next(iter(each.copies.values()))}
        each.publish(JULY)
        each.site = replace(each.site, language="fr")
        each.publish(replace(JULY, tags=("boats",)))

    assert keeping.files() == anew.files()


def _ended(move: Move, feed: Feed, number: int, text: str) -> str:
    """Make a move; a feed that would lose its entries refuses, and that must be the same, too."""
    try:
        move(feed, number, text)
    except Unusable as error:
        return str(error)
    return "done"


def lie(feed: Feed) -> None:
    """Change a word in the file and in the note of it, as nothing but this test could."""
    path = feed.folder / "now.xml"
    path.write_bytes(path.read_bytes().replace(b"Moving", b"Rowing"))
    note = json.loads((feed.notes or {})["now.xml"])
    note[0] = hashlib.sha256(path.read_bytes()).hexdigest()
    (feed.notes or {})["now.xml"] = json.dumps(note).encode()


def said(feed: Feed) -> list[str]:
    """Tell the first word of each entry's summary, the newest first."""
    tree = etree.fromstring((feed.folder / "now.xml").read_bytes())
    return [str(each)[:6] for each in tree.xpath("//*[local-name()='summary']/text()")]


def test_only_what_changed_is_made_anew(tmp_path: Path) -> None:
    feed = Feed(tmp_path, {})
    feed.publish(MAY, JUNE)
    lie(feed)

    feed.publish(replace(JUNE, tags=("boats",)), JULY)

    assert said(feed) == ["Moving", "Moving", "Rowing"]


def test_a_file_that_was_changed_by_hand_is_made_anew(tmp_path: Path) -> None:
    feed = Feed(tmp_path, {})
    feed.publish(MAY, JUNE)
    path = tmp_path / "now.xml"
    path.write_bytes(path.read_bytes().replace(b"Moving", b"Rowing"))

    feed.publish(JULY)

    assert said(feed) == ["Moving"] * 3


@pytest.mark.parametrize("note", [b"", b"[]", b"{}", b"\xff", b'["a", "b", 0, [1]]'])
def test_a_note_that_is_none_counts_for_nothing(tmp_path: Path, note: bytes) -> None:
    feed = Feed(tmp_path, {})
    feed.publish(MAY, JUNE)
    feed.notes = {"now.xml": note}

    feed.publish(JULY)

    assert said(feed) == ["Moving"] * 3


def without_reading(feed: Feed) -> AtomAdapter:
    """Give an adapter that can learn only the keys of what stands."""

    def standing() -> NoReturn:
        raise AssertionError("the steps were read")

    adapter = feed.adapter()
    adapter._surroundings = replace(adapter._surroundings, standing=standing)
    return adapter


def test_what_is_kept_is_not_even_read(tmp_path: Path) -> None:
    feed = Feed(tmp_path, {})
    feed.publish(MAY, JUNE)
    adapter = without_reading(feed)

    adapter.perform_all(steps(adapter, replace(JUNE, description="Rowing."), JULY))

    assert said(feed) == ["Moving", "Rowing", "Moving"]


def test_a_step_without_a_key_is_read_each_time(tmp_path: Path) -> None:
    feed = Feed(tmp_path, {})
    feed.publish(MAY, JUNE)
    lose_keys(feed, 0, "")
    adapter = without_reading(feed)

    with pytest.raises(AssertionError, match="the steps were read"):
        adapter.perform_all(steps(adapter, JULY))


@pytest.mark.parametrize("register", [b"", b"{}", b"\xff", b'[["a", "b"]]'])
def test_a_register_that_is_none_counts_for_nothing(tmp_path: Path, register: bytes) -> None:
    feed = Feed(tmp_path, {})
    feed.publish(MAY, JUNE)
    feed.notes = {**(feed.notes or {}), "register": register}

    feed.publish(JULY)

    assert said(feed) == ["Moving"] * 3


def test_a_feed_that_says_all_already_needs_no_feedgen(tmp_path: Path) -> None:
    site = examples_in(tmp_path)
    run("nowsync publish --target feed --yes", site)
    (site / "public" / "now.xml").touch()

    told = run("nowsync feed", site, PYTHONPROFILEIMPORTTIME="1")

    assert "nowsync.adapters._atom.bindery" in told.stderr
    assert "feedgen" not in told.stderr
