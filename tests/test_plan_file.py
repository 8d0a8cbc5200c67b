"""Hold the file of a plan to coming back whole, and to being refused whatever else it is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from nowsync import plan_file
from nowsync.core.action import Create
from nowsync.core.entry import EntryId
from nowsync.core.errors import UsageError
from nowsync.core.kept import Kept
from nowsync.core.plan import Plan
from tests.core.samples import FUTURE, ID, NOW, step, work

SAID = replace(step(), request=replace(step().request, body={"status": "Não\ud800", "n": [1, {}]}))
WORK = replace(work(), steps=(SAID, step()))
PLAN = Plan(
    actions=(Create(entry=ID, target="mastodon", reason="new\x1b", work=WORK),),
    meets=(("mastodon", (EntryId("2026-10"),)),),
    named=(ID,),
    made=NOW,
)
KEPT = Kept.of(PLAN, "https://ada.example", ("mastodon",))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a place for a plan."""
    return tmp_path / "plan.json"


def refusal(path: Path) -> str:
    """Read what is no plan; give the sentence that says so."""
    with pytest.raises(UsageError) as caught:
        plan_file.read(path)
    return str(caught.value)


def test_a_plan_comes_back_as_it_was_kept(path: Path) -> None:
    plan_file.write(path, KEPT, replace=False)

    assert plan_file.read(path) == KEPT
    assert plan_file.read(path).is_what(PLAN)


def test_the_same_plan_makes_the_same_file_but_for_its_time() -> None:
    later = Kept.of(replace(PLAN, made=FUTURE), "https://ada.example", ("mastodon",))

    one, other = plan_file.text_of(KEPT), plan_file.text_of(later)

    assert one != other
    assert one.replace(KEPT.made, later.made) == other


def test_a_file_is_not_replaced_by_itself(path: Path) -> None:
    path.write_text("mine")

    with pytest.raises(UsageError, match="replace it with --force"):
        plan_file.write(path, KEPT, replace=False)

    assert path.read_text() == "mine"


def test_a_file_is_replaced_when_that_is_wanted(path: Path) -> None:
    path.write_text("mine")

    plan_file.write(path, KEPT, replace=True)

    assert plan_file.read(path) == KEPT


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"missing/further/plan\.json cannot be written"):
        plan_file.write(tmp_path / "missing/further/plan.json", KEPT, replace=False)


def test_a_file_that_is_not_there_is_named(path: Path) -> None:
    assert refusal(path) == f"{path} cannot be read: No such file or directory"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path} cannot be read: Is a directory"


def test_a_name_that_cannot_be_one_is_refused() -> None:
    assert "cannot be read: embedded null byte" in refusal(Path("a\0b"))


def test_a_file_without_an_end_is_refused() -> None:
    assert "it is larger than 64 MiB" in refusal(Path("/dev/zero"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "it is not JSON", id="empty"),
        pytest.param(b"\xff\xfe\xff", "it is not JSON", id="not a text"),
        pytest.param(b"schema: 1", "it is not JSON", id="YAML"),
        pytest.param(b'{"schema": ' + b"1" * 5_000 + b"}", "it is not JSON", id="endless number"),
        pytest.param(b"[" * 200_000, "it is nested too deep", id="deep"),
        pytest.param(b"[]", "it is not an object", id="a list"),
        pytest.param(b"null", "it is not an object", id="nothing"),
        pytest.param(b"{}", "it has no 'schema'", id="no plan"),
        pytest.param(b'{"schema": 2}', "it has schema 2, and this nowsync reads 1", id="newer"),
    ],
)
def test_what_is_no_plan_is_refused_with_a_sentence(path: Path, content: bytes, said: str) -> None:
    path.write_bytes(content)

    assert f"is not a plan to be applied: {said}" in refusal(path)


def spoiled(path: Path, spoil: Callable[[Any], object]) -> str:
    """Write the plan with one thing changed; give the sentence that refuses it."""
    data = json.loads(plan_file.text_of(KEPT))
    spoil(data)
    path.write_text(json.dumps(data))
    return refusal(path)


@pytest.mark.parametrize("key", json.loads(plan_file.text_of(KEPT)))
def test_a_plan_without_one_of_its_keys_is_refused(path: Path, key: str) -> None:
    assert f"it has no '{key}'" in spoiled(path, lambda data: data.pop(key))


@pytest.mark.parametrize("key", json.loads(plan_file.text_of(KEPT)))
@pytest.mark.parametrize("value", [None, True, 7.5, {}], ids=str)
def test_a_plan_with_a_value_of_another_type_is_refused(path: Path, key: str, value: Any) -> None:
    assert "is not a plan to be applied" in spoiled(path, lambda data: data.update({key: value}))


@pytest.mark.parametrize("key", json.loads(plan_file.text_of(KEPT))["actions"][0])
@pytest.mark.parametrize("value", [None, True, 7.5, {}], ids=str)
def test_an_action_with_a_value_of_another_type_is_refused(
    path: Path, key: str, value: Any
) -> None:
    said = spoiled(path, lambda data: data["actions"][0].update({key: value}))

    assert "is not a plan to be applied" in said


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(
            lambda data: data.update({"\x1b[2J": 1}),
            r"it has a key that is not known here: '\x1b[2J'",
            id="a further key",
        ),
        pytest.param(
            lambda data: data["actions"][0].update(run="rm"),
            "one of its actions has a key that is not known here: 'run'",
            id="a further key of an action",
        ),
        pytest.param(
            lambda data: data["actions"].append(7), "one of its actions is not an object", id="7"
        ),
        pytest.param(
            lambda data: data["actions"][0].update(action="delete"),
            "an action is none of create, update, recover, retract",
            id="another action",
        ),
        pytest.param(
            lambda data: data["meets"].append(["feed"]),
            "one of its meets is not a target and its entries",
            id="half a meeting",
        ),
        pytest.param(
            lambda data: data["entries"].append("\x1b]0;owned\x07"),
            "a value at 'entries' cannot be printed",
            id="what a terminal would obey",
        ),
        pytest.param(
            lambda data: data["targets"].append("x" * 501),
            "a value at 'targets' is not a name",
            id="an endless name",
        ),
        pytest.param(
            lambda data: data["actions"][0]["steps"].pop(),
            "its fingerprint is of another plan, so it was changed by hand or is damaged",
            id="a missing step",
        ),
    ],
)
def test_a_plan_that_was_changed_by_hand_is_refused(
    path: Path, spoil: Callable[[Any], object], said: str
) -> None:
    assert f"is not a plan to be applied: {said}. Make one with" in spoiled(path, spoil)
