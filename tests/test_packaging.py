"""What is built from this tree works elsewhere, and holds what it should."""

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.shell import ROOT, environment, examples_in, run


def build(kind: str, into: Path) -> Path:
    """Build a wheel or an sdist with the environment's hatchling."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(into)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in a folder of its own, without what it depends on."""
    folder = tmp_path_factory.mktemp("installed")
    wheel = build("wheel", tmp_path_factory.mktemp("wheel"))
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*install, "--target", str(folder), str(wheel)], check=True, timeout=100)
    return folder


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """List the files of the sdist."""
    with tarfile.open(build("sdist", tmp_path_factory.mktemp("sdist"))) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def test_a_wheel_brings_its_templates(installed: Path, tmp_path: Path) -> None:
    done = run(
        "nowsync preview 2026-11 --target mastodon",
        examples_in(tmp_path),
        PYTHONPATH=str(installed),
    )

    assert done.returncode == 0, done.stderr
    assert "Now, November 2026" in done.stdout


def test_a_wheel_brings_its_page(installed: Path, tmp_path: Path) -> None:
    site = examples_in(tmp_path)

    done = run("nowsync preview --html page.html", site, PYTHONPATH=str(installed))

    assert done.returncode == 0, done.stderr
    assert "<h1>Preview of Ada, now</h1>" in (site / "page.html").read_text("utf-8")


def test_a_wheel_brings_its_example_and_its_manual_page(installed: Path, tmp_path: Path) -> None:
    done = run("nowsync config example", tmp_path, PYTHONPATH=str(installed))

    assert done.stdout == (ROOT / "config/nowsync.toml").read_text("utf-8")
    assert (installed / "nowsync/nowsync.toml").exists()
    assert (installed / "share/man/man1/nowsync.1").exists()


def test_a_wheel_uses_its_own_templates(installed: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(installed, tmp_path / "installed")
    (copy / "nowsync/templates/mastodon.j2").write_text("Hello from the wheel.")

    done = run(
        "nowsync preview 2026-11 --target mastodon", examples_in(tmp_path), PYTHONPATH=str(copy)
    )

    assert "Hello from the wheel." in done.stdout


def test_a_wheel_brings_a_command_that_answers_at_once(installed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", installed / "bin" / "nowsync", "--version"],
        env=environment(PYTHONPATH=str(installed)),
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout.startswith("nowsync ")
    assert "| re\n" not in done.stderr


@pytest.mark.parametrize(
    "path",
    [
        "bin/nowsync",
        "templates/mastodon.j2",
        "config/nowsync.toml",
        "src/nowsync/__main__.py",
        "tests/adapters/contract.py",
        "examples/nowsync.toml",
        "examples/demo.sh",
        "docs/configuration.md",
        "docs/nowsync.1",
        "LICENSE",
        "README.md",
    ],
)
def test_an_sdist_holds(path: str, sdist: set[str]) -> None:
    assert path in sdist


def test_an_sdist_holds_nothing_that_was_made_by_running(sdist: set[str]) -> None:
    made = {".nowsync", "__pycache__", ".venv", ".cache"}

    assert {path for path in sdist if made & set(Path(path).parts)} == set()


def test_the_image_is_given_all_that_its_recipe_copies() -> None:
    recipe = (ROOT / "Dockerfile").read_text("utf-8")
    lines = (line.split() for line in recipe.splitlines() if line.startswith("COPY "))
    copied = {name for _, *names, _ in lines for name in names if not name.startswith(("/", "--"))}
    given = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    assert {f"!{name}" for name in copied} - set(given) == set()
