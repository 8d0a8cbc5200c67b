"""The first fit images of an entry go out with it; of each other one it is said why not."""

import hashlib
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from nowsync.core.entry import Entry
from nowsync.core.errors import Refused
from nowsync.core.image import ImageRoom, Picture
from nowsync.core.target import Room
from nowsync.images import Gallery, Store
from nowsync.images.gallery import shortened
from tests.core import samples
from tests.images.painting import painted, read

ROOM = ImageRoom(most=2, size=1_000_000, pixels=10_000, alt=20)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Lay out a site with a few images beside its entry, and a state folder."""
    for name in ("now", ".nowsync"):
        (tmp_path / name).mkdir()
    for name in ("one.png", "two.png", "three.png"):
        (tmp_path / "now" / name).write_bytes(painted())
    (tmp_path / "now" / "four.svg").write_bytes(b"<svg>")
    return tmp_path


@pytest.fixture
def gallery(site: Path) -> Gallery:
    return Gallery(site, Store(site / ".nowsync" / "cache" / "images"))


def showing(*pictures: Picture) -> Entry:
    return replace(samples.ENTRY, images=pictures)


def notes(gallery: Gallery, *pictures: Picture, room: ImageRoom = ROOM) -> tuple[str, ...]:
    return gallery.images(showing(*pictures), room)[1]


ONE, TWO, THREE = Picture("one.png", "A kettle"), Picture("two.png", "A cat"), Picture("three.png")


def test_images_go_out_in_the_order_of_the_text(gallery: Gallery) -> None:
    images, said = gallery.images(showing(TWO, ONE), ROOM)

    assert [image.file.path for image in images] == ["now/two.png", "now/one.png"]
    assert [image.alt for image in images] == ["A cat", "A kettle"]
    assert said == ()


def test_what_was_made_is_known_by_its_bytes(gallery: Gallery) -> None:
    ((image,), _) = gallery.images(showing(ONE), ROOM)

    content = gallery.content(image.file.sha256)
    assert (image.file.size, image.file.media_type) == (len(content), "image/png")
    assert read(content).size == (8, 4)


def test_one_file_goes_out_once_whatever_it_is_called(gallery: Gallery) -> None:
    images, said = gallery.images(showing(ONE, Picture("/now/one.png", "A pot"), TWO), ROOM)

    assert [image.file.path for image in images] == ["now/one.png", "now/two.png"]
    assert said == ()


def test_of_too_many_images_the_first_go_out(gallery: Gallery) -> None:
    images, said = gallery.images(showing(ONE, TWO, Picture("three.png", "A dog")), ROOM)

    assert len(images) == 2
    assert said == ("image three.png is not attached: the first 2 are enough",)


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        pytest.param(THREE, "it has no alt text, and images_without_alt is not set", id="no alt"),
        pytest.param(structs.replace(THREE, alt=" \n"), "it has no alt text", id="white space"),
        pytest.param(Picture("four.svg", "A cat"), "it is an SVG", id="SVG"),
        pytest.param(Picture("../../x.png", "A cat"), "it is outside the site's folder", id="out"),
        pytest.param(Picture("none.png", "A cat"), "there is no such file", id="missing"),
        pytest.param(Picture("https://a.example/x.png", "A cat"), "it is on a server", id="remote"),
    ],
)
def test_of_an_image_that_is_not_attached_it_is_said_why(
    gallery: Gallery, picture: Picture, expected: str
) -> None:
    images, (note,) = gallery.images(showing(picture, ONE), ROOM)

    assert note.startswith(f"image {picture.address} is not attached: {expected}")
    assert [image.alt for image in images] == ["A kettle"]


def test_an_image_without_alt_text_goes_out_where_its_owner_says_so(gallery: Gallery) -> None:
    ((image,), said) = gallery.images(showing(THREE), structs.replace(ROOM, without_alt=True))

    assert (image.alt, said) == ("", ())


def test_an_alt_text_that_is_too_long_ends_with_a_whole_word(gallery: Gallery) -> None:
    ((image,), said) = gallery.images(
        showing(Picture("one.png", "A kettle that whistles at noon")), ROOM
    )

    assert image.alt == "A kettle that…"
    assert said == ("the alt text of image one.png is shortened to fit",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("x" * 20, "x" * 20, id="it fits"),
        pytest.param("x" * 21, "", id="one long word"),
        pytest.param("a " * 10 + "b", "a a a a a a a a a a…", id="at the last blank"),
        pytest.param("a" * 19 + " b", "a" * 19 + "…", id="with room for the dots"),
    ],
)
def test_a_text_is_shortened_to_whole_words(text: str, expected: str) -> None:
    assert shortened(text, 20) == expected


def test_a_note_moves_no_cursor(gallery: Gallery) -> None:
    (note,) = notes(gallery, Picture("a\x1b[2J\n.png", "A cat"))

    assert note.isprintable()


def test_an_entry_without_room_for_images_is_left_as_it_is(gallery: Gallery) -> None:
    summary = samples.summary()

    assert gallery.illustrated(summary, showing(ONE), Room(500, len)) is summary
    assert gallery.illustrated(summary, showing(ONE), None) is summary


def test_a_summary_gets_images_and_notes(gallery: Gallery) -> None:
    summary = structs.replace(samples.summary(), notes=("before",))

    found = gallery.illustrated(summary, showing(ONE, THREE), Room(500, len, images=ROOM))

    assert [image.alt for image in found.images] == ["A kettle"]
    assert found.notes[0] == "before"
    assert len(found.notes) == 2


def test_an_image_that_is_lost_is_not_sent(gallery: Gallery) -> None:
    with pytest.raises(Refused, match="no longer in the cache"):
        gallery.content("0" * 64)


def test_an_image_that_was_changed_in_the_cache_is_not_sent(site: Path, gallery: Gallery) -> None:
    ((image,), _) = gallery.images(showing(ONE), ROOM)
    (site / ".nowsync" / "cache" / "images" / image.file.sha256).write_bytes(painted("JPEG"))

    with pytest.raises(Refused, match="no longer in the cache"):
        gallery.content(image.file.sha256)


def test_an_image_is_made_once(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    first = gallery.images(showing(ONE), ROOM)
    monkeypatch.setitem(sys.modules, "PIL", None)

    assert gallery.images(showing(ONE), ROOM) == first


@pytest.mark.parametrize("pattern", ["*.made", "?" * 64])
def test_an_image_whose_trace_is_lost_is_made_again(
    site: Path, gallery: Gallery, pattern: str
) -> None:
    first = gallery.images(showing(ONE), ROOM)
    (lost,) = (site / ".nowsync" / "cache" / "images").glob(pattern)
    lost.write_text("lost")

    assert gallery.images(showing(ONE), ROOM) == first
    assert gallery.content(first[0][0].file.sha256)


def test_another_room_makes_another_image(gallery: Gallery) -> None:
    little = structs.replace(ROOM, pixels=8)

    found = [gallery.images(showing(ONE), room)[0][0].file for room in (ROOM, little)]

    assert found[0].sha256 != found[1].sha256


def test_a_preview_makes_no_state_folder(tmp_path: Path) -> None:
    Store(tmp_path / ".nowsync" / "cache" / "images").keep(b"image", "r")

    assert list(tmp_path.iterdir()) == []


def test_without_a_state_folder_an_image_is_there_while_it_is_looked_at(tmp_path: Path) -> None:
    store = Store(tmp_path / ".nowsync" / "cache" / "images")

    assert store.get(store.keep(b"image", "r")) == b"image"


def test_a_cache_that_cannot_be_written_is_no_harm(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")

    name = Store(tmp_path / "cache" / "images").keep(b"image", "r")

    assert name == hashlib.sha256(b"image").hexdigest()
