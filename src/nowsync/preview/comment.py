"""A preview as Markdown, to be pasted into a pull request."""

import re
from collections.abc import Iterator, Sequence

from nowsync import report
from nowsync.core.action import Skip
from nowsync.core.plan import Plan
from nowsync.preview.card import Card
from nowsync.preview.comparison import Gap, Line, Words

_MARKUP = re.compile(r"([\\`*_\[\]<>#|@])")


def comment(plan: Plan, cards: Sequence[Card], command: str) -> str:
    """Write a plan for people who read it beside the change that it is about."""
    lines = [f"**problem** {_plain(str(problem))}\n" for problem in plan.problems]
    for card in cards:
        lines += _card(card)
    if check := report.whole_check(plan.actions):
        lines.append(f"`{check}` looks at more than these cautions.\n")
    lines += [
        f"**{_plain(target)} is paused**: {_plain(why)}\n" for target, why in plan.paused.items()
    ]
    skipped = sum(isinstance(action, Skip) for action in plan.actions)
    if skipped:
        lines.append(f"Nothing happens in {skipped} other places.")
    publish = f" To publish: `{command}`." if plan.sending else ""
    lines.append(f"Nothing was sent.{publish} Fingerprint: `{plan.fingerprint}`")
    return "\n".join(lines)


def _card(card: Card) -> Iterator[str]:
    action = card.action
    yield f"### {_plain(action.entry)} → {_plain(action.target)}: {card.verb}\n"
    yield f"{_plain(action.reason)}\n"
    yield from (
        f"{label}: {_plain(text)}\n"
        for label, text in (("Title", card.title), ("Content warning", card.warning))
        if text
    )
    for post in card.posts:
        yield from _fenced(post.text, "text")
        for image in post.images:
            yield f"Image `{image.file.path}`: {_plain(image.alt) or '**no alt text**'}\n"
    work = card.work
    if work is not None and work.limit is not None:
        yield f"{work.length}/{work.limit} characters\n"
    yield from (f"* {_plain(each)}" for each in card.remarks)
    yield from (f"* note: {_plain(note)}" for note in card.notes)
    yield from (f"* caution: {_plain(str(each))}" for each in card.cautions)
    if work is not None:
        yield from (f"* left out to fit: {_plain(part)}" for part in work.summary.left_out)
    yield ""
    for each in card.comparisons:
        told = [line for piece in each.pieces for line in _told(piece)]
        yield f"What changes in the {each.name}:\n"
        yield from _fenced("\n".join(told), "diff")


def _told(piece: Line | Gap) -> Iterator[str]:
    if isinstance(piece, Gap):
        yield f"  … {piece.lines} lines as they are"
        return
    if not piece.changed:
        yield f"  {_text(piece.after)}"
        return
    if piece.before:
        yield f"- {_text(piece.before)}"
    if piece.after:
        yield f"+ {_text(piece.after)}"


def _text(words: Sequence[Words]) -> str:
    return "".join(each.text for each in words)


def _fenced(text: str, language: str) -> Iterator[str]:
    """Put a text into a fence that nothing in it can close."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}{language}\n{text}\n{fence}\n"


def _plain(text: str) -> str:
    """Write a text so that Markdown leaves it alone, and it calls nobody."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
