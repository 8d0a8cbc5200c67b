"""Plan and outcomes for people and for programs. Says the same in both."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from nowsync.core.action import Action, Create, Hold, Recover, Update, Wait, Work
from nowsync.core.entry import Json
from nowsync.core.errors import Problem
from nowsync.core.image import ImageFile
from nowsync.core.plan import Plan
from nowsync.core.publication import Operation, Outcome, Result, Step

SCHEMA = 1
# A longer text than this is shown once, and not again in the request that sends it.
LONG = 60
FAILURES = (Result.REFUSED, Result.NOT_SENT, Result.UNKNOWN, Result.HELD, Result.GONE)


def verb(action: Action) -> str:
    """Name an action as the reports do."""
    return type(action).__name__.lower()


def exit_code(plan: Plan, outcomes: Sequence[Outcome] = ()) -> int:
    """Tell 0 when all is well, 1 when something failed, is held, or cannot be read."""
    held = any(isinstance(action, Hold) for action in plan.actions)
    failed = any(outcome.result in FAILURES for outcome in outcomes)
    return 1 if held or failed or plan.problems else 0


def document(plan: Plan, outcomes: Sequence[Outcome] = ()) -> dict[str, Json]:
    """Write everything as JSON data; the schema is documented in docs/json.md."""
    return {
        "schema": SCHEMA,
        "plan": {
            "fingerprint": plan.fingerprint,
            "actions": [_action(action) for action in plan.actions],
        },
        "outcomes": [_outcome(outcome) for outcome in outcomes],
        "problems": [_problem(problem) for problem in plan.problems],
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
        "notes": list(work.summary.notes) if work else [],
        "changes": [str(each) for each in _differences(action)],
        "steps": [_step(step) for step in steps(action)],
    }


def steps(action: Action) -> tuple[Step, ...]:
    """Give the steps that an action would make."""
    match action:
        case Create(work=Work(steps=made)) | Update(work=Work(steps=made)):
            return made
        case Recover(operation=Operation(attempts=attempts)):
            return tuple(each.step for each in attempts if each.receipt is None)
        case _:
            return ()


def _differences(action: Action) -> Sequence[object]:
    return action.change.differences if isinstance(action, Update) else ()


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


def _problem(problem: Problem) -> dict[str, Json]:
    return {"file": problem.file, "line": problem.line, "message": problem.message}


def texts(work: Work) -> Mapping[str, str]:
    """Give what readers will see, by what it is: the parts of the summary that are sent."""
    summary = work.summary
    parts = {
        "title": summary.title,
        "warning": summary.content_warning,
        "text": summary.text,
        **{f"part {number}": part for number, part in enumerate(summary.thread, start=2)},
        "summary": summary.description,
        **{f"image {number}": each.alt for number, each in enumerate(summary.images, start=1)},
    }
    sent = set(_strings([step.request.body for step in work.steps]))
    return {name: text for name, text in parts.items() if text and text in sent}


def sent_texts(action: Action) -> tuple[str, ...]:
    """Give the long texts in what an action sends, each once."""
    strings = _strings([step.request.body for step in steps(action)])
    return tuple(dict.fromkeys(text for text in strings if len(text) > LONG))


def shown_body(body: Json, shown: Collection[str]) -> Json:
    """Copy a request's body, with what has been shown above it left out."""
    if isinstance(body, Mapping):
        return {name: shown_body(value, shown) for name, value in body.items()}
    if isinstance(body, str) and len(body) > LONG:
        return "(as above)" if body in shown else f"({len(body):,} characters)"
    return body


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for each in value.values() for text in _strings(each))
    elif isinstance(value, Sequence):
        yield from (text for each in value for text in _strings(each))
