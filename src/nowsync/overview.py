"""What `nowsync --help` says, without the framework that reads all other command lines.

Not even `typing` is loaded here: that alone takes a third of what Python takes to start.
"""

import os
import sys

# Name, and what is said of each command without loading it.
COMMANDS = {
    "init": "Write a nowsync.toml for the site in this folder.",
    "login": "Sign in to a target's account, and keep the token.",
    "logout": "Have the server and this machine forget a token.",
    "accounts": "Show who you are on each target, and where its secret lies.",
    "entries": "Show what was understood of every file, and why some are no entries.",
    "explain": "Say why an entry was, was not, or will be published.",
    "log": "Show all that has happened, and when.",
    "preview": "Show exactly what would be published, and why; send nothing.",
    "publish": "Publish what is new or changed.",
    "daemon": "Watch, and publish each entry when it is due, until told to stop.",
    "page": "Print a link to the daemon's page.",
    "plan": "Keep what a preview shows in a file, to carry out exactly that later.",
    "apply": "Carry out a plan that was kept, if it is still what would be done.",
    "feed": "Show what readers of a feed will find new in it, before they do.",
    "new": "Start a month's entry, after the manner of the last one.",
    "recap": "Write the draft of an entry that looks back on a quarter or a year.",
    "approve": "Let go out what waits for your approval, just as it is.",
    "hold": "Keep an entry back until you release it.",
    "release": "Let an entry go that you held.",
    "retract": "Take back what was published of an entry.",
    "undo": "Take back what was published last.",
    "resolve": "Decide what became of a post that is held.",
    "reconcile": "Look for posts of your entries, and write down which they are.",
    "rebuild-ledger": "Begin a new ledger where the old one is lost or damaged.",
    "doctor": "Look for everything that can be wrong, and say what to do about it.",
    "lint": "Look for what you may not have meant in your entries and templates.",
    "schedule": "Show what goes out when, and why then.",
    "status": "Show how every target stands, and what waits.",
    "completion": "Have your shell complete what you type.",
    "config": "Show what nowsync.toml may say, to you and to your editor.",
}
ABOUT = "Publish the entries of your now page to Mastodon, dev.to and an Atom feed."
BEGIN = "Begin in your site's folder: nowsync init, then nowsync preview."
CONFIG = "The configuration; otherwise $NOWSYNC_CONFIG, or nowsync.toml here or above."
UNCACHED = "Read every file and make every feed anew; it says the same, and takes longer."
OPTIONS = {
    "--version": "Show the version and exit.",
    "--config FILE": CONFIG,
    "--no-cache": UNCACHED,
    "-h, --help": "Show this message and exit.",
}
WIDEST = 100
NARROWEST = 50
USUAL = 80


def columns() -> int:
    """Tell how wide the terminal is, as `shutil` does; that loads what reads archives, too."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or USUAL
    except (OSError, ValueError):
        return USUAL


def overview(columns: int) -> str:
    """Write it for a terminal of so many columns, to the letter as click does."""
    width = max(min(columns, WIDEST) - 2, NARROWEST)
    lines = [
        "Usage: nowsync [OPTIONS] COMMAND [ARGS]...",
        *("", *_filled("  ", ABOUT, width, 2)),
        *("", "Options:", *_listed(OPTIONS, width)),
        *("", "Commands:", *_listed(COMMANDS, width)),
        *("", *_filled("  ", BEGIN, width, 2)),
    ]
    return "\n".join(lines)


def _listed(rows: dict[str, str], width: int) -> list[str]:
    indent = max(map(len, rows)) + 4
    parts = [_filled(f"  {name}".ljust(indent), said, width, indent) for name, said in rows.items()]
    return [line for part in parts for line in part]


def _filled(start: str, text: str, width: int, indent: int) -> list[str]:
    """Fill lines as `textwrap` does, which takes longer to load than all of this to run."""
    lines, line, gap = [], start, ""
    for word in text.split():
        if gap and len(line) + 1 + len(word) > width:
            lines.append(line)
            line, gap = " " * indent, ""
        line, gap = f"{line}{gap}{word}", " "
    return [*lines, line]
