"""What a reader takes for one character."""

import pytest

from nowsync.plaintext.graphemes import graphemes


@pytest.mark.parametrize(
    ("count", "text"),
    [
        pytest.param(0, "", id="nothing"),
        pytest.param(5, "Hello", id="letters"),
        pytest.param(3, "a\r\nb", id="a line break of two characters is one"),
        pytest.param(4, "ä\r\n\n\r", id="in a text that is not ASCII too"),
        pytest.param(1, "e\u0301", id="a letter with its accent"),
        pytest.param(2, "🇪🇪🇫🇷", id="flags"),
        pytest.param(1, "👩🏽\u200d💻", id="a person with a skin and an occupation"),
        pytest.param(1, "🏳\ufe0f\u200d⚧\ufe0f", id="a flag with a sign"),
        pytest.param(1, "각", id="the parts of a syllable in Hangul"),
        pytest.param(2, "हिन्", id="two syllables in Devanagari"),
    ],
)
def test_a_cluster_is_one(count: int, text: str) -> None:
    assert graphemes(text) == count
