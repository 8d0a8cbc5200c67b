"""The documentation, held to what nowsync does: every command it shows is run here."""

import doctest
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import fields, replace

import nowsync
from nowsync import cli, core, rendering
from nowsync.config import load
from nowsync.core.delta import remembered
from nowsync.core.drift import Drift
from nowsync.core.entry import Entry, EntryId
from nowsync.core.history import Happening
from nowsync.core.overrides import Override
from nowsync.core.publication import Mark
from nowsync.core.schedule import After
from nowsync.core.summary import Form
from nowsync.core.target import Room, Site
from nowsync.core.windows import read_windows
from nowsync.entries import EntryRules, read_folder
from nowsync.ledger import SqliteLedger
from nowsync.lookout import There
from nowsync.plaintext.counting import Count
from nowsync.rendering import BLOCKS, Renderer
from nowsync.rendering.context import context_of
from tests import canary
from tests.core.samples import NOW, RECEIPT, TARGET, operation
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.shell import ROOT, environment, examples_in, run, started, turn_to, words

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "examples/README.md"]
FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`(nowsync [^`\n]+)`(?!`)")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)[^)]*\)")
AGE = re.compile(r"\(\d+ d\)")
# Without a server of its own a command may only plan, or write the example's feed.
SENDING = re.compile(r"^nowsync publish(?!.*(?:--dry-run|--target feed))")


def blocks(language: str, pages: Sequence[Path] = PAGES) -> list[str]:
    """Collect the fenced blocks of a language."""
    texts = [page.read_text("utf-8") for page in pages]
    return [body for text in texts for name, body in FENCED.findall(text) if name == language]


def epilogs() -> list[str]:
    """Collect the examples that --help shows."""
    context = cli.cli.make_context("nowsync", [], resilient_parsing=True)
    commands = [cli.cli.get_command(context, name) for name in cli.COMMANDS]
    return [command.epilog or "" for command in commands if command is not None]


def shown() -> list[str]:
    """Collect every nowsync command that is shown anywhere, once."""
    lines = [line.strip() for text in (*blocks("sh"), *epilogs()) for line in text.splitlines()]
    fenced = [re.split(r" {2,}", line)[0] for line in lines if line.startswith("nowsync ")]
    inline = [found for page in PAGES for found in INLINE.findall(page.read_text("utf-8"))]
    return sorted({*fenced, *inline})


SHOWN = shown()
INITS = [each for each in SHOWN if each.startswith("nowsync init")]
KEEPS = [each for each in SHOWN if each.endswith(" --keep-theirs")]
STAYS = [each for each in SHOWN if each.endswith(" --keep")]
UNDOES = [*STAYS, *(each for each in SHOWN if each.startswith(("nowsync undo", "nowsync release")))]
RESOLVES = [
    each for each in SHOWN if each.startswith("nowsync resolve ") and each not in (*KEEPS, *STAYS)
]
APPLIES = [each for each in SHOWN if each.startswith("nowsync apply ")]
DAEMONS = [each for each in SHOWN if each.startswith("nowsync daemon")]
CHECKS = [each for each in SHOWN if each.startswith("nowsync status --check")]
SIGNING = ("nowsync login ", "nowsync logout ")
LOGINS = [each for each in SHOWN if each.startswith("nowsync login ")]
LOGOUTS = [each for each in SHOWN if each.startswith("nowsync logout ")]
RECONCILES = [each for each in SHOWN if each.startswith("nowsync reconcile")]
REBUILDS = [each for each in SHOWN if each.startswith("nowsync rebuild-ledger")]
APPROVES = [each for each in SHOWN if each.startswith("nowsync approve")]
NEWS = [each for each in SHOWN if each.startswith("nowsync new")]
ONLINE = "nowsync doctor"
# What they show, and to whom, is tested in tests/preview and tests/board.
BROWSERS = ("nowsync preview --open", "nowsync preview --serve", "nowsync page")
APART = (
    *(
        "nowsync init",
        "nowsync new",
        "nowsync approve",
        "nowsync resolve",
        "nowsync apply",
        *BROWSERS,
    ),
    *(*SIGNING, *DAEMONS, *CHECKS, *UNDOES, *RECONCILES, *REBUILDS),
)
OTHERS = [each for each in SHOWN if not each.startswith(APART) and each != ONLINE]
# Those of the recipes are made on sites of their own, in test_recipes.py.
CAPTURES = blocks("console", [page for page in PAGES if page.parent.name != "recipes"])


@pytest.fixture
def ada(tmp_path: Path) -> Path:
    """Give a copy of the example site."""
    return examples_in(tmp_path)


@pytest.fixture
def ada_for_years(ada: Path) -> Path:
    """Give the example site with an entry of 2025, of which --help speaks."""
    entries = ada / "src/content/now"
    newest = (entries / "2026-11.md").read_text("utf-8")
    (entries / "2025-11.md").write_text(newest.replace("2026", "2025"), encoding="utf-8")
    return ada


@pytest.fixture
def hugo(tmp_path: Path) -> Path:
    """Give a site that nowsync has not been told of."""
    folder = tmp_path / "hugo"
    shutil.copytree(ROOT / "examples/src/content/now", folder / "content/now")
    (folder / "hugo.toml").write_text('baseURL = "https://ada.example"\ntitle = "Ada"\n')
    return folder


@pytest.mark.parametrize("command", OTHERS)
def test_a_command_that_the_docs_show_works(command: str, ada_for_years: Path) -> None:
    done = run(SENDING.sub("nowsync publish --dry-run", command), ada_for_years)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", APPROVES)
def test_an_approval_that_the_docs_show_is_given(command: str, ada_for_years: Path) -> None:
    toml = (ada_for_years / "nowsync.toml").read_text("utf-8")
    table = "[targets.mastodon]\n"
    (ada_for_years / "nowsync.toml").write_text(toml.replace(table, f"{table}approval = true\n"))

    assert run(command, ada_for_years).returncode == 0


@pytest.mark.parametrize("command", DAEMONS)
@pytest.mark.parametrize("check", CHECKS)
def test_a_daemon_that_the_docs_show_is_well_until_it_is_stopped(
    command: str, check: str, ada: Path
) -> None:
    with started(command, ada) as daemon:
        checked = run(check, ada)
        daemon.terminate()
        assert daemon.wait(60) == 0

    assert (checked.returncode, checked.stdout) == (0, "well\n")


@pytest.mark.parametrize("command", INITS)
def test_an_init_that_the_docs_show_writes_a_file_that_works(command: str, hugo: Path) -> None:
    done = run(command, hugo)

    assert (done.returncode, done.stderr) == (0, "")
    assert run("nowsync preview", hugo).returncode == 0


@pytest.mark.parametrize("command", NEWS)
def test_a_new_entry_that_the_docs_show_is_started(command: str, ada: Path) -> None:
    entries = ada / "src/content/now"
    for path in sorted(entries.iterdir())[1:]:
        path.unlink()

    done = run(command, ada)

    assert (done.returncode, done.stderr) == (0, "")
    assert len(list(entries.iterdir())) == 2


@pytest.fixture
def with_held_posts(ada_for_years: Path, mastodon: Served[PretendMastodon]) -> Path:
    """Give the example site when the answers to two posts were lost."""
    turn_to(mastodon.url, ada_for_years)
    mastodon.pretend.post_by_hand("Now, November 2025").ids[:] = ["1234"]
    (ada_for_years / ".nowsync").mkdir(mode=0o700)
    ledger = SqliteLedger.open(ada_for_years / ".nowsync/ledger.sqlite")
    ledger.meet(replace(TARGET, origin=mastodon.url), [], NOW)
    months = [EntryId("2025-11"), EntryId("2026-11")]
    first, second = ledger.begin("mastodon", months, [operation(), operation()], NOW)
    ledger.hold(Mark(first, 0), "it was never answered", NOW)
    ledger.hold(Mark(second, 0), "it was never answered", NOW)
    ledger.close()
    return ada_for_years


@pytest.mark.parametrize("command", RESOLVES)
def test_a_resolve_that_the_docs_show_ends_the_hold(command: str, with_held_posts: Path) -> None:
    done = run(command, with_held_posts, NOWSYNC_MASTODON_TOKEN="token")

    assert (done.returncode, done.stderr) == (0, "")
    assert run("nowsync status", with_held_posts).stdout.count(" hold ") == 1


@pytest.fixture
def with_drift(ada_for_years: Path) -> Path:
    """Give the example site when somebody has edited two statuses there."""
    (ada_for_years / ".nowsync").mkdir(mode=0o700)
    ledger = SqliteLedger.open(ada_for_years / ".nowsync/ledger.sqlite")
    ledger.meet(TARGET, [], NOW)
    months = [EntryId("2025-11"), EntryId("2026-11")]
    for mark in ledger.begin("mastodon", months, [operation(), operation()], NOW):
        ledger.confirm([(Mark(mark, 0), RECEIPT)], NOW)
    for month in months:
        ledger.drifted("mastodon", month, Drift({"text": "on"}, {"text": "off"}), NOW)
    ledger.close()
    return ada_for_years


@pytest.mark.parametrize("command", KEEPS)
def test_to_keep_what_is_there_as_the_docs_show_ends_the_question(
    command: str, with_drift: Path
) -> None:
    done = run(command, with_drift)

    assert (done.returncode, done.stderr) == (0, "")
    assert run("nowsync status", with_drift).stdout.count("it was edited on mastodon") == 1


@pytest.fixture
def with_published_posts(ada_for_years: Path) -> Path:
    """Give the example site when two entries are on Mastodon and held, and its feed is new."""
    (ada_for_years / ".nowsync").mkdir()
    ledger = SqliteLedger.open(ada_for_years / ".nowsync/ledger.sqlite")
    ledger.meet(TARGET, [], NOW)
    for month in (EntryId("2025-11"), EntryId("2026-11")):
        (made,) = ledger.begin("mastodon", [month], [operation()], NOW)
        ledger.confirm([(Mark(made, 0), RECEIPT)], NOW)
        ledger.hold_back("mastodon", month, NOW)
    ledger.close()
    run("nowsync publish --target feed", ada_for_years)
    return ada_for_years


@pytest.mark.parametrize("command", UNDOES)
def test_a_second_thought_that_the_docs_show_is_heard(
    command: str, with_published_posts: Path
) -> None:
    done = run(command, with_published_posts)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def with_a_status(ada: Path, mastodon: Served[PretendMastodon]) -> Path:
    """Give the example site without dev.to, and a status that it has made."""
    turn_to(mastodon.url, ada)
    toml = (ada / "nowsync.toml").read_text("utf-8")
    before, _, after = toml.partition("[targets.devto]")
    (ada / "nowsync.toml").write_text(
        f"{before}[targets.feed]{after.partition('[targets.feed]')[2]}"
    )
    done = run("nowsync publish 2026-11 --target mastodon", ada, NOWSYNC_MASTODON_TOKEN="token")
    assert done.returncode == 0
    return ada


@pytest.mark.parametrize("command", RECONCILES)
def test_a_reconcile_that_the_docs_show_knows_the_status(command: str, with_a_status: Path) -> None:
    done = run(command, with_a_status, NOWSYNC_MASTODON_TOKEN="token")

    assert (done.returncode, done.stderr) == (0, "")
    assert re.search('1 known already|"known": 1', done.stdout)


@pytest.mark.parametrize("command", REBUILDS)
def test_a_rebuild_that_the_docs_show_finds_the_status(command: str, with_a_status: Path) -> None:
    (with_a_status / ".nowsync/ledger.sqlite").write_bytes(b"")

    done = run(command, with_a_status, NOWSYNC_MASTODON_TOKEN="token")

    assert done.stderr == ""
    assert "adopt 2026-11: it says what would be posted now" in done.stdout


@pytest.mark.parametrize("command", APPLIES)
def test_an_apply_that_the_docs_show_carries_out_a_plan(command: str, ada: Path) -> None:
    run(f"nowsync plan --target feed -o {command.split()[2]}", ada)

    done = run(command, ada)

    assert (done.returncode, done.stderr) == (0, "")
    assert (ada / "public/now.xml").exists()


@pytest.fixture
def with_accounts(
    ada: Path, mastodon: Served[PretendMastodon], forem: Served[PretendForem]
) -> Path:
    """Give the example site with servers that know the token of the tests."""
    turn_to(mastodon.url, ada)
    toml = (ada / "nowsync.toml").read_text("utf-8")
    own = f'platform = "devto"\nserver = "{forem.url}"'
    (ada / "nowsync.toml").write_text(toml.replace('platform = "devto"', own))
    return ada


@pytest.mark.parametrize("command", LOGINS)
def test_a_login_that_the_docs_show_signs_in(command: str, with_accounts: Path) -> None:
    done = subprocess.run(
        [*words(command.partition(" <")[0]), "--token", "--store", "file"],
        cwd=with_accounts,
        env=environment(),
        input=canary.VALUE,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    shutil.rmtree(with_accounts / ".nowsync/secrets")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("✓")


def test_a_doctor_that_the_docs_show_finds_a_page_that_is_not_online(with_accounts: Path) -> None:
    done = run(ONLINE, with_accounts)

    wrong = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("wrong")]
    assert (done.returncode, wrong, done.stderr) == (1, ["page:"], "")


@pytest.mark.parametrize("command", LOGOUTS)
def test_a_logout_that_the_docs_show_ends_well(command: str, with_accounts: Path) -> None:
    done = run(command, with_accounts)

    assert (done.returncode, done.stderr) == (0, "")


def test_the_document_of_accounts_looks_like_its_example(ada: Path) -> None:
    done = run("nowsync accounts --json", ada)

    (account, *_), said = json.loads(done.stdout)["accounts"], example_with("accounts")
    assert isinstance(said, dict)
    assert account.keys() == said["accounts"][0].keys()


@pytest.mark.parametrize("capture", CAPTURES, ids=[each.splitlines()[0] for each in CAPTURES])
def test_what_the_docs_show_of_a_terminal_is_what_it_prints(capture: str, ada: Path) -> None:
    commands = re.findall(r"^\$ (.*)$", capture, re.MULTILINE)

    printed = "".join(f"$ {command}\n{run(command, ada).stdout}" for command in commands)

    same = doctest.OutputChecker().check_output(
        AGE.sub("(some d)", capture), AGE.sub("(some d)", printed), doctest.ELLIPSIS
    )
    assert same, printed


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_what_a_page_links_to_is_there(page: Path) -> None:
    links = LINK.findall(page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def shape(value: object) -> object:
    """Reduce JSON to its keys and types; a list is like its first member."""
    match value:
        case dict():
            return {name: shape(each) for name, each in value.items()}
        case list():
            return [shape(each) for each in value[:1]]
        case _:
            return type(value).__name__


def names(value: object) -> Iterator[str]:
    """Name every key of a JSON document."""
    match value:
        case dict():
            yield from value
            yield from (name for each in value.values() for name in names(each))
        case list():
            yield from (name for each in value for name in names(each))


JSON_PAGE = ROOT / "docs/json.md"


@pytest.fixture
def examples_of_json() -> list[object]:
    return [json.loads(block) for block in blocks("json", [JSON_PAGE])]


def example_with(name: str) -> object:
    """Give the example of the document that has a list of this name."""
    documents = [json.loads(block) for block in blocks("json", [JSON_PAGE])]
    return next(each for each in documents if name in each)


def words_of_table(head: str) -> set[str]:
    """Read what the first column of the table with this head says."""
    rows = JSON_PAGE.read_text("utf-8").partition(f"| {head} |")[2].partition("\n\n")[0]
    cells = re.findall(r"^\| (`.*?) \|", rows, re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def test_the_json_document_looks_like_its_example(
    ada: Path, examples_of_json: list[object]
) -> None:
    done = run("nowsync preview 2026-11 --target mastodon --json", ada)

    assert shape(json.loads(done.stdout)) == shape(examples_of_json[0])


def test_an_outcome_looks_like_its_example(ada: Path, examples_of_json: list[object]) -> None:
    done = run("nowsync publish 2026-11 --target feed --json", ada)

    assert json.loads(done.stdout)["outcomes"] == [examples_of_json[1]]


def test_a_problem_looks_like_its_example(ada: Path, examples_of_json: list[object]) -> None:
    (ada / "src/content/now/2026-12.md").write_text("---\ntitle: x\ndate: soon\n---\nHello.\n")

    done = run("nowsync preview --json", ada)

    assert json.loads(done.stdout)["problems"] == [examples_of_json[2]]


def test_the_log_looks_like_its_example(ada: Path) -> None:
    run("nowsync publish 2026-11 --target feed", ada)

    done = run("nowsync log 2026-11 --json", ada)

    assert shape(json.loads(done.stdout)) == shape(example_with("events"))


def test_what_is_there_looks_like_its_example(ada: Path, mastodon: Served[PretendMastodon]) -> None:
    turn_to(mastodon.url, ada)
    run("nowsync publish 2026-11 --target mastodon", ada, NOWSYNC_MASTODON_TOKEN="token")
    mastodon.pretend.edit_by_hand(mastodon.pretend.alive()[0].id, text="The kettle is mine.")

    done = run("nowsync status --remote --json", ada, NOWSYNC_MASTODON_TOKEN="token")

    assert shape(json.loads(done.stdout)) == shape(example_with("sightings"))


def test_every_way_to_be_there_is_explained() -> None:
    row = re.search(r"^\| `there` \| (.*) \|$", JSON_PAGE.read_text("utf-8"), re.MULTILINE)

    assert row is not None
    assert set(re.findall(r"`([^`]+)`", row[1])) == {each.value for each in There}


def test_an_explanation_looks_like_its_example(ada: Path) -> None:
    run("nowsync publish 2026-11 --target feed", ada)

    done = run("nowsync explain 2026-11 --target feed --json", ada)

    assert shape(json.loads(done.stdout)) == shape(example_with("known_by"))


def test_the_findings_of_a_doctor_look_like_their_example(ada: Path) -> None:
    (ada / "public").touch()
    done = run("nowsync doctor --offline --json", ada)

    example: Any = example_with("findings")
    (found,) = [each for each in json.loads(done.stdout)["findings"] if each["level"] == "wrong"]
    assert shape(found) == shape(example["findings"][0])


def test_cautions_look_like_their_example(ada: Path) -> None:
    done = run("nowsync lint --json", ada)

    assert shape(json.loads(done.stdout)) == shape(example_with("cautions"))


def test_the_schedule_looks_like_its_example(ada: Path) -> None:
    toml, entries = ada / "nowsync.toml", ada / "src/content/now"
    when = 'platform = "mastodon"\nwhen = "tue-thu 09:00-11:00"'
    toml.write_text(toml.read_text("utf-8").replace('platform = "mastodon"', when), "utf-8")
    newest = (entries / "2026-11.md").read_text("utf-8")
    (entries / "2090-11.md").write_text(newest.replace("2026", "2090"), "utf-8")

    done = run("nowsync schedule --target mastodon --json", ada)

    assert shape(json.loads(done.stdout)) == shape(example_with("turns"))


def test_what_was_found_looks_like_its_example(with_a_status: Path) -> None:
    (with_a_status / ".nowsync/ledger.sqlite").unlink()

    done = run("nowsync reconcile --json", with_a_status, NOWSYNC_MASTODON_TOKEN="token")

    assert shape(json.loads(done.stdout)) == shape(example_with("surveys"))


def test_every_happening_is_explained() -> None:
    assert {each.value for each in Happening} == words_of_table("An `event`")


def test_every_field_of_the_json_document_is_explained(examples_of_json: list[object]) -> None:
    explained = set(re.findall(r"`(\w+)`", JSON_PAGE.read_text("utf-8")))
    in_a_body = {"status", "visibility", "language"}

    assert set(names(examples_of_json)) - in_a_body <= explained


SCHEDULING_PAGE = ROOT / "docs/scheduling.md"
WINDOWS = re.findall(
    r"^\| `(.*)` \| (\w{3} [\d-]+ [\d:]+) \|$", SCHEDULING_PAGE.read_text("utf-8"), re.MULTILINE
)


@pytest.mark.parametrize(("words", "expected"), WINDOWS)
def test_a_window_of_the_docs_opens_when_they_say(words: str, expected: str) -> None:
    paris = ZoneInfo("Europe/Paris")
    noon = datetime(2026, 11, 24, 12, tzinfo=paris)

    opening = read_windows([words]).next_opening(noon, paris)

    assert f"{opening.opens.astimezone(paris):%a %Y-%m-%d %H:%M}" == expected


def test_the_targets_of_the_page_on_scheduling_are_good(tmp_path: Path) -> None:
    (tables,) = blocks("toml", [SCHEDULING_PAGE])
    head = '[site]\nurl = "https://ada.example"\n[entries]\nfolder = "now"\n'
    (tmp_path / "nowsync.toml").write_text(head + tables, "utf-8")

    mastodon, devto = (
        each.target.policy.schedule for each in load(tmp_path / "nowsync.toml").targets
    )

    assert mastodon.when == read_windows(["tue-thu 09:00-11:00"])
    assert devto.after == After("mastodon", timedelta(days=1))


PLANS_PAGE = ROOT / "docs/plans.md"


def test_a_plan_looks_like_its_example(ada: Path) -> None:
    (example,) = map(json.loads, blocks("json", [PLANS_PAGE]))

    kept = json.loads(run("nowsync plan 2026-08 --target mastodon", ada).stdout)

    assert shape(kept) == shape(example)


def test_every_field_of_a_plan_is_explained() -> None:
    (example,) = map(json.loads, blocks("json", [PLANS_PAGE]))
    pages = PLANS_PAGE.read_text("utf-8") + JSON_PAGE.read_text("utf-8")
    in_a_body = {"status", "visibility", "language"}

    assert set(names(example)) - in_a_body <= set(re.findall(r"`(\w+)`", pages))


def test_a_plan_that_has_moved_is_told_as_documented(ada: Path) -> None:
    (told,) = blocks("text", [PLANS_PAGE])
    run("nowsync plan 2026-11 --target mastodon -o november.json", ada)
    november = ada / "src/content/now/2026-11.md"
    november.write_text(november.read_text("utf-8").replace("dinghy", "boat"), "utf-8")

    assert run("nowsync apply november.json", ada).stderr == told


NOVEMBER = Entry(
    id=EntryId("2026-11"),
    source="now/2026-11.md",
    title="November",
    date=datetime(2026, 11, 1, tzinfo=UTC),
    language="en",
    body="Hello.",
    fields={},
    lists={},
    sections=(),
    blocks=("Hello.",),
)


def first_column(page: str, heading: str) -> set[str]:
    """Read the names in the first column of the table below a heading."""
    text = (ROOT / page).read_text("utf-8")
    table = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_the_names_that_a_template_can_use_are_the_documented_ones() -> None:
    form = Form(template="own", markup=True, room=None, published=NOW, updated=NOW)
    offered = context_of(NOVEMBER, Site("https://ada.example"), form)

    assert first_column("docs/templates.md", "What a template can use") == set(offered)


TEMPLATES = (ROOT / "docs/templates.md").read_text("utf-8")
ROOM = r"\n(?:With room for (\d+) characters:\n\n)?"
# A template, and what it makes of the newest entry: in one room, and perhaps in another.
SHOWN_STATUS = re.compile(rf"{ROOM}```status\n(.*?)\n```\n", re.DOTALL)
SHOWN_TEMPLATE = re.compile(rf"```jinja\n(.*?)```\n((?:{SHOWN_STATUS.pattern})+)", re.DOTALL)
STATUSES = [
    (template[1], int(limit or 500), status)
    for template in SHOWN_TEMPLATE.finditer(TEMPLATES)
    for limit, status in SHOWN_STATUS.findall(template[2])
]


def test_every_template_that_is_shown_has_its_picture() -> None:
    assert TEMPLATES.count("```jinja") == len(SHOWN_TEMPLATE.findall(TEMPLATES))


@pytest.mark.parametrize(("template", "limit", "status"), STATUSES)
def test_a_template_makes_what_is_shown_beside_it(
    tmp_path: Path, template: str, limit: int, status: str
) -> None:
    (tmp_path / "own.j2").write_text(template)
    configuration = load(ROOT / "examples/nowsync.toml")
    rules = EntryRules(
        folder=ROOT / "examples/src/content/now",
        root=ROOT / "examples",
        site=configuration.site,
        link=configuration.entries.link,
    )
    entries = read_folder(rules).entries
    newest = max(entries, key=lambda each: each.date)
    form = Form(
        template="own",
        markup=False,
        room=Room(limit, Count()),
        published=NOW,
        updated=NOW,
        before=partial(remembered, newest, entries),
    )

    assert Renderer(configuration.site, tmp_path)(newest, form).text == status


def test_the_blocks_are_the_documented_ones() -> None:
    assert first_column("docs/templates.md", "Blocks") == set(BLOCKS)


def test_what_an_entry_can_decide_is_documented() -> None:
    every = {each.name for each in fields(Override)}

    assert first_column("docs/overrides.md", "What it can say") == every
    assert first_column("docs/overrides.md", "What goes before what") == every


def test_the_example_of_what_an_entry_decides_is_understood_and_shown(ada: Path) -> None:
    page = ROOT / "docs/overrides.md"
    (said,), (shown, _) = blocks("yaml", [page]), blocks("text", [page])
    november = ada / "src/content/now/2026-11.md"
    november.write_text(november.read_text("utf-8").replace("---\n", f"---\n{said}", 1), "utf-8")

    done = run("nowsync preview 2026-11 --target mastodon", ada)

    assert [line for line in shown.splitlines()[1:] if line not in done.stdout.splitlines()] == []


def test_a_mistake_in_what_an_entry_decides_is_told_as_documented(ada: Path) -> None:
    (_, told) = blocks("text", [ROOT / "docs/overrides.md"])
    november = ada / "src/content/now/2026-11.md"
    text = november.read_text("utf-8")
    november.write_text(text.replace("---\n", "---\nnowsync:\n\n  mastodn: {}\n", 1), "utf-8")

    assert told in run("nowsync preview", ada).stdout


def test_a_templates_mistake_is_told_as_documented(ada: Path) -> None:
    (ada / "own").mkdir()
    (ada / "own/mastodon.j2").write_text("{# A mistake. #}\n\n{{ titel }}\n")
    with (ada / "nowsync.toml").open("a") as toml:
        toml.write('\n[templates]\nfolder = "own"\n')
    (told,) = blocks("text", [ROOT / "docs/templates.md"])

    done = run("nowsync preview 2026-11 --target mastodon", ada)

    assert told.partition("mastodon.j2")[2] in done.stdout


@pytest.fixture
def ada_just_now(ada: Path) -> Path:
    """Give the example site with files that are as young as those of a fresh clone."""
    for path in (ada / "src/content/now").iterdir():
        path.touch()
    return ada


def test_the_demo_can_be_run_twice_and_leaves_only_a_feed_and_its_ledger(
    ada_just_now: Path,
) -> None:
    ada = ada_just_now
    before = {path.name for path in ada.iterdir()}
    demo = ["sh", str(ada / "demo.sh")]
    given = environment(BIN=str(Path(sys.executable).parent))

    first = subprocess.run(demo, env=given, check=True, capture_output=True, encoding="utf-8")
    again = subprocess.run(demo, env=given, check=True, capture_output=True, encoding="utf-8")

    assert "\n8 done.\n" in first.stdout
    assert "\nNothing to do.\n" in again.stdout
    assert {path.name for path in ada.iterdir()} - before == {"public", ".nowsync"}


LAYOUT = (ROOT / "docs/architecture.md").read_text("utf-8").partition("src/nowsync/\n")[2]


def modules(folder: Path) -> set[str]:
    """Name the modules and packages in a folder."""
    paths = (path for path in folder.iterdir() if re.match(r"[a-z]|__main__", path.name))
    return {path.name for path in paths if path.is_dir() or path.suffix == ".py"}


def test_the_layout_names_every_module() -> None:
    named = re.findall(r"^[├└]── ([\w.]+)", LAYOUT, re.MULTILINE)

    assert set(named) == modules(Path(nowsync.__file__).parent)


@pytest.mark.parametrize("package", [core, rendering], ids=["core", "rendering"])
def test_the_layout_names_every_module_of_a_package(package: ModuleType) -> None:
    name = package.__name__.rpartition(".")[2]
    below = re.search(rf"^├── {name}/.*\n((?:│   .*\n)+)", LAYOUT, re.MULTILINE)
    named = re.findall(r"^│   [├└]── ([\w.]+)", below[1] if below else "", re.MULTILINE)

    assert set(named) == modules(Path(package.__path__[0]))
