"""Cards: what readers will see of one entry on one target, taken from the requests themselves.

No platform is named here. What a text is, the summary says; that it is sent, the requests.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from msgspec import Struct

from nowsync import report
from nowsync.core.action import Action, Hold, Retract, Skip, Update, Wait, Work, work_of
from nowsync.core.entry import EntryId, Json
from nowsync.core.errors import Problem
from nowsync.core.image import Image
from nowsync.core.ledger import Records
from nowsync.core.plan import Plan
from nowsync.core.publication import Publication, Standing
from nowsync.core.step import Step, leaves, texts_in
from nowsync.core.summary import Summary
from nowsync.preview.comparison import Piece, compare

# What stands in a status of its own, behind the first one.
OWN_STATUS = ("part ", "announcement")
# What in a request only names what is told in it.
_NAMING = ("entry", "title")
Live: TypeAlias = Mapping[tuple[str, EntryId], Publication]


class Look(Enum):
    """How readers meet a text."""

    STATUS = "status"
    ARTICLE = "article"
    FEED = "feed"


class Comparison(Struct, frozen=True):
    """What will differ from what is live, in one of the texts."""

    name: str
    pieces: tuple[Piece, ...]


class Post(Struct, frozen=True, kw_only=True):
    """One piece of what will stand there; a thread has several."""

    text: str
    images: tuple[Image, ...] = ()


class Card(Struct, frozen=True, kw_only=True):
    """An action, and what readers will see of it.

    `title`, `warning`, `description`, `tags` and `cover` are empty where they are not sent.
    """

    action: Action
    look: Look = Look.STATUS
    posts: tuple[Post, ...] = ()
    title: str = ""
    warning: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    cover: str | None = None
    comparisons: tuple[Comparison, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def verb(self) -> str:
        """Name the action as the reports do."""
        return report.verb(self.action)

    @property
    def work(self) -> Work | None:
        """What is sent, or would be as things are now."""
        return work_of(self.action)

    @property
    def remarks(self) -> Sequence[str]:
        """What the entry itself decides, or what has changed where a person is asked about it."""
        if self.work is not None:
            return tuple(report.decided(self.work))
        return tuple(map(str, report.differences(self.action)))

    @property
    def notes(self) -> Sequence[str]:
        """What a person may want to know before it is sent."""
        return report.notes(self.action)

    @property
    def cautions(self) -> Sequence[Problem]:
        """What its author may not have meant."""
        return report.cautions(self.action)

    @property
    def whole_check(self) -> str | None:
        """The command that looks at more than the cautions."""
        return report.whole_check([self.action])

    @property
    def facts(self) -> Mapping[str, str]:
        """What is sent beside the texts: words such as a language, and what is so or is not."""
        shown = {self.title, self.warning, self.description, *self.tags}
        shown |= {post.text for post in self.posts}
        found: dict[str, str] = {}
        for step in self.steps:
            found |= {path[-1].replace("_", " "): word for path, word in _words(step.request.body)}
        return {name: word for name, word in found.items() if word not in shown}


def live_in(plan: Plan, records: Records) -> Live:
    """Find what is there of all that a plan would edit; `records` must be open while it is read."""
    edited = [each for each in plan.actions if isinstance(each, Update | Wait | Hold)]
    there = {target: records.publications(target) for target in {each.target for each in edited}}
    return {
        (each.target, each.entry): there[each.target][each.entry]
        for each in edited
        if each.entry in there[each.target]
    }


def cards(plan: Plan, live: Live) -> tuple[Card, ...]:
    """Make a card for each action that does, awaits or asks something."""
    return tuple(
        _card(action, live.get((action.target, action.entry)))
        for action in plan.actions
        if not isinstance(action, Skip)
    )


def _card(action: Action, live: Publication | None) -> Card:
    work = work_of(action)
    if work is None:
        return _of_requests(action)
    sent, steps = report.texts(work), work.steps
    return Card(
        action=action,
        look=_look(work),
        posts=tuple(_posts(work, sent)),
        title=sent.get("title", ""),
        warning=sent.get("warning", ""),
        description=sent.get("summary", ""),
        tags=tuple(_tags(steps)),
        cover=_cover(work.summary, steps),
        comparisons=comparisons(action, live),
        steps=steps,
    )


def _of_requests(action: Action) -> Card:
    """Make a card of what is finished or taken back: of that there is no summary any more."""
    there = action.there if isinstance(action, Retract) else report.steps(action)
    said = [{path[-1]: text for path, text in leaves(step.says)} for step in there]
    # A single word is a setting, such as a language.
    rest = [
        [text for name, text in each.items() if name not in _NAMING and not text.isalpha()]
        for each in said
    ]
    texts = [max(each, key=len) for each in rest if each]
    title = next((each["title"] for each in said if "title" in each), "")
    body = max(texts, key=len, default="")
    look = Look.STATUS if not title else Look.FEED if body.startswith("<") else Look.ARTICLE
    return Card(
        action=action,
        look=look,
        posts=tuple(Post(text=text) for text in ([body] if title else texts)),
        title=title,
        tags=tuple(_tags(there)),
        steps=report.steps(action),
    )


def _look(work: Work) -> Look:
    if work.limit is not None:
        return Look.STATUS
    return Look.FEED if work.summary.content else Look.ARTICLE


def _posts(work: Work, sent: Mapping[str, str]) -> Iterator[Post]:
    """Give each text of its own; where a platform's adapter had to mend it, as it was mended."""
    summary = work.summary
    if summary.content:
        yield Post(text=_as_sent(summary.content, work.steps))
        return
    yield Post(text=sent.get("text") or _as_sent(summary.text, work.steps), images=summary.images)
    yield from (Post(text=text) for name, text in sent.items() if name.startswith(OWN_STATUS))


def _as_sent(text: str, steps: Sequence[Step]) -> str:
    sent = list(texts_in(steps))
    return text if text in sent else max(sent, key=len, default="")


def _tags(steps: Sequence[Step]) -> Iterator[str]:
    """Give the tags that are sent, each once; those inside a text are part of it."""
    found = (text for step in steps for path, text in leaves(step.request.body) if "tags" in path)
    yield from dict.fromkeys(found)


def _cover(summary: Summary, steps: Sequence[Step]) -> str | None:
    return summary.image if summary.image in set(texts_in(steps)) else None


def comparisons(action: Action, live: Publication | None) -> tuple[Comparison, ...]:
    """Compare each text of an edit with the one in its place in what was sent last."""
    work = work_of(action)
    if work is None or live is None or live.standing is not Standing.PUBLISHED:
        return ()
    return tuple(_compared(work, live.steps))


def _compared(work: Work, before: Sequence[Step]) -> Iterator[Comparison]:
    names = {text: name for name, text in report.texts(work).items()}
    there = [step for step in before if step.says]
    here = [step for step in work.steps if step.says]
    for step, last in zip(here, there, strict=False):
        old, new = dict(leaves(last.says)), dict(leaves(step.says))
        for path in dict.fromkeys([*new, *old]):
            was, now = old.get(path, ""), new.get(path, "")
            if was != now and not _is_moment(now):
                yield Comparison(names.get(now) or _name(path), compare(was, now))


def _is_moment(text: str) -> bool:
    """Tell what only says when; it is another one with each edit."""
    try:
        return bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def _name(path: tuple[str, ...]) -> str:
    return path[-1].replace("_", " ") if not path[-1].isdigit() else " ".join(path[-2:])


def _words(value: Json, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give what in a request's body is a single word, or true or false."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _words(each, (*path, name))
    elif isinstance(value, bool):
        yield path, "yes" if value else "no"
    elif isinstance(value, str) and value.isalpha():
        yield path, value
