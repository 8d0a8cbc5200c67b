"""YAML as an author means it: `no` and `12:30` are text, and a key stands once."""

import re
from collections.abc import Callable

import yaml

Build = Callable[[yaml.CSafeLoader, yaml.ScalarNode], object]

# No author nests deeper; what is nested deeper is an accident or an attack.
DEEPEST = 20
# Python writes no longer number as text, which has 4300 digits then; in bits.
LONGEST = 14_284
ENDLESS = "a number has thousands of digits; put it in quotes"
# Each level needs one of these.
_LEVELS = ("[", "{", "-", "?", ":")

_HINTS = {
    "alphabetic or numeric character": "put a value that begins with * or & in quotes",
    "found a tab character": "indent with spaces",
    "mapping values are not allowed": "put a value that holds a colon in quotes",
    "cannot start any token": "put the value in quotes, and indent with spaces",
    "unknown escape character": "write \\\\ for a backslash, or use single quotes",
    "did not find expected ": "look for a missing quote, bracket, colon or blank",
    "could not find expected ':'": "look for a missing colon or quote",
    "unexpected end of stream": "look for a quote that is not closed",
}


class Invalid(Exception):
    """Front matter that cannot be read; `line` counts from the opening fence, which is 0."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def load(source: str) -> object:
    """Read YAML; raise Invalid with the line of what is wrong."""
    try:
        if "&" in source or "*" in source or sum(map(source.count, _LEVELS)) > DEEPEST:
            refuse_bombs(source)
        return yaml.load(source, Loader=StrictLoader)  # noqa: S506  # it is a CSafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Invalid(_explained(error.problem), mark.line if mark else 0) from error
    except yaml.reader.ReaderError as error:
        line = source.encode()[: error.position].count(b"\n")
        raise Invalid("a control character stands here; remove it", line) from error
    except (ValueError, RecursionError) as error:
        raise Invalid(f"the front matter cannot be read: {error}") from error


def _explained(problem: str | None) -> str:
    text = problem or "it cannot be read"
    if text.startswith(_OWN):
        return text.removeprefix(_OWN)
    hint = next((each for sign, each in _HINTS.items() if sign in text), None)
    return f"the front matter is not valid YAML: {text}" + (f" ({hint})" if hint else "")


# Marks what we say ourselves, so that it is not taken for the parser's words.
_OWN = "\0"


def _refusal(message: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, _OWN + message, node.start_mark)


def refuse_bombs(source: str) -> None:
    """Raise Invalid for anchors, and for what is nested so deep that it would end the process."""
    depth = 0
    for event in yaml.parse(source, Loader=yaml.CSafeLoader):
        line = event.start_mark.line if event.start_mark else 0
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            message = f"anchors and aliases ({event.anchor}) are not supported; "
            raise Invalid(message + "write the value out, or put it in quotes", line)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        # The fields themselves are the first level.
        if depth > DEEPEST + 1:
            raise Invalid(f"the front matter is nested more than {DEEPEST} levels deep", line)


_TAGS = "tag:yaml.org,2002:"
_TEXT = f"{_TAGS}str"


class StrictLoader(yaml.CSafeLoader):
    """Builds what YAML says by the core schema of YAML 1.2, and dates."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        """Build text, which most of front matter is, without looking for what would build it."""
        if node.tag == _TEXT and isinstance(node, yaml.ScalarNode):
            return node.value
        return super().construct_object(node, deep)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        """Build a mapping whose keys are text and stand once."""
        if not isinstance(node, yaml.MappingNode):
            raise _refusal(f"{node.tag.replace(_TAGS, '!!')} must be `name: value` lines", node)
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _refusal("a key must be text", key)
            if key.value == "<<":
                raise _refusal("merge keys (<<) are not supported; write the values out", key)
            if key.value in seen:
                raise _refusal(f'"{key.value}" stands twice in the front matter; keep one', key)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _checked(build: Build) -> Build:
    """Say where an impossible number or date stands."""

    def checked(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> object:
        try:
            built = build(loader, node)
        except (ValueError, OverflowError) as error:
            raise _impossible(node, str(error)) from error
        except (LookupError, AttributeError) as error:
            # A value that its explicit tag does not fit, as in `!!bool perhaps`.
            raise _impossible(node, f"it is no {node.tag.replace(_TAGS, '!!')}") from error
        if isinstance(built, int) and built.bit_length() > LONGEST:
            raise _refusal(ENDLESS, node)
        return built

    return checked


def _impossible(node: yaml.ScalarNode, reason: str) -> yaml.MarkedYAMLError:
    return _refusal(f"{node.value[:40] or 'nothing'} is not possible: {reason}", node)


def _in_order(loader: yaml.CSafeLoader, node: yaml.MappingNode) -> list[object]:
    """Build a set as it is written: Python's has another order in each process."""
    return list(loader.construct_mapping(node))


_PLAIN_VALUES = {
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    "int": (r"[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    "float": (
        r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN)",
        list("-+.0123456789"),
    ),
    "timestamp": (
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}|"
        r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
        r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?",
        list("0123456789"),
    ),
}
StrictLoader.yaml_implicit_resolvers = {}  # PyYAML's own are those of YAML 1.1.
for _kind, (_pattern, _first) in _PLAIN_VALUES.items():
    _tag = f"{_TAGS}{_kind}"
    StrictLoader.add_implicit_resolver(_tag, re.compile(f"(?:{_pattern})$"), _first)
    StrictLoader.add_constructor(_tag, _checked(yaml.CSafeLoader.yaml_constructors[_tag]))
StrictLoader.add_constructor(f"{_TAGS}set", _in_order)
