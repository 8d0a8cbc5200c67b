"""Cards of every kind, with the same text wherever an entry, a server or a person has a word."""

from collections.abc import Iterator
from dataclasses import replace

from msgspec import structs

from nowsync.core.action import Action, Create, Hold, Recover, Retract, Skip, Update, Wait, Work
from nowsync.core.change import Change, ChangeKind, Difference
from nowsync.core.entry import EntryId
from nowsync.core.errors import Problem
from nowsync.core.image import Image, ImageFile
from nowsync.core.plan import Plan
from nowsync.core.publication import Standing
from nowsync.core.step import Request, Step
from nowsync.core.target import Author, Site
from nowsync.preview.card import Live
from nowsync.preview.page import Stage, page
from tests.core import samples

TARGET = "mastodon"


def page_of(text: str) -> str:
    """Make a page on which everything that can be said says this text."""
    key = EntryId(text)
    there = replace(samples.publication(Standing.PUBLISHED), steps=(_step(f"{text} before"),))
    live: Live = {(TARGET, key): there}
    plan = Plan(
        actions=tuple(_actions(key, text)),
        problems=(Problem(text, text, 1),),
        paused={text: text},
    )
    site = Site("https://ada.org", title=text, author=Author(text))
    stage = Stage(site=site, now=samples.NOW, command=text, accounts={TARGET: text})
    return page(plan, live, stage)


def _actions(key: EntryId, text: str) -> Iterator[Action]:
    status, article, feed = _works(text)
    change = Change(ChangeKind.REVISED, (Difference(text, text, None),))
    operation = samples.operation(
        attempts=[structs.replace(each, step=_step(text)) for each in samples.operation().attempts]
    )
    for work in (status, article, feed):
        yield Create(entry=key, target=TARGET, reason=text, work=work)
        yield Update(entry=key, target=TARGET, reason=text, work=work, change=change)
        yield Wait(entry=key, target=TARGET, reason=text, until=samples.FUTURE, work=work)
        yield Retract(
            entry=key,
            target=TARGET,
            reason=text,
            operation=operation,
            there=work.steps,
            remains=text,
        )
    yield Recover(entry=key, target=TARGET, reason=text, operation=operation)
    yield Hold(entry=key, target=TARGET, reason=text, change=change)
    yield Skip(entry=key, target=TARGET, reason=text)


def _works(text: str) -> Iterator[Work]:
    """Make a status, an article and an entry of a feed."""
    image = Image(ImageFile(text, "ab12", "image/png", 6), text)
    summary = structs.replace(
        samples.summary(text=text),
        title=text,
        content_warning=text,
        description=text,
        images=(image,),
        image=text,
        left_out=(text,),
        notes=(text,),
    )
    caution = Problem(text, text, 1)
    status = structs.replace(
        samples.work(), summary=summary, steps=(_step(text),), cautions=(caution,)
    )
    written = Step("draft", Request("POST", text, {"title": "Now", "body": f"<p>{text}"}), True)
    article = structs.replace(status, steps=(written,))
    yield structs.replace(status, length=15, limit=500)
    yield article
    yield structs.replace(article, summary=structs.replace(summary, content=f"<p>{text}"))


def _step(text: str) -> Step:
    body = {"status": text, "spoiler_text": text, "tags": [text], "language": text}
    return Step("status", Request("POST", text, body), repeatable=False, keeps=(text,))
