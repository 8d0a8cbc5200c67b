"""`make release-check`: build what would be released, and see that it is what it should be."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

from nowsync import __version__
from release import sbom, wheel

DIST = wheel.ROOT / "dist"
REQUIREMENTS = wheel.ROOT / "requirements"


def main(tag: str) -> int:
    """Check everything; raise for what must not be released."""
    if tag not in {"", f"v{__version__}"}:
        print(f"the tag is {tag}, and this is nowsync {__version__}", file=sys.stderr)
        return 1
    shutil.rmtree(DIST, ignore_errors=True)
    for each in wheel.build(DIST):
        _tell(f"built twice, and the same: {each.name}, {each.stat().st_size:,} bytes")
    listed = sbom.write(__version__, REQUIREMENTS / "extras.txt", wheel.epoch(), DIST)
    number = len(list(sbom.pinned(REQUIREMENTS / "extras.txt")))
    _tell(f"listed {number} packages, each with its hashes: {listed.name}")
    with TemporaryDirectory() as folder:
        _smoke(Path(folder))
    return 0


def _smoke(folder: Path) -> None:
    """Install the wheel where nothing else is, and preview the example site with it."""
    (made,) = DIST.glob("*.whl")
    venv.create(folder / "env", with_pip=True)
    pip = [str(folder / "env/bin/python"), "-m", "pip", "-q", "--disable-pip-version-check"]
    # The pinned build tools come first, so that nothing is built with what no hash vouches for.
    for name in ("build.txt", "run.txt"):
        pinned = ["--require-hashes", "--no-build-isolation", "-r", str(REQUIREMENTS / name)]
        subprocess.run([*pip, "install", *pinned], check=True)
    subprocess.run([*pip, "install", "--no-deps", str(made)], check=True)
    subprocess.run([*pip, "check"], check=True)
    site = shutil.copytree(wheel.ROOT / "examples", folder / "site")
    command = [str(folder / "env/bin/nowsync"), "preview", "--target", "feed"]
    subprocess.run(command, cwd=site, check=True, stdout=subprocess.DEVNULL)
    _tell("installed by itself, it previews the example site")


def _tell(text: str) -> None:
    print(f"✓ {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2] or [""]))
