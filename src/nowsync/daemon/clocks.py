"""The machine's clocks, beside each other: a sleep, or a clock that was set, shows in them."""

import time

from msgspec import Struct

# A clock is slewed by less than this between two looks.
NOTABLE = 2.0


class Reading(Struct, frozen=True):
    """Three clocks at one moment, in seconds; `awake` stands still while the machine sleeps."""

    wall: float
    awake: float
    always: float

    @classmethod
    def now(cls) -> "Reading":
        """Read the clocks."""
        # CLOCK_BOOTTIME goes on in suspend (clock_gettime(2)); macOS has no such name for it.
        always = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
        return cls(time.time(), time.monotonic(), time.clock_gettime(always))

    def since(self, before: "Reading") -> str | None:
        """Say what happened between two readings, if it was not only that time went by."""
        passed = self.always - before.always
        asleep = passed - (self.awake - before.awake)
        if asleep > NOTABLE:
            return f"the machine slept for {asleep:.0f} s"
        step = self.wall - before.wall - passed
        if abs(step) > NOTABLE:
            return f"the clock was set {'forward' if step > 0 else 'back'} by {abs(step):.0f} s"
        return None
