"""`nowsync preview`: publish, stopped before its last step; at the terminal or in a browser."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from nowsync.cli import completing, show
from nowsync.cli.publish import choice, entries, publish, typed_by
from nowsync.invocation import Invocation

if TYPE_CHECKING:
    from datetime import datetime

    from nowsync.app import App
    from nowsync.core.ledger import Records
    from nowsync.core.plan import Plan
    from nowsync.preview.page import Stage


@click.command(
    epilog="""\b
Examples:
  nowsync preview                      everything that is due
  nowsync preview 2025-11              one entry, wherever it would go
  nowsync preview --target mastodon --json
  nowsync preview --html preview.html  as readers will see it, in a file
  nowsync preview --open               the same, in your browser
  nowsync preview --serve              the same, while you write
  nowsync preview --format markdown    for a comment on a pull request
"""
)
@entries
@choice
@click.option(
    "--format",
    "form",
    type=click.Choice(["plain", "json", "markdown"]),
    help="Print it without colour, as one JSON document, or as Markdown.",
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option(
    "--html",
    metavar="FILE",
    help="Write a page that shows it as readers will see it.",
    shell_complete=completing.files,
)
@click.option("--open", "browser", flag_value="open", help="Show that page in your browser.")
@click.option(
    "--serve", "browser", flag_value="serve", help="Show it anew whenever you save, until Ctrl-C."
)
@click.pass_context
def command(  # one parameter for each word that can be typed
    context: click.Context,
    words: tuple[str, ...],
    only: tuple[str, ...],
    *,
    form: str | None,
    html: str | None,
    browser: str | None,
) -> int:
    """Show exactly what would be published, and why. Sends nothing and needs no account.

    ENTRY is an entry's id, the path of its file, or a month such as 2025-11. At a terminal, lines
    are as wide as it is; in a pipe they stay whole.
    """
    if sum(each is not None for each in (form, html, browser)) > 1:
        raise click.UsageError("--format, --json, --html, --open and --serve exclude each other")
    if form == "plain":
        context.color = False
    if html is None and browser is None and form != "markdown":
        json = form == "json"
        return publish(context.obj, words, only, json=json, dry_run=True, sure=False)
    scene = _Scene(context.obj, words, only)
    if browser == "serve":
        return scene.serve()
    return scene.comment() if form == "markdown" else scene.write(html)


class _Scene(Struct, frozen=True):
    """What was asked for, to be shown elsewhere than in the usual way."""

    called: Invocation
    words: Sequence[str]
    only: Sequence[str]

    def write(self, file: str | None) -> int:
        """Write the page, into a file of this name or one that the browser is shown."""
        from nowsync.report import exit_code

        plan, text = self.page()
        path = _temporary() if file is None else Path(file)
        _write(path, text)
        if file is None:
            _open(path.resolve().as_uri())
        show.say(f"Wrote {path}. Nothing was sent.")
        return exit_code(plan)

    def page(self, *, script: str = "", nonce: str = "") -> "tuple[Plan, str]":
        """Plan, and make a page of it."""
        from nowsync.preview.card import live_in
        from nowsync.preview.page import page

        app = self.app()
        with app.reading() as records:
            plan = app.prepare(records, words=self.words, only=self.only)
            stage = self._stage(app, records)
            return plan, page(plan, live_in(plan, records), stage, script=script, nonce=nonce)

    def comment(self) -> int:
        """Print Markdown."""
        from nowsync.preview.card import cards, live_in
        from nowsync.preview.comment import comment
        from nowsync.report import exit_code

        app = self.app()
        with app.reading() as records:
            plan = app.prepare(records, words=self.words, only=self.only)
            made = cards(plan, live_in(plan, records))
            show.say(comment(plan, made, typed_by(self.words, self.only)))
        return exit_code(plan)

    def serve(self) -> int:
        """Serve the page until somebody has seen enough."""
        from nowsync.preview.server import serve

        def make(script: str, nonce: str) -> "tuple[str, datetime | None]":
            plan, text = self.page(script=script, nonce=nonce)
            return text, plan.wakes_at

        app = self.app()
        serve(
            make,
            _watched(app),
            app.clock,
            lambda address: show.say(f"{address}\nOnly on this machine; Ctrl-C ends it."),
        )
        return 0

    def app(self) -> "App":
        """Read the configuration anew: it may have been edited."""
        from nowsync.app import App

        return App.find(self.called, show.reading, show.notice)

    def _stage(self, app: "App", records: "Records") -> "Stage":
        from nowsync.preview.page import Stage

        return Stage.of(
            app.configuration.site,
            app.clock(),
            [each.target for each in app.targets()],
            records.acquaintances(),
            app.gallery.content,
            typed_by(self.words, self.only),
        )


def _watched(app: "App") -> Sequence[Path]:
    """Name what a page is made of: the site's entries, the templates and the configuration."""
    settings = app.configuration
    own = [settings.folder / settings.templates] if settings.templates else []
    return [settings.folder / "nowsync.toml", *_source(app), *own]


def _source(app: "App") -> Sequence[Path]:
    settings = app.configuration
    place = settings.entries.folder or settings.entries.page
    return [settings.folder / place] if place else []


def _write(path: Path, text: str) -> None:
    from nowsync.core.errors import UsageError
    from nowsync.files import write_atomically

    try:
        write_atomically(path, text.encode("utf-8", "replace"))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def _temporary() -> Path:
    """Make a place that only this user can read, for what may be a draft still."""
    import tempfile

    return Path(tempfile.mkdtemp(prefix="nowsync-preview-")) / "preview.html"


def _open(address: str) -> None:
    import webbrowser

    if not webbrowser.open(address):
        show.warn("no browser was found; open the page yourself")
