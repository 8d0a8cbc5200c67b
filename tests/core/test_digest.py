"""Hold digests to telling everything once, and not too often."""

from collections.abc import Collection
from datetime import timedelta

from nowsync.core.concern import Concern
from nowsync.core.digest import MOST_LINES, Digest, message
from tests.core.samples import FUTURE, NOW

DOWN = Concern(key="target mastodon", text="mastodon: down", target="mastodon", until_sent=True)
HELD = Concern(key="entry a mastodon", text="a is held", target="mastodon")
REMINDER = Concern(key="month", text="no entry yet", lasting=False)
SLOW = Concern(key="file a", text="a cannot be read", patience=timedelta(hours=1))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def after(
    digest: Digest,
    *found: Concern,
    minutes: int = 0,
    targets: Collection[str] = ("mastodon",),
    stuck: Collection[str] = (),
) -> Digest:
    return digest.after(found, NOW + minutes * MINUTE, targets=targets, stuck=stuck)


TOLD = after(Digest(), HELD).told(NOW)


def test_what_is_new_is_told_at_once() -> None:
    digest = after(Digest(), HELD)

    assert digest.begun(NOW) == ["a is held"]
    assert digest.next(NOW) == NOW


def test_what_was_told_is_not_told_again() -> None:
    digest = after(TOLD, HELD, minutes=5)

    assert (digest.begun(FUTURE), digest.ended(), digest.next(FUTURE)) == ([], [], None)


def test_its_end_is_told_too() -> None:
    digest = after(TOLD, minutes=5)

    assert digest.ended() == ["a is held"]
    assert digest.told(NOW).matters == {}


def test_what_comes_again_before_its_end_was_told_is_no_news() -> None:
    digest = after(after(TOLD, minutes=5), HELD, minutes=6)

    assert (digest.begun(NOW + HOUR), digest.ended()) == ([], [])


def test_what_ends_before_it_was_told_is_never_told() -> None:
    assert after(after(Digest(), HELD)).matters == {}


def test_that_a_reminder_has_been_heeded_is_no_news() -> None:
    assert after(after(Digest(), REMINDER).told(NOW)).ended() == []


def test_a_reminder_that_was_told_is_not_told_again_while_it_is_so() -> None:
    told = after(Digest(), REMINDER).told(NOW)

    assert after(told, REMINDER, minutes=60 * 24).begun(FUTURE) == []


def test_what_may_end_by_itself_is_told_when_it_has_lasted() -> None:
    digest = after(after(Digest(), SLOW), SLOW, minutes=30)

    assert digest.begun(NOW + 59 * MINUTE) == []
    assert digest.begun(NOW + HOUR) == ["a cannot be read"]
    assert digest.next(NOW) == NOW + HOUR


def test_between_two_messages_there_is_an_hour() -> None:
    digest = after(TOLD, HELD, DOWN, minutes=5)

    assert digest.begun(NOW + 5 * MINUTE) == ["mastodon: down"]
    assert digest.next(NOW + 5 * MINUTE) == NOW + HOUR


def test_a_message_in_the_future_keeps_nothing_back() -> None:
    digest = after(Digest(last=FUTURE), HELD)

    assert digest.next(NOW) == NOW


def test_what_could_not_be_told_is_tried_again_after_a_quarter_of_an_hour() -> None:
    digest = after(Digest(), HELD).missed(NOW)

    assert digest.begun(NOW) == ["a is held"]
    assert digest.next(NOW) == NOW + 15 * MINUTE


def test_a_run_on_another_target_says_nothing_of_this_one() -> None:
    assert after(TOLD, targets=("feed",)).ended() == []


def test_a_target_is_well_again_when_something_goes_out() -> None:
    told = after(Digest(), DOWN).told(NOW)

    assert after(told, stuck=("mastodon",)).ended() == []
    assert after(told).ended() == ["mastodon: down"]


def test_a_message_says_how_much_there_is_and_what() -> None:
    assert message(["a", "b"], ["c"]) == ("nowsync: 2 things need you", "- a\n- b\n- over: c")
    assert message(["a"], [])[0] == "nowsync: 1 thing needs you"
    assert message([], ["c"]) == ("nowsync: all is well again", "- over: c")


def test_a_message_is_no_flood() -> None:
    lines = message([str(number) for number in range(100)], [])[1].splitlines()

    assert len(lines) == MOST_LINES + 1
    assert lines[-1] == "- and 90 more: nowsync status"


def test_a_message_has_a_line_for_each_thing_whatever_it_says() -> None:
    assert message(["a\n- b\x1b[2J"], [])[1] == "- a - b[2J"
