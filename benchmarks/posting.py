"""Goals i and j: one post by a process of its own, and what is on the disk before it is sent."""

import json

from benchmarks import archive
from benchmarks.figures import Spread, ratios
from benchmarks.process import floor, nowsync, run
from benchmarks.result import Check, Measure
from benchmarks.server import Server, serving
from benchmarks.stage import Stage, contestants, walls

MORE = 4


def one(stage: Stage) -> list[Measure]:
    """Measure i and j, on a server that answers at once."""
    with serving(Server()) as server:
        site = stage.site("post", 3, archive.mastodon(server.url))
        # The first meeting is another thing; after it each run posts the entry that is new.
        run(nowsync(site.folder, "publish", "--yes"))
        publish = nowsync(site.folder, "publish", "--yes", before=lambda _round: site.add())
        said = stage.folder / "requests.json"
        publish.before(0)
        server.requests.clear()
        run(publish)
        said.write_text(json.dumps(server.requests), encoding="utf-8")
        count = len(server.requests)
        samples = stage.compare(httpx=floor(site.folder, "post", server.url, said), publish=publish)
        single = stage.witnessed(publish)
        many = stage.witnessed(
            nowsync(site.folder, "publish", "--yes", before=lambda _round: site.add(1 + MORE))
        )
    against = ratios(walls(samples["publish"]), walls(samples["httpx"]))
    each = (many["commits"] - single["commits"]) / MORE
    return [
        Measure(
            "i",
            [Check("to httpx", "×", against, 1.5)],
            contestants(samples),
            [f"both send the same {count} requests"],
        ),
        Measure(
            "j",
            [
                Check("commits for each post", "", Spread.of([each]), 2),
                Check("weaker than FULL", "", Spread.of([len(many["weaker"])]), 0),
            ],
        ),
    ]
