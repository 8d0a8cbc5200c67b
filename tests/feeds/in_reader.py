"""A program for the library `reader`, in an environment of its own: update, and tell what it has.

Is given the feed's file; the store stands beside it, from one time to the next.
"""

import json
import sys
from pathlib import Path

from reader import make_reader  # type: ignore[import-not-found]


def main(file: Path) -> None:
    store = make_reader(str(file.with_name("reader.sqlite")), feed_root="")
    try:
        store.add_feed(str(file), exist_ok=True)
        store.update_feed(str(file))
        shown = {entry.id: entry.content[0].value for entry in store.get_entries()}
    finally:
        store.close()
    json.dump(shown, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
