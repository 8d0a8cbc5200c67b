"""What a site's tools leave in a text is taken out without a scar, or refused with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.core.entry import Item, Section
from nowsync.markdown import Leftover, cleaned, parse, portable, without_title


def plain(text: str) -> str:
    return cleaned(text, mdx=False)


def refusal(text: str, *, mdx: bool = False) -> Leftover:
    with pytest.raises(Leftover) as caught:
        cleaned(text, mdx=mdx)
    return caught.value


def said(text: str, *, mdx: bool = False) -> tuple[Section, ...]:
    return parse(cleaned(text, mdx=mdx)).sections


# Templates.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{{< tide station=3 >}}\n\nHi", "\n\nHi", id="a shortcode of its own"),
        pytest.param("{{% tip %}}\nOil *it*.\n{{% /tip %}}", "\nOil *it*.\n", id="a pair"),
        pytest.param("{{< tip >}}Oil it{{< /tip >}} now", "Oil it now", id="a pair in a line"),
        pytest.param("{{< tip />}}\nA", "\nA", id="one that closes itself"),
        pytest.param("Hi {{< icon heart >}} there.", "Hi there.", id="an icon in a line"),
        pytest.param("Oiled {{< fa check >}}.", "Oiled.", id="an icon before a full stop"),
        pytest.param("{% include a.html %}\n\nA", "\n\nA", id="an include"),
        pytest.param("A.\n{% include a.html %}\nB.", "A.\n\nB.", id="an include in a paragraph"),
        pytest.param("{% set a = 1 %}\n\nA", "\n\nA", id="a setting"),
        pytest.param("A {# b #} c", "A c", id="a comment"),
        pytest.param("{% comment %}\na\n{% endcomment %}\nb", "\n\n\nb", id="a long comment"),
        pytest.param("{% box %}\nA\n{% endbox %}", "\nA\n", id="a pair of tags"),
        pytest.param("a {% raw %}{{ b }}{% endraw %} c", "a {{ b }} c", id="what is raw"),
        pytest.param(
            "{% highlight sh %}\na {{ b }}\n{% endhighlight %}", "```\na {{ b }}\n```", id="code"
        ),
        pytest.param("{{ content }}\n\nA", "\n\nA", id="a value of its own"),
        pytest.param("- {{ a }}\n- b", "\n- b", id="a value in an item"),
        pytest.param("# {{ title }}\n\nA", "\n\nA", id="a value for a heading"),
        pytest.param("{% for a in b %}\n- {{ a }}\n{% endfor %}\n\nA", "\n\n\n\nA", id="a loop"),
        pytest.param("{% if a %}\n<br>\n{% endif %}\nA", "\n\n\nA", id="a wordless condition"),
        pytest.param(
            "{%- if a.length == 0 %}\nNone.\n{% endif -%}\nA", "\n\n\nA", id="an empty list"
        ),
        pytest.param("{% if a == empty %}None.{% endif %}\n\nA", "\n\nA", id="in Liquid"),
        pytest.param("Last updated: {{ page.date | day }}\n\nA", "\n\nA", id="a date of change"),
        pytest.param("*Updated {% day %}.*\n\nA", "\n\nA", id="an emphasised one"),
        pytest.param(
            '<p>Last update: <time datetime="{{ a }}">{{ b }}</time></p>', "", id="one in HTML"
        ),
        pytest.param("[a]({{ site.url }}/b)", "[a](/b)", id="the address of the site"),
        pytest.param("[a]({{ '/b' | relative_url }})", "[a](/b)", id="a filtered address"),
        pytest.param("see [a *b*]({% post_url c %}).", "see a *b*.", id="a computed address"),
        pytest.param('A ![b]({{< ref "c" >}}) d', "A d", id="a computed picture"),
        pytest.param("| a |\n|---|\n| {{ b }} |", "| a |\n|---|\n|  |", id="a cell"),
    ],
)
def test_what_a_template_computes_goes(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("a\n\nI am {{ age }} years old", 2, "amid words", id="a value"),
        pytest.param("I ran {{< km >}} km", 0, "amid words", id="a shortcode"),
        pytest.param("been here for\n{{ years }}\nyears", 1, "amid words", id="across lines"),
        pytest.param("{% if a %}\nYes.\n{% endif %}", 0, "for the site to decide", id="if"),
        pytest.param(
            "{% if a.size == 0 %}\nb\n{% else %}\nc\n{% endif %}", 0, "to decide", id="or else"
        ),
        pytest.param("a\n{% endif %}", 1, "not open", id="no opening"),
        pytest.param("{{< /tip >}}", 0, "not open", id="no opening shortcode"),
        pytest.param("{% for a in b %}", 0, "never closed", id="no closing"),
        pytest.param("a\n\n{% else %}", 2, "no condition", id="a branch"),
        pytest.param("a\n\n<!-- b\n\nc", 2, "never ends", id="a comment"),
        pytest.param("a\n<<<<<<< HEAD\nb", 1, "merge conflict", id="a conflict's start"),
        pytest.param("a\n>>>>>>> other\nb", 1, "merge conflict", id="a conflict's end"),
        pytest.param("{{ a }}\n" * 1001, 0, "is it a template", id="a template"),
    ],
)
def test_what_would_be_a_guess_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    found = refusal(text)

    assert words in str(found)
    assert found.line == line


@pytest.mark.parametrize(
    "text",
    [
        "`{{ a }}` and `[[b]]` and `<!-- c -->`",
        "```\n{% if a %}\n:::note\n<<<<<<< HEAD\n```",
        "    {{ a }}\n    [[b]]",
        "a {{ b",
        "a {b, c} {5} d",
        "ratio 3:4 and a::b",
        "\\{{ a }}",
        "[[1]](https://a.example) [[^2]]",
        "[[a]]\n\n[a]: /b",
        "5 < 6 > 4",
        "a\n=======\nb",
        "a == b == c",
        "100%% sure, 50%% not",
        "`%% a %%` ==",
        "```\n%% a %%\n==b==\n```",
    ],
)
def test_what_is_no_leftover_stays(text: str) -> None:
    assert plain(text) == text


# Marks.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("see [[Tides|the tides]].", "see the tides.", id="a text"),
        pytest.param("| [[a\\|b]] |\n|---|", "| b |\n|---|", id="a text in a table"),
        pytest.param("see [[notes/Tides.md]]", "see Tides", id="a page in a folder"),
        pytest.param("see [[Tides#Neap]]", "see Tides > Neap", id="a heading"),
        pytest.param("see [[#Neap]]", "see Neap", id="a heading of this page"),
        pytest.param("A ![[a.png]] b", "A b", id="an embed"),
        pytest.param("- ![[a.png]]\n- b", "\n- b", id="an embed in an item"),
        pytest.param("A <!-- b --> c", "A c", id="a comment"),
        pytest.param("A\n\n<!--more-->\n\nb", "A\n\n\n\nb", id="a mark for more"),
        pytest.param("<!-- a\n\nb -->\nc", "\n\n\nc", id="a long comment"),
        pytest.param("A %% b\n\n50 % %% c", "A c\n\n", id="a comment of Obsidian"),
        pytest.param("%%\nA\n%%\n\nb", "\n\n\n\nb", id="one of several lines"),
        pytest.param("it is ==never== late", "it is never late", id="a highlight"),
        pytest.param("- a\n- <!-- b -->\n- c", "- a\n\n- c", id="a comment in an item"),
        pytest.param("# A <!-- b -->", "# A", id="a comment in a heading"),
        pytest.param("## A {#b .c}", "## A", id="a heading's id"),
        pytest.param("A\n{: .b}\n\nc", "A\n\n\nc", id="an attribute list"),
        pytest.param("A{: .b}", "A", id="one behind a text"),
        pytest.param('[a](b){target="_blank"} c', "[a](b) c", id="one behind a link"),
        pytest.param("* Contents\n{:toc}\n\nA", "\n\n\nA", id="a table of contents"),
        pytest.param("> [!note] A\n> b", "> **A**\\\n> b", id="a callout"),
        pytest.param("> [!note] A\n> - b", "> A\n> - b", id="a callout of a list"),
        pytest.param(":::note A\n- b\n:::", "A\n- b\n", id="a directive of a list"),
        pytest.param("> [!TIP]\n> b", "> \n> b", id="a callout without a title"),
        pytest.param("> [!quote]- A", "> A", id="a callout that is a title"),
        pytest.param(":::note\nA\n:::", "\nA\n", id="a directive"),
        pytest.param(":::note[A]{.b}\nc\n:::", "**A**\\\nc\n", id="a directive with a title"),
        pytest.param(":::tip A\n\nb\n\n:::", "A\n\nb\n\n", id="a title of its own"),
        pytest.param('::repo{name="a"}\n\nb', "\n\nb", id="a directive of one line"),
    ],
)
def test_marks_go_and_words_stay(text: str, expected: str) -> None:
    assert plain(text) == expected


# MDX.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("import A from 'a'\n\nB", "\n\nB", id="an import"),
        pytest.param("export const a = {\n\n  b: 1,\n}\n\nC", "\n\n\n\n\nC", id="an export"),
        pytest.param("import A from 'a'\nimport B from 'b'\nC", "\n\nC", id="a text right below"),
        pytest.param(
            "export const a = {\n}\nexport const b = 1;\n\nC", "\n\n\n\nC", id="two exports"
        ),
        pytest.param("import {\n  A,\n} from 'a'\n\nB", "\n\n\n\nB", id="a long import"),
        pytest.param("import duties rose.", "import duties rose.", id="a word"),
        pytest.param("<Box>\n  A *b*.\n</Box>", "\nA *b*.\n", id="a component"),
        pytest.param("A <Mark>b</Mark> c", "A b c", id="one in a line"),
        pytest.param("<>\nA\n</>", "\nA\n", id="a fragment"),
        pytest.param("<Map\n  at={[1, '}']}\n/>\n\nA", "\n\n\n\nA", id="one without children"),
        pytest.param("- <Icon />\n- b", "\n- b", id="an icon in an item"),
        pytest.param("<div className='a'>\n    A\n</div>", "\nA\n", id="layout"),
        pytest.param("<A>\n    - b\n      - c\n</A>", "\n- b\n  - c\n", id="an indented list"),
        pytest.param("A{' '}{\"b\"} {/* c */}d", "A b d", id="strings and comments"),
        pytest.param("<a href='b' className='c'>d</a>", "<a href='b'>d</a>", id="a link"),
        pytest.param("<style>{`a { b: c }`}</style>\nA", "\nA", id="a style"),
        pytest.param("<span id='a' />A", "A", id="an anchor"),
        pytest.param("```js\nconst a = <B>{c}\n```", "```js\nconst a = <B>{c}\n```", id="code"),
        pytest.param("`<B>{c}` d", "`<B>{c}` d", id="code in a line"),
        pytest.param("\\<B> \\{c} 5 < 6", "\\<B> \\{c} 5 < 6", id="what is escaped"),
        pytest.param("## A {#b}", "## A", id="a heading's id"),
        pytest.param("Don't <B>you're</B>", "Don't you're", id="apostrophes"),
    ],
)
def test_mdx_becomes_markdown(text: str, expected: str) -> None:
    assert cleaned(text, mdx=True) == expected


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("a\n\nI am {age}", 2, "computes what stands here", id="an expression"),
        pytest.param("# {title}", 0, "computes what stands here", id="a heading"),
        pytest.param("I am <Age /> old", 0, "amid words", id="a component amid words"),
        pytest.param("a\n\n<Box>\n\nb", 2, "never closed", id="no closing tag"),
        pytest.param("a\n\n</Box>", 2, "not open", id="no opening tag"),
        pytest.param("<A>\n<B>\n</A>", 1, "closed by </A>", id="crossed tags"),
        pytest.param("a\n<Box at=", 1, "does not end", id="half a tag"),
        pytest.param("a {b", 0, "never closed", id="half an expression"),
    ],
)
def test_jsx_that_computes_or_does_not_match_is_refused(text: str, line: int, words: str) -> None:
    found = refusal(text, mdx=True)

    assert words in str(found)
    assert found.line == line


def test_braces_and_tags_in_plain_markdown_are_not_jsx() -> None:
    assert plain("a {b} <Box> c") == "a {b} <Box> c"


# All of it.


def tried(text: str, *, mdx: bool) -> tuple[str, int]:
    """What is left of a text; all of it when it is refused, and the line that was named."""
    try:
        return cleaned(text, mdx=mdx), 0
    except Leftover as leftover:
        return text, leftover.line


PIECES = [
    *("{{ a }}", "{% b %}", "{% endb %}", "{{< c >}}", "{{< /c >}}", "[[d|e]]", "![[f]]", "`"),
    *("%%", "=="),
    *("<G>", "</G>", "<H />", "{", "}", "<!--", "-->", ":::note", "> [!tip] i", "{: .j}", "\n"),
    *("\n\n", " ", "k", "- ", "# ", "```\n", "<a href='", "'>", "]({{ l }})", "[", "é", "\\"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), st.booleans())
def test_no_line_moves_whatever_stands_in_it(text: str, mdx: bool) -> None:
    result, line = tried(text, mdx=mdx)

    assert result.count("\n") == text.count("\n") >= line >= 0
    parse(result)
    portable(result, base_url="https://ada.example/")


HARMLESS = st.characters(exclude_categories=["Cs"], exclude_characters="{}<>[]:`~!%\\&")


@given(st.text(HARMLESS, max_size=200))
def test_a_text_without_signs_is_left_alone(text: str) -> None:
    assert plain(text) == text


# What is left of a text, as sections.


def test_a_footnote_is_said_where_it_is_first_referred_to() -> None:
    text = "Moved[^a]. Again[^a], and[^b]\n\n- there[^c]\n\n[^a]: To *Gaia*.\n[^c]: By boat."

    assert said(text) == (
        Section("", 0, ("Moved (To Gaia). Again, and[^b]",), (Item("there (By boat)"),)),
    )


def test_a_callout_is_a_title_and_a_text() -> None:
    assert said("> [!note] Mind the tide\n> It turns.") == (
        Section("", 0, ("Mind the tide\nIt turns.",)),
    )


def test_lines_with_a_bold_name_are_paragraphs() -> None:
    assert said("🏢 **Role**: boats\n\n🧠 **Learning**: knots") == (
        Section("", 0, ("🏢 Role: boats", "🧠 Learning: knots")),
    )


def test_headings_may_repeat_and_bear_a_picture() -> None:
    assert said("## 📚 Books\n- a\n\n📚 Books\n---\n- b") == (
        Section("📚 Books", 2, (), (Item("a"),)),
        Section("📚 Books", 2, (), (Item("b"),)),
    )


@pytest.mark.parametrize(
    "text", ["# What  I *do*\n\nA", "What I do\n===\n\nA", "\n# what i do\nA", "# /What I do!\nA"]
)
def test_a_heading_that_repeats_the_title_goes(text: str) -> None:
    rest = without_title(text, ["What I do"])

    assert parse(rest).sections == (Section("", 0, ("A",)),)
    assert rest.count("\n") == text.count("\n")


@pytest.mark.parametrize("text", ["## What I do\n", "A\n\n# What I do", "# What I did", ""])
def test_another_heading_stays(text: str) -> None:
    assert without_title(text, ["What I do"]) == text
