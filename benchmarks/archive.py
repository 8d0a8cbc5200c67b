"""Archives to measure with: the same seed gives the same files, in the shape of real entries."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

SEED = 1
NEWEST = date(2026, 11, 1)
A_DAY = 10  # entries, so that 100,000 of them go back by 27 years
# Every file is as old as a finished entry. One that is young is read again each time.
LONG_AGO = int(1.7e9)

CONFIGURATION = """\
[site]
url = "https://ada.example"
title = "Ada, now"
author = { name = "Ada Example" }

[entries]
folder = "now"
permalink = "/now/{slug}/"
link = "/now/"
"""
FEED = """
[targets.feed]
platform = "atom"
file = "public/now.xml"
url = "https://ada.example/now.xml"
"""
_MASTODON = """
[secrets]
from = "environment"

[targets.mastodon]
platform = "mastodon"
server = "{server}"
max_age = 36500
max_new = 1000
settle = {settle}
wait_for_page = false
"""
_WORDS = (
    "a about after again all and any are as at because before boat board book built café chapter "
    "clock coffee desk draft evening ferry fixed for from garden glue had harbour have it kettle "
    "kitchen last learn letter list long map month morning needle new now of old on one paint "
    "paper plan plank program quiet read river roof small song still street summer table that the "
    "tide time to train walk water week wind winter with words work write yard year"
).split()
_LISTS = ("currentlyReading", "currentlyWatching", "currentlyLearning", "currentlyBuilding")


@dataclass(frozen=True, slots=True)
class Archive:
    """A site with so many entries."""

    folder: Path
    files: Sequence[Path]

    def add(self, count: int = 1) -> Sequence[Path]:
        """Write entries that are new, as those that a user has just finished."""
        entries = self.folder / "now"
        there = sum(1 for _ in entries.iterdir())
        paths = [entries / f"new-{there + number}.md" for number in range(count)]
        for number, path in enumerate(paths):
            path.write_text(text(-there - number), encoding="utf-8")
            os.utime(path, (LONG_AGO, LONG_AGO))
        return paths

    def edit(self, number: int, edition: int) -> Path:
        """Change what one entry says, as its author does who saves it."""
        path = self.files[number]
        path.write_text(f"{text(number)}\nEdition {edition}.\n", encoding="utf-8")
        # Not just now: whoever reads it again each time would be measured instead.
        os.utime(path, (LONG_AGO + edition,) * 2)
        return path


def build(folder: Path, size: int, *tables: str) -> Archive:
    """Write a site with `size` entries, and a configuration with these target tables."""
    entries = folder / "now"
    entries.mkdir(parents=True)
    (folder / "nowsync.toml").write_text("".join((CONFIGURATION, *tables)), encoding="utf-8")
    files = tuple(entries / f"{name(number)}.md" for number in range(size))
    for number, path in enumerate(files):
        path.write_text(text(number), encoding="utf-8")
        os.utime(path, (LONG_AGO, LONG_AGO))
    return Archive(folder, files)


def mastodon(server: str, settle: int = 0) -> str:
    """Write the table of a Mastodon target, with its secret from the environment."""
    return _MASTODON.format(server=server, settle=settle)


def name(number: int) -> str:
    """Name an entry; number 0 is the newest."""
    day = NEWEST - timedelta(days=number // A_DAY)
    return f"{day:%Y-%m-%d}-{chr(ord('a') + number % A_DAY)}"


def text(number: int) -> str:
    """Write an entry: front matter with lists, sections, items and paragraphs; about 2.2 KB."""
    chance = Random(f"{SEED} {number}")
    day = NEWEST - timedelta(days=max(number, 0) // A_DAY)
    lists = "".join(f'{each}: ["{_some(chance, 3)}", "{_some(chance, 4)}"]\n' for each in _LISTS)
    head = f'title: "{_some(chance, 3)}"\ndate: {day:%Y-%m-%d}\nmood: "{_some(chance, 3)}"\n{lists}'
    items = "".join(f"- **{_some(chance, 2)}**: {_sentence(chance)}\n" for _ in range(4))
    goals = "".join(f"{place}. {_some(chance, 6)}\n" for place in range(1, 5))
    parts = (
        f"## What I'm up to right now\n\n{_paragraph(chance)}\n{_paragraph(chance)}",
        f"## Projects\n\n{items}",
        f"## Reading\n\n_{_some(chance, 3)}_. {_paragraph(chance)}",
        f"## Goals for next month\n\n{goals}",
        f"## Life updates\n\n{_paragraph(chance)}",
    )
    return f"---\n{head}---\n\n" + "\n".join(parts)


def _some(chance: Random, count: int) -> str:
    return " ".join(chance.choices(_WORDS, k=count)).capitalize()


def _sentence(chance: Random) -> str:
    return f"{_some(chance, chance.randint(8, 16))}."


def _paragraph(chance: Random) -> str:
    return " ".join(_sentence(chance) for _ in range(4)) + "\n"
