"""HTML of an entry as it is shown on our own page: nothing in it runs, and nothing is fetched."""

from html import escape
from html.parser import HTMLParser

from nowsync.markdown import html, sanitise

# An entry's headings stand below the title of its card, whatever they are on their own page.
_HEADINGS = {"h1": "h5", "h2": "h5", "h3": "h6", "h4": "h6", "h5": "h6", "h6": "h6"}
# What HTML's own elements close by themselves.
_VOID = frozenset({"br", "hr", "img"})


def of_markdown(text: str, *, base_url: str) -> str:
    """Write Markdown as safe HTML; in place of each picture stands what it is."""
    return _without_pictures(html(text, base_url=base_url))


def of_html(text: str, *, base_url: str) -> str:
    """Make HTML from a feed safe once more; in place of each picture stands what it is."""
    return _without_pictures(sanitise(text, base_url=base_url))


def _without_pictures(clean: str) -> str:
    rewriter = _Rewriter()
    rewriter.feed(clean)
    rewriter.close()
    return "".join(rewriter.parts)


class _Rewriter(HTMLParser):
    """Writes what the sanitiser left, with a description in place of each picture."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write a tag again, and a picture as what it shows and where it is."""
        known = {name: value or "" for name, value in attrs}
        if tag == "img":
            self.parts.append(_picture(known))
            return
        if tag == "a":
            known |= {"rel": "noopener noreferrer"}
        if tag in {"table", "pre"}:
            known |= {"tabindex": "0"}
        written = "".join(f' {name}="{escape(value)}"' for name, value in known.items())
        self.parts.append(f"<{_HEADINGS.get(tag, tag)}{written}>")

    def handle_endtag(self, tag: str) -> None:
        """Write the end of a tag that has one."""
        if tag not in _VOID:
            self.parts.append(f"</{_HEADINGS.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        """Write text so that it is text again."""
        self.parts.append(escape(data, quote=False))


def _picture(known: dict[str, str]) -> str:
    alt, address = escape(known.get("alt", "")), escape(known.get("src", ""))
    words = alt or "a picture without alt text"
    return f'<span class="picture"><strong>{words}</strong> <span>{address}</span></span>'
