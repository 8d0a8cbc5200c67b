"""Hold what is told of a plan and its outcomes, to people and to programs, to the same facts."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from nowsync.cli import show
from nowsync.core.action import Action, Create, Hold, Recover, Retract, Skip, Update, Wait, Work
from nowsync.core.change import Change, ChangeKind, Difference
from nowsync.core.entry import EntryId, Json
from nowsync.core.errors import Problem
from nowsync.core.image import ImageFile
from nowsync.core.overrides import Override
from nowsync.core.plan import Plan
from nowsync.core.publication import Attempt, Outcome, Result, StepState
from nowsync.core.step import Receipt, Request, Step
from nowsync.report import (
    document,
    exit_code,
    overrides,
    shown_body,
    steps,
    texts,
    verb,
    without_effect,
)
from tests.core import samples

SERVER = "https://mastodon.example/api/v1/statuses"
ENTRY, OTHER = EntryId("2026-11"), EntryId("2026-10")
TEXT = """\
Now, November 2026

Currently reading: Patient Machines by Wilma Tarrant
Currently watching: The kettle

https://ada.example/now/"""
STATUS = Step(
    "status",
    Request("POST", SERVER, {"status": TEXT, "visibility": "unlisted", "language": "en"}),
    repeatable=False,
    key="abc",
)
EDIT = Step(
    "edit",
    Request("PUT", f"{SERVER}/42", {"status": TEXT, "spoiler_text": "Horses"}),
    repeatable=True,
    keeps=("media", "warning"),
    key="def",
)
SUMMARY = replace(samples.summary(text=TEXT), left_out=("Currently building: A shelf",))
NEW = Work(summary=SUMMARY, meaning=samples.ENTRY.meaning(), steps=(STATUS,), length=129, limit=140)
CHANGED = replace(
    NEW, summary=replace(SUMMARY, content_warning="Horses", left_out=()), steps=(EDIT,)
)
DIFFERENCES = (
    Difference("title", "November", "Now, November 2026"),
    Difference("reading", None, "Orlando"),
    Difference("text", "Winter is near.", None),
)

CREATE = Create(entry=ENTRY, target="mastodon", reason="new", work=NEW)
UPDATE = Update(
    entry=ENTRY,
    target="mastodon",
    reason='revised: + reading: "Orlando" and 2 more',
    work=CHANGED,
    change=Change(ChangeKind.REVISED, DIFFERENCES),
)
RECOVER = Recover(
    entry=OTHER,
    target="mastodon",
    reason="an earlier run ended without an answer: look there first",
    operation=samples.operation(
        attempts=(
            Attempt(step=EDIT, state=StepState.CONFIRMED, receipt=Receipt("42")),
            Attempt(step=STATUS, state=StepState.UNKNOWN, sends=1),
        )
    ),
)
WAIT = Wait(
    entry=EntryId("2026-12"),
    target="mastodon",
    reason="dated in the future, 2026-12-01 00:00",
    until=datetime(2026, 12, 1, tzinfo=UTC),
)
HOLD = Hold(entry=OTHER, target="devto", reason="it is a draft: finish it")
SKIP = Skip(entry=OTHER, target="feed", reason="published, and unchanged since")

NOTHING: dict[str, Json] = {
    "until": None,
    "length": None,
    "limit": None,
    "left_out": [],
    "notes": [],
    "cautions": [],
    "approves": None,
    "changes": [],
    "overrides": {},
    "without_effect": [],
    "steps": [],
}
STATUS_DOCUMENT: dict[str, Json] = {
    "kind": "status",
    "key": "abc",
    "keeps": [],
    "request": {
        "method": "POST",
        "url": SERVER,
        "body": {"status": TEXT, "visibility": "unlisted", "language": "en"},
        "file": None,
    },
}
EDIT_DOCUMENT: dict[str, Json] = {
    "kind": "edit",
    "key": "def",
    "keeps": ["media", "warning"],
    "request": {
        "method": "PUT",
        "url": f"{SERVER}/42",
        "body": {"status": TEXT, "spoiler_text": "Horses"},
        "file": None,
    },
}


def came(result: Result, message: str = "published", url: str | None = None) -> Outcome:
    return Outcome(entry=ENTRY, target="mastodon", result=result, message=message, url=url)


def plan(*actions: Action, problems: Sequence[Problem] = ()) -> Plan:
    return Plan(actions=actions, problems=tuple(problems))


ACTIONS = pytest.mark.parametrize(
    ("action", "expected"),
    [
        pytest.param(
            CREATE,
            NOTHING
            | {
                "action": "create",
                "length": 129,
                "limit": 140,
                "left_out": ["Currently building: A shelf"],
                "steps": [STATUS_DOCUMENT],
            },
            id="create",
        ),
        pytest.param(
            UPDATE,
            NOTHING
            | {
                "action": "update",
                "length": 129,
                "limit": 140,
                "changes": [
                    '~ title: "Now, November 2026"',
                    '+ reading: "Orlando"',
                    '- text: "Winter is near."',
                ],
                "steps": [EDIT_DOCUMENT],
            },
            id="update",
        ),
        pytest.param(
            RECOVER, NOTHING | {"action": "recover", "steps": [STATUS_DOCUMENT]}, id="recover"
        ),
        pytest.param(
            WAIT, NOTHING | {"action": "wait", "until": "2026-12-01T00:00:00+00:00"}, id="wait"
        ),
        pytest.param(HOLD, NOTHING | {"action": "hold"}, id="hold"),
        pytest.param(
            replace(HOLD, change=Change(ChangeKind.REVISED, DIFFERENCES[1:2])),
            NOTHING | {"action": "hold", "changes": ['+ reading: "Orlando"']},
            id="hold that asks",
        ),
        pytest.param(SKIP, NOTHING | {"action": "skip"}, id="skip"),
    ],
)


class TestDocument:
    @ACTIONS
    def test_every_action_has_the_same_keys(
        self, action: Action, expected: dict[str, Json]
    ) -> None:
        said = {"entry": action.entry, "target": action.target, "reason": action.reason}
        made = plan(action)

        assert document(made) == {
            "schema": 1,
            "plan": {
                "fingerprint": made.fingerprint,
                "actions": [said | expected],
                "paused": {},
            },
            "outcomes": [],
            "problems": [],
        }

    def test_outcomes_say_what_came_of_it_and_where_it_is(self) -> None:
        outcome = came(Result.DONE, url="https://mastodon.example/@ada/42")

        assert document(plan(), [outcome])["outcomes"] == [
            {
                "entry": "2026-11",
                "target": "mastodon",
                "result": "done",
                "message": "published",
                "url": "https://mastodon.example/@ada/42",
            }
        ]

    def test_problems_say_where_they_are(self) -> None:
        problem = Problem("no date", "now/2026-11.md", 3)

        assert document(plan(problems=[problem]))["problems"] == [
            {"file": "now/2026-11.md", "line": 3, "message": "no date"}
        ]

    def test_it_is_json(self) -> None:
        whole = document(plan(CREATE, UPDATE, RECOVER, WAIT, HOLD, SKIP), [came(Result.DONE)])

        assert json.loads(json.dumps(whole)) == whole

    @ACTIONS
    def test_the_steps_of_an_action_are_those_it_would_make(
        self, action: Action, expected: dict[str, Json]
    ) -> None:
        made = [{"kind": step.kind, "key": step.key} for step in steps(action)]

        wanted = expected["steps"]
        assert isinstance(wanted, list)
        assert made == [{"kind": each["kind"], "key": each["key"]} for each in wanted]

    @ACTIONS
    def test_an_action_is_called_by_its_verb(
        self, action: Action, expected: dict[str, Json]
    ) -> None:
        assert verb(action) == expected["action"]


class TestExitCode:
    @pytest.mark.parametrize(
        ("action", "code"),
        [(CREATE, 0), (UPDATE, 0), (RECOVER, 0), (WAIT, 0), (SKIP, 0), (HOLD, 1)],
        ids=["create", "update", "recover", "wait", "skip", "hold"],
    )
    def test_a_plan_ends_well_unless_a_person_has_to_decide(
        self, action: Action, code: int
    ) -> None:
        assert exit_code(plan(action)) == code

    @pytest.mark.parametrize(
        ("result", "code"),
        [
            (Result.DONE, 0),
            (Result.REFUSED, 1),
            (Result.NOT_SENT, 1),
            (Result.UNKNOWN, 1),
            (Result.HELD, 1),
            (Result.GONE, 1),
        ],
        ids=str,
    )
    def test_a_run_ends_well_only_if_everything_was_done(self, result: Result, code: int) -> None:
        assert exit_code(plan(CREATE), [came(Result.DONE), came(result)]) == code

    def test_a_file_that_cannot_be_read_is_a_failure(self) -> None:
        assert exit_code(plan(problems=[Problem("no date", "now/a.md")])) == 1

    def test_nothing_to_do_is_well(self) -> None:
        assert exit_code(plan()) == 0


class TestFile:
    def test_the_file_that_goes_with_a_request_is_named(self) -> None:
        file = ImageFile("now/kettle.png", "ab12", "image/png", 123)
        upload = replace(STATUS, request=replace(STATUS.request, file=file))
        found = document(plan(replace(CREATE, work=replace(NEW, steps=(upload,)))))

        assert '"file": {"path": "now/kettle.png", "sha256": "ab12", ' in json.dumps(found)

    def test_every_note_is_told(self) -> None:
        noted = replace(NEW, summary=replace(SUMMARY, notes=("image x is not attached",)))
        found = document(plan(replace(CREATE, work=noted)))

        assert '"notes": ["image x is not attached"]' in json.dumps(found)


class TestTexts:
    def test_only_what_is_sent_is_shown(self) -> None:
        assert texts(NEW) == {"text": TEXT}

    def test_a_content_warning_is_shown_with_the_text(self) -> None:
        assert texts(CHANGED) == {"warning": "Horses", "text": TEXT}

    def test_every_part_of_a_thread_is_shown(self) -> None:
        summary = replace(SUMMARY, thread=("It sings.", "It hums."))
        parts = [
            replace(STATUS, request=replace(STATUS.request, body={"status": text}))
            for text in (TEXT, *summary.thread)
        ]

        shown = texts(replace(NEW, summary=summary, steps=tuple(parts)))

        assert shown == {"text": TEXT, "part 2": "It sings.", "part 3": "It hums."}

    def test_what_is_sent_deep_in_a_body_is_found(self) -> None:
        body: dict[str, Json] = {"article": {"title": SUMMARY.title, "parts": [TEXT]}}
        article = Step("draft", Request("POST", SERVER, body), repeatable=True)

        shown = texts(replace(NEW, steps=(article,)))

        assert shown == {"title": "Now, November 2026", "text": TEXT}


DECIDED = Override(
    text=TEXT.replace("\n\n", "\n"),
    visibility="unlisted",
    content_warning="Horses",
    tags=("a", "b"),
)
DECIDING = replace(NEW, summary=replace(SUMMARY, own=DECIDED))


class TestOverrides:
    def test_what_the_entry_decides_stands_in_the_document(self) -> None:
        whole = json.dumps(document(plan(replace(CREATE, work=DECIDING))))
        (action,) = json.loads(whole)["plan"]["actions"]

        assert action["overrides"] == DECIDED.dump()
        assert action["without_effect"] == ["tags", "content_warning"]

    def test_what_the_entry_decides_is_named(self) -> None:
        assert overrides(DECIDING) == {
            "visibility": "visibility unlisted",
            "tags": "tags",
            "content_warning": "content warning",
            "text": "text",
        }

    def test_what_it_decides_against_is_named_too(self) -> None:
        own = Override(content_warning="", tags=(), language="de")

        assert overrides(replace(NEW, summary=replace(SUMMARY, own=own))) == {
            "language": "language de",
            "tags": "no tags",
            "content_warning": "no content warning",
        }

    def test_what_is_sent_in_other_lines_has_its_effect(self) -> None:
        assert "text" not in without_effect(DECIDING)

    def test_what_nothing_says_that_is_sent_has_no_effect(self) -> None:
        assert without_effect(DECIDING) == ("tags", "content_warning")

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            pytest.param({"tags": ["bookclub"]}, (), id="as the platform writes it"),
            pytest.param({"status": "Now #BookClub"}, (), id="in a text"),
            pytest.param({"status": "Book club"}, (), id="alone"),
            pytest.param({"status": "A book club"}, ("tags",), id="in words"),
            pytest.param({"tags": []}, ("tags",), id="nowhere"),
        ],
    )
    def test_a_tag_is_found_where_it_is_a_tag(
        self, body: dict[str, Json], expected: tuple[str, ...]
    ) -> None:
        step = Step("status", Request("POST", SERVER, body), repeatable=True)
        summary = replace(SUMMARY, own=Override(tags=("Book Club",)))

        assert without_effect(replace(NEW, summary=summary, steps=(step,))) == expected

    def test_an_entry_that_decides_nothing_has_nothing_to_say(self) -> None:
        assert (overrides(NEW), without_effect(NEW)) == ({}, ())

    def test_the_preview_says_both(self, capsys: pytest.CaptureFixture[str]) -> None:
        show.plan(plan(replace(CREATE, work=DECIDING)), requests=False)

        said = capsys.readouterr().out
        assert "  visibility unlisted, text (the entry says so)\n" in said
        assert "  tags, content warning: the entry says so, but it changes nothing there\n" in said


LONG = "x" * 61


class TestShownBody:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            pytest.param({"a": "short"}, {"a": "short"}, id="a short text stays"),
            pytest.param({"a": "x" * 60}, {"a": "x" * 60}, id="so does one of sixty characters"),
            pytest.param({"a": TEXT}, {"a": "(as above)"}, id="what was shown is not repeated"),
            pytest.param({"a": LONG}, {"a": "(61 characters)"}, id="a long text is measured"),
            pytest.param({"a": "x" * 1234}, {"a": "(1,234 characters)"}, id="with a comma"),
            pytest.param({"a": {"b": LONG}}, {"a": {"b": "(61 characters)"}}, id="at any depth"),
            pytest.param({"a": [1, None, True]}, {"a": [1, None, True]}, id="the rest stays"),
        ],
    )
    def test_long_texts_are_left_out(self, body: Json, expected: Json) -> None:
        assert shown_body(body, [TEXT]) == expected


PREVIEW = """\
problem  now/2026-09.md:3: date is "soon", which is not a date
2026-11 → mastodon  create: new
  │ Now, November 2026
  │
  │ Currently reading: Patient Machines by Wilma Tarrant
  │ Currently watching: The kettle
  │
  │ https://ada.example/now/
  129/140 characters
  left out to fit: Currently building: A shelf
  POST https://mastodon.example/api/v1/statuses
    {"status": "(as above)", "visibility": "unlisted", "language": "en"}

2026-11 → mastodon  update: revised: + reading: "Orlando" and 2 more
  ~ title: "Now, November 2026"
  + reading: "Orlando"
  - text: "Winter is near."
  │ warning: Horses
  │
  │ Now, November 2026
  │
  │ Currently reading: Patient Machines by Wilma Tarrant
  │ Currently watching: The kettle
  │
  │ https://ada.example/now/
  129/140 characters
  PUT https://mastodon.example/api/v1/statuses/42
    {"status": "(as above)", "spoiler_text": "Horses"}
    and what is there now: media, warning

2026-10 → mastodon  recover: an earlier run ended without an answer: look there first
  │ Now, November 2026
  │
  │ Currently reading: Patient Machines by Wilma Tarrant
  │ Currently watching: The kettle
  │
  │ https://ada.example/now/
  POST https://mastodon.example/api/v1/statuses
    {"status": "(as above)", "visibility": "unlisted", "language": "en"}

2026-12 → mastodon  wait: dated in the future, 2026-12-01 00:00
2026-10 → devto  hold: it is a draft: finish it
2026-10 → feed  skip: published, and unchanged since

1 create, 1 update, 1 recover, 1 wait, 1 hold, 1 skip. Nothing was sent. To publish: \
nowsync publish
"""


class TestShow:
    def test_a_preview_tells_every_action_with_its_reason_text_and_request(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        problem = Problem('date is "soon", which is not a date', "now/2026-09.md", 3)
        made = plan(CREATE, UPDATE, RECOVER, WAIT, HOLD, SKIP, problems=[problem])

        code = show.preview(made, json=False, command="nowsync publish")

        assert capsys.readouterr().out == f"{PREVIEW}Fingerprint: {made.fingerprint}\n"
        assert code == 1

    def test_with_json_it_prints_the_document_and_nothing_else(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        made = plan(CREATE)

        show.preview(made, json=True, command="nowsync publish")

        assert json.loads(capsys.readouterr().out) == document(made)

    def test_an_empty_preview_says_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        show.preview(plan(), json=False, command="nowsync publish")

        said = f"\nno entries. Nothing to send.\nFingerprint: {plan().fingerprint}\n"
        assert capsys.readouterr().out == said

    def test_entries_that_are_skipped_for_one_reason_share_a_line(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        skips = [
            Skip(entry=EntryId(month), target="mastodon", reason=f"old; nowsync publish {month}")
            for month in ("2026-04", "2026-05", "2026-06")
        ]

        show.plan(plan(*skips), requests=True)

        expected = "2026-04 … 2026-06 → mastodon  skip 3 entries: old; nowsync publish ENTRY\n"
        assert capsys.readouterr().out == expected

    def test_two_skipped_entries_keep_their_own_lines(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        show.plan(plan(SKIP, replace(SKIP, entry=ENTRY)), requests=True)

        assert capsys.readouterr().out == (
            "2026-10 → feed  skip: published, and unchanged since\n"
            "2026-11 → feed  skip: published, and unchanged since\n"
        )

    @pytest.mark.parametrize(
        ("outcome", "line"),
        [
            pytest.param(
                came(Result.DONE, url="https://mastodon.example/@ada/42"),
                "✓ 2026-11 → mastodon  published  https://mastodon.example/@ada/42\n",
                id="done",
            ),
            pytest.param(
                came(Result.UNKNOWN, "no answer"),
                "? 2026-11 → mastodon  unknown: no answer\n",
                id="unknown",
            ),
            pytest.param(
                came(Result.REFUSED, "422: too long"),
                "✗ 2026-11 → mastodon  refused: 422: too long\n",
                id="refused",
            ),
        ],
    )
    def test_an_outcome_is_one_line(
        self, outcome: Outcome, line: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        show.outcome(outcome)

        assert capsys.readouterr().out == line

    def test_a_run_ends_with_its_sum(self, capsys: pytest.CaptureFixture[str]) -> None:
        outcomes = [came(Result.DONE), came(Result.DONE), came(Result.UNKNOWN)]

        show.finish(plan(CREATE), outcomes, json=False)

        assert capsys.readouterr().out == "\n2 done, 1 unknown.\n"

    def test_the_question_says_how_much_goes_where(self) -> None:
        made = plan(CREATE, UPDATE, replace(CREATE, target="devto"), HOLD, SKIP)

        assert show.question(made) == "Publish this (2 to mastodon, 1 to devto)?"


def test_what_a_retraction_has_to_leave_there_is_told() -> None:
    retract = Retract(
        entry=ENTRY,
        target="devto",
        reason="you take it back",
        operation=samples.operation(),
        there=(STATUS,),
        remains="the draft stays there",
    )

    (told,) = json.loads(json.dumps(document(Plan(actions=(retract,)))))["plan"]["actions"]

    assert told["notes"] == ["the draft stays there"]
