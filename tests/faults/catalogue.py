"""What can go wrong, in words: each fault has a name that never changes.

A test proves how a fault ends and says so with `@pytest.mark.fault("N07", "unknown, looked for")`.
"""

NETWORK = {
    "N01": "the server's name cannot be looked up",
    "N02": "the connection is refused, or there is no way to the server",
    "N03": "nobody answers when the connection is opened",
    "N04": "the certificate has expired, is another server's, or is vouched for by nobody",
    "N05": "the server speaks an old TLS, or none where TLS is expected",
    "N07": "the connection breaks while the head of a request is sent",
    "N08": "the connection breaks while the body of a request is sent",
    "N09": "the connection breaks after the request, before any answer",
    "N11": "no answer comes in time, and the request was not carried out",
    "N19": "the server sends us to another host",
    "N20": "the server sends us to another scheme or port of its own host",
    "N32": "the server asks us to wait for a while, in any style, or in nonsense",
    "N33": "the server says until when to wait, by a clock that is not ours",
    "N34": "the server asks us to wait, whenever we come, for a day",
    "N37": "the server is overloaded, and says when to come back (503)",
    "N38": "the answer drips in, byte by byte",
    "N39": "the answer is far too long, or grows when it is unpacked",
    "N42": "the environment names a proxy",
    "N43": "the server has two addresses, of which one does not answer",
    "N44": "the server closes a connection that it had promised to keep",
}

DISK: dict[str, str] = {}

PROCESS: dict[str, str] = {}

FAULTS = NETWORK | DISK | PROCESS

# What no test shows, and why not.
UNTESTED: dict[str, str] = {}
