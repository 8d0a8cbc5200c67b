"""Markdown is read for what it says, and rewritten only where a platform needs it."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from nowsync.core.entry import Item, Section
from nowsync.markdown import TooMuch, Unportable, html, parse, portable, sanitise

BASE = "https://ada.example/now/2026-05/"


def sections(text: str) -> tuple[Section, ...]:
    return parse(text).sections


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(chain.from_iterable(section.paragraphs for section in sections(text)))


def items(text: str) -> tuple[Item, ...]:
    return tuple(chain.from_iterable(section.items for section in sections(text)))


# What a text says.


def test_each_heading_opens_a_section() -> None:
    text = "Before.\n\n# One\nText.\n\nTwo\n---\n\n### *Three* `x`\n- a\n"

    assert sections(text) == (
        Section("", 0, ("Before.",)),
        Section("One", 1, ("Text.",)),
        Section("Two", 2),
        Section("Three x", 3, (), (Item("a"),)),
    )


def test_no_text_has_no_sections_and_no_blocks() -> None:
    assert parse(" \n<!-- later -->\n\n") == parse("")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("one\ntwo", "one two", id="a soft break"),
        pytest.param("one  \ntwo", "one\ntwo", id="a hard break"),
        pytest.param("one\\\ntwo", "one\ntwo", id="a hard break by backslash"),
        pytest.param("one<br />two", "one\ntwo", id="a hard break in HTML"),
        pytest.param("*a* __b__ `c`", "a b c", id="emphasis and code"),
        pytest.param("[a *b*](/c 'd') <https://e.example>", "a b https://e.example", id="links"),
        pytest.param("see ![a cat](cat.png) here", "see here", id="an image"),
        pytest.param("a <b>b</b> <!-- c --> d", "a b d", id="raw HTML and a comment"),
        pytest.param("caf&eacute; &amp; \\*tea\\*", "café & *tea*", id="entities and escapes"),
        pytest.param("a  b\tc", "a b c", id="runs of blanks"),
        pytest.param("a\tb", "a b", id="a tab"),
        pytest.param("a[^1]\n\n[^1]: b", "a (b)", id="a footnote"),
        pytest.param("10\u00a0km", "10\u00a0km", id="a no-break space"),
        pytest.param("> quoted\n> text", "quoted text", id="a quote"),
        pytest.param("a&#1;&#xfdd0;b\ud800", "ab\ufffd", id="what is no text"),
    ],
)
def test_a_paragraph_is_plain_text(text: str, expected: str) -> None:
    assert paragraphs(text) == (expected,)


@pytest.mark.parametrize(
    "text",
    ["```\ncode\n```", "    code", "<svg>\nhtml\n</svg>", "![only an image](x.png)", "---"],
)
def test_what_is_not_prose_is_no_paragraph(text: str) -> None:
    assert sections(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("- **Board**: *oiled*", Item("oiled", "Board"), id="a colon after"),
        pytest.param("- **Board:** oiled", Item("oiled", "Board"), id="a colon inside"),
        pytest.param("- __Board__ — oiled", Item("oiled", "Board"), id="an em dash"),
        pytest.param("- **Board** \N{EN DASH} oiled", Item("oiled", "Board"), id="an en dash"),
        pytest.param("- **Board** - oiled", Item("oiled", "Board"), id="a hyphen"),
        pytest.param("- [**Board**](/b): oiled", Item("oiled", "Board"), id="a link"),
        pytest.param("- **板**\N{FULLWIDTH COLON}油", Item("油", "板"), id="a wide colon"),
        pytest.param("- **Board**-like", Item("Board-like"), id="a compound word"),
        pytest.param("- **Board** is oiled", Item("Board is oiled"), id="only bold"),
        pytest.param("- the **board**: oiled", Item("the board: oiled"), id="bold later"),
        pytest.param("1. first", Item("first"), id="ordered"),
        pytest.param("- [x] **A**: b", Item("b", "A", done=True), id="done"),
        pytest.param("- [ ] a\n\n  b", Item("a\nb", done=False), id="to do, two paragraphs"),
        pytest.param("- a\n  ***\n  b", Item("a\nb"), id="text around a rule"),
        pytest.param("- > a", Item("a"), id="a quote"),
        pytest.param(
            "- a\n  1. b\n     - c\n",
            Item("a", items=(Item("b", items=(Item("c"),)),)),
            id="nested",
        ),
        pytest.param("- **A:**\n  - b", Item("", "A", items=(Item("b"),)), id="a name for a list"),
        pytest.param("| a | b |\n|---|---|\n| *c* | d |", Item("c, d"), id="a table row"),
    ],
)
def test_an_item_has_a_text_and_perhaps_a_name(text: str, expected: Item) -> None:
    assert items(text) == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("I live in ~~Berlin~~ Hamburg.", "I live in Hamburg.", id="a word"),
        pytest.param("Tea, toast ~~and jam~~, eggs", "Tea, toast, eggs", id="before a comma"),
        pytest.param("~~Two jobs.~~ One job.", "One job.", id="a sentence"),
        pytest.param("~~Ill~~ well again", "well again", id="the beginning"),
        pytest.param("- A shelf\n- ~~A shed~~", "A shelf", id="an item"),
        pytest.param("- A shelf\n- ~~A shed~~ gave up", "A shelf", id="a remark"),
        pytest.param("- A shelf\n- ~A shed~ (May)", "A shelf", id="a remark in brackets"),
        pytest.param("- A shelf\n- [x] **~~A shed~~**", "A shelf", id="a bold one"),
        pytest.param("- ~~A shed~~ A barn", "A barn", id="another instead"),
        pytest.param("- ~~A shed~~\n  - its roof\n- A shelf", "A shelf", id="what is below"),
        pytest.param("| a |\n|---|\n| ~~shed~~ |\n| shelf |", "shelf", id="a row"),
        pytest.param("## ~~Shed~~\n\nRoof.\n\n### b\n\nc\n\n## d", "d", id="a heading"),
    ],
)
def test_what_is_struck_out_is_not_said(text: str, expected: str) -> None:
    sections = parse(text).sections

    said = [[each.title, *each.paragraphs, *map(str, each.items)] for each in sections]
    assert " ".join(filter(None, chain(*said))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<p>One &amp;\n  <b>two</b><br>three", "One & two\nthree", id="a paragraph"),
        pytest.param("<div>\n<p>One</p>\n</div>", "One", id="layout"),
        pytest.param("> <p>One</p>", "One", id="in a quote"),
        pytest.param("<p>Ill <del>again</del></p>", "Ill", id="what is struck out"),
        pytest.param("<p>1 < 2 <!-- no --> <?no?> one</p>", "1 < 2 one", id="other signs"),
        pytest.param("<p>One <script>two<b</script> three</p>", "One three", id="a script"),
        pytest.param("<figure><img><figcaption>a</figcaption></figure><p>b", "b", id="a picture"),
    ],
)
def test_raw_html_is_said_as_paragraphs(text: str, expected: str) -> None:
    assert paragraphs(text) == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<ul>\n  <li>One</li>\n\n  <li>Two\n</ul>", ("One", "Two"), id="items"),
        pytest.param("<ol><li>One<li>Two</ol>", ("One", "Two"), id="items without ends"),
        pytest.param("<li><p>One</p></li>", ("One",), id="an item without its list"),
    ],
)
def test_raw_html_is_said_as_items(text: str, expected: tuple[str, ...]) -> None:
    (section,) = sections(text)

    assert tuple(map(str, section.items)) == expected


def test_items_of_raw_html_have_names_and_items() -> None:
    (section,) = sections("<ul><li><b>Book:</b> Tides<ul><li>again</li></ul></li><li>Rain</ul>")

    assert section.items == (Item("Tides", "Book", items=(Item("again"),)), Item("Rain"))


def test_a_heading_of_raw_html_opens_a_section() -> None:
    found = sections("One.\n\n<h2>Boats</h2>\n<p>Two.</p>\n\nThree.\n")

    assert found[1] == Section("Boats", 2, ("Two.", "Three."))


def test_items_without_text_are_no_items() -> None:
    assert items("- ![](a.png)\n-\n- b") == (Item("b"),)


# Blocks: the meaning without the layout.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("a b\nc", "a\nb  c ", id="reflowed lines"),
        pytest.param("*a* **b**", "_a_ __b__", id="emphasis"),
        pytest.param("- a\n- b", "* a\n* b", id="bullets"),
        pytest.param("- a\n- b", "- a\n\n- b", id="loose lists"),
        pytest.param("1. a\n2. b", "1) a\n1) b", id="numbers"),
        pytest.param("# A\n\n## B", "A\n=\n\nB\n-", id="headings"),
        pytest.param("## A", "## A ##", id="a closed heading"),
        pytest.param("a  \nb", "a\\\nb", id="hard breaks"),
        pytest.param("[a](/b 'c')", '[a][x]\n\n[x]: </b> "c"', id="links"),
        pytest.param("---", "* * *", id="rules"),
        pytest.param("> a\n> b", "> a\nb", id="lazy quotes"),
        pytest.param("    code", "```\ncode\n```", id="code"),
        pytest.param("- a\n  - b", "* a\n\n    * b", id="nesting"),
        pytest.param("a <!-- hm --> b", "a b", id="comments"),
        pytest.param("| a |\n|---|\n| b |", "|a|\n|:-|\n|b|", id="tables"),
        pytest.param("a\r\nb", "a\nb", id="line ends"),
        pytest.param("&eacute;", "é", id="entities"),
    ],
)
def test_layout_makes_no_other_blocks(one: str, other: str) -> None:
    assert parse(one).blocks == parse(other).blocks


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("a b", "a c", id="a word"),
        pytest.param("[a](/b)", "[a](/c)", id="a link"),
        pytest.param("[a](/b)", "[a](/b 'c')", id="a link's title"),
        pytest.param("a *b*", "a b", id="emphasis"),
        pytest.param("a *b*", "a **b**", id="strength"),
        pytest.param("*a*", "\\*a\\*", id="an escaped star"),
        pytest.param("`a`", "a", id="code"),
        pytest.param("![a](b)", "[a](b)", id="an image"),
        pytest.param("# a", "## a", id="a level"),
        pytest.param("- [ ] a", "- [x] a", id="a box"),
        pytest.param("- a", "1. a", id="a kind of list"),
        pytest.param("- a\n- b", "- a\n  - b", id="a nesting"),
        pytest.param("a\n\nb", "a b", id="a paragraph"),
        pytest.param("```py\na\n```", "```\na\n```", id="a language"),
        pytest.param("<b>a</b>", "<i>a</i>", id="raw HTML"),
        pytest.param("a[^1]\n\n[^1]: b", "a[^1]\n\n[^1]: c", id="a footnote"),
    ],
)
def test_a_change_of_meaning_makes_other_blocks(one: str, other: str) -> None:
    assert parse(one).blocks != parse(other).blocks


def test_blocks_read_like_markdown() -> None:
    text = (
        "Title\n===\n\nOne\n*two*  \nthree ![x](y) &lt;\n\n> Said\n>\n> - a\n\n"
        "* [x] **A**: b\n  1) c\n\n     d\n\n<hr>\n\n```py\nx\n```\n\nx[^1]\n\n[^1]: note\n"
    )

    assert parse(text).blocks == (
        "# Title",
        "One *two*\nthree ![x](y) \\<",
        "> Said",
        "> - a",
        "- [x] **A**: b",
        "  1. c",
        "    d",
        "<hr>",
        "```py\nx\n```",
        "x[^1]",
        "[^1]: note",
    )


# HTML that may leave the house.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[a](/b)", '<p><a href="https://ada.example/b">a</a></p>', id="from the root"),
        pytest.param("[a](b)", f'<p><a href="{BASE}b">a</a></p>', id="relative"),
        pytest.param("![a](b.png)", f'<p><img src="{BASE}b.png" alt="a"></p>', id="an image"),
        pytest.param(
            "<a@b.example>", '<p><a href="mailto:a@b.example">a@b.example</a></p>', id="mail"
        ),
        pytest.param("[a](javascript:x)", "<p><a>a</a></p>", id="a script for an address"),
        pytest.param("[a](data:text/html,x)", "<p><a>a</a></p>", id="data for an address"),
        pytest.param("<a href='//[x'>a</a>", "<p><a>a</a></p>", id="a broken address"),
        pytest.param("<script>x</script>", "", id="a script"),
        pytest.param("<svg>a</svg> <iframe>b</iframe>", "<p> </p>", id="what is no text"),
        pytest.param("<b onclick='x' style='y'>a</b>", "<p><b>a</b></p>", id="attributes"),
        pytest.param("a<!-- b -->", "<p>a</p>", id="a comment"),
        pytest.param("a\x01&#2;\ud800", "<p>a\ufffd</p>", id="what XML refuses"),
        pytest.param("~~a~~", "<p><del>a</del></p>", id="strikethrough"),
        pytest.param("- [x] é\n- [ ] b", "<ul>\n<li>☑ é</li>\n<li>☐ b</li>\n</ul>", id="boxes"),
    ],
)
def test_html_is_safe_and_complete(text: str, expected: str) -> None:
    assert html(text, base_url=BASE).strip() == expected


def test_a_table_stays_a_table() -> None:
    assert "<td>b</td>" in html("| a |\n|---|\n| b |", base_url=BASE)


def test_the_html_of_a_template_is_held_to_the_same() -> None:
    made = "<p><a href='/a' onclick='b'>c</a></p><style>d</style>"

    assert sanitise(made, base_url=BASE) == '<p><a href="https://ada.example/a">c</a></p>'


@pytest.mark.parametrize("tag", ["div", "blockquote", "b", "x-y"])
def test_tags_in_tags_that_nobody_writes_are_refused(tag: str) -> None:
    with pytest.raises(TooMuch):
        sanitise(f"<{tag}>" * 9999, base_url=BASE)


def test_many_tags_side_by_side_are_no_harm() -> None:
    made = "<p>a<br>b<img src='/c'></p>" * 9999

    assert sanitise(made, base_url=BASE).count("<p>") == 9999


# Markdown for a platform that keeps line ends and reads Liquid.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("one \n  two", "one two", id="a soft break"),
        pytest.param("one  \ntwo", "one  \ntwo", id="a hard break"),
        pytest.param("one\\\ntwo", "one  \ntwo", id="a hard break by backslash"),
        pytest.param("1.\\\ntwo", "1.\\\ntwo", id="a hard break after a number"),
        pytest.param("> one\n> > two\n> > three\nfour", "> one\n> > two three four", id="quotes"),
        pytest.param("> a\n>     > b", "> a > b", id="a mark that is text"),
        pytest.param("- one\n  two\n\n  é\n  ö", "- one two\n\n  é ö", id="items"),
        pytest.param("a\n\\> b\n\\* c", "a \\> b \\* c", id="escapes after a break"),
        pytest.param("[a\nb](/c)", "[a b](https://ada.example/c)", id="a break in a link"),
        pytest.param("a  \n1.\nb", "a  \n1\\. b", id="a number alone"),
        pytest.param("a  \n+\nb", "a  \n\\+ b", id="a plus sign alone"),
        pytest.param("[a](b 'c')", f'[a]({BASE}b "c")', id="a link"),
        pytest.param("[![a](b)](c)", f"[![a]({BASE}b)]({BASE}c)", id="an image in a link"),
        pytest.param("[](</a (b>)", "[](https://ada.example/a%20%28b)", id="an odd address"),
        pytest.param("[a](https://b.example 'c')", "[a](https://b.example 'c')", id="absolute"),
        pytest.param("[a]() [b](mailto:c@d)", "[a]() [b](mailto:c@d)", id="no page"),
        pytest.param("[a]\n\n[a]: /b", "[a]\n\n[a]: https://ada.example/b", id="a definition"),
        pytest.param(
            "[\\]]\n\n[\\]]: /b 'c'\n", '[\\]]\n\n[\\]]: https://ada.example/b "c"\n', id="]"
        ),
        pytest.param("a {{ b }} c", "a {% raw %}{{ b }}{% endraw %} c", id="a Liquid value"),
        pytest.param("\\{% b %}", "{% raw %}\\{% b %}{% endraw %}", id="an escaped Liquid tag"),
        pytest.param("{{ *a* }}", "{\u200b{ *a* }}", id="Liquid around markup"),
        pytest.param("&#123;{{{", "&#123;\u200b{\u200b{\u200b{", id="open Liquid"),
        pytest.param("{% endraw %}", "{\u200b% endraw %}", id="the end of raw"),
        pytest.param("`{{ a }}`", "`{{ a }}`", id="Liquid in code"),
        pytest.param(
            "[a](/{{b}})", "[a](https://ada.example/%7B%7Bb%7D%7D)", id="Liquid in a link"
        ),
        pytest.param("[a](/b '{{c')", '[a](https://ada.example/b "{\u200b{c")', id="in a title"),
        pytest.param("<https://{{a>", "<https://%7B%7Ba>", id="Liquid in an address"),
        pytest.param("<i id='{{a}}'>", "<i id='{% raw %}{{a}}{% endraw %}'>", id="Liquid in HTML"),
        pytest.param("---\n\na\n\n---", "***\n\na\n\n***", id="rules"),
        pytest.param("* a\n\n  ---", "* a\n\n  ___", id="a rule in a list"),
        pytest.param("___\n\n***", "___\n\n***", id="harmless rules"),
        pytest.param("\n---a", "\n\\---a", id="what looks like front matter"),
        pytest.param("Title\n---", "## Title", id="a heading with a line under it"),
        pytest.param("One\ntwo #\n---\n\na", "## One two \\#\n\na", id="a heading of two lines"),
        pytest.param("> One\n> two\n> ---", "> ## One two", id="a heading in a quote"),
        pytest.param("a  \nb\n---", "a  \nb\n---", id="a heading with a hard break"),
        pytest.param("# A #\n\n## B\n\n###### C", "## A #\n\n### B\n\n###### C", id="levels"),
        pytest.param("A\n===\n\nB\n---", "## A\n\n### B", id="levels by lines"),
        pytest.param("- # A\n- b", "- ## A\n- b", id="a heading in a list"),
        pytest.param("#\n\n## A", "##\n\n### A", id="an empty heading"),
        pytest.param("## A\n\n#### B", "## A\n\n#### B", id="no first level"),
        pytest.param("- [x] a\n- [ ] b", "- ☑ a\n- ☐ b", id="boxes"),
        pytest.param("~a~ ~~b~~", "~~a~~ ~~b~~", id="strikethrough"),
        pytest.param("x[^1]\n\n[^1]: y", "x[^1]\n\n[^1]: y", id="a footnote"),
        pytest.param("| a |\n|---|\n| b |", "| a |\n|---|\n| b |", id="a table"),
        pytest.param("<img src='/a.png'>", '<img src="https://ada.example/a.png">', id="HTML"),
        pytest.param(
            "a <a title=x href='/b?c=1&amp;d=2'>e</a>",
            'a <a title=x href="https://ada.example/b?c=1&amp;d=2">e</a>',
            id="HTML in a line",
        ),
        pytest.param("<a href='https://b.example'>", "<a href='https://b.example'>", id="whole"),
        pytest.param("<p data-src='/a'>src=/b</p>", "<p data-src='/a'>src=/b</p>", id="no address"),
        pytest.param(
            "<a href='/{{a' b='}}'>",
            "<a href=\"https://ada.example/%7B%7Ba\" b='}}'>",
            id="Liquid in an HTML link",
        ),
        pytest.param(
            "<div>\n@ada <i id='@b'>\n</div>",
            "<div>\n@\u200bada <i id='@b'>\n</div>",
            id="a name in HTML",
        ),
        pytest.param("<style>\np {}\n</style>\n\na", "\n\na", id="a style"),
        pytest.param("<script>\nalert(1)\n</script>", "", id="a script"),
        pytest.param(
            "<details>\n<summary>a</summary>\n\nb\nc\n</details>",
            "<details>\n<summary>a</summary>\n\nb c\n</details>",
            id="details",
        ),
        pytest.param("    a\n\n      b\n", "```\na\n\n  b\n```\n", id="indented code"),
        pytest.param("\t```", "````\n```\n````", id="indented code with a fence"),
        pytest.param("- a\n\n      b\n", "- a\n\n  ```\n  b\n  ```\n", id="code in an item"),
        pytest.param(">     a\n>\n>     b", "> ```\n> a\n>\n> b\n> ```", id="code in a quote"),
        pytest.param("1.     a\n       b", "1. ```\n   a\n   b\n   ```", id="code as an item"),
        pytest.param("~~~\n{{a}}\n~~~", "~~~\n{{a}}\n~~~", id="fenced code"),
        pytest.param("a <!-- b\nc --> d", "a  d", id="a comment in a line"),
        pytest.param("a\n<!-- b -->\nc", "a\n\nc", id="a comment between paragraphs"),
        pytest.param("<!-- {{ --> {{ a }}", " {% raw %}{{ a }}{% endraw %}", id="Liquid beside it"),
        pytest.param("a\n\n<!-- b\n\nc", "a\n\n", id="a comment without an end"),
        pytest.param("@ada and *@bea*", "@\u200bada and *@\u200bbea*", id="names"),
        pytest.param("a@b.example `@c` @", "a@b.example `@c` @", id="no names"),
        pytest.param("https://a.example/@b", "https://a.example/@b", id="a name in an address"),
        pytest.param("<a@b.example>", "<a@b.example>", id="an e-mail address"),
    ],
)
def test_only_what_the_platform_needs_is_changed(text: str, expected: str) -> None:
    assert portable(text, base_url=BASE) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("![a](data:image/png;base64,AA)", id="inline"),
        pytest.param("![a][b]\n\n[b]: data:image/png;base64,AA", id="by reference"),
        pytest.param("a <img alt=b src='DATA:image/png;base64,AA'>", id="HTML in a line"),
        pytest.param("<p>\n<img src=data:image/png;base64,AA>", id="HTML"),
    ],
)
def test_an_image_that_is_written_into_the_text_is_refused(text: str) -> None:
    with pytest.raises(Unportable, match="make it a file"):
        portable(text, base_url=BASE)


@pytest.mark.parametrize("text", ["`![a](data:x)`", "[a](data:x)", "```\n<img src=data:x>\n```"])
def test_what_only_looks_like_such_an_image_is_left_alone(text: str) -> None:
    assert portable(text, base_url=BASE) == text


WORD = st.sampled_from(
    ["tide", "board", "é", "10", "ok.", "板", "it's", "😀", "a_b", "x*y", "1.", "("]
)
INLINE = st.one_of(
    WORD,
    st.builds("*{}*".format, WORD),
    st.builds("**{}**: ".format, WORD),
    st.builds("`{}`".format, WORD),
    st.builds("[{}](/{} 'a b')".format, WORD, st.sampled_from(["a", "b-c/", "<d e>", "#f"])),
    st.sampled_from(["![i](j.png)", "&amp;", "\\*", "x<!-- c -->", "<b>", "</b>", "[ref]", "[^1]"]),
    st.sampled_from(["@ada", "a@b.example", "{{ x }}", "{% y %}", "<https://a.example>", "~~s~~"]),
)
BREAK = st.sampled_from([" ", " ", " ", "\n", " \n", "  \n", "\\\n"])
LINE = st.lists(INLINE, min_size=1, max_size=5).map(" ".join)
PROSE = st.lists(st.tuples(INLINE, BREAK), min_size=1, max_size=8).map(
    lambda pairs: "tide " + "".join(chain.from_iterable(pairs)).rstrip(" \n\\") + " end"
)
LEAF = st.one_of(
    PROSE,
    PROSE,
    st.builds("{} {}".format, st.sampled_from(["#", "##", "###"]), LINE),
    st.builds("{}\n---".format, PROSE),
    st.sampled_from(["---", "***", "```py\nx = {{ 1 }}\n```", "    code\n\n      more"]),
    st.sampled_from(
        ["<!-- note\n\nmore -->", "<div>\nraw\n</div>", "| a | b |\n|--|--|\n| c | d |"]
    ),
)


def prefixed(first: str, rest: str, text: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *(rest + line for line in lines[1:])])


def nested(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(blocks, min_size=1, max_size=3).map("\n\n".join)
    return st.one_of(
        several.map(lambda text: prefixed("> ", "> ", text)),
        several.map(lambda text: prefixed("- tide\n\n  ", "  ", text)),
        PROSE.map(lambda text: prefixed("- ", "  ", text)),
        several.map(lambda text: prefixed("1. board\n\n   ", "   ", text)),
    )


ENTRY = st.lists(st.recursive(LEAF, nested, max_leaves=4), min_size=1, max_size=6).map(
    lambda blocks: "\n\n".join([*blocks, "[ref]: /there", "[^1]: note"])
)
MARKUP = st.text(
    st.sampled_from("ab @{%}[](){}<>!-*_`~#>|:\\&;.1\n\t \r/=\"'+^\x00\ud800é"), max_size=60
)


def heard(text: str) -> tuple[Section, ...]:
    """Read a text without the marks that only machines see."""
    plain = text.replace("\u200b", "").replace("{% raw %}", "").replace("{% endraw %}", "")
    return levelled(plain)


def levelled(text: str) -> tuple[Section, ...]:
    """Read a text without the levels of its headings, which a platform may shift."""
    return tuple(replace(section, level=0) for section in sections(text))


@given(ENTRY)
def test_a_portable_text_says_the_same(text: str) -> None:
    assert heard(portable(text, base_url=BASE)) == levelled(text)


@given(ENTRY)
def test_a_portable_text_is_portable_already(text: str) -> None:
    once = portable(text.replace("{", "("), base_url=BASE)

    assert portable(once, base_url=BASE) == once


@given(MARKUP | st.text())
def test_any_text_is_markdown(text: str) -> None:
    parse(text)
    html(text, base_url=BASE)
    portable(text, base_url=BASE)


@given(MARKUP)
def test_a_portable_text_is_never_read_as_front_matter(text: str) -> None:
    assert not portable(text, base_url=BASE).lstrip().startswith("---")


@pytest.mark.parametrize("text", ["> " * 3000, "- " * 3000 + "a", "*a _b " * 3000, "[" * 9000])
def test_deep_nesting_does_no_harm(text: str) -> None:
    assert isinstance(parse(text).blocks, tuple)
    assert portable(text, base_url=BASE)
