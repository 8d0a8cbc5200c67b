"""What a person sees of a plan and of its outcomes."""

import os
import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from json import dumps
from typing import TYPE_CHECKING

import click

from nowsync import report
from nowsync.cli import columns
from nowsync.cli.card import card
from nowsync.core.action import Retract, Skip
from nowsync.core.errors import Problem
from nowsync.core.plan import Plan
from nowsync.core.publication import Outcome, Result
from nowsync.screen import harmless

if TYPE_CHECKING:
    from nowsync.core.entry import Json
    from nowsync.preview.card import Live

MARKS = {Result.DONE: ("✓", "green"), Result.UNKNOWN: ("?", "yellow"), Result.WAITS: ("…", "blue")}
# More alike lines than this say no more than one of them and their number.
ALIKE = 2
# Fewer files than this are read before a person would wonder.
MANY, STRIDE = 1_000, 100


def say(text: str) -> None:
    """Print what may hold words of others; as `hand_over` does."""
    hand_over(harmless(text))


def data(document: Mapping[str, object]) -> None:
    """Print a document for programs."""
    say(dumps(document, ensure_ascii=False, indent=2))


def draft(text: str) -> None:
    """Print a text to be kept: into a file or a pipe it goes to the letter."""
    hand_over(harmless(text) if sys.stdout.isatty() else text)


def hand_over(text: str) -> None:
    """Print; when our output is read by nobody, or kept on a full disk, go on without it."""
    try:
        click.echo(text)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def warn(text: str) -> None:
    """Say what may go wrong, apart from what was asked for."""
    with suppress(OSError):
        click.echo(f"{click.style('warning', fg='yellow')}  {harmless(text)}", err=True)


def reading(done: int, of: int) -> None:
    """Show on a terminal how many files have been read, when there are so many that it takes."""
    if of < MANY or (done % STRIDE and done != of) or not sys.stderr.isatty():
        return
    end = "\r\033[K" if done == of else ""
    click.echo(f"\rreading {done:,} of {of:,} files{end}", nl=False, err=True)


def progress(text: str) -> None:
    """Show on a terminal what is being done, in the place of what was; nothing to end it."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{harmless(text)}", nl=False, err=True)


def notice(text: str) -> None:
    """Say what a person may want to change, though all goes well."""
    click.echo(f"{click.style('note:', fg='yellow')} {harmless(text)}", err=True)


def plan(made: Plan, *, requests: bool, live: "Live | None" = None) -> None:
    """Print every action, with its reason and its text, and with its requests if wanted.

    An edit is compared with what is `live`.
    """
    from nowsync.preview.card import comparisons

    there = live or {}
    problems(made.problems)
    for action in made.actions:
        if not isinstance(action, Skip):
            edited = comparisons(action, there.get((action.target, action.entry)))
            say(columns.fitted(card(action, edited, requests=requests)))
    for line in _skips([action for action in made.actions if isinstance(action, Skip)]):
        say(click.style(columns.fitted([line]), dim=True))
    for target, reason in made.paused.items():
        say(columns.fitted([f"{click.style(target, bold=True)}  {paused(reason)}"]))
    if check := report.whole_check(made.actions):
        say(click.style(columns.fitted([f"{check} looks at more than these cautions."]), dim=True))


def problems(found: Iterable[Problem]) -> None:
    """Print what somebody has to mend."""
    for each in found:
        say(columns.fitted([f"{click.style('problem', fg='red')}  {each}"]))


def paused(reason: str) -> str:
    """Say that a target waits for its owner; nothing that waits for it is lost."""
    return f"{click.style('paused', fg='red')}: {reason}"


def outcome(came: Outcome) -> None:
    """Print what came of an action, as soon as it is known."""
    mark, colour = MARKS.get(came.result, ("✗", "red"))
    place = f"  {came.url}" if came.url else ""
    result = "" if came.result is Result.DONE else f"{came.result.value}: "
    line = f"{click.style(mark, fg=colour)} {came.entry} → {came.target}  {result}{came.message}"
    say(columns.fitted([line + place]))


def nothing(_: Outcome) -> None:
    """Print nothing; the JSON document at the end says it all."""


def preview(made: Plan, *, json: bool, command: str, live: "Live | None" = None) -> int:
    """Print a plan that ends here, and the command that would carry it out."""
    if json:
        return finish(made, json=True)
    plan(made, requests=True, live=live)
    say(_sum_of_plan(made, command))
    return report.exit_code(made)


def kept(made: Plan, file: str) -> int:
    """Print in short what was kept of a plan, and the command that would carry it out."""
    problems(made.problems)
    for action in made.actions:
        if not isinstance(action, Skip):
            say(next(card(action, requests=False)))
    counts = _counted(Counter(report.verb(action) for action in made.actions)) or "no entries"
    apply = shlex.join(["nowsync", "apply", file])
    say(f"\nWrote {file}: {counts}. Nothing was sent. To carry it out: {apply}")
    say(f"Fingerprint: {made.fingerprint}")
    return report.exit_code(made)


def done_before(made: Plan, file: str, *, json: bool) -> int:
    """Say that a plan that was kept has been carried out; `made` is what there would be now."""
    if json:
        return finish(made, json=True)
    say(f"{file} has been carried out already. Nothing was sent.")
    return report.exit_code(made)


def finish(
    made: Plan, outcomes: Sequence[Outcome] = (), *, json: bool, owed: "Sequence[Json]" = ()
) -> int:
    """Print the end of a run, and give its exit code."""
    if json:
        data(report.document(made, outcomes, owed))
    else:
        say(_sum_of_outcomes(outcomes))
    return report.exit_code(made, outcomes)


def question(made: Plan) -> str:
    """Ask whether the plan is what was meant."""
    back = [action for action in made.sending if isinstance(action, Retract)]
    places = Counter(action.target for action in made.sending if action not in back)
    to = (f"{number} to {target}" for target, number in places.items())
    taken = Counter(action.target for action in back)
    off = (f"{number} from {target}" for target, number in taken.items())
    return f"{'Publish' if places else 'Take back'} this ({', '.join((*to, *off))})?"


def declined() -> int:
    """Say that nothing was done."""
    say("Nothing was done.")
    return 0


def _skips(skips: Sequence[Skip]) -> Iterator[str]:
    """Say why nothing happens, once for all entries that have the same reason."""
    alike: dict[tuple[str, str], list[Skip]] = {}
    for skip in skips:
        alike.setdefault((skip.target, skip.reason.replace(skip.entry, "ENTRY")), []).append(skip)
    for (target, reason), group in alike.items():
        if len(group) <= ALIKE:
            yield from (f"{each.entry} → {target}  skip: {each.reason}" for each in group)
        else:
            span = f"{group[0].entry} … {group[-1].entry}"
            yield f"{span} → {target}  skip {len(group)} entries: {reason}"


def _sum_of_plan(made: Plan, command: str) -> str:
    verbs = Counter(report.verb(action) for action in made.actions)
    said = _counted(verbs) or "no entries"
    end = "Nothing was sent." if made.sending else "Nothing to send."
    back = all(isinstance(action, Retract) for action in made.sending)
    publish = f"To {'take it back' if back else 'publish'}: {command}" if made.sending else ""
    sentences = columns.beside(f"{said}. {end}", publish)
    return f"\n{sentences}\nFingerprint: {made.fingerprint}"


def _sum_of_outcomes(outcomes: Sequence[Outcome]) -> str:
    if not outcomes:
        return "\nNothing to do."
    return f"\n{_counted(Counter(outcome.result.value for outcome in outcomes))}."


def _counted(counts: Counter[str]) -> str:
    return ", ".join(_lines(counts.items()))


def _lines(counts: Iterable[tuple[str, int]]) -> Iterator[str]:
    return (f"{number} {name}" for name, number in counts)
