"""Addresses in full, and in the form in which Markdown takes them."""

from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from nowsync.markdown.defusing import BREAK

# Everything that an address may hold, except what Markdown or Liquid would read otherwise.
_SAFE: Final = "%/:=&?~#+!$,;'@*[]-._"
_LIQUID: Final = ("{{", "{%")


def completed(address: str, title: str, base_url: str) -> str | None:
    """Give the address in full if it, or its title, cannot stay as it is written."""
    risky = any(sign in address or sign in title for sign in _LIQUID)
    try:
        if not address or (urlsplit(address).scheme and not risky):
            return None
        return quote(urljoin(base_url, address), safe=_SAFE)
    except ValueError:
        return quote(address, safe=_SAFE) if risky else None


def destination(url: str, title: str) -> str:
    """Write what stands between the parentheses of a link."""
    if not title:
        return url
    said = " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"')
    for sign in _LIQUID:
        said = said.replace(sign, f"{{{BREAK}{sign[1]}")
    return f'{url} "{said}"'
