"""Secrets as files: what systemd lends a service, and what only its owner can open."""

import os
import stat
from pathlib import Path

from msgspec import Struct

from nowsync.core.errors import Unusable
from nowsync.credentials.look import Look, Slot
from nowsync.secret import Secret


class Service(Struct, frozen=True):
    """The folder of $CREDENTIALS_DIRECTORY, which systemd makes for one service and its user."""

    folder: Path | None

    def look(self, slot: Slot) -> Look:
        """Read the credential that is called like the target."""
        if self.folder is None:
            return Look("$CREDENTIALS_DIRECTORY (systemd)", None, "not set")
        return _read(self.folder / slot.file)


class Folder(Struct, frozen=True):
    """A folder with a file for each secret, which nobody else may open."""

    folder: Path | None

    def look(self, slot: Slot) -> Look:
        """Read a secret's file; raise Unusable when others may open it."""
        if self.folder is None:
            return Look("a file in the secrets folder", None, "no such folder is configured")
        return _read(self.folder / slot.file, own=True)

    def store(self, slot: Slot, secret: Secret) -> None:
        """Write a secret's file: at no moment can anybody else open it, and it is never half."""
        if self.folder is None:
            raise Unusable("no secrets folder is configured")
        path = self.folder / slot.file
        aside = path.with_name(f"{path.name}.new")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            aside.unlink(missing_ok=True)
            with os.fdopen(
                os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
            ) as file:
                file.write(f"{secret.reveal()}\n")
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        except OSError as error:
            raise Unusable(f"{path} cannot be written: {error.strerror}") from error

    def remove(self, slot: Slot) -> bool:
        """Delete a secret's file."""
        if self.folder is None:
            return False
        try:
            (self.folder / slot.file).unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            path = self.folder / slot.file
            raise Unusable(f"{path} cannot be removed: {error.strerror}") from error
        return True


def _read(path: Path, *, own: bool = False) -> Look:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            if own:
                _refuse_if_open(path, os.fstat(file.fileno()).st_mode)
            return Look(str(path), Secret(file.read()))
    except FileNotFoundError:
        return Look(str(path), None, "not there")
    except OSError as error:
        return Look(str(path), None, f"cannot be read: {error.strerror}")


def _refuse_if_open(path: Path, mode: int) -> None:
    """Windows has no such bits: it says that everybody may read everything."""
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Unusable(f"{path} can be read by other users; type: chmod 600 {path}")
