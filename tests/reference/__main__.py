"""Write docs/keys.md and docs/nowsync.1 anew from the code that they are about."""

from tests.reference import keys, manual


def main() -> None:
    """Write both pages."""
    keys.PAGE.write_text(keys.page(), encoding="utf-8")
    manual.PAGE.write_text(manual.page(), encoding="utf-8")


if __name__ == "__main__":
    main()
