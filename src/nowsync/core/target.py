"""Where entries are published: the site they come from, the targets, what a platform can do."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import Enum

from msgspec import Struct, field

from nowsync.core.change import ChangeKind
from nowsync.core.entry import Json
from nowsync.core.image import ImageRoom
from nowsync.core.schedule import Schedule


class Author(Struct, frozen=True):
    """Who writes the now page."""

    name: str
    url: str | None = None
    email: str | None = None


class Site(Struct, frozen=True):
    """The site that the entries belong to.

    `wait_for_page`: tell others of its newest entry only once that can be read there; without
    a word, if it can be read from everywhere. After so many `hours_for_page` a person is asked.
    """

    url: str
    title: str = "Now"
    author: Author = field(default_factory=lambda: Author(""))
    language: str = "en"
    timezone: str = "UTC"
    wait_for_page: bool | None = None
    hours_for_page: int = 24


class OnChange(Enum):
    """What a target's owner wants when an entry that is published there has changed."""

    EDIT = "edit"
    ASK = "ask"
    IGNORE = "ignore"


class OnRemoved(Enum):
    """What a target's owner wants when an entry is removed, or a draft again."""

    ASK = "ask"
    RETRACT = "retract"
    KEEP = "keep"


class Policy(Struct, frozen=True):
    """What a target's owner wants: how old is too old, how many at once are too many.

    A file that was written less than `settle` ago may be half-written, or its author still at it.
    With `approval`, nothing goes out that a person has not approved as it is.
    """

    max_age: timedelta = timedelta(days=45)
    max_new: int = 3
    settle: timedelta = timedelta(seconds=10)
    on_correction: OnChange = OnChange.EDIT
    on_revision: OnChange = OnChange.EDIT
    between_edits: timedelta = timedelta(hours=24)
    max_edits: int = 3
    schedule: Schedule = field(default_factory=Schedule)
    on_removed: OnRemoved = OnRemoved.ASK
    max_removed: int = 3
    wait_for_page: bool | None = None
    approval: bool = False

    def on(self, change: ChangeKind) -> OnChange:
        """Tell what a change of this kind does to what is published."""
        wanted = {
            ChangeKind.CORRECTED: self.on_correction,
            ChangeKind.REVISED: self.on_revision,
        }
        return wanted.get(change, OnChange.EDIT)


class Traits(Struct, frozen=True, kw_only=True):
    """What a platform can do, as data.

    `edits_disturb`: people are told of each edit. `local`: it needs neither network nor secret.
    `backfill_is_harmless`: filling it with old entries disturbs nobody. `markup`: the summary's
    text may hold Markdown; otherwise it is plain text in which mentions and tags are defused.
    `visibilities` are the words for who sees a publication; without any, everyone does.
    `liquid`: Liquid in a text is carried out there.
    """

    edits: bool
    edits_disturb: bool = False
    local: bool = False
    backfill_is_harmless: bool = False
    markup: bool = False
    visibilities: tuple[str, ...] = ()
    liquid: bool = False


class Room(Struct, frozen=True):
    """How much a text may hold, in the platform's own measure, and in how many parts.

    A thread has at `least` as many parts as are there already, where that can be, and may be
    `numbered`. `plain` measures a content warning, which has no links or handles to anybody.
    `images` tells what may be attached to the first part; nothing without it.
    """

    limit: int
    count: Callable[[str], int]
    parts: int = 1
    least: int = 1
    numbered: bool = False
    plain: Callable[[str], int] = len
    images: ImageRoom | None = None

    def fits(self, text: str) -> bool:
        """Tell whether the platform takes this text."""
        return self.count(text) <= self.limit


class Account(Struct, frozen=True):
    """Who we are on a target, and the facts about its server that are worth keeping.

    `about` is what a person may want to know of it, when they sign in.
    `honours_keys`: the server is known to answer a repeated key with what it made the first time.
    """

    id: str
    name: str
    honours_keys: bool = False
    about: str = ""
    facts: Mapping[str, Json] = field(default_factory=dict)


class Target(Struct, frozen=True):
    """One configured place to publish to; `origin` is its server, or the file it writes."""

    name: str
    platform: str
    origin: str
    template: str
    policy: Policy = field(default_factory=Policy)

    @property
    def served(self) -> bool:
        """Tell whether it is on a server, and no file of this machine."""
        return "://" in self.origin
