"""`nowsync config`: what nowsync.toml may say."""

import json
from pathlib import Path

import click

from nowsync.cli import completing
from nowsync.core.errors import UsageError


@click.group(
    epilog="""\b
Examples:
  nowsync config example
  nowsync config schema -o nowsync.schema.json
"""
)
def command() -> None:
    """Show what nowsync.toml may say, to you and to your editor. Reads no nowsync.toml."""


_output = click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write it there; replaces the file.",
    shell_complete=completing.files,
)


@command.command(
    epilog="""\b
Examples:
  nowsync config schema
  nowsync config schema -o nowsync.schema.json
"""
)
@_output
def schema(output: str | None) -> int:
    """Print the JSON Schema of nowsync.toml, for your editor.

    Editors that know Taplo, such as VS Code with Even Better TOML, use it when nowsync.toml begins
    with the line "#:schema ./nowsync.schema.json". It knows the platforms that are installed here.
    """
    from nowsync.schema import schema as described

    return _give(json.dumps(described(), indent=2, ensure_ascii=False), output)


@command.command(
    epilog="""\b
Examples:
  nowsync config example
  nowsync config example -o example.toml
"""
)
@_output
def example(output: str | None) -> int:
    """Print a nowsync.toml that shows every key, with what it means."""
    from nowsync import packaged

    return _give(packaged.example().rstrip("\n"), output)


def _give(text: str, output: str | None) -> int:
    from nowsync.files import write_atomically

    if output is None:
        click.echo(text)
        return 0
    try:
        write_atomically(Path(output), f"{text}\n".encode())
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"Wrote {output}.")
    return 0
