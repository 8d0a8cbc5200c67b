"""Hold things to their names: the same under another wording, and never another's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.core.thing import likeness, same, thing

SAME = [
    ("The Fountainhead by Ayn Rand", "The Fountainhead"),
    ("The Fountainhead", "Fountainhead by Ayn Rand"),
    ("The Fountainhead by Ayn Rand", "Fountainhead by Ayn Rand"),
    ("The Fountainhead by Ayn Rand", "the fountainhead by rand"),
    ("Clean Architecture by Robert C. Martin", "Clean Architecture by Robert Martin"),
    ("Good Omens by Terry Pratchett & Neil Gaiman", "Good Omens by Neil Gaiman"),
    ("Dune \N{EN DASH} Frank Herbert", "Dune by Frank Herbert"),
    ("Portfolio site", "Personal portfolio site"),
    ("Portfolio site", "My portfolio site"),
    ("Learning Rust (still!)", "Learning Rust"),
    ("Still learning Rust", "Learning Rust"),
    ("Learning Rust again", "Learning Rust"),
    ("Learning Rust (still!)", "Learning Rust (slowly)"),
    ("Middlemarch (page 120)", "Middlemarch (page 300)"),
    ("Middlemarch, page 120", "Middlemarch"),
    ("Middlemarch (60%)", "Middlemarch"),
    ("Middlemarch (4/5)", "Middlemarch"),
    ("Dune (2021)", "Dune"),
    ("Severance season 1", "Severance, Season One"),
    ("Severance season 2", "Severance S2"),
    ("Severance S02E03", "Severance s2e9"),
    ("Dune Part II", "Dune, part two"),
    ("The Godfather Part I", "The Godfather pt. 1"),
    ("Clean Code, 2nd edition", "Clean Code, Second Edition"),
    ("Middlemarch", "Middlemarsh"),
    ("Fountainhaed", "Fountainhead"),
    ("Marketing for poets", "Marketting for poets"),
    ("Scooby-Doo", "Scooby Doo"),
    ("Scooby Doo", "Scoobydoo"),
    ("Don\N{RIGHT SINGLE QUOTATION MARK}t Look Up", "Don't look up!"),
    ("Caf\u00e9 society", "Cafe\u0301 society"),
    ("Caf\u00e9 society", "Cafe society"),
    ("Resume Analyzer (Gemini API)", "resume analyzer"),
    ("Resume Analyzer (Gemini API)", "Resume analyzer (Gemini)"),
    ("Tenant-aware microservices(not yet)", "Tenant-aware microservices"),
    ("[Dune](https://books.example/dune)", "Dune"),
    ("Dune https://books.example/dune", "Dune"),
    ("[ ] Paint the dinghy", "Paint the dinghy"),
    ("\N{WHITE HEAVY CHECK MARK} Paint the dinghy", "Paint the dinghy"),
    ("Paint the dinghy (it rained)", "Paint the dinghy"),
    ("Paint the dinghy, now that I have a tin", "Paint the dinghy before the rain comes"),
    ("Ferry Row, series one", "Ferry Row, series one, again, because Berta had missed it"),
    ("Python, properly this time", "Python"),
    ("cutlist, now", "cutlist, now"),
    (
        "Launch the first version of my new API project",
        "Launch the first version of my API project",
    ),
    ("(untitled)", "(Untitled)"),
    ("https://a.example/now", "https://a.example/now"),
    ("My own", "my own"),
]

OTHERS = [
    ("Severance season 1", "Severance season 2"),
    ("Severance season one", "Severance season two"),
    ("Severance (season 1)", "Severance (season 2)"),
    ("Severance S1", "Severance S2"),
    ("Severance", "Severance season 2"),
    ("Dune", "Dune Messiah"),
    ("Dune", "Dune: Messiah"),
    ("Dune by Frank Herbert", "Dune Messiah by Frank Herbert"),
    ("Dune Part I", "Dune Part II"),
    ("Dune, Part One", "Dune, Part Two"),
    ("Rocky II", "Rocky III"),
    ("Rocky IV", "Rocky VI"),
    ("Dune (1984)", "Dune (2021)"),
    ("Hamlet (Film)", "Hamlet (Play)"),
    ("Portfolio site", "Personal portfolio site (v2)"),
    ("Python 2", "Python 3"),
    ("Advent of Code 2024", "Advent of Code 2025"),
    ("Run 5 km", "Run 10 km"),
    ("Ferry Row, series one", "Ferry Row, series two"),
    ("Clean Code", "Clean Coder"),
    ("Alien", "Aliens"),
    ("Learning C", "Learning C++"),
    ("Learning C", "Learning C#"),
    ("Learn Rust", "Learn Go"),
    ("Advanced TypeScript patterns", "Advanced Django patterns"),
    ("Advanced Django patterns", "Django patterns"),
    ("Smoking", "Not smoking"),
    ("Drink coffee", "Don't drink coffee"),
    (
        "Read the news before breakfast on most days",
        "Never read the news before breakfast on most days",
    ),
    ("Finish 2 of the three small boats", "Finish of the three small boats"),
    ("It by Stephen King", "It by Alexa Chung"),
    ("Vitamin A", "Vitamin"),
    ("Plan A", "Plan B"),
    ("Star Wars: Andor", "Star Wars: Ahsoka"),
    ("I, robot", "I, claudius"),
    ("Learn by doing", "Learn"),
    ("Testing", "Resting"),
    ("Training", "Trainers"),
    ("Creation", "Cremations"),
    ("Mostly weather", "Mostly leather"),
    ("Harry Potter and the Chamber of Secrets", "Harry Potter and the Prisoner of Azkaban"),
    ("How to train your dragon well", "How to train your kitten well"),
    ("Part 1 1", "Part 11"),
    ("\N{SHARK}", "\N{DOG FACE}"),
    ("", ""),
    ("\u0939\u093f\u0928", "\u0939\u0940\u0928"),
    ("word " * 80 + "one", "word " * 80 + "two"),
]


def title(pair: tuple[str, str]) -> str:
    return " | ".join(each[:40] for each in pair)


@pytest.mark.parametrize("pair", SAME, ids=title)
def test_a_thing_is_the_same_under_another_wording(pair: tuple[str, str]) -> None:
    one, other = map(thing, pair)

    assert (same(one, other), same(other, one)) == (True, True)


@pytest.mark.parametrize("pair", OTHERS, ids=title)
def test_other_things_are_never_taken_for_the_same(pair: tuple[str, str]) -> None:
    one, other = map(thing, pair)

    assert (same(one, other), same(other, one)) == (False, False)


def test_the_closest_wording_is_most_alike() -> None:
    one = thing("The Fountainhead by Ayn Rand")

    assert likeness(one, thing("Fountainhead, Ayn Rand")) > likeness(one, thing("Fountainhead")) > 1


def test_other_things_are_not_alike_at_all() -> None:
    assert likeness(thing("Dune"), thing("Dune Messiah")) == 0


@given(st.text())
def test_a_thing_with_a_word_is_itself(text: str) -> None:
    assert same(thing(text), thing(text)) is bool(thing(text).words)


@given(st.text(), st.text())
def test_to_be_the_same_is_mutual(one: str, other: str) -> None:
    assert same(thing(one), thing(other)) is same(thing(other), thing(one))


def test_a_text_too_long_for_a_name_is_read_at_once() -> None:
    assert thing("a, by " * 1000).words[:4] == ("a", "by", "a", "by")
