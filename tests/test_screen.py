"""What others wrote never acts on a terminal, whatever command shows it."""

import json
import re
from pathlib import Path

import pytest

from nowsync.screen import harmless
from tests.shell import run
from tests.site import Site, feed, mastodon_at

ACTING = {
    "ESC": "\x1b[2J\x1b[1;1H",
    "CSI of one byte": "\x9b2J",
    "a title": "\x1b]0;pwned\x07",
    "a link": "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "a clipboard": "\x1b]52;c;cm0gLXJmIH4K\x07",
    "BEL": "\x07",
    "BS": "safe\x08\x08\x08\x08evil",
    "CR": "evil\rsafe",
    "DEL": "\x7f",
    "NEL": "\x85",
    "hidden letters": "\x1b[8mhidden",
    "black on black": "\x1b[30;40mhidden",
    "override": "\u202egnp.exe",
    "isolate": "\u2067evil\u2069",
    "embedding": "\u202bevil\u202c",
    "mark": "\u200fevil",
    "LINE SEPARATOR": "one\u2028two",
    "PARAGRAPH SEPARATOR": "one\u2029two",
    "surrogate": "\udc9b2J",
}  # fmt: skip
FOUND = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
COMMANDS = [
    *(
        "entries",
        "entries --json",
        "preview",
        "preview 2026-11",
        "preview 2026-11 --json",
        "explain 2026-11",
    ),
    *("schedule", "status", "log", "plan 2026-11", "publish 2026-11 --target feed --yes"),
]


@pytest.mark.parametrize("text", ACTING.values(), ids=ACTING)
def test_what_acts_on_a_terminal_is_written_out(text: str) -> None:
    assert FOUND.search(harmless(text)) is None


@pytest.mark.parametrize("text", ACTING.values(), ids=ACTING)
def test_written_out_in_json_it_is_still_the_same(text: str) -> None:
    document = json.dumps(text, ensure_ascii=False)

    assert json.loads(harmless(document)) == text


@pytest.mark.parametrize(
    "text",
    [
        "one\n\ttwo",
        "Olá, Dona Inês! 日本語 👩\u200d🚀 עברית नमस्ते",
        "\x1b[31mproblem\x1b[0m",
        "\x1b[1mfeed\x1b[0m  \x1b[2mskip\x1b[0m",
    ],
)
def test_everything_else_is_left_alone(text: str) -> None:
    assert harmless(text) == text


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out a site whose every word acts on terminals, and which has been published."""
    site = Site(tmp_path_factory.mktemp("hostile"))
    acts = "".join(ACTING.values()).replace("\r", "").replace("\udc9b", "")
    quoted = json.dumps(acts)
    site.configure(mastodon_at("https://mastodon.example", settle="0"), f"{feed()}\nsettle = 0")
    site.write("2026-11", text=f"Winter {acts} is near.")
    path = site.folder / "now" / "2026-11.md"
    path.write_text(
        f"---\ntitle: {quoted}\ndate: 2026-11-01\ntags: [{quoted}]\nreading: [{quoted}]\n"
        f"nowsync: {{content_warning: {quoted}}}\nimage: {quoted}\n---\n# {acts}\n\n{acts}\n",
        "utf-8",
    )
    (site.folder / "now" / "x\x1b]0;pwned\x07\u202e.md").write_text("---\ndate: so\n---\n", "utf-8")
    run("nowsync publish --target feed --yes", site.folder)
    return site.folder


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_prints_what_acts_on_a_terminal(command: str, hostile: Path) -> None:
    done = run(f"nowsync {command}", hostile, FORCE_COLOR="1")

    assert FOUND.sub("", done.stdout + done.stderr) == done.stdout + done.stderr
    assert done.returncode in {0, 1, 2}, done.stderr
