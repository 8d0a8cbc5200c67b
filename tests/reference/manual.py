"""The manual page nowsync(1), made of what the commands say of themselves with --help."""

import re
from collections.abc import Iterator
from inspect import cleandoc
from textwrap import wrap

import click

from nowsync import __version__, cli
from tests.shell import ROOT

PAGE = ROOT / "docs/nowsync.1"
_EXITS = re.compile(r"^\| (\d+) \| (.+) \|$", re.MULTILINE)


def page() -> str:
    """Write the page in the language of man(7)."""
    top = cli.cli.make_context("nowsync", [], resilient_parsing=True)
    return "\n".join(
        [
            '.\\" Written by: make reference',
            # A date would tell no more than when the page was made.
            f'.TH NOWSYNC 1 "" "nowsync {__version__}" "User Commands"',
            ".SH NAME",
            f"nowsync \\- {_text(_lower(cli.cli.get_short_help_str(200).rstrip('.')))}",
            ".SH SYNOPSIS",
            f".B nowsync\n{_text('[--config FILE] COMMAND [OPTIONS] [ARGS]...')}",
            ".SH DESCRIPTION",
            *_paragraphs(f"{cli.cli.help}\n\n{cli.cli.epilog}"),
            ".SH OPTIONS",
            *_options(cli.cli, top),
            ".SH COMMANDS",
            *_commands(cli.cli, top),
            ".SH EXIT STATUS",
            *_exits(),
            "",
        ]
    )


def _commands(group: click.Group, above: click.Context) -> Iterator[str]:
    for name in group.list_commands(above):
        command = group.get_command(above, name)
        assert command is not None
        context = click.Context(command, parent=above, info_name=name)
        usage = " ".join([f"nowsync {context.command_path.partition(' ')[2]}", *_usage(context)])
        yield f".SS {_text(usage)}"
        yield from _paragraphs(command.help or "")
        yield from _options(command, context)
        if isinstance(command, click.Group):
            yield from _commands(command, context)
        else:
            yield from _examples(command.epilog or "")


def _usage(context: click.Context) -> list[str]:
    return context.command.collect_usage_pieces(context)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    """Say what the options are; that of --help once, for all commands."""
    options = [each for each in command.get_params(context) if isinstance(each, click.Option)]
    own = [each for each in options if context.parent is None or "--help" not in each.opts]
    for names, said in filter(None, (each.get_help_record(context) for each in own)):
        yield f".TP\n.B {_text(names)}\n{_text(said)}"


def _paragraphs(text: str) -> list[str]:
    paragraphs = (_filled(each) for each in cleandoc(text).split("\n\n"))
    return "\n.PP\n".join(paragraphs).splitlines()


def _filled(paragraph: str) -> str:
    lines = wrap(paragraph, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(_text, lines))


def _examples(epilog: str) -> Iterator[str]:
    for part in cleandoc(epilog.replace("\b", "")).split("\n\n"):
        head, *lines = part.strip().splitlines()
        yield f".PP\n{_text(head)}\n.RS 4\n.nf"
        yield from (_text(line.strip()) for line in lines)
        yield ".fi\n.RE"


def _exits() -> Iterator[str]:
    table = (ROOT / "README.md").read_text("utf-8").partition("## Exit codes")[2]
    for code, meaning in _EXITS.findall(table.partition("\n## ")[0]):
        yield f".TP\n.B {code}\n{_text(meaning.replace('`', ''))}"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
