"""The uploads of a pretend Mastodon's account, until a status takes them.

Sources are files of mastodon/mastodon (main, August 2026); "(unconfirmed)" is common knowledge.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO

from tests.servers.mastodon_statuses import Media
from tests.servers.wire import Answer, Request

_NOT_FOUND = Answer(404, {"error": "Record not found"})
_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF")


class UnattachableError(Exception):
    """A status cannot have these media; the message is the sentence of the 422."""


@dataclass(slots=True)
class Shelf:
    """Media that are uploaded and not attached. `slow` uploads are asked for so often in vain."""

    slow: int = 0
    has_v2: bool = True
    most: int = 4
    size_limit: int = 16 * 1024 * 1024
    matrix_limit: int = 33_177_600
    description_limit: int = 1500
    uploads: list[Media] = field(default_factory=list, init=False)
    _free: dict[str, Media] = field(default_factory=dict, init=False)
    _looks: dict[str, int] = field(default_factory=dict, init=False)

    def configuration(self) -> dict[str, object]:
        """Return what the instance says (app/serializers/rest/instance_serializer.rb)."""
        return {
            "supported_mime_types": ["image/jpeg", "image/png", "image/gif", "image/webp"],
            "image_size_limit": self.size_limit,
            "image_matrix_limit": self.matrix_limit,
            "description_limit": self.description_limit,
        }

    def upload(self, request: Request, media_id: str, *, version: int) -> Answer:
        """Take an upload (api/v2/media_controller.rb; the first version always waits)."""
        if version == 2 and not self.has_v2:
            return Answer(404, {"error": "Not Found"})
        form = parts(request)
        problem = self._problem(form)
        if problem is not None:
            return Answer(422, {"error": f"Validation failed: {problem}"})
        media = Media(media_id, form.get("description", b"").decode(), content=form["file"])
        self.uploads.append(media)
        self._free[media.id] = media
        self._looks[media.id] = self.slow if version == 2 else 0
        if self._looks[media.id]:
            return Answer(202, {**media.shown(), "url": None})
        return Answer(200, media.shown())

    def show(self, media_id: str) -> Answer:
        """Return an upload: 206 while it is processed, 404 once it is attached."""
        media = self._free.get(media_id)
        if media is None:
            return _NOT_FOUND
        if self._looks[media_id] > 0:
            self._looks[media_id] -= 1
            return Answer(206, {**media.shown(), "url": None})
        return Answer(200, media.shown())

    def attach(self, fields: Mapping[str, object], there: Iterable[Media]) -> tuple[Media, ...]:
        """Return the media that a status asks for (app/services/post_status_service.rb).

        The sentences are those of config/locales/en.yml, media_attachments.validations.
        """
        ids = fields.get("media_ids")
        wanted = [str(each) for each in ids] if isinstance(ids, list) else []
        known = {**self._free, **{media.id: media for media in there}}
        missing = [each for each in wanted if each not in known]
        if len(wanted) > self.most:
            raise UnattachableError(f"Cannot attach more than {self.most} files")
        if missing:
            said = ", ".join(missing)
            raise UnattachableError(f"Media {said} not found or already attached to another post")
        if any(self._looks.get(each) for each in wanted):
            raise UnattachableError(
                "Cannot attach files that have not finished processing. Try again in a moment!"
            )
        return tuple(_described(known[each], fields) for each in wanted)

    def take(self, media: Iterable[Media]) -> None:
        """Let a status have its media, once."""
        for each in media:
            self._free.pop(each.id, None)

    def give_back(self, media: Iterable[Media]) -> None:
        """Keep what was removed from a status: for about a day it can be used again."""
        for each in media:
            self._free[each.id] = each
            self._looks[each.id] = 0

    def vacuum(self) -> None:
        """Forget what nobody attached, as a nightly job does after a day.

        app/lib/vacuum/media_attachments_vacuum.rb
        """
        self._free.clear()

    def _problem(self, form: Mapping[str, bytes]) -> str | None:
        content = form.get("file", b"")
        if not content:
            return "File can't be blank"
        if not content.startswith(_BEGINNINGS):
            return "File content type is invalid, File is invalid"
        if len(content) > self.size_limit:
            return f"File must be less than {self.size_limit} bytes"  # in MB (unconfirmed)
        width, height = _dimensions(content)
        if width * height > self.matrix_limit:
            return f"{width}x{height} images are not supported"
        if len(form.get("description", b"").decode()) > self.description_limit:
            return f"Description is too long (maximum is {self.description_limit} characters)"
        return None


def parts(request: Request) -> dict[str, bytes]:
    """Return the fields of a multipart form (RFC 7578)."""
    boundary = re.search(r'boundary="?([^";]+)', request.headers.get("Content-Type", ""))
    if boundary is None:
        return {}
    found: dict[str, bytes] = {}
    for part in request.body.split(f"--{boundary[1]}".encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = re.search(rb'[; ]name="([^"]*)"', head)
        if name is not None:
            found[name[1].decode()] = content.removesuffix(b"\r\n")
    return found


def _described(media: Media, fields: Mapping[str, object]) -> Media:
    attributes = fields.get("media_attributes")
    for given in attributes if isinstance(attributes, list) else []:
        if str(given["id"]) == media.id and "description" in given:
            return replace(media, description=str(given["description"] or ""))
    return media


def _dimensions(content: bytes) -> tuple[int, int]:
    from PIL import Image

    with Image.open(BytesIO(content)) as image:
        return image.size
