"""Images on a Mastodon server: what it takes of them, and how one gets there."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from nowsync.adapters._mastodon.server import Server
from nowsync.core.entry import Json
from nowsync.core.errors import Gone, NotSent, Unknown
from nowsync.core.image import Image, ImageRoom
from nowsync.core.step import Receipt, Request, Step
from nowsync.http.answers import NoSuchAddress

MEDIA = "media"
# app/models/media_attachment.rb; alt text was limited to 1500 characters before 4.6.
MOST, SIZE, PIXELS, ALT = 4, 16 * 1024 * 1024, 33_177_600, 1500
# Mastodon itself makes larger ones smaller, to this many pixels (media_attachment.rb).
SHOWN_PIXELS = 8_294_400
# Images are ready at once since 4.0; older servers and other makes may take their time.
LOOKS, SECONDS = 20, 1.0


def room(facts: Mapping[str, Json], wanted: int, *, without_alt: bool) -> ImageRoom | None:
    """Tell what the server said it takes; Mastodon's own limits until it was asked."""
    if wanted == 0:
        return None
    usual = {"image_most": MOST, "image_size": SIZE, "image_pixels": PIXELS, "image_alt": ALT}
    said = {
        name: value if isinstance(value := facts.get(name), int) else default
        for name, default in usual.items()
    }
    return ImageRoom(
        most=min(wanted, said["image_most"]),
        size=said["image_size"],
        pixels=min(said["image_pixels"], SHOWN_PIXELS),
        alt=said["image_alt"],
        without_alt=without_alt,
    )


def limits(instance: Mapping[str, Any]) -> dict[str, Json]:
    """Read the limits that the instance document has."""
    configuration = instance.get("configuration") or {}
    statuses = configuration.get("statuses") or {}
    media = configuration.get("media_attachments") or {}
    found = {
        "image_most": statuses.get("max_media_attachments"),
        "image_size": media.get("image_size_limit"),
        "image_pixels": media.get("image_matrix_limit"),
        "image_alt": media.get("description_limit"),
    }
    return {name: value for name, value in found.items() if isinstance(value, int) and value > 0}


def upload(url: str, image: Image) -> Step:
    """Make the step; what it makes is seen by nobody, and goes away, until a status refers to it.

    That takes a day (app/lib/vacuum/media_attachments_vacuum.rb), so a repeat harms nobody.
    """
    request = Request("POST", url, {"description": image.alt}, file=image.file)
    return Step(MEDIA, request, repeatable=True)


class Uploads(Struct, frozen=True):
    """Brings images to a server, and waits until it has read them."""

    server: Server
    content: Callable[[str], bytes]
    pause: Callable[[float], None]

    def perform(self, step: Step) -> Receipt:
        """Send the image to the second version of the API, or to the first where that is unknown.

        The first one is deprecated; old servers and those of other makes have nothing else.
        """
        try:
            media = self._send(step, step.request.url)
        except NoSuchAddress:
            media = self._send(step, self.server.url("media"))
        return Receipt(id=media, kind=MEDIA)

    def _send(self, step: Step, url: str) -> str:
        file = step.request.file
        if file is None:
            raise TypeError("a media step has a file")
        answer = self.server.client.upload(
            url,
            fields={"description": str(step.request.body["description"])},
            file=self.content(file.sha256),
            name=f"image.{file.media_type.rpartition('/')[2]}",
            media_type=file.media_type,
        )
        media = answer.json()
        if not isinstance(media, dict) or not media.get("id"):
            raise Unknown("the server's answer does not name an image")
        if answer.status == 202:
            self._await(str(media["id"]))
        return str(media["id"])

    def _await(self, media: str) -> None:
        """Ask until it is ready: 206 while the server is at work on it, 200 when it is done."""
        for _ in range(LOOKS):
            self.pause(SECONDS)
            try:
                answer = self.server.client.get(self.server.url(f"media/{media}"))
            except Gone as error:
                raise Unknown("the server has lost an image that was just sent") from error
            if answer.status == 200:
                return
        raise NotSent(f"{self.server.origin} needs longer for an image than we wait")
