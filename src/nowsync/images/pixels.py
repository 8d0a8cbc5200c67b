"""The pixels of an image, made anew: upright, without metadata, no larger than a place takes."""

import struct
import warnings
from dataclasses import dataclass
from io import BytesIO
from math import sqrt
from typing import TYPE_CHECKING, Final

from nowsync.core.errors import Refused
from nowsync.core.image import ImageRoom
from nowsync.images.unfit import Unfit

if TYPE_CHECKING:
    from PIL.Image import Image

# More than the cameras of phones have; a small file may unfold to more than there is memory.
MOST_PIXELS: Final = 64_000_000
QUALITY: Final = 88
# Each try has fewer pixels than the one before.
TRIES: Final = 8
_KINDS: Final = {
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "JPEG": (b"\xff\xd8\xff",),
    "GIF": (b"GIF87a", b"GIF89a"),
}
# What Pillow raises for a broken file, beside OSError.
_BROKEN: Final = (
    *(OSError, SyntaxError, ValueError, EOFError, MemoryError, LookupError, TypeError),
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Made:
    """An image's bytes as they can be sent."""

    content: bytes
    media_type: str


def made(data: bytes, room: ImageRoom) -> Made:
    """Make an image fit to be sent; raise Unfit if it is none, or not a still one.

    The same bytes make the same image. Raise Refused when Pillow is not installed.
    """
    kind = _kind(data)
    image, opaque_photo = _opened(data, kind), kind in ("JPEG", "WEBP")
    form = "JPEG" if opaque_photo and image.mode == "RGB" else "PNG"
    image = _shrunk(image, room.pixels)
    for _ in range(TRIES):
        content = _encoded(image, form)
        if len(content) <= room.size:
            return Made(content, f"image/{form.lower()}")
        image = _shrunk(image, image.width * image.height * room.size // (2 * len(content)))
    raise Unfit(f"it cannot be made smaller than {room.size} bytes")


def _kind(data: bytes) -> str:
    """Tell what an image is by what it begins with, and not by its name."""
    for kind, beginnings in _KINDS.items():
        if data.startswith(beginnings):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if b"<svg" in data[:1024].lower():
        raise Unfit("it is an SVG, which servers do not take; make a PNG of it")
    raise Unfit("it is not a PNG, JPEG, GIF or WebP image")


def _opened(data: bytes, kind: str) -> "Image":
    """Read the pixels as a viewer would show them, with nothing else that was in the file."""
    try:
        from PIL import Image, ImageOps
    except ImportError as error:
        raise Refused(
            "its images need Pillow, which is not installed: pip install 'nowsync[images]' "
            "(or set images = 0)"
        ) from error
    with warnings.catch_warnings():
        # What is too much is said by us, and earlier.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(data), formats=[kind]) as opened:
                _check(opened)
                return _plain(ImageOps.exif_transpose(opened))
        except Image.DecompressionBombError as error:
            raise Unfit(_too_many()) from error
        except _BROKEN as error:
            raise Unfit("it is damaged") from error


def _check(image: "Image") -> None:
    """Look at what the file says of itself, before its pixels are unpacked."""
    if image.width * image.height > MOST_PIXELS:
        raise Unfit(_too_many())
    if getattr(image, "n_frames", 1) > 1:
        raise Unfit("it is animated, and only still images are attached")


def _too_many() -> str:
    return f"it has more than {MOST_PIXELS:,} pixels"


def _plain(image: "Image") -> "Image":
    """Keep the colours and what they mean, and forget the rest: place, time, camera, comments."""
    coloured = image.mode in ("RGB", "RGBA", "P")
    profile = image.info.get("icc_profile") if coloured else None
    if image.mode.startswith("I"):
        # Sixteen bits a pixel: Pillow would not scale, but cut off what is bright.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    plain.info = {"icc_profile": profile} if profile else {}
    return plain


def _shrunk(image: "Image", pixels: int) -> "Image":
    if image.width * image.height <= pixels:
        return image
    factor = sqrt(pixels / (image.width * image.height))
    size = max(1, int(image.width * factor)), max(1, int(image.height * factor))
    small = image.resize(size)
    small.info = image.info
    return small


def _encoded(image: "Image", form: str) -> bytes:
    written = BytesIO()
    image.save(written, form, quality=QUALITY, icc_profile=image.info.get("icc_profile"))
    return written.getvalue()
