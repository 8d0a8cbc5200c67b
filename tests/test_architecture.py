"""Hold the house to its plan: who may import whom, and why; how large things are; what starts."""

import ast
import functools
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import product
from pathlib import Path

import pytest

from nowsync.entries.cache import TICK

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"


def name_of(path: Path) -> str:
    """Name a module as an import does."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@functools.cache
def modules() -> Mapping[str, Path]:
    return {name_of(path): path for path in sorted((SOURCE / "nowsync").rglob("*.py"))}


@functools.cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


@functools.cache
def imports(module: str) -> frozenset[str]:
    """Name all that a module imports, wherever in it and for whatever purpose."""
    return frozenset(each for node in ast.walk(tree(module)) for each in imported(node))


def imported(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (each.name for each in names)
        case ast.ImportFrom(module=str(source), names=names, level=0):
            inner = [f"{source}.{each.name}" for each in names]
            yield from (each if each in modules() else source for each in inner)
        case ast.ImportFrom():
            yield "a relative import"


def within(module: str, packages: Iterable[str]) -> bool:
    return any(module == each or module.startswith(f"{each}.") for each in packages)


def where(packages: Iterable[str]) -> list[str]:
    return [module for module in modules() if within(module, packages)]


# Who may import what of nowsync.


@dataclass(frozen=True, slots=True)
class May:
    """Modules that import of nowsync only what is named here, and why."""

    modules: tuple[str, ...]
    only: tuple[str, ...]
    reason: str


PROTOCOLS = ("nowsync.adapters.base", "nowsync.adapters.abilities")
LAYERS = [
    May(
        ("nowsync.core",),
        ("nowsync.core",),
        "what is decided must not depend on how it is read, kept or sent",
    ),
    May(
        ("nowsync.adapters",),
        (
            *("nowsync.core", *PROTOCOLS, "nowsync.http", "nowsync.files"),
            *("nowsync.adapters._atom", "nowsync.adapters._devto", "nowsync.adapters._mastodon"),
            *("nowsync.adapters._sidecar", "nowsync.author_files", "nowsync.front_matter"),
            *("nowsync.plaintext", "nowsync.secret"),
        ),
        "a platform is one file that knows its platform and nothing of nowsync's insides",
    ),
    May(
        PROTOCOLS,
        ("nowsync.core", "nowsync.http", "nowsync.secret"),
        "what an adapter must be is said in the words of the core",
    ),
    May(
        ("nowsync.lookout",),
        ("nowsync.core", *PROTOCOLS),
        "what is there is looked at before anything is sent",
    ),
    May(
        ("nowsync.passage",),
        ("nowsync.core", *PROTOCOLS, "nowsync.lookout"),
        "one entry's way to one target stands below the lane that it goes in",
    ),
    May(
        ("nowsync.lane",),
        ("nowsync.core", *PROTOCOLS, "nowsync.passage", "nowsync.lookout"),
        "one target's lane stands below the flow through all of them",
    ),
    May(
        ("nowsync.composer", "nowsync.removal"),
        ("nowsync.core", *PROTOCOLS),
        "what is sent, or taken back, is made of what the core says, for any platform",
    ),
    May(
        ("nowsync.pipeline",),
        (
            *("nowsync.core", *PROTOCOLS, "nowsync.composer", "nowsync.lane"),
            "nowsync.removal",
        ),
        "the flow speaks to protocols; real things are chosen in app.py",
    ),
    May(
        tuple(
            f"nowsync.daemon.{each}"
            for each in ("survey", "inotify", "ears", "watch", "clocks", "wakeups")
        ),
        ("nowsync.daemon.survey", "nowsync.daemon.inotify", "nowsync.daemon.ears"),
        "what wakes the daemon knows nothing of what it is woken for",
    ),
    May(
        ("nowsync.daemon.loop", "nowsync.daemon.worker"),
        ("nowsync.daemon", "nowsync.mounts"),
        "the daemon lives for years, and so it reads no entry, no template and no secret",
    ),
    May(
        ("nowsync.keys", "nowsync.schema"),
        (
            *("nowsync.adapters.registry", "nowsync.config", "nowsync.keys", "nowsync.packaged"),
            *("nowsync.targets", "nowsync.toml"),
        ),
        "what the file may say is told by what reads it",
    ),
    May(
        ("nowsync.reconciling",),
        ("nowsync.core", *PROTOCOLS, "nowsync.composer", "nowsync.lookout"),
        "looking back speaks to the same protocols as the flow",
    ),
    May(
        ("nowsync.ledger",),
        ("nowsync.core", "nowsync.ledger"),
        "a ledger keeps what the core says, whoever else may read it",
    ),
    May(
        ("nowsync.http",),
        ("nowsync.core.entry", "nowsync.core.errors", "nowsync.http", "nowsync.secret"),
        "the client knows no platform, no configuration and no ledger",
    ),
    May(
        ("nowsync.hubs",),
        (
            *("nowsync.core", *PROTOCOLS, "nowsync.http", "nowsync.files"),
            *("nowsync.plain", "nowsync.secret"),
        ),
        "a hub is told of what is online, and of nothing that is planned",
    ),
    May(
        ("nowsync.secret", "nowsync.files", "nowsync.mounts", "nowsync.plain", "nowsync.screen"),
        (),
        "they are of use to all and need nobody",
    ),
    May(("nowsync.author_files",), ("nowsync.files",), "a file is replaced in one way"),
    May(("nowsync.markdown",), ("nowsync.core", "nowsync.markdown"), "text in, text out"),
    May(("nowsync.plaintext",), ("nowsync.plaintext",), "how text is read depends on nothing else"),
    May(
        ("nowsync.front_matter", "nowsync.entries"),
        ("nowsync.core", "nowsync.markdown", "nowsync.front_matter", "nowsync.entries"),
        "reading entries is apart from what becomes of them",
    ),
    May(
        ("nowsync.images",),
        ("nowsync.core", "nowsync.files", "nowsync.images"),
        "an image is made from a file of the site, whoever sends it",
    ),
    May(
        ("nowsync.rendering",),
        (
            *("nowsync.core", "nowsync.markdown", "nowsync.plaintext", "nowsync.packaged"),
            "nowsync.rendering",
        ),
        "a template sees an entry and a site, and nothing that reaches out",
    ),
    May(
        ("nowsync.rendering.metered",),
        ("nowsync.rendering.metered",),
        "what a template may do, and at what price, is known without any entry",
    ),
    May(
        ("nowsync.telling",),
        (
            *("nowsync.core", "nowsync.http", "nowsync.files", "nowsync.secret"),
            *("nowsync.config", "nowsync.plain", "nowsync.telling"),
        ),
        "what is told is what the plan and the outcomes say",
    ),
    May(
        ("nowsync.rehearsal",),
        ("nowsync.core", "nowsync.adapters.abilities", "nowsync.composer"),
        "what is rehearsed goes the way of what is published, and no further",
    ),
    May(
        ("nowsync.lint",),
        (
            *("nowsync.core", "nowsync.config", "nowsync.markdown", "nowsync.images"),
            *("nowsync.http.visitor", "nowsync.rehearsal", "nowsync.lint"),
        ),
        "it reads what an author wrote, and needs neither a ledger nor a secret for it",
    ),
    May(
        ("nowsync.doctor",),
        (
            *("nowsync.core", "nowsync.adapters.abilities", "nowsync.accounts", "nowsync.composer"),
            *("nowsync.config", "nowsync.daemon.state", "nowsync.entries", "nowsync.http"),
            *("nowsync.mounts", "nowsync.rehearsal", "nowsync.doctor"),
        ),
        "it looks at what others made, and makes nothing itself",
    ),
    May(
        ("nowsync.report",),
        ("nowsync.core",),
        "what is printed is what the plan and the outcomes say",
    ),
    May(
        ("nowsync.preview",),
        (
            *("nowsync.core", "nowsync.report", "nowsync.markdown", "nowsync.plaintext"),
            *("nowsync.daemon.survey", "nowsync.loopback", "nowsync.preview"),
        ),
        "what is shown is what the plan says; it names no platform and sends nothing",
    ),
    May(
        ("nowsync.board",),
        (
            *("nowsync.core", "nowsync.app", "nowsync.answers", "nowsync.preview"),
            *("nowsync.loopback", "nowsync.daemon.state", "nowsync.daemon.health"),
            *("nowsync.board", "nowsync.invocation"),
        ),
        "a button does what a command does, by the same way",
    ),
    May(
        ("nowsync.loopback",),
        ("nowsync.loopback",),
        "who is answered does not depend on what is asked",
    ),
    May(
        ("nowsync.plan_file",),
        ("nowsync.core", "nowsync.files"),
        "what is read from a plan is compared, whoever makes the other one",
    ),
]


def breaches(rule: May) -> list[str]:
    return [
        f"{module} imports {each}"
        for module in where(rule.modules)
        for each in sorted(imports(module))
        if within(each, ["nowsync"]) and each != "nowsync" and not within(each, rule.only)
    ]


@pytest.mark.parametrize("rule", LAYERS, ids=lambda rule: rule.modules[0])
def test_imports_point_downwards_only(rule: May) -> None:
    assert breaches(rule) == [], rule.reason


def test_every_layer_is_there() -> None:
    named = {module for rule in LAYERS for module in rule.modules}

    assert named - modules().keys() == set()


# What only some may import.


@dataclass(frozen=True, slots=True)
class Only:
    """Something that nobody imports but those who are named here, and why."""

    what: str
    by: tuple[str, ...]
    reason: str


RESERVED = [
    Only(
        "nowsync.ledger",
        ("nowsync.ledger", "nowsync.app", "nowsync.daemon.state", "nowsync.cli.daemon"),
        "where the ledger is kept is chosen in one place",
    ),
    Only(
        "nowsync.adapters._mastodon",
        ("nowsync.adapters.mastodon", "nowsync.adapters._mastodon"),
        "a platform that is too large for one file keeps its parts to itself",
    ),
    Only(
        "nowsync.adapters._atom",
        ("nowsync.adapters.atom", "nowsync.adapters._atom"),
        "a platform that is too large for one file keeps its parts to itself",
    ),
    Only(
        "nowsync.adapters._sidecar",
        ("nowsync.adapters.sidecar", "nowsync.adapters._sidecar"),
        "a platform that is too large for one file keeps its parts to itself",
    ),
    Only("nowsync.plan_file", ("nowsync.cli",), "nothing of a file of a plan is ever sent"),
    Only(
        "nowsync.credentials",
        ("nowsync.credentials", "nowsync.connections", "nowsync.accounts"),
        "nobody else has any use for a secret",
    ),
    Only(
        "subprocess",
        ("nowsync.credentials.command", "nowsync.daemon.worker", "nowsync.daemon.beside"),
        "nothing but a password manager, and ourselves, is ever run",
    ),
    Only(
        "nowsync.app",
        ("nowsync.cli", "nowsync.answers", "nowsync.board", "nowsync.daemon.passes"),
        "it is above everything",
    ),
    Only("nowsync.cli", ("nowsync.cli", "nowsync.__main__"), "nothing needs to be typed to work"),
    Only("click", ("nowsync.cli",), "the command line is one of several faces"),
    Only("httpx", ("nowsync.http",), "there is one client, with one set of rules"),
    Only("requests", (), "there is one client, with one set of rules"),
    Only("urllib.request", (), "there is one client, with one set of rules"),
    Only("http.client", (), "there is one client, with one set of rules"),
    Only(
        "socket",
        ("nowsync.http.deadline", "nowsync.http.visitor", "nowsync.daemon.supervisor"),
        "there is one client, with one set of rules",
    ),
    Only("keyring", ("nowsync.credentials",), "secrets are looked up in one place"),
    Only(
        "sqlite3",
        ("nowsync.ledger", "nowsync.entries.tables"),
        "only the ledger speaks SQL, beside a cache that may be deleted",
    ),
    Only(
        "jinja2",
        ("nowsync.rendering", "nowsync.preview.page"),
        "a user's templates run in one sandbox; our own page needs none",
    ),
    Only("babel", ("nowsync.rendering.language",), "it is an extra, and one place does without it"),
    Only("frontmatter", ("nowsync.front_matter",), "front matter is read strictly or not at all"),
    Only(
        "yaml", ("nowsync.front_matter", "nowsync.sites.files"), "an entry is read strictly, or not"
    ),
    Only("nh3", ("nowsync.markdown",), "HTML is cleaned in one place"),
    Only("PIL", ("nowsync.images.pixels",), "images are read in one place, and only if they must"),
    Only("pyromark", ("nowsync.markdown",), "there is one reading of Markdown"),
    Only("feedgen", ("nowsync.adapters._atom",), "only the feed is written as XML"),
    Only("lxml", ("nowsync.adapters._atom",), "only the feed is written as XML"),
    Only("regex", ("nowsync.plaintext.graphemes",), "it is large, and loaded late"),
    Only("pickle", (), "nothing that is read back may run"),
    Only("logging", ("nowsync.daemon",), "only the daemon keeps a log"),
    Only("apprise", ("nowsync.telling.channels",), "it is an extra, and loaded only to tell"),
    Only("apscheduler", ("nowsync.daemon.wakeups",), "it says when, and never what"),
    Only("watchfiles", ("nowsync.daemon.ears",), "what it says is a hint, and has to be checked"),
]


@pytest.mark.parametrize("rule", RESERVED, ids=lambda rule: rule.what)
def test_what_is_reserved_is_imported_by_nobody_else(rule: Only) -> None:
    others = [
        module
        for module in modules()
        if not within(module, rule.by)
        and any(within(each, [rule.what]) for each in imports(module))
    ]

    assert others == [], rule.reason


# The pure core.

PURE = {
    *(
        "abc",
        "base64",
        "collections",
        "collections.abc",
        "dataclasses",
        "datetime",
        "difflib",
        "enum",
        "functools",
    ),
    *("hashlib", "itertools", "json", "msgspec", "msgspec.structs", "re", "typing", "unicodedata"),
}
CORE = where(["nowsync.core"])
CLOCKS = {"now", "utcnow", "today"}
REACHING_OUT = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}


@pytest.mark.parametrize("module", CORE)
def test_the_core_imports_only_what_is_pure(module: str) -> None:
    foreign = {each for each in imports(module) if not within(each, ["nowsync.core"])}

    assert foreign - PURE == set()


@pytest.mark.parametrize("module", where(["nowsync.plaintext"]))
def test_text_is_read_by_pure_functions(module: str) -> None:
    foreign = {each for each in imports(module) if not within(each, ["nowsync.plaintext"])}

    assert foreign - PURE <= {"regex", "stringprep"}


def calls(module: str) -> Iterator[str]:
    """Name what a module calls, by the last word."""
    for node in ast.walk(tree(module)):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
                yield name


@pytest.mark.parametrize("module", CORE)
def test_the_core_never_looks_at_the_clock(module: str) -> None:
    assert CLOCKS.intersection(calls(module)) == set()


@pytest.mark.parametrize("module", CORE)
def test_the_core_never_reaches_out(module: str) -> None:
    assert REACHING_OUT.intersection(calls(module)) == set()


# Cycles.


def graph() -> dict[str, set[str]]:
    """Tell who runs whom: an import of a module also runs the packages that it stands in."""
    return {module: set(run_by(module)) - {module} for module in modules()}


def run_by(module: str) -> Iterator[str]:
    for each in imports(module):
        parts = each.split(".")
        above = [".".join(parts[:length]) for length in range(1, len(parts))]
        yield from (one for one in above if one in modules() and not within(module, [one]))
        yield from (one for one in [each] if one in modules())


def test_no_module_imports_itself_by_a_detour() -> None:
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


# Sizes and names.


def test_dry_run_is_asked_for_once() -> None:
    """One `if`, and preview, publish and the daemon share everything before and after it."""
    found = [
        module
        for module in modules()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.If | ast.IfExp | ast.While | ast.Assert)
        and "dry_run" in ast.unparse(node.test)
    ]

    assert len(found) == 1, found


def test_a_file_is_read_in_one_sitting() -> None:
    lines = {
        module: len(path.read_text(encoding="utf-8").splitlines())
        for module, path in modules().items()
    }

    assert {module: count for module, count in lines.items() if count > 300} == {}


def functions() -> Iterator[tuple[str, int]]:
    for module in modules():
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{module}.{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_a_function_fits_on_a_screen() -> None:
    assert [name for name, lines in functions() if lines > 50] == []


NAMELESS = {"util", "utils", "helper", "helpers", "manager", "managers", "misc", "common"}


def test_a_module_is_named_after_its_idea() -> None:
    found = [module for module in modules() if NAMELESS.intersection(module.split("."))]

    assert found == []


def test_every_module_says_what_it_is_for() -> None:
    assert [module for module in modules() if not ast.get_docstring(tree(module))] == []


# What a command may import. Whoever types one waits for it.

CONFIGURATION = """
[site]
url = "https://ada.example"

[entries]
folder = "now"
permalink = "/now/{slug}/"

[targets.mastodon]
platform = "mastodon"
server = "https://mastodon.example"

[targets.devto]
platform = "devto"

[targets.feed]
platform = "atom"
file = "now.xml"
url = "https://ada.example/now.xml"
"""
ENTRY = """---
date: 2026-11-01
reading: [Middlemarch]
---
Winter is near.
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Lay out a site with one entry and a target of every kind."""
    (tmp_path / "nowsync.toml").write_text(CONFIGURATION, encoding="utf-8")
    (tmp_path / "now").mkdir()
    (tmp_path / "now" / "2026-11.md").write_text(ENTRY, encoding="utf-8")
    return tmp_path


def started(folder: Path, *words: str) -> set[str]:
    """Run a command in a new process, and name all that it imported."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in ran.stderr.splitlines() if line.startswith("import time:")]
    said = [line for line in ran.stderr.splitlines() if line not in lines]
    assert ran.returncode == 0, (ran.stdout, said)
    return {line.rpartition("|")[2].strip() for line in lines} - {"imported package"}


def test_a_question_for_the_version_imports_nothing(tmp_path: Path) -> None:
    (tmp_path / "nothing.py").touch()
    python = started(tmp_path, "nothing")

    assert started(tmp_path, "nowsync", "--version") - python == {"nowsync"}


def test_a_question_for_help_imports_nothing_but_the_answer(tmp_path: Path) -> None:
    (tmp_path / "nothing.py").touch()
    python = started(tmp_path, "nothing")

    assert started(tmp_path, "nowsync", "--help") - python == {"nowsync", "nowsync.overview"}


HEAVY = {
    *("PIL", "apprise", "apscheduler", "asyncio", "feedgen", "frontmatter", "httpx", "jinja2"),
    *("keyring", "lxml", "nh3", "pyromark", "regex", "requests", "sqlite3", "ssl"),
    *("click", "rich", "yaml"),
}
COMMAND_LINE = {"click"}
# What reads entries and looks into the ledger; and what puts entries into words.
READING = {*COMMAND_LINE, "frontmatter", "nh3", "pyromark", "sqlite3", "yaml"}
PLANNING = {*READING, "jinja2", "regex"}
UNDERSTANDING = {"frontmatter", "yaml"}
# What compares versions, asks servers or goes about it on several threads.
FOR_CHANGES = {
    *("nowsync.core.delta", "nowsync.core.detection", "nowsync.core.likeness"),
    *("nowsync.http.client", "nowsync.http.visitor", "nowsync.rendering"),
    *("concurrent.futures", "email.utils"),
}
WRITING = {*PLANNING, "feedgen", "lxml"}


@pytest.mark.parametrize(
    ("command", "may"),
    [
        pytest.param(["--version"], set[str](), id="--version"),
        pytest.param(["--help"], set[str](), id="--help"),
        pytest.param(["-h"], set[str](), id="-h"),
        pytest.param(["publish", "--help"], COMMAND_LINE, id="publish --help"),
        pytest.param(["log"], READING, id="log"),
        pytest.param(["entries"], READING, id="entries"),
        pytest.param(["hold", "2026-11"], READING, id="hold"),
        pytest.param(["schedule"], PLANNING, id="schedule"),
        pytest.param(["explain", "2026-11"], PLANNING, id="explain"),
        pytest.param(["lint"], PLANNING, id="lint"),
        pytest.param(["accounts"], {*READING, "keyring", "ssl"}, id="accounts"),
        pytest.param(["preview"], PLANNING, id="preview"),
        pytest.param(["preview", "2026-11"], PLANNING, id="preview of an entry"),
        pytest.param(["publish", "--dry-run"], PLANNING, id="publish --dry-run"),
        pytest.param(["status"], PLANNING, id="status"),
    ],
)
def test_a_command_imports_only_what_it_needs(
    site: Path, command: list[str], may: set[str]
) -> None:
    found = started(site, "nowsync", *command)

    assert HEAVY.intersection(found) - may == set()


def test_files_that_stay_as_they_are_are_not_understood_again(site: Path) -> None:
    time.sleep(2 * TICK / 1e9)
    fill = ["publish", "--target", "feed", "--yes"]
    first = UNDERSTANDING.intersection(started(site, "nowsync", *fill))
    second = UNDERSTANDING.intersection(started(site, "nowsync", "status"))

    assert first == UNDERSTANDING
    assert second == set()


@pytest.mark.parametrize("command", ["status", "preview"])
def test_nothing_of_ours_is_loaded_for_changes_when_nothing_has_changed(
    site: Path, command: str
) -> None:
    path = site / "now" / "2026-11.md"
    # A file that has just been written is put into words, to be shown while it rests.
    os.utime(path, (0, 0))
    first = FOR_CHANGES.intersection(started(site, "nowsync", "preview"))
    started(site, "nowsync", "publish", "2026-11", "--target", "feed", "--yes")
    time.sleep(2 * TICK / 1e9)
    started(site, "nowsync", command)

    assert "nowsync.rendering" in first
    assert FOR_CHANGES.intersection(started(site, "nowsync", command)) == set()


def test_a_feed_that_stays_as_it_is_is_not_built(site: Path) -> None:
    command = ["publish", "--target", "feed", "--yes"]
    first = HEAVY.intersection(started(site, "nowsync", *command))
    second = HEAVY.intersection(started(site, "nowsync", *command))

    assert first - WRITING == set()
    assert second - PLANNING == set()


@pytest.mark.parametrize("command", ["preview", "status"])
def test_a_look_at_what_is_published_needs_no_xml(site: Path, command: str) -> None:
    started(site, "nowsync", "publish", "2026-11", "--target", "feed")

    assert HEAVY.intersection(started(site, "nowsync", command)) - PLANNING == set()


@pytest.mark.parametrize(
    ("platform", "other"),
    [pair for pair in product(("atom", "devto", "mastodon"), repeat=2) if pair[0] != pair[1]],
)
def test_a_platform_is_loaded_only_where_it_is_configured(
    site: Path, platform: str, other: str
) -> None:
    tables = CONFIGURATION.split("\n\n")
    chosen = next(table for table in tables if f'platform = "{platform}"' in table)
    (site / "nowsync.toml").write_text(f"{tables[0]}\n\n{tables[1]}\n\n{chosen}", encoding="utf-8")

    assert f"nowsync.adapters.{other}" not in started(site, "nowsync", "preview")
