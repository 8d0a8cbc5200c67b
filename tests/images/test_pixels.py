"""An image is made anew: upright, without its metadata, no larger than there is room for."""

import sys
from io import BytesIO

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from nowsync.core.errors import Refused
from nowsync.core.image import ImageRoom
from nowsync.images import Unfit, pixels
from tests.images.painting import noise, painted, read

ROOM = ImageRoom(most=4, size=1_000_000, pixels=10_000, alt=100)
RED, BLUE = (255, 0, 0), (0, 0, 255)
# Tags of EXIF (Exif 2.32, 4.6.4 and 4.6.6).
MAKER, ORIENTATION, PLACE, LATITUDE = 0x010F, 0x0112, 0x8825, 2


def made(data: bytes, room: ImageRoom = ROOM) -> Image.Image:
    return read(pixels.made(data, room))


@pytest.mark.parametrize(
    ("form", "mode", "expected"),
    [
        pytest.param("PNG", "RGB", "image/png", id="a PNG stays one"),
        pytest.param("JPEG", "RGB", "image/jpeg", id="a JPEG stays one"),
        pytest.param("WEBP", "RGB", "image/jpeg", id="WebP becomes JPEG"),
        pytest.param("WEBP", "RGBA", "image/png", id="unless it is transparent"),
        pytest.param("GIF", "P", "image/png", id="GIF becomes PNG"),
        pytest.param("PNG", "P", "image/png", id="a palette"),
        pytest.param("PNG", "L", "image/png", id="grey"),
        pytest.param("PNG", "1", "image/png", id="black and white"),
        pytest.param("PNG", "I;16", "image/png", id="sixteen bits"),
        pytest.param("JPEG", "CMYK", "image/jpeg", id="for printers"),
    ],
)
def test_every_kind_of_image_becomes_one_that_servers_take(
    form: str, mode: str, expected: str
) -> None:
    assert pixels.media_type(pixels.made(painted(form, mode=mode), ROOM)) == expected


def test_the_same_image_becomes_the_same_bytes() -> None:
    assert pixels.made(painted(), ROOM) == pixels.made(painted(), ROOM)


def test_what_is_transparent_stays_so() -> None:
    data = painted("PNG", mode="RGBA", size=(2, 1))
    clear = Image.open(BytesIO(data))
    clear.putpixel((0, 0), (0, 0, 0, 0))
    written = BytesIO()
    clear.save(written, "PNG")

    assert made(written.getvalue()).getpixel((0, 0)) == (0, 0, 0, 0)


def photo() -> bytes:
    """Paint a photo that lies on its side and tells too much: red is on top when it stands."""
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "Camera of Ada", 6
    exif[PLACE] = {LATITUDE: (48.0, 51.0, 30.0)}
    return painted("JPEG", size=(80, 40), exif=exif, comment=b"at home", xmp=b"<x:xmpmeta/>")


def test_a_photo_is_turned_upright() -> None:
    image = made(photo())

    assert image.size == (40, 80)
    top, bottom = (image.getpixel((20, height)) for height in (5, 75))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > bottom[0]


def test_nothing_is_left_of_what_a_photo_told() -> None:
    before, after = photo(), pixels.made(photo(), ROOM)

    assert b"Camera of Ada" in before
    assert [each for each in (b"Exif", b"Ada", b"at home", b"xmp") if each in after] == []
    assert read(after).getexif() == {}


def test_metadata_that_are_damaged_are_no_harm() -> None:
    told = photo()
    place = told.index(b"Exif\0\0") + 14
    damaged = told[:place] + b"\xff\xff" * 20 + told[place + 40 :]

    assert made(damaged).size == (80, 40)


def test_nothing_is_left_of_what_a_picture_told() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Ada of Rue X")
    text.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta/>")

    after = pixels.made(painted("PNG", pnginfo=text), ROOM)

    assert [each for each in (b"Ada", b"xmp", b"tEXt", b"iTXt") if each in after] == []


def test_what_its_colours_mean_is_kept() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    assert made(painted("JPEG", icc_profile=profile)).info["icc_profile"] == profile


def test_sixteen_bits_become_eight() -> None:
    written = BytesIO()
    Image.new("I;16", (2, 2), 40_000).save(written, "PNG")

    assert made(written.getvalue()).getpixel((0, 0)) == (156, 156, 156)


@pytest.mark.parametrize(("form", "mode"), [("PNG", "L"), ("JPEG", "CMYK")])
def test_what_other_colours_meant_is_not_kept(form: str, mode: str) -> None:
    data = painted(form, mode=mode, icc_profile=b"of another kind")

    assert "icc_profile" in read(data).info
    assert "icc_profile" not in made(data).info


def test_a_large_image_becomes_smaller_and_keeps_its_shape() -> None:
    assert made(painted(size=(400, 100))).size == (200, 50)


def test_a_thin_image_keeps_at_least_a_line() -> None:
    assert made(painted(size=(20_000, 1))).height == 1


def test_an_image_with_too_many_bytes_becomes_smaller() -> None:
    room = ImageRoom(most=4, size=5_000, pixels=10_000, alt=100)

    found = pixels.made(noise((100, 100)), room)

    assert len(found) <= room.size
    assert read(found).width > 10


def test_an_image_that_never_fits_is_unfit() -> None:
    room = ImageRoom(most=4, size=20, pixels=10_000, alt=100)

    with pytest.raises(Unfit, match="cannot be made smaller than 20 bytes"):
        pixels.made(painted(), room)


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "not a PNG, JPEG, GIF or WebP", id="nothing"),
        pytest.param(SVG, "it is an SVG, which servers do not take", id="SVG with a script"),
        pytest.param(b"<SVG>", "it is an SVG", id="SVG in capitals"),
        pytest.param(b"-----BEGIN OPENSSH PRIVATE KEY-----", "not a PNG", id="a key"),
        pytest.param(b"%PDF-1.7", "not a PNG", id="PDF"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0", "not a PNG", id="PostScript"),
        pytest.param(painted("BMP"), "not a PNG", id="BMP"),
        pytest.param(painted("TIFF"), "not a PNG", id="TIFF"),
        pytest.param(painted("PNG")[:20], "it is damaged", id="the head of a PNG"),
        pytest.param(painted("PNG")[:-30], "it is damaged", id="half a PNG"),
        pytest.param(photo()[:-300], "it is damaged", id="half a JPEG"),
        pytest.param(b"\xff\xd8\xff" + b"x" * 99, "it is damaged", id="JPEG in name only"),
        pytest.param(b"RIFF\x10\0\0\0WEBPVP8 ", "it is damaged", id="WebP in name only"),
        pytest.param(b"GIF89a<script>", "it is damaged", id="GIF in name only"),
    ],
)
def test_what_is_no_image_is_unfit(data: bytes, reason: str) -> None:
    with pytest.raises(Unfit, match=reason):
        pixels.made(data, ROOM)


def test_what_hides_behind_an_image_is_left_behind() -> None:
    found = pixels.made(painted("JPEG") + b"<?php evil(); PK\x03\x04", ROOM)

    assert b"evil" not in found


def claims(width: int, height: int) -> bytes:
    """Write a small PNG that says that it is large."""
    data = bytearray(painted("PNG"))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    import zlib

    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    "size", [(8_001, 8_001), (10_000, 10_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)]
)
def test_an_image_that_unfolds_to_too_much_is_not_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(Unfit, match="it has more than 64,000,000 pixels"):
        pixels.made(claims(*size), ROOM)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_an_animation_is_unfit(form: str) -> None:
    more = [read(painted(mode="RGB", size=(8, 4))), Image.new("RGB", (8, 4), "green")]

    with pytest.raises(Unfit, match="it is animated"):
        pixels.made(painted(form, mode="RGB", save_all=True, append_images=more), ROOM)


def test_without_pillow_the_command_that_brings_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image = painted()
    monkeypatch.setitem(sys.modules, "PIL", None)

    with pytest.raises(Refused, match=r"need Pillow.*: pip install 'nowsync\[images\]'"):
        pixels.made(image, ROOM)
