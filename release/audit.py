"""`make audit`: which of the pinned packages are known to be unsafe, if anybody can be asked."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

REQUIREMENTS = Path(__file__).parents[1] / "requirements/extras.txt"
NOT_AUDITED = "NOT AUDITED"


def main(pip_audit: str) -> int:
    """Ask about every package; that nobody could be asked is told aloud, and is no failure."""
    options = ["--format=json", "--progress-spinner=off", "--disable-pip", "--require-hashes"]
    command = [pip_audit, *options, "-r", str(REQUIREMENTS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = done.stderr.strip().rpartition("\n")[2]
        print(f"{NOT_AUDITED}: nobody could be asked what is unsafe ({last})")
        return 0
    lines = [*verdict(packages)]
    print("\n".join(lines))
    return int(any(line.startswith("unsafe") for line in lines))


def verdict(packages: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Say what is known of each package that is unsafe, and how many nobody knows anything of."""
    for each in packages:
        for flaw in each.get("vulns", ()):
            mended = ", ".join(flaw["fix_versions"]) or "no version yet"
            yield f"unsafe  {each['name']} {each['version']}: {flaw['id']}; mended in {mended}"
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    if skipped:
        yield f"{NOT_AUDITED}: nothing could be learned of {len(skipped)} packages"
    yield f"{len(packages) - len(skipped)} of {len(packages)} packages audited"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
