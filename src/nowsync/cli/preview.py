"""`nowsync preview`: publish, stopped before its last step."""

import click

from nowsync.cli.publish import as_json, choice, entries, publish


@click.command(
    epilog="""\b
Examples:
  nowsync preview                      everything that is due
  nowsync preview 2025-11              one entry, wherever it would go
  nowsync preview --target mastodon --json
"""
)
@entries
@choice
@as_json
@click.pass_context
def command(
    context: click.Context, words: tuple[str, ...], only: tuple[str, ...], *, json: bool
) -> int:
    """Show exactly what would be published, and why. Sends nothing and needs no account.

    ENTRY is an entry's id, the path of its file, or a month such as 2025-11.
    """
    return publish(context.obj, words, only, json=json, dry_run=True, sure=False)
