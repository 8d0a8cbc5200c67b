"""A secret in the environment, where every program that we start could read it."""

from collections.abc import Mapping

from msgspec import Struct

from nowsync.credentials.look import Look, Slot
from nowsync.secret import Secret


class Variable(Struct, frozen=True):
    """The variables NOWSYNC_<target>_TOKEN."""

    environment: Mapping[str, str]

    def look(self, slot: Slot) -> Look:
        """Read the target's variable."""
        value = self.environment.get(slot.variable or "")
        if value is None:
            return Look(f"${slot.variable}", None, "not set")
        return Look(f"${slot.variable}", Secret(value))
