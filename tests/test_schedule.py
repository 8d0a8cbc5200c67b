"""When things go out, from nowsync.toml to the servers, by a clock that the tests turn."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from nowsync.core.action import Action, Create, Hold, Update, Wait
from nowsync.core.publication import Result
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import Site, devto, feed, mastodon_at

# A Friday, as the site's clock is; the files are written later than that, which says nothing.
MORNING = '"mon-tue 09:00-11:00"'


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon], forem: Served[PretendForem]) -> Site:
    """A site that met its account, its blog and its feed in October."""
    site.configure(mastodon_at(mastodon.url), devto(forem.url), feed())
    site.write("2026-10")
    site.publish()
    site.write("2026-11")
    return site


def decided(site: Site, target: str, entry: str = "2026-11", *words: str) -> Action:
    actions = site.preview(*words, only=[target]).actions
    return next(action for action in actions if action.entry == entry)


def every_hour(site: Site, days: int, target: str) -> Sequence[datetime]:
    """Publish on a target each hour, as cron does; tell when something was done."""
    done = []
    for _ in range(24 * days):
        done += [site.now for each in site.publish(only=[target]) if each.result is Result.DONE]
        site.pass_time(hours=1)
    return done


def test_an_entry_goes_out_once_when_its_window_opens(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(mastodon_at(mastodon.url, when=MORNING))

    ada.pass_time(days=2)

    assert every_hour(ada, 2, "mastodon") == [datetime(2026, 11, 23, 9, tzinfo=UTC)]
    assert len(mastodon.pretend.alive()) == 1


def test_a_run_after_the_window_sends_nothing(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    ada.configure(mastodon_at(mastodon.url, when=MORNING))
    ada.pass_time(days=3, hours=2)

    assert ada.publish() == ()
    assert ada.preview().wakes_at == datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_who_names_an_entry_does_not_wait_for_a_window(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(mastodon_at(mastodon.url, when=MORNING))

    assert isinstance(decided(ada, "mastodon", "2026-11", "2026-11"), Create)


def test_the_window_is_open_in_the_zone_of_the_site(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(mastodon_at(mastodon.url, when='"fri 10:00-10:30"'))
    toml = ada.folder / "nowsync.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("[entries]", 'timezone = "Europe/Paris"\n\n[entries]', 1)
    )

    assert isinstance(decided(ada, "mastodon"), Create)


def test_a_window_that_opens_does_not_let_out_what_waits_for_its_own_time(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(mastodon_at(mastodon.url, when=MORNING))
    path = ada.folder / "now/2026-11.md"
    own = "nowsync:\n  not_before: 2026-11-23 18:00\ntitle:"
    path.write_text(path.read_text("utf-8").replace("title:", own))

    found = decided(ada, "mastodon")

    assert isinstance(found, Wait)
    assert found.until == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert "not_before 2026-11-23 18:00" in found.reason
    assert "waits for mon-tue 09:00-11:00 (UTC)" in found.reason


def test_the_next_post_keeps_its_distance_from_what_the_ledger_knows(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(mastodon_at(mastodon.url, gap='"20 days"'))
    posted = ada.now
    ada.publish()
    ada.write("2026-12")
    ada.pass_time(days=12)

    found = decided(ada, "mastodon", "2026-12")

    assert isinstance(found, Wait)
    assert found.until == posted + timedelta(days=20)


def test_of_two_new_entries_one_goes_out_a_day(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(mastodon_at(mastodon.url, max_per_day="1"))
    ada.write("2026-11-02", title="Second")

    assert every_hour(ada, 1, "mastodon") == [
        datetime(2026, 11, 20, 9, tzinfo=UTC),
        datetime(2026, 11, 21, 0, tzinfo=UTC),
    ]


@pytest.fixture
def staggered(ada: Site, mastodon: Served[PretendMastodon], forem: Served[PretendForem]) -> Site:
    """A site whose entries come to its blog a day after they went to its account."""
    after = 'after = { target = "mastodon", delay = "1 day" }'
    ada.configure(f"{devto(forem.url)}\n{after}", mastodon_at(mastodon.url))
    return ada


def test_an_entry_comes_to_one_target_a_day_after_another(
    staggered: Site, forem: Served[PretendForem]
) -> None:
    first = staggered.publish()
    staggered.pass_time(hours=23)
    second = staggered.publish()
    staggered.pass_time(hours=1)
    third = staggered.publish()

    assert [[each.target for each in run] for run in (first, second, third)] == [
        ["mastodon"],
        [],
        ["devto"],
    ]


def test_it_does_so_too_when_only_that_target_is_asked_for(staggered: Site) -> None:
    found = decided(staggered, "devto")

    assert isinstance(found, Wait)
    assert found.until == staggered.now + timedelta(days=1)


def test_a_look_at_one_target_plans_for_that_one_alone(staggered: Site) -> None:
    assert {each.target for each in staggered.preview(only=["devto"]).actions} == {"devto"}


def test_an_entry_that_the_first_target_refused_is_held_on_the_second(
    staggered: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("POST", "/api/v1/statuses", "status", status=422))
    staggered.publish()

    assert isinstance(decided(staggered, "devto"), Hold)


def test_an_entry_that_skips_the_first_target_does_not_wait_for_it(staggered: Site) -> None:
    path = staggered.folder / "now/2026-11.md"
    own = "nowsync:\n  mastodon: {skip: true}\ntitle:"
    path.write_text(path.read_text("utf-8").replace("title:", own))

    assert isinstance(decided(staggered, "devto"), Create)


def test_a_correction_waits_for_a_window_where_people_are_told_of_it(
    ada: Site, mastodon: Served[PretendMastodon], forem: Served[PretendForem]
) -> None:
    ada.publish()
    when = f"when = {MORNING}"
    ada.configure(mastodon_at(mastodon.url, when=MORNING), f"{devto(forem.url)}\n{when}")
    ada.write("2026-11", text="The kettle is off.")

    assert isinstance(decided(ada, "mastodon"), Wait)
    assert isinstance(decided(ada, "devto"), Update)


def test_what_missed_its_window_goes_out_at_once_where_that_is_wanted(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(mastodon_at(mastodon.url, when=MORNING, catch_up='"now"'))

    assert isinstance(decided(ada, "mastodon"), Create)


def test_what_missed_its_window_is_held_where_that_is_wanted(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(mastodon_at(mastodon.url, when=MORNING, catch_up='"hold"'))

    assert isinstance(decided(ada, "mastodon"), Hold)


def test_more_new_posts_than_allowed_are_held_before_they_wait(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(mastodon_at(mastodon.url, when=MORNING, max_new="1"))
    ada.write("2026-11-02", title="Second")

    assert isinstance(decided(ada, "mastodon"), Hold)
