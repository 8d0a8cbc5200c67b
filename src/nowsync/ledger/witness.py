"""The witness: how far each ledger had come, remembered away from where the ledgers are."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from nowsync.core.continuity import Epoch, Memory

STATE = Path(".local/state")


def home(environment: Mapping[str, str]) -> Path | None:
    """Say where a person's programs keep their state (XDG Base Directory Specification 0.8)."""
    own = environment.get("XDG_STATE_HOME", "")
    if Path(own).is_absolute():
        return Path(own) / "nowsync"
    user = environment.get("HOME", "")
    return Path(user) / STATE / "nowsync" if Path(user).is_absolute() else None


class Witness(Struct, frozen=True):
    """Remembers a ledger by its name, and by its place for when it is gone.

    One small file for each ledger. What cannot be read or written is not known: then a breach goes
    unnoticed, and nothing else suffers.
    """

    folder: Path
    place: Path

    def memories(self) -> Sequence[Memory]:
        """Give what is remembered of all ledgers."""
        return tuple(self._known())

    def attest(self, epoch: Epoch) -> bool:
        """Remember how far a ledger has come; it takes the place of others. Tell if it can be."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = self._file(epoch.ledger)
            if not file.exists():
                self._forget_others()
            self._write(file, epoch)
        except OSError:
            return False
        return True

    def _write(self, file: Path, epoch: Epoch) -> None:
        """Write without waiting for the disk: a witness that lags behind raises no alarm."""
        said = {"count": epoch.count, "place": str(self.place.absolute())}
        # Always the same name: what a run that is killed here leaves, the next one takes.
        aside = file.with_suffix(".new")
        aside.write_text(json.dumps(said), encoding="utf-8")
        aside.replace(file)

    def _forget_others(self) -> None:
        for each in self._known():
            if each.here:
                self._file(each.epoch.ledger).unlink(missing_ok=True)

    def _known(self) -> Iterator[Memory]:
        here = str(self.place.absolute())
        with suppress(OSError):
            for file in sorted(self.folder.glob("*.json")):
                with suppress(OSError, ValueError, KeyError, TypeError):
                    said = json.loads(file.read_text("utf-8"))
                    epoch = Epoch(file.stem, int(said["count"]))
                    yield Memory(epoch, here=said["place"] == here)

    def _file(self, ledger: str) -> Path:
        return self.folder / f"{ledger}.json"
