"""How other programs are told to do what nowsync does: their configurations."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.archive import Archive
from benchmarks.process import TOKEN, Command

HUGO = """\
baseURL = "https://ada.example/"
title = "Ada, now"
disableKinds = ["taxonomy", "term", "section", "sitemap", "robotsTXT", "404"]
[outputs]
home = ["RSS"]
[services.rss]
limit = -1
"""
PELICAN = """\
SITENAME = "Ada, now"
SITEURL = FEED_DOMAIN = "https://ada.example"
AUTHOR = "Ada Example"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
FEED_ALL_ATOM = "now.xml"
FEED_MAX_ITEMS = 1_000_000
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
ARTICLE_SAVE_AS = AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
DIRECT_TEMPLATES = []
"""
FEED2TOOT = """\
[mastodon]
instance_url={instance}
user_credentials={folder}/user.txt
client_credentials={folder}/client.txt
toot_visibility=unlisted
[cache]
cachefile={folder}/seen.db
cache_limit=100000
[rss]
uri={feed}
toot={{title}} {{link}}
"""


def toot(program: Path, folder: Path, server: str) -> Command:
    """Have toot post to a server; it finds who it is in its configuration."""
    home = folder.parent / "toot"
    (home / "toot").mkdir(parents=True, exist_ok=True)
    host = urlsplit(server).netloc
    app = {"instance": host, "base_url": server, "client_id": "1", "client_secret": "1"}
    user = {"instance": host, "username": "ada", "access_token": TOKEN}
    known = {"apps": {host: app}, "users": {f"ada@{host}": user}, "active_user": f"ada@{host}"}
    (home / "toot" / "config.json").write_text(json.dumps(known), encoding="utf-8")
    words: list[str | Path] = [program, "post", "The kettle is on."]
    return Command(words, folder, more={"XDG_CONFIG_HOME": str(home)})


def hugo(program: Path, folder: Path, site: Archive) -> Command:
    """Have Hugo make a feed of all entries, and nothing else."""
    _content(folder, site)
    (folder / "hugo.toml").write_text(HUGO, encoding="utf-8")
    return Command([program, "--quiet"], folder)


def pelican(program: Path, folder: Path, site: Archive) -> Command:
    """Have Pelican make a feed of all entries, and nothing else."""
    _content(folder, site)
    (folder / "pelicanconf.py").write_text(PELICAN, encoding="utf-8")
    return Command([program, "--quiet"], folder)


def feed2toot(program: Path, folder: Path, feed: Path) -> Command:
    """Have feed2toot remember what is in a feed; after the first time nothing is new."""
    own = folder / "feed2toot"
    own.mkdir(exist_ok=True)
    for name in ("user.txt", "client.txt"):
        (own / name).write_text("token\nsecret\n", encoding="utf-8")
    said = FEED2TOOT.format(instance="https://ada.example", folder=own, feed=feed)
    (own / "feed2toot.ini").write_text(said, encoding="utf-8")
    return Command([program, "--populate-cache", "-c", own / "feed2toot.ini"], own)


def _content(folder: Path, site: Archive) -> None:
    content = folder / "content"
    content.mkdir(parents=True, exist_ok=True)
    for path in site.files:
        (content / path.name).write_bytes(path.read_bytes())
