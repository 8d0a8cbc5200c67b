"""The page of a preview: one HTML document that needs no network, and no script to be read."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from markupsafe import Markup
from msgspec import Struct, field

from nowsync.core.action import Retract, Skip
from nowsync.core.errors import Refused
from nowsync.core.image import Image
from nowsync.core.plan import Plan
from nowsync.core.publication import Acquaintance
from nowsync.core.target import Site, Target
from nowsync.markdown import TooMuch
from nowsync.preview import article
from nowsync.preview.card import Card, Live, Look, cards
from nowsync.preview.running_text import first_link, runs

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent


class Stage(Struct, frozen=True, kw_only=True):
    """Where the cards are shown: whose they are, where they go, and what is known of these places.

    `accounts` and `origins` are by the targets' names, where they are known. `picture` gives the
    bytes that have a hash, if they are there. `command` would publish what is shown.
    """

    site: Site
    now: datetime
    command: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    picture: Callable[[str], bytes | None] = lambda _: None

    @classmethod
    def of(
        cls,
        site: Site,
        now: datetime,
        targets: Iterable[Target],
        known: Mapping[str, Acquaintance],
        content: Callable[[str], bytes],
        command: str = "",
    ) -> "Stage":
        """Make one of what is known of the targets; `content` raises Refused for what is gone."""

        def picture(sha256: str) -> bytes | None:
            try:
                return content(sha256)
            except Refused:
                return None

        return cls(
            site=site,
            now=now,
            command=command,
            origins={each.name: each.origin for each in targets},
            accounts={name: each.account_name for name, each in known.items() if each.account_name},
            picture=picture,
        )


def page(plan: Plan, live: Live, stage: Stage, *, script: str = "", nonce: str = "") -> str:
    """Write a plan as a page; the `script`, which only a server adds, has a `nonce`."""
    style = style_sheet()
    made = cards(plan, live)
    view = View(stage)
    return view.environment.get_template("page.html").render(
        site=stage.site,
        now=view.moment(stage.now),
        command=stage.command if plan.sending else "",
        fingerprint=plan.fingerprint,
        problems=plan.problems,
        paused=plan.paused,
        entries=[(entry, list(those)) for entry, those in _by_entry(made)],
        skips=[action for action in plan.actions if isinstance(action, Skip)],
        deeds=_deeds(plan),
        style=Markup(style),  # noqa: S704  # it comes with nowsync
        script=Markup(script),  # noqa: S704  # as above
        nonce=nonce,
        policy=_policy(style, nonce),
    )


def _deeds(plan: Plan) -> str:
    """Say in words how many posts go out, and how many go away."""
    back = sum(isinstance(action, Retract) for action in plan.sending)
    out = len(plan.sending) - back
    said = [f"{out} post{' goes' if out == 1 else 's go'} out"] if out else []
    said += [f"{back} {'is' if back == 1 else 'are'} taken back"] if back else []
    return " and ".join(said)


def style_sheet() -> str:
    """Give the style of the cards, and of the page around them."""
    return (_HERE / "page.css").read_text("utf-8")


def _by_entry(made: Sequence[Card]) -> list[tuple[str, list[Card]]]:
    """Put the cards of an entry together, the newest entry first."""
    ordered = sorted(made, key=lambda card: card.action.entry, reverse=True)
    return [(key, list(run)) for key, run in groupby(ordered, lambda card: card.action.entry)]


def _policy(style: str, nonce: str) -> str:
    """Allow this style and pictures in the page itself; with a server also what it adds."""
    served = f"; script-src 'nonce-{nonce}'; connect-src 'self'" if nonce else ""
    return f"{policy_of(style)}; form-action 'none'{served}"


def policy_of(style: str) -> str:
    """Allow this style and pictures in the page itself, and nothing that runs or is fetched."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'"


class View(Struct, frozen=True, dict=True):
    """What a page's templates can ask; those of `folder` go before the ones of the preview."""

    stage: Stage
    folder: Path = _HERE

    @cached_property
    def environment(self) -> "Environment":
        """Have templates of our own; whatever they are given is text unless it was made safe."""
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        environment = Environment(
            loader=FileSystemLoader([self.folder, _HERE]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals |= {
            "runs": runs,
            "article": self.article,
            "source": self.source,
            "link_card": self.link_card,
            "moment": self.moment,
            "day": self.day,
            "place": self.place,
            "host": host,
            "initials": initials,
            "request": request,
        }
        return environment

    def article(self, card: Card) -> Markup | None:
        """Write what an article or a feed's entry says as HTML; None if that is too much for us."""
        base = (card.work.summary.permalink if card.work else None) or self.stage.site.url
        make = article.of_html if card.look is Look.FEED else article.of_markdown
        try:
            return Markup("".join(make(post.text, base_url=base) for post in card.posts))  # noqa: S704
        except TooMuch:
            return None

    def source(self, image: Image) -> str | None:
        """Write an image's bytes as an address, if they are there."""
        content = self.stage.picture(image.file.sha256)
        if content is None:
            return None
        return f"data:{image.file.media_type};base64,{base64.b64encode(content).decode()}"

    def link_card(self, card: Card) -> tuple[str, str, str] | None:
        """Give address, host and title of the card that a platform makes of a status's first link.

        Only of the entry's own page is the title known, and a status with images has no card.
        """
        post, work = card.posts[0], card.work
        link = None if post.images else first_link(post.text)
        if link is None or work is None:
            return None
        own = link in (work.summary.link, work.summary.permalink)
        return link, host(link), work.summary.title if own else link

    def moment(self, moment: datetime) -> str:
        """Write a moment in the site's time."""
        return f"{moment.astimezone(ZoneInfo(self.stage.site.timezone)):%a %Y-%m-%d %H:%M %Z}"

    def day(self, moment: datetime) -> str:
        """Write the day of a moment in the site's time."""
        return f"{moment.astimezone(ZoneInfo(self.stage.site.timezone)):%Y-%m-%d}"

    def place(self, card: Card) -> str:
        """Name the account or the place that a card goes to."""
        target = card.action.target
        origin = self.stage.origins.get(target, "")
        return self.stage.accounts.get(target) or host(origin) or origin or target


def host(url: str) -> str:
    """Name the server of an address."""
    return urlsplit(url).hostname or ""


def initials(name: str) -> str:
    """Stand in for somebody's picture."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "·"


def request(step: Any) -> str:
    """Write the body of a request, to the letter."""
    return json.dumps(step.request.body, ensure_ascii=False, indent=2)
