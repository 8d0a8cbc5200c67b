"""The one HTTP client: credentials bound to one origin, limits, and answers turned into errors."""

from nowsync.http.addresses import is_loopback, unfit_server
from nowsync.http.answers import Answer, NoSuchAddress
from nowsync.http.client import MAX_BYTES, Client
from nowsync.http.pace import Pace

__all__ = ["MAX_BYTES", "Answer", "Client", "NoSuchAddress", "Pace", "is_loopback", "unfit_server"]
