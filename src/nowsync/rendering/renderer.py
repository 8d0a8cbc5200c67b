"""Template and entry make a summary. Templates get plain data only."""

import traceback
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Template, nodes
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError
from msgspec.structs import replace

from nowsync import markdown, packaged
from nowsync.core.entry import Entry
from nowsync.core.errors import Problem, TemplateError
from nowsync.core.fitting import Fitted, essentials, fit, split, whole
from nowsync.core.marks import END, effort, nesting
from nowsync.core.recap import Recap
from nowsync.core.start import Start
from nowsync.core.summary import Form, Summary
from nowsync.core.target import Room, Site
from nowsync.rendering.context import context_of, context_of_recap, context_of_start
from nowsync.rendering.metered.budget import Overspent, limited, pay
from nowsync.rendering.metered.metering import SUFFIX
from nowsync.rendering.sandbox import Sandbox, hint

# Measuring so many characters takes about as long as a step of a template.
MEASURED = 16
# So much effort to shorten texts takes about as long, too.
EFFORT = 400
# Nobody has more to say about what may go with what.
DEEPEST = 10
# What a template may define; a template without blocks is its text.
BLOCKS = ("title", "text", "description", "content", "content_warning")
# What a template can do wrong with good data.
_MISTAKES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Renderer:
    """Renders summaries with the packaged templates, and the user's own of the same names."""

    def __init__(self, site: Site, folder: Path | None = None) -> None:
        folders = [path for path in (folder, packaged.templates()) if path is not None]
        self._site = site
        self._sandbox = Sandbox(folders)

    @limited()
    def __call__(self, entry: Entry, form: Form) -> Summary:
        """Make the summary of an entry in a target's form; raise TemplateError if it cannot be."""
        try:
            return self._summary(entry, form)
        except (Overspent, markdown.TooMuch, markdown.Unportable) as error:
            file = self._template(form.template).filename
            message = error.args[0] if error.args else "it makes more markup than anyone writes"
            raise TemplateError(Problem(f"{message} (entry {entry.source})", file)) from error

    def _summary(self, entry: Entry, form: Form) -> Summary:
        template = self._template(form.template)
        context = context_of(entry, self._site, form)
        parts = self._parts(template, context, entry.source)
        base = entry.permalink or entry.link or self._site.url
        own = entry.own
        warning = essentials(parts.get("content_warning", ""))
        if own.content_warning is not None:
            warning = own.content_warning
        content = markdown.sanitise(whole(parts.get("content", "")), base_url=base)
        text = parts.get("text", "")
        description = parts.get("description", "")
        if form.markup:
            description = own.text or description
            fitted = Fitted(markdown.portable(whole(text), base_url=base))
        elif own.text is not None:
            fitted = _as_written(own.text, _less(form.room, warning), entry)
        else:
            fitted = self._fitted(text, _less(form.room, warning), template, entry)
        if not fitted.text.strip() and not content.strip():
            raise TemplateError(Problem(f"it says nothing about {entry.source}", template.filename))
        return Summary(
            entry=entry.id,
            title=_one_line(parts.get("title", entry.title)),
            text=fitted.text,
            thread=fitted.thread,
            language=entry.language,
            dated=entry.date,
            published=form.published,
            updated=form.updated,
            content=content,
            description=_one_line(description),
            content_warning=warning,
            tags=entry.tags,
            authors=entry.authors,
            link=entry.link,
            permalink=entry.permalink,
            image=entry.image,
            left_out=fitted.left_out,
            own=own,
        )

    @limited()
    def recap(self, made: Recap, today: date) -> str:
        """Write the draft of an entry that looks back; raise TemplateError if it cannot be."""
        template = self._template("recap")
        parts = self._parts(template, context_of_recap(made, self._site, today), made.period.name)
        return f"{whole(parts.get('text', '')).strip()}\n"

    @limited()
    def start(self, begun: Start) -> str:
        """Write the start of an entry; raise TemplateError if it cannot be."""
        parts = self._parts(self._template("new"), context_of_start(begun), begun.month)
        return f"{whole(parts.get('text', '')).strip()}\n"

    def _template(self, name: str) -> Template:
        try:
            template = self._sandbox.get_template(name + SUFFIX)
        except TemplateNotFound as error:
            raise TemplateError(Problem(self._missing(name))) from error
        except TemplateSyntaxError as error:
            raise _problem(error.message or "", error.filename, error.lineno) from error
        except UnicodeDecodeError as error:
            raise TemplateError(
                Problem(f"the template {name}{SUFFIX} is not UTF-8 text")
            ) from error
        unknown = next((block for block in template.blocks if block not in BLOCKS), None)
        if unknown is not None:
            message = f"a block {unknown!r} means nothing{hint(unknown, BLOCKS)}"
            raise _problem(message, template.filename, self._line_of(unknown, template.filename))
        return template

    def _missing(self, name: str) -> str:
        templates = self._sandbox.list_templates(extensions=[SUFFIX.removeprefix(".")])
        known = [found.removesuffix(SUFFIX) for found in templates]
        return f"there is no template {name.removesuffix(SUFFIX)!r}; there are {', '.join(known)}"

    def _line_of(self, block: str, file: str | None) -> int | None:
        tree = self._sandbox.parse(Path(file or "").read_text(encoding="utf-8"))
        found = (each.lineno for each in tree.find_all(nodes.Block) if each.name == block)
        return next(found, None)

    def _parts(self, template: Template, context: Mapping[str, Any], source: str) -> dict[str, str]:
        """Render the blocks, or all of a template that has none."""
        try:
            inside = template.new_context(dict(context))
            # Everything outside the blocks is run first: it sets what they use, and what a
            # template that extends another takes over from it.
            text = self._sandbox.concat(template.root_render_func(inside))
            blocks = inside.blocks.items()
            made = {name: self._sandbox.concat(block[0](inside)) for name, block in blocks}
            for part in (text, *made.values()):
                _pay_for_parts(part)
            return made or {"text": text}
        except (JinjaError, *_MISTAKES) as error:
            raise self._explained(error, template, source) from error

    def _explained(self, error: Exception, template: Template, source: str) -> TemplateError:
        """Find where in the templates it went wrong; to be called while the error is handled."""
        if isinstance(error, TemplateNotFound):
            message = self._missing(str(error.name))
        else:
            message = _message(error)
        file, line = self._place(template)
        return _problem(f"{message} (entry {source})", file, line)

    def _place(self, template: Template) -> tuple[str | None, int | None]:
        try:
            self._sandbox.handle_exception()  # raises it again, with the templates' own lines
        except (JinjaError, *_MISTAKES) as rewritten:
            frames = traceback.extract_tb(rewritten.__traceback__)
        inside = [frame for frame in frames if frame.filename.endswith(SUFFIX)]
        return (inside[-1].filename, inside[-1].lineno) if inside else (template.filename, None)

    def _fitted(self, text: str, room: Room | None, template: Template, entry: Entry) -> Fitted:
        threaded = room is not None and room.parts > 1
        room = _paid_for(room, text)
        fitted = split(text, room) if room and threaded else fit(text, room)
        if fitted is not None or room is None:
            return fitted or Fitted("")
        if threaded:
            message = (
                f"{entry.source} does not fit into {room.parts} parts of {room.limit} characters"
            )
        else:
            least = room.count(essentials(text))
            message = (
                f"the least it can say of {entry.source} has {least} characters, and {room.limit} "
                "fit; put more of it between {% optional %} and {% endoptional %}, or let it "
                "{{ … | shorten }}"
            )
        raise TemplateError(Problem(message, template.filename))


def _as_written(text: str, room: Room | None, entry: Entry) -> Fitted:
    """Take the author's own text to the letter, or not at all."""
    if room is None or room.fits(text):
        return Fitted(text)
    message = f"its own text has {room.count(text)} characters, and {room.limit} fit; shorten it"
    raise TemplateError(Problem(message, entry.source))


def _one_line(marked: str) -> str:
    return " ".join(whole(marked).split())


def _less(room: Room | None, warning: str) -> Room | None:
    """Take what a content warning needs from the room for the text."""
    if room is None or not warning:
        return room
    return replace(room, limit=room.limit - room.plain(warning))


def _pay_for_parts(marked: str) -> None:
    """Let what may go or shrink be paid for, before anybody looks for the best of it."""
    if nesting(marked) > DEEPEST:
        raise Overspent(f"its parts stand in parts that stand in parts, more than {DEEPEST} deep")
    pay(effort(marked) // EFFORT)


def _paid_for(room: Room | None, marked: str) -> Room | None:
    """Let each measuring be paid for; fitting tries many versions of a text with many parts."""
    if room is None:
        return None
    count, parts = room.count, marked.count(END)

    def paid(text: str) -> int:
        pay(parts + len(text) // MEASURED)
        return count(text)

    return replace(room, count=paid)


def _message(error: Exception) -> str:
    if isinstance(error, JinjaError):
        return error.message or type(error).__name__
    return str(error) if isinstance(error, TypeError) else f"{type(error).__name__}: {error}"


def _problem(message: str, file: str | None, line: int | None) -> TemplateError:
    """Show the line itself beside what is wrong with it."""
    if file is not None and line is not None:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
        source = lines[line - 1].strip() if 0 < line <= len(lines) else ""
        message = f"{message}\n    {line} | {source}"
    return TemplateError(Problem(message, file, line))
