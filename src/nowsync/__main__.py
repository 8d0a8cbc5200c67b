"""Start nowsync; what it is and what it can do is told before anything else is read."""

import sys


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        from nowsync import __version__

        sys.stdout.write(f"nowsync {__version__}\n")
        return
    if sys.argv[1:] in (["--help"], ["-h"]):
        from nowsync.overview import columns, overview

        sys.stdout.write(f"{overview(columns())}\n")
        return
    from nowsync.cli import run

    run()


if __name__ == "__main__":
    main()
