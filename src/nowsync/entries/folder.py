"""A folder of Markdown files becomes entries; a broken file costs only itself."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from nowsync.core.entry import Entry, EntryId
from nowsync.core.errors import Problem, Unreadable
from nowsync.core.overrides import Overrides
from nowsync.entries import fields as said
from nowsync.entries.cache import NO_CACHE, Cache
from nowsync.entries.editions import newest_edition
from nowsync.entries.files import File, PassedOver, candidates, content
from nowsync.entries.kept import Reading, Understand, Understood
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


@dataclass(frozen=True, slots=True)
class Folder:
    """The entries of a folder, oldest first, and what stands in the way of the others.

    `warnings` are about entries that are understood all the same.
    """

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    warnings: tuple[Problem, ...] = ()


def _unwatched(*_what: object) -> None:
    """Tell nobody."""


def read_folder(
    rules: EntryRules,
    cache: Cache = NO_CACHE,
    watch: Callable[[int, int], None] = _unwatched,
    before: Callable[[File], None] = _unwatched,
) -> Folder:
    """Read every entry of a folder; raise ConfigurationError when there is no folder.

    What the `cache` knows of a file that has not changed is taken from there. `watch` hears how
    many files have been read, and of how many; `before` of each file that is about to be, and
    raises Unreadable for one that must not be.
    """

    def understand(file: File) -> Understood:
        before(file)
        return _read(file, rules)

    readings: list[Reading] = []
    problems: list[Problem] = []
    passed_over: list[PassedOver] = []
    met = candidates(rules.folder, rules.root)
    files = [each for each in met if not isinstance(each, File) or rules.takes(each.place)]
    for number, found in enumerate(files, start=1):
        watch(number, len(files))
        match _attempted(found, understand, cache):
            case Reading() as reading:
                readings.append(reading)
            case Problem() as problem:
                problems.append(problem)
            case PassedOver() as file:
                passed_over.append(file)
    single, same_ids = _distinct([reading.entry for reading in readings], "id")
    if any(name in (rules.permalink or "") for name in ("{slug}", "{path}")):
        single, same_addresses = _distinct(single, "permalink")
        problems += same_addresses
    oldest_first = sorted(single, key=lambda entry: (entry.date, entry.id))
    return Folder(
        tuple(oldest_first),
        (*problems, *same_ids),
        tuple(passed_over),
        tuple(warning for reading in readings for warning in reading.warnings),
    )


def _attempted(
    found: File | PassedOver | Problem, understand: Understand, cache: Cache
) -> Understood | Problem:
    if not isinstance(found, File):
        return found
    known = cache.get(found, understand)
    if known is not None:
        return known
    try:
        understood = understand(found)
    except Unreadable as error:
        return error.problem
    if isinstance(understood, Reading):
        cache.put(found, understood)
    return understood


def _distinct(entries: Sequence[Entry], name: str) -> tuple[Sequence[Entry], list[Problem]]:
    """Take out the entries whose id, or whose permalink, is not theirs alone."""
    value = attrgetter(name)
    counts = Counter(map(value, entries))
    if len(counts) == len(entries):
        return entries, []
    alike: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        alike[value(entry)].append(entry)
    problems = [
        Problem(f'its {name} "{same}" is also that of {_others(each, others)}', each.source)
        for same, others in alike.items()
        if len(others) > 1
        for each in others
    ]
    return [entry for entry in entries if counts[value(entry)] == 1], problems


def _others(entry: Entry, same: Iterable[Entry]) -> str:
    return " and ".join(each.source for each in same if each is not entry)


def read_entry(path: Path, rules: EntryRules) -> Entry:
    """Read one file; raise Unreadable when there is no entry in it."""
    found = _read(File.at(path, rules.root), rules)
    if isinstance(found, PassedOver):
        raise Unreadable(Problem(f"this is no entry: {found.reason}", found.source))
    return found.entry


def read_page(
    path: Path,
    rules: EntryRules,
    *,
    undated: datetime,
    before: Callable[[File], None] = _unwatched,
) -> Folder:
    """Read one page that is rewritten in place; one that gives no date is taken as `undated`."""
    try:
        file = File.at(path, rules.root)
        before(file)
        match _read(file, rules, undated):
            case Reading() as found:
                return Folder((found.entry,), warnings=found.warnings)
            case PassedOver() as other:
                return Folder((), (), (other,))
    except Unreadable as error:
        return Folder((), (error.problem,))


def _read(file: File, rules: EntryRules, undated: datetime | None = None) -> Understood:
    path, name = Path(file.place), file.source
    found = content(file)
    matter = read(found.text, name).without(rules.aside)
    zone = ZoneInfo(rules.site.timezone)
    if undated is None:
        matter, edition = replace(matter, fields=said.with_title(matter.fields, matter.body)), None
    else:
        matter, edition = newest_edition(matter, zone)
    lists = said.lists(matter.fields, rules.date_keys)
    body, document = _text(matter, name, mdx=path.suffix.casefold() == ".mdx")
    is_index = undated is None and path.stem.casefold().startswith("_index")
    if not document.blocks and not any(lists.values()):
        return PassedOver(name, _OF_FOLDER if is_index else _what_it_lacks(matter))
    path_id = _path_id(path, rules, name)
    when = When(matter, path_id, rules, name, edition, updated(document.sections, zone))
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
        fields=said.scalars(matter.fields, rules.date_keys),
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
    by_name = language_of_name(PurePosixPath(path.name))
    return said.text(matter.fields, said.LANGUAGES) or by_name or rules.site.language


def _path_id(path: Path, rules: EntryRules, name: str) -> str:
    """Identify a file by where it is; the folder of an index is its entry."""
    inner = path.relative_to(rules.folder) if path.is_relative_to(rules.folder) else Path(path.name)
    whole = inner.with_name(path.name[: -len(path.suffix)] if path.suffix else path.name)
    if whole.stem.casefold() in ("index", "_index") and len(whole.parts) > 1:
        whole = whole.parent.with_name(whole.parent.name + whole.suffix)
    # macOS may take a name apart into letters and accents; the entry is the same one.
    path_id = unicodedata.normalize("NFC", whole.as_posix())
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in path_id):
        raise Unreadable(Problem("its name holds a control character or is not UTF-8", name))
    return path_id


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
