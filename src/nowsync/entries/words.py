"""The words of dates: months and weekdays in the languages of many now pages. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from nowsync.core.entry import MONTHS

# A slash between two forms; accents are left out, as they often are in file names.
_ABROAD: Final = (
    "januar/janner februar marz/maerz april mai juni juli august september oktober november "
    "dezember",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre "
    "diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari marts april maj juni juli augusti september oktober november "
    "december/desember",
    "stycznia/styczen lutego/luty marca/marzec kwietnia/kwiecien maja/maj czerwca/czerwiec "
    "lipca/lipiec sierpnia/sierpien wrzesnia/wrzesien pazdziernika/pazdziernik "
    "listopada/listopad grudnia/grudzien",
    "января/январь февраля/февраль марта/март апреля/апрель мая/май июня/июнь июля/июль "
    "августа/август сентября/сентябрь октября/октябрь ноября/ноябрь декабря/декабрь",
)
_WEEKDAYS: Final = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri "
    "sat sun montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi "
    "jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo maandag "
    "dinsdag woensdag donderdag vrijdag zaterdag zondag"
)
# Words between the parts of a date, and weekdays, say nothing of their own.
SILENT: Final = frozenset(("of", "the", "de", "del", "di", "den", "le", *_WEEKDAYS.split()))
# The last one stands between a day and an hour: 2026-01-04T16-32.
_SEPARATORS: Final = re.compile(r"[\s,_./()*\[\]:;|\uff1a\u2013\u2014-]+|(?<=\d)t(?=\d)")
# Year, month and day, as they are written behind their numbers in Chinese, Japanese and Korean.
_BEHIND_NUMBERS: Final = re.compile("(?<=[0-9])[\u5e74\u6708\u65e5\ub144\uc6d4\uc77c]")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return folded if folded.isascii() else "".join(filter(_is_no_accent, folded))


def _is_no_accent(character: str) -> bool:
    return not unicodedata.combining(character)


def _months() -> Iterator[tuple[str, int]]:
    for number, month in enumerate(MONTHS, 1):
        yield month.casefold(), number
        yield month[:3].casefold(), number
    for language in _ABROAD:
        for number, forms in enumerate(language.split(), 1):
            yield from ((_plain(form), number) for form in forms.split("/"))


MONTH_NUMBERS: Final = {**dict(_months()), "sept": 9}


def words_of(text: str) -> list[str]:
    """Split a text into the words that a date may be made of."""
    plain = text.casefold()
    if plain.isascii():
        return [word for word in _SEPARATORS.split(plain) if word]
    spaced = _BEHIND_NUMBERS.sub(" ", unicodedata.normalize("NFC", plain))
    return [_plain(word) for word in _SEPARATORS.split(spaced) if word]
