"""Hold `nowsync init` to its word: a file that nowsync can use, or none."""

import json
import os
import pty
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from nowsync.config import load

NOWSYNC = (sys.executable, "-m", "nowsync")
URL = "https://ada.example"
ENTRY = '---\ntitle: "November 2026"\ndate: 2026-11-01\n---\n\nThe kettle is on.\n'


def _environment() -> dict[str, str]:
    return {**os.environ, "NO_COLOR": "1", "PYTHONUTF8": "1"}


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Type a command where nobody can be asked."""
    return subprocess.run(
        [*NOWSYNC, *words],
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@dataclass(frozen=True)
class Layout:
    """How a generator's site looks, and what init should find in it."""

    files: Mapping[str, str]
    flags: tuple[str, ...]
    entries: str
    feed: str
    url: str = URL
    title: str = "Now"


LAYOUTS = {
    "astro": Layout(
        {"astro.config.mjs": f'export default defineConfig({{ site: "{URL}" }});'},
        (),
        "src/content/now",
        "public/now.xml",
    ),
    "hugo": Layout(
        {"hugo.toml": f'baseURL = "{URL}/"\ntitle = "Ada"\n'},
        (),
        "content/now",
        "static/now.xml",
        title="Ada",
    ),
    "jekyll": Layout(
        {"_config.yml": f"title: Ada\nurl: {URL}\nbaseurl: /home\n"},
        (),
        "_now",
        "now.xml",
        url=f"{URL}/home",
        title="Ada",
    ),
    "eleventy": Layout(
        {"eleventy.config.js": "", "_data/site.json": f'{{"url": "{URL}", "title": "Ada"}}'},
        (),
        "src/now",
        "now.xml",
        title="Ada",
    ),
    "plain": Layout({}, ("--url", URL), "now", "now.xml"),
    "plain, elsewhere": Layout(
        {}, ("--url", f"{URL}/", "--folder", "texts/months"), "texts/months", "now.xml"
    ),
}
every_layout = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())


def build(folder: Path, layout: Layout) -> None:
    entry = Path(layout.entries) / "2026-11.md"
    for name, text in {**layout.files, str(entry): ENTRY}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
        os.utime(folder / name, (0, 0))  # long settled


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A folder of entries that says nothing else of itself."""
    build(tmp_path, LAYOUTS["plain"])
    return tmp_path


@pytest.fixture
def unclear(tmp_path: Path) -> Path:
    """A folder in which two others may hold the entries."""
    build(tmp_path, Layout({"one/2026-10.md": ENTRY}, (), "two", ""))
    return tmp_path


def written(folder: Path) -> str:
    return (folder / "nowsync.toml").read_text("utf-8")


class TestLayouts:
    @every_layout
    def test_what_is_written_says_where_the_site_is(self, tmp_path: Path, layout: Layout) -> None:
        build(tmp_path, layout)

        assert run(tmp_path, "init", *layout.flags).returncode == 0

        configuration = load(tmp_path / "nowsync.toml")
        feed = tomllib.loads(written(tmp_path))["targets"]["feed"]["file"]
        assert configuration.site.url == layout.url
        assert configuration.site.title == layout.title
        assert configuration.entries.folder == layout.entries
        assert feed == layout.feed

    @every_layout
    def test_a_preview_of_what_is_written_works_at_once(
        self, tmp_path: Path, layout: Layout
    ) -> None:
        build(tmp_path, layout)
        run(tmp_path, "init", *layout.flags, "--mastodon", "https://mastodon.example", "--devto")

        preview = run(tmp_path, "preview")

        assert preview.returncode == 0, preview.stderr
        assert "2026-11 → feed  create: new, dated 2026-11-01" in preview.stdout

    @every_layout
    def test_nothing_but_the_configuration_is_written(self, tmp_path: Path, layout: Layout) -> None:
        build(tmp_path, layout)
        before = {path for path in tmp_path.rglob("*") if path.is_file()}

        run(tmp_path, "init", *layout.flags)

        after = {path for path in tmp_path.rglob("*") if path.is_file()}
        assert after - before == {tmp_path / "nowsync.toml"}


class TestTargets:
    @pytest.mark.parametrize(
        ("flags", "names"),
        [
            ((), ["feed"]),
            (("--mastodon", "https://mastodon.example"), ["feed", "mastodon"]),
            (("--devto",), ["feed", "devto"]),
            (("--no-devto",), ["feed"]),
            (
                ("--mastodon", "https://mastodon.example", "--devto"),
                ["feed", "mastodon", "devto"],
            ),
        ],
        ids=["none", "mastodon", "devto", "no devto", "both"],
    )
    def test_each_flag_adds_its_target(
        self, plain: Path, flags: tuple[str, ...], names: list[str]
    ) -> None:
        run(plain, "init", "--url", URL, *flags)

        targets = load(plain / "nowsync.toml").targets
        assert [each.target.name for each in targets] == names

    def test_articles_stay_drafts_and_statuses_unlisted(self, plain: Path) -> None:
        run(plain, "init", "--url", URL, "--mastodon", "https://mastodon.example", "--devto")

        tables = tomllib.loads(written(plain))["targets"]
        assert tables["devto"]["published"] is False
        assert tables["mastodon"]["visibility"] == "unlisted"

    @pytest.mark.parametrize("style", ["lists", "brief", "letter"])
    def test_a_status_reads_as_its_author_chose(self, plain: Path, style: str) -> None:
        server = ("--mastodon", "https://mastodon.example")

        run(plain, "init", "--url", URL, *server, "--style", style)

        assert load(plain / "nowsync.toml").targets[1].target.template == style
        assert run(plain, "preview").returncode == 0

    def test_a_server_without_its_scheme_is_completed(self, plain: Path) -> None:
        assert run(plain, "init", "--url", URL, "--mastodon", "mastodon.example").returncode == 0


class TestAnswers:
    def test_a_bare_host_name_is_completed(self, plain: Path) -> None:
        run(plain, "init", "--url", "ada.example")

        assert load(plain / "nowsync.toml").site.url == "https://ada.example"

    def test_it_says_what_it_found_and_what_to_type_next(self, tmp_path: Path) -> None:
        build(tmp_path, LAYOUTS["hugo"])

        assert run(tmp_path, "init").stdout == (
            "This is a site made with hugo.\n"
            "Its address is https://ada.example/.\n"
            "Its entries: 1 dated entry in content/now.\n"
            "\n"
            "Wrote nowsync.toml; 1 entry can be read.\n"
            "See what was understood of each file: nowsync entries\n"
            "See what would be published: nowsync preview\n"
        )

    def test_it_says_how_to_sign_in_where_that_is_needed(self, tmp_path: Path) -> None:
        build(tmp_path, LAYOUTS["hugo"])

        said = run(tmp_path, "init", "--mastodon", "https://mastodon.example").stdout

        assert said.endswith("\nSign in, once you like it: nowsync login mastodon\n")

    def test_a_file_that_is_no_entry_yet_is_told(self, plain: Path) -> None:
        (plain / "now" / "ideas.md").write_text("Some ideas.\n")

        said = run(plain, "init", "--url", URL)

        assert "problem  now/ideas.md: no date" in said.stdout
        assert said.returncode == 0

    def test_an_existing_file_is_left_alone(self, plain: Path) -> None:
        (plain / "nowsync.toml").write_text("mine\n")

        said = run(plain, "init", "--url", URL)

        assert (said.returncode, written(plain)) == (2, "mine\n")
        assert "there is a nowsync.toml here already" in said.stderr

    def test_an_unclear_folder_says_which_flag_to_give(self, unclear: Path) -> None:
        said = run(unclear, "init", "--url", URL)

        assert said.returncode == 2
        assert said.stderr == (
            "nowsync: where the entries are is not clear: one or two may be it; "
            "say it with --folder or --page\n"
        )

    def test_what_may_be_the_entries_is_told(self, unclear: Path) -> None:
        (unclear / "now.md").write_text(ENTRY)

        assert run(unclear, "init", "--url", URL).stdout == (
            "Its entries may be:\n"
            "  1 dated entry in one\n"
            "  1 dated entry in two\n"
            "  one page, now.md, rewritten in place\n"
        )

    def test_a_folder_without_a_sign_of_entries_says_so(self, tmp_path: Path) -> None:
        said = run(tmp_path, "init", "--url", URL)

        assert said.returncode == 2
        assert "there is no sign of any here; say it with --folder or --page" in said.stderr

    def test_a_page_that_is_named_is_taken(self, unclear: Path) -> None:
        (unclear / "two" / "words.md").write_text(ENTRY)

        said = run(unclear, "init", "--url", URL, "--page", "two/words.md")

        assert said.returncode == 0, said.stderr
        assert load(unclear / "nowsync.toml").entries.page == "two/words.md"
        assert "Its entries: one page, two/words.md, rewritten in place.\n" in said.stdout

    def test_a_folder_that_is_named_goes_before_what_was_found(self, unclear: Path) -> None:
        build(unclear, LAYOUTS["plain"])

        said = run(unclear, "init", "--url", URL, "--folder", "one")

        assert load(unclear / "nowsync.toml").entries.folder == "one"
        assert "Its entries: one, as you say.\n" in said.stdout

    def test_a_folder_and_a_page_are_not_both_taken(self, plain: Path) -> None:
        said = run(plain, "init", "--url", URL, "--folder", "now", "--page", "now.md")

        assert said.returncode == 2
        assert "say --folder or --page" in said.stderr

    def test_an_unclear_address_says_which_flag_to_give(self, plain: Path) -> None:
        said = run(plain, "init")

        assert said.returncode == 2
        assert said.stderr == (
            "nowsync: the site's address is not clear from this folder; say it with --url\n"
        )

    @pytest.mark.parametrize(
        ("flags", "key"),
        [
            (("--url", "https://ada.example/?page=1"), "site.url"),
            (("--url", "https://ada:secret@ada.example"), "site.url"),
            (("--url", URL, "--mastodon", "http://mastodon.example"), "targets.mastodon.server"),
            (("--url", URL, "--mastodon", "mastodon example"), "targets.mastodon.server"),
            (("--url", URL, "--folder", "nowhere"), "there is no folder"),
            (("--url", URL, "--page", "nowhere.md"), "there is no page nowhere.md"),
            (("--url", URL, "--page", "nowsync.txt"), "there is no page nowsync.txt"),
        ],
    )
    def test_what_nowsync_could_not_use_is_refused_and_leaves_no_file(
        self, plain: Path, flags: tuple[str, ...], key: str
    ) -> None:
        said = run(plain, "init", *flags)

        assert said.returncode == 2
        assert key in said.stderr
        assert not (plain / "nowsync.toml").exists()


class TestQuoting:
    @pytest.mark.parametrize(
        "title",
        [
            'Ada "the carpenter" Example',
            "C:\\now\\tidal\\u00e9",
            "Então, agora ☕ 👩‍💻",
            "'single' and '''triple'''",
            '"""',
            "tab\there",
            "# not a comment",
            "{slug} %s {{ x }}",
            "rubbed\x7fout",
        ],
    )
    def test_a_title_survives_whatever_is_in_it(self, tmp_path: Path, title: str) -> None:
        build(tmp_path, LAYOUTS["eleventy"])
        (tmp_path / "_data" / "site.json").write_text(json.dumps({"url": URL, "title": title}))

        run(tmp_path, "init")

        assert load(tmp_path / "nowsync.toml").site.title == title

    def test_a_folder_survives_its_quotes_too(self, tmp_path: Path) -> None:
        folder = 'the "now" of \\ Ada'
        build(tmp_path, Layout({}, (), folder, ""))

        run(tmp_path, "init", "--url", URL)

        assert load(tmp_path / "nowsync.toml").entries.folder == folder

    def test_a_title_that_is_no_text_is_no_title(self, tmp_path: Path) -> None:
        build(tmp_path, LAYOUTS["eleventy"])
        (tmp_path / "_data" / "site.json").write_text(f'{{"url": "{URL}", "title": "\\ud800"}}')

        assert run(tmp_path, "init").returncode in (0, 2)


def _read_all(descriptor: int) -> Iterator[bytes]:
    """Read a terminal to its end, which Linux tells by an error."""
    while True:
        try:
            piece = os.read(descriptor, 1024)
        except OSError:
            return
        if not piece:
            return
        yield piece


def at_a_terminal(folder: Path, *words: str, answers: str) -> tuple[int, str]:
    """Type a command at a real terminal, the answers to its questions, and Ctrl-D after them."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [*NOWSYNC, *words], cwd=folder, env=_environment(), stdin=slave, stdout=slave, stderr=slave
    )
    os.close(slave)
    os.write(master, f"{answers}\x04".encode())
    shown = b"".join(_read_all(master)).decode()
    os.close(master)
    return process.wait(timeout=60), shown


class TestAtATerminal:
    def test_what_the_folder_does_not_tell_is_asked(self, unclear: Path) -> None:
        answers = f"{URL}\none\nmastodon.example/\nletter\ny\n"

        code, shown = at_a_terminal(unclear, "init", answers=answers)

        configuration = load(unclear / "nowsync.toml")
        assert code == 0, shown
        assert configuration.site.url == URL
        assert configuration.entries.folder == "one"
        assert [each.target.origin for each in configuration.targets][1:] == [
            "https://mastodon.example",
            "https://dev.to",
        ]
        assert configuration.targets[1].target.template == "letter"

    def test_a_page_may_be_the_answer(self, unclear: Path) -> None:
        (unclear / "now.md").write_text(ENTRY)

        code, shown = at_a_terminal(unclear, "init", answers=f"{URL}\nnow.md\n\nn\n")

        assert code == 0, shown
        assert load(unclear / "nowsync.toml").entries.page == "now.md"

    def test_the_questions_come_in_an_order_that_a_person_expects(self, unclear: Path) -> None:
        _, shown = at_a_terminal(unclear, "init", answers=f"{URL}\none\n\nn\n")

        places = [
            shown.index(question)
            for question in (
                "The site's address:",
                "The folder of the entries, or the page:",
                "Your Mastodon server (empty for none)",
                "Make drafts on dev.to? [y/N]:",
            )
        ]
        assert places == sorted(places)

    def test_what_is_left_empty_is_left_out(self, plain: Path) -> None:
        at_a_terminal(plain, "init", answers=f"{URL}\n\n\n")

        targets = load(plain / "nowsync.toml").targets
        assert [each.target.name for each in targets] == ["feed"]

    def test_what_is_said_with_flags_is_not_asked(self, plain: Path) -> None:
        flags = ("--url", URL, "--mastodon", "https://mastodon.example", "--no-devto")

        code, shown = at_a_terminal(plain, "init", *flags, answers="")

        assert (code, "?" in shown) == (0, False)

    def test_giving_up_at_a_question_leaves_no_file(self, plain: Path) -> None:
        code, _ = at_a_terminal(plain, "init", answers=f"{URL}\n")

        assert (code, (plain / "nowsync.toml").exists()) == (130, False)
