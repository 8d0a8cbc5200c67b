"""What our templates can say beyond Jinja: which parts may go, shrink, or be said otherwise."""

from collections.abc import Iterable
from datetime import date

from jinja2 import nodes, pass_context
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context

from nowsync.core import marks
from nowsync.core.entry import Section
from nowsync.core.recap import Course
from nowsync.rendering import language
from nowsync.rendering.gist import gist
from nowsync.rendering.lists import List
from nowsync.rendering.series import Series, bulleted, listed

_CUTS = ("sentence", "word")
_SIGNS = (":", "?", "!", ".", "\u2026", "\uff1a", "\uff1f", "\uff01")


class Parts(Extension):
    """The tags `optional`, `either` and `part`.

    `{% optional %}…{% endoptional %}` may go when there is no room for it: a later one before an
    earlier one, and before both `{% optional 2 %}`, whose number is higher. The first way that
    fits is taken of `{% either %}…{% or %}…{% endeither %}`. At `{% part %}` a thread may go on
    in its next part.
    """

    tags = {"optional", "either", "part"}  # noqa: RUF012  # as Jinja's own extensions do

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Put marks into the output, which the fitting understands."""
        tag = next(parser.stream)
        match tag.value:
            case "optional":
                made = self._optional(parser)
            case "either":
                made = self._either(parser)
            case _:
                made = [_mark(marks.PART)]
        return [node.set_lineno(tag.lineno) for node in made]

    def _optional(self, parser: Parser) -> list[nodes.Node]:
        given = parser.stream.next_if("integer")
        rank = int(given.value) if given else 1
        body = parser.parse_statements(("name:endoptional",), drop_needle=True)
        return [nodes.Scope([_mark(marks.optional_start(rank)), *body, _mark(marks.END)])]

    def _either(self, parser: Parser) -> list[nodes.Node]:
        ways = nodes.Scope([_mark(marks.either_start())])
        while True:
            ways.body += parser.parse_statements(("name:or", "name:endeither"))
            is_last = next(parser.stream).value == "endeither"
            ways.body.append(_mark(marks.END if is_last else marks.NEXT))
            if is_last:
                return [ways]


def _mark(mark: str) -> nodes.Output:
    return nodes.Output([nodes.TemplateData(mark)])


@pass_context
def shorten(context: Context, value: object, at: str = "word") -> str:
    """Let a text end early, behind a sentence or else a word, or a list behind an item."""
    if at not in _CUTS:
        raise ValueError(f"a text is shortened at a {' or a '.join(_CUTS)}, not at a {at}")
    if isinstance(value, str):
        return marks.prose(value, whole_sentences=at == "sentence")
    return _series(context, value).shortened()


@pass_context
def listed_in_language(context: Context, items: Iterable[object]) -> Series:
    """Join things with commas."""
    return listed(items, context["language"])


@pass_context
def bullets(context: Context, items: Iterable[object]) -> Series:
    """Put each thing on a line of its own."""
    return bulleted(_items(items), context["language"])


def labelled(title: str) -> str:
    """Make a label of a title: with a colon, unless it ends with a sign of its own."""
    return title if title.endswith(_SIGNS) else f"{title}:"


@pass_context
def gist_in_language(context: Context, section: Section) -> str | Series:
    """Say what is in a section: its items, or the first paragraph of its text."""
    return gist(section, context["language"])


@pass_context
def month(context: Context, moment: date) -> str:
    """Name a month and its year in the entry's language."""
    return language.month(moment, context["language"])


@pass_context
def span(context: Context, course: Course) -> str:
    """Name the months from which and to which something went on."""
    return language.span(course.first, course.last, context["language"])


@pass_context
def long_date(context: Context, moment: date) -> str:
    """Write a day in the entry's language."""
    return language.long_date(moment, context["language"])


FILTERS = {
    "shorten": shorten,
    "listed": listed_in_language,
    "bullets": bullets,
    "labelled": labelled,
    "gist": gist_in_language,
    "month": month,
    "long_date": long_date,
    "span": span,
}


def _series(context: Context, value: object) -> Series:
    if isinstance(value, Series):
        return value
    return listed(_items(value), context["language"])


def _items(value: object) -> Iterable[object]:
    if isinstance(value, List):
        return value.items
    if isinstance(value, list | tuple | Series):
        return value
    raise TypeError(f"a {type(value).__name__} is no list of things")
