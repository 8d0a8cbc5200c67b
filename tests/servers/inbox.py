"""A pretend way to a person, which keeps what they were told; and a monitor."""

from dataclasses import dataclass, field

from tests.servers.wire import Answer, Request


@dataclass
class PretendInbox:
    """Takes what apprise sends to json://…; any other path is a monitor's."""

    told: list[tuple[str, str]] = field(default_factory=list)
    beats: int = 0

    def handle(self, request: Request) -> Answer:
        """Keep a message, or count a heartbeat."""
        if request.method == "GET":
            self.beats += 1
            return Answer(200, "OK")
        match request.json():
            case {"title": str(title), "message": str(text)}:
                self.told.append((title, text))
        return Answer(200, {})
