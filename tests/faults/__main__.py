"""Write docs/faults.md anew from the marks of the tests; with --print, only show it."""

import sys

from tests.faults.catalogue import FAULTS, UNTESTED
from tests.faults.page import PAGE, proofs, table, written


def main() -> None:
    """Collect the marks and write the page."""
    page = written(PAGE.read_text("utf-8"), table(proofs(), FAULTS, UNTESTED))
    if "--print" in sys.argv:
        sys.stdout.write(page)
        return
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
