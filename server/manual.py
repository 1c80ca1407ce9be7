"""The manual page, diemcau(1), made of the help of the commands and the table of settings."""

import re
from collections.abc import Iterator
from importlib.metadata import version

import click

from server.settings import SETTINGS

_SPACES = re.compile(r"\s+")


@click.command()
@click.pass_context
def manual(context: click.Context) -> None:
    """Print the manual page, diemcau(1).

    \b
    diemcau manual > ~/.local/share/man/man1/diemcau.1
    man diemcau
    """
    click.echo("\n".join(_page(context.find_root().command)))


def _page(main: click.Command) -> Iterator[str]:
    """The lines of the manual page of a tree of commands (man-pages(7))."""
    assert isinstance(main, click.Group)
    number = version("diemcau")
    yield f'.TH DIEMCAU 1 "" "diemcau {_plain(number)}"'
    yield from (".SH NAME", f"diemcau \\- {_line((main.help or '').rstrip('.'))}")
    yield from (".SH SYNOPSIS", r"\fBdiemcau\fR [\fB\-\-data\fR \fIPATH\fR] \fICOMMAND\fR [\fIARGUMENTS\fR]")
    yield from (".SH DESCRIPTION", _line(main.help or ""))
    yield from ("Data go to standard output, progress and errors to standard error.", ".SH OPTIONS")
    yield from _options(main, click.Context(main, info_name="diemcau"))
    yield ".SH COMMANDS"
    yield from _commands(main, click.Context(main, info_name="diemcau"))
    yield ".SH ENVIRONMENT"
    for setting in SETTINGS:
        yield from (
            ".TP",
            rf"\fB{_plain(setting.variable)}\fR",
            _line(f"{setting.meaning} Default: {setting.default}."),
        )
    yield from (".SH EXIT STATUS", "0: done; 1: failed; 2: used wrongly. Errors say how to mend them.")


def _commands(group: click.Group, context: click.Context) -> Iterator[str]:
    for name, command in sorted(group.commands.items()):
        inner = click.Context(command, info_name=name, parent=context)
        usage = " ".join(command.collect_usage_pieces(inner))
        yield from (f".SS {_plain(inner.command_path.removeprefix('diemcau '))} {_plain(usage)}", *_prose(command))
        yield from _options(command, inner)
        if isinstance(command, click.Group):
            yield from _commands(command, inner)


def _prose(command: click.Command) -> Iterator[str]:
    """The help of a command: paragraphs, of which those marked with \\b keep their lines."""
    for number, paragraph in enumerate((command.help or "").split("\n\n")):
        if number:
            yield ".PP"
        if paragraph.lstrip().startswith("\b"):
            lines = [line for line in paragraph.replace("\b", "").splitlines() if line.strip()]
            yield from (".nf", *(_plain(line) for line in lines), ".fi")
        else:
            yield _line(paragraph)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and record[1]:
            yield from (".TP", rf"\fB{_plain(record[0])}\fR", _line(record[1]))


def _line(text: str) -> str:
    """Running text as a line of roff."""
    return _plain(_SPACES.sub(" ", text).strip())


def _plain(text: str) -> str:
    """Text that roff shows as it stands: no escapes, and nothing that begins a request."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped
