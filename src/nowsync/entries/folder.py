"""A folder of Markdown files becomes entries; a broken file costs only itself."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from nowsync.core.entry import Entry, EntryId
from nowsync.core.errors import Problem, Unreadable
from nowsync.entries import fields as said
from nowsync.entries.cache import NO_CACHE, Cache
from nowsync.entries.dates import dated, named
from nowsync.entries.files import PassedOver, candidates, content, source
from nowsync.entries.rules import EntryRules, address, on_site
from nowsync.front_matter import FrontMatter, Value, read
from nowsync.markdown import parse


@dataclass(frozen=True, slots=True)
class Folder:
    """The entries of a folder, oldest first, and what stands in the way of the others."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()


def read_folder(rules: EntryRules, cache: Cache = NO_CACHE) -> Folder:
    """Read every entry of a folder; raise ConfigurationError when there is no folder.

    What the `cache` knows of a file that has not changed is taken from there.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    passed_over: list[PassedOver] = []
    for found in candidates(rules.folder, rules.root):
        match _attempted(found, rules, cache):
            case Entry() as entry:
                entries.append(entry)
            case Problem() as problem:
                problems.append(problem)
            case PassedOver() as file:
                passed_over.append(file)
    single, repeated = _distinct(entries)
    oldest_first = sorted(single, key=lambda entry: (entry.date, entry.id))
    return Folder(tuple(oldest_first), (*problems, *repeated), tuple(passed_over))


def _attempted(
    found: Path | PassedOver | Problem, rules: EntryRules, cache: Cache
) -> Entry | PassedOver | Problem:
    if not isinstance(found, Path):
        return found
    try:
        stat = found.lstat()
        name = source(found, rules.root)
        known = cache.get(name, stat)
        if known is None:
            known = _read(found, rules)
            cache.put(name, stat, known)
        return known
    except Unreadable as error:
        return error.problem
    except OSError:
        return Problem("the file went away while it was read", source(found, rules.root))


def _distinct(entries: Iterable[Entry]) -> tuple[list[Entry], list[Problem]]:
    """Take out the entries whose id is not theirs alone."""
    by_id: defaultdict[EntryId, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_id[entry.id].append(entry)
    problems = [
        Problem(f'its id "{each.id}" is also that of {_others(each, same)}', each.source)
        for same in by_id.values()
        if len(same) > 1
        for each in same
    ]
    return [same[0] for same in by_id.values() if len(same) == 1], problems


def _others(entry: Entry, same: Iterable[Entry]) -> str:
    return " and ".join(each.source for each in same if each is not entry)


def read_entry(path: Path, rules: EntryRules) -> Entry:
    """Read one file; raise Unreadable when there is no entry in it."""
    found = _read(path, rules)
    if isinstance(found, PassedOver):
        raise Unreadable(Problem(f"this is no entry: {found.reason}", found.source))
    return found


def read_page(path: Path, rules: EntryRules, *, undated: datetime) -> Folder:
    """Read one page that is rewritten in place; one that gives no date is taken as `undated`."""
    try:
        match _read(path, rules, undated):
            case Entry() as entry:
                return Folder((entry,))
            case PassedOver() as file:
                return Folder((), (), (file,))
    except Unreadable as error:
        return Folder((), (error.problem,))


def _read(path: Path, rules: EntryRules, undated: datetime | None = None) -> Entry | PassedOver:
    name = source(path, rules.root)
    matter = read(content(path, name), name)
    lists = said.lists(matter.fields, rules.date_keys)
    document = parse(matter.body)
    if not document.blocks and not any(lists.values()):
        return PassedOver(name, "there is nothing in it yet")
    path_id = _path_id(path, rules, name)
    own_id = said.text(matter.fields, ["id"]) or path_id
    date = _date(matter, path_id, rules, name, undated)
    permalink, link = _addresses(matter.fields, rules, own_id, date)
    image = said.text(matter.fields, said.IMAGES)
    return Entry(
        id=EntryId(own_id),
        source=name,
        title=said.title(matter.fields, date),
        date=date,
        language=said.text(matter.fields, said.LANGUAGES) or rules.site.language,
        body=matter.body,
        body_line=matter.body_line,
        fields=said.scalars(matter.fields, rules.date_keys),
        lists=lists,
        sections=document.sections,
        blocks=document.blocks,
        tags=said.tags(matter.fields),
        link=link,
        permalink=permalink,
        description=said.text(matter.fields, said.DESCRIPTIONS),
        image=_absolute(image, permalink or link or rules.site.url) if image else None,
        draft=said.is_draft(matter.fields),
        own_id=said.text(matter.fields, ["id"]) is not None,
        changed=datetime.fromtimestamp(path.lstat().st_mtime, UTC),
    )


def _path_id(path: Path, rules: EntryRules, name: str) -> str:
    """Identify a file by where it is; the folder of an index is its entry."""
    inner = path.relative_to(rules.folder) if path.is_relative_to(rules.folder) else Path(path.name)
    whole = inner.with_name(path.name[: -len(path.suffix)] if path.suffix else path.name)
    if whole.name.casefold() == "index" and len(whole.parts) > 1:
        whole = whole.parent
    # macOS may take a name apart into letters and accents; the entry is the same one.
    path_id = unicodedata.normalize("NFC", whole.as_posix())
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in path_id):
        raise Unreadable(Problem("its name holds a control character or is not UTF-8", name))
    return path_id


def _date(
    matter: FrontMatter, path_id: str, rules: EntryRules, name: str, undated: datetime | None
) -> datetime:
    zone = ZoneInfo(rules.site.timezone)
    for key in rules.date_keys:
        value = matter.fields.get(key)
        if value in (None, "") or isinstance(value, bool):
            continue
        if moment := dated(value, zone):
            return moment
        message = f'{key} is "{str(value)[:40]}", which is not a date; write it like 2025-11-01'
        raise Unreadable(Problem(message, name, matter.lines.get(key)))
    if moment := named(path_id.rpartition("/")[2], zone) or named(path_id, zone):
        return moment
    if undated is not None:
        return undated
    keys = ", ".join(rules.date_keys[:5])
    message = f"no date: add `date: 2025-11-01` (looked for {keys}, …), or name the file 2025-11.md"
    raise Unreadable(Problem(message, name))


def _addresses(
    fields: Mapping[str, Value], rules: EntryRules, own_id: str, date: datetime
) -> tuple[str | None, str | None]:
    """Find where the entry stands for good, and where its readers are sent."""
    slug = said.text(fields, ["slug"]) or own_id.rpartition("/")[2]
    permalink, link = (
        address(pattern, rules.site, slug=slug, date=date) if pattern else None
        for pattern in (rules.permalink, rules.link)
    )
    own = said.address(fields)
    if own:
        permalink = on_site(own, rules.site)
    return permalink, link or permalink


def _absolute(address: str, base: str) -> str | None:
    try:
        return urljoin(base, address)
    except ValueError:
        return None
