"""nowsync.toml into typed settings, with all its problems at once. Holds no secret."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from os.path import normpath
from pathlib import Path
from urllib.parse import urlsplit

from nowsync.adapters.base import Settings
from nowsync.adapters.registry import FindPlatform, Platform, UnknownPlatform, find_platform
from nowsync.core.entry import PLACEHOLDERS
from nowsync.core.errors import ConfigurationError, Problem
from nowsync.core.target import Policy, Site, Target
from nowsync.entries.patterns import wrong_pattern
from nowsync.http import is_loopback
from nowsync.secret import commands, variable
from nowsync.toml import Check, Document, Keys

FILE = "nowsync.toml"
STATE_FOLDER = ".nowsync"

_LATER = {("targets", "when"): "is not yet supported; run nowsync at the hours you like instead"}
_SECRET = re.compile(r"(^|_)(token|api_?key|password|passwd|secret)$")
_USER_AND_PASSWORD = re.compile(r"(?<=:)//[^/?#]*@")
_TARGET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_MOST_DAYS = 36_500
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class EntriesSettings:
    """The entries' folder, or else their page; where they are read; what tells their dates."""

    folder: str | None = None
    page: str | None = field(default=None, kw_only=True)
    permalink: str | None = None
    link: str | None = None
    dates: tuple[str, ...] | None = None
    name_date: str | None = None


@dataclass(frozen=True, slots=True)
class TargetSettings:
    """A target, and what only its platform's adapter understands."""

    target: Target
    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A nowsync.toml that has been found good. Relative paths start at `folder`."""

    path: Path
    site: Site
    entries: EntriesSettings
    targets: tuple[TargetSettings, ...]
    templates: str | None = None
    state: str = STATE_FOLDER
    secrets: str | None = None

    @property
    def folder(self) -> Path:
        """The folder that the file stands in."""
        return self.path.parent

    def state_folder(self, environment: Mapping[str, str]) -> Path:
        """Say where the ledger is: NOWSYNC_STATE, or else what the file says."""
        return self.folder / (environment.get("NOWSYNC_STATE") or self.state)


@dataclass(frozen=True, slots=True)
class _Folder:
    folder: str


@dataclass(frozen=True, slots=True)
class _File:
    site: Site
    entries: EntriesSettings
    targets: Mapping[str, object] = field(default_factory=dict)
    templates: _Folder | None = None
    state: _Folder = _Folder(STATE_FOLDER)
    secrets: _Folder | None = None


@dataclass(frozen=True, slots=True)
class _Common:
    """The keys that the tables of all targets may have."""

    platform: str
    template: str | None = None
    max_age: int = 45
    max_new: int = 3


_COMMON = tuple(each.name for each in fields(_Common))


def locate(given: str | None, environment: Mapping[str, str], start: Path) -> Path:
    """Find nowsync.toml: --config, NOWSYNC_CONFIG, or in `start` and the folders above it."""
    wanted = {"--config": given, "NOWSYNC_CONFIG": environment.get("NOWSYNC_CONFIG")}
    for source, name in wanted.items():
        if not name:
            continue
        if (start / name).is_file():
            return start / name
        raise _refusal(f"{source} names {name}, and there is no such file")
    for folder in (start, *start.absolute().parents):
        if (folder / FILE).is_file():
            return folder / FILE
    raise _refusal(f"no {FILE} here or above; type: nowsync init")


def load(path: Path, find: FindPlatform = find_platform) -> Configuration:
    """Read a configuration; raise ConfigurationError with everything that is wrong in it."""
    document = Document(str(path), _text(path), checks=_CHECKS, later=_LATER)
    file = document.read(_File, document.root, ())
    entries = document.root.get("entries")
    if isinstance(entries, Mapping) and len({"folder", "page"} & entries.keys()) != 1:
        document.add(("entries",), 'needs one of two: folder = "…", or page = "…"')
    targets = tuple(_targets(document, find))
    _refuse_shared_files(document, targets)
    if document.problems or file is None:
        raise ConfigurationError(tuple(sorted(document.problems, key=lambda each: each.line or 0)))
    return Configuration(
        path=path,
        site=file.site,
        entries=file.entries,
        targets=targets,
        templates=file.templates.folder if file.templates else None,
        state=file.state.folder,
        secrets=file.secrets.folder if file.secrets else None,
    )


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise _refusal(f"cannot be read: {error.strerror}", str(path)) from error
    except UnicodeDecodeError as error:
        raise _refusal("is not UTF-8 text; save it as UTF-8", str(path)) from error


def _refusal(message: str, file: str | None = None) -> ConfigurationError:
    return ConfigurationError((Problem(message, file),))


def _targets(document: Document, find: FindPlatform) -> Iterator[TargetSettings]:
    tables = document.root.get("targets", {})
    if not isinstance(tables, Mapping):
        return
    if not tables:
        document.add(("targets",), "there is none; add a table such as [targets.feed]")
    for name, table in tables.items():
        at = ("targets", name)
        if not _TARGET_NAME.fullmatch(name):
            document.add(at, "a target's name is made of letters, digits, - and _")
        elif not isinstance(table, Mapping):
            document.add(at, f"must be a table: write [targets.{name}]")
        elif target := _target(document, name, table, find):
            yield target
    _refuse_shared_variables(document, list(tables))


def _target(
    document: Document, name: str, table: Mapping[str, object], find: FindPlatform
) -> TargetSettings | None:
    at = ("targets", name)
    clean = {key: _without_password(value) for key, value in table.items() if not _is_secret(key)}
    common = document.read(_Common, {k: v for k, v in clean.items() if k in _COMMON}, at)
    platform = _platform(document, common, at, find)
    own = {key: value for key, value in clean.items() if key not in _COMMON}
    settings = document.read(platform.settings, own, at, also=_COMMON) if platform else None
    for key in (key for key, value in table.items() if clean.get(key) != value):
        how = commands(name, settings.origin if settings else None)
        document.add((*at, key), f"secrets are never in {FILE}: take it out of here, and {how}")
    if common is None or settings is None:
        return None
    _check_target(document, common, settings, at)
    policy = Policy(timedelta(days=common.max_age), common.max_new)
    template = common.template or common.platform
    return TargetSettings(
        Target(name, common.platform, settings.origin, template, policy), settings
    )


def _platform(
    document: Document, common: _Common | None, at: Keys, find: FindPlatform
) -> Platform | None:
    if common is None:
        return None
    try:
        return find(common.platform)
    except UnknownPlatform as error:
        document.add((*at, "platform"), str(error))
        return None


def _check_target(document: Document, common: _Common, settings: Settings, at: Keys) -> None:
    if not 0 <= common.max_age <= _MOST_DAYS:
        document.add((*at, "max_age"), f"must be a number of days from 0 to {_MOST_DAYS}")
    if common.max_new < 0:
        document.add((*at, "max_new"), "must be 0 or more")
    problems, origin = list(settings.problems()), settings.origin
    if not problems and origin.lower().startswith("http://") and not is_loopback(origin):
        problems = [("server", "must start with https://: over http:// others can read the secret")]
    for key, message in problems:
        document.add((*at, key), message)


def _refuse_shared_files(document: Document, targets: tuple[TargetSettings, ...]) -> None:
    """Two targets that write one file would take it from each other."""
    first: dict[str, str] = {}
    for target in (each.target for each in targets if "://" not in each.target.origin):
        other = first.setdefault(normpath(target.origin), target.name)
        if other != target.name:
            document.add(("targets", target.name), f"writes the same file as '{other}'")


def _refuse_shared_variables(document: Document, names: list[str]) -> None:
    """Two targets that share a variable would send one's secret to the other's server."""
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(variable(name), name)
        if other != name:
            shared = variable(name)
            document.add(("targets", name), f"shares {shared} with '{other}'; rename one of them")


def _is_secret(key: str) -> bool:
    return bool(_SECRET.search(key.lower().replace("-", "_")))


def _without_password(value: object) -> object:
    return _USER_AND_PASSWORD.sub("//", value) if isinstance(value, str) else value


def _address(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        complete = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        complete = False
    if not complete or re.search(r"\s", value):
        return "must be a complete address, such as https://example.org"
    if "@" in parts.netloc:
        return "must not hold a user name or password"
    if "?" in value or "#" in value:
        return "must end before the ? or #"
    return None


def _timezone(value: str) -> str | None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(value)
    except (OSError, ValueError, LookupError):
        return f"there is no time zone '{value}'; they are called like Europe/Paris"
    return None


def _language(value: str) -> str | None:
    if _LANGUAGE.fullmatch(value):
        return None
    return f"'{value}' is not a language tag, such as en or pt-BR"


def _page(value: str) -> str | None:
    return None if Path(value).suffix in (".md", ".mdx", ".markdown") else "must be a Markdown file"


def _pattern(value: str) -> str | None:
    for name in re.findall(r"{([^{}]*)}", value):
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
            return f"there is no {{{name}}}; there are {known}"
    rest = re.sub(r"{[^{}]*}", "x", value)
    if "{" in rest or "}" in rest:
        return "has a { or } without its partner"
    if rest.startswith("/") and not rest.startswith("//"):
        return None
    return "must start with / or be a complete address" if _address(rest) else None


_CHECKS: Mapping[Keys, Check] = {
    ("site", "url"): _address,
    ("site", "author", "url"): _address,
    ("site", "language"): _language,
    ("site", "timezone"): _timezone,
    ("entries", "page"): _page,
    ("entries", "permalink"): _pattern,
    ("entries", "link"): _pattern,
    ("entries", "name_date"): wrong_pattern,
}
