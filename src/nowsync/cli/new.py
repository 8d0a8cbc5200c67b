"""`nowsync new`: start a month's entry."""

import click


@click.command(
    epilog="""\b
Examples:
  nowsync new                          for this month
  nowsync new 2026-12
"""
)
@click.argument("month", required=False, metavar="[MONTH]")
@click.pass_context
def command(context: click.Context, month: str | None) -> int:
    """Start a month's entry: a draft, after the manner of your last one.

    Its front matter has the same keys, its lists go on, and so do the goals that are not done. It
    gets a name like the others, and is published only when you take `draft` out. MONTH is one
    such as 2026-12; no file is ever replaced.
    """
    from nowsync.app import App
    from nowsync.cli import show

    source = App.find(context.obj, show.reading).drafts().start(month)
    show.say(f"Wrote {source}. It is a draft: go on with it, and take out `draft` when it is done.")
    return 0
