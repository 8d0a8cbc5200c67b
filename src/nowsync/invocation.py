"""What is typed before a command's name, for all commands alike."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invocation:
    """Which configuration is meant, if that was said, and whether caches may be believed."""

    config: str | None = None
    cached: bool = True
