"""Hold templates to their promises: found by name, strict, sandboxed, and fitted."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from nowsync.core.entry import Entry, Item, Section
from nowsync.core.errors import TemplateError
from nowsync.core.marks import END, optional_start
from nowsync.core.overrides import Override
from nowsync.core.summary import Form, Summary
from nowsync.core.target import Author, Room, Site, Traits
from nowsync.markdown import html
from nowsync.rendering import Renderer
from tests.core.samples import ENTRY, NOW, entry

SITE = Site("https://ada.example", "Ada, now", Author("Ada Example"))
LINKED = replace(
    ENTRY,
    link="https://ada.example/now/",
    sections=(Section("", 0, ("Winter is near.",)),),
)
PLAIN, MARKUP = Traits(edits=True), Traits(edits=True, markup=True)


def words(text: str) -> int:
    return len(text.split())


def rendered(
    folder: Path | None,
    name: str,
    of: Entry = LINKED,
    *,
    traits: Traits = PLAIN,
    room: Room | None = None,
) -> Summary:
    form = Form(template=name, markup=traits.markup, room=room, published=NOW, updated=NOW)
    return Renderer(SITE, folder)(of, form)


def made(
    folder: Path,
    template: str,
    of: Entry = LINKED,
    *,
    traits: Traits = PLAIN,
    room: Room | None = None,
) -> Summary:
    """What a user's own template makes of an entry."""
    (folder / "own.j2").write_text(template, "utf-8")
    return rendered(folder, "own", of, traits=traits, room=room)


def refused(folder: Path, template: str, of: Entry = LINKED) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        made(folder, template, of)
    return caught.value


class TestFinding:
    @pytest.mark.parametrize("name", ["mastodon", "devto", "atom"])
    def test_a_template_for_each_platform_comes_with_nowsync(self, name: str) -> None:
        summary = rendered(None, name, traits=MARKUP)

        assert summary.text or summary.content

    def test_the_users_own_template_of_the_same_name_wins(self, tmp_path: Path) -> None:
        (tmp_path / "mastodon.j2").write_text("mine: {{ title }}")

        assert rendered(tmp_path, "mastodon").text == "mine: Now, November 2026"

    def test_a_folder_of_own_templates_leaves_the_others_in_place(self, tmp_path: Path) -> None:
        expected = rendered(None, "mastodon")

        assert rendered(tmp_path, "mastodon") == expected

    def test_an_own_template_may_include_a_packaged_one(self, tmp_path: Path) -> None:
        expected = rendered(None, "mastodon").text

        assert made(tmp_path, '{% include "mastodon.j2" %}').text == expected

    @pytest.mark.parametrize("name", ["mastodn", "../mastodon", "/etc/passwd", ""])
    def test_an_unknown_name_is_answered_with_the_known_ones(self, name: str) -> None:
        with pytest.raises(TemplateError) as caught:
            rendered(None, name)

        known = "atom, brief, devto, letter, lists, mastodon, new, recap, revision, sidecar, thread"
        message = f"there is no template {name!r}; there are {known}"
        assert str(caught.value) == message

    def test_a_template_that_is_not_utf_8_is_the_templates_fault(self, tmp_path: Path) -> None:
        (tmp_path / "own.j2").write_bytes(b"caf\xe9 {{ title }}")

        with pytest.raises(TemplateError, match=r"own\.j2.*UTF-8"):
            rendered(tmp_path, "own")


SYNTAX = {
    "an open if": ("{% if title %}", "'if'"),
    "a stray sign": ("{{ title ! }}", "unexpected char '!'"),
    "an unknown filter": ("{{ title | shout }}", "'shout'"),
    "an unknown test": ("{{ title is loud }}", "'loud'"),
    "an unknown tag": ("{% optinal %}", "'optinal'"),
    "an open optional part": ("{% optional %}", "'endoptional'"),
}
MISTAKES = {
    "an unknown name": ("{{ titel }}", "'titel' is not known here"),
    "an unknown field": ("{{ fields.moood }}", "'moood' is not known here"),
    "an unknown list": ("{{ lists.readng }}", "'readng' is not known here"),
    "an unknown list, by key": ("{{ lists['readng'] }}", "'readng' is not known here"),
    "arithmetic": ("{{ 1 // 0 }}", "division or modulo by zero"),
    "a wrong type": ("{{ title + 1 }}", "can only concatenate str"),
    "a wrong argument": ("{{ title.index('Z') }}", "substring not found"),
    "no end": ('{% include "own.j2" %}', "RecursionError"),
}


def table(rows: dict[str, tuple[str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("line", "message"), rows.values(), ids=rows.keys())


class TestMistakes:
    """The faulty line stands third of five."""

    @table(SYNTAX)
    def test_wrong_syntax_is_told_with_its_file(
        self, tmp_path: Path, line: str, message: str
    ) -> None:
        problem = refused(tmp_path, f"one\ntwo\n{line}").problem

        assert problem.file == str(tmp_path / "own.j2")
        assert message in problem.message

    @table(SYNTAX)
    def test_wrong_syntax_is_told_with_its_line(
        self, tmp_path: Path, line: str, message: str
    ) -> None:
        problem = refused(tmp_path, f"one\ntwo\n{line}").problem

        assert problem.line == 3
        assert problem.message.endswith(f"\n    3 | {line}"), message

    @table(MISTAKES)
    def test_a_mistake_is_told_with_its_file_and_the_entry_it_met(
        self, tmp_path: Path, line: str, message: str
    ) -> None:
        problem = refused(tmp_path, f"one\ntwo\n{line}\nfour\nfive").problem

        assert problem.file == str(tmp_path / "own.j2")
        assert message in problem.message
        assert "(entry now/2026-11.md)" in problem.message

    @table(MISTAKES)
    def test_a_mistake_is_told_with_its_line(self, tmp_path: Path, line: str, message: str) -> None:
        problem = refused(tmp_path, f"one\ntwo\n{line}\nfour\nfive").problem

        assert problem.line == 3
        assert problem.message.endswith(f"\n    3 | {line}"), message

    def test_no_other_line_is_shown_for_it(self, tmp_path: Path) -> None:
        template = "{{ titel }}\n" + "innocent\n" * 50

        assert "innocent" not in str(refused(tmp_path, template))

    def test_a_mistake_in_an_included_file_is_told_with_that_file(self, tmp_path: Path) -> None:
        (tmp_path / "part.j2").write_text("one\n{{ titel }}\n")

        problem = refused(tmp_path, 'one\ntwo\n{% include "part.j2" %}').problem

        assert (problem.file, problem.line) == (str(tmp_path / "part.j2"), 2)

    def test_an_unknown_block_is_told_with_its_file_and_the_block_that_was_meant(
        self, tmp_path: Path
    ) -> None:
        error = refused(tmp_path, "\n{% block titel %}{% endblock %}")

        assert error.problem.file == str(tmp_path / "own.j2")
        assert error.problem.message.startswith("a block 'titel' means nothing")
        assert "did you mean 'title'?" in error.problem.message

    def test_an_unknown_block_is_told_with_its_line(self, tmp_path: Path) -> None:
        assert refused(tmp_path, "\n{% block titel %}{% endblock %}").problem.line == 2

    @pytest.mark.parametrize(
        ("template", "meant"),
        [
            pytest.param("{{ fields.moood }}", "mood", id="a field"),
            pytest.param("{{ site.titel }}", "title", id="of the site"),
            pytest.param("{% for l in lists %}{{ l.lable }}{% endfor %}", "label", id="of a list"),
            pytest.param("{{ titel }}", "title", id="a name"),
            pytest.param("{{ lists.readng }}", "reading", id="a list"),
        ],
    )
    def test_an_unknown_name_suggests_the_known_one(
        self, tmp_path: Path, template: str, meant: str
    ) -> None:
        assert f"did you mean {meant!r}?" in str(refused(tmp_path, template))

    def test_nothing_is_rendered_by_half(self, tmp_path: Path) -> None:
        template = (
            "{% block title %}Fine{% endblock %}{% block text %}Fine{{ titel }}{% endblock %}"
        )

        assert "Fine" not in refused(tmp_path, template).problem.message.splitlines()[0]

    def test_an_empty_text_is_refused(self, tmp_path: Path) -> None:
        error = refused(tmp_path, "{% if false %}never{% endif %}")

        assert error.problem.message == "it says nothing about now/2026-11.md"

    def test_an_empty_article_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(TemplateError, match="says nothing"):
            made(tmp_path, "{% block title %}Only a title{% endblock %}", traits=MARKUP)


OPTIONAL = """\
{{ title }}
{% optional %}
first of all
{% endoptional %}
{% optional %}
second
{% endoptional %}
last
"""


OWN = "Ask @bob@example.org, #now:\n\n  {{ title }}"


class TestOwnWords:
    def test_an_own_text_is_taken_to_the_letter(self, tmp_path: Path) -> None:
        summary = made(tmp_path, OPTIONAL, replace(LINKED, own=Override(text=OWN)))

        assert (summary.text, summary.left_out, summary.description) == (OWN, (), "")

    def test_an_own_text_that_does_not_fit_is_refused_with_both_numbers(
        self, tmp_path: Path
    ) -> None:
        with pytest.raises(TemplateError) as caught:
            made(tmp_path, OPTIONAL, replace(LINKED, own=Override(text=OWN)), room=Room(5, words))

        said = "now/2026-11.md: its own text has 6 characters, and 5 fit; shorten it"
        assert str(caught.value) == said

    def test_an_own_text_shares_the_room_with_its_content_warning(self, tmp_path: Path) -> None:
        of = replace(LINKED, own=Override(text="one two", content_warning="three"))

        with pytest.raises(TemplateError, match="2 characters, and 1 fit"):
            made(tmp_path, OPTIONAL, of, room=Room(2, words, plain=words))

    def test_a_platform_with_markup_gets_an_own_text_as_its_description(
        self, tmp_path: Path
    ) -> None:
        template = (
            "{% block text %}{{ markdown }}{% endblock %}"
            "{% block description %}{{ excerpt }}{% endblock %}"
        )

        summary = made(
            tmp_path, template, replace(LINKED, own=Override(text="Own\nwords")), traits=MARKUP
        )

        assert (summary.description, summary.text.strip()) == ("Own words", "Winter is near.")

    @pytest.mark.parametrize("own", ["food", ""], ids=["another", "none"])
    def test_an_own_content_warning_goes_before_that_of_the_template(
        self, tmp_path: Path, own: str
    ) -> None:
        template = (
            "{% block text %}{{ title }}{% endblock %}"
            "{% block content_warning %}from the template{% endblock %}"
        )

        summary = made(tmp_path, template, replace(LINKED, own=Override(content_warning=own)))

        assert summary.content_warning == own

    def test_what_the_entry_decides_stays_with_the_summary(self, tmp_path: Path) -> None:
        own = Override(visibility="public")

        assert made(tmp_path, OPTIONAL, replace(LINKED, own=own)).own == own


class TestFitting:
    def test_everything_stays_where_there_is_room(self, tmp_path: Path) -> None:
        summary = made(tmp_path, OPTIONAL, room=Room(8, words))

        assert summary.text == "Now, November 2026\nfirst of all\nsecond\nlast"
        assert summary.left_out == ()

    def test_the_lowest_optional_part_goes_first(self, tmp_path: Path) -> None:
        summary = made(tmp_path, OPTIONAL, room=Room(7, words))

        assert summary.text == "Now, November 2026\nfirst of all\nlast"
        assert summary.left_out == ("second",)

    def test_a_part_that_is_too_long_makes_way_for_a_later_one(self, tmp_path: Path) -> None:
        summary = made(tmp_path, OPTIONAL, room=Room(6, words))

        assert summary.text == "Now, November 2026\nsecond\nlast"
        assert summary.left_out == ("first of all",)

    def test_an_inner_part_goes_with_the_outer_one(self, tmp_path: Path) -> None:
        template = "a {% optional %}b {% optional %}c{% endoptional %}{% endoptional %} d"

        assert made(tmp_path, template, room=Room(2, words)).left_out == ("b c",)

    def test_a_higher_number_goes_first(self, tmp_path: Path) -> None:
        template = "a{% optional 2 %} b{% endoptional %}{% optional %} c{% endoptional %}"

        assert made(tmp_path, template, room=Room(2, words)).text == "a c"

    @pytest.mark.parametrize(("limit", "text"), [(3, "all of it"), (2, "a part"), (1, "least")])
    def test_the_first_way_that_fits_is_taken(self, tmp_path: Path, limit: int, text: str) -> None:
        template = "{% either %}all of it{% or %}a part{% or %}least{% endeither %}"

        assert made(tmp_path, template, room=Room(limit, words)).text == text

    @pytest.mark.parametrize(
        ("template", "text"),
        [
            pytest.param(
                "{{ lists.reading | shorten }}", "one, two, three and 2 more", id="a list"
            ),
            pytest.param(
                "{{ lists.reading.with_news | shorten }}",
                "one, two, three and 2 more",
                id="its news",
            ),
            pytest.param(
                "{{ lists.reading | bullets | shorten }}", "• one\n• and 4 more", id="bullets"
            ),
            pytest.param(
                "{{ lists.reading.items | shorten }}", "one, two, three and 2 more", id="its items"
            ),
            pytest.param("{{ description | shorten }}", "One sentence says it.", id="a text"),
            pytest.param(
                "Is{% optional %} {{ fields.mood | shorten }}{% endoptional %}",
                "Is unreasonable cheerfulness of everybody around…",
                id="words",
            ),
            pytest.param(
                "Is{% optional %} {{ fields.mood | shorten(at='sentence') }}{% endoptional %}",
                "Is",
                id="only sentences",
            ),
        ],
    )
    def test_what_may_be_shortened_is(self, tmp_path: Path, template: str, text: str) -> None:
        of = replace(
            LINKED,
            lists={"reading": ("one", "two", "three", "four", "five and six and seven")},
            description="One sentence says it. Another one says more.",
            fields={"mood": "unreasonable cheerfulness of everybody around me."},
        )

        assert made(tmp_path, template, of, room=Room(6, words)).text == text

    def test_a_text_is_shortened_at_known_places_only(self, tmp_path: Path) -> None:
        error = refused(tmp_path, "{{ title | shorten(at='letter') }}")

        assert "a text is shortened at a sentence or a word, not at a letter" in str(error)

    def test_only_texts_and_lists_are_shortened(self, tmp_path: Path) -> None:
        error = refused(tmp_path, "{{ date | shorten }}")

        assert "a datetime is no list of things" in str(error)

    def test_a_thread_goes_on_where_the_template_says_so(self, tmp_path: Path) -> None:
        thread = Room(3, words, parts=9)

        summary = made(tmp_path, "{{ title }}\n{% part %}\nmore", room=thread)

        assert (summary.text, summary.thread) == ("Now, November 2026", ("more",))

    def test_a_thread_of_too_many_parts_is_refused_with_both_numbers(self, tmp_path: Path) -> None:
        thread = Room(1, words, parts=2)

        with pytest.raises(TemplateError, match=r"does not fit into 2 parts of 1 characters"):
            made(tmp_path, "{{ title }}", room=thread)

    def test_essentials_that_do_not_fit_are_refused_with_both_numbers(self, tmp_path: Path) -> None:
        with pytest.raises(TemplateError) as caught:
            made(tmp_path, OPTIONAL, room=Room(3, words))

        least = "the least it can say of now/2026-11.md has 4 characters, and 3 fit"
        assert least in str(caught.value)

    def test_a_content_warning_takes_its_room_from_the_text(self, tmp_path: Path) -> None:
        warned = "{% block content_warning %}two words{% endblock %}"
        template = f"{warned}{{% block text %}}{OPTIONAL}{{% endblock %}}"

        summary = made(tmp_path, template, room=Room(6, words, plain=words))

        assert summary.content_warning == "two words"
        assert summary.left_out == ("first of all", "second")

    def test_an_own_content_warning_takes_its_room_from_the_text(self, tmp_path: Path) -> None:
        of = replace(LINKED, own=Override(content_warning="two words"))

        summary = made(tmp_path, OPTIONAL, of, room=Room(6, words, plain=words))

        assert summary.content_warning == "two words"
        assert summary.left_out == ("first of all", "second")

    def test_what_a_platform_with_markup_takes_is_never_shortened(self, tmp_path: Path) -> None:
        summary = made(tmp_path, OPTIONAL, traits=MARKUP, room=Room(1, words))

        assert summary.left_out == ()

    def test_names_set_in_an_optional_part_stay_in_it(self, tmp_path: Path) -> None:
        template = "{% set n = 1 %}{% optional %}{% set n = 2 %}{% endoptional %}{{ n }}"

        assert made(tmp_path, template).text == "1"


BLOCKS = """\
{% block title %}
  A
  title
{% endblock %}
{% block text %}
A text
{% endblock %}
{% block description %}
A
description
{% endblock %}
{% block content %}
<p>Content</p><script>alert(1)</script>
{% endblock %}
{% block content_warning %}
A warning
{% endblock %}
"""


class TestFilters:
    @pytest.mark.parametrize(
        ("template", "text"),
        [
            ("{{ 'Reading' | labelled }}", "Reading:"),
            ("{{ 'What am I reading?' | labelled }}", "What am I reading?"),
            ("{{ 'Reading:' | labelled }}", "Reading:"),
            ("{{ date | month }}", "November 2026"),
            ("{{ date | long_date }}", "November 1, 2026"),
            ("{{ ['a, b', 'c'] | listed }}", "a, b; c"),
            ("{{ ['a', 'b'] | bullets }}", "• a\n• b"),
            ("{{ sections[0] | gist }}", "Winter is near."),
            ("{{ 'a' if title }}{{ 'b' if not title }}", "a"),
            ("{{ hashtags }}", "#now"),
        ],
    )
    def test_a_filter_writes_what_people_write(
        self, tmp_path: Path, template: str, text: str
    ) -> None:
        assert made(tmp_path, template).text == text


class TestBlocks:
    @pytest.mark.parametrize(
        ("part", "expected"),
        [
            ("title", "A title"),
            ("text", "A text"),
            ("description", "A description"),
            ("content", "<p>Content</p>"),
            ("content_warning", "A warning"),
        ],
    )
    def test_each_block_becomes_its_part_of_the_summary(
        self, tmp_path: Path, part: str, expected: str
    ) -> None:
        assert getattr(made(tmp_path, BLOCKS), part) == expected

    def test_a_template_without_blocks_is_its_text(self, tmp_path: Path) -> None:
        assert made(tmp_path, "just {{ month }}").text == "just November 2026"

    def test_without_a_title_block_the_title_is_the_entrys(self, tmp_path: Path) -> None:
        assert made(tmp_path, "text").title == "Now, November 2026"

    @pytest.mark.parametrize(
        "top",
        [
            pytest.param("{% macro loud(text) %}{{ text }}!{% endmacro %}", id="macro"),
            pytest.param("{% from 'loud.j2' import loud %}", id="import"),
        ],
    )
    def test_a_block_may_use_a_macro_of_its_file(self, tmp_path: Path, top: str) -> None:
        macro = "{% macro loud(text) %}{{ text }}!{% endmacro %}"
        (tmp_path / "loud.j2").write_text(macro)
        template = f"{top}{{% block text %}}{{{{ loud(month) }}}}{{% endblock %}}"

        assert made(tmp_path, template).text == "November 2026!"

    def test_a_template_may_extend_a_packaged_one_and_change_a_block(self, tmp_path: Path) -> None:
        template = "{% extends 'devto.j2' %}{% block title %}Mine{% endblock %}"

        summary = made(tmp_path, template, traits=MARKUP)

        assert (summary.title, summary.text) == (
            "Mine",
            rendered(None, "devto", traits=MARKUP).text,
        )

    def test_a_plain_text_is_left_without_needless_white_space(self, tmp_path: Path) -> None:
        assert made(tmp_path, "\n\n  one  \n\n\n\ntwo \n\n").text == "one\n\ntwo"

    def test_a_platform_with_markup_gets_the_entrys_own_markdown(self, tmp_path: Path) -> None:
        of = replace(LINKED, body="*Winter* is [near](/winter/).")

        summary = made(tmp_path, "{{ markdown }}", of, traits=MARKUP)

        assert summary.text == "*Winter* is [near](https://ada.example/winter/)."

    def test_an_image_that_is_no_file_is_refused_with_the_entry_that_has_it(
        self, tmp_path: Path
    ) -> None:
        of = replace(LINKED, body="![a](data:image/png;base64,AA)")

        with pytest.raises(TemplateError, match=r"make it a file.*now/2026-11\.md"):
            made(tmp_path, "{{ markdown }}", of, traits=MARKUP)

    def test_the_lists_of_an_entry_are_no_part_of_a_list_in_its_text(self) -> None:
        of = replace(LINKED, body="## Goals\n\n- Paint the dinghy")

        summary = rendered(None, "devto", of, traits=MARKUP)

        assert html(summary.text, base_url=SITE.url).count("<ul>") == 2

    def test_an_entry_of_bullets_alone_is_more_than_its_title_and_link(self) -> None:
        bullets = Section("Reading", 2, (), (Item("Middlemarch"),))
        of = replace(LINKED, lists={}, sections=(bullets,), body="## Reading\n\n- Middlemarch")

        assert "Middlemarch" in rendered(None, "mastodon", of).text

    def test_an_autoescaped_block_escapes_what_is_not_html(self, tmp_path: Path) -> None:
        content = "{% autoescape true %}{{ html }}{{ fields.mood }}{% endautoescape %}"
        of = replace(LINKED, body="*a*", fields={"mood": "<b> & co."})

        summary = made(
            tmp_path, f"{{% block content %}}{content}{{% endblock %}}", of, traits=MARKUP
        )

        assert summary.content.strip() == "<p><em>a</em></p>\n&lt;b&gt; &amp; co."


class TestEntryText:
    @pytest.mark.parametrize(
        "text",
        [
            "{{ 7*7 }}",
            "{{ fields.__class__ }}",
            "{% raw %}x{% endraw %}",
            "{% include '/etc/passwd' %}",
            "{# a comment #}",
            "{% endblock %}",
            "%(title)s {title}",
        ],
    )
    def test_what_looks_like_a_template_in_an_entry_is_text(
        self, tmp_path: Path, text: str
    ) -> None:
        of = entry(title=text, fields={"mood": text}, reading=[text])

        summary = made(tmp_path, "{{ title }}|{{ fields.mood }}|{{ lists.reading.items[0] }}", of)

        assert summary.text == f"{text}|{text}|{text}"

    @pytest.mark.parametrize("name", ["values", "items", "copy", "get"])
    def test_a_field_may_have_any_name(self, tmp_path: Path, name: str) -> None:
        of = entry(fields={name: "kindness"})

        assert made(tmp_path, f"{{{{ fields.{name} }}}}", of).text == "kindness"

    def test_no_mark_of_an_optional_part_is_ever_published(self, tmp_path: Path) -> None:
        of = replace(LINKED, body=f"a{optional_start()}b{END}c")

        assert made(tmp_path, "{{ markdown }}", of, traits=MARKUP).text == "abc"


ESCAPES = r"""
{{ ''.__class__ }}
{{ ''.__class__.__mro__[1].__subclasses__() }}
{{ ().__class__.__bases__[0].__subclasses__() }}
{{ ''['__class__'] }}
{{ ''['\x5f\x5fclass\x5f\x5f'] }}
{{ ''['__cla' ~ 'ss__'] }}
{{ ''|attr('__class__') }}
{{ ''|attr('\x5f\x5fclass\x5f\x5f') }}
{{ ''|attr(['__cl', 'ass__']|join) }}
{{ title.upper.__self__ }}
{{ dict.__mro__ }}
{{ range.__doc__ }}
{{ date.tzinfo.__class__ }}
{{ lists._lists }}
{{ lists|attr('_lists') }}
{{ lists.__class__.__init__.__globals__ }}
{{ lists.reading|attr('__init__') }}
{{ sections.__class__ }}
{{ [title]|map(attribute='__class__.__init__')|list }}
{{ [lists]|sum(attribute='_lists', start={}) }}
{{ [title]|map(attribute='__class__')|join }}
{{ '{0.__class__}'.format(title) }}
{{ '{0.__class__.__init__.__globals__}'.format(lists) }}
{{ '{x.__class__}'.format_map({'x': title}) }}
{{ ('{0.__class__}'|string).format(title) }}
{{ ('{0.__class__}'|safe).format(title) }}
{{ '{0.__class__}'['format'](title) }}
{{ ('{0.__class__}'|attr('format'))(title) }}
{% set f = '{0.__class__}'.format %}{{ f(title) }}
{{ (title|safe).format.__globals__ }}
{{ lipsum.__globals__ }}
{{ lipsum.__globals__.os.popen('id').read() }}
{{ cycler.__init__.__globals__.os }}
{{ joiner.__init__.__globals__.os }}
{{ namespace.__init__.__globals__.os }}
{{ self._TemplateReference__context }}
{{ self|attr('_TemplateReference__context') }}
{{ self.__init__.__globals__ }}
{{ request.application.__globals__ }}
{{ config.items() }}
{{ url_for.__globals__ }}
{{ get_flashed_messages.__globals__ }}
{{ environment }}
{{ __builtins__ }}
{{ __import__('os') }}
{{ eval('1') }}
{{ open('/etc/passwd').read() }}
{{ super() }}
{% macro m() %}{% endmacro %}{{ m.__globals__ }}
{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}
{% for x in [1] %}{{ loop._iterator }}{% endfor %}
{% for x in [1] %}{{ loop.__class__ }}{% endfor %}
{{ fields.clear() }}
{{ fields.update(mood='grim') }}
{% set x = [] %}{{ x.append(1) }}
{% debug %}
{% do 1 %}
{% include '/etc/passwd' %}
{% include '../../../../../../../../etc/passwd' %}
{% include 'own.j2/../../secret.txt' %}
{% include '../secret.txt' %}
{% include '..\\secret.txt' %}
{% import '../secret.txt' as x %}{{ x }}
{% from '../secret.txt' import x %}
{% extends '../secret.txt' %}
""".strip().splitlines()

HARMLESS = {
    "{{ 7 * 7 }}": "49",
    "{{ '%s' | format(title) }}": "Now, November 2026",
    "{{ '{0}'.format(title) }}": "Now, November 2026",
    "{{ date.strftime('%Y') }}": "2026",
    "{{ config | default('none') }}": "none",
    "{{ request is defined }}": "False",
    "{% include ['../secret.txt', '/etc/passwd'] ignore missing %}still here": "still here",
}

OBJECTS = [
    "{{ lists }}",
    "{{ lists.reading }}",
    "{{ lists | list }}",
    "{{ '%s' | format(lists) }}",
    "{{ title.upper }}",
    "{{ fields.items }}",
    "{{ fields | items }}",
    "{{ title | map('upper') }}",
    "{{ sections | map(attribute='nothing') | list }}",
    "{{ title.encode() }}",
    "{{ range }}",
    "{{ dict }}",
    "{{ self }}",
    "{% for x in [1] %}{{ loop }}{% endfor %}",
    "{% macro m() %}{% endmacro %}{{ m }}",
]


def said(folder: Path, template: str) -> str:
    """What comes of a template: its text, or the first line of its error."""
    try:
        return made(folder, template).text
    except TemplateError as error:
        return error.problem.message.splitlines()[0]


class TestSandbox:
    @pytest.mark.parametrize("template", ESCAPES)
    def test_an_escape_ends_in_an_error(self, tmp_path: Path, template: str) -> None:
        folder = tmp_path / "templates"
        folder.mkdir()
        (tmp_path / "secret.txt").write_text("SECRET")

        message = refused(folder, template).problem.message.splitlines()[0]

        assert "SECRET" not in message
        assert "root:" not in message

    @pytest.mark.parametrize(("template", "text"), HARMLESS.items())
    def test_a_harmless_request_is_answered(self, tmp_path: Path, template: str, text: str) -> None:
        assert made(tmp_path, template).text == text

    @pytest.mark.parametrize("template", OBJECTS)
    def test_an_object_is_never_shown_as_python_writes_it(
        self, tmp_path: Path, template: str
    ) -> None:
        assert not re.search(r"<\w|List\(|Undefined|b'", said(tmp_path, template))
