"""What may be amiss in an entry, in what a template makes of it, and in the configuration."""

import tomllib
from collections.abc import Iterator
from urllib.parse import urlsplit

from nowsync.config import Configuration, read_text
from nowsync.core.action import Work
from nowsync.core.cautions import begins_with_mention, cautions, line_of
from nowsync.core.entry import Entry
from nowsync.core.errors import Problem
from nowsync.images import Unfit, places
from nowsync.lint.grounds import Grounds
from nowsync.markdown import links, liquid
from nowsync.rehearsal import Rehearsed

# What a reader on the road waits for.
HEAVY = 2 * 1024 * 1024


def of_configuration(configuration: Configuration) -> Iterator[Problem]:
    """Find what nowsync.toml leaves open although something depends on it."""
    said = tomllib.loads(read_text(configuration.path))
    if "language" not in said.get("site", {}):
        yield Problem(
            f"[site] names no language, so an entry that names none counts as "
            f'{configuration.site.language}; say language = "…"',
            str(configuration.path),
        )


def of_entry(entry: Entry, grounds: Grounds, *, liquid_runs: bool) -> Iterator[Problem]:
    """Find what may be amiss in an entry; `liquid_runs` where a target carries out Liquid."""
    yield from cautions(entry)
    yield from _liquid(entry) if liquid_runs else ()
    yield from _links(entry, grounds)
    yield from _images(entry, grounds)


def of_rehearsal(rehearsed: Rehearsed) -> Iterator[Problem]:
    """Find what is lost on the way to a target, or turns into something else."""
    entry, name = rehearsed.entry, rehearsed.place.target.name
    for each in rehearsed.omitted:
        yield Problem(f"{name} does without {each}", entry.source)
    if rehearsed.work is not None and _calls(rehearsed, rehearsed.work):
        yield Problem(f"what goes to {name} begins with a mention", entry.source)


def _calls(rehearsed: Rehearsed, work: Work) -> bool:
    """Tell whether a template's text is a reply to somebody; an author's own is cautioned of."""
    plain = not rehearsed.place.adapter.traits.markup
    return plain and rehearsed.entry.own.text is None and begins_with_mention(work.summary.text)


def _liquid(entry: Entry) -> Iterator[Problem]:
    for line in liquid(entry.body):
        yield Problem(
            "what is in these braces looks like Liquid: it is shown, and not carried out; put it "
            "between backticks if it is code",
            entry.source,
            entry.body_line + line,
        )


def _links(entry: Entry, grounds: Grounds) -> Iterator[Problem]:
    for link in links(entry.body):
        parts = urlsplit(link.address)
        within = not parts.scheme and not parts.netloc and parts.path
        if within and not link.is_image and not grounds.has(link.address):
            yield Problem(
                f"the link {link.address} leads nowhere: nothing in the site is called so",
                entry.source,
                entry.body_line + link.line,
            )


def _images(entry: Entry, grounds: Grounds) -> Iterator[Problem]:
    for picture in entry.images:
        if urlsplit(picture.address).scheme or picture.address.startswith("//"):
            continue
        line = line_of(entry, picture.address)
        try:
            size = places.find(picture.address, entry.source, grounds.folder).stat().st_size
        except Unfit as error:
            yield Problem(f"the image {picture.address}: {error}", entry.source, line)
            continue
        if size > HEAVY:
            mega = size / 1024**2
            message = f"the image {picture.address} has {mega:.1f} MiB; make it smaller"
            yield Problem(message, entry.source, line)
