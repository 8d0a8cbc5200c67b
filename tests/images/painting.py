"""Paint small images for the tests."""

from io import BytesIO
from typing import Any

from PIL import Image


def painted(
    form: str = "PNG",
    *,
    size: tuple[int, int] = (8, 4),
    mode: str = "RGB",
    **written: Any,  # whatever Pillow can write into a file of this form
) -> bytes:
    """Paint an image: red on the left, blue on the right; half transparent where it can be."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    if mode == "RGBA":
        image.putalpha(128)
    image = image.convert(mode)
    content = BytesIO()
    image.save(content, form, **written)
    return content.getvalue()


def noise(size: tuple[int, int], form: str = "PNG") -> bytes:
    """Make an image that no compression makes small."""
    content = BytesIO()
    Image.effect_noise(size, 100).convert("RGB").save(content, form)
    return content.getvalue()


def read(content: bytes) -> Image.Image:
    """Open an image and unpack it."""
    image = Image.open(BytesIO(content))
    image.load()
    return image
