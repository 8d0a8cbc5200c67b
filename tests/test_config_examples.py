"""Hold the examples and the documentation to what the settings really are."""

import re
from pathlib import Path

import pytest
from msgspec.structs import fields

from nowsync.adapters.registry import find_platform
from nowsync.config import EntriesSettings, NotifySettings, load
from nowsync.core.errors import ConfigurationError
from nowsync.core.reminder import Reminder
from nowsync.core.target import Author, Site
from nowsync.schedules import ScheduleKeys
from nowsync.targets import _Common, _OnChange

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "config" / "nowsync.toml"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(EXAMPLE, "https://example.org", id="config"),
        pytest.param(ROOT / "examples" / "nowsync.toml", "https://ada.example", id="examples"),
    ],
)
def test_the_examples_are_good(path: Path, expected: str) -> None:
    found = load(path)

    assert found.site.url == expected
    assert [each.target.platform for each in found.targets] == ["mastodon", "devto", "atom"]


def uncommented() -> str:
    """The example with all its keys in force; where that is a choice the first one stays."""
    text = EXAMPLE.read_text("utf-8")
    return re.sub(r"^# (?=\[|[a-z_.]+ = )", "", text, flags=re.MULTILINE)


def test_the_example_holds_good_with_all_its_keys_in_force(tmp_path: Path) -> None:
    path = tmp_path / "nowsync.toml"
    path.write_text(uncommented(), "utf-8")

    found = load(path)

    assert found.templates == "templates/nowsync"
    assert found.entries.dates == ("date", "updated")


KINDS: dict[str, type] = {
    "site": Site,
    "site.author": Author,
    "entries": EntriesSettings,
    "every target": _Common,
    "schedule": ScheduleKeys,
    "on_change": _OnChange,
    "notify": NotifySettings,
    "reminder": Reminder,
    "mastodon": find_platform("mastodon").settings,
    "devto": find_platform("devto").settings,
    "atom": find_platform("atom").settings,
    "sidecar": find_platform("sidecar").settings,
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_the_example_shows_every_key(kind: type) -> None:
    text = EXAMPLE.read_text("utf-8")

    assert [each.name for each in fields(kind) if f"{each.name} = " not in text] == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_the_documentation_explains_every_key(kind: type) -> None:
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")

    assert [each.name for each in fields(kind) if f"| `{each.name}` |" not in text] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param('file = "now.xml"', 'file = "./now.xml"', id="file"),
        pytest.param('file = "a.xml"\njson = "now.json"', 'file = "./now.json"', id="twin"),
        pytest.param('file = "b.xml"', 'file = "a.xml"\nrss = "x/../b.xml"', id="twin of a later"),
        pytest.param('file = "now.xml"\nentries = 9', 'file = "now-2024.xml"', id="archive"),
    ],
)
def test_two_feeds_do_not_share_a_file(tmp_path: Path, one: str, other: str) -> None:
    path, feed = tmp_path / "nowsync.toml", 'platform = "atom"\nurl = "https://ada.example/now.xml"'
    path.write_text(
        '[site]\nurl = "https://ada.example"\n[entries]\nfolder = "now"\n'
        f"[targets.one]\n{feed}\n{one}\n[targets.two]\n{feed}\n{other}\n",
        encoding="utf-8",
    )

    with pytest.raises(ConfigurationError, match="writes the same file as 'one'"):
        load(path)


def test_links_do_not_go_into_a_file_of_a_feed(tmp_path: Path) -> None:
    path = tmp_path / "nowsync.toml"
    path.write_text(
        '[site]\nurl = "https://ada.example"\n[entries]\nfolder = "now"\n'
        '[targets.one]\nplatform = "sidecar"\nfile = "public/now.json"\n'
        '[targets.two]\nplatform = "atom"\nurl = "https://ada.example/now.xml"\n'
        'file = "public/now.xml"\njson = "./public/now.json"\n',
        encoding="utf-8",
    )

    with pytest.raises(ConfigurationError, match="writes the same file as 'one'"):
        load(path)


def test_feeds_beside_each_other_share_nothing(tmp_path: Path) -> None:
    path, feed = tmp_path / "nowsync.toml", 'platform = "atom"\nurl = "https://ada.example/now.xml"'
    path.write_text(
        '[site]\nurl = "https://ada.example"\n[entries]\nfolder = "now"\n'
        f'[targets.one]\n{feed}\nfile = "now.xml"\n'
        f'[targets.two]\n{feed}\nfile = "now-2024.xml"\njson = "now.json"\n',
        encoding="utf-8",
    )

    assert len(load(path).targets) == 2
