"""nowsync.toml into typed settings, with all its problems at once. Holds no secret."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct, field

from nowsync.adapters.registry import FindPlatform, find_platform
from nowsync.core.errors import ConfigurationError, Problem
from nowsync.core.reminder import LAST_DAY, Reminder
from nowsync.core.target import Site
from nowsync.targets import TargetSettings, read_targets
from nowsync.toml import Document
from nowsync.values import CHECKS

FILE = "nowsync.toml"
STATE_FOLDER = ".nowsync"
MOST_MINUTES = 24 * 60
SECRETS_FOLDER = "secrets"
MOST_HOURS = 24 * 30
MOST_DAYS = 366
PORTS = range(1024, 65_536)  # the ones below are an administrator's

_CHANNEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
# It does not repeat what stands there, which may be a secret.
_NO_NAME = (
    "must be a name of letters, digits, - and _ that you choose; the address is a secret, and is "
    "kept like one under that name (docs/telling.md)"
)


class EntriesSettings(Struct, frozen=True, kw_only=True):
    """The entries' folder, or else their page; where they are read; what tells their dates."""

    folder: str | None = None
    page: str | None = None
    permalink: str | None = None
    link: str | None = None
    dates: tuple[str, ...] | None = None
    name_date: str | None = None
    files: str | None = None


class DaemonSettings(Struct, frozen=True):
    """How often the daemon looks for changes that nobody told it of, in minutes; where it listens.

    `listen` is an address of this machine that tells how the daemon is, `page` a port with a page.
    """

    rescan: int = 30
    listen: str | None = None
    page: int | None = None


class SecretsSettings(Struct, frozen=True):
    """Where secrets are: in a place that is named, in a folder, behind a command."""

    folder: str | None = None
    from_: Literal["keyring", "systemd", "file", "command", "environment"] | None = None
    command: tuple[str, ...] = ()


class NotifySettings(Struct, frozen=True):
    """The names of what people and monitors are told by; their addresses are secrets."""

    channels: tuple[str, ...] = ()
    heartbeat: str | None = None


class Configuration(Struct, frozen=True, kw_only=True):
    """A nowsync.toml that has been found good. Relative paths start at `folder`."""

    path: Path
    site: Site
    entries: EntriesSettings
    targets: tuple[TargetSettings, ...]
    templates: str | None = None
    state: str = STATE_FOLDER
    secrets: SecretsSettings = field(default_factory=SecretsSettings)
    daemon: DaemonSettings = DaemonSettings()
    notify: NotifySettings = NotifySettings()
    reminder: Reminder = field(default_factory=Reminder)

    @property
    def folder(self) -> Path:
        """The folder that the file stands in."""
        return self.path.parent

    def secrets_folder(self, environment: Mapping[str, str]) -> Path:
        """Say where secrets are kept as files: beside the ledger, unless the file says where."""
        if self.secrets.folder is not None:
            return self.folder / self.secrets.folder
        return self.state_folder(environment) / SECRETS_FOLDER

    @property
    def served(self) -> tuple[str, ...]:
        """Name the targets that are on a server."""
        return tuple(each.target.name for each in self.targets if each.target.served)

    def state_folder(self, environment: Mapping[str, str]) -> Path:
        """Say where the ledger is: NOWSYNC_STATE, or else what the file says."""
        return self.folder / (environment.get("NOWSYNC_STATE") or self.state)


class _Folder(Struct, frozen=True):
    folder: str


class Tables(Struct, frozen=True):
    """The tables of the file, as they are read."""

    site: Site
    entries: EntriesSettings
    targets: Mapping[str, object] = field(default_factory=dict)
    templates: _Folder | None = None
    state: _Folder = _Folder(STATE_FOLDER)
    secrets: SecretsSettings = field(default_factory=SecretsSettings)
    daemon: DaemonSettings = DaemonSettings()
    notify: NotifySettings = NotifySettings()
    reminder: Reminder = field(default_factory=Reminder)


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


def load(
    path: Path, find: FindPlatform = find_platform, *, text: str | None = None
) -> Configuration:
    """Read a configuration; raise ConfigurationError with everything that is wrong in it.

    With a `text`, that is what it says, and the file is left alone.
    """
    said = read_text(path) if text is None else text
    document = Document(str(path), said, checks=CHECKS)
    file = document.read(Tables, document.root, ())
    entries = document.root.get("entries")
    if isinstance(entries, Mapping) and len({"folder", "page"} & entries.keys()) != 1:
        document.add(("entries",), 'needs one of two: folder = "…", or page = "…"')
    targets = read_targets(document, find, file.site.timezone if file else "UTC")
    if file is not None:
        _refuse_no_command(document, file.secrets, targets)
        _check_file(document, file)
    if document.problems or file is None:
        raise ConfigurationError(tuple(sorted(document.problems, key=lambda each: each.line or 0)))
    return Configuration(
        path=path,
        site=file.site,
        entries=file.entries,
        targets=targets,
        templates=file.templates.folder if file.templates else None,
        state=file.state.folder,
        secrets=file.secrets,
        daemon=file.daemon,
        notify=file.notify,
        reminder=file.reminder,
    )


def _refuse_no_command(
    document: Document, secrets: SecretsSettings, targets: Sequence[TargetSettings]
) -> None:
    """Whoever wants secrets from a command alone has to say which."""
    own = any(each.secret_command for each in targets)
    if secrets.from_ == "command" and not (secrets.command or own):
        document.add(("secrets", "from"), 'needs a command = ["pass", "show", "nowsync/{target}"]')


def _check_file(document: Document, file: Tables) -> None:
    for at, number, most in (
        (("daemon", "rescan"), file.daemon.rescan, MOST_MINUTES),
        (("site", "hours_for_page"), file.site.hours_for_page, MOST_HOURS),
        (("reminder", "day"), file.reminder.day, LAST_DAY),
        (("reminder", "after_days"), file.reminder.after_days, MOST_DAYS),
    ):
        if number is not None and not 1 <= number <= most:
            document.add(at, f"must be between 1 and {most}")
    page, listen = file.daemon.page, file.daemon.listen or ""
    if page is not None and page not in PORTS:
        document.add(("daemon", "page"), f"must be a port from {PORTS[0]} to {PORTS[-1]}")
    if listen.endswith(f":{page}"):
        document.add(("daemon", "page"), "must be another port than the one in listen")
    for key, names in (("channels", file.notify.channels), ("heartbeat", (file.notify.heartbeat,))):
        if any(name is not None and not _CHANNEL.fullmatch(name) for name in names):
            document.add(("notify", key), _NO_NAME)


def read_text(path: Path) -> str:
    """Read what a configuration says, whatever that is."""
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise _refusal(f"cannot be read: {error.strerror}", str(path)) from error
    except UnicodeDecodeError as error:
        raise _refusal("is not UTF-8 text; save it as UTF-8", str(path)) from error


def _refusal(message: str, file: str | None = None) -> ConfigurationError:
    return ConfigurationError((Problem(message, file),))
