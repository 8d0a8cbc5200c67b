"""Addresses: which ones can be a server's, which belong together, and which everybody can reach."""

from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

# Names that lead nowhere: RFC 2606, RFC 6761, RFC 6762.
_RESERVED = ("example", "example.com", "example.net", "example.org", "invalid", "test", "local")
# Protocols have their places here, and a cloud tells its machines their secrets. Pythons before
# 3.13 take most of it for public (IANA's registry for IPv4, RFC 6890).
_ASSIGNED = ip_network("192.0.0.0/24")


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


def is_global(address: str) -> bool:
    """Tell whether an address can be reached from everywhere, also where it holds another one."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        teredo = found.teredo[1] if found.teredo else None
        inner = found.ipv4_mapped or found.sixtofour or teredo
        # 64:ff9b::/96 stands for the IPv4 address at its end (RFC 6052).
        if found.packed.startswith(bytes.fromhex("0064ff9b0000000000000000")):
            inner = ip_address(found.packed[12:])  # type: ignore[assignment]  # four bytes
        if inner is not None:
            return is_global(str(inner))
    return found.is_global and not found.is_multicast and found not in _ASSIGNED


def is_public(url: str) -> bool:
    """Tell by its name alone whether a site can be read from everywhere."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return is_global(host)
    except ValueError:
        reserved = any(f".{host}".endswith(f".{each}") for each in _RESERVED)
        return "." in host and not reserved and not host.endswith(".localhost")


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
