"""What the readers of a feed notice when it is written anew."""

from enum import Enum

from msgspec import Struct


class Notice(Enum):
    """How an entry differs from the version before, by what readers make of it."""

    NEW = "new"
    REVISED = "revised"
    CORRECTED = "corrected"
    GONE = "gone"


class Noticed(Struct, frozen=True):
    """An entry that readers will find changed, by the title that they know it by."""

    notice: Notice
    title: str
