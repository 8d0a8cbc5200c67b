"""What is released: the same bytes for everybody, from workflows that may do little."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from release import sbom, wheel
from release.audit import verdict
from tests.shell import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
REQUIREMENTS = ROOT / "requirements/extras.txt"
PINNED = re.compile(r"uses: [\w.-]+(?:/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
PACKAGE = {"name": "glue", "version": "1.0"}
FLAW = {"id": "PYSEC-1", "fix_versions": ["1.1"]}

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def workflow(path: Path) -> dict[Any, Any]:
    read: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return read


def test_there_are_workflows() -> None:
    assert [path.stem for path in WORKFLOWS] == ["audit", "ci", "release"]


@each_workflow
def test_a_workflow_may_do_nothing_but_what_a_job_names(path: Path) -> None:
    jobs = workflow(path)["jobs"].values()

    assert workflow(path)["permissions"] == {}
    assert [job for job in jobs if "permissions" not in job] == []


def test_only_the_upload_may_prove_who_it_is_and_nothing_may_write() -> None:
    given = [
        (path.stem, name, permission)
        for path in WORKFLOWS
        for name, job in workflow(path)["jobs"].items()
        for permission in job["permissions"].items()
        if permission != ("contents", "read")
    ]

    assert given == [("release", "publish", ("id-token", "write"))]


@each_workflow
def test_an_action_is_pinned_by_its_commit(path: Path) -> None:
    lines = [line.strip(" -") for line in path.read_text("utf-8").splitlines() if "uses:" in line]

    assert [line for line in lines if not PINNED.fullmatch(line)] == []


@each_workflow
def test_no_workflow_knows_a_secret_or_runs_what_a_stranger_wrote_with_our_leave(
    path: Path,
) -> None:
    text = path.read_text("utf-8")

    assert [
        word for word in ("secrets.", "pull_request_target", "github.event.") if word in text
    ] == []


@each_workflow
def test_a_job_comes_to_an_end_and_leaves_no_credential_behind(path: Path) -> None:
    jobs = workflow(path)["jobs"].values()
    steps = [step for job in jobs for step in job["steps"]]
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]

    assert [job for job in jobs if not 0 < job["timeout-minutes"] <= 60] == []
    assert [step for step in checkouts if step["with"]["persist-credentials"] is not False] == []


def test_a_reminder_is_set_for_all_that_is_pinned() -> None:
    updates = workflow(ROOT / ".github/dependabot.yml")["updates"]

    assert [each["package-ecosystem"] for each in updates] == ["github-actions", "pip"]


def test_a_wheel_is_built_twice_and_is_the_same(tmp_path: Path) -> None:
    names = [path.suffix for path in wheel.build(tmp_path)]

    assert names == [".whl", ".gz"]


def test_the_list_of_ingredients_names_each_package_with_its_hashes() -> None:
    listed = sbom.document("1.2.3", REQUIREMENTS, 0)
    pinned = re.findall(r"^([a-z0-9-]+)==(\S+)", REQUIREMENTS.read_text("utf-8"), re.MULTILINE)

    assert [(each["name"], each["version"]) for each in listed["components"]] == sorted(pinned)
    assert all(each["externalReferences"] for each in listed["components"])
    assert listed["metadata"]["component"]["purl"] == "pkg:pypi/nowsync@1.2.3"


def test_the_list_of_ingredients_is_the_same_each_time() -> None:
    assert sbom.document("1.2.3", REQUIREMENTS, 0) == sbom.document("1.2.3", REQUIREMENTS, 0)


@pytest.mark.parametrize("text", ["glue==1.0\n", "glue>=1\n", "-r other.txt\n"])
def test_what_no_hash_vouches_for_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "run.txt"
    path.write_text(text)

    with pytest.raises(ValueError, match=r"^run\.txt: "):
        list(sbom.pinned(path))


@pytest.mark.parametrize(
    ("package", "lines"),
    [
        ({"vulns": []}, ["1 of 1 packages audited"]),
        (
            {"vulns": [FLAW]},
            ["unsafe  glue 1.0: PYSEC-1; mended in 1.1", "1 of 1 packages audited"],
        ),
        (
            {"skip_reason": "not found"},
            ["NOT AUDITED: nothing could be learned of 1 packages", "0 of 1 packages audited"],
        ),
    ],
)
def test_an_audit_says_what_is_unsafe_and_what_nobody_knows(
    package: dict[str, Any], lines: list[str]
) -> None:
    assert [*verdict([PACKAGE | package])] == lines
