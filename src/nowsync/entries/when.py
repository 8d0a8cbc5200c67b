"""When an entry is dated: by a field, by its name, or by a title that is a month."""

from collections import ChainMap
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from nowsync.core.errors import Problem, Unreadable
from nowsync.core.name_pattern import fitting_patterns
from nowsync.entries.dates import Named, dated, may_be_two, of_month, titled
from nowsync.entries.editions import Edition
from nowsync.entries.rules import EntryRules
from nowsync.entries.states import STATES
from nowsync.front_matter import FrontMatter, Value

_TABLES: Final = ("extra", "params")
_BY_NAME: Final = "its name"
_BY_TEXT: Final = "its text"
# These tell when an entry was changed; that its name tells another day is no contradiction.
_OF_CHANGES: Final = ("updat", "mod", "edited")
# In the place of these, Eleventy puts a date that it computes.
_COMPUTED: Final = frozenset({"last modified", "created", "git last modified", "git created"})


class When(Struct, frozen=True):
    """What tells the date of one file, in the order in which it counts.

    `by_name` is the date in the name of the file, `edition` the part of a page that was read,
    `text` what that says of its own age.
    """

    matter: FrontMatter
    path_id: str
    rules: EntryRules
    name: str
    by_name: Named | None
    edition: Edition | None = None
    text: Named | None = None

    def is_told(self) -> bool:
        """Tell whether anything that the author wrote is a date."""
        fields = self._fields
        return any(fields.get(key) for key in self.rules.date_keys) or self.by_name is not None

    def found(self, undated: datetime | None = None) -> tuple[datetime, str]:
        """Give the date and what tells it; raise Unreadable when nothing does.

        A page that is rewritten in place is given the date that it is taken to have if `undated`.
        """
        told = self._told()
        if undated is None:
            if told:
                return told
            raise Unreadable(Problem(self._what_is_missing(), self.name))
        if self.edition and self.edition.dated:
            return self.edition.dated.moment, f"the newest of its {self.edition.number} editions"
        if self.text and (told is None or self.text.moment > told[0]):
            return self.text.moment, _BY_TEXT
        return told or (undated, "nothing")

    def _told(self) -> tuple[datetime, str] | None:
        by_field = self._by_field()
        if by_field is not None:
            return by_field
        fields = self.matter.fields
        month = fields.get("month")
        if month and (moment := of_month(month, fields.get("year"), self._zone)):
            return moment, "month and year"
        if self.by_name:
            return self.by_name.moment, _BY_NAME
        if moment := titled(str(fields.get("title", "")), self._zone):
            return moment, "its title"
        return (self.text.moment, _BY_TEXT) if self.text else None

    def doubts(self, found: datetime, dated_by: str) -> Iterator[Problem]:
        """Tell if the name of the file says another date."""
        by_name = self.by_name
        of_changes = any(sign in dated_by.casefold() for sign in _OF_CHANGES)
        if by_name is None or dated_by == "nothing" or of_changes or by_name.agrees_with(found):
            return
        message = (
            f"{dated_by} says {found:%Y-%m-%d}, but its name says {by_name}; {dated_by} counts"
        )
        yield Problem(message, self.name, self.matter.lines.get(dated_by))

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.rules.site.timezone)

    @property
    def _fields(self) -> Mapping[str, Value]:
        """All fields; those of a site's own stand in a table, in Zola and often in Hugo."""
        fields = self.matter.fields
        tables = [table for name in _TABLES if isinstance(table := fields.get(name), Mapping)]
        return dict(ChainMap(dict(fields), *map(dict, tables))) if tables else fields

    def _by_field(self) -> tuple[datetime, str] | None:
        fields = self._fields
        for key in self.rules.date_keys:
            value = fields.get(key)
            if value in (None, "") or isinstance(value, bool) or _is_computed(value):
                continue
            if moment := dated(value, self._zone):
                return moment, key
            if key in STATES:
                continue
            what = "may be two days" if may_be_two(str(value)) else "is not a date"
            message = f'{key} is "{str(value)[:40]}", which {what}; write it like 2025-11-01'
            raise Unreadable(Problem(message, self.name, self.matter.lines.get(key)))
        return None

    def _what_is_missing(self) -> str:
        keys = ", ".join(self.rules.date_keys[:5])
        patterns = fitting_patterns([self.path_id.rpartition("/")[2]])
        if patterns and not self.rules.name_date:
            choice = " or ".join(f'"{each}"' for each in patterns)
            return f"no date: its name may hold one; say how with name_date = {choice} in [entries]"
        if other := self._other_key():
            what = f'"{other}" may be it, which nowsync does not know'
            return f'no date: {what}; write dates = ["{other}"] in [entries]'
        return (
            f"no date: add `date: 2025-11-01` (looked for {keys}, …), or name the file 2025-11.md"
        )

    def _other_key(self) -> str | None:
        """Find a field that holds a date and is not known to be one."""
        known = (*self.rules.date_keys, *STATES)
        told = (key for key, value in self._fields.items() if _is_date(value, self._zone))
        return next((key for key in told if key not in known), None)


def _is_date(value: object, zone: ZoneInfo) -> bool:
    return isinstance(value, str | date) and dated(value, zone) is not None


def _is_computed(value: object) -> bool:
    return isinstance(value, str) and value.strip().casefold() in _COMPUTED
