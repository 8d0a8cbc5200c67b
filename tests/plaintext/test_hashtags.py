"""The tags that Mastodon makes of ours, and those that it finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.plaintext.hashtags import find_hashtags, hashtag


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        pytest.param("python", "#python", id="a word stays as it is"),
        pytest.param("iOS", "#iOS", id="so do its capitals"),
        pytest.param("#boats", "#boats", id="a sign is not doubled"),
        pytest.param("\uff03boats", "#boats", id="nor a wide one"),
        pytest.param(" boats ", "#boats", id="white space at the ends goes"),
        pytest.param("machine learning", "#MachineLearning", id="words are told apart"),
        pytest.param("web-dev", "#WebDev", id="hyphens stand between words"),
        pytest.param("node.js", "#NodeJs", id="a full stop too"),
        pytest.param("iOS and macOS", "#iOSAndmacOS", id="the author's capitals stay"),
        pytest.param("web_dev", "#web_dev", id="an underscore belongs to the tag"),
        pytest.param("web 2.0", "#Web20", id="digits are words"),
        pytest.param("3d", "#3d", id="a digit may come first"),
        pytest.param("children's books", "#ChildrensBooks", id="an apostrophe goes"),
        pytest.param("été à Paris", "#ÉtéÀParis", id="accents stay"),
        pytest.param("e\u0301te\u0301", "#été", id="accents that stand apart are put on"),
        pytest.param("हिन्दी", "#हिन्दी", id="vowel signs stay"),
        pytest.param("ぼっち・ざ・ろっく", "#ぼっち・ざ・ろっく", id="a Japanese middle dot stays"),
        pytest.param("col·legi", "#col·legi", id="a Catalan one too"),
        pytest.param("نرم\u200cافزار", "#نرم\u200cافزار", id="so does a non-joiner"),
        pytest.param("·boats·", "#boats", id="but not at the ends"),
        pytest.param("ශ්\u200dරී", "#ශ්රී", id="a joiner goes, for it would end the tag"),
    ],
)
def test_a_tag_is_made_of_a_name(name: str, tag: str) -> None:
    assert hashtag(name) == tag


@pytest.mark.parametrize(
    "name",
    [
        "",
        "#",
        "2026",
        "2026-11",
        "c++",
        "c#",
        ".NET",
        "R&D",
        "a/b",
        "boats!",
        "🌱 garden",
        "__",
        "·",
    ],
)
def test_no_tag_is_better_than_another_one(name: str) -> None:
    assert hashtag(name) is None


@given(st.text(max_size=30))
def test_a_tag_is_found_whole(name: str) -> None:
    tag = hashtag(name) or "#tag"

    assert [found.of(tag) for found in find_hashtags(tag)] == [tag]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        pytest.param("#boats", "#boats", id="alone"),
        pytest.param("#boats", "on #boats, and", id="before a comma"),
        pytest.param("\uff03boats", "on \uff03boats", id="with a wide sign"),
        pytest.param("#web", "#web-dev", id="up to a hyphen"),
        pytest.param("#c", "#c++", id="up to a plus sign"),
        pytest.param("#l33ts35k", "#l33ts35k", id="with digits"),
        pytest.param("#_a", "#_a", id="an underscore first"),
        pytest.param("#a_", "#a_", id="an underscore last"),
        pytest.param("#1_2", "#1_2", id="an underscore between digits"),
        pytest.param("#one·two", "#one·two·", id="dots inside, but not at the end"),
        pytest.param("#हिन्दी", "#हिन्दी।", id="marks, but not punctuation"),
        pytest.param("#boats", "\u00a0#boats", id="after a space that does not break"),
        pytest.param("#boats", "(#boats)", id="in brackets: only until Mastodon 4.5"),
        pytest.param("#boats", "##boats", id="after another sign: only until 4.5"),
        pytest.param("#boats", "“#boats”", id="in quotation marks: only until 4.5"),
    ],
)
def test_a_tag_is_found(tag: str, text: str) -> None:
    assert [found.of(text) for found in find_hashtags(text)] == [tag]


@pytest.mark.parametrize(
    "text",
    [
        "# 1",
        "#2026",
        "#1",
        "C#",
        "日本#boats",
        "a/#b",
        "?q=#top",
        "(song)#Lawsuit",
        "#·a",
        "#1_",
        "#!",
    ],
)
def test_this_is_no_tag(text: str) -> None:
    assert list(find_hashtags(text)) == []
