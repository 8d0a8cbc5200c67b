"""Deeds: what a plan does, to the letter, apart from when it is done and why."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeAlias

from nowsync.core.action import Create, Recover, Retract, Sending, Update
from nowsync.core.entry import EntryId, Json, Meaning, canonical, digest
from nowsync.core.image import ImageFile
from nowsync.core.step import Request, Step

# Each target that is met for the first time, with the entries that are not posted there.
Meets: TypeAlias = tuple[tuple[str, tuple[EntryId, ...]], ...]

# Stands for the time of the run, which is another one when the plan is carried out.
NOW = "{now}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What one action does: the digest of what its entry says, and each step as JSON data.

    Two deeds are the same whatever their reasons.
    """

    entry: EntryId
    target: str
    action: str
    meaning: str
    steps: Sequence[Json]
    reason: str = field(compare=False)

    @property
    def place(self) -> tuple[EntryId, str]:
        """Which entry goes to which target."""
        return self.entry, self.target

    @classmethod
    def of(cls, action: Sending, made: datetime | None) -> "Deed":
        """Take from an action of a plan what it does; `made` is the time of the plan."""
        match action:
            case Create(work=work) | Update(work=work):
                meaning, steps = work.meaning, work.steps
            case Recover(operation=operation) | Retract(operation=operation):
                left = (each.step for each in operation.attempts if each.receipt is None)
                meaning, steps = operation.meaning, tuple(left)
        return cls(
            entry=action.entry,
            target=action.target,
            action=type(action).__name__.lower(),
            meaning=_digest(meaning, made),
            steps=[_letter(step, made) for step in steps],
            reason=action.reason,
        )

    @property
    def digest(self) -> str:
        """Tell this deed apart from another one."""
        return digest(self.dump())

    def says(self, meaning: Meaning) -> bool:
        """Tell whether this is what an entry says, or said when it was published."""
        return self.meaning in (meaning.digest, _digest(meaning, _moment(meaning.date)))

    def dump(self) -> dict[str, Json]:
        """Write the deed as JSON data."""
        return {
            "entry": self.entry,
            "target": self.target,
            "action": self.action,
            "meaning": self.meaning,
            "steps": self.steps,
        }


def fingerprint_of(deeds: Iterable[Deed], meets: Meets) -> str:
    """Tell plans apart that do not do the same."""
    met: Json = [[target, list(baseline)] for target, baseline in meets]
    # It is the digest of all of it in one list, but that is as large as all that is sent.
    hashed, comma = hashlib.sha256(b"[["), b""
    for deed in deeds:
        hashed.update(comma + canonical(deed.dump()))
        comma = b","
    hashed.update(b"]," + canonical(met) + b"]")
    return hashed.hexdigest()[:16]


def _digest(meaning: Meaning, made: datetime | None) -> str:
    """Digest what an entry says. A page without a date is dated by the run that finds it new."""
    dated = made is not None and _moment(meaning.date) == made
    return (replace(meaning, date=NOW) if dated else meaning).digest


def _moment(date: str) -> datetime:
    return datetime.fromisoformat(date)


def _letter(step: Step, made: datetime | None) -> Json:
    """Write all of a step that is sent. A key that rests on the time of the run says nothing."""
    request, timeless = _request(step.request, None), _request(step.request, made)
    return {
        "kind": step.kind,
        "key": step.key if timeless == request else None,
        "keeps": list(step.keeps),
        "request": timeless,
    }


def _request(request: Request, made: datetime | None) -> Json:
    file = request.file
    moment = None if made is None else made.astimezone(UTC).isoformat()
    return {
        "method": request.method,
        "url": request.url,
        "headers": dict(request.headers),
        "body": _without(request.body, moment),
        "file": None if file is None else _file(file),
    }


def _file(file: ImageFile) -> Json:
    return {"sha256": file.sha256, "media_type": file.media_type, "size": file.size}


def _without(value: Json, moment: str | None) -> Json:
    if isinstance(value, str):
        return NOW if value == moment else value
    if isinstance(value, Mapping):
        return {name: _without(each, moment) for name, each in value.items()}
    if isinstance(value, Sequence):
        return [_without(each, moment) for each in value]
    return value
