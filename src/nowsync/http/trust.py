"""Whom we trust to say who a server is: read once, for that takes longer than to start Python."""

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl


def trusted() -> "ssl.SSLContext":
    """Give one context to all connections, with the certificates that httpx goes by."""
    import certifi

    return _context(certifi.where())


@functools.cache
def _context(certificates: str) -> "ssl.SSLContext":
    import ssl

    return ssl.create_default_context(cafile=certificates)
