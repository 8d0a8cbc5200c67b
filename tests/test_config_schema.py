"""nowsync config: what it says of nowsync.toml is what nowsync reads."""

import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from nowsync import packaged
from nowsync.adapters.registry import known_platforms
from nowsync.config import load
from nowsync.core.errors import ConfigurationError
from nowsync.keys import Key, meanings, of_every_target, of_platform, tables
from nowsync.schema import schema
from tests.shell import ROOT, run
from tests.test_config_examples import EXAMPLE, uncommented

SMALLEST = """\
[site]
url = "https://ada.example"
[entries]
folder = "now"
[targets.feed]
platform = "atom"
file = "now.xml"
url = "https://ada.example/now.xml"
"""


def described(keys: Sequence[Key], at: str) -> Iterator[tuple[str, str]]:
    """Give each key that has no table of its own with its meaning, and those of such tables."""
    for key in keys:
        if not key.table or key.meaning:
            yield f"{at}.{key.name}", key.meaning
        yield from described(key.table, f"{at}.{key.name}")


MEANINGS = [
    *described(tables(), "nowsync.toml"),
    *described(of_every_target(), "every target"),
    *(pair for each in known_platforms() for pair in described(of_platform(each), each)),
]


@pytest.mark.parametrize(("key", "meaning"), MEANINGS, ids=[key for key, _ in MEANINGS])
def test_the_example_says_what_a_key_means(key: str, meaning: str) -> None:
    assert meaning, f"say above or behind {key} in config/nowsync.toml what it means"


def test_every_meaning_in_the_example_is_that_of_a_key() -> None:
    known = {meaning for _, meaning in MEANINGS}

    assert set(meanings(packaged.example()).values()) - known == set()


def test_a_meaning_stands_above_its_key_or_behind_it() -> None:
    text = "# What it is,\n# and why.\nurl = 1\n\n# A heading.\n\n# title = 2  # Its name.\n"

    assert meanings(f"[site]\n{text}") == {
        ("site", "url"): "What it is, and why.",
        ("site", "title"): "Its name.",
    }


def test_the_keys_of_a_target_go_by_its_platform() -> None:
    text = '# [targets.mine]\n# platform = "atom"\n# The file.\n# file = "now.xml"\n'

    assert meanings(text) == {("targets", "atom", "file"): "The file."}


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def test_the_schema_is_one(validator: Draft202012Validator) -> None:
    Draft202012Validator.check_schema(validator.schema)


GOOD = {
    "the smallest": SMALLEST,
    "config": EXAMPLE.read_text("utf-8"),
    "config with all keys in force": uncommented(),
    "examples": (ROOT / "examples/nowsync.toml").read_text("utf-8"),
    "tables for words": f'{SMALLEST}after.target = "x"\non_change = {{ revised = "ask" }}\n',
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_what_nowsync_reads_is_good_by_the_schema(
    validator: Draft202012Validator, text: str
) -> None:
    assert list(validator.iter_errors(tomllib.loads(text))) == []


WRONG = {
    "an unknown table": f"{SMALLEST}[sites]\n",
    "an unknown key": SMALLEST.replace("[entries]", 'titel = "Now"\n[entries]'),
    "a key of another platform": f'{SMALLEST}visibility = "public"\n',
    "an unknown platform": SMALLEST.replace("atom", "myspace"),
    "a secret": f'{SMALLEST}token = "abc"\n',
    "a wrong type": f'{SMALLEST}max_new = "three"\n',
    "a wrong word": f'{SMALLEST}catch_up = "never"\n',
    "a list of numbers": f"{SMALLEST}when = [1]\n",
    "an unknown key of a table for a word": f'{SMALLEST}on_change = {{ revized = "ask" }}\n',
    "an empty text": SMALLEST.replace('"now.xml"', '" "'),
    "a key that is missing": SMALLEST.replace('file = "now.xml"\n', ""),
    "no target": SMALLEST.partition("[targets.feed]")[0] + "[targets]\n",
    "a target's name": SMALLEST.replace("targets.feed", 'targets."my feed"'),
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_what_the_schema_refuses_is_refused_by_nowsync(
    validator: Draft202012Validator, text: str, tmp_path: Path
) -> None:
    (tmp_path / "nowsync.toml").write_text(text, "utf-8")

    with pytest.raises(ConfigurationError):
        load(tmp_path / "nowsync.toml")
    assert not validator.is_valid(tomllib.loads(text))


def test_an_editor_is_told_what_is_wrong_with_a_key(validator: Draft202012Validator) -> None:
    wrong = tomllib.loads(WRONG["a wrong word"])

    told = [each.message for each in validator.iter_errors(wrong)]

    assert told == ["'never' is not one of ['now', 'next', 'hold']"]


def test_an_editor_is_told_what_a_key_means_and_what_counts_without_it() -> None:
    properties: Any = schema()["$defs"]

    assert properties["mastodon"]["properties"]["visibility"] == {
        "description": '"public", "unlisted", "private" (followers only) or "direct".',
        "enum": ["public", "unlisted", "private", "direct"],
        "default": "unlisted",
    }


def test_the_schema_is_printed(tmp_path: Path) -> None:
    done = run("nowsync config schema", tmp_path)

    assert (done.returncode, json.loads(done.stdout)) == (0, schema())


def test_the_schema_is_written_where_it_is_wanted(tmp_path: Path) -> None:
    done = run("nowsync config schema -o nowsync.schema.json", tmp_path)

    assert (done.returncode, done.stdout) == (0, "Wrote nowsync.schema.json.\n")
    assert json.loads((tmp_path / "nowsync.schema.json").read_text("utf-8")) == schema()


def test_a_schema_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    done = run("nowsync config schema -o a/b/c.json", tmp_path)

    assert done.returncode == 2
    assert done.stderr == "nowsync: a/b/c.json cannot be written: No such file or directory\n"


def test_the_example_is_printed_as_it_is(tmp_path: Path) -> None:
    assert run("nowsync config example", tmp_path).stdout == EXAMPLE.read_text("utf-8")
