"""Plan and outcomes for people and for programs. Says the same in both."""

import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from nowsync.core.action import (
    Action,
    Create,
    Hold,
    Recover,
    Retract,
    Update,
    Wait,
    Work,
    work_of,
)
from nowsync.core.change import Difference
from nowsync.core.entry import Json
from nowsync.core.errors import Problem
from nowsync.core.image import ImageFile
from nowsync.core.plan import Plan
from nowsync.core.publication import Operation, Outcome, Result
from nowsync.core.step import Step, texts_in

SCHEMA = 1
# A longer text than this is shown once, and not again in the request that sends it.
LONG = 60
# More entries than this are not named one by one in a command.
FEW = 3
# What an entry may decide that is found again in what is sent, if the platform has it.
_SENT = ("visibility", "language", "tags", "content_warning", "text")
FAILURES = (Result.REFUSED, Result.NOT_SENT, Result.UNKNOWN, Result.HELD, Result.GONE)


def verb(action: Action) -> str:
    """Name an action as the reports do."""
    return type(action).__name__.lower()


def exit_code(plan: Plan, outcomes: Sequence[Outcome] = ()) -> int:
    """Tell 0 when all is well, 1 when something failed, is held, or cannot be read."""
    held = any(isinstance(action, Hold) for action in plan.actions)
    failed = any(outcome.result in FAILURES for outcome in outcomes)
    return 1 if held or failed or plan.problems else 0


def document(
    plan: Plan, outcomes: Sequence[Outcome] = (), owed: Sequence[Json] = ()
) -> dict[str, Json]:
    """Write everything as JSON data; the schema is documented in docs/json.md."""
    return {
        "schema": SCHEMA,
        "plan": {
            "fingerprint": plan.fingerprint,
            "actions": [_action(action) for action in plan.actions],
            "paused": dict(plan.paused),
        },
        "outcomes": [_outcome(outcome) for outcome in outcomes],
        "problems": [told(problem) for problem in plan.problems],
        **({"owed": [*owed]} if owed else {}),
    }


def _action(action: Action) -> dict[str, Json]:
    work = action.work if isinstance(action, Create | Update) else None
    return {
        "entry": action.entry,
        "target": action.target,
        "action": verb(action),
        "reason": action.reason,
        "until": action.until.isoformat() if isinstance(action, Wait) else None,
        "length": work.length if work else None,
        "limit": work.limit if work else None,
        "left_out": list(work.summary.left_out) if work else [],
        "notes": list(notes(action)),
        "cautions": [told(each) for each in cautions(action)],
        "approves": action.approves if isinstance(action, Hold) else None,
        "changes": [str(each) for each in differences(action)],
        "overrides": work.summary.own.dump() if work else {},
        "without_effect": list(without_effect(work)) if work else [],
        "steps": [_step(step) for step in steps(action)],
    }


def steps(action: Action) -> tuple[Step, ...]:
    """Give the steps that an action would make."""
    match action:
        case Create(work=Work(steps=made)) | Update(work=Work(steps=made)):
            return made
        case (
            Recover(operation=Operation(attempts=attempts))
            | Retract(operation=Operation(attempts=attempts))
        ):
            return tuple(each.step for each in attempts if each.receipt is None)
        case _:
            return ()


def notes(action: Action) -> Sequence[str]:
    """Give what else a person may want to know before it is sent."""
    match action:
        case Create(work=work) | Update(work=work):
            return work.summary.notes
        case Retract(remains=remains) if remains:
            return (remains,)
        case _:
            return ()


def cautions(action: Action) -> Sequence[Problem]:
    """Give what its author may not have meant, of what is sent or waits to be."""
    work = work_of(action)
    return work.cautions if work else ()


def whole_check(actions: Iterable[Action]) -> str | None:
    """Name the command that looks at more than the cautions of these actions, if they have any."""
    entries = list(dict.fromkeys(each.entry for each in actions if cautions(each)))
    few = entries if len(entries) <= FEW else []
    return shlex.join(["nowsync", "lint", *few]) if entries else None


def differences(action: Action) -> Sequence[Difference]:
    """Give what changed, where it is edited or a person is asked about it."""
    change = action.change if isinstance(action, Update | Hold) else None
    return change.differences if change is not None else ()


def _step(step: Step) -> dict[str, Json]:
    request: dict[str, Json] = {
        "method": step.request.method,
        "url": step.request.url,
        "body": step.request.body,
        "file": _file(step.request.file),
    }
    return {"kind": step.kind, "key": step.key, "keeps": list(step.keeps), "request": request}


def _file(file: ImageFile | None) -> Json:
    if file is None:
        return None
    return {
        "path": file.path,
        "sha256": file.sha256,
        "media_type": file.media_type,
        "size": file.size,
    }


def _outcome(outcome: Outcome) -> dict[str, Json]:
    return {
        "entry": outcome.entry,
        "target": outcome.target,
        "result": outcome.result.value,
        "message": outcome.message,
        "url": outcome.url,
    }


def told(problem: Problem) -> dict[str, Json]:
    """Write a problem as JSON data."""
    return {"file": problem.file, "line": problem.line, "message": problem.message}


def texts(work: Work) -> Mapping[str, str]:
    """Give what readers will see, by what it is: the parts of the summary that are sent."""
    summary = work.summary
    parts = {
        "title": summary.title,
        "summary": summary.description,
        "warning": summary.content_warning,
        "text": summary.text,
        **{f"image {number}": each.alt for number, each in enumerate(summary.images, start=1)},
        **{f"part {number}": part for number, part in enumerate(summary.thread, start=2)},
        "announcement": summary.announcement,
    }
    sent = set(texts_in(work.steps))
    return {name: text for name, text in parts.items() if text and text in sent}


def overrides(work: Work) -> Mapping[str, str]:
    """Name what the entry itself decides, each as people are told of it."""
    own = work.summary.own
    shown = {
        "visibility": f"visibility {own.visibility}",
        "language": f"language {own.language}",
        "tags": "tags" if own.tags else "no tags",
        "content_warning": "content warning" if own.content_warning else "no content warning",
        "text": "text",
    }
    decided = own.decided()
    return {name: words for name, words in shown.items() if name in decided}


def without_effect(work: Work) -> tuple[str, ...]:
    """Name what the entry decides for nothing, because nothing that is sent says it."""
    sent = {_squeezed(text) for text in texts_in(work.steps)}
    decided = work.summary.own.decided()
    wanted = {name: decided[name] for name in _SENT if decided.get(name)}
    return tuple(name for name, value in wanted.items() if not _is_said(value, sent))


def decided(work: Work) -> Iterator[str]:
    """Say what the entry itself decides, and what of it changes nothing there."""
    words, idle = overrides(work), without_effect(work)
    heard = [words[name] for name in words if name not in idle]
    unheard = [words[name] for name in idle]
    if heard:
        yield f"{', '.join(heard)} (the entry says so)"
    if unheard:
        yield f"{', '.join(unheard)}: the entry says so, but it changes nothing there"


def _is_said(value: str | Sequence[str], sent: Collection[str]) -> bool:
    """Tell whether a text is sent, or one of some tags, as a word of its own or with its #."""
    if isinstance(value, str):
        return _squeezed(value) in sent
    tags = {_bare(tag) for tag in value}
    return any(
        _bare(text) in tags or any(f"#{tag}" in text.casefold() for tag in tags) for text in sent
    )


def _bare(tag: str) -> str:
    """Write a tag as it is compared: platforms take blanks, dashes and capitals away."""
    return "".join(filter(str.isalnum, tag)).casefold()


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def sent_texts(action: Action) -> tuple[str, ...]:
    """Give the long texts in what an action sends, or takes back, each once."""
    made = action.there if isinstance(action, Retract) else steps(action)
    return tuple(dict.fromkeys(text for text in texts_in(made) if len(text) > LONG))


def shown_body(body: Json, shown: Collection[str]) -> Json:
    """Copy a request's body, with what has been shown above it left out."""
    if isinstance(body, Mapping):
        return {name: shown_body(value, shown) for name, value in body.items()}
    if isinstance(body, str) and len(body) > LONG:
        return "(as above)" if body in shown else f"({len(body):,} characters)"
    return body
