"""The command `diemcau`: data to stdout, progress and errors to stderr; exit 0 done, 1 failed, 2 used wrongly."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from kg import paths, query_files, release
from kg.archive import ArchiveFailed, path_in
from kg.formats import FORMATS, for_kind
from kg.labels import LabelIndex, NotALabelIndex
from kg.model import BuildFailed
from kg.query_files import QueryFileError
from kg.release import NoSpace, Release, ReleaseBusy
from kg.store import SourceSyntaxError
from server import (
    asking,
    clustered,
    completion,
    deploying,
    differing,
    exporting,
    extraction,
    forgetting,
    inferring,
    ingesting,
    manual,
    printing,
    publishing,
    reviewing,
    tables,
)
from server.mcp.command import mcp
from server.settings import BadSetting, Settings, unknown

_QUERY_FORMATS = ("table", *(f.key for f in FORMATS if f.kind != "dataset"))
_GRAPH_FORMATS = tuple(f.key for f in for_kind("graph"))


class _Group(click.Group):
    """Turns the errors that people cause into one line that says how to mend them."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (BadSetting, asking.CannotAsk) as error:
            raise click.ClickException(str(error)) from None
        except (ReleaseBusy, QueryFileError, ArchiveFailed) as error:
            raise click.ClickException(f"{error}.") from None
        except NoSpace as error:
            raise click.ClickException(f"{error}. Make room, or choose another folder with --data.") from None
        except BrokenPipeError:
            raise  # whoever read our output has gone; click ends the command quietly
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}. Is the folder of --data usable?") from None
        except NotALabelIndex as error:
            raise click.ClickException(f"{error}. Make a new release with: diemcau build") from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="diemcau")
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder of the releases (default: DIEMCAU_DATA, else data)."
)
@click.pass_context
def main(context: click.Context, data: Path | None) -> None:
    """Viet Nam's e-government in the news, as a knowledge graph with evidence."""
    if data is not None:
        os.environ["DIEMCAU_DATA"] = str(data)
    context.obj = Settings.read()


def _article_folders(settings: Settings) -> list[Path]:
    return [folder for folder in (settings.articles,) if folder.is_dir()]


def _build(settings: Settings, dask: str | None) -> Release:
    """Builds and reports; ends the command with exit status 1 where the inputs are faulty."""
    from kg import pipeline  # with the reasoner and the validator, which only a build needs

    try:
        with printing.progress() as watch:
            report = clustered.run(
                dask, lambda holder: pipeline.build(settings.data, _article_folders(settings), watch, holder=holder)
            )
    except BuildFailed as failed:
        serving = release.current(settings.data)
        printing.faults(failed.faults)
        stays = f"Release {serving.id} stays in service." if serving else "There is no release yet."
        raise click.ClickException(f"Nothing was published. {stays}") from None
    printing.build_report(report)
    return report.release


@main.command()
@clustered.option
@click.pass_obj
def build(settings: Settings, dask: str | None) -> None:
    """Read, check, infer, and publish a release."""
    _build(settings, dask)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def load(settings: Settings, files: tuple[Path, ...]) -> None:
    """Publish FILES of N-Quads (.nq), made elsewhere, as a release: nothing is checked but their form.

    Blank nodes of one name are one node in all files. For data that is too large to be built on this machine.
    """
    from kg import shards

    try:
        with printing.progress() as watch:
            report = shards.publish(settings.data, files, watch)
    except SourceSyntaxError as error:
        raise click.ClickException(f"{error}. Nothing was published; the files have to be N-Quads.") from None
    printing.build_report(report)


@main.command()
@click.pass_obj
def validate(settings: Settings) -> None:
    """Check the inputs as a build does, and write nothing."""
    from kg import pipeline

    try:
        checked = pipeline.check(_article_folders(settings), archive=path_in(settings.data))
    except BuildFailed as failed:
        printing.faults(failed.faults)
        raise SystemExit(1) from None
    printing.faults(list(checked.warnings))
    click.echo(f"{sum(checked.counts.values())} quads in {len(checked.counts)} graphs; no errors.")


@main.command()
@publishing.store_option
@click.option("--host", help="Address to listen on (default: DIEMCAU_HOST, else 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (default: DIEMCAU_PORT, else 8000).")
@click.option("--origin", help="Address of the site for its clients, as https://example.org (default: DIEMCAU_ORIGIN).")
@click.option(
    "--dataset",
    type=click.Choice(["union", "exact"]),
    help="union: the graph of diemcau (default); exact: a plain data set, empty at first.",
)
@click.option("--writable", is_flag=True, help="Take changes of the plain data set, with the token.")
@click.option("--token", help="Token of at least 128 bits for changes (default: DIEMCAU_TOKEN).")
def serve(**options: str | int | bool | None) -> None:
    """Start the site; build the release first where there is none."""
    for name, value in options.items():
        if value:
            os.environ[f"DIEMCAU_{name.upper()}"] = str(int(value) if name == "writable" else value)
    settings = Settings.read()
    for warning in unknown():
        click.echo(f"Warning: {warning}", err=True)
    if settings.store is not None:
        asking.published(settings)  # or says why the service cannot be asked
    elif not settings.exact and release.current(settings.data) is None:
        click.echo(f"No release in {settings.data} yet: building one.", err=True)
        # In a process of its own: the threads that a build leaves would take the signals that are to end the site.
        command = [sys.executable, "-m", "server.cli", "--data", str(settings.data), "build"]
        if (status := subprocess.run(command, check=False).returncode) != 0:  # noqa: S603 – our own module, no shell
            raise SystemExit(status)
    from server import serving  # granian is only needed here, and takes a while to load

    try:
        serving.check_address(settings)
        serving.check_data(settings)
    except serving.CannotServe as error:
        raise click.ClickException(str(error)) from None
    serving.run(settings)


@main.command()
@publishing.store_option
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Check this installation, and say how to mend what is wrong."""
    from server import doctor as checks

    if not printing.findings(checks.examine(settings)):
        raise click.ClickException("This installation will not work as it is.")


@main.command("query")
@publishing.store_option
@click.argument("question", shell_complete=completion.questions)
@click.argument("arguments", nargs=-1, metavar="[NAME=VALUE]…", shell_complete=completion.arguments)
@click.option("--format", "form", type=click.Choice(_QUERY_FORMATS), default="table", show_default=True)
@click.option("--endpoint", help="Ask this SPARQL endpoint instead of the local release.")
@click.pass_obj
def ask(settings: Settings, question: str, arguments: Sequence[str], form: str, endpoint: str | None) -> None:
    """Ask a canned QUESTION (diemcau queries lists them), a FILE.rq, or - for standard input."""
    given = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals:
            raise click.UsageError(f"{argument!r}: write arguments as NAME=VALUE.")
        given[name] = value
    asked = asking.prepare(settings, question, given)
    if form == "table":
        tables.show(asking.rows(settings, asked, endpoint))
    else:
        sys.stdout.buffer.write(asking.data(settings, asked, form, endpoint))


@main.command("queries")
def list_queries() -> None:
    """List the canned questions."""
    for query in query_files.load_queries(paths.queries_dir()).values():
        parameters = " ".join(f"[{name}=…]" for name in query.parameters)
        click.echo(f"{query.slug} {parameters}".rstrip())
        click.echo(f"    {query.title['vi']}\n    {query.title['en']}")


@main.command()
@publishing.store_option
@click.argument("text")
@click.pass_obj
def search(settings: Settings, text: str) -> None:
    """Find people, agencies, places, documents … by a label, typed with or without diacritics."""
    index = LabelIndex.open(asking.published(settings).labels)
    try:
        found = index.search(text)
    finally:
        index.close()
    for candidate in found:
        click.echo(f"{candidate.label}\t{candidate.iri}")
    if not found:
        raise click.ClickException(f"Nothing is labelled like {text!r}.")


@main.command()
@publishing.store_option
@click.argument("resource")
@click.option(
    "--format", "form", type=click.Choice([f.key for f in for_kind("graph")]), default="ttl", show_default=True
)
@click.pass_obj
def describe(settings: Settings, resource: str, form: str) -> None:
    """Print what is known of a RESOURCE: an IRI, a slug or a label."""
    sys.stdout.buffer.write(asking.description(settings, resource, form))


main.add_command(completion.completion)
main.add_command(deploying.deploy)
main.add_command(differing.diff)
main.add_command(exporting.export)
main.add_command(extraction.extract)
main.add_command(extraction.rules)
main.add_command(forgetting.forget)
main.add_command(inferring.infer)
main.add_command(ingesting.ingest)
main.add_command(manual.manual)
main.add_command(mcp)
main.add_command(publishing.publish)
main.add_command(reviewing.review)

if __name__ == "__main__":
    main()
