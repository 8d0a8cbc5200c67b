"""Which images of an entry go out with it, and why the others do not."""

import hashlib
from pathlib import Path

from msgspec.structs import replace

from nowsync import __version__
from nowsync.core.entry import Entry
from nowsync.core.errors import Refused
from nowsync.core.image import Image, ImageFile, ImageRoom, Picture
from nowsync.core.summary import Summary
from nowsync.core.target import Room
from nowsync.images import pixels, places
from nowsync.images.store import Store
from nowsync.images.unfit import Unfit

SHOWN_CHARACTERS = 100


class Gallery:
    """Makes the images of a site's entries fit to be sent, and keeps them until they are."""

    def __init__(self, site: Path, store: Store) -> None:
        self._site = site
        self._store = store

    def illustrated(self, summary: Summary, entry: Entry, room: Room | None) -> Summary:
        """Give a summary the images of its entry, where there is room for images.

        Raise Refused when they cannot be made because Pillow is not installed.
        """
        if room is None:
            return self._weighed(summary, entry)
        if room.images is None or not entry.images:
            return summary
        images, notes = self.images(entry, room.images)
        return replace(summary, images=images, notes=(*summary.notes, *notes))

    def _weighed(self, summary: Summary, entry: Entry) -> Summary:
        """Tell how large the cover image is, where it is a file of the site."""
        if summary.image is None or not entry.images:
            return summary
        try:
            path = places.find(entry.images[0].address, entry.source, self._site)
            return replace(summary, image_length=path.stat().st_size)
        except (Unfit, OSError):
            return summary

    def content(self, sha256: str) -> bytes:
        """Give the bytes that were made for a summary; raise Refused when they are lost."""
        content = self._store.get(sha256)
        if content is None:
            raise Refused("an image of it is no longer in the cache of the state folder")
        return content

    def images(self, entry: Entry, room: ImageRoom) -> tuple[tuple[Image, ...], tuple[str, ...]]:
        """Choose the first images that are fit, with a note on each that is not as it was written.

        Reads files of the site only, and opens no connection.
        """
        images: list[Image] = []
        notes: list[str] = []
        for picture in entry.images:
            if len(images) == room.most:
                notes.append(_left_out(picture, f"the first {room.most} are enough"))
                continue
            try:
                image = self._image(picture, entry, room)
            except Unfit as error:
                notes.append(_left_out(picture, str(error)))
                continue
            if image.file in (each.file for each in images):
                continue  # the same file by another address
            images.append(image)
            if image.alt != _alt(picture):
                notes.append(f"the alt text of image {_shown(picture)} is shortened to fit")
        return tuple(images), tuple(notes)

    def _image(self, picture: Picture, entry: Entry, room: ImageRoom) -> Image:
        path = places.find(picture.address, entry.source, self._site)
        alt = shortened(_alt(picture), room.alt)
        if not alt and not room.without_alt:
            raise Unfit("it has no alt text, and images_without_alt is not set")
        content, name = self._made(places.content(path), room)
        inside = path.relative_to(self._site.resolve()).as_posix()
        return Image(ImageFile(inside, name, pixels.media_type(content), len(content)), alt)

    def _made(self, data: bytes, room: ImageRoom) -> tuple[bytes, str]:
        """Make an image and keep it; take what is kept, if the same was to be made before."""
        rules = f"{__version__} {room.size} {room.pixels} "
        recipe = hashlib.sha256(rules.encode() + data).hexdigest()
        content = self._store.made(recipe) or pixels.made(data, room)
        return content, self._store.keep(content, recipe)


def shortened(text: str, most: int) -> str:
    """Shorten a text to whole words; nothing is left of one that is a single long word."""
    if len(text) <= most:
        return text
    words, _, _ = text[:most].rpartition(" ")
    return f"{words.rstrip()}…" if words.strip() else ""


def _alt(picture: Picture) -> str:
    return " ".join(picture.alt.split())


def _left_out(picture: Picture, reason: str) -> str:
    return f"image {_shown(picture)} is not attached: {reason}"


def _shown(picture: Picture) -> str:
    """Write an address so that it moves no cursor."""
    return "".join(filter(str.isprintable, picture.address))[:SHOWN_CHARACTERS] or "without address"
