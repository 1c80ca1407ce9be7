"""The command `publish`: a release put into a SPARQL 1.1 service; and the option that names one."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kg import release
from kg.release import Release
from kg.service.publishing import NotPublished, Published
from kg.service.publishing import publish as put
from kg.service.service import ServiceFailed
from server import printing
from server.settings import Settings


def _elsewhere(context: click.Context, option: click.Parameter, address: str | None) -> None:
    """Has the command use the store at an address."""
    if address is not None:
        os.environ["DIEMCAU_STORE"] = address
        context.obj = Settings.read()


store_option = click.option(
    "--store",
    metavar="ADDRESS",
    callback=_elsewhere,
    expose_value=False,
    help="SPARQL 1.1 service that has the release (default: DIEMCAU_STORE, else the data folder).",
)


@click.command()
@store_option
@click.option("--release", "name", help="Id of a release in the data folder (default: the one in service there).")
@click.option("--adopt", is_flag=True, help="Replace data that the service has and that diemcau did not put there.")
@click.pass_obj
def publish(settings: Settings, name: str | None, adopt: bool) -> None:
    """Load a release into the service of --store, and have it served there in the place of the one before."""
    service = settings.service
    if service is None:
        raise click.UsageError("Name the service with --store or DIEMCAU_STORE; its updates with DIEMCAU_STORE_UPDATE.")
    found = _release(settings, name)
    size, done = found.dump.stat().st_size, 0
    try:
        with _alone(settings.data), printing.progress() as watch:

            def sent(more: int) -> None:
                nonlocal done
                done += more
                watch("load", done, size)

            published = put(service, found, sent, adopt)
    except (NotPublished, ServiceFailed) as error:
        raise click.ClickException(f"{error}.") from None
    _report(service.query, found.id, published)


def _report(address: str, name: str, published: Published | None) -> None:
    if published is None:
        click.echo(f"Release {name} is in service at {address} already.", err=True)
        return
    way = "in one update, which its readers saw whole" if published.at_once else "step by step, with readers kept off"
    click.echo(
        f"Release {name} is in service at {address}: {published.quads:,} quads in {published.graphs:,} graphs, "
        f"loaded in {published.loading_seconds:.1f} s of {published.seconds:.1f} s, exchanged {way}.",
        err=True,
    )


def _release(settings: Settings, name: str | None) -> Release:
    if name is None:
        found = release.current(settings.data)
        if found is None:
            raise click.ClickException(f"There is no release in {settings.data}. Make one with: diemcau build")
        return found
    folder = settings.data / "releases" / name
    if Path(name).name != name or not (folder / "dump.nq").is_file():
        raise click.ClickException(f"There is no release {name!r} in {settings.data / 'releases'}.")
    return Release(name, folder)


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Keeps a second publishing from this data folder out."""
    with (data_dir / ".publishing").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(
                f"Another publishing from {data_dir} is running; try again when it ends."
            ) from None
        yield
