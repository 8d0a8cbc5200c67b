"""What a text says of its own age: "Last updated: 3 May 2026". Pure."""

import re
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from itertools import islice
from typing import Final

from msgspec.structs import replace

from nowsync.core.entry import Section
from nowsync.entries.dates import Named, alone, begun, dated, may_be_two, mentioned

# Behind these the date may follow after a few words.
_TELLING: Final = (
    r"\b(?:last (?:updated|modified|edited|changed|revised|reviewed|refreshed|affirmed|tended|"
    r"checked|touched|update|change|edit)|current as of|zuletzt (?:aktualisiert|geändert)|"
    r"letzte (?:aktualisierung|änderung)|dernière mise à jour|última (?:actualización|atualização)|"
    r"ultimo aggiornamento|laatst bijgewerkt|senast uppdaterad|sist oppdatert|sidst opdateret|"
    r"ostatnia aktualizacja|последнее обновление)\b|"
    "最[後后終终]更新(?:時間|时间|日)?|마지막 (?:업데이트|수정)"
)
# Behind these it stands at once; otherwise they are words like any other.
_MAYBE: Final = (
    r"\b(?:updated?|as of|aktualisiert|stand(?=:)|mise? à jour|actualizado|atualizado)\b|更新"
)
_LABEL: Final = re.compile(rf"(?P<telling>{_TELLING})|{_MAYBE}", re.IGNORECASE)
_BETWEEN: Final = re.compile(
    r"[\s:\uff1a*_(]*(?:(?:on|at|in|am|vom|le|el|em|il|op|den|på|d[.])\s+)?"
)
_INTRODUCING: Final = frozenset(("", "this page was", "this was", "page"))
# No date is without a digit, or without a sign that Unicode takes for some, such as ⑤ and ½: said
# by all else, which takes a tenth of the time to compile.
_NUMERAL: Final = re.compile("[^\x00-/:-\xb1\xb4-\xb8\xba\xbb\xbf-\u206f]")
# How far behind its label a date may stand.
_NEAR: Final = 60
# No text says more often how old it is.
_MOST: Final = 20


def updated(sections: Iterable[Section], zone: tzinfo) -> Named | None:
    """Find the latest date of change that a text tells of itself."""
    texts = (each for section in sections for each in (section.title, *section.paragraphs))
    found = filter(None, (date_of_update(text, zone) for text in texts))
    return max(found, key=lambda each: each.moment, default=None)


def without_updates(sections: Iterable[Section], zone: tzinfo) -> Iterator[Section]:
    """Leave out the paragraphs that only say when the text was changed."""
    for section in sections:
        kept = tuple(each for each in section.paragraphs if not is_update(each, zone))
        if kept or section.title or section.items or not section.paragraphs:
            yield section if kept == section.paragraphs else replace(section, paragraphs=kept)


def is_update(text: str, zone: tzinfo) -> bool:
    """Tell whether a text says when it was changed, and nothing else."""
    if len(text) > 2 * _NEAR or not _NUMERAL.search(text):
        return False
    label = _LABEL.search(text[:_NEAR])
    if not label or text[: label.start()].strip(" *_([").casefold() not in _INTRODUCING:
        return False
    date = _behind(text, label).strip(" *_)].")
    return bool(dated(date, zone) or alone(date, zone) or may_be_two(date))


def date_of_update(text: str, zone: tzinfo) -> Named | None:
    """Find the date of change that a heading or a paragraph tells, among other things perhaps."""
    if not _NUMERAL.search(text):
        return None
    for label in islice(_LABEL.finditer(text), _MOST):
        near = _behind(text, label)[:_NEAR]
        found = mentioned(near, zone) if label["telling"] else begun(near, zone)
        if found:
            return found
    return None


def _behind(text: str, label: re.Match[str]) -> str:
    between = _BETWEEN.match(text, label.end())
    return text[between.end() if between else label.end() :]
