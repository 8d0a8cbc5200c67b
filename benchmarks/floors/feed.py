"""Have feedgen make a feed of so many entries, and write it."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from feedgen.feed import FeedGenerator

count, place = int(sys.argv[1]), Path(sys.argv[2])
feed = FeedGenerator()
feed.id("https://ada.example/now.xml")
feed.title("Ada, now")
feed.updated(datetime(2026, 11, 1, tzinfo=UTC))
for number in range(count):
    entry = feed.add_entry()
    entry.id(f"https://ada.example/now/{number}/")
    entry.title(f"Entry {number}")
    entry.link(href=f"https://ada.example/now/{number}/")
    entry.updated(datetime(2026, 11, 1, tzinfo=UTC))
    entry.content("<p>The kettle is on, and the tide is coming in.</p>" * 35, type="html")
feed.atom_file(str(place))
