"""The documentation as a site: what of it can be told without building it, as make docs does."""

import re

from tests.shell import ROOT

DOCS = ROOT / "docs"
CONFIGURATION = (DOCS / "conf.py").read_text("utf-8")


def test_the_sidebar_names_every_page() -> None:
    pages = {page.stem for page in DOCS.glob("*.md")} - {"index"}
    sidebar = CONFIGURATION.partition("SIDEBAR = {")[2].partition("\n}")[0]
    named = re.findall(r'"([a-z-]+)"[,)]|<([a-z-]+)>', sidebar)

    assert {one or other for one, other in named} == pages
