"""What the values in nowsync.toml must look like: each check says what is wrong, or nothing."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from nowsync.core.entry import PLACEHOLDERS
from nowsync.core.name_pattern import wrong_pattern
from nowsync.http.addresses import is_loopback
from nowsync.toml import Check, Keys

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def _address(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        complete = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        complete = False
    if not complete or re.search(r"\s", value):
        return "must be a complete address, such as https://example.org"
    if "@" in parts.netloc:
        return "must not hold a user name or password"
    if "?" in value or "#" in value:
        return "must end before the ? or #"
    return None


def _email(value: str) -> str | None:
    # What feeds may have in its place: RFC 4287 § 3.2.3.
    return None if re.fullmatch(r"\S+@\S+", value) else "must be an address like ada@example.org"


def _timezone(value: str) -> str | None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(value)
    except (OSError, ValueError, LookupError):
        return f"there is no time zone '{value}'; they are called like Europe/Paris"
    return None


def _language(value: str) -> str | None:
    if _LANGUAGE.fullmatch(value):
        return None
    return f"'{value}' is not a language tag, such as en or pt-BR"


def _page(value: str) -> str | None:
    return None if Path(value).suffix in (".md", ".mdx", ".markdown") else "must be a Markdown file"


def _listening(value: str) -> str | None:
    parts = urlsplit(f"//{value}")
    try:
        port = parts.port
    except ValueError:
        port = None
    if port is None or not is_loopback(f"//{value}") or parts.netloc != value:
        return "must be a port of this machine, such as 127.0.0.1:9464"
    return None


def _pattern(value: str) -> str | None:
    for name in re.findall(r"{([^{}]*)}", value):
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
            return f"there is no {{{name}}}; there are {known}"
    rest = re.sub(r"{[^{}]*}", "x", value)
    if "{" in rest or "}" in rest:
        return "has a { or } without its partner"
    if rest.startswith("/") and not rest.startswith("//"):
        return None
    return "must start with / or be a complete address" if _address(rest) else None


CHECKS: Mapping[Keys, Check] = {
    ("site", "url"): _address,
    ("site", "author", "url"): _address,
    ("site", "author", "email"): _email,
    ("site", "language"): _language,
    ("site", "timezone"): _timezone,
    ("entries", "page"): _page,
    ("entries", "permalink"): _pattern,
    ("entries", "link"): _pattern,
    ("entries", "name_date"): wrong_pattern,
    ("daemon", "listen"): _listening,
}
