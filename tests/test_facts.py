"""What servers said of themselves is believed only as it was written, and written whole."""

import json
from pathlib import Path

import pytest

from nowsync.facts import Facts


@pytest.mark.parametrize(
    "text",
    ["[]", "null", "1", '{"feed": 1}', '{"feed": ["ab"]}', '{"feed": null}', "[" * 100_000, '{"fe'],
)
def test_what_nobody_wrote_is_unknown(tmp_path: Path, text: str) -> None:
    path = tmp_path / "facts.json"
    path.write_text(text)
    facts = Facts(path)

    assert facts.of("feed") == {}
    facts.remember("feed", {"limit": 500})
    assert Facts(path).of("feed") == {"limit": 500}


def test_facts_take_the_place_of_older_ones_in_one_go(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "facts.json"
    Facts(path).remember("feed", {"limit": 500})
    with path.open() as before:
        Facts(path).remember("feed", {"limit": 600})

        assert json.load(before) == {"feed": {"limit": 500}}
    assert [each.name for each in path.parent.iterdir()] == ["facts.json"]


def test_where_facts_cannot_be_kept_they_are_known_for_now(tmp_path: Path) -> None:
    facts = Facts(tmp_path / "no" / "folder" / "facts.json")
    facts.remember("feed", {"limit": 500})

    assert facts.of("feed") == {"limit": 500}
