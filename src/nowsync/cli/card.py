"""A card at the terminal: what will happen to an entry on a target, why, and all that is sent."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import shorten
from typing import TYPE_CHECKING

import click

from nowsync import report
from nowsync.cli import columns
from nowsync.core.action import (
    Action,
    Create,
    Hold,
    Recover,
    Retract,
    Sending,
    Update,
    Wait,
    Work,
    work_of,
)
from nowsync.core.step import Step

if TYPE_CHECKING:
    from nowsync.preview.card import Comparison

COLOURS = {
    "create": "green",
    "update": "cyan",
    "recover": "yellow",
    "retract": "magenta",
    "hold": "red",
    "wait": "blue",
}
# Enough of what was left out, or is taken back, to know it again.
SHOWN = 100
BAR = "  │ "
RULE = "──"


def card(action: Action, edited: "Sequence[Comparison]" = (), *, requests: bool) -> Iterator[str]:
    """Write an action, with its reason and its text, and with its requests if wanted.

    `edited` says what an edit changes.
    """
    verb = report.verb(action)
    head = f"{action.entry} → {action.target}  "
    styled = click.style(head, bold=True) + click.style(verb, fg=COLOURS.get(verb))
    yield f"{styled}: {action.reason}"
    yield from (f"  {each}" for each in report.differences(action))
    work = work_of(action)
    # What is kept back is looked at before it goes out, and not again in each run until then.
    if work and (requests or not isinstance(action, Wait | Hold)):
        yield from _text(work)
    if isinstance(action, Retract) and (texts := report.sent_texts(action)):
        yield f"{BAR}{shorten(texts[0], SHOWN, placeholder='…')}"
    if isinstance(action, Recover):
        text = "\n".join(report.sent_texts(action))
        yield from (f"{BAR}{line}".rstrip() for line in text.splitlines())
    yield from columns.compared(edited)
    yield from (f"  note: {note}" for note in report.notes(action))
    caution = click.style("caution", fg="yellow")
    yield from (f"  {caution}: {each}" for each in report.cautions(action))
    for step in report.steps(action) if requests else ():
        yield from _request(step, _shown(action))
    if work or isinstance(action, Sending):
        yield ""


def _text(work: Work) -> Iterator[str]:
    files = {f"image {n}": each.file.path for n, each in enumerate(work.summary.images, start=1)}
    shown = report.texts(work)
    for number, (_, names) in enumerate(groupby(shown, _together)):
        texts = (_labelled(f"{each} {files.get(each, '')}".strip(), shown[each]) for each in names)
        lines = [line for text in texts for line in text.splitlines()]
        yield from (f"{BAR}{line}".rstrip() for line in (["", *lines] if number else lines))
    if work.limit is not None:
        yield f"  {work.length}/{work.limit} characters"
    yield from (f"  {each}" for each in report.decided(work))
    for part in work.summary.left_out:
        yield f"  left out to fit: {shorten(part, SHOWN, placeholder='…')}"
    for image in work.summary.images:
        if not image.alt:
            yield f"  with {image.file.path}, which has no alt text"


def _together(name: str) -> str:
    """Name the texts among which this one stands: what is above the text, or the images."""
    above = name in ("title", "summary", "warning")
    return "above" if above else "images" if name.startswith("image ") else name


def _labelled(name: str, text: str) -> str:
    """Say what a text is; what is a status of its own stands apart, as it will."""
    if name == "text":
        return text
    apart = name.startswith("part ") or name == "announcement"
    return f"{RULE} {name}\n\n{text}" if apart else f"{name}: {text}"


def _shown(action: Action) -> tuple[str, ...]:
    if isinstance(action, Create | Update):
        return tuple(report.texts(action.work).values())
    return tuple(report.sent_texts(action))


def _request(step: Step, shown: Sequence[str]) -> Iterator[str]:
    body = report.shown_body(step.request.body, shown)
    yield f"  {step.request.method} {step.request.url}"
    if body:
        yield f"    {json.dumps(body, ensure_ascii=False)}"
    if file := step.request.file:
        yield f"    with {file.path} as {file.media_type}, {file.size:,} bytes, {file.sha256[:16]}…"
    if step.keeps:
        yield f"    and what is there now: {', '.join(step.keeps)}"
