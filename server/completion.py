"""Completion in shells: the command `completion`, and the names of canned questions and of what they take.

Nothing of a release is loaded: all comes from the headers of the questions.
"""

import click
from click.shell_completion import CompletionItem, get_completion_class

from kg import paths, query_files
from kg.queries import LANGUAGES, CannedQuery, Parameter

_SHELLS = ("bash", "fish", "zsh")
_NO_SPACE = """
# A value follows the = of a parameter, and no space.
_diemcau_with_values() {
    _diemcau_completion "$@"
    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]]; then compopt -o nospace; fi
}
complete -o nosort -F _diemcau_with_values diemcau
"""


def questions(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem[str]]:
    """The canned questions that begin so, with their titles; files of queries are for the shell to find."""
    found = [CompletionItem(slug, help=one.title["en"]) for slug, one in _queries().items() if slug.startswith(begun)]
    return found or [CompletionItem(begun, type="file")]


def arguments(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem[str]]:
    """What the question that was named before takes beside what is there: `name=`, and the values of a choice.

    bash takes `=` for a word of its own; fish and zsh have `name=value` in one.
    """
    asked = _queries().get(context.params.get("question") or "")
    if asked is None:
        return []
    given = [word for word in context.params.get("arguments") or () if word != "="]
    if given and given[-1] in asked.parameters:
        return _values(asked.parameters[given[-1]], begun, "")
    name, equals, value = begun.partition("=")
    if equals:
        return _values(asked.parameters[name], value, f"{name}=") if name in asked.parameters else []
    taken = {word.partition("=")[0] for word in given}
    left = [one for one in asked.parameters.values() if one.name.startswith(begun) and one.name not in taken]
    return [CompletionItem(f"{one.name}=", help=one.title["en"]) for one in left]


def _values(parameter: Parameter, begun: str, before: str) -> list[CompletionItem[str]]:
    """The values of a parameter that has few."""
    codes = dict.fromkeys(LANGUAGES) if parameter.name == "lang" else parameter.choices
    return [
        CompletionItem(before + code, help=named["en"] if named else None)
        for code, named in codes.items()
        if code.startswith(begun)
    ]


def _queries() -> dict[str, CannedQuery]:
    return query_files.load_queries(paths.queries_dir())


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
    script = made(click.Group(), {}, "diemcau", "_DIEMCAU_COMPLETE").source().strip()
    click.echo(script + (f"\n{_NO_SPACE.rstrip()}" if shell == "bash" else ""))
