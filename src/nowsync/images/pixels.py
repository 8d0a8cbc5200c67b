"""The pixels of an image, made anew: upright, without metadata, no larger than a place takes."""

import struct
import warnings
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


def made(data: bytes, room: ImageRoom) -> bytes:
    """Make an image fit to be sent, as PNG or JPEG; raise Unfit if it is none, or not a still one.

    The same bytes make the same image. Raise Refused when Pillow is not installed.
    """
    kind = _kind(data)
    image = _upright(data, kind, room.pixels)
    form = "JPEG" if kind in ("JPEG", "WEBP") and image.mode == "RGB" else "PNG"
    for _ in range(TRIES):
        content = _encoded(image, form)
        if len(content) <= room.size:
            return content
        image = _shrunk(image, image.width * image.height * room.size // (2 * len(content)))
    raise Unfit(f"it cannot be made smaller than {room.size} bytes")


def media_type(content: bytes) -> str:
    """Name what an image is."""
    return f"image/{_kind(content).lower()}"


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


def _upright(data: bytes, kind: str, most: int) -> "Image":
    """Read the pixels as a viewer would show them, with nothing else that was in the file.

    Only what the colours mean is kept; place, time, camera and comments are not.
    """
    try:
        from PIL import Image, ImageOps
    except ImportError as error:
        raise Refused(
            "its images need Pillow, which is not installed: pip install 'nowsync[images]' "
            "(or set images = 0)"
        ) from error
    with warnings.catch_warnings():
        # Of metadata that goes anyway, and of too many pixels, which is said by us.
        warnings.simplefilter("ignore")
        try:
            with Image.open(BytesIO(data), formats=[kind]) as opened:
                _check(opened)
                # Smaller first: a whole copy of what a camera made fills a small machine.
                upright = ImageOps.exif_transpose(_shrunk(_coloured(opened), most))
        except Image.DecompressionBombError as error:
            raise Unfit(_too_many()) from error
        except _BROKEN as error:
            raise Unfit("it is damaged") from error
    profile = upright.info.get("icc_profile")
    upright.info = {"icc_profile": profile} if profile else {}
    return upright


def _check(image: "Image") -> None:
    """Look at what the file says of itself, before its pixels are unpacked."""
    if image.width * image.height > MOST_PIXELS:
        raise Unfit(_too_many())
    if getattr(image, "n_frames", 1) > 1:
        raise Unfit("it is animated, and only still images are attached")


def _too_many() -> str:
    return f"it has more than {MOST_PIXELS:,} pixels"


def _coloured(image: "Image") -> "Image":
    """Give every pixel its colour and, where there is any, its transparency."""
    if image.mode not in ("RGB", "RGBA", "P"):
        # A profile for grey, or for printers, means nothing here.
        image.info.pop("icc_profile", None)
    if image.mode.startswith("I"):
        # Sixteen bits a pixel: Pillow would not scale, but cut off what is bright.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _shrunk(image: "Image", pixels: int) -> "Image":
    if image.width * image.height <= pixels:
        return image
    factor = sqrt(pixels / (image.width * image.height))
    size = max(1, int(image.width * factor)), max(1, int(image.height * factor))
    return image.resize(size)


def _encoded(image: "Image", form: str) -> bytes:
    written = BytesIO()
    image.save(written, form, quality=QUALITY, icc_profile=image.info.get("icc_profile"))
    return written.getvalue()
