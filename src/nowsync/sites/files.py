"""What the files of a site say of it: read as data, and none of their code is run."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

Data: TypeAlias = Mapping[str, object]

_SET = r"""(?<![\w.$'"-])%s\s*[:=]\s*(?:new URL\()?(['"`])(%s[^'"`\s$]+)\1"""


def first(folder: Path, *patterns: str) -> Path | None:
    """Find the first file that one of the patterns fits."""
    found = (path for each in patterns for path in sorted(folder.glob(each)) if path.is_file())
    return next(found, None)


def text_of(path: Path | None) -> str:
    """Read a file; one that cannot be read says nothing."""
    try:
        return path.read_text("utf-8-sig") if path else ""
    except (OSError, UnicodeDecodeError):
        return ""


def data_of(path: Path | None) -> Data:
    """Read a table of TOML, YAML or JSON; what cannot be read says nothing."""
    text = text_of(path)
    if path is None or not text:
        return {}
    try:
        found = _parse(path.suffix, text)
    except ValueError:
        return {}
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}


def _parse(suffix: str, text: str) -> object:
    if suffix == ".toml":
        return tomllib.loads(text)
    if suffix == ".json":
        return json.loads(text)
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def set_in_script(path: Path | None, key: str, begins: str) -> str | None:
    """Give the text that a program sets a key to, if it is plain and there is just one."""
    text = _without_comments(text_of(path))
    found = {value for _, value in re.findall(_SET % (key, begins), text)}
    return found.pop() if len(found) == 1 else None


def _without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", text, flags=re.DOTALL)


def address(value: object) -> str | None:
    """Accept a complete address only; a placeholder or a path is none."""
    text = words(value)
    try:
        parts = urlsplit(text or "")
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.hostname else None


def words(value: object) -> str | None:
    """Accept text only, and not an empty one."""
    return value.strip() or None if isinstance(value, str) else None
