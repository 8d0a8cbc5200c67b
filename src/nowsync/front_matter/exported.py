"""Front matter of MDX that is an exported object: `export const metadata = { title: "Now" }`.

Only what is written out is taken: text, numbers, true and false, and lists and objects of them.
"""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

import yaml

from nowsync.front_matter.strict import Invalid, StrictLoader, refuse_bombs
from nowsync.markdown.brackets import closing_brace

# What Next.js, Astro, Remix and their themes call it; the first that tells something counts.
_EXPORT: Final = re.compile(
    r"^export\s+const\s+(?:metadata|front[mM]atter|meta|matter|article|post|entry)\b[^={\n]*=\s*(?=\{)",
    re.MULTILINE,
)
_STRING: Final = re.compile(
    r"""'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`\\$]*)`|(?<![:\w])//[^\n]*|/\*.*?\*/""",
    re.DOTALL,
)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_NEW_DATE: Final = re.compile(r'new\s+Date\(("(?:[^"\\]|\\.)*")\)')
_MOST: Final = 5
_LETTERS: Final = {"n": "\n", "t": "\t"}


def exported(text: str) -> tuple[dict[str, object], dict[str, int]]:
    """Give the fields of exported objects, and their lines; nothing of what is no plain data.

    Lines count from 0.
    """
    fields: dict[str, object] = {}
    lines: dict[str, int] = {}
    for found in islice(_EXPORT.finditer(text), _MOST):
        some, on_lines = _told(text, found)
        fields, lines = {**some, **fields}, {**on_lines, **lines}
    return fields, lines


def _told(text: str, found: re.Match[str]) -> tuple[dict[str, object], dict[str, int]]:
    above = text.count("\n", 0, found.end())
    try:
        node = _object(text[found.end() :])
        fields = dict(_fields(node)) if node else {}
    except (Invalid, yaml.YAMLError):
        return {}, {}
    keys = (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)) if node else ()
    return fields, {key.value: above + key.start_mark.line for key in keys if key.value in fields}


def _object(text: str) -> yaml.MappingNode | None:
    """Read the object that a text begins with; once its strings are JSON's, it is YAML."""
    source = text.encode("utf-8", "replace")
    end = closing_brace(source, 0)
    if end is None:
        return None
    data = _NEW_DATE.sub(r"\1", _STRING.sub(_as_json, source[:end].decode()))
    refuse_bombs(data)
    node = yaml.compose(data, Loader=StrictLoader)
    return node if isinstance(node, yaml.MappingNode) else None


def _as_json(found: re.Match[str]) -> str:
    """Write a string of JavaScript as one of JSON; a comment as nothing."""
    written = next((each for each in found.groups() if each is not None), None)
    if written is None:
        return " "
    return json.dumps(_ESCAPED.sub(lambda sign: _LETTERS.get(sign[1], sign[1]), written))


def _fields(node: yaml.MappingNode) -> Iterator[tuple[str, object]]:
    for key, value in node.value:
        said = _value(value)
        if isinstance(key, yaml.ScalarNode) and said is not None:
            yield key.value, said


def _value(node: yaml.Node) -> object:
    """Give what a node says; None if it is computed."""
    match node:
        case yaml.MappingNode():
            return dict(_fields(node))
        case yaml.SequenceNode():
            items = [_value(each) for each in node.value]
            return items if None not in items else None
        case yaml.ScalarNode() if node.style == '"':
            return str(node.value)
        case yaml.ScalarNode() if node.tag != "tag:yaml.org,2002:str":
            return _plain(node)
        case _:
            return None


def _plain(node: yaml.ScalarNode) -> object:
    try:
        return StrictLoader("").construct_object(node)
    except yaml.YAMLError:
        # Not a reason to hear nothing of the others, of which one may say that it is a draft.
        return None
