"""HTML of entries on a page of ours: nothing of it runs, and nothing is fetched."""

from html.parser import HTMLParser
from typing import Protocol

import pytest

from nowsync.preview.article import of_html, of_markdown

BASE = "https://ada.example/now/"
HOSTILE = [
    "<script>fetch('https://evil.example')</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<iframe src='https://evil.example'></iframe>",
    "<form action='https://evil.example'><input name=a><button>b</button></form>",
    "<style>@import 'https://evil.example/a.css'</style>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<p style='background:url(https://evil.example)' onclick=alert(1)>a</p>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=x'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<link rel=stylesheet href='https://evil.example/a.css'><meta http-equiv=refresh content=0>",
    "<video src='https://evil.example/a.mp4' autoplay></video><audio src=a></audio>",
    "<base href='https://evil.example'><object data=a></object><embed src=a>",
    "<template><img src=x onerror=alert(1)></template>",
    '![a"onerror=alert(1) x="](https://evil.example/a.png)',
    "[a](javascript:alert(1)) [b](vbscript:x) <https://ok.example>",
    "<a title='\"><script>alert(1)</script>'>a</a>",
]
# What is left of an entry's own markup: none of these loads, runs or sends anything.
HARMLESS = {"href", "title", "rel", "tabindex", "class", "start", "colspan", "rowspan", "datetime"}
LOADING = {
    *("script", "img", "svg", "iframe", "form", "input", "button", "style", "link", "meta"),
    *("video", "audio", "base", "object", "embed", "template", "math", "noscript"),
}


class Make(Protocol):
    """Write a text as HTML."""

    def __call__(self, text: str, *, base_url: str) -> str: ...


class Seen(HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


@pytest.mark.parametrize("make", [of_html, of_markdown])
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_is_left(text: str, make: Make) -> None:
    seen = Seen(make(text, base_url=BASE))

    assert seen.tags & LOADING == set()
    assert {name for name, _ in seen.attributes} - HARMLESS == set()
    links = [value or "" for name, value in seen.attributes if name == "href"]
    assert [link for link in links if not link.startswith(("https://", "http://"))] == []


def test_a_picture_is_described() -> None:
    assert of_markdown('![A "cat" & me](/cat.png)', base_url=BASE) == (
        '<p><span class="picture"><strong>A &quot;cat&quot; &amp; me</strong> '
        "<span>https://ada.example/cat.png</span></span></p>\n"
    )


def test_a_picture_without_alt_text_says_so() -> None:
    assert "a picture without alt text" in of_markdown("![](/cat.png)", base_url=BASE)


def test_text_stays_text() -> None:
    written = of_markdown("`<b>` &amp; *so* on", base_url=BASE)

    assert written == "<p><code>&lt;b&gt;</code> &amp; <em>so</em> on</p>\n"


def test_a_link_tells_nobody_where_it_was_followed() -> None:
    written = of_html('<a href="https://b.example">b</a>', base_url=BASE)

    assert written == '<a href="https://b.example" rel="noopener noreferrer">b</a>'


@pytest.mark.parametrize(
    ("written", "shown"),
    [("# a", "<h5>a</h5>\n"), ("## a", "<h5>a</h5>\n"), ("### a", "<h6>a</h6>\n")],
)
def test_headings_stand_below_the_title_of_their_card(written: str, shown: str) -> None:
    assert of_markdown(written, base_url=BASE) == shown
