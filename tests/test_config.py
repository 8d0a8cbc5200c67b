"""Hold nowsync.toml to its types, its meaning, and to saying everything that is wrong at once."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal, NoReturn
from zoneinfo import ZoneInfo

import pytest
from msgspec import Struct

from nowsync.adapters.registry import Platform, UnknownPlatform
from nowsync.config import Configuration, EntriesSettings, load, locate
from nowsync.core.errors import ConfigurationError
from nowsync.core.schedule import After, CatchUp, Schedule
from nowsync.core.target import Author, OnChange, Policy, Site, Target, Traits
from nowsync.core.windows import read_windows


class PigeonSettings(Struct, frozen=True):
    server: str
    speed: Literal["slow", "fast"] = "slow"
    rings: tuple[str, ...] = ()
    height: int | None = None
    feeds: bool = True

    @property
    def origin(self) -> str:
        return self.server.rstrip("/")

    def problems(self) -> Iterator[tuple[str, str]]:
        if self.height == 0:
            yield "height", "a pigeon flies"
        if not self.server.startswith("http"):
            yield "server", f"pigeons do not know {self.server}"


class Pigeon:
    traits = Traits(edits=False)

    def __call__(self, settings: object, surroundings: object) -> NoReturn:
        raise NotImplementedError


def find(name: str) -> Platform:
    return {"pigeon": Platform("pigeon", PigeonSettings, Pigeon())}[name]


def find_nothing(name: str) -> Platform:
    raise UnknownPlatform(f"no platform is called '{name}'; did you mean 'pigeon'?")


SITE = """
[site]
url = "https://example.org"
"""
ENTRIES = """
[entries]
folder = "now"
"""
TARGET = """
[targets.loft]
platform = "pigeon"
server = "https://loft.example/"
"""
HEAD = SITE + ENTRIES


def write(folder: Path, text: str) -> Path:
    path = folder / "nowsync.toml"
    path.write_text(text, "utf-8")
    return path


def read(folder: Path, text: str) -> Configuration:
    return load(write(folder, text), find)


def refused(folder: Path, text: str) -> list[str]:
    """The problems, each with its line in front."""
    with pytest.raises(ConfigurationError) as caught:
        read(folder, text)
    return [f"{each.line}: {each.message}" for each in caught.value.problems]


def problem(folder: Path, text: str) -> str:
    (only,) = refused(folder, text)
    return only.partition(": ")[2]


def test_the_shortest_configuration_has_defaults_for_the_rest(tmp_path: Path) -> None:
    expected = Configuration(
        path=tmp_path / "nowsync.toml",
        site=Site("https://example.org", "Now", Author(""), "en", "UTC"),
        entries=EntriesSettings(folder="now"),
        targets=(),
    )

    found = read(tmp_path, HEAD + TARGET)

    assert (found.site, found.entries) == (expected.site, expected.entries)
    assert (found.templates, found.state, found.secrets.folder) == (None, ".nowsync", None)
    assert found.folder == tmp_path


def test_a_target_is_named_by_its_table_and_takes_its_template_from_its_platform(
    tmp_path: Path,
) -> None:
    expected = Target("loft", "pigeon", "https://loft.example", "pigeon", Policy())

    (found,) = read(tmp_path, HEAD + TARGET).targets

    assert found.target == expected
    assert found.settings == PigeonSettings("https://loft.example/")


def test_a_target_tells_all_of_its_keys_and_which_ones_were_written(tmp_path: Path) -> None:
    text = HEAD + TARGET + 'on_change = { revised = "ask" }\nrings = ["red"]\n'

    (found,) = read(tmp_path, text).targets

    assert set(found.given) == {"platform", "server", "on_change", "rings"}
    assert found.keys["on_change"] == {"corrected": "edit", "revised": "ask"}
    assert found.keys["rings"] == ("red",)
    assert (found.keys["template"], found.keys["max_age"]) == ("pigeon", 45)


def test_a_target_has_a_policy_and_a_template_of_its_own(tmp_path: Path) -> None:
    text = HEAD + TARGET + 'template = "short"\nmax_age = 10\nmax_new = 0\nrings = ["red"]\n'

    (found,) = read(tmp_path, text).targets

    assert found.target.template == "short"
    assert found.target.policy == Policy(timedelta(days=10), 0)
    assert found.settings == PigeonSettings("https://loft.example/", rings=("red",))


@pytest.mark.parametrize(
    ("written", "corrected", "revised"),
    [
        pytest.param('"ask"', OnChange.ASK, OnChange.ASK, id="both"),
        pytest.param(
            '{ corrected = "ignore", revised = "ask" }', OnChange.IGNORE, OnChange.ASK, id="each"
        ),
        pytest.param('{ revised = "ask" }', OnChange.EDIT, OnChange.ASK, id="one of them"),
    ],
)
def test_a_target_says_what_a_change_does(
    tmp_path: Path, written: str, corrected: OnChange, revised: OnChange
) -> None:
    (found,) = read(tmp_path, f"{HEAD}{TARGET}on_change = {written}\n").targets

    assert found.target.policy == Policy(on_correction=corrected, on_revision=revised)


def test_a_target_says_how_often_an_entry_is_edited(tmp_path: Path) -> None:
    (found,) = read(tmp_path, f"{HEAD}{TARGET}hours_between_edits = 8\n").targets

    assert found.target.policy == Policy(between_edits=timedelta(hours=8))


def test_a_target_says_how_many_edits_are_too_many(tmp_path: Path) -> None:
    (found,) = read(tmp_path, f"{HEAD}{TARGET}max_edits = 0\n").targets

    assert found.target.policy == Policy(max_edits=0)


def test_every_table_is_read(tmp_path: Path) -> None:
    text = """
        site = { url = "https://a.example/blog", title = "N", author = { name = "Ada" }, language = "pt-BR", timezone = "Asia/Tokyo" }
        entries = { folder = "n", permalink = "/now/{slug}/", link = "https://b.example/{year}/{month}/{day}", dates = ["d", "e"] }
        templates.folder = "t"
        state.folder = "s"
        secrets.folder = "/run/secrets"
    """  # noqa: E501

    found = read(tmp_path, text + TARGET)

    assert found.site == Site("https://a.example/blog", "N", Author("Ada"), "pt-BR", "Asia/Tokyo")
    assert found.entries == EntriesSettings(
        folder="n",
        permalink="/now/{slug}/",
        link="https://b.example/{year}/{month}/{day}",
        dates=("d", "e"),
    )
    assert (found.templates, found.state, found.secrets.folder) == ("t", "s", "/run/secrets")


def test_a_byte_order_mark_is_no_harm(tmp_path: Path) -> None:
    found = read(tmp_path, "\ufeff" + HEAD + TARGET)

    assert found.site.url == "https://example.org"


def test_the_state_folder_is_the_environments_first(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + TARGET)

    assert found.state_folder({}) == tmp_path / ".nowsync"
    assert found.state_folder({"NOWSYNC_STATE": "/var/lib/nowsync"}) == Path("/var/lib/nowsync")


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = """\
        [site]
        url = "example.org"
        timezone = "Mars/Olympus"
        langauge = "en"
        [entries]
        folder = " "
        link = "/{slag}/"
        [targets.loft]
        platform = "pigeon"
        speed = "fats"
        height = "tall"
    """

    assert refused(tmp_path, text) == [
        "2: site.url: must be a complete address, such as https://example.org",
        "3: site.timezone: there is no time zone 'Mars/Olympus'; they are called like Europe/Paris",
        "4: site.langauge: there is no such key; did you mean 'language'?",
        "6: entries.folder: is empty: say something, or take the line away",
        "7: entries.link: there is no {slag}; there are {slug}, {path}, {year}, {month}, {day}",
        "8: targets.loft.server: is missing",
        "10: targets.loft.speed: must be one of 'slow', 'fast', not 'fats'",
        "11: targets.loft.height: must be a whole number, not 'tall'",
    ]


def test_an_empty_file_lacks_a_site_entries_and_a_target(tmp_path: Path) -> None:
    assert sorted(refused(tmp_path, "")) == [
        "None: entries: is missing",
        "None: site: is missing",
        "None: targets: there is none; add a table such as [targets.feed]",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("speed = 3", "speed: must be one of 'slow', 'fast', not 3", id="choice"),
        pytest.param("height = true", "height: must be a whole number, not true", id="bool"),
        pytest.param("height = 1.5", "height: must be a whole number, not 1.5", id="float"),
        pytest.param(
            "height = 1979-05-27", "height: must be a whole number, not a date", id="date"
        ),
        pytest.param("feeds = 'yes'", "feeds: must be true or false, not 'yes'", id="text"),
        pytest.param("rings = 'red'", "rings: must be a list, not 'red'", id="no list"),
        pytest.param("rings = ['a', 3]", "rings: item 2 must be text, not 3", id="item"),
        pytest.param("rings = ['']", "rings: item 1 must be text, not ''", id="empty item"),
        pytest.param("feeds = []", "feeds: must be true or false, not a list", id="list"),
        pytest.param("feeds = {}", "feeds: must be true or false, not a table", id="table"),
        pytest.param(
            "sped = 'fast'", "sped: there is no such key; did you mean 'speed'?", id="typo"
        ),
        pytest.param(
            "max_ago = 3", "max_ago: there is no such key; did you mean 'max_age'?", id="ago"
        ),
        pytest.param("max_age = -1", "max_age: must be a number of days from 0 to 36500", id="age"),
        pytest.param(
            "max_age = '9 days'", "max_age: must be a whole number, not '9 days'", id="days"
        ),
        pytest.param("max_new = -1", "max_new: must be 0 or more", id="new"),
        pytest.param("max_edits = -1", "max_edits: must be 0 or more", id="edits"),
        pytest.param(
            "hours_between_edits = -1", "hours_between_edits: must be from 0 to 8784", id="hours"
        ),
        pytest.param(
            "on_change = 'edits'",
            "on_change: must be one of 'edit', 'ask', 'ignore' or a table, not 'edits'",
            id="change",
        ),
        pytest.param(
            "on_change = { corrected = 'never' }",
            "on_change.corrected: must be one of 'edit', 'ask', 'ignore', not 'never'",
            id="kind of change",
        ),
        pytest.param(
            "on_change = { correct = 'ask' }",
            "on_change.correct: there is no such key; did you mean 'corrected'?",
            id="no kind of change",
        ),
        pytest.param("height = 0", "height: a pigeon flies", id="the adapter's own"),
        pytest.param(
            "when = 'tusday 9:00'",
            "when: 'tusday' is no day; did you mean 'tuesday'?",
            id="windows",
        ),
        pytest.param("when = []", "when: says nothing; write windows like", id="no windows"),
        pytest.param("when = 9", "when: must be text or a list, not 9", id="no words"),
        pytest.param("quiet = 'night'", "quiet: 'night' is no day; write", id="quiet hours"),
        pytest.param(
            "quiet = '00:00-24:00'",
            "quiet: leaves no time at which anything could go out",
            id="only quiet hours",
        ),
        pytest.param("delay = 'soon'", "delay: 'soon' is no span of time; write it", id="delay"),
        pytest.param("gap = '2m'", "gap: '2m' is no span of time; write it like", id="gap"),
        pytest.param("max_per_day = 0", "max_per_day: must be 1 or more; leave it", id="a day"),
        pytest.param("catch_up = 'soon'", "catch_up: must be one of 'now', 'next'", id="catch up"),
        pytest.param("after = 'lofts'", "after: there is no target 'lofts'; did you", id="after"),
        pytest.param("after = 'loft'", "after: loft would come after itself", id="itself"),
        pytest.param(
            "after = { target = 'loft', delay = '1' }",
            "after: '1' is no span of time; write it like",
            id="after a wrong span",
        ),
    ],
)
def test_a_target_with_a_bad_value_is_refused(tmp_path: Path, line: str, expected: str) -> None:
    assert problem(tmp_path, HEAD + TARGET + line).startswith(f"targets.loft.{expected}")


def schedule_of(folder: Path, lines: str) -> Schedule:
    (found,) = read(folder, f"{HEAD}{TARGET}{lines}").targets
    return found.target.policy.schedule


def test_a_target_without_words_for_it_waits_for_nothing(tmp_path: Path) -> None:
    assert schedule_of(tmp_path, "") == Schedule()


def test_a_target_may_have_one_window_or_several(tmp_path: Path) -> None:
    one = schedule_of(tmp_path, 'when = "tue-thu 09:00-11:00"')
    two = schedule_of(tmp_path, 'when = ["tue 09:00-11:00", "Sat"]')

    assert one.when == read_windows(["tue-thu 09:00-11:00"])
    assert two.when == read_windows(["tue 09:00-11:00", "sat"])


def test_a_target_says_how_long_and_how_often(tmp_path: Path) -> None:
    found = schedule_of(
        tmp_path,
        'quiet = "22:00-07:00"\ndelay = "2h"\ngap = "1 day"\nmax_per_day = 2\ncatch_up = "hold"',
    )

    assert found == Schedule(
        quiet=read_windows(["22:00-07:00"]),
        delay=timedelta(hours=2),
        gap=timedelta(days=1),
        max_per_day=2,
        catch_up=CatchUp.HOLD,
        zone=ZoneInfo("UTC"),
    )


def test_the_windows_are_those_of_the_sites_zone(tmp_path: Path) -> None:
    text = f'{SITE}timezone = "Europe/Paris"\n{ENTRIES}{TARGET}gap = "1h"'

    (found,) = read(tmp_path, text).targets

    assert found.target.policy.schedule.zone == ZoneInfo("Europe/Paris")


FIRST = '[targets.first]\nplatform = "pigeon"\nserver = "https://first.example"\n'


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('"first"', After("first")),
        ('{ target = "first", delay = "1 day" }', After("first", timedelta(days=1))),
    ],
)
def test_a_target_may_come_after_another(tmp_path: Path, said: str, expected: After) -> None:
    found = read(tmp_path, f"{HEAD}{FIRST}{TARGET}after = {said}").targets

    assert found[1].target.policy.schedule.after == expected


def test_targets_that_come_after_each_other_are_refused(tmp_path: Path) -> None:
    text = f'{HEAD}{FIRST}after = "loft"{TARGET}after = "first"'

    assert refused(tmp_path, text) == [
        "10: targets.first.after: first would come after itself",
        "14: targets.loft.after: loft would come after itself",
    ]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("example.org", "must be a complete address", id="no scheme"),
        pytest.param("ftp://example.org", "must be a complete address", id="another scheme"),
        pytest.param("https://", "must be a complete address", id="no host"),
        pytest.param("https://exa mple.org", "must be a complete address", id="space"),
        pytest.param("https://example.org:x", "must be a complete address", id="no port"),
        pytest.param("https://[::1", "must be a complete address", id="half a host"),
        pytest.param("https://example.org/?a=1", "must end before the ? or #", id="query"),
        pytest.param("https://example.org/#a", "must end before the ? or #", id="fragment"),
        pytest.param("https://me:pw@example.org", "must not hold a user name", id="password"),
    ],
)
def test_a_sites_address_is_complete_and_plain(tmp_path: Path, url: str, expected: str) -> None:
    found = problem(tmp_path, SITE.replace("https://example.org", url) + ENTRIES + TARGET)

    assert found.startswith(f"site.url: {expected}")


@pytest.mark.fault("T04", "an unknown zone is refused; the site's own counts, not the computer's")
@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "Europe", "a\\u0000b"])
def test_a_time_zone_is_one_that_is_known(tmp_path: Path, name: str) -> None:
    found = problem(tmp_path, f'{SITE}timezone = "{name}"{ENTRIES}{TARGET}')

    assert found.startswith("site.timezone: there is no time zone")


@pytest.mark.parametrize("email", ["ada", "ada at example.org", "Ada <ada@example.org>"])
def test_an_authors_email_is_an_address(tmp_path: Path, email: str) -> None:
    author = f'author = {{ name = "Ada", email = "{email}" }}\n'

    found = problem(tmp_path, f"{SITE}{author}{ENTRIES}{TARGET}")

    assert found == "site.author.email: must be an address like ada@example.org"


def test_a_language_is_a_language_tag(tmp_path: Path) -> None:
    found = problem(tmp_path, f'{SITE}language = "en_US"{ENTRIES}{TARGET}')

    assert found == "site.language: 'en_US' is not a language tag, such as en or pt-BR"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("/{title}/", "there is no {title}", id="placeholder"),
        pytest.param("/{year:04}/", "there is no {year:04}", id="format"),
        pytest.param("/{}/", "there is no {}", id="nameless"),
        pytest.param("/{slug/", "has a { or } without its partner", id="open"),
        pytest.param("/slug}/", "has a { or } without its partner", id="close"),
        pytest.param("now/{slug}", "must start with / or be a complete address", id="relative"),
        pytest.param("//b.example/", "must start with / or be a complete address", id="scheme"),
    ],
)
def test_a_pattern_has_known_placeholders_only(tmp_path: Path, pattern: str, expected: str) -> None:
    found = problem(tmp_path, f'{HEAD}permalink = "{pattern}"{TARGET}')

    assert found.startswith(f"entries.permalink: {expected}")


@pytest.mark.parametrize("pattern", ["DD-MM-YYYY", "YYMMDD", "now MM.YYYY"])
def test_file_names_may_be_dated_by_a_pattern(tmp_path: Path, pattern: str) -> None:
    found = read(tmp_path, f'{HEAD}name_date = "{pattern}"\n{TARGET}')

    assert found.entries.name_date == pattern


@pytest.mark.parametrize("pattern", ["DD-MM", "YYYY", "dd-mm-yyyy", "YYYY-MM-MM", "YYYY-YY-MM"])
def test_a_pattern_needs_one_month_and_one_year(tmp_path: Path, pattern: str) -> None:
    found = problem(tmp_path, f'{HEAD}name_date = "{pattern}"\n{TARGET}')

    assert found.startswith("entries.name_date: must say once where the month is")


def test_entries_are_in_a_folder_or_on_a_page(tmp_path: Path) -> None:
    found = read(tmp_path, f'{SITE}[entries]\npage = "content/now.md"\n{TARGET}')

    assert found.entries == EntriesSettings(page="content/now.md")


@pytest.mark.parametrize("lines", ['folder = "now"\npage = "now.md"', 'link = "/now/"'])
def test_a_folder_and_a_page_are_not_both_or_neither_given(tmp_path: Path, lines: str) -> None:
    found = problem(tmp_path, f"{SITE}[entries]\n{lines}\n{TARGET}")

    assert found.startswith("entries: needs one of two")


def test_a_page_is_markdown(tmp_path: Path) -> None:
    found = problem(tmp_path, f'{SITE}[entries]\npage = "now.org"\n{TARGET}')

    assert found == "entries.page: must be a Markdown file"


def test_a_target_without_a_platform_is_refused(tmp_path: Path) -> None:
    found = problem(tmp_path, f'{HEAD}[targets.loft]\nserver = "https://loft.example"')

    assert found == "targets.loft.platform: is missing"


def test_a_target_that_is_no_table_is_refused(tmp_path: Path) -> None:
    assert problem(tmp_path, f"{HEAD}[targets]\nloft = 1") == (
        "targets.loft: must be a table: write [targets.loft]"
    )


def test_targets_that_are_no_table_are_refused(tmp_path: Path) -> None:
    assert problem(tmp_path, f"targets = 1\n{HEAD}") == "targets: must be a table, not 1"


def test_a_platform_that_is_unknown_is_refused_with_what_the_lookup_says(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(write(tmp_path, HEAD + TARGET), find_nothing)

    assert str(caught.value) == (
        f"{tmp_path}/nowsync.toml:9: targets.loft.platform: "
        "no platform is called 'pigeon'; did you mean 'pigeon'?"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("[site]\nurl = \n", 2, id="no value"),
        pytest.param("[site]\n[site]\n", 2, id="twice"),
        pytest.param("a = 1\nb = '''\n", 3, id="never ends"),
    ],
)
def test_what_is_not_toml_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    (found,) = refused(tmp_path, text)

    assert found.startswith(f"{line}: this is not TOML: ")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nowsync.toml"
    path.write_bytes(b'title = "caf\xe9"')

    with pytest.raises(ConfigurationError, match="is not UTF-8 text"):
        load(path, find)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read: No such file"):
        load(tmp_path / "nowsync.toml", find)


def test_what_looks_like_a_key_within_a_long_text_has_no_line(tmp_path: Path) -> None:
    text = f"{HEAD}{TARGET}speed = '''\nheight = 1\n'''\nheight = 'tall'\n"

    assert refused(tmp_path, text)[1].startswith("14: targets.loft.height")


def test_a_line_that_is_uncertain_is_that_of_the_table(tmp_path: Path) -> None:
    confusing = "title = ['''\"\"\"\ntitle = 1''']\n"

    assert refused(tmp_path, TARGET + ENTRIES + SITE + confusing) == [
        "9: site.title: must be text, not a list"
    ]


def test_the_file_that_is_given_comes_first(tmp_path: Path) -> None:
    expected = write(tmp_path, "")
    environment = {"NOWSYNC_CONFIG": "elsewhere.toml"}

    assert locate("nowsync.toml", environment, tmp_path) == expected


def test_the_environments_file_comes_second(tmp_path: Path) -> None:
    write(tmp_path, "")
    other = tmp_path / "other.toml"
    other.touch()

    assert locate(None, {"NOWSYNC_CONFIG": str(other)}, tmp_path) == other


def test_the_nearest_file_above_comes_last(tmp_path: Path) -> None:
    expected = write(tmp_path, "")
    below = tmp_path / "src" / "content"
    below.mkdir(parents=True)

    assert locate(None, {"NOWSYNC_CONFIG": ""}, below) == expected


@pytest.mark.parametrize(
    ("given", "environment", "expected"),
    [
        pytest.param("a.toml", {}, "--config names a.toml, and there is no such file", id="given"),
        pytest.param(None, {"NOWSYNC_CONFIG": "b"}, "NOWSYNC_CONFIG names b, and", id="set"),
        pytest.param(None, {}, "no nowsync.toml here or above; type: nowsync init", id="none"),
    ],
)
def test_a_file_that_cannot_be_found_is_refused(
    tmp_path: Path, given: str | None, environment: dict[str, str], expected: str
) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(expected)):
        locate(given, environment, tmp_path)
