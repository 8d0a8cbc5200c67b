"""What Mastodon makes of the parameters of a status. No memory, no answers.

Sources are files of mastodon/mastodon (main, August 2026).
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qs

from tests.servers import mastodon_text
from tests.servers.mastodon_statuses import Media, Words
from tests.servers.wire import Request


class InvalidError(Exception):
    """The status breaks a rule; the message is the sentence of the 422."""


def parameters(request: Request) -> dict[str, object]:
    """Return the parameters, from JSON or a form."""
    if "json" in request.headers.get("Content-Type", ""):
        decoded = request.json()
        given: dict[str, object] = decoded if isinstance(decoded, dict) else {}
    else:
        form = parse_qs(request.body.decode(), keep_blank_values=True)
        given = {
            name.removesuffix("[]"): values if name.endswith("[]") else values[-1]
            for name, values in form.items()
        }
    for name in ("scheduled_at", "poll", "quoted_status_id"):
        if given.get(name):
            raise NotImplementedError(f"This server does not pretend {name}.")
    return given


def words(fields: Mapping[str, object], before: Words, media: tuple[Media, ...]) -> Words:
    """Return what the request says: all that it leaves out is gone, except the language.

    app/services/update_status_service.rb
    """
    text = str(fields.get("status") or "")
    spoiler = str(fields.get("spoiler_text") or "")
    if not text.strip() and spoiler:
        text, spoiler = spoiler, ""
    sensitive = fields.get("sensitive") in (True, "true", "1", 1)
    language = _language(str(fields.get("language") or ""), before.language)
    # A content warning makes it sensitive (post_status_service.rb).
    return Words(text, spoiler, sensitive or bool(spoiler), language, media)


def valid(words: Words, limit: int) -> Words:
    """Return the words as they are stored; raise InvalidError when they break a rule."""
    text, spoiler = words.text.strip(), words.spoiler_text.strip()
    if not text and not words.media:
        raise InvalidError("Text can't be blank")
    if mastodon_text.length(text, spoiler) > limit:
        raise InvalidError(f"Text character limit of {limit} exceeded")
    return replace(words, text=text, spoiler_text=spoiler)


def _language(given: str, before: str) -> str:
    # app/helpers/languages_helper.rb: an unknown code is replaced without a word.
    if re.fullmatch(r"zh-(CN|HK|TW|YUE)", given):
        return given
    code = re.split("[-_]", given)[0].lower()
    return code if re.fullmatch("[a-z]{2}", code) else before
