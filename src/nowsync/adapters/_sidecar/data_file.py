"""One JSON object, which is YAML too (YAML 1.2 § 1.3), with a list for each entry."""

import json
import os
from collections.abc import Mapping, Sequence

from msgspec import Struct

from nowsync.adapters._sidecar.form import Copies
from nowsync.adapters.base import Surroundings
from nowsync.core.copies import Copy
from nowsync.core.errors import Unusable
from nowsync.core.step import Receipt, Step
from nowsync.files import write_atomically


class DataFile(Struct, frozen=True):
    """A data file of the site, for its templates. The same copies make the same bytes."""

    surroundings: Surroundings
    file: str

    def write(self, entries: Sequence[str], copies: Copies) -> Mapping[str, Mapping[str, str]]:
        """Write the file once, with all entries that it tells of and these."""
        known = [*map(entry_of, self.surroundings.standing()), *entries]
        told = {entry: _told(copies[entry]) for entry in sorted(known) if copies.get(entry)}
        text = json.dumps(told, ensure_ascii=False, indent=2)
        path = self.surroundings.folder / self.file
        try:
            write_atomically(path, f"{text}\n".encode("utf-8", "replace"))
        except OSError as error:
            raise Unusable(
                f"{self.file} cannot be written: {error.strerror}. It is as it was; make that "
                "place writable, or give the target another file in nowsync.toml"
            ) from error
        return {}

    def tells(self, entry: str, copies: Sequence[Copy]) -> bool:
        """Look whether the file says of an entry just that."""
        try:
            there = json.loads((self.surroundings.folder / self.file).read_bytes())
            return bool(there.get(entry, []) == _told(copies))
        except (OSError, ValueError, AttributeError):
            return False

    def doubtful(self, receipt: Receipt) -> str | None:  # noqa: ARG002
        """Say whether the file is gone."""
        there = os.access(self.surroundings.folder / self.file, os.F_OK)
        return None if there else f"{self.file} is missing"


def entry_of(step: Step) -> str:
    """Tell which entry a step of this platform is about."""
    return str(step.request.body["entry"])


def _told(copies: Sequence[Copy]) -> list[dict[str, str]]:
    return [
        {
            "platform": copy.platform,
            "target": copy.target,
            "url": copy.url,
            "date": copy.published.date().isoformat(),
        }
        for copy in copies
    ]
