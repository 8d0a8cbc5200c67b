"""What a person sees of the pings that hubs are owed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nowsync.cli import show
from nowsync.core.errors import PublishError

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.entry import Json
    from nowsync.hubs import Hubs, Ping

LATER = "once your site is online: nowsync feed --ping"


def send(hubs: "Hubs") -> int:
    """Tell every hub that can be told; one that cannot keeps no other from hearing."""
    if not hubs.topics:
        show.say('no feed has a hub: there is nobody to tell. Add hub = "https://…" to its target')
    code = 0
    for name, topic in hubs.topics:
        try:
            ping = hubs.ping(name, topic)
            if not ping.told:
                hubs.send(ping)
        except PublishError as error:
            show.say(f"{name}  not told: {error}")
            code = error.exit_code
        else:
            said = "knows this version already:" if ping.told else "was told of"
            show.say(f"{name}  {topic.hub} {said} {topic.url}")
    return code


def after(app: "App", *, json: bool) -> "Sequence[Ping]":
    """Tell hubs of what is online by now, and say what they were told; give what is still owed."""
    pings = app.places.hubs().after()
    for each in (ping for ping in pings if ping.news):
        if not each.told:
            show.notice(f"{each.target}: {each}; {LATER}")
        elif not json:
            show.say(f"{each.target}  {each}")
    return [each for each in pings if not each.told]


def data(owed: "Sequence[Ping]") -> "list[Json]":
    """Write what hubs have not heard yet as JSON data (docs/json.md)."""
    return [
        {
            "target": each.target,
            "hub": each.topic.hub,
            "url": each.topic.url,
            "file": each.topic.file,
            "message": str(each),
            "given_up": each.given_up,
        }
        for each in owed
    ]
