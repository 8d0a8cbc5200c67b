"""Steps: what is sent, to the letter, and what a platform gives for it."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum

from msgspec import Struct, field
from msgspec.structs import replace

from nowsync.core.entry import EntryId, Json, digest
from nowsync.core.image import ImageFile

# A step that tells people of an edit, and is no part of what stands there.
ANNOUNCEMENT = "announcement"
_REFERENCE = re.compile(r"\{id of step (\d+)\}")


class Request(Struct, frozen=True):
    """What goes over the wire, without credentials. `{id}` in the URL is an earlier step's id.

    With a `file`, both go as a form.
    """

    method: str
    url: str
    body: Mapping[str, Json]
    headers: Mapping[str, str] = field(default_factory=dict)
    file: ImageFile | None = None


class Step(Struct, frozen=True):
    """One remote mutation in its exact wire form.

    `repeatable`: doing it twice harms nobody. `keeps` names what the server has and the request
    must carry along; it is read there just before sending. `key` is the same for the same intent.
    """

    kind: str
    request: Request
    repeatable: bool
    keeps: tuple[str, ...] = ()
    key: str = ""

    @property
    def says(self) -> Mapping[str, Json]:
        """What readers get to see of it: its body, without references to earlier steps.

        A file alone says nothing; it is seen with the step that refers to it. An announcement is
        of the past: nothing of it is compared with what an entry says later.
        """
        silent = self.request.file is not None or self.kind == ANNOUNCEMENT
        body = {} if silent else self.request.body
        return {name: value for name, value in body.items() if not _refers(value)}

    @property
    def replaces(self) -> bool:
        """Tell whether it puts a text in the place of what is there (RFC 9110, section 9.3.4)."""
        return self.request.method == "PUT"


class Receipt(Struct, frozen=True):
    """The platform's own name for what it made, and what is needed to edit or remove it.

    `kind` tells apart things whose ids the platform counts separately.
    """

    id: str
    url: str | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""


def of_kind(receipt: Receipt, step: Step) -> Receipt:
    """Mark the receipt of an announcement, so that it is never taken for a part of what stands."""
    return replace(receipt, kind=ANNOUNCEMENT) if step.kind == ANNOUNCEMENT else receipt


class Verb(Enum):
    """What an operation is for.

    To RETRACT is a person's word, and final. To WITHDRAW follows from what became of the entry.
    """

    CREATE = "create"
    UPDATE = "update"
    RETRACT = "retract"
    WITHDRAW = "withdraw"

    @property
    def takes_back(self) -> bool:
        """Tell whether nothing is there afterwards."""
        return self in {Verb.RETRACT, Verb.WITHDRAW}


def keyed(steps: Sequence[Step], *, target: str, entry: EntryId, verb: Verb) -> tuple[Step, ...]:
    """Give each step a key that the same intent always gets, on any machine."""

    def key(position: int, step: Step) -> str:
        request = step.request
        file = [request.file.sha256] if request.file else []
        payload = digest([request.method, request.url, request.body, *file])
        intent = f"nowsync1|{target}|{entry}|{verb.value}|{position}|{payload}"
        hashed = hashlib.sha256(intent.encode("utf-8", "surrogatepass")).digest()
        return base64.b32encode(hashed[:20]).decode().lower()

    return tuple(replace(step, key=key(index, step)) for index, step in enumerate(steps))


def reference(position: int) -> str:
    """Stand, in a frozen body, for the id that an earlier step of the operation is given."""
    return f"{{id of step {position + 1}}}"


def resolved(value: Json, done: Sequence[Receipt]) -> Json:
    """Put the ids that earlier steps were given in the place of their references."""
    if isinstance(value, str):
        found = _REFERENCE.fullmatch(value)
        return done[int(found[1]) - 1].id if found else value
    if isinstance(value, Sequence):
        return [resolved(each, done) for each in value]
    return value


def texts_in(steps: Iterable[Step]) -> Iterator[str]:
    """Give each text that some steps send."""
    return (text for step in steps for _, text in leaves(step.request.body))


def leaves(value: Json, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give each text in a request's body, with the way to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from leaves(each, (*path, name))
    elif isinstance(value, Sequence):
        for number, each in enumerate(value, start=1):
            yield from leaves(each, (*path, str(number)))


def _refers(value: Json) -> bool:
    if isinstance(value, str):
        return _REFERENCE.fullmatch(value) is not None
    return isinstance(value, Sequence) and any(map(_refers, value))
