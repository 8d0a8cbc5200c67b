"""The three notations of front matter, as python-frontmatter handlers that refuse to guess."""

import json
import re
import tomllib
from collections.abc import Container, Sequence
from typing import Final

from frontmatter.default_handlers import BaseHandler

from nowsync.front_matter import strict
from nowsync.front_matter.strict import Invalid


class FencedHandler(BaseHandler):
    """Fields between two fences; `split` and `load` raise Invalid."""

    FM_BOUNDARY: re.Pattern[str]

    def split(self, text: str) -> tuple[str, str]:
        """Split into the fields, from the end of the opening fence on, and what follows them."""
        try:
            _, source, rest = self.FM_BOUNDARY.split(text, 2)
        except ValueError as error:
            fence = self.START_DELIMITER
            message = f"the front matter that begins here has no closing {fence} line"
            raise Invalid(message) from error
        return source, rest.removeprefix("\n")

    def lines(self, source: str, keys: Container[str]) -> dict[str, int]:
        """Find the line of each key, counted from the opening fence; nested ones come last."""
        found: dict[str, int] = {}
        for number, line in sorted(
            enumerate(source.split("\n")), key=lambda each: each[1][:1].isspace()
        ):
            key = line.replace(":", "=").partition("=")[0].strip(" \t\"'[]{")
            if key in keys:
                found.setdefault(key, number)
        return found


class YamlHandler(FencedHandler):
    """YAML between `---` lines; it may also end with `...`."""

    FM_BOUNDARY = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"

    def detect(self, text: str) -> bool:
        """Tell whether the text begins with a fence."""
        return text.startswith("---") and super().detect(text)

    def load(self, fm: str) -> dict[str, object]:
        """Read YAML, and JSON, which YAML includes."""
        return _mapping(strict.load(fm))


class TomlHandler(FencedHandler):
    """TOML between `+++` lines."""

    FM_BOUNDARY = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "+++"

    def load(self, fm: str) -> dict[str, object]:
        """Read TOML."""
        try:
            return tomllib.loads(fm)
        except tomllib.TOMLDecodeError as error:
            # Before Python 3.14 the place is only in the words: "… (at line 3, column 7)".
            message, _, place = str(error).partition(" (at ")
            line = place.removeprefix("line ").partition(",")[0]
            last = fm.rstrip().count("\n")
            where = int(line) - 1 if line.isdigit() else last
            raise Invalid(f"the front matter is not valid TOML: {message}", where) from error
        except (ValueError, RecursionError) as error:
            raise Invalid(f"the front matter cannot be read: {error}") from error


class JsonHandler(FencedHandler):
    """A JSON object at the start of the text."""

    FM_BOUNDARY = re.compile(r'\{\s*["}]')

    def split(self, text: str) -> tuple[str, str]:
        """Find the end of the object."""
        try:
            _, end = _JSON.raw_decode(text)
        except json.JSONDecodeError as error:
            message = f"the front matter is not valid JSON: {error.msg}"
            raise Invalid(message, error.lineno - 1) from error
        except _Repeated as error:
            place = text.rfind(f'"{error.key}"')
            raise Invalid(str(error), text.count("\n", 0, max(place, 0))) from error
        except (ValueError, RecursionError) as error:
            raise Invalid(f"the front matter cannot be read: {error}") from error
        return text[:end], text[end:].lstrip(" \t").removeprefix("\n")

    def load(self, fm: str) -> dict[str, object]:
        """Read JSON."""
        return _mapping(_JSON.decode(fm))


class _Repeated(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(f'"{key}" stands twice in the front matter; keep one')
        self.key = key


def _unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    data: dict[str, object] = {}
    for key, value in pairs:
        if key in data:
            raise _Repeated(key)
        data[key] = value
    return data


def _mapping(data: object) -> dict[str, object]:
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise Invalid("the front matter must be `name: value` lines", 1)
    return data


_JSON: Final = json.JSONDecoder(object_pairs_hook=_unique)
HANDLERS: Final[tuple[BaseHandler, ...]] = (YamlHandler(), TomlHandler(), JsonHandler())
