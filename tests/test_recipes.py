"""The recipes for site generators: on the site that each shows, nowsync init does what it shows."""

import re
from pathlib import Path

import pytest

from tests.shell import ROOT, run

FOLDER = ROOT / "docs/recipes"
PAGES = sorted(page for page in FOLDER.glob("*.md") if page.name != "README.md")
NAMED_FILE = re.compile(r"^\*\*`(\S+)`\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CAPTURE = re.compile(r"^```console\n(\$ ([^\n]*)\n.*?)^```$", re.MULTILINE | re.DOTALL)
WRITTEN = "nowsync.toml"

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def site(page: Path, folder: Path) -> Path:
    """Lay out the site that a recipe shows, without what nowsync writes for it."""
    for name, text in NAMED_FILE.findall(page.read_text("utf-8")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (folder / WRITTEN).unlink()
    return folder


@each_page
def test_init_says_and_writes_what_a_recipe_shows(page: Path, tmp_path: Path) -> None:
    text, made = page.read_text("utf-8"), site(page, tmp_path)
    ((capture, command),) = CAPTURE.findall(text)

    done = run(command, made)

    assert f"$ {command}\n{done.stdout}" == capture
    assert (made / WRITTEN).read_text("utf-8") == dict(NAMED_FILE.findall(text))[WRITTEN]


@each_page
def test_the_entry_of_a_recipe_can_be_previewed(page: Path, tmp_path: Path) -> None:
    made = site(page, tmp_path)
    run("nowsync init --mastodon https://mastodon.example", made)

    done = run("nowsync preview 2026-11 --target mastodon", made)

    assert (done.returncode, done.stderr) == (0, "")
    assert "I painted the dinghy." in done.stdout


def test_every_recipe_is_listed() -> None:
    listed = re.findall(r"\]\((\w+\.md)\)", (FOLDER / "README.md").read_text("utf-8"))

    assert sorted(listed) == [page.name for page in PAGES]
