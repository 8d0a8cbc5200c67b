"""`nowsync resolve`: what only a person can know."""

import click

from nowsync.cli import completing
from nowsync.cli.show import say
from nowsync.core.errors import UsageError


@click.command(
    epilog="""\b
Examples:
  nowsync resolve 2025-11 --target mastodon --was-posted https://mastodon.example/@ada/1234
  nowsync resolve 2025-11 --target mastodon --post-again
  nowsync resolve 2025-11 --target mastodon --drop
  nowsync resolve 2025-11 --target mastodon --keep-theirs
"""
)
@click.argument("word", metavar="ENTRY", shell_complete=completing.entries)
@click.option(
    "--target",
    required=True,
    metavar="NAME",
    help="Where the post is held.",
    shell_complete=completing.targets,
)
@click.option("--was-posted", "url", metavar="URL", help="It is there: at this address.")
@click.option("--post-again", "again", is_flag=True, help="It is not there: post it.")
@click.option("--drop", is_flag=True, help="Leave it; it is not posted by itself.")
@click.option("--keep-theirs", "keep", is_flag=True, help="It was edited there, and stays so.")
@click.option("--keep", "stay", is_flag=True, help="Its entry has gone; leave what is there.")
@click.pass_context
def command(  # noqa: PLR0913  # one parameter for each word that can be typed
    context: click.Context,
    word: str,
    target: str,
    *,
    url: str | None,
    again: bool,
    drop: bool,
    keep: bool,
    stay: bool,
) -> int:
    """Decide what became of a post that is held.

    A post is held when its request was never answered, looking did not find it, and sending it
    again could post it twice. Look at your account, and say what you saw. What was taken back, or
    removed there by hand, may be posted again with --post-again. A post that nowsync did not make,
    or does not know any more, is taken for an entry's with --was-posted.

    What was edited there by hand stays with --keep-theirs: it counts as what the entry says now,
    and is edited only when the entry changes again. The other way is nowsync publish --overwrite.

    What stays there though its entry was removed, or is a draft again, is asked about until you
    take it back with nowsync retract, or say --keep.
    """
    from nowsync.answers import Answers
    from nowsync.app import App

    if [url is not None, again, drop, keep, stay].count(True) != 1:
        raise UsageError(
            "say one of --was-posted URL, --post-again, --drop, --keep or --keep-theirs"
        )
    app = App.find(context.obj)
    with app.writing() as ledger:
        case = Answers(app, ledger).case(word, target)
        if keep:
            said = case.keep_theirs()
        elif stay:
            said = case.let_stay()
        elif url is not None:
            said = case.was_posted(url)
        else:
            said = case.post_again() if again else case.drop()
        say(said)
    return 0
