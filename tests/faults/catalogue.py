"""What can go wrong, in words: each fault has a name that never changes.

A test proves how a fault ends and says so with `@pytest.mark.fault("N07", "unknown, looked for")`.
"""

NETWORK = {
    "N02": "the connection is refused, or there is no way to the server",
    "N19": "the server sends us to another host",
}

DISK: dict[str, str] = {}

PROCESS: dict[str, str] = {}

FAULTS = NETWORK | DISK | PROCESS

# What no test shows, and why not.
UNTESTED: dict[str, str] = {}
