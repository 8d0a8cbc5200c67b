"""What is mounted where: whether a place is on a disk of this machine."""

import os
from pathlib import Path

# Linux tells it here (proc_pid_mountinfo(5)); other systems have no such file.
MOUNTS = Path("/proc/self/mountinfo")
# Where another machine may write, too: nobody is told of it, locks may not hold, and what was
# written may not be on a disk.
_REMOTE = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph", "glusterfs"}
    | {"fuse.rclone", "fuse.davfs", "davfs", "vboxsf", "virtiofs", "prl_fs", "fuse.vmhgfs-fuse"}
)


def doubtful(state: Path) -> str | None:
    """Say why a ledger's disk cannot be relied on, where it is on another machine."""
    kind = remote(state)
    return kind and (
        f"the ledger is on a network disk ({kind}), where neither locks nor what was "
        "written can be relied on. Set state in nowsync.toml, or NOWSYNC_STATE, to a folder "
        "on this machine, and move what is in .nowsync there"
    )


def remote(place: Path) -> str | None:
    """Name the type of a file system that another machine has; None also where nobody can tell."""
    try:
        lines = MOUNTS.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return None
    here = os.path.realpath(place)
    # The mount point is the fifth field, and the type follows the lone dash.
    mounted = ((line.split()[4], line.partition(" - ")[2].split()[0]) for line in lines)
    around = [(point, kind) for name, kind in mounted if _is_in(here, point := _plain(name))]
    # Of two mounts at one place the later one covers the other.
    _, kind = max(reversed(around), key=lambda each: len(each[0]), default=("", ""))
    return kind if kind in _REMOTE else None


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _plain(name: str) -> str:
    """Read a name in which a blank is written as a number."""
    for written, meant in ((r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")):
        name = name.replace(written, meant)
    return name
