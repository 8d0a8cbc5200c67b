"""A pretend site: pages by their paths, and what each of them answers."""

from dataclasses import dataclass, field

from tests.servers.wire import Answer, Request


@dataclass
class PretendSite:
    """A site whose pages a test puts online; the others are not there."""

    pages: dict[str, Answer] = field(default_factory=dict)

    def put(self, path: str, html: str) -> None:
        """Put a page online."""
        self.pages[path] = Answer(200, html)

    def handle(self, request: Request) -> Answer:
        """Give the page, or say that there is none."""
        return self.pages.get(request.path, Answer(404, "<h1>Not here</h1>"))
