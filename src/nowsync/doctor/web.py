"""What others see of the site: the page that statuses link to, and the hubs of feeds."""

from collections.abc import Iterator
from contextlib import closing

from nowsync.adapters.abilities import Subscribed
from nowsync.core.errors import NotSent, PublishError
from nowsync.doctor.finding import Finding, doubtful, well, wrong
from nowsync.doctor.setup import Setup
from nowsync.http.client import Client
from nowsync.http.visitor import Visitor


def page(setup: Setup) -> Iterator[Finding]:
    """Read the page of the newest entry as anybody would, or the site's own."""
    site = setup.configuration.site.url
    entries = [each for each in setup.folder().entries if not each.draft]
    url = (entries[-1].link or entries[-1].permalink if entries else None) or site
    try:
        status = Visitor(site).visit(url).status
    except NotSent as error:
        yield wrong("page", f"{url} {error}", "put the site online, or correct url in [site]")
        return
    if status == 200:
        yield well("page", f"{url} is online")
    elif status == 404:
        fix = "build the site and put it online before you publish"
        yield doubtful("page", f"{url} is not there (404)", fix)
    else:
        yield doubtful("page", f"{url} answers {status}", "look at it in a browser")


def hubs(setup: Setup) -> Iterator[Finding]:
    """See that the hubs which tell subscribers of feeds are there, and tell them nothing."""
    able = [each.adapter for each in setup.places() if isinstance(each.adapter, Subscribed)]
    for hub in dict.fromkeys(topic.hub for each in able for topic in each.topics()):
        try:
            with closing(Client(hub, secret=None, header="")) as client:
                client.get(hub)
        except NotSent as error:
            yield wrong("hub", str(error), "correct hub in nowsync.toml, or take it out")
            continue
        except PublishError:
            pass  # It has answered; only a ping has to please it.
        yield well("hub", f"{hub} answers")
