"""Which code is at work: what other code has made of the same files is not to be believed."""

import sys
from functools import cache
from pathlib import Path

from nowsync.core.entry import digest

_PACKAGES = ("site-packages", "dist-packages")


@cache
def print_at_work(*parts: str) -> str:
    """Tell the code of this process, of which others may have taken the place by now.

    It is looked at once, so ask before anything waits.
    """
    return print_of(*parts)


def print_of(*parts: str) -> str:
    """Tell parts of nowsync, with the packages that are installed, from others that say the same.

    It goes by what `stat` says of modules, and of the folders that packages are put into: each
    that comes or goes changes those.
    """
    package = Path(__file__).parent
    modules = sorted(each for part in parts for each in (package / part).rglob("*.py"))
    folders = [each for each in map(Path, sys.path) if each.name in _PACKAGES and each.is_dir()]
    stats = [(str(each), each.stat()) for each in (*modules, *folders)]
    return digest([[name, stat.st_size, stat.st_mtime_ns] for name, stat in stats])[:16]
