"""What a JSON file has of values that JSON does not know."""

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import asdict


def plain(value: object) -> object:
    """Give a struct's fields, a moment in ISO 8601, a span of time in seconds: for `json.dumps`."""
    if isinstance(value, Struct):
        return asdict(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    raise TypeError(f"JSON has nothing for a {type(value).__name__}")
