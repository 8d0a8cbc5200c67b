"""How what the ledger keeps is written into its columns, and read back."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec.json
from msgspec.structs import asdict

from nowsync.core.drift import Drift
from nowsync.core.entry import Meaning
from nowsync.core.image import ImageFile
from nowsync.core.publication import Approval, Attempt, StepState
from nowsync.core.step import Receipt, Request, Step


def dump(data: Mapping[str, Any]) -> str:
    """Write JSON."""
    return json.dumps(data, default=asdict, ensure_ascii=False, separators=(",", ":"))


def dump_step(step: Step) -> str:
    """Write a step's payload, so that it can be sent again to the letter."""
    return dump(asdict(step))


def load_step(payload: str) -> Step:
    """Read a step's payload."""
    data = json.loads(payload)
    request = data["request"]
    if request.get("file"):
        request["file"] = ImageFile(**request["file"])
    data["request"] = Request(**request)
    data["keeps"] = tuple(data["keeps"])
    return Step(**data)


def load_receipt(text: str) -> Receipt:
    """Read a receipt."""
    return Receipt(**msgspec.json.decode(text))


def dump_receipt(receipt: Receipt) -> str:
    """Write a receipt."""
    return dump(asdict(receipt))


def load_drift(state: str, ours: str, theirs: str) -> Drift:
    """Read what was found there that we did not leave there."""
    return Drift(json.loads(ours), json.loads(theirs), kept=state == "kept")


def load_approval(deed: str, at: str) -> Approval:
    """Read a person's approval."""
    return Approval(deed, datetime.fromisoformat(at))


def load_attempt(row: tuple[Any, ...]) -> Attempt:
    """Read a row of the step table."""
    payload, state, sends, first_sent, last_sent, receipt, answer = row
    return Attempt(
        step=load_step(payload),
        state=StepState(state),
        sends=sends,
        first_sent=load_moment(first_sent),
        last_sent=load_moment(last_sent),
        receipt=None if receipt is None else load_receipt(receipt),
        answer=answer,
    )


def load_meaning(text: str) -> Meaning:
    """Read a meaning."""
    return Meaning.load(json.loads(text))


def dump_moment(moment: datetime) -> str:
    """Write a moment in UTC, so that moments sort as they are."""
    return moment.astimezone(UTC).isoformat()


def load_moment(text: str | None) -> datetime | None:
    """Read a moment, if there is one."""
    return None if text is None else datetime.fromisoformat(text)
