"""What the network and the servers do to a publication, and how it ends: here, and in the end."""

from datetime import timedelta
from threading import Event

import pytest

from nowsync.core.action import Action, Hold
from nowsync.core.publication import KEY_WINDOW, SETTLE, Outcome, Result
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import Site, devto, mastodon_at

STATUSES = "/api/v1/statuses"
LISTED = "/api/v1/accounts/.*/statuses"
SECOND = timedelta(seconds=1)


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Give a site that has met the server, and has a new entry since."""
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-10")
    site.publish()
    site.write("2026-11")
    return site


def publish(site: Site) -> Outcome:
    """Publish the one entry that is due."""
    (outcome,) = site.publish()
    return outcome


def november(site: Site) -> Action:
    """Give what the preview says of the new entry."""
    (action,) = (each for each in site.preview().actions if each.entry == "2026-11")
    return action


# No answer in time.


@pytest.mark.fault("N10", "found")
def test_what_was_made_before_we_gave_up_waiting_is_found(
    ada: Site, mastodon: Served[PretendMastodon], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nowsync.http.client.READ_SECONDS", 1.0)
    given_up = Event()
    mastodon.fault(Fault("POST", STATUSES, "call", call=given_up.wait))

    outcome = publish(ada)
    given_up.set()

    assert outcome.result is Result.DONE
    assert len(mastodon.pretend.alive()) == 1
    assert len(mastodon.asked("POST", STATUSES)) == 1


@pytest.mark.fault("N12", "unknown, then found")
def test_what_is_made_late_is_found_by_a_later_look(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("POST", STATUSES, "late"))
    first = publish(ada)
    ada.pass_time(minutes=3)
    mastodon.arrive()

    second = publish(ada)

    assert (first.result, second.result) == (Result.UNKNOWN, Result.DONE)
    assert len(mastodon.pretend.alive()) == 1
    assert len(mastodon.asked("POST", STATUSES)) == 1


@pytest.mark.fault("N13", "held: nobody else can tell")
def test_what_is_made_after_the_server_forgot_the_key_leaves_a_question(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("POST", STATUSES, "late"))
    publish(ada)
    ada.now += KEY_WINDOW + SECOND
    held = publish(ada)
    mastodon.arrive()

    assert held.result is Result.HELD
    assert ada.publish() == ()
    assert isinstance(november(ada), Hold)
    assert len(mastodon.pretend.alive()) == 1


# Answers that say too little.


@pytest.mark.fault("N15", "paused: whoever answers so is nobody we know")
def test_a_network_that_answers_everything_itself_costs_nothing(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    portal = mastodon.fault(Fault("GET", ".*", "garbage", 99))
    stopped = publish(ada)
    posted = mastodon.asked("POST", STATUSES)
    portal.count = 0

    assert (stopped.result, posted) == (Result.NOT_SENT, [])
    assert publish(ada).result is Result.DONE


@pytest.mark.fault("N15", "unknown, looked for")
@pytest.mark.fault("N16", "unknown, looked for")
@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<html><h1>Welcome to the hotel</h1></html>", id="a web page"),
        pytest.param({}, id="no id"),
        pytest.param({"id": None}, id="an id that is none"),
        pytest.param([], id="a list"),
    ],
)
def test_a_success_that_names_nothing_is_in_doubt(
    ada: Site, mastodon: Served[PretendMastodon], body: object
) -> None:
    mastodon.fault(Fault("POST", STATUSES, "status", status=200, body=body))
    first = publish(ada)
    ada.now += SETTLE

    second = publish(ada)

    assert (first.result, second.result) == (Result.UNKNOWN, Result.DONE)
    assert len(mastodon.pretend.alive()) == 1


# Answers that say no.


@pytest.mark.parametrize(
    "status",
    [
        pytest.param(400, marks=pytest.mark.fault("N22", "refused")),
        pytest.param(413, marks=pytest.mark.fault("N28", "refused")),
        pytest.param(422, marks=pytest.mark.fault("N29", "refused")),
    ],
)
def test_a_refusal_holds_the_entry_until_it_changes(
    ada: Site, mastodon: Served[PretendMastodon], status: int
) -> None:
    said = {"error": "That is not what we take"}
    mastodon.fault(Fault("POST", STATUSES, "status", status=status, body=said))
    refused = publish(ada)
    held, again = november(ada), ada.publish()
    ada.write("2026-11", text="Other words.")

    changed = publish(ada)

    assert (refused.result, again, changed.result) == (Result.REFUSED, (), Result.DONE)
    assert f"HTTP {status}: That is not what we take" in held.reason


@pytest.mark.parametrize(
    "status",
    [
        pytest.param(401, marks=pytest.mark.fault("N23", "paused")),
        pytest.param(403, marks=pytest.mark.fault("N24", "paused")),
        pytest.param(404, marks=pytest.mark.fault("N25", "paused")),
        pytest.param(410, marks=pytest.mark.fault("N27", "paused")),
    ],
)
def test_a_server_that_needs_its_owner_keeps_the_queue(
    ada: Site, mastodon: Served[PretendMastodon], status: int
) -> None:
    said = {"error": "This action is outside the authorized scopes"}
    mastodon.fault(Fault("POST", STATUSES, "status", status=status, body=said))

    stopped, done = publish(ada), publish(ada)

    assert (stopped.result, done.result) == (Result.NOT_SENT, Result.DONE)
    assert f"HTTP {status}: This action is outside" in stopped.message
    assert len(mastodon.pretend.alive()) == 1


@pytest.mark.fault("N23", "paused: the same draft is released later")
def test_a_key_that_is_revoked_between_two_steps_leaves_one_draft(
    site: Site, forem: Served[PretendForem]
) -> None:
    site.configure(devto(forem.url, published=True))
    site.write("2026-11")
    forem.fault(Fault("PUT", "/api/articles/.*", "status", status=401))

    (stopped,) = site.publish("2026-11")
    drafts = len(forem.pretend.articles)
    (done,) = site.publish()

    assert (stopped.result, drafts, done.result) == (Result.NOT_SENT, 1, Result.DONE)
    assert len(forem.pretend.published()) == len(forem.pretend.articles) == 1


@pytest.mark.fault("N25", "unknown, then held: the refusal of a repeat says nothing of the first")
def test_a_repeat_that_finds_nothing_does_not_say_what_became_of_the_first(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("POST", STATUSES, "drop_before"))
    publish(ada)
    mastodon.fault(Fault("POST", STATUSES, "status", status=404))
    ada.now += SETTLE
    repeated = publish(ada)
    ada.now += KEY_WINDOW

    held = publish(ada)

    assert (repeated.result, held.result) == (Result.UNKNOWN, Result.HELD)
    assert len(mastodon.asked("POST", STATUSES)) == 2


# Answers that leave it open.


@pytest.mark.parametrize(
    "status",
    [
        pytest.param(409, marks=pytest.mark.fault("N26", "unknown, then sent with the same key")),
        pytest.param(500, marks=pytest.mark.fault("N36", "unknown, then sent with the same key")),
        pytest.param(502, marks=pytest.mark.fault("N36", "unknown, then sent with the same key")),
        pytest.param(504, marks=pytest.mark.fault("N36", "unknown, then sent with the same key")),
    ],
)
def test_a_failure_that_made_nothing_is_repeated_once_it_settled(
    ada: Site, mastodon: Served[PretendMastodon], status: int
) -> None:
    mastodon.fault(Fault("POST", STATUSES, "status", status=status))
    first, second = publish(ada), publish(ada)
    early = len(mastodon.asked("POST", STATUSES))
    ada.now += SETTLE

    third = publish(ada)

    posts = mastodon.asked("POST", STATUSES)
    assert (first.result, second.result, third.result) == (
        *(Result.UNKNOWN, Result.UNKNOWN),
        Result.DONE,
    )
    assert (early, len(posts)) == (1, 2)
    assert len({each.headers["Idempotency-Key"] for each in posts}) == 1
    assert len(mastodon.pretend.alive()) == 1


# Looks that do not see.


@pytest.mark.fault("N21", "unknown: a look is not led about either")
def test_a_look_that_is_sent_in_a_circle_stops_at_once(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    round_and_round = {"Location": f"{mastodon.url}/api/v1/accounts/1/statuses"}
    mastodon.fault(Fault("POST", STATUSES, "drop_after"))
    circle = mastodon.fault(Fault("GET", LISTED, "status", 99, status=302, headers=round_and_round))

    first = publish(ada)
    asked = len(mastodon.asked("GET", LISTED))
    circle.count = 0

    assert (first.result, asked) == (Result.UNKNOWN, 1)
    assert publish(ada).result is Result.DONE
    assert len(mastodon.pretend.alive()) == 1


@pytest.mark.fault("N40", "unknown: it stops after five pages, on our own server")
def test_a_list_without_end_is_left(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    page = [{"id": "1", "content": "Old news"}]
    elsewhere = {"Link": '<https://evil.example/?max_id=1>; rel="next"'}
    mastodon.fault(Fault("POST", STATUSES, "drop_before"))
    mastodon.fault(Fault("GET", LISTED, "status", 99, status=200, body=page, headers=elsewhere))

    assert publish(ada).result is Result.UNKNOWN
    assert len(mastodon.asked("GET", LISTED)) == 5


@pytest.mark.fault("N41", "unknown, then found")
def test_a_list_that_is_behind_is_looked_at_again(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("POST", STATUSES, "drop_after"))
    mastodon.fault(Fault("GET", LISTED, "status", 2, status=200, body=[]))
    first = publish(ada)
    ada.pass_time(seconds=90)
    second = publish(ada)
    ada.pass_time(minutes=2)

    third = publish(ada)

    assert (first.result, second.result) == (Result.UNKNOWN, Result.UNKNOWN)
    assert third.result is Result.DONE
    assert len(mastodon.asked("POST", STATUSES)) == len(mastodon.pretend.alive()) == 1


@pytest.mark.fault("N31", "unknown, then found")
def test_the_title_of_a_lost_draft_leads_to_that_draft(
    site: Site, forem: Served[PretendForem]
) -> None:
    listed = "/api/articles/me/all"
    site.configure(devto(forem.url))
    site.write("2026-11")
    forem.fault(Fault("POST", "/api/articles", "drop_after"))
    # The list is behind: before the first request, after it, and before the second.
    forem.fault(Fault("GET", listed, "status", 4, status=200, body=[]))
    (first,) = site.publish("2026-11")

    site.pass_time(minutes=6)
    (second,) = site.publish()

    assert (first.result, second.result) == (Result.UNKNOWN, Result.DONE)
    assert len(forem.asked("POST", "/api/articles")) == 2
    assert len(forem.pretend.articles) == 1
