"""Addresses: which ones can be a server's, and which belong together."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(url: str) -> bool:
    """Tell whether a URL stays on this machine, where plain HTTP gives nothing away."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def unfit_server(address: str, example: str) -> str | None:
    """Say why an address cannot be a server, or None; never repeats it, it may hold a secret."""
    if not _is_bare(address):
        return f"must be an address like {example}, without a path"
    if address.startswith("http:") and not is_loopback(address):
        return "must start with https://, or the secret could be read on its way"
    return None


def origin_of(url: str) -> str:
    """Give the scheme, host and port of an address; raise ValueError when it has none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _is_bare(address: str) -> bool:
    """Tell whether an address is a scheme, a host and perhaps a port, and nothing else."""
    try:
        parts = urlsplit(address)
        host = parts.hostname and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        return False
    rest = parts.path.strip("/") or parts.query or parts.fragment
    clean = address.isprintable() and " " not in address
    return parts.scheme in {"https", "http"} and bool(host) and not rest and clean
