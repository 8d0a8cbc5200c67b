"""Hold a kept plan to being the same to the letter, done, or moved: and to saying which."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from msgspec import structs

from nowsync.core.action import Action, Create, Hold, Recover, Skip, Update
from nowsync.core.change import Change, ChangeKind
from nowsync.core.deed import Meets
from nowsync.core.entry import EntryId
from nowsync.core.kept import Kept, Standings
from nowsync.core.plan import Plan
from nowsync.core.publication import Publication, Standing
from tests.core.samples import CORRECTED, ID, NOW, operation, publication, step, work

OCTOBER = EntryId("2026-10")
CREATE = Create(entry=ID, target="mastodon", reason="new", work=work())
EARLIER = structs.replace(CREATE, entry=OCTOBER)
UPDATE = Update(
    entry=ID,
    target="mastodon",
    reason="corrected",
    work=structs.replace(work(), meaning=CORRECTED.meaning()),
    change=Change(ChangeKind.CORRECTED),
)
RECOVER = Recover(entry=ID, target="mastodon", reason="look there", operation=operation())
SKIP = Skip(entry=ID, target="mastodon", reason="published, and unchanged since")
HOLD = Hold(entry=ID, target="mastodon", reason="it is a draft: finish it")
EDITED = structs.replace(CREATE, work=structs.replace(work(), meaning=CORRECTED.meaning()))
RESENT = structs.replace(CREATE, work=structs.replace(work(), steps=(step("Snow."),)))
NOWHERE: Standings = {}
THERE: Standings = {"mastodon": {ID: publication(Standing.PUBLISHED)}}
NEWER: Standings = {"mastodon": {ID: publication(Standing.PUBLISHED, of=CORRECTED)}}
UNPOSTED: Meets = (("mastodon", (OCTOBER,)),)


def plan(*actions: Action, meets: Meets = ()) -> Plan:
    return Plan(actions=actions, meets=meets, named=(ID,), made=NOW)


def kept(*actions: Action, meets: Meets = ()) -> Kept:
    return Kept.of(plan(*actions, meets=meets), "https://ada.example", ("mastodon",))


def test_a_kept_plan_knows_what_it_was_made_for() -> None:
    made = kept(CREATE)

    assert (made.site, made.entries, made.targets) == ("https://ada.example", (ID,), ("mastodon",))
    assert made.made == "2026-11-20T12:00:00+00:00"


def test_a_kept_plan_has_the_fingerprint_of_the_plan() -> None:
    actions = (CREATE, SKIP)

    assert kept(*actions, meets=UNPOSTED).fingerprint == plan(*actions, meets=UNPOSTED).fingerprint


def test_a_plan_that_is_made_anew_is_the_kept_one_whatever_its_reasons() -> None:
    assert kept(CREATE).is_what(plan(structs.replace(CREATE, reason="you named it")))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(plan(), id="nothing"),
        pytest.param(plan(RESENT), id="another step"),
        pytest.param(plan(EDITED), id="another meaning"),
        pytest.param(plan(CREATE, EARLIER), id="more"),
        pytest.param(plan(CREATE, meets=UNPOSTED), id="a first contact"),
    ],
)
def test_a_plan_that_does_something_else_is_not_the_kept_one(other: Plan) -> None:
    assert not kept(CREATE).is_what(other)


def test_what_python_takes_for_the_same_is_not_the_same_to_the_letter() -> None:
    one, other = (
        structs.replace(step(), request=structs.replace(step().request, body={"sensitive": value}))
        for value in (True, 1)
    )
    made = kept(structs.replace(CREATE, work=structs.replace(work(), steps=(one,))))

    assert not made.is_what(
        plan(structs.replace(CREATE, work=structs.replace(work(), steps=(other,))))
    )


@pytest.mark.parametrize(
    ("before", "now", "standings", "expected"),
    [
        pytest.param([CREATE], [SKIP], THERE, True, id="published"),
        pytest.param([CREATE], [SKIP], NOWHERE, False, id="not published"),
        pytest.param([CREATE], [SKIP], NEWER, False, id="published with another text"),
        pytest.param([CREATE], [UPDATE], THERE, False, id="published, and to be changed"),
        pytest.param([CREATE], [], {"mastodon": {}}, False, id="unknown there"),
        pytest.param([CREATE, EARLIER], [EARLIER], THERE, False, id="half of it"),
        pytest.param([UPDATE], [SKIP], NEWER, True, id="updated"),
        pytest.param([], [CREATE], THERE, False, id="nothing was to be done"),
    ],
)
def test_a_plan_is_done_when_all_of_it_is_published_and_stays_so(
    before: Sequence[Action], now: Sequence[Action], standings: Standings, expected: bool
) -> None:
    assert kept(*before).is_done(plan(*now), standings) is expected


def test_a_plan_that_only_meets_a_target_is_done_once_that_was_met() -> None:
    made = kept(meets=UNPOSTED)

    assert made.is_done(plan(), NOWHERE)
    assert not made.is_done(plan(meets=(("mastodon", ()),)), NOWHERE)


def test_what_is_gone_there_is_not_done() -> None:
    gone = replace(publication(Standing.PUBLISHED), standing=Standing.GONE)

    assert not kept(CREATE).is_done(plan(SKIP), {"mastodon": {ID: gone}})


def test_a_baseline_is_not_done() -> None:
    known: Publication = publication(Standing.BASELINE)

    assert not kept(CREATE).is_done(plan(SKIP), {"mastodon": {ID: known}})


@pytest.mark.parametrize(
    ("now", "standings", "expected"),
    [
        pytest.param(plan(EDITED), NOWHERE, "its text changed", id="text"),
        pytest.param(
            plan(RESENT),
            NOWHERE,
            "what is sent for it changed, though its text did not: "
            "by a template, a setting, an image or what the server takes",
            id="steps",
        ),
        pytest.param(plan(SKIP), THERE, "it was published meanwhile", id="published"),
        pytest.param(
            plan(HOLD), NOWHERE, "nothing would be sent now: it is a draft: finish it", id="held"
        ),
        pytest.param(plan(), NOWHERE, "it is not there any more", id="gone"),
        pytest.param(
            plan(UPDATE),
            THERE,
            "the plan would now update it, not create it: corrected",
            id="published and changed",
        ),
        pytest.param(
            plan(RECOVER),
            NOWHERE,
            "the plan would now recover it, not create it: look there",
            id="interrupted",
        ),
    ],
)
def test_what_has_moved_is_told_entry_by_entry(
    now: Plan, standings: Standings, expected: str
) -> None:
    assert kept(CREATE).moved(now, standings) == (f"2026-11 on mastodon: {expected}",)


def test_what_was_updated_meanwhile_is_told() -> None:
    said = kept(UPDATE).moved(plan(SKIP), NEWER)

    assert said == ("2026-11 on mastodon: it was updated meanwhile",)


def test_what_would_also_be_done_is_told() -> None:
    said = kept(CREATE).moved(plan(CREATE, EARLIER), NOWHERE)

    assert said == ("2026-10 on mastodon: the plan would now also create it",)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(UNPOSTED, (), "it was published to meanwhile, for the first time", id="met"),
        pytest.param((), UNPOSTED, "it would now be published to for the first time", id="new"),
        pytest.param(
            UNPOSTED,
            (("mastodon", ()),),
            "other entries were there before its first time",
            id="other entries",
        ),
    ],
)
def test_what_has_moved_at_a_first_contact_is_told(
    before: Meets, now: Meets, expected: str
) -> None:
    made = kept(CREATE, meets=before)

    assert made.moved(plan(CREATE, meets=now), NOWHERE) == (f"mastodon: {expected}",)


def test_that_only_the_order_has_moved_is_told() -> None:
    said = kept(CREATE, EARLIER).moved(plan(EARLIER, CREATE), NOWHERE)

    assert said == ("it would be done in another order",)
