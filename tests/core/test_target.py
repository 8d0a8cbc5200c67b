"""Hold targets to their defaults and their room."""

from datetime import timedelta

import pytest

from nowsync.core.target import Account, Author, Policy, Room, Site, Target, Traits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", True, id="nothing"),
        pytest.param("12345", True, id="just full"),
        pytest.param("123456", False, id="one too many"),
    ],
)
def test_a_text_fits_up_to_the_limit(text: str, *, expected: bool) -> None:
    assert Room(5, len).fits(text) is expected


def test_a_room_measures_as_its_platform_does() -> None:
    assert Room(2, lambda text: len(text.split())).fits("two words")


def test_a_target_is_careful_unless_told_otherwise() -> None:
    target = Target("mastodon", "mastodon", "https://mastodon.example", "mastodon")

    assert target.policy == Policy(max_age=timedelta(days=45), max_new=3)


def test_a_platform_can_do_only_what_it_says() -> None:
    expected = Traits(edits=False, local=False, backfill_is_harmless=False, markup=False)

    assert Traits(edits=False) == expected


def test_a_server_is_not_known_to_honour_keys_unless_it_says_so() -> None:
    assert Account("7", "@ada").honours_keys is False


def test_a_site_needs_no_more_than_an_address() -> None:
    expected = Site(
        "https://ada.example", title="Now", author=Author(""), language="en", timezone="UTC"
    )

    assert Site("https://ada.example") == expected
