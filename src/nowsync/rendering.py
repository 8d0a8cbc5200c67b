"""Template and entry make a summary. Templates are sandboxed, strict, and get plain data only."""

import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from nowsync import markdown, packaged
from nowsync.context import NAMES, Lists, context_of
from nowsync.core.entry import Entry
from nowsync.core.errors import Problem, TemplateError
from nowsync.core.summary import (
    OPTIONAL_END,
    OPTIONAL_START,
    Fitted,
    Summary,
    essentials,
    fit,
    whole,
)
from nowsync.core.target import Room, Site, Target, Traits

SUFFIX = ".j2"
# What a template may define; a template without blocks is its text.
BLOCKS = ("title", "text", "description", "content", "content_warning")
# What a template can do wrong with good data.
_MISTAKES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
# Jinja's own globals reach beyond plain data or can be made to run for ever.
FORBIDDEN_GLOBALS = ("lipsum", "cycler", "joiner", "namespace")


class Renderer:
    """Renders summaries with the packaged templates, and the user's own of the same names."""

    def __init__(self, site: Site, folder: Path | None = None) -> None:
        folders = [path for path in (folder, packaged.templates()) if path is not None]
        self._site = site
        self._environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(path) for path in folders]),
            undefined=_Undefined,
            extensions=[_Optional],
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        for name in FORBIDDEN_GLOBALS:
            self._environment.globals.pop(name)

    def __call__(
        self,
        entry: Entry,
        target: Target,
        traits: Traits,
        room: Room | None,
        at: tuple[datetime, datetime],
    ) -> Summary:
        """Make the summary of an entry for a target; raise TemplateError where it cannot be."""
        template = self._template(target.template)
        context = context_of(entry, self._site, plain=not traits.markup)
        parts = self._blocks(template, context, entry)
        base = entry.permalink or entry.link or self._site.url
        published, updated = at
        warning = essentials(parts.get("content_warning", ""))
        text = parts.get("text", "")
        if traits.markup:
            fitted = Fitted(markdown.portable(whole(text), base_url=base))
        else:
            fitted = self._fitted(text, _less(room, warning), template, entry)
        return Summary(
            entry=entry.id,
            title=" ".join(whole(parts.get("title", entry.title)).split()),
            text=fitted.text,
            language=entry.language,
            dated=entry.date,
            published=published,
            updated=updated,
            content=markdown.sanitise(whole(parts.get("content", "")), base_url=base),
            description=" ".join(whole(parts.get("description", "")).split()),
            content_warning=warning,
            tags=entry.tags,
            link=entry.link,
            permalink=entry.permalink,
            image=entry.image,
            left_out=fitted.left_out,
        )

    def _template(self, name: str) -> Template:
        try:
            template = self._environment.get_template(name + SUFFIX)
        except TemplateNotFound as error:
            known = [found.removesuffix(SUFFIX) for found in self._environment.list_templates()]
            message = f"there is no template {name!r}; there are {', '.join(known)}"
            raise TemplateError(Problem(message)) from error
        except TemplateSyntaxError as error:
            message = _marked(error.message or "wrong syntax", error.filename, error.lineno)
            raise TemplateError(Problem(message, error.filename, error.lineno)) from error
        unknown = next((block for block in template.blocks if block not in BLOCKS), None)
        if unknown is not None:
            message = f"a block {unknown!r} means nothing{_hint(unknown, BLOCKS)}"
            raise TemplateError(Problem(message, template.filename))
        return template

    def _blocks(
        self, template: Template, context: Mapping[str, Any], entry: Entry
    ) -> dict[str, str]:
        makers: Mapping[str, Callable[..., Any]] = template.blocks or {
            "text": template.root_render_func
        }
        try:
            return {
                name: "".join(make(template.new_context(dict(context))))
                for name, make in makers.items()
            }
        except (JinjaError, *_MISTAKES) as error:
            line = _line(error, template)
            message = f"{_message(error)} (entry {entry.source})"
            problem = Problem(_marked(message, template.filename, line), template.filename, line)
            raise TemplateError(problem) from error

    def _fitted(self, text: str, room: Room | None, template: Template, entry: Entry) -> Fitted:
        fitted = fit(text, room)
        if fitted is None and room is not None:
            least = room.count(essentials(text))
            message = (
                f"the least it can say of {entry.source} has {least} characters, and {room.limit} "
                "fit; put more of it between {% optional %} and {% endoptional %}"
            )
            raise TemplateError(Problem(message, template.filename))
        if fitted is None or not fitted.text:
            message = f"it says nothing about {entry.source}"
            raise TemplateError(Problem(message, template.filename))
        return fitted


class _Optional(Extension):
    """`{% optional %}…{% endoptional %}`: a part that may go when there is no room for it."""

    tags = {"optional"}  # noqa: RUF012  # as Jinja's own extensions do

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endoptional",), drop_needle=True)
        marks = (nodes.TemplateData(OPTIONAL_START), nodes.TemplateData(OPTIONAL_END))
        start, end = (nodes.Output([mark]).set_lineno(line) for mark in marks)
        return nodes.Scope([start, *body, end]).set_lineno(line)


class _Undefined(StrictUndefined):
    """An unknown name is an error that suggests a known one."""

    @property
    def _undefined_message(self) -> str:
        name = self._undefined_name
        known = NAMES if self._undefined_obj is missing else _names(self._undefined_obj)
        return f"{name!r} is not known here{_hint(str(name), known)}"


def _names(holder: object) -> list[str]:
    if isinstance(holder, Mapping):
        return [str(name) for name in holder]
    if isinstance(holder, Lists):
        return [each.name for each in holder]
    return list(getattr(type(holder), "__slots__", ()))


def _hint(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; there are {', '.join(known)}" if known else ""


def _less(room: Room | None, warning: str) -> Room | None:
    """Take what a content warning needs from the room for the text."""
    if room is None or not warning:
        return room
    return Room(room.limit - room.count(warning), room.count)


def _message(error: Exception) -> str:
    if isinstance(error, JinjaError):
        return error.message or type(error).__name__
    return f"{type(error).__name__}: {error}"


def _line(error: Exception, template: Template) -> int | None:
    """Find where in the template it went wrong."""
    frames = traceback.extract_tb(error.__traceback__)
    compiled = [frame.lineno for frame in frames if frame.filename == template.filename]
    if not compiled or compiled[-1] is None:
        return None
    return template.get_corresponding_lineno(compiled[-1])


def _marked(message: str, file: str | None, line: int | None) -> str:
    """Show the line itself beside what is wrong with it."""
    if file is None or line is None:
        return message
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    if not 0 < line <= len(lines):
        return message
    return f"{message}\n    {line} | {lines[line - 1].strip()}"
