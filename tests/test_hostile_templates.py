"""A template may come from a stranger: it cannot break out, and it cannot break down."""

import resource
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import Environment

from nowsync.core.entry import Entry
from nowsync.core.errors import Problem, TemplateError
from nowsync.core.summary import Form, Summary
from nowsync.core.target import Author, Room, Site
from nowsync.markdown import parse
from nowsync.rendering import Renderer
from nowsync.rendering.metered import budget
from tests.core.samples import ENTRY, NOW
from tests.site import Site as Folder
from tests.site import devto, feed, mastodon_at

SITE = Site("https://ada.example", "Ada, now", Author("Ada Example"))
PAYLOADS = Path(__file__).parent / "payloads"
ESCAPES = (PAYLOADS / "escapes.txt").read_text("utf-8").splitlines()
BOMBS = (PAYLOADS / "bombs.txt").read_text("utf-8").splitlines()
HONEST = (PAYLOADS / "honest.txt").read_text("utf-8").splitlines()
ROOM = Room(500, len)
MEBIBYTE = 1024 * 1024
MOST_MEMORY = 256 * MEBIBYTE
# getrusage(2): kilobytes on Linux, bytes on macOS.
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024

TEMPLATE_CODE = (
    "{{ 604_661 * 7_919 }}{% include 'secret.j2' %}{{ ''.__class__ }}{% for x in range(10**9) %}"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of templates, with secrets in it and beside it."""
    folder = tmp_path / "templates"
    folder.mkdir()
    for secret in (tmp_path / "secret.txt", tmp_path / "secret.j2", folder / "secret.txt"):
        secret.write_text("SECRET", "utf-8")
    return folder


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * PEAK_UNIT


def form(template: str = "own", *, markup: bool = False) -> Form:
    room = None if markup else ROOM
    return Form(template=template, markup=markup, room=room, published=NOW, updated=NOW)


def made(folder: Path, template: str, of: Entry = ENTRY, *, markup: bool = False) -> Summary:
    (folder / "own.j2").write_text(template, "utf-8")
    return Renderer(SITE, folder)(of, form(markup=markup))


def refused(folder: Path, template: str, *, markup: bool = False) -> Problem:
    """What is wrong with a template; whatever it wanted, it took little memory."""
    before = peak()
    with pytest.raises(TemplateError) as caught:
        made(folder, template, markup=markup)

    assert peak() - before < MOST_MEMORY
    return caught.value.problem


class TestEscapes:
    @pytest.mark.parametrize("template", ESCAPES)
    def test_none_is_rendered(self, folder: Path, template: str) -> None:
        message = refused(folder, f"first\n{template}").message

        assert "SECRET" not in message
        assert "root:" not in message

    @pytest.mark.parametrize("template", ESCAPES)
    def test_each_is_told_with_its_file(self, folder: Path, template: str) -> None:
        assert refused(folder, f"first\n{template}").file == str(folder / "own.j2")

    @pytest.mark.parametrize("template", [each for each in ESCAPES if " set site." not in each])
    def test_each_is_told_with_its_line(self, folder: Path, template: str) -> None:
        problem = refused(folder, f"first\n{template}")

        assert problem.line in (1, 2)
        assert f"\n    {problem.line} | " in problem.message

    def test_a_file_beside_the_templates_is_no_template(self, folder: Path) -> None:
        assert (
            "there is no template 'secret.txt'"
            in refused(folder, "{% include 'secret.txt' %}").message
        )

    def test_a_name_of_a_file_is_never_carried_out(self, folder: Path) -> None:
        """Jinja wrote such names into its code before 3.1.5 (GHSA-gmj6-6f8f-6699)."""
        name = "{open('escaped','w')}"
        (folder / f"{name}.j2").write_text("{% block text %}{{ x|nothing }}{% endblock %}")

        with pytest.raises(TemplateError, match="nothing"):
            Renderer(SITE, folder)(ENTRY, form(name))

        assert not Path("escaped").exists()


class TestBombs:
    @pytest.mark.parametrize("template", BOMBS)
    def test_each_is_told_with_its_file_and_line(self, folder: Path, template: str) -> None:
        problem = refused(folder, f"first\n{template}")

        assert problem.file == str(folder / "own.j2")
        assert problem.line in (1, 2)

    @pytest.mark.parametrize(
        "template",
        [
            pytest.param("{{ " + "(" * 9999 + "1" + ")" * 9999 + " }}", id="parentheses"),
            pytest.param("{{ " + "[" * 9999 + "]" * 9999 + " }}", id="lists"),
            pytest.param("{{ " + "not " * 9999 + "1 }}", id="signs"),
            pytest.param("{{ 1" + " + 1" * 9999 + " }}", id="a long sum"),
            pytest.param("{{ title" + "|upper" * 9999 + " }}", id="filters"),
            pytest.param("{{ " + "9" * 9999 + " }}", id="a long number"),
            pytest.param("{% if 1 %}" * 999 + "{% endif %}" * 999, id="conditions"),
            pytest.param("{% for i in range(1) %}" * 30 + "{% endfor %}" * 30, id="loops in loops"),
            pytest.param("x" * 99_999, id="a long template"),
        ],
    )
    def test_what_cannot_be_compiled_is_told_with_its_file(
        self, folder: Path, template: str
    ) -> None:
        assert refused(folder, template).file == str(folder / "own.j2")

    @pytest.mark.parametrize(
        "template",
        [
            pytest.param("{{ '*' * 99999 }}", id="stars"),
            pytest.param("{{ '<div>' * 99999 }}", id="tags as Markdown"),
            pytest.param("{{ '> ' * 40000 }}", id="quotes"),
            pytest.param(
                "{% block content %}{{ '<div>' * 99999 }}{% endblock %}", id="tags in tags"
            ),
        ],
    )
    def test_markup_that_nobody_writes_is_refused(self, folder: Path, template: str) -> None:
        problem = refused(folder, template, markup=True)

        assert problem.file == str(folder / "own.j2")
        assert problem.message.startswith("it makes more markup than anyone writes")

    def test_files_that_include_files_that_include_files_end_early(self, folder: Path) -> None:
        (folder / "a.j2").write_text("{% include 'b.j2' %}" * 99)
        (folder / "b.j2").write_text("{% include 'c.j2' %}" * 99)
        (folder / "c.j2").write_text("{% include 'd.j2' %}" * 99)
        (folder / "d.j2").write_text("{% set x = title %}" * 99)

        assert "steps" in refused(folder, "{% include 'a.j2' %}").message

    @pytest.mark.parametrize(
        "part",
        [
            pytest.param("{% optional %}{% endoptional %}", id="without text"),
            pytest.param("{% optional %}a.example/{{ 'a' * 999 }}{% endoptional %}", id="long"),
            pytest.param("a:\n{% optional %}b{% endoptional %}", id="with labels"),
            pytest.param("{{ ('a b. ' * 150) | shorten }}", id="that can shrink"),
        ],
    )
    def test_parts_are_not_tried_for_ever(self, folder: Path, part: str) -> None:
        template = f"x{{% for i in range(3000) %}}{part}{{% endfor %}}"

        assert "steps" in refused(folder, template).message

    def test_parts_do_not_stand_in_parts_for_ever(self, folder: Path) -> None:
        body = "{% either %}{% if n %}{{ m(n - 1) }}{% endif %}{% or %}x{% endeither %}"

        problem = refused(folder, f"{{% macro m(n) %}}{body}{{% endmacro %}}{{{{ m(25) }}}}")

        assert "more than 10 deep" in problem.message


class TestHonestTemplates:
    @pytest.mark.parametrize("template", HONEST)
    def test_a_price_changes_nothing(self, folder: Path, template: str) -> None:
        expected = Environment().from_string(f"{template}.").render()  # noqa: S701  # text

        assert made(folder, f"{template}.").text == expected.strip()

    @pytest.mark.parametrize("template", ["mastodon", "devto", "atom"])
    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(("Plain words of a paragraph. " * 4 + "\n\n") * 9000, id="paragraphs"),
            pytest.param("word " * 200_000, id="one paragraph"),
            pytest.param("- an item that is a little longer\n" * 5500, id="items"),
            pytest.param("## A heading\n\nA paragraph of words.\n\n" * 4500, id="sections"),
        ],
    )
    def test_an_entry_of_a_mebibyte_is_not_too_much(self, template: str, text: str) -> None:
        of = replace(ENTRY, lists={}, body=text, sections=parse(text).sections)

        summary = Renderer(SITE)(of, form(template, markup=template != "mastodon"))

        assert summary.text or summary.content

    def test_each_rendering_has_a_budget_of_its_own(self, folder: Path) -> None:
        busy = "x{% for i in range(40000) %}{{ '' }}{% endfor %}"

        assert made(folder, busy).text == made(folder, busy).text == "x"

    def test_templates_are_rendered_in_any_thread(self, folder: Path) -> None:
        (folder / "own.j2").write_text("{{ title }}", "utf-8")
        render = Renderer(SITE, folder)

        with ThreadPoolExecutor() as threads:
            summaries = threads.map(lambda _: render(ENTRY, form()), range(4))

        assert {summary.text for summary in summaries} == {ENTRY.title}

    def test_without_a_budget_nothing_is_carried_out(self) -> None:
        with pytest.raises(LookupError):
            budget.pay(1)


ENTRY_OF_CODE = """\
---
title: "{code}"
date: 2026-11-01
description: "{code}"
mood: "{code}"
"{code}": "{code}"
reading: ["{code}", "{code}"]
tags: ["{code}"]
---

`{code}`

```
{code}
```
"""


class TestEntryText:
    """Code of a template in any place of an entry is text, the whole way to what is sent."""

    @pytest.fixture
    def site(self, tmp_path: Path) -> Folder:
        site = Folder(tmp_path)
        (tmp_path / "secret.j2").write_text("SECRET", "utf-8")
        (tmp_path / "own.j2").write_text(
            "{% for name in fields %}{{ name }}: {{ fields[name] }}\n{% endfor %}"
            "{{ title }}{{ description }}{{ lists }}{{ tags | join }}{{ paragraphs | join }}"
        )
        (tmp_path / "now" / "2026-11.md").write_text(ENTRY_OF_CODE.format(code=TEMPLATE_CODE))
        return site

    @pytest.mark.parametrize(
        "target",
        [
            pytest.param(mastodon_at("https://mastodon.example"), id="a status"),
            pytest.param(devto("https://dev.to"), id="an article"),
            pytest.param(feed(), id="a feed"),
            pytest.param(
                mastodon_at("https://mastodon.example", template='"own"')
                + "\n[templates]\nfolder = '.'",
                id="a template that shows everything",
            ),
        ],
    )
    def test_none_of_it_is_carried_out(self, site: Folder, target: str) -> None:
        site.configure(target)

        plan = repr(site.preview("2026-11"))

        assert "{{ 604_661 * 7_919 }}" in plan.replace("\u200b", "")
        assert "SECRET" not in plan
        assert str(604_661 * 7_919) not in plan
