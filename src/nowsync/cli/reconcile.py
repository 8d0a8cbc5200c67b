"""`nowsync reconcile`: take into the ledger what stands on the targets and is ours."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from nowsync.cli.publish import as_json, choice

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.entry import Json
    from nowsync.core.post import Post
    from nowsync.reconciling import Survey, Unseen

SCHEMA = 1
SHOWN = 60
_NOTHING: "dict[str, Json]" = {
    **dict.fromkeys(("adopted", "ambiguous", "unknown", "missing"), ()),
    **dict.fromkeys(("known", "others"), 0),
}


@click.command(
    epilog="""\b
Examples:
  nowsync reconcile --dry-run
  nowsync reconcile --target mastodon
  nowsync reconcile --yes
"""
)
@choice
@click.option("--dry-run", "look_only", is_flag=True, help="Look, and write nothing down.")
@click.option("--yes", "sure", is_flag=True, help="Write down what was found without asking.")
@as_json
@click.pass_context
def command(
    context: click.Context, only: tuple[str, ...], *, look_only: bool, sure: bool, json: bool
) -> int:
    """Look at your accounts for posts of your entries, and write down which they are.

    For a ledger that was lost, or is an older copy, and for posts that you made by hand. Nothing
    is sent. What may be one entry's or another's is not written down: nowsync resolve takes your
    word for it.
    """
    from nowsync.app import App
    from nowsync.cli import show

    app = App.find(context.obj, show.reading)
    if look_only:
        with app.reading() as records:
            seen = tuple(app.reconciler(records, only).surveys(records))
        if not json:
            show.say("\n".join(_lines(seen)))
        return _tell(seen, json=json, written=False)
    return reconcile(app, only, sure=sure, json=json)


def reconcile(app: "App", only: Sequence[str], *, sure: bool, json: bool) -> int:
    """Look, show what was found, and write it down if that is wanted. Give the exit code."""
    from nowsync.cli import show
    from nowsync.reconciling import Survey

    with app.writing() as ledger:
        reconciler = app.reconciler(ledger, only)
        seen = tuple(reconciler.surveys(ledger))
        surveys = [each for each in seen if isinstance(each, Survey)]
        if not json:
            show.say("\n".join(_lines(seen)))
        agreed = bool(surveys) and (sure or (not json and _agreed()))
        if agreed:
            for each in surveys:
                reconciler.take_in(each, ledger)
    return _tell(seen, json=json, written=agreed)


def _agreed() -> bool:
    """Ask at a terminal; without one, nobody has said that this is right."""
    if not sys.stdin.isatty():
        return False
    return click.confirm("Write this down? Nothing is sent", default=False, err=True)


def _tell(seen: "Sequence[Survey | Unseen]", *, json: bool, written: bool) -> int:
    """Print the end, or all of it as JSON. Give the exit code."""
    from nowsync.cli import show
    from nowsync.reconciling import Unseen

    if json:
        show.data(_document(seen, written=written))
    else:
        show.say(_end(seen, written=written))
    asks = any(isinstance(each, Unseen) or each.found.questions or each.missing for each in seen)
    return 1 if asks else 0


def _end(seen: "Sequence[Survey | Unseen]", *, written: bool) -> str:
    from nowsync.reconciling import Survey

    if not seen:
        return "No target of yours can be looked at, and none needs it."
    if written:
        return "\nIt is written down. Nothing was sent."
    found = any(isinstance(each, Survey) for each in seen)
    more = " To write this down: nowsync reconcile --yes" if found else ""
    return f"\nNothing was written down, and nothing was sent.{more}"


def _lines(seen: "Sequence[Survey | Unseen]") -> Iterator[str]:
    from nowsync.reconciling import Unseen

    for each in seen:
        target = each.place.target.name
        yield click.style(f"{target}  {each.place.target.origin}", bold=True)
        if isinstance(each, Unseen):
            yield f"  {click.style('not looked at', fg='red')}: {each.reason}"
        else:
            yield from (f"  {line}" for line in _survey(each, target))


def _survey(each: "Survey", target: str) -> Iterator[str]:
    found = each.found
    if not each.listed:
        yield "what is there cannot be listed: look yourself"
    for adoption in found.adoptions:
        differs = "" if adoption.same else "; its text is another one, and stays as it is"
        yield f"{click.style('adopt', fg='green')} {adoption.candidate.entry}: {adoption.why}"
        yield f"      {adoption.post.name}{differs}"
    for question in found.questions:
        yield f"{click.style('which?', fg='yellow')} {_named(question.post)}: {question.why}"
        for entry in question.entries:
            yield (
                f"      nowsync resolve {entry} --target {target} --was-posted {question.post.name}"
            )
    for post in found.strangers:
        yield f"{click.style('unknown', fg='yellow')} {_named(post)}: of no entry here"
    for entry in each.missing:
        yield f"{click.style('not found', fg='red')} {entry}: it is held, and you will be asked"
    yield (
        f"{found.settled} known already, {len(found.adoptions)} to adopt, "
        f"{len(found.questions)} in question, {len(found.strangers)} unknown; "
        f"{found.others} other posts"
    )


def _named(post: "Post") -> str:
    text = " ".join((post.title or post.texts[0]).split())
    short = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return f"{post.name} “{short}”"


def _document(seen: "Sequence[Survey | Unseen]", *, written: bool) -> "dict[str, Json]":
    """Write everything as JSON data; the schema is documented in docs/json.md."""
    return {"schema": SCHEMA, "written": written, "surveys": [_target(each) for each in seen]}


def _target(each: "Survey | Unseen") -> "dict[str, Json]":
    from nowsync.reconciling import Unseen

    if isinstance(each, Unseen):
        return {"target": each.place.target.name, "problem": each.reason, **_NOTHING}
    found = each.found
    return {
        "target": each.place.target.name,
        "problem": None if each.listed else "what is there cannot be listed",
        "adopted": [
            {
                "entry": adoption.candidate.entry,
                "post": _post(adoption.post),
                "why": adoption.why,
                "same": adoption.same,
            }
            for adoption in found.adoptions
        ],
        "ambiguous": [
            {"entries": list(question.entries), "post": _post(question.post), "why": question.why}
            for question in found.questions
        ],
        "unknown": [_post(post) for post in found.strangers],
        "missing": list(each.missing),
        "known": found.settled,
        "others": found.others,
    }


def _post(post: "Post") -> "dict[str, Json]":
    return {
        "at": post.at.isoformat() if post.at else None,
        "made_by": post.made_by,
        "parts": [{"id": each.id, "url": each.url} for each in post.receipts],
        "title": post.title,
        "texts": list(post.texts),
    }
