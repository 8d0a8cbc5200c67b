"""Take out each protection in turn; end with 1 if no test notices.

python -m tests.mutants              # all of them
python -m tests.mutants settle       # those whose name has this word
"""

import sys
import time
from itertools import chain

from tests.mutants.catalogue import MUTANTS
from tests.mutants.copy import failing, unnoticed


def main() -> int:
    """Try the mutants whose names have all words that were typed."""
    chosen = [each for each in MUTANTS if all(word in each.without for word in sys.argv[1:])]
    before = failing([*dict.fromkeys(chain.from_iterable(each.noticed_by for each in chosen))])
    if before:
        _say(f"these tests fail with the source as it is: {', '.join(before)}")
        return 1
    missed = 0
    for mutant in chosen:
        began = time.monotonic()
        deaf = unnoticed(mutant)
        missed += bool(deaf)
        result = f"NOT NOTICED by {', '.join(deaf)}" if deaf else "noticed"
        _say(f"without {mutant.without}: {result} ({time.monotonic() - began:.1f} s)")
    _say(f"{len(chosen) - missed} of {len(chosen)} are noticed")
    return 1 if missed else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
