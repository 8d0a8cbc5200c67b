"""What can go wrong, in words: each fault has a name that never changes.

A test proves how a fault ends and says so with `@pytest.mark.fault("N07", "unknown, looked for")`.
"""

NETWORK = {
    "N01": "the server's name cannot be looked up",
    "N02": "the connection is refused, or there is no way to the server",
    "N03": "nobody answers when the connection is opened",
    "N04": "the certificate has expired, is another server's, or is vouched for by nobody",
    "N05": "the server speaks an old TLS, or none where TLS is expected",
    "N06": "a server's address in nowsync.toml starts with http://",
    "N07": "the connection breaks while the head of a request is sent",
    "N08": "the connection breaks while the body of a request is sent",
    "N09": "the connection breaks after the request, before any answer",
    "N10": "no answer comes in time, and the request was carried out",
    "N11": "no answer comes in time, and the request was not carried out",
    "N12": "the request is carried out minutes after we gave it up",
    "N13": "the request is carried out after the server has forgotten its key",
    "N14": "the answer ends in the middle",
    "N15": "a stranger answers with a web page: a hotel's Wi-Fi, a proxy, a parked domain",
    "N16": "the answer has no id, or the credential is now for another account",
    "N17": "the server says that it was made, and does not keep it",
    "N18": "an image was taken, and is not ready yet",
    "N19": "the server sends us to another host",
    "N20": "the server sends us to another scheme or port of its own host",
    "N21": "the server sends us in a circle while we look",
    "N22": "the server finds the request wrong (400)",
    "N23": "the credential is not accepted, from the start or between two steps (401)",
    "N24": "the account may not do that (403)",
    "N25": "the address is unknown, or what was there is gone (404)",
    "N26": "the same request is still being carried out (409)",
    "N27": "the server has been given up (410)",
    "N28": "the text is too long for the server",
    "N29": "the server takes the text for invalid (422)",
    "N30": "an article with this address is there already: ours, or somebody else's",
    "N31": "an article with this title was made minutes ago: by our lost request",
    "N32": "the server asks us to wait for a while, in any style, or in nonsense",
    "N33": "the server says until when to wait, by a clock that is not ours",
    "N34": "the server asks us to wait, whenever we come, for a day",
    "N35": "the server fails, and has made the post all the same",
    "N36": "the server fails, and has made nothing",
    "N37": "the server is overloaded, and says when to come back (503)",
    "N38": "the answer drips in, byte by byte",
    "N39": "the answer is far too long, or grows when it is unpacked",
    "N40": "the pages of a list lead elsewhere, or in a circle",
    "N41": "the list that we look at is behind",
    "N42": "the environment names a proxy",
    "N43": "the server has two addresses, of which one does not answer",
    "N44": "the server closes a connection that it had promised to keep",
}

DISK = {
    "D01": "the disk is full when a post is written down before it is sent",
    "D02": "the disk fails once a post is out, and before that is written down",
    "D03": "the disk cannot say that it has kept what was written",
    "D04": "the disk may only be read",
    "D05": "the disk's quota is used up",
    "D06": "another program holds the ledger",
    "D07": "the ledger is cut off, zeroed, scribbled over, or another program's file",
    "D08": "the ledger is deleted or replaced while nowsync is at work",
    "D09": "the ledger has an older schema, and its migration breaks off",
    "D10": "the ledger has a newer schema",
    "D11": "an older copy of the ledger is put back, or the ledger is deleted",
    "D12": "the ledger and its witness are put back together",
    "D13": "the ledger is on a disk of another machine",
    "D14": "others can read the ledger",
    "D15": "the power fails at any moment",
    "D16": "nowsync is killed while it writes the feed",
    "D17": "something stands in the feed's way",
    "D18": "the feed would lose most of its entries",
    "D19": "runs that were killed have left files behind",
    "D20": "what nowsync prints goes to a full disk, or to nobody",
    "D21": "the files have times that mean nothing",
    "D22": "a disk writes names with other letters",
}

PROCESS = {
    "P01": "nowsync is told to end",
    "P02": "nowsync is killed, at any instant",
    "P03": "the system ends nowsync for want of memory, or a library crashes",
    "P04": "one entry makes nowsync crash again and again",
    "P05": "many are started at once on one ledger",
    "P06": "a lock is left by a process that is dead",
    "P07": "nowsync starts another program",
    "P08": "the computer goes to sleep in the midst of a run",
}

TIME = {
    "T03": "the clock jumps, forward or back",
    "T04": "the configured time zone is none that there is",
    "T05": "nowsync has not run for weeks",
    "T06": "very many entries are due at once",
}

CALENDAR = {
    "T01": "clocks are put forward or back",
    "T02": "a zone leaves out a day",
}

ARCHIVE = {
    "F13": "something happens to every entry of a large archive at once",
}


FAULTS = NETWORK | DISK | PROCESS | TIME | CALENDAR | ARCHIVE

# What no test shows, and why not.
UNTESTED: dict[str, str] = {}
