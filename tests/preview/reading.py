"""A page, read as a program reads it that knows nothing of how it was made."""

import json
from html.parser import HTMLParser

VOID = {"meta", "img", "br", "hr"}


class _Marked(HTMLParser):
    """Collects the text inside each element that has an attribute."""

    def __init__(self, attribute: str) -> None:
        super().__init__()
        self.attribute = attribute
        self.texts: list[str] = []
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        marked = self.attribute in dict(attrs)
        self._open.append(marked)
        self.texts += [""] * marked

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if any(self._open):
            self.texts[-1] += data


def marked(page: str, attribute: str) -> list[str]:
    """Give the text of each element with an attribute, as a reader copies it."""
    reader = _Marked(attribute)
    reader.feed(page)
    reader.close()
    return reader.texts


def shown(page: str) -> list[str]:
    """Give the texts that readers will see."""
    return marked(page, "data-sent")


def requests(page: str) -> list[object]:
    """Give the bodies of the requests that the page says will be sent."""
    return [json.loads(text) for text in marked(page, "data-body")]
