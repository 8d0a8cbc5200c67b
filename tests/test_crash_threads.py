"""A thread that breaks off anywhere goes on where it broke off: each part once, in one chain."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from nowsync.app import App
from nowsync.cli import cli
from nowsync.config import load
from nowsync.core.action import Hold
from nowsync.core.entry import Entry
from nowsync.core.publication import SETTLE, Outcome, Result
from nowsync.core.summary import Form, Summary
from tests.crash import Crash, publish_until, settle
from tests.servers.mastodon import Keys, PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import Site, mastodon_at

# A status and two replies.
PARTS = 3
STATUSES = "/api/v1/statuses"


class AppInParts(App, frozen=True):
    """Makes a part of every paragraph, and at every bar, so that the tests need no long texts."""

    def render(self, entry: Entry, form: Form) -> Summary:
        room = form.room and replace(form.room, least=1)
        summary = super().render(entry, replace(form, room=room))
        first, *others = re.split(r"\n\n| \| ", summary.text)
        return replace(summary, text=first, thread=tuple(others))


@dataclass
class SiteInParts(Site):
    def app(self) -> App:
        return AppInParts(load(self.folder / "nowsync.toml"), self.environment, lambda: self.now)


@pytest.fixture
def site(tmp_path: Path, mastodon: Served[PretendMastodon]) -> SiteInParts:
    """Have one entry in three parts, and a Mastodon to publish it on."""
    site = SiteInParts(tmp_path)
    site.configure(mastodon_at(mastodon.url, thread="true"))
    site.write("2026-11")
    return site


def chain(mastodon: Served[PretendMastodon]) -> list[str]:
    """Read the texts of the statuses, each of which must reply to the one before it."""
    statuses = mastodon.pretend.alive()
    before = [None, *(status.id for status in statuses[:-1])]
    assert [status.in_reply_to_id for status in statuses] == before
    return [status.now.text for status in statuses]


HEAD = "Now, November 2026\nhttps://ada.example/now/"
WHOLE = [HEAD, "The kettle is on.", "Reading: Tides"]
CHANGED = [*WHOLE[:1], "The kettle is off.", *WHOLE[2:]]
LONGER = [*WHOLE[:1], "The kettle is off.", "Nobody knows why.", *WHOLE[2:]]


def test_a_long_entry_becomes_a_thread(tmp_path: Path, mastodon: Served[PretendMastodon]) -> None:
    site = Site(tmp_path)
    site.configure(mastodon_at(mastodon.url, thread="true", thread_numbers="true"))
    sentences = [f"The kettle sang its song number {number}." for number in range(1, 41)]
    site.write("2026-11", text=" ".join(sentences))
    site.publish("2026-11")

    texts = chain(mastodon)
    endings = [text.rpartition("\n")[2] for text in texts]
    assert endings == [f"{number}/{len(texts)}" for number in range(1, len(texts) + 1)]
    assert [each for each in sentences if not any(each in text for text in texts)] == []


def correct(site: Site, text: str) -> None:
    site.write("2026-11", text=text)
    site.pass_time(days=1)
    site.publish()


def test_an_edit_keeps_the_parts_where_a_server_takes_more_than_it_did(
    tmp_path: Path, mastodon: Served[PretendMastodon]
) -> None:
    site = Site(tmp_path)
    site.configure(mastodon_at(mastodon.url, thread="true"))
    sentences = [f"The kettle sang its song number {number}." for number in range(1, 31)]
    site.write("2026-11", text=" ".join(sentences))
    site.publish("2026-11")
    before = len(chain(mastodon))
    mastodon.pretend.limit = 11_000

    correct(site, " ".join([*sentences[:-1], "Now it is still."]))  # here the server tells
    correct(site, " ".join([*sentences[:-1], "Now it hums."]))

    texts = chain(mastodon)
    assert len(texts) == before
    assert "Now it hums." in " ".join(texts)


# Meeting, recognising, beginning, performing, confirming; then sending, performing, confirming
# each further part: each before and after.
INSTANTS = 10 + 6 * (PARTS - 1)


@pytest.mark.parametrize("at", range(1, INSTANTS + 1))
def test_a_thread_survives_the_end_of_the_process_at_every_instant(
    site: Site, mastodon: Served[PretendMastodon], at: int
) -> None:
    with pytest.raises(Crash):
        publish_until(site, at, "2026-11")
    site.publish("2026-11")
    settle(site)

    assert chain(mastodon) == WHOLE
    assert site.publish("2026-11") == ()


def test_there_are_no_more_instants(site: Site) -> None:
    assert publish_until(site, 0, "2026-11").passed == INSTANTS


# Beginning, performing, confirming; then sending, performing, confirming for each further part.
EDIT_INSTANTS = 6 + 6 * PARTS


@pytest.mark.parametrize("at", range(1, EDIT_INSTANTS + 1))
def test_a_thread_that_grows_survives_it_too(
    site: Site, mastodon: Served[PretendMastodon], at: int
) -> None:
    site.publish("2026-11")
    site.write("2026-11", text="The kettle is off. | Nobody knows why.")
    site.pass_time(minutes=1)
    with pytest.raises(Crash):
        publish_until(site, at)
    settle(site)

    assert chain(mastodon) == LONGER
    assert len(mastodon.asked("POST", STATUSES)) == PARTS + 1
    assert site.publish("2026-11") == ()


def test_growing_has_no_more_instants(site: Site) -> None:
    site.publish("2026-11")
    site.write("2026-11", text="The kettle is off. | Nobody knows why.")
    site.pass_time(minutes=1)

    assert publish_until(site, 0).passed == EDIT_INSTANTS


def break_off(mastodon: Served[PretendMastodon], after: int, fault: Fault) -> None:
    """Let some parts through before the fault."""
    mastodon.fault(Fault("POST", STATUSES, "call", count=after))
    mastodon.fault(fault)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "garbage", "truncate"])
@pytest.mark.parametrize("after", range(PARTS))
def test_a_thread_survives_a_lost_answer_at_every_part(
    site: Site, mastodon: Served[PretendMastodon], after: int, kind: str
) -> None:
    break_off(mastodon, after, Fault("POST", STATUSES, kind))  # type: ignore[arg-type]  # a Kind
    site.publish("2026-11")
    settle(site)

    assert chain(mastodon) == WHOLE


@pytest.mark.parametrize("after", range(PARTS))
def test_a_server_that_ignores_keys_gets_no_part_twice(
    site: Site, mastodon: Served[PretendMastodon], after: int
) -> None:
    mastodon.pretend.keys = Keys.IGNORED
    break_off(mastodon, after, Fault("POST", STATUSES, "drop_after"))
    site.publish("2026-11")
    settle(site)

    assert chain(mastodon) == WHOLE


@pytest.mark.parametrize("after", range(1, PARTS))
def test_a_part_that_the_server_puts_off_comes_later(
    site: Site, mastodon: Served[PretendMastodon], after: int
) -> None:
    break_off(mastodon, after, Fault("POST", STATUSES, "status", status=429))
    first = site.publish("2026-11")
    site.pass_time(hours=1)
    second = site.publish()

    assert results(first, second) == [Result.NOT_SENT, Result.DONE]
    assert chain(mastodon) == WHOLE


def results(*runs: Sequence[Outcome]) -> list[Result]:
    return [outcome.result for run in runs for outcome in run]


@pytest.mark.parametrize("after", range(1, PARTS))
def test_after_a_refused_part_only_what_is_missing_goes_out(
    site: Site, mastodon: Served[PretendMastodon], after: int
) -> None:
    break_off(mastodon, after, Fault("POST", STATUSES, "status", status=422))
    first = site.publish("2026-11")
    site.write("2026-11", text="The kettle is off.")
    site.pass_time(minutes=1)
    second = site.publish()

    assert results(first, second) == [Result.REFUSED, Result.DONE]
    assert chain(mastodon) == CHANGED


def test_a_refused_part_is_tried_again_when_its_entry_is_named(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    break_off(mastodon, 2, Fault("POST", STATUSES, "status", status=422))
    site.publish("2026-11")

    (outcome,) = site.publish("2026-11")

    assert outcome.result is Result.DONE
    assert chain(mastodon) == WHOLE


def test_a_refused_part_is_held_until_then(site: Site, mastodon: Served[PretendMastodon]) -> None:
    break_off(mastodon, 2, Fault("POST", STATUSES, "status", status=422))
    site.publish("2026-11")

    (action,) = site.preview().actions

    assert isinstance(action, Hold)
    assert "refused: HTTP 422" in action.reason


@pytest.fixture
def held(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Publish half of the thread; what became of the third part is not known."""
    mastodon.pretend.keys, mastodon.pretend.has_v2 = Keys.IGNORED, False
    break_off(mastodon, 2, Fault("POST", STATUSES, "drop_before"))
    site.publish("2026-11")
    site.pass_time(minutes=SETTLE.seconds)
    assert results(site.publish()) == [Result.HELD]
    return site


def resolve(site: Site, *words: str) -> str:
    configuration = ["--config", str(site.folder / "nowsync.toml")]
    command = [*configuration, "resolve", "2026-11", "--target", "mastodon", *words]
    return CliRunner().invoke(cli, command, catch_exceptions=False).output


def test_posting_again_posts_only_what_is_missing(
    held: Site, mastodon: Served[PretendMastodon]
) -> None:
    said = resolve(held, "--post-again")
    held.publish()

    assert "Only what is missing goes out" in said
    assert chain(mastodon) == WHOLE


def test_a_thread_that_is_dropped_stays_as_it_is(
    held: Site, mastodon: Served[PretendMastodon]
) -> None:
    resolve(held, "--drop")
    held.publish()

    assert chain(mastodon) == WHOLE[:2]


def test_a_thread_that_was_dropped_is_completed_by_the_next_edit(
    held: Site, mastodon: Served[PretendMastodon]
) -> None:
    resolve(held, "--drop")
    held.write("2026-11", text="The kettle is off.")
    held.pass_time(minutes=1)
    held.publish()

    assert chain(mastodon) == CHANGED


@pytest.mark.parametrize("at", range(1, 25))
def test_a_thread_that_shrinks_survives_the_end_of_the_process_at_every_instant(
    site: Site, mastodon: Served[PretendMastodon], at: int
) -> None:
    site.write("2026-11", text="The kettle is on. | It sings.")
    site.publish("2026-11")
    first = mastodon.pretend.alive()[0].id
    site.write("2026-11", text="The kettle is off.")
    site.pass_time(minutes=1)
    with pytest.raises(Crash):
        publish_until(site, at)
    settle(site)

    assert mastodon.pretend.alive()[0].id == first
    assert chain(mastodon) == CHANGED


def test_what_is_told_is_the_address_of_the_first_part(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    (outcome,) = site.publish("2026-11")

    assert outcome.url == mastodon.pretend.alive()[0].shown()["url"]


def test_a_thread_that_says_the_same_is_left_alone(site: Site) -> None:
    site.publish("2026-11")
    path = site.write("2026-11")
    path.write_text(path.read_text().replace("date:", "mood: calm\ndate:"), encoding="utf-8")
    site.pass_time(minutes=1)

    (action,) = site.preview().actions

    assert "nothing that is shown there" in action.reason


def test_parts_that_we_edited_before_another_was_refused_are_no_drift(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.publish("2026-11")
    site.write("2026-11", text="The kettle is off.", reading="Currents")
    third = mastodon.pretend.alive()[2].id
    mastodon.fault(Fault("PUT", f"{STATUSES}/{third}", "status", status=422))
    first = site.publish("2026-11")
    site.write("2026-11", text="The kettle is off.", reading="Stars")
    second = site.publish("2026-11")

    assert results(first, second) == [Result.REFUSED, Result.DONE]
    assert chain(mastodon) == [*CHANGED[:2], "Reading: Stars"]


def test_a_part_that_was_edited_by_hand_holds_the_whole_thread(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.publish("2026-11")
    mastodon.pretend.edit_by_hand(mastodon.pretend.alive()[2].id, text="Reading: Waves")
    site.write("2026-11", text="The kettle is off.")

    (outcome,) = site.publish("2026-11")

    assert outcome.result is Result.HELD
    assert 'part 3: "Reading: [-Tides-] {+Waves+}"' in outcome.message
    assert chain(mastodon)[1] == WHOLE[1]
