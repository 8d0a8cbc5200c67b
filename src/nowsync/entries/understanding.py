"""What one file says: an entry, with what its author may want to know, or no entry and why."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from nowsync.core.entry import Entry, EntryId
from nowsync.core.errors import Problem, Unreadable
from nowsync.core.overrides import Overrides
from nowsync.entries import fields as said
from nowsync.entries.dates import named
from nowsync.entries.editions import Edition, newest_edition
from nowsync.entries.files import File, PassedOver, content
from nowsync.entries.kept import Reading, Understood
from nowsync.entries.languages import language_of_name
from nowsync.entries.overrides import Mistake, overrides
from nowsync.entries.rules import EntryRules, address, on_site
from nowsync.entries.states import Flag, unfinished
from nowsync.entries.updates import updated, without_updates
from nowsync.entries.when import When
from nowsync.front_matter import FrontMatter, Value, read
from nowsync.markdown import (
    Document,
    Leftover,
    TooMuch,
    cleaned,
    computes,
    parse,
    without_title,
)

_OF_FOLDER: Final = "the index of its folder"


def understood(file: File, rules: EntryRules, undated: datetime | None = None) -> Understood:
    """Understand a file; raise Unreadable. One that is a page and dates nothing is `undated`."""
    path, name, found = Path(file.place), file.source, content(file)
    zone = ZoneInfo(rules.site.timezone)
    matter, edition = _parted(found.text, name, rules, zone, paged=undated is not None)
    lists, scalars = said.for_readers(matter.fields, rules.date_keys)
    body, document = _text(matter, name, mdx=path.suffix.casefold() == ".mdx")
    is_index = undated is None and path.stem.casefold().startswith("_index")
    if not document.blocks and not any(lists.values()):
        return PassedOver(name, _OF_FOLDER if is_index else _what_it_lacks(matter))
    path_id = _path_id(path, rules, name)
    by_name = named(path_id, zone, rules.name_date)
    when = When(matter, path_id, rules, name, by_name, edition, updated(document.sections, zone))
    if is_index and not when.is_told():
        return PassedOver(name, _OF_FOLDER)
    own_id = said.text(matter.fields, ["id"]) or path_id
    date, dated_by = when.found(undated)
    permalink, link = _addresses(matter.fields, rules, own_id, date)
    flag = unfinished(matter.fields, listed=undated is None)
    entry = Entry(
        id=EntryId(own_id),
        source=name,
        title=said.title(matter.fields, date),
        date=date,
        language=_language(matter, path, rules),
        body=body,
        body_line=matter.body_line,
        fields=scalars,
        lists=lists,
        sections=tuple(without_updates(document.sections, zone)),
        blocks=document.blocks,
        tags=said.tags(matter.fields),
        authors=said.authors(matter.fields),
        link=link,
        permalink=permalink,
        description=said.description(matter.fields, of_page=undated is not None),
        image=_image(matter.fields, permalink or link or rules.site.url),
        images=said.pictures(matter.fields, document.images),
        draft=flag is not None,
        own_id=said.text(matter.fields, ["id"]) is not None,
        changed=found.written,
        dated_by=dated_by,
        unfinished_by=str(flag) if flag else None,
        overrides=_overrides(matter, rules, name),
        aside=rules.aside,
    )
    return Reading(entry, (*when.doubts(date, dated_by), *_unclear(flag, matter, name)))


def _parted(
    text: str, name: str, rules: EntryRules, zone: ZoneInfo, *, paged: bool
) -> tuple[FrontMatter, Edition | None]:
    """Part a text into fields and body; of a page, only its newest edition."""
    matter = read(text, name).without(rules.aside)
    if paged:
        return newest_edition(matter, zone)
    return replace(matter, fields=said.with_title(matter.fields, matter.body)), None


def _what_it_lacks(matter: FrontMatter) -> str:
    """Say why there is nothing to say of a file."""
    if computes(matter.body):
        return "all of its text is computed by the site"
    if said.is_of_page(said.own_title(matter.fields)):
        return "there is nothing in it yet"
    return "there is only a title in it; write a line of text below"


def _text(matter: FrontMatter, name: str, *, mdx: bool) -> tuple[str, Document]:
    """Give what the body says: without leftovers, and without a heading that is the title."""
    try:
        cleared = cleaned(matter.body, mdx=mdx)
        body = without_title(cleared, said.titles_of_body(matter.fields)).rstrip()
        return body, parse(body)
    except Leftover as leftover:
        line = matter.body_line + leftover.line
        raise Unreadable(Problem(str(leftover), name, line)) from leftover
    except TooMuch as error:
        message = "there is more markup in it than anyone writes by hand; is it an entry?"
        raise Unreadable(Problem(message, name, matter.body_line)) from error


def _unclear(flag: Flag | None, matter: FrontMatter, name: str) -> Iterator[Problem]:
    if flag is not None and not flag.clear:
        message = f'"{flag}" is neither yes nor no, so this counts as a draft; write true or false'
        yield Problem(message, name, matter.lines.get(flag.key))


def _overrides(matter: FrontMatter, rules: EntryRules, name: str) -> Overrides:
    try:
        return overrides(matter.fields, ZoneInfo(rules.site.timezone), rules.targets)
    except Mistake as mistake:
        line = matter.line(*mistake.keys)
        raise Unreadable(Problem(str(mistake), name, line)) from mistake


def _language(matter: FrontMatter, path: Path, rules: EntryRules) -> str:
    """Give the language that the entry or its file name tells: 2025-11.es.md."""
    by_name = language_of_name(path)
    return said.text(matter.fields, said.LANGUAGES) or by_name or rules.site.language


def _path_id(path: Path, rules: EntryRules, name: str) -> str:
    """Identify a file by where it is; the folder of an index is its entry."""
    whole = _inside(path, rules.folder).with_suffix("")
    if whole.stem.casefold() in ("index", "_index") and len(whole.parts) > 1:
        whole = whole.parent.with_name(whole.parent.name + whole.suffix)
    # macOS may take a name apart into letters and accents; the entry is the same one.
    path_id = unicodedata.normalize("NFC", whole.as_posix())
    if not path_id.isprintable() and any(map(_is_unfit, path_id)):
        raise Unreadable(Problem("its name holds a control character or is not UTF-8", name))
    return path_id


def _inside(path: Path, folder: Path) -> Path:
    try:
        return path.relative_to(folder)
    except ValueError:
        return Path(path.name)


def _is_unfit(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")


def _addresses(
    fields: Mapping[str, Value], rules: EntryRules, own_id: str, date: datetime
) -> tuple[str | None, str | None]:
    """Find where the entry stands for good, and where its readers are sent."""
    folder, _, name = own_id.rpartition("/")
    slug = said.text(fields, ["slug"]) or name
    permalink, link = (
        address(pattern, rules.site, slug=slug, folder=folder, date=date) if pattern else None
        for pattern in (rules.permalink, rules.link)
    )
    own = said.address(fields)
    if own:
        permalink = on_site(own, rules.site)
    return permalink, link or permalink


def _image(fields: Mapping[str, Value], base: str) -> str | None:
    address = said.text(fields, said.IMAGES)
    try:
        return urljoin(base, address) if address else None
    except ValueError:
        return None
