"""What is typed before a command's name, for all commands alike."""

from msgspec import Struct


class Invocation(Struct, frozen=True):
    """Which configuration is meant, if that was said, and whether caches may be believed."""

    config: str | None = None
    cached: bool = True
