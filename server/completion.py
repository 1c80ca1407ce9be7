"""Completion in shells: the command `completion`, and the names of canned questions and of what they take."""

import click
from click.shell_completion import CompletionItem, get_completion_class

from kg import paths, query_files

_SHELLS = ("bash", "fish", "zsh")


def questions(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The canned questions that begin so, with their titles."""
    known = query_files.load_queries(paths.queries_dir()).values()
    return [CompletionItem(one.slug, help=one.title["en"]) for one in known if one.slug.startswith(begun)]


def arguments(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The parameters, as `name=`, of the question that was named before."""
    asked = query_files.load_queries(paths.queries_dir()).get(context.params.get("question", ""))
    names = asked.parameters if asked else ()
    return [CompletionItem(f"{name}=") for name in names if name.startswith(begun)]


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(shell: str) -> None:
    """Print what completes commands in SHELL.

    \b
    bash: diemcau completion bash > ~/.local/share/bash-completion/completions/diemcau
    fish: diemcau completion fish > ~/.config/fish/completions/diemcau.fish
    zsh:  diemcau completion zsh > a file _diemcau in a folder of $fpath
    """
    made = get_completion_class(shell)
    assert made is not None  # click knows all of the choices
    click.echo(made(click.Group(), {}, "diemcau", "_DIEMCAU_COMPLETE").source().strip())
