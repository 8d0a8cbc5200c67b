"""Hold Markdown as it is typed without markup to all that it says, in its order."""

import pytest

from nowsync.markdown import typed

CASES = {
    "paragraphs": ("One *big*\nline.\n\nTwo.", "One big line.\n\nTwo."),
    "a hard break": ("One  \ntwo", "One\ntwo"),
    "a heading": ("## Goals\n\nRest.\n\nPaint.", "Goals\nRest.\n\nPaint."),
    "bullets": ("- one\n- two", "• one\n• two"),
    "numbers": ("1. one\n2. two", "1. one\n2. two"),
    "boxes": ("- [x] one\n- [ ] two", "☑ one\n☐ two"),
    "a list in a list": ("- one\n  - two\n  - three\n- four", "• one\n  • two\n  • three\n• four"),
    "a bold name": ("- **Boat**: green", "• Boat: green"),
    "a quote": ("> Very handsome.\n>\n> Baltasar", "> Very handsome.\n>\n> Baltasar"),
    "a table": ("| a | b |\n|---|---|\n| c |  |", "a, b\nc"),
    "code": ("```\na = 1\n```", "a = 1"),
    "a drawing in words": ("```mermaid\ngraph TD\n```\n\nOne.", "One."),
    "a link": ("See [the boat](https://ada.example/boat).", "See the boat."),
    "a picture": ("One.\n\n![A boat](boat.png)\n\nTwo.", "One.\n\nTwo."),
    "a rule": ("One.\n\n---\n\nTwo.", "One.\n\nTwo."),
    "a footnote": ("One[^1].\n\n[^1]: Or two.", "One (Or two)."),
    "raw HTML": ("One.\n\n<div>two</div>", "One.\n\ntwo"),
    "an empty item": ("- one\n-\n- two", "• one\n• two"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("markdown", "expected"), CASES.values(), ids=CASES.keys())
def test_it_says_all_that_the_text_says(markdown: str, expected: str) -> None:
    assert typed(markdown) == expected


def test_a_mark_stands_before_each_heading() -> None:
    assert typed("# One\n\n## Two\n\nThree.", mark="|") == "One\n|Two\nThree."


MORE = {
    "HTML": ("One.\n\n<ul><li>two</li><li>three</li></ul>", "One.\n\n• two\n• three"),
    "what is folded away": ("<details><summary>Old</summary>Two.</details>\n\nOne.", "One."),
    "what is struck out": ("- ~~one~~\n- two\n\n~~Three.~~", "• two"),
    "a bullet behind a bullet": ("- • one", "• one"),
}


@pytest.mark.parametrize(("markdown", "expected"), MORE.values(), ids=MORE.keys())
def test_it_says_what_readers_see(markdown: str, expected: str) -> None:
    assert typed(markdown) == expected
