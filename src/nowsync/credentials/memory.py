"""This process's memory, once there is a secret in it: no dump of it, and no look from outside."""

import sys
from contextlib import suppress
from functools import cache

# linux/prctl.h
_PR_SET_DUMPABLE = 4


@cache
def seal() -> None:
    """Leave no core file, and let no other program of this user read our memory."""
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
