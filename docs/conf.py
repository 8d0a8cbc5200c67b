"""How Sphinx makes a site of these pages, which can be read as they are, too."""

import re
from pathlib import Path

from pygments.lexers.html import HtmlLexer
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

project = html_title = "nowsync"
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_copyright = html_show_sphinx = False
html_copy_source = html_use_index = False
extensions = ["myst_parser"]
# Headings have the anchors that a forge gives them.
myst_heading_anchors = 4

HERE = Path(__file__).parent
SIDEBAR = {
    "Begin": ("getting-started", "recipes/README", "questions"),
    "Write": ("entries", "What one entry decides <overrides>", "templates"),
    "Publish": ("preview", "accounts", "scheduling", "plans", "feeds", "also-on"),
    "Rely on it": (
        "reliability",
        "faults",
        "operations",
        "page",
        "telling",
        "doctor",
        "performance",
    ),
    "Look it up": ("configuration", "keys", "json", "shell-and-editor", "changelog"),
    "Work on it": ("architecture", "adding-a-platform", "decisions/README"),
}
TREE = "\n\n```{toctree}\n:hidden:\n%s\n```\n"
# What a browser would fetch by itself from another place.
FETCHED = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*\bsrc=.https?:|<link\b[^>]*\bhref=.https?:"
)
LINK = re.compile(r"\]\((\.\./[^)#]+\.md)(#[^)]*)?\)")


def read(_app: Sphinx, page: str, source: list[str]) -> None:
    """Add to a page what it has on the site alone: the sidebar, and what is not in this folder."""
    text = source[0]
    if page == "changelog":
        text = (HERE.parent / "CHANGELOG.md").read_text("utf-8")
    if page == "index":
        parts = (":caption: " + "\n".join((name, "", *pages)) for name, pages in SIDEBAR.items())
        text += "".join(TREE % part for part in parts)
    if page.endswith("/README"):
        text += TREE % ":glob:\n\n*"
    folder = (HERE / page).parent

    def lead(link: re.Match[str]) -> str:
        inside = (folder / link[1]).resolve().is_relative_to(HERE)
        return link[0] if inside else f"](path:{link[1]})"

    source[0] = LINK.sub(lead, text)


def level(
    _app: Sphinx, _page: str, _template: str, context: dict[str, object], _tree: object
) -> None:
    """Give the captions of the sidebar, which are headings, the level that ARIA 1.2 asks for."""
    sidebar = str(context["furo_navigation_tree"])
    context["furo_navigation_tree"] = sidebar.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )


def check(app: Sphinx, failure: Exception | None) -> None:
    """Refuse a site that makes a browser ask anybody else."""
    pages = [] if failure else sorted(app.outdir.rglob("*.html"))
    if asking := [each.name for each in pages if FETCHED.search(each.read_text("utf-8"))]:
        raise ExtensionError(f"these pages fetch something from elsewhere: {asking}")


def setup(app: Sphinx) -> None:
    """Read pages as above; what a template makes is shown as it is."""
    app.connect("source-read", read)
    # After furo has made it, which comes at the usual 500.
    app.connect("html-page-context", level, priority=900)
    app.connect("build-finished", check)
    app.add_lexer("astro", HtmlLexer)
    for language in ("status", "reply"):
        app.add_lexer(language, TextLexer)
