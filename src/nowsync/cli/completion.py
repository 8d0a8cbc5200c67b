"""`nowsync completion`: have a shell complete what is typed."""

import click

SHELLS = ("bash", "zsh", "fish")


@click.command(
    epilog="""\b
Examples:
  nowsync completion bash
  nowsync completion zsh
  nowsync completion fish

\b
For good:
  bash   echo 'eval "$(nowsync completion bash)"' >> ~/.bashrc
  zsh    echo 'eval "$(nowsync completion zsh)"' >> ~/.zshrc    below compinit
  fish   nowsync completion fish > ~/.config/fish/completions/nowsync.fish
"""
)
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print what teaches a shell to complete nowsync's commands.

    Entries and targets are completed too: those of the nowsync.toml here, or above. Bash must be
    4.4 or newer.
    """
    from click.shell_completion import get_completion_class

    from nowsync.cli import cli

    completion = get_completion_class(shell)
    if completion is None:
        raise click.UsageError(f"nothing is known of {shell}")
    click.echo(completion(cli, {}, "nowsync", "_NOWSYNC_COMPLETE").source(), nl=False)
    return 0
