"""Hold fingerprints to what a plan does: all that is sent counts, and nothing else does."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from nowsync.core.action import Action, Create, Hold, Recover, Skip, Update, Wait
from nowsync.core.change import Change, ChangeKind
from nowsync.core.entry import EntryId, Json, digest
from nowsync.core.image import ImageFile
from nowsync.core.overrides import Override
from nowsync.core.plan import Plan
from nowsync.core.publication import Attempt, StepState
from nowsync.core.step import Receipt, Request, Step
from tests.core.samples import CORRECTED, FUTURE, ID, NOW, operation, step, work

CREATE = Create(entry=ID, target="mastodon", reason="new", work=work())
UPDATE = Update(
    entry=ID, target="mastodon", reason="revised", work=work(), change=Change(ChangeKind.REVISED)
)
RECOVER = Recover(entry=ID, target="mastodon", reason="look", operation=operation())
WAIT = Wait(entry=ID, target="mastodon", reason="not yet", until=FUTURE)
HOLD = Hold(entry=ID, target="mastodon", reason="held")
SKIP = Skip(entry=ID, target="mastodon", reason="a draft")
OTHER = replace(CREATE, entry=EntryId("2026-10"))
PICTURE = ImageFile("now/oar.jpg", "aa", "image/jpeg", 10)
UPLOAD = Step("media", Request("POST", "https://x.example", {}, file=PICTURE), repeatable=True)


def fingerprint(*actions: Action, **more: Any) -> str:
    return Plan(actions=actions, **more).fingerprint


def doing(*steps: Step, **changes: Any) -> Create:
    """Give a create with these steps, or with another summary."""
    return replace(CREATE, work=replace(work(), steps=steps or work().steps, **changes))


def asking(**changes: Any) -> Create:
    """Give a create whose request is another one."""
    return doing(replace(step(), request=replace(step().request, **changes)))


def uploading(**changes: Any) -> Create:
    """Give a create that uploads another file."""
    file = replace(PICTURE, **changes)
    return doing(replace(UPLOAD, request=replace(UPLOAD.request, file=file)))


def summarised(**changes: Any) -> Create:
    """Give a create whose summary was made otherwise, and sends the same."""
    return doing(summary=replace(work().summary, **changes))


def recovering(*attempts: Attempt) -> Recover:
    """Give a recovery of these attempts."""
    return replace(RECOVER, operation=operation(attempts=attempts))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(CREATE, OTHER, id="entry"),
        pytest.param(CREATE, replace(CREATE, target="other"), id="target"),
        pytest.param(CREATE, UPDATE, id="action"),
        pytest.param(CREATE, doing(meaning=CORRECTED.meaning()), id="what the entry says"),
        pytest.param(CREATE, doing(step(), step("More.")), id="a second step"),
        pytest.param(CREATE, doing(step(kind="draft")), id="kind of step"),
        pytest.param(CREATE, doing(replace(step(), keeps=("media",))), id="what is kept"),
        pytest.param(CREATE, doing(replace(step(), key="other")), id="key"),
        pytest.param(CREATE, asking(method="PUT"), id="method"),
        pytest.param(CREATE, asking(url="https://other.example"), id="address"),
        pytest.param(CREATE, asking(headers={"X": "y"}), id="header"),
        pytest.param(CREATE, asking(body={"status": "Snow."}), id="text"),
        pytest.param(
            asking(body={"visibility": "public"}), asking(body={"visibility": "direct"}), id="field"
        ),
        pytest.param(doing(UPLOAD), uploading(sha256="bb"), id="image"),
        pytest.param(doing(UPLOAD), uploading(media_type="image/png"), id="type of an image"),
        pytest.param(RECOVER, recovering(Attempt(step=step("Snow."))), id="what is recovered"),
        pytest.param(SKIP, CREATE, id="nothing and something"),
    ],
)
def test_a_fingerprint_tells_what_is_done_apart(one: Action, other: Action) -> None:
    assert fingerprint(one) != fingerprint(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(CREATE, replace(CREATE, reason="you named it"), id="reason"),
        pytest.param(CREATE, doing(length=3, limit=500), id="how full it is"),
        pytest.param(CREATE, summarised(left_out=("A shelf",)), id="what is left out"),
        pytest.param(CREATE, summarised(notes=("note",)), id="notes"),
        pytest.param(CREATE, summarised(own=Override(tags=("x",))), id="a tag without effect"),
        pytest.param(CREATE, summarised(updated=FUTURE), id="a time that is not sent"),
        pytest.param(doing(UPLOAD), uploading(path="now/b.jpg"), id="where an image was made from"),
        pytest.param(SKIP, HOLD, id="why nothing is done"),
        pytest.param(WAIT, SKIP, id="until when nothing is done"),
        pytest.param(
            RECOVER,
            recovering(Attempt(step=step(), state=StepState.UNKNOWN, last_sent=FUTURE)),
            id="when it was in doubt",
        ),
        pytest.param(
            RECOVER,
            recovering(Attempt(step=step("Made."), receipt=Receipt("1")), Attempt(step=step())),
            id="what has been made already",
        ),
    ],
)
def test_a_fingerprint_does_not_tell_apart_what_does_the_same(one: Action, other: Action) -> None:
    assert fingerprint(one) == fingerprint(other)


def test_a_fingerprint_tells_the_order_apart() -> None:
    assert fingerprint(CREATE, OTHER) != fingerprint(OTHER, CREATE)


def test_a_fingerprint_does_not_depend_on_an_entry_for_which_nothing_is_done() -> None:
    assert fingerprint(CREATE, replace(SKIP, entry=EntryId("2026-12"))) == fingerprint(CREATE)


def test_a_fingerprint_tells_apart_what_is_not_posted_after_a_first_contact() -> None:
    assert fingerprint(meets=(("mastodon", (ID,)),)) != fingerprint(meets=(("mastodon", ()),))


@pytest.mark.parametrize("actions", [(), (CREATE,), (CREATE, OTHER)], ids=len)
def test_a_fingerprint_is_the_digest_of_all_that_is_done(actions: Sequence[Action]) -> None:
    plan = Plan(actions=tuple(actions), meets=(("mastodon", (ID,)), ("feed", ())))
    done = [each.dump() for each in plan.deeds]

    assert plan.fingerprint == digest([done, [["mastodon", [ID]], ["feed", []]]])[:16]


def test_a_fingerprint_is_short_enough_to_be_typed() -> None:
    assert len(fingerprint(CREATE)) == 16


LATER = NOW + timedelta(hours=1)


def stamped(moment: datetime, **more: Json) -> Create:
    """Give a create that says a moment, under a key that rests on it."""
    body: Mapping[str, Json] = {"dates": [moment.astimezone(UTC).isoformat()], **more}
    made = replace(step(), request=replace(step().request, body=body), key=f"key of {moment}")
    return doing(made)


def test_a_fingerprint_does_not_depend_on_the_time_of_the_run() -> None:
    one, other = fingerprint(stamped(NOW), made=NOW), fingerprint(stamped(LATER), made=LATER)

    assert one == other


def test_a_fingerprint_tells_any_other_time_apart() -> None:
    one, other = fingerprint(stamped(NOW), made=LATER), fingerprint(stamped(FUTURE), made=LATER)

    assert one != other


def test_a_fingerprint_tells_apart_what_else_is_sent_beside_the_time_of_the_run() -> None:
    one = fingerprint(stamped(NOW, title="One"), made=NOW)

    assert one != fingerprint(stamped(NOW, title="Other"), made=NOW)


def test_a_fingerprint_does_not_depend_on_the_time_zone_of_the_run() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=1)))

    assert fingerprint(stamped(NOW), made=there) == fingerprint(stamped(NOW), made=NOW)
