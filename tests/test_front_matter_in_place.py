"""Links are written into front matter, and every other byte of the file stays as it was."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nowsync.front_matter import read
from nowsync.front_matter.in_place import Unchangeable, changed, listed

KEY = "syndication"
LINK = "https://mastodon.example/@ada/115"
OTHER = "https://elsewhere.example/posts?id=7#top"


def added(text: str, *links: str) -> str:
    return changed(text.encode(), KEY, links or (LINK,), ()).decode()


def taken_out(text: str, *links: str) -> str:
    return changed(text.encode(), KEY, (), links or (LINK,)).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "---\ntitle: May # mine\n\nmood: 'calm'\n---\nHello.",
            f"---\ntitle: May # mine\n\nmood: 'calm'\n{KEY}:\n  - {LINK}\n---\nHello.",
            id="YAML without the key",
        ),
        pytest.param(
            f"---\n{KEY}:\n- {OTHER} # first\n\ntitle: May\n---\n",
            f"---\n{KEY}:\n- {OTHER} # first\n- {LINK}\n\ntitle: May\n---\n",
            id="a list with dashes",
        ),
        pytest.param(
            f"---\n{KEY}:\n  - '{OTHER}'\n---\n",
            f"---\n{KEY}:\n  - '{OTHER}'\n  - '{LINK}'\n---\n",
            id="a list whose author uses quotes",
        ),
        pytest.param(
            f"---\n{KEY}: [{OTHER}] # here\n---\n",
            f"---\n{KEY}: [{OTHER}, {LINK}] # here\n---\n",
            id="a list between brackets",
        ),
        pytest.param(
            f"---\n{KEY}: [\n  {OTHER}, # first\n]\n---\n",
            f"---\n{KEY}: [\n  {OTHER}, # first\n  {LINK},\n]\n---\n",
            id="a list between brackets on several lines",
        ),
        pytest.param(
            f"---\n{KEY}: [ ]\n---\n", f'---\n{KEY}: ["{LINK}" ]\n---\n', id="an empty list"
        ),
        pytest.param(
            f"---\n{KEY}: # soon\n---\n", f'---\n{KEY}: ["{LINK}"] # soon\n---\n', id="nothing yet"
        ),
        pytest.param(
            f"---\n{KEY}: {OTHER} # mine\n---\n",
            f"---\n{KEY}: [{OTHER}, {LINK}] # mine\n---\n",
            id="one address that is no list",
        ),
        pytest.param(
            "---\n{title: May}\n---\n",
            f'---\n{{title: May, "{KEY}": ["{LINK}"]}}\n---\n',
            id="YAML in braces",
        ),
        pytest.param(
            "---\n---\nHello.", f"---\n{KEY}:\n  - {LINK}\n---\nHello.", id="no field yet"
        ),
        pytest.param(
            "+++\ntitle = 'May'\n\n# more\n[extra]\nmood = 'calm'\n+++\n",
            f"+++\ntitle = 'May'\n{KEY} = [\n  \"{LINK}\",\n]\n"
            "\n# more\n[extra]\nmood = 'calm'\n+++\n",
            id="TOML with a table",
        ),
        pytest.param(
            f"+++\n{KEY} = ['{OTHER}']\nnote = \"[\"\n+++\n",
            f'+++\n{KEY} = [\'{OTHER}\', "{LINK}"]\nnote = "["\n+++\n',
            id="a list in TOML",
        ),
        pytest.param(
            f'+++\n"{KEY}" = "{OTHER}"\n+++\n',
            f'+++\n"{KEY}" = ["{OTHER}", "{LINK}"]\n+++\n',
            id="one address in TOML",
        ),
        pytest.param(
            '{\n\t"title": "May"\n}\nHello.',
            f'{{\n\t"title": "May",\n\t"{KEY}": [\n\t\t"{LINK}"\n\t]\n}}\nHello.',
            id="JSON without the key",
        ),
        pytest.param(
            f'{{"{KEY}": ["{OTHER}"], "a": 1}}\nHello.',
            f'{{"{KEY}": ["{OTHER}", "{LINK}"], "a": 1}}\nHello.',
            id="a list in JSON",
        ),
        pytest.param(
            f'{{"{KEY}": null}}\nHello.', f'{{"{KEY}": ["{LINK}"]}}\nHello.', id="null in JSON"
        ),
    ],
)
def test_a_link_is_added_as_the_author_would_write_it(before: str, after: str) -> None:
    assert added(before) == after


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Hello.\n", "it has no front matter"),
        ("title: May\ndate: 2026-05-01\n\nHello.\n", "it has no front matter"),
        (f"---\n{KEY}:\n  - name: Mastodon\n---\n", "holds something else than addresses"),
        (f"---\n{KEY}: 7\n---\n", "holds something else than addresses"),
        (f"---\n{KEY}: |\n  {OTHER}\n---\n", "neither an address nor a list"),
        (f"+++\n[{KEY}]\na = 1\n+++\n", "holds something else than addresses"),
        ("---\ntitle: May\n", "has no closing --- line"),
        ("---\rtitle: May\r---\rHello.", "it has no front matter"),
        ('+++\n"syndic\\u0061tion" = ["a"]\n+++\n', "not valid TOML"),
    ],
)
def test_what_cannot_be_added_to_is_left_alone_and_said(text: str, reason: str) -> None:
    with pytest.raises(Unchangeable, match=reason):
        added(text)


def test_a_comment_beside_a_link_that_goes_stays() -> None:
    text = f"---\n{KEY}:\n  - {OTHER}\n  - {LINK} # where they answer\n---\n"

    assert taken_out(text) == f"---\n{KEY}:\n  - {OTHER}\n  # where they answer\n---\n"


def test_a_comment_beside_the_key_of_the_last_link_stays() -> None:
    text = f"---\n{KEY}: # elsewhere\n  - {LINK}\n---\n"

    assert taken_out(text) == f"---\n{KEY}: [] # elsewhere\n---\n"


def test_a_link_between_others_is_taken_out_alone() -> None:
    text = f"---\n{KEY}: [{OTHER}, {LINK}, https://third.example]\n---\n"

    assert taken_out(text) == f"---\n{KEY}: [{OTHER}, https://third.example]\n---\n"


def test_a_link_gives_way_to_another_in_one_go() -> None:
    text = f"---\n{KEY}:\n  - {LINK}\n---\n"

    assert changed(text.encode(), KEY, [OTHER], [LINK]) == (
        f"---\n{KEY}:\n  - {OTHER}\n---\n".encode()
    )


# Front matter as it may be met: each value is one line, or some, of its notation.

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
NAMES = st.lists(st.sampled_from(["title", "mood", "läuft", "a-b", "x_1"]), unique=True)
COMMENTS = st.sampled_from(["", "  # said [here]", '\t# it\'s "so"'])
LISTS = st.lists(st.sampled_from([OTHER, "https://b.example/", "not, an [address]"]), max_size=3)
LINE_ENDS = st.sampled_from(["\n", "\r\n"])
BODIES = st.sampled_from(["", "Hello.", "\nHello.\n", f"\n---\n{KEY}: no\n---\n", "+++\n{ } [ ]\n"])


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


YAML_VALUES = st.one_of(
    TEXT.map(quoted),
    TEXT.map(lambda text: "'" + text.replace("'", "''") + "'"),
    st.sampled_from(
        ["", "no", "2026-11-01", "[a, {b: c}]", "{a: [1, 2]}", "a # b", "|\n  a\n\n  b"]
    ),
    st.sampled_from(["\n  - a\n  # - b\n  - c: d", "\n  x: 1\n  y: 2", ">-\n  a:\n   b"]),
)
TOML_VALUES = st.one_of(
    TEXT.map(quoted),
    st.sampled_from(["'\"'", "1", "2026-11-01", "['a', \"]\"]", "[\n  1, # ]\n  2\n]"]),
    st.sampled_from(['"""\na = "b"\n[c]\n"""', "'''\n[d]\n'''", "{ a = [1], b = 'c' }"]),
)


def yaml_list(items: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(
        [
            f"[{', '.join(map(quoted, items))}]",
            "".join(f"\n  - {quoted(each)}" for each in items) or "[]",
            "".join(f"\n- {quoted(each)}  # ok" for each in items) or "[ ]",
            "[" + "".join(f"\n    {quoted(each)}, # ok" for each in items) + "\n  ]",
            "[" + ",".join(f"\n    {quoted(each)}" for each in items) + "\n  ]",
        ]
    )


def toml_list(items: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(
        [
            f"[{', '.join(map(quoted, items))}]",
            "[" + "".join(f"\n    {quoted(each)}, # ok" for each in items) + "\n]",
            "[" + ",".join(f"\n    {quoted(each)}" for each in items) + " # ]\n]",
        ]
    )


@st.composite
def fenced(draw: st.DrawFn, fence: str, sign: str) -> str:
    """Draw a file with fields between fences, perhaps with a list of links among them."""
    values = YAML_VALUES if fence == "---" else TOML_VALUES
    lists = LISTS.flatmap(yaml_list if fence == "---" else toml_list)
    fields = [(name, draw(values)) for name in draw(NAMES)]
    fields = [(name if name.isascii() else quoted(name), value) for name, value in fields]
    there = draw(st.lists(lists, max_size=1))
    place = draw(st.integers(0, len(fields)))
    fields[place:place] = [(KEY, each) for each in there]
    lines = [f"{name}{sign} {value}{behind(draw, value)}" for name, value in fields]
    text = "\n".join([fence, *lines, fence, draw(BODIES)])
    return draw(st.sampled_from(["", "\ufeff", "\n \n"])) + text.replace("\n", draw(LINE_ENDS))


def behind(draw: st.DrawFn, value: str) -> str:
    """Draw what follows a value: a comment where it can only be one, and blank lines."""
    ends = "" if "\n" in value or value.startswith(("|", ">")) else draw(COMMENTS)
    return ends + draw(st.sampled_from(["", "\n", "\n# on its own"]))


@st.composite
def as_json(draw: st.DrawFn) -> str:
    """Draw a file whose front matter is a JSON object."""
    fields: dict[str, object] = {name: draw(TEXT) for name in draw(NAMES)}
    fields["n"] = {"a": ["]", "}"]}
    fields |= draw(st.one_of(st.just({}), LISTS.map(lambda links: {KEY: links})))
    written = json.dumps(fields, indent=draw(st.sampled_from([None, 2, "\t"])))
    return f"{written}\n{draw(BODIES)}".replace("\n", draw(LINE_ENDS))


FILES = st.one_of(fenced("---", ":"), fenced("+++", " ="), as_json())


def in_order(part: bytes, whole: bytes) -> bool:
    """Tell whether all bytes of one are in the other, in their order."""
    rest = iter(whole)
    return all(byte in rest for byte in part)


@given(FILES)
def test_the_link_is_there_and_nothing_else_is_another(text: str) -> None:
    before, after = read(text, "a.md"), read(added(text), "a.md")

    assert after.fields == {**before.fields, KEY: [*listed(text.encode(), KEY), LINK]}
    assert after.body == before.body


@given(FILES)
def test_every_byte_that_was_there_is_there_still(text: str) -> None:
    assert in_order(text.encode(), added(text).encode())


@given(FILES)
def test_what_is_added_twice_is_there_once(text: str) -> None:
    assert added(added(text)) == added(text)


@given(FILES)
def test_what_is_taken_out_again_leaves_no_trace(text: str) -> None:
    # A list that is made amid one line is not told from one that its author left empty.
    assume(KEY in read(text, "a.md").fields or not text.lstrip("\ufeff \n").startswith('{"'))

    assert taken_out(added(text)) == text
