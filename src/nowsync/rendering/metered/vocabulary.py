"""What templates may use of Jinja and of Python: nothing slow, nothing about the machine."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any, Final

# Filters that take ages for some texts, guess, or write for programs.
UNFIT_FILTERS: Final = frozenset(
    ("pprint", "random", "striptags", "tojson", "urlize", "wordwrap", "xmlattr")
)
# Filters that take a text for the characters in it.
SPREADING_FILTERS: Final = frozenset(
    (
        *("batch", "dictsort", "groupby", "join", "list", "map", "max", "min", "reject"),
        *(
            "bullets",
            "listed",
            "rejectattr",
            "select",
            "selectattr",
            "slice",
            "sort",
            "sum",
            "unique",
        ),
    )
)

_OF_TEXTS: Final = frozenset(
    (
        *("capitalize", "casefold", "count", "endswith", "find", "format", "format_map"),
        *("index", "isalnum", "isalpha", "isdecimal", "isdigit", "islower", "isspace"),
        *("istitle", "isupper", "join", "lower", "lstrip", "partition", "removeprefix"),
        *("removesuffix", "replace", "rfind", "rindex", "rpartition", "rsplit", "rstrip"),
        *("split", "splitlines", "startswith", "strip", "swapcase", "title", "upper"),
    )
)
# The names of weeks and groups are those of named tuples.
_OF_TUPLES: Final = frozenset(("count", "index", "grouper", "list", "year", "week", "weekday"))
_OF_DATES: Final = frozenset(
    (
        *("year", "month", "day", "hour", "minute", "second", "date", "time", "weekday"),
        *("isoweekday", "isocalendar", "isoformat", "strftime", "utcoffset", "tzname"),
    )
)
# Only the values that templates are given and can make; what is not here has no attributes.
ATTRIBUTES: Final[Mapping[type, frozenset[str]]] = {
    str: _OF_TEXTS,
    list: frozenset(("count", "index")),
    tuple: _OF_TUPLES,
    dict: frozenset(("get", "items", "keys", "values")),
    date: _OF_DATES,
    time: _OF_DATES,
    timedelta: frozenset(("days", "seconds", "total_seconds")),
}
# The classes of these modules say themselves what is private.
_TRUSTED: Final = ("nowsync.", "jinja2.")


def is_known(holder: object, attribute: str) -> bool:
    """Tell whether an attribute belongs to what templates may use of a value."""
    named = [names for kind, names in ATTRIBUTES.items() if isinstance(holder, kind)]
    if named:
        return any(attribute in names for names in named)
    return type(holder).__module__.startswith(_TRUSTED)


def fit_filters(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the filters that no template may use."""
    return {name: each for name, each in filters.items() if name not in UNFIT_FILTERS}
