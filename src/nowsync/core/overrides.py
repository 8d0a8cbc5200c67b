"""What an entry says about its own publication: for all targets, or for one by its name."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from nowsync.core.suggestion import did_you_mean

# Where everyone sees everything, whoever asks for one of these gets what they want.
_FOR_EVERYONE: Final = ("public", "unlisted")
# What says when and to whom an entry goes, and is no part of its meaning.
_SILENT: Final = ("visibility", "skip", "not_before")


class Override(Struct, frozen=True, kw_only=True):
    """What the author decides about a publication; None leaves it to the target.

    `text` is sent as it is written. `tags` take the place of the entry's, a `content_warning`
    that is empty that of the template's.
    """

    text: str | None = None
    content_warning: str | None = None
    tags: tuple[str, ...] | None = None
    language: str | None = None
    visibility: str | None = None
    skip: bool | None = None
    not_before: datetime | None = None

    @property
    def speaks(self) -> bool:
        """Tell whether it changes what the entry says, and not only when and to whom."""
        return any(name not in _SILENT for name in self.decided())

    def decided(self) -> dict[str, Any]:
        """Give what is decided, by its name."""
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        return {name: value for name, value in values.items() if value is not None}

    def over(self, other: "Override") -> "Override":
        """Decide what the other decides, unless it is decided here."""
        return replace(other, **self.decided())

    def dump(self) -> dict[str, Any]:
        """Write what is decided as JSON data."""
        written = self.decided()
        if self.tags is not None:
            written["tags"] = list(self.tags)
        if self.not_before is not None:
            written["not_before"] = self.not_before.isoformat()
        return written


UNDECIDED: Final = Override()


class Overrides(Struct, frozen=True):
    """All that an entry decides: `everywhere`, and on some `targets`, where that goes first."""

    everywhere: Override = UNDECIDED
    targets: Mapping[str, Override] = field(default_factory=dict)

    def at(self, target: str) -> Override:
        """Give what is decided for one target."""
        own = self.targets.get(target)
        return self.everywhere if own is None else own.over(self.everywhere)


def objection(override: Override, target: str, visibilities: Sequence[str]) -> str | None:
    """Say why a target that knows these visibilities cannot do as the author wants.

    What should be seen by few is not published where everyone sees it.
    """
    wanted = override.visibility
    if wanted is None or wanted in visibilities:
        return None
    if visibilities:
        known = ", ".join(visibilities)
        meant = did_you_mean(wanted, visibilities) or f"; there are {known}"
        return f"the entry says visibility '{wanted}', which is not known on {target}{meant}"
    if wanted in _FOR_EVERYONE:
        return None
    return (
        f"the entry says visibility '{wanted}', but on {target} everyone sees everything; to leave "
        f"it out there, write under nowsync: in its front matter {target}: {{skip: true}}"
    )
