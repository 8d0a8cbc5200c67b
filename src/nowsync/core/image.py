"""Images: as an author shows them, as a place takes them, and as they are sent."""

from collections.abc import Sequence

from msgspec import Struct


class Picture(Struct, frozen=True):
    """An image that an entry shows: its address as it is written, and its alternative text."""

    address: str
    alt: str = ""


class ImageFile(Struct, frozen=True):
    """The bytes of an image that is sent, known by their hash; `path` is what they were made of."""

    path: str
    sha256: str
    media_type: str
    size: int


class Image(Struct, frozen=True):
    """An image as it will be sent."""

    file: ImageFile
    alt: str


class ImageRoom(Struct, frozen=True, kw_only=True):
    """What a place takes of images: how many, and of each its bytes, its pixels and its alt text.

    An image without alt text is taken only where its owner says so.
    """

    most: int
    size: int
    pixels: int
    alt: int
    without_alt: bool = False

    def takes(self, images: Sequence[Image]) -> bool:
        """Tell whether all of these can be attached."""
        fit = (each.file.size <= self.size and len(each.alt) <= self.alt for each in images)
        return len(images) <= self.most and all(fit)
