"""Where in front matter a key within a key stands."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import yaml

# YAML says where its keys are, and JSON is read as YAML. In TOML a key begins a line or a table, or
# follows a brace, a comma or a dot.
_KEY = r"(?:^|[\[{{,.])\s*[\"']?{key}[\"']?\s*[=.\]]"


def line_of(source: str, keys: Sequence[str]) -> int:
    """Find the line of the last of these keys, or of the nearest one above it; from 0 on."""
    node = _node(source)
    lines = _in_nodes(node, keys) if isinstance(node, yaml.MappingNode) else _in_toml(source, keys)
    return max(lines, default=0)


def _node(source: str) -> yaml.Node | None:
    try:
        return yaml.compose(source, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return None


def _in_nodes(node: yaml.Node, keys: Sequence[str]) -> Iterator[int]:
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        found = next((pair for pair in pairs if pair[0].value == key), None)
        if found is None:
            return
        yield found[0].start_mark.line
        node = found[1]


def _in_toml(source: str, keys: Sequence[str]) -> Iterator[int]:
    lines, start = source.split("\n"), 0
    for key in keys:
        begins = re.compile(_KEY.format(key=re.escape(key)))
        rest = enumerate(islice(lines, start, None), start)
        found = next((number for number, line in rest if begins.search(line)), None)
        if found is None:
            return
        yield found
        start = found
