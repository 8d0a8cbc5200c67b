"""`nowsync init`: a nowsync.toml for the site in this folder."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from nowsync.cli.show import problems, say
from nowsync.core.errors import NowsyncError, UsageError
from nowsync.invocation import Invocation

if TYPE_CHECKING:
    from nowsync.sites.generators import Found
    from nowsync.sites.sources import Source

FILE = "nowsync.toml"
# How a status can read; the first is what one gets without asking.
STYLES = ("lists", "brief", "letter")
DEVTO = """
[targets.devto]            # its key: nowsync login devto
platform = "devto"
published = false          # a draft that you release yourself; true releases it
"""


@click.command(
    epilog="""\b
Examples:
  nowsync init
  nowsync init --url https://example.org --mastodon https://mastodon.example
  nowsync init --url https://example.org --mastodon https://mastodon.example --style letter
"""
)
@click.option("--url", help="The site's address.")
@click.option("--folder", help="The folder of the entries.")
@click.option("--page", help="The one page that is rewritten in place, instead of a folder.")
@click.option("--mastodon", metavar="SERVER", help="Your Mastodon server.")
@click.option(
    "--style",
    type=click.Choice(STYLES),
    help="How a status reads: your lists, the opening alone, or a letter.",
)
@click.option("--devto/--no-devto", default=None, help="Whether to publish drafts to dev.to.")
def command(
    url: str | None,
    folder: str | None,
    page: str | None,
    mastodon: str | None,
    *,
    style: str | None,
    devto: bool | None,
) -> int:
    """Write a nowsync.toml for the site in this folder.

    Says what it found. What the folder does not tell is asked, at a terminal. Nothing else is
    written, and an existing nowsync.toml is left alone.
    """
    from nowsync.sites.generators import look

    path = Path.cwd() / FILE
    if path.exists():
        raise UsageError(f"there is a {FILE} here already; edit it, or move it away first")
    if folder and page:
        raise UsageError("the entries are in a folder or on a page; say --folder or --page")
    found = look(Path.cwd())
    seen = _given(folder, page) or _candidates(found)
    candidates, translations = _in_own_language(seen, found.language)
    _tell(found, candidates, translations)
    ask = sys.stdin.isatty()
    url = _address(url or found.url or _asked("The site's address", "--url", ask=ask))
    source = candidates[0] if len(candidates) == 1 else _chosen(candidates, ask=ask)
    if mastodon is None and ask:
        mastodon = click.prompt("Your Mastodon server (empty for none)", default="")
        if mastodon and style is None:
            style = click.prompt("How a status reads", type=click.Choice(STYLES), default=STYLES[0])
    if devto is None:
        devto = ask and click.confirm("Make drafts on dev.to?", default=False)
    status = _mastodon(_address(mastodon), style or STYLES[0]) if mastodon else ""
    text = _text(found, source, url=url) + status + (DEVTO if devto else "")
    return _write(path, text)


def _given(folder: str | None, page: str | None) -> tuple["Source", ...]:
    if page:
        return (_named(page, page=True),)
    return (_named(folder, page=False),) if folder else ()


def _named(path: str, *, page: bool) -> "Source":
    """Take for the source what a person names, who need not say why."""
    from nowsync.sites.sources import Source

    if page and not Path(path).is_file():
        raise UsageError(f"there is no page {path}")
    return Source(path, page=page, dated=None)


def _candidates(found: "Found") -> tuple["Source", ...]:
    from nowsync.sites.sources import sources

    return sources(Path.cwd(), any_name=found.generator is None)


def _in_own_language(
    candidates: Sequence["Source"], language: str | None
) -> tuple[Sequence["Source"], Sequence["Source"]]:
    """Set apart what is in the site's own language from its translations."""
    plain = (language or "").partition("-")[0]
    own = [each for each in candidates if language and _language_of(each) in (language, plain)]
    if len(own) != 1 or not all(map(_language_of, candidates)):
        return candidates, ()
    return own, [each for each in candidates if each not in own]


def _language_of(source: "Source") -> str | None:
    from nowsync.entries.languages import language_of_path

    return language_of_path(PurePosixPath(source.path))


def _tell(found: "Found", candidates: Sequence["Source"], translations: Sequence["Source"]) -> None:
    if found.generator:
        say(f"This is a site made with {found.generator}.")
    if found.url:
        say(f"Its address is {found.url}.")
    if len(candidates) == 1:
        say(f"Its entries: {candidates[0]}.")
    elif candidates:
        say("Its entries may be:")
        for each in candidates:
            say(f"  {each}")
    if translations:
        others = ", ".join(each.path for each in translations)
        say(f"In other languages, which have to wait: {others}.")


def _chosen(candidates: Sequence["Source"], *, ask: bool) -> "Source":
    """Ask for a folder or a page; a page is known by its suffix."""
    from nowsync.sites.sources import MARKDOWN

    if not ask:
        raise UsageError(f"where the entries are is not clear: {_doubt(candidates)}")
    answer: str = click.prompt("The folder of the entries, or the page")
    known = next((each for each in candidates if each.path == answer), None)
    return known or _named(answer, page=answer.lower().endswith(MARKDOWN))


def _doubt(candidates: Sequence["Source"]) -> str:
    """Say what may be meant, and what to type."""
    from nowsync.sites.sources import other_page

    flags = "say it with --folder or --page"
    found = " or ".join(each.path for each in candidates)
    if len(candidates) > 1 and all(map(_language_of, candidates)):
        return f"{found} may be it, one in each language, and nowsync publishes one; {flags}"
    if candidates:
        return f"{found} may be it; {flags}"
    other = other_page(Path.cwd())
    if other:
        return f"{other} is not Markdown, which is all that nowsync reads; {flags}"
    return f"there is no sign of any here; {flags}"


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
        app = App.find(Invocation(str(path)))
        entries = app.folder.entries
    except NowsyncError:
        path.unlink()
        raise
    number = "1 entry" if len(entries) == 1 else f"{len(entries)} entries"
    say(f"\nWrote {FILE}; {number} can be read.")
    problems(app.folder.problems)
    for other in () if entries else app.folder.passed_over:
        say(f"no entry  {other.source}: {other.reason}")
    say("See what was understood of each file: nowsync entries")
    say("See what would be published: nowsync preview")
    for each in app.configuration.targets:
        if "://" in each.target.origin:
            say(f"Sign in, once you like it: nowsync login {each.target.name}")
    return 0


def _text(found: "Found", source: "Source", *, url: str) -> str:
    feed = "now.xml" if found.public == "." else f"{found.public}/now.xml"
    return f"""\
# What each key means, and all others: docs/configuration.md. Paths start at this folder.

[site]
url = {_quoted(url)}
title = {_quoted(found.title or "Now")}
# author = {{ name = "Your name" }}
language = {_quoted(_language(found, source))}
timezone = "UTC"           # whose midnight a plain date means, such as "Europe/Paris"

[entries]
{_entries(found, source)}

[targets.feed]
platform = "atom"
file = {_quoted(feed)}
url = {_quoted(f"{url}/now.xml")}
"""


def _mastodon(server: str, style: str) -> str:
    return f"""
[targets.mastodon]         # its token: nowsync login mastodon
platform = "mastodon"
server = {_quoted(server)}
visibility = "unlisted"
template = {_quoted(style)}{" " * (10 - len(style))}    # or {_others(style)}
"""


def _others(style: str) -> str:
    first, last = (_quoted(each) for each in STYLES if each != style)
    return f"{first} or {last}: docs/templates.md shows what they make"


def _language(found: "Found", source: "Source") -> str:
    from nowsync.entries.languages import language_of_text
    from nowsync.sites.sources import sample

    told = _language_of(source) or found.language
    return told or language_of_text(sample(Path.cwd(), source)) or "en"


def _entries(found: "Found", source: "Source") -> str:
    return "\n".join(_of_page(found, source) if source.page else _of_folder(found, source))


def _of_page(found: "Found", source: "Source") -> Iterator[str]:
    from nowsync.sites.routes import address_of_page
    from nowsync.sites.sources import head

    link = address_of_page(found.generator, source.path, head(Path.cwd(), source.path))
    yield "# One page, rewritten in place: a new date, or a new text in a later month, is an entry."
    yield f"page = {_quoted(source.path)}"
    yield f"link = {_quoted(link)}  # where readers are sent"


def _of_folder(found: "Found", source: "Source") -> Iterator[str]:
    from nowsync.sites.routes import page_of_each

    pattern = page_of_each(Path.cwd(), found.generator, source.path, found.language)
    counted = "" if source.dated is None else f"; {source.number} when this was written"
    yield f"# A folder with one file per entry{counted}."
    yield f"folder = {_quoted(source.path)}"
    if source.files:
        yield f"files = {_quoted(source.files)}          # which of its files are entries"
    yield from () if source.files else _names(source)
    if pattern:
        yield f"# The address of each entry for good: {found.generator} makes a page of each."
        yield f"permalink = {_quoted(pattern)}"
    else:
        yield "# One page shows all entries, as far as can be told from here. If each has a page of"
        yield '# its own, say so: permalink = "/now/{slug}/"'
        yield 'permalink = "/now/"'
    shown = (pattern or "").partition("{")[0]
    link = _quoted(shown if shown.lower().endswith("/now/") else "/now/")
    yield f"link = {link}             # where readers are sent"


def _names(source: "Source") -> Iterator[str]:
    """Say how the files' names are dated where that cannot be told from each of them."""
    from nowsync.sites.sources import name_patterns

    match name_patterns(Path.cwd(), source.path):
        case [only]:
            yield f"name_date = {_quoted(only)}  # how the names of its files are dated"
        case [_, *_] as several:
            yield "# How the names of its files are dated: take the # off one of these."
            yield from (f"# name_date = {_quoted(each)}" for each in several)


def _quoted(text: str) -> str:
    """Quote a TOML string; its escapes are those of JSON, and one more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
