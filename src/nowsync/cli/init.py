"""`nowsync init`: a nowsync.toml for the site in this folder."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nowsync.core.errors import NowsyncError, UsageError

if TYPE_CHECKING:
    from nowsync.sites import Found

FILE = "nowsync.toml"
# A site's entries mostly live where the generator renders them under this path.
PERMALINK = "/now/{slug}/"


@click.command(
    epilog="""\b
Examples:
  nowsync init
  nowsync init --url https://example.org --mastodon https://mastodon.example
"""
)
@click.option("--url", help="The site's address.")
@click.option("--folder", "entries", help="The folder of the entries.")
@click.option("--mastodon", metavar="SERVER", help="Your Mastodon server.")
@click.option("--devto/--no-devto", default=None, help="Whether to publish drafts to dev.to.")
def command(
    url: str | None, entries: str | None, mastodon: str | None, *, devto: bool | None
) -> int:
    """Write a nowsync.toml for the site in this folder.

    What the folder does not tell is asked, at a terminal. Nothing else is written, and an
    existing nowsync.toml is left alone.
    """
    from nowsync.sites import look

    path = Path.cwd() / FILE
    if path.exists():
        raise UsageError(f"there is a {FILE} here already; edit it, or move it away first")
    found = look(Path.cwd())
    _tell(found)
    ask = sys.stdin.isatty()
    url = _address(url or found.url or _asked("The site's address", "--url", ask=ask))
    entries = entries or found.entries or _asked("The folder of the entries", "--folder", ask=ask)
    if mastodon is None and ask:
        mastodon = click.prompt("Your Mastodon server (empty for none)", default="")
    if devto is None:
        devto = ask and click.confirm("Make drafts on dev.to?", default=False)
    server = _address(mastodon or "")
    text = _text(found, url=url, entries=entries, mastodon=server, devto=devto)
    return _write(path, text)


def _tell(found: "Found") -> None:
    if found.generator:
        click.echo(f"This is a site made with {found.generator}.")
    if found.entries:
        click.echo(f"Its entries are in {found.entries}.")
    if found.url:
        click.echo(f"Its address is {found.url}.")


def _asked(question: str, option: str, *, ask: bool) -> str:
    if not ask:
        raise UsageError(f"{question.lower()} is not clear from this folder; say it with {option}")
    answer: str = click.prompt(question)
    return answer


def _address(answer: str) -> str:
    """Take a bare host name for an address."""
    answer = answer.strip().rstrip("/")
    return answer if "://" in answer or not answer else f"https://{answer}"


def _write(path: Path, text: str) -> int:
    """Write the file, and take it away again if nowsync could not use it."""
    from nowsync.app import App

    path.write_bytes(text.encode("utf-8", "replace"))
    try:
        app = App.find(str(path))
        entries, problems = app.folder.entries, app.folder.problems
    except NowsyncError:
        path.unlink()
        raise
    number = "1 entry" if len(entries) == 1 else f"{len(entries)} entries"
    click.echo(f"\nWrote {FILE}; {number} can be read.")
    for problem in problems:
        click.echo(f"{click.style('problem', fg='red')}  {problem}")
    click.echo("See what would be published: nowsync preview")
    return 0


def _text(found: "Found", *, url: str, entries: str, mastodon: str | None, devto: bool) -> str:
    feed = "now.xml" if found.public == "." else f"{found.public}/now.xml"
    parts = [
        f"""\
# What each key means, and all others: docs/configuration.md. Paths start at this folder.

[site]
url = {_quoted(url)}
title = {_quoted(found.title or "Now")}
# author = {{ name = "Your name" }}
language = "en"
timezone = "UTC"           # whose midnight a plain date means, such as "Europe/Paris"

[entries]
folder = {_quoted(entries)}
permalink = "{PERMALINK}"  # an entry's lasting address; "/now/" if all share one page
link = "/now/"             # where readers are sent

[targets.feed]
platform = "atom"
file = {_quoted(feed)}
url = {_quoted(f"{url}/now.xml")}
"""
    ]
    if mastodon:
        parts.append(f"""
[targets.mastodon]         # its token: $NOWSYNC_MASTODON_TOKEN, or the keyring
platform = "mastodon"
server = {_quoted(mastodon)}
visibility = "unlisted"
""")
    if devto:
        parts.append("""
[targets.devto]            # its key: $NOWSYNC_DEVTO_TOKEN, or the keyring
platform = "devto"
published = false          # a draft that you release yourself; true releases it
""")
    return "".join(parts)


def _quoted(text: str) -> str:
    """Quote a TOML string; its escapes are those of JSON, and one more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
