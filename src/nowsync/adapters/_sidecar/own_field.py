"""A field in the front matter of each entry: a list of the addresses where else it can be read."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from nowsync.adapters._sidecar.form import Copies
from nowsync.adapters.base import Surroundings
from nowsync.author_files import replace_unless_changed, untouchable
from nowsync.core.copies import Copy
from nowsync.core.errors import Unusable
from nowsync.core.step import Receipt
from nowsync.front_matter.in_place import Unchangeable, changed, listed


class _Left(Exception):
    """A file that is left as it is, and why."""


class OwnField(Struct, frozen=True):
    """A field of the entries. What nowsync did not publish itself is never taken out of it.

    A file that cannot be written into is left as it is, which is said once. It is looked at again
    when it has changed.
    """

    surroundings: Surroundings
    key: str

    def write(self, entries: Sequence[str], copies: Copies) -> Mapping[str, Mapping[str, str]]:
        """Write into the file of each entry; keep of those that are left how they were."""
        lent = self.surroundings
        sources, addresses = lent.sources(), lent.addresses()
        ours: dict[str, set[str]] = {}
        for entry, source in sources.items():
            # A page that is rewritten in place may have the links of an edition before.
            ours.setdefault(source, set()).update(addresses.get(entry, ()))
        kept: dict[str, Mapping[str, str]] = {}
        for entry in entries:
            links = [copy.url for copy in copies.get(entry, ())]
            source = sources.get(entry, "")
            stamp = self._stamp(source)
            known = ours.get(source, ()) if links else addresses.get(entry, ())
            try:
                self._write(lent.folder / source, links, set(known).difference(links))
            except _Left as left:
                kept[entry] = {"left": str(left), "stamp": stamp}
                lent.notice(f"{source or entry} is left as it is: {left}")
        return kept

    def tells(self, entry: str, copies: Sequence[Copy]) -> bool:
        """Look whether all of these addresses are in the file."""
        path = self.surroundings.folder / self.surroundings.sources().get(entry, "")
        try:
            return {copy.url for copy in copies} <= {*listed(path.read_bytes(), self.key)}
        except (OSError, UnicodeDecodeError, Unchangeable):
            return False

    def doubtful(self, receipt: Receipt) -> str | None:
        """Say whether a file that was left as it was has changed since."""
        if "left" not in receipt.data:
            return None
        source = self.surroundings.sources().get(receipt.id, "")
        if receipt.data["stamp"] == self._stamp(source):
            return None
        return "its file was left as it was, and has changed since"

    def _write(self, path: Path, links: Sequence[str], needless: Collection[str]) -> None:
        if not links and not needless:
            return
        try:
            before = path.read_bytes()
            after = changed(before, self.key, links, needless)
            if after == before:
                return
            if reason := untouchable(path):
                raise _Left(reason)
            if not replace_unless_changed(path, before, after):
                raise _Left("it was saved just now; the next run looks again")
        except FileNotFoundError as error:
            if links:
                raise _Left("it is not there") from error
        except OSError as error:
            raise Unusable(
                f"{path} cannot be written: {error.strerror}; it is as it was"
            ) from error
        except UnicodeDecodeError as error:
            raise _Left("it is not in UTF-8") from error
        except Unchangeable as error:
            raise _Left(str(error)) from error

    def _stamp(self, source: str) -> str:
        """Tell one state of a file from others."""
        try:
            status = (self.surroundings.folder / source).stat()
        except OSError:
            return ""
        return f"{status.st_size} {status.st_mtime_ns} {status.st_mode}"
