"""Start nowsync; a question for the version is answered before anything else is read."""

import sys


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        from nowsync import __version__

        sys.stdout.write(f"nowsync {__version__}\n")
        return
    from nowsync.cli import run

    run()


if __name__ == "__main__":
    main()
