"""What an author may not have meant, found in an entry alone."""

from dataclasses import replace

import pytest

from nowsync.core.cautions import begins_with_mention, cautions, cautions_about
from nowsync.core.image import Picture
from nowsync.core.overrides import Override, Overrides
from tests.core.samples import entry, step

BODY = "Winter is near.\n\nThe now page has moved.\n\n![](/kettle.png)"
ENTRY = replace(entry(), body=BODY, body_line=5, tags=())


def messages(**changes: object) -> list[str]:
    return [each.message for each in cautions(replace(ENTRY, **changes))]  # type: ignore[arg-type]


def test_nothing_is_said_of_an_entry_with_which_all_is_well() -> None:
    assert messages(tags=("now", "Static Site")) == []


def test_an_image_without_alt_text_is_named_with_its_line() -> None:
    (found,) = cautions(replace(ENTRY, images=(Picture("/kettle.png"),)))

    assert str(found).startswith("now/2026-11.md:9: the image /kettle.png has no alt text")


def test_an_image_of_the_front_matter_has_no_line() -> None:
    (found,) = cautions(replace(ENTRY, images=(Picture("/cover.png", " "),)))

    assert found.line is None


@pytest.mark.parametrize(
    ("tag", "better"),
    [("static_site", "static site, which becomes #StaticSite"), ("nowpage", "now page")],
)
def test_a_tag_of_several_words_in_lower_case_is_told_with_a_better_one(
    tag: str, better: str
) -> None:
    (message,) = messages(tags=(tag,))

    assert better in message


def test_tags_of_an_override_count_too() -> None:
    own = Overrides(targets={"mastodon": Override(tags=("static_site",))})

    assert len(messages(overrides=own)) == 1


@pytest.mark.parametrize("tag", ["NowPage", "now", "moved", "Static_Site", "python"])
def test_other_tags_are_left_alone(tag: str) -> None:
    assert messages(tags=(tag,)) == []


def test_a_text_of_its_own_that_begins_with_a_mention_is_told_with_its_target() -> None:
    own = Overrides(targets={"mastodon": Override(text="@berta it is done")})

    (message,) = messages(overrides=own)

    assert message.startswith("its own text for mastodon begins with a mention")


@pytest.mark.parametrize("changed", [{"title": "@ada, now"}, {"body": "@berta has the tin."}])
def test_an_entry_that_begins_with_a_mention_is_told(changed: dict[str, str]) -> None:
    assert len(messages(**changed)) == 1


@pytest.mark.parametrize("text", ["Thanks @berta", "@ home", "a@b.example", ""])
def test_what_does_not_begin_with_a_mention_is_none(text: str) -> None:
    assert not begins_with_mention(text)


@pytest.mark.parametrize(
    ("sent", "count"),
    [
        ("![](https://ada.example/kettle.png)", 1),
        ("Winter is near. #nowpage", 1),
        ("@\u200bberta has the tin.", 1),
        ("Winter is near.", 0),
    ],
)
def test_a_target_is_cautioned_of_what_it_is_sent(sent: str, count: int) -> None:
    changed = replace(
        ENTRY, tags=("nowpage",), images=(Picture("../kettle.png"),), body=f"@berta {BODY}"
    )

    assert len(cautions_about(changed, [step(sent)])) == count


def test_a_text_of_another_target_is_none_of_its_business() -> None:
    own = Overrides(targets={"letters": Override(text="@berta it is done")})
    changed = replace(ENTRY, overrides=own)

    assert cautions_about(changed, [step("Winter is near.")]) == ()
    assert len(cautions_about(changed, [step("@berta it is done")])) == 1
