"""The option `--dask` of commands that infer: the Dask cluster that does it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from kg import workers
from kg.workers import NoCluster

if TYPE_CHECKING:
    from kg.infer import Holder  # with the reasoner, which takes a while to load

T = TypeVar("T")

option = click.option(
    "--dask", metavar="ADDRESS", help="Infer on the Dask cluster whose scheduler is at tcp://HOST:PORT."
)


def run(address: str | None, work: "Callable[[Holder | None], T]") -> T:
    """What work gives that may infer on a cluster, where an address of one is given."""
    if address is None:
        return work(None)
    try:
        with workers.cluster(address) as cluster:
            return work(cluster)
    except NoCluster as error:
        raise click.ClickException(f"{error}.") from None
