"""`nowsync lint`: what an author may not have meant, with the file and the line."""

import json
from pathlib import Path

import pytest

from nowsync.lint import Grounds
from nowsync.markdown import Link, links, liquid
from tests.servers.pages import PretendSite
from tests.servers.wire import serve
from tests.shell import run
from tests.site import HEAD, Site, devto, feed, mastodon_at

TEMPLATES = '[templates]\nfolder = "own"'


@pytest.fixture
def ada(site: Site) -> Site:
    """Give a site that names its language, with an entry with which all is well."""
    configure(site)
    site.write("2026-10", text="See [last month](/now/2026-10/).")
    return site


def configure(site: Site, *more: str, home: str = "https://ada.example") -> None:
    head = HEAD.replace("https://ada.example", home).replace(
        "[entries]", 'language = "en"\n[entries]'
    )
    tables = (mastodon_at("https://mastodon.example"), devto("https://dev.to"), feed(), *more)
    (site.folder / "nowsync.toml").write_text("\n".join([head, *tables]), encoding="utf-8")


def lint(site: Site, words: str = "", code: int = 0) -> list[str]:
    done = run(f"nowsync lint {words}", site.folder)
    assert (done.returncode, done.stderr) == (code, "")
    return done.stdout.splitlines()


def test_nothing_is_said_where_all_is_well(ada: Site) -> None:
    assert lint(ada) == ["Nothing to think about."]


def test_everything_that_may_be_amiss_is_named_with_its_place(ada: Site) -> None:
    (ada.folder / "public").mkdir()
    with (ada.folder / "public" / "huge.png").open("wb") as file:
        file.truncate(3 * 1024 * 1024)
    tags = "[one, two, three, four, static_site]"
    (ada.folder / "now" / "2026-11.md").write_text(
        f"---\ndate: 2026-11-01\ntags: {tags}\n---\n"
        "See [the plan](/plan/) and `{{ code }}`.\n\n"
        "![](/none.png)\n\n![A wall](/huge.png)\n\nA brace \\{{ here.\n",
        "utf-8",
    )

    said = lint(ada)

    at = "caution  now/2026-11.md"
    assert [line.removeprefix(at) for line in said if line.startswith(at)] == [
        ":7: the image /none.png has no alt text; say what is to be seen in it",
        ": the tag static_site is read out as one word; write static site, which becomes "
        "#StaticSite where blanks cannot be",
        ":11: what is in these braces looks like Liquid: it is shown, and not carried out; put it "
        "between backticks if it is code",
        ":5: the link /plan/ leads nowhere: nothing in the site is called so",
        ":7: the image /none.png: there is no such file in the site",
        ":9: the image /huge.png has 3.0 MiB; make it smaller",
        ": devto does without the tag static_site",
    ]


def test_what_cannot_be_published_as_it_is_ends_with_1(ada: Site) -> None:
    ada.write("2026-11", title="x" * 129)

    said = lint(ada, code=1)

    assert said[0] == (
        "problem  now/2026-11.md: devto: the title has 129 characters; dev.to takes 128"
    )


def test_a_templates_mistake_is_told_with_its_line(ada: Site) -> None:
    configure(ada, TEMPLATES)
    (ada.folder / "own").mkdir()
    (ada.folder / "own" / "mastodon.j2").write_text("Now.\n{{ titel }}")

    assert "own/mastodon.j2:2: " in lint(ada, code=1)[0]


def test_a_template_that_begins_with_a_mention_is_told(ada: Site) -> None:
    configure(ada, TEMPLATES)
    (ada.folder / "own").mkdir()
    (ada.folder / "own" / "mastodon.j2").write_text("@everybody Now.")

    assert "what goes to mastodon begins with a mention" in lint(ada)[0]


def test_only_the_entries_that_are_named_are_looked_at(ada: Site) -> None:
    ada.write("2026-11", text="See [the plan](/plan/).")

    assert lint(ada, "2026-10") == ["Nothing to think about."]


def test_a_site_that_names_no_language_is_told(ada: Site) -> None:
    toml = ada.folder / "nowsync.toml"
    toml.write_text(toml.read_text("utf-8").replace('language = "en"', ""), "utf-8")

    assert "[site] names no language" in lint(ada)[0]


def test_without_being_asked_for_no_link_is_followed(ada: Site) -> None:
    with serve(PretendSite()) as online:
        ada.write("2026-11", text=f"See [the plan]({online.url}/plan/).")
        lint(ada)

    assert online.requests == []


def test_dead_links_are_found_on_request(ada: Site) -> None:
    with serve(PretendSite()) as online:
        configure(ada, home=online.url)
        online.pretend.put("/here/", "here")
        text = f"[One]({online.url}/here/)\n\n[two]({online.url}/gone/), [three](http://10.0.0.1/)"
        ada.write("2026-11", text=text)

        said = lint(ada, "2026-11 --links")

    assert said[:2] == [
        f"caution  now/2026-11.md:9: the link {online.url}/gone/ is dead: it answers 404",
        "caution  now/2026-11.md:9: the link http://10.0.0.1/ leads to 10.0.0.1, an address that "
        "is not public",
    ]


def test_programs_get_the_same(ada: Site) -> None:
    ada.write("2026-11", text="See [the plan](/plan/).")

    document = json.loads("\n".join(lint(ada, "--json")))

    assert document["problems"] == []
    assert [each["line"] for each in document["cautions"]] == [7]


def test_links_are_found_in_every_form_of_markdown() -> None:
    text = "[a](/a)\n\n![b](b.png)\n\n[c][1] <https://c.example>\n\n[1]: /c\n\n`[d](/d)`\n"

    assert [*links(text)] == [
        Link("/a", 0),
        Link("b.png", 2, is_image=True),
        Link("/c", 4),
        Link("https://c.example", 4),
    ]


def test_liquid_in_code_is_code() -> None:
    assert [*liquid("`{{ a }}`\n\n```\n{% b %}\n```\n\n    {{ c }}\n\nd {{ d }} {{ e }}\n")] == [8]


@pytest.mark.parametrize("name", ["plan.md", "plan/index.astro", "notes/Plan.html", "plan/x"])
def test_a_link_may_lead_to_whatever_is_called_so(tmp_path: Path, name: str) -> None:
    put(tmp_path / name)

    assert Grounds(tmp_path).has("/the/plan/?x=1#top")


@pytest.mark.parametrize("name", ["planning.md", "node_modules/plan.md", ".git/plan"])
def test_a_link_does_not_lead_to_anything_else(tmp_path: Path, name: str) -> None:
    put(tmp_path / name)

    assert not Grounds(tmp_path).has("/the/plan/")


def test_a_link_may_lead_to_another_entry(tmp_path: Path) -> None:
    assert Grounds(tmp_path, ["https://ada.example/now/2026-10/"]).has("../2026-10/")


def put(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
