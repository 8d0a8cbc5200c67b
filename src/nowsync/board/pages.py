"""The pages of the board, by the templates beside this module and those of the preview."""

from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec import Struct

from nowsync.daemon.health import ailment
from nowsync.daemon.state import State
from nowsync.preview.page import View, policy_of, style_sheet

if TYPE_CHECKING:
    from nowsync.board.entrance import Session
    from nowsync.board.scene import Scene

_HERE = Path(__file__).parent
# What each page is called, and its template.
PAGES = {
    "/": ("Now", "now.html"),
    "/calendar": ("Calendar", "calendar.html"),
    "/published": ("Published", "published.html"),
    "/log": ("Log", "log.html"),
}


def style() -> str:
    """Give the style of all pages."""
    return style_sheet() + (_HERE / "board.css").read_text("utf-8")


def policy() -> str:
    """Allow our style, pictures in the page itself, and our own forms; no script at all."""
    return f"{policy_of(style())}; form-action 'self'; frame-ancestors 'none'"


class Board(Struct, frozen=True, kw_only=True):
    """Writes pages for one browser."""

    session: "Session"
    state: State | None
    running: bool

    def page(self, path: str, scene: "Scene", year: str = "") -> str:
        """Write one of the pages."""
        title, template = PAGES[path]
        view = View(scene.stage, _HERE)
        months = scene.months
        years = list(dict.fromkeys(f"{each.first:%Y}" for each in months))
        chosen = year if year in years else next(iter(years), "")
        asking = [each for each in scene.shown if each.asks]
        going = [each for each in scene.shown if not each.asks]
        environment = view.environment
        environment.globals |= {"token": self.session.token, "anchor": anchor}
        return environment.get_template(template).render(
            site=scene.stage.site,
            title=title,
            path=path,
            pages={place: name for place, (name, _) in PAGES.items()},
            notices=self.session.told(),
            style=Markup(style()),  # noqa: S704  # it comes with nowsync
            command="",
            now=view.moment(scene.stage.now),
            scene=scene,
            sections=[("Asks you", asking), ("Goes out by itself", going)],
            months=[each for each in months if f"{each.first:%Y}" == chosen],
            years=years,
            year=chosen,
            state=self.state,
            wrong=self._wrong(scene.stage.now),
        )

    def _wrong(self, now: datetime) -> str | None:
        if not self.running:
            return "no daemon is at work"
        return ailment(self.state, now)


def apology(reason: str) -> str:
    """Say why there is no page."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="color-scheme" content="light dark"><title>nowsync</title></head>'
        f"<body><main><h1>There is nothing to show now</h1><pre>{escape(reason)}</pre>"
        '<p><a href="/">Try again</a></p></main></body></html>\n'
    )


def anchor(entry: str, target: str) -> str:
    """Name a card within its page."""
    return f"{entry}-on-{target}"
