"""A pretend WebSub hub (W3C Recommendation of 23 January 2018, § 7), and a static host."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs

from tests.servers.wire import Answer, Request

FORM = "application/x-www-form-urlencoded"


@dataclass
class PretendHub:
    """Serves what is online, and fetches it when it is told to, as hubs do."""

    online: dict[str, bytes] = field(default_factory=dict)
    delivered: list[bytes] = field(default_factory=list)

    def handle(self, request: Request) -> Answer:
        """Serve a file, or take a ping: what is online then is what subscribers get."""
        if request.method == "GET":
            found = self.online.get(request.path)
            return Answer(404) if found is None else Answer(200, found)
        said = parse_qs(request.body.decode("ascii"))
        if request.headers["Content-Type"] != FORM or said.get("hub.mode") != ["publish"]:
            return Answer(400, "this hub takes pings only")
        (topic,) = said["hub.url"]
        self.delivered.append(self.online["/" + topic.rpartition("/")[2]])
        return Answer(204)
