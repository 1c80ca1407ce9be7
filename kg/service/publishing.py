"""Publishing a release to a service: loaded beside what is served, and exchanged for it in one update.

    read the state → load into graphs of passing names → count → exchange (MOVE) → say the new release

Readers go by what the service says of itself (kg.service.state) before and after each answer. A service that makes the
operations of an update all or none, which is tried and not taken from its name, exchanges the graphs and says so in
one: nobody sees a part. Of any other it is said first that it is being changed, and nothing is read from it meanwhile.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg import iris
from kg.release import Release
from kg.service import state
from kg.service.client import Client
from kg.service.loading import STAGING, BadDump, Staged, load
from kg.service.quirks import is_system
from kg.service.service import Service, ServiceFailed
from kg.service.state import Layout, State
from kg.store import QueryGraphs

ASK_SECONDS = 60.0
_LIST_BYTES = 256 << 20
"""Of a list of all graphs."""


class NotPublished(Exception):
    """Why a release was not published. The message says what the service has now, and how to mend it."""


@dataclass(frozen=True)
class Published:
    """A release that a service has now: its size, seconds for all and for loading, and how it was exchanged."""

    release: str
    before: str | None
    quads: int
    graphs: int
    seconds: float
    loading_seconds: float
    at_once: bool


@dataclass(frozen=True)
class Abilities:
    """What a service was found to do: `at_once`, all operations of an update or none; the layout that it needs."""

    at_once: bool
    layout: Layout


def publish(
    service: Service, release: Release, progress: Callable[[int], None] = lambda done: None, adopt: bool = False
) -> Published | None:
    """Has a service serve a release; None where it does so already.

    `adopt` takes data that it has, and says nothing of, for ours. Raises NotPublished, ServiceFailed, OSError.
    """
    began, client = time.monotonic(), Client(service)
    try:
        before = state.read(client, _soon())
        if before.release == release.id and before.word == "served":
            return None
        if before.release is None and not adopt and (other := _others(client)) is not None:
            raise NotPublished(
                f"{service.query} has {other}, which diemcau did not put there and publishing may remove. "
                "Name another service or data set; or, where they may go, publish with --adopt"
            )
        abilities = examine(client)
        staged = _stage(client, release, before, abilities, progress)
        _exchange(client, release, before, staged, abilities)
    finally:
        client.close()
    quads, graphs = staged.counts.total(), len(staged.graphs)
    seconds = time.monotonic() - began
    return Published(release.id, before.release, quads, graphs, seconds, staged.seconds, abilities.at_once)


def _others(client: Client) -> str | None:
    """What a service has that did not come with it: the name of a graph, say; None where it has nothing."""
    graphs = [graph for graph in _graphs(client) if not is_system(graph) and not graph.startswith(STAGING)]
    if graphs:
        return f"the graph <{min(graphs)}>"
    default = not _graphs(client) and state.ask(client, "ASK { ?s ?p ?o }", _soon())["boolean"]
    return "triples in its default graph" if default else None


def examine(client: Client) -> Abilities:
    """Tries what a service does with updates and with its default graph, on graphs that are gone afterwards."""
    once = state.new("", "served", "union").once
    probes = [f"{STAGING}{once}/probe{number}" for number in (1, 2)]
    triple = f"<{probes[0]}> <{probes[0]}> <{probes[1]}>"
    inserted = " ".join(f"GRAPH <{graph}> {{ {triple} }}" for graph in probes)
    gone = " ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in probes)
    try:
        client.update(f"INSERT DATA {{ {inserted} }}", _soon(), again=True)
        asked = f"SELECT ?o {{ <{probes[0]}> <{probes[0]}> ?o }}"
        seen, named = len(_rows(client, asked)), len(_rows(client, asked, QueryGraphs(probes[:1], ())))
        others = [graph for graph in _graphs(client) if not _is_ours(graph)]
    finally:
        client.update(gone, _soon(), again=True)
    if named != 1:
        raise NotPublished(
            f"{client.service.query} does not keep to the graphs that are named with a query. Have its default graph "
            "show the unnamed graph only, which diemcau then fills (Oxigraph: start it without --union-default-graph)"
        )
    try:
        at_once = _all_or_none(client, probes[0], triple)
    finally:
        client.update(gone, _soon(), again=True)
    return Abilities(at_once, "own" if not seen else "named" if seen > 1 or others else "union")


def _all_or_none(client: Client, graph: str, triple: str) -> bool:
    """Whether an update whose second operation has to fail leaves nothing of the first. Where none fails: not known."""
    inserted = f"GRAPH <{graph}> {{ {triple} }}"
    for failing in (f"DROP GRAPH <{graph}/none>", f"CREATE GRAPH <{graph}>", "LOAD <urn:x-none:>"):
        client.update(f"DROP SILENT GRAPH <{graph}>", _soon(), again=True)
        try:
            client.update(f"INSERT DATA {{ {inserted} }} ;\n{failing}", _soon(), again=False)
        except ServiceFailed:
            return not state.ask(client, f"ASK {{ {inserted} }}", _soon())["boolean"]
    return False


def _stage(
    client: Client, release: Release, before: State, abilities: Abilities, progress: Callable[[int], None]
) -> Staged:
    """Loads the release beside what is served, and counts what arrived."""
    _sweep(client)
    serving = before.release is not None and before.word != "changing"
    word: state.Word = "staged" if serving else "changing"
    meanwhile = state.new(before.release if serving and before.release else release.id, word, abilities.layout)
    client.update(meanwhile.insertion(), _soon(), again=True)
    try:
        staged = load(client, release.dump, meanwhile.once, progress)
        _count(client, staged)
    except (ServiceFailed, NotPublished, BadDump, OSError, KeyboardInterrupt) as error:
        stays = f"Release {before.release} stays in service there" if serving else "It has no whole release"
        try:
            _sweep(client)
            if serving and before.release is not None:
                client.update(state.new(before.release, "served", abilities.layout).insertion(), _soon(), again=True)
        except ServiceFailed as left:
            stays += f"; what was loaded is left there, to be removed by the next publishing ({left})"
        if isinstance(error, ServiceFailed | NotPublished | BadDump):
            raise NotPublished(f"{error}. {stays}") from error
        raise
    return staged


def _sweep(client: Client) -> None:
    """Removes what a publishing that was broken off has left."""
    left = [graph for graph in _graphs(client) if graph.startswith(STAGING)]
    for start in range(0, len(left), 100):
        steps = [f"DROP SILENT GRAPH <{graph}>" for graph in left[start : start + 100]]
        client.update(" ;\n".join(steps), time.monotonic() + client.service.seconds, again=True)


def _count(client: Client, staged: Staged, exchanged: bool = False) -> None:
    """Raises NotPublished where the service has not as many triples as were sent, before or after the exchange."""
    for graph, staging in staged.graphs.items():
        places = [graph] if exchanged else staging
        have = 0
        for place in places:
            rows = _rows(client, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{place}> {{ ?s ?p ?o }} }}")
            have += int(rows[0]["n"])
        if have != staged.counts[graph]:
            raise NotPublished(
                f"{client.service.query} has {have:,} of the {staged.counts[graph]:,} triples of <{graph}>"
            )


def _exchange(client: Client, release: Release, before: State, staged: Staged, abilities: Abilities) -> None:
    """Has what was loaded take the place of what is served."""
    kept = {*staged.graphs, state.GRAPH, state.UNION}
    old = [graph for graph in _graphs(client) if graph.startswith(iris.GRAPH) and graph not in kept]
    steps = "\n;\n".join(_steps(staged, old, abilities))
    after = state.new(release.id, "served", abilities.layout)
    until = time.monotonic() + client.service.seconds
    try:
        if abilities.at_once:
            client.update(f"{steps} ;\n{after.insertion()}", until, again=False)
            _count(client, staged, exchanged=True)
        else:
            client.update(state.new(release.id, "changing", abilities.layout).insertion(), until, again=True)
            client.update(steps, until, again=False)
            _count(client, staged, exchanged=True)
            client.update(after.insertion(), until, again=True)
    except ServiceFailed as error:
        if state.read(client, _soon()) != after:
            raise NotPublished(
                f"{error}. Release {before.release or 'none'} may still be served, or nothing: publish again"
            ) from error


def _steps(staged: Staged, old: list[str], abilities: Abilities) -> Iterator[str]:
    """The operations that exchange the graphs.

    MOVE and ADD are written out as the specification defines them (https://www.w3.org/TR/sparql11-update/#move), for
    Fuseki 5.6 loses triples in a MOVE on TDB2: of 1,217 there were 1,163.
    """
    for graph in (*old, *staged.graphs):
        yield f"DROP SILENT GRAPH <{graph}>"
    for graph, places in staged.graphs.items():
        for place in places:
            yield _copy(place, f"GRAPH <{graph}> {{ ?s ?p ?o }}")
            yield f"DROP SILENT GRAPH <{place}>"
    if abilities.layout != "union":
        own = abilities.layout == "own"
        yield "DROP SILENT DEFAULT" if own else f"DROP SILENT GRAPH <{state.UNION}>"
        for graph in staged.graphs:
            yield _copy(graph, "?s ?p ?o" if own else f"GRAPH <{state.UNION}> {{ ?s ?p ?o }}")


def _copy(graph: str, target: str) -> str:
    return f"INSERT {{ {target} }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"


def _graphs(client: Client) -> list[str]:
    """The IRIs of all named graphs of a service."""
    return [row["graph"] for row in _rows(client, "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }")]


def _is_ours(graph: str) -> bool:
    return graph.startswith((iris.GRAPH, STAGING))


def _rows(client: Client, text: str, graphs: QueryGraphs | None = None) -> list[dict[str, str]]:
    found = state.ask(client, text, time.monotonic() + client.service.seconds, _LIST_BYTES, graphs)
    return [{name: term["value"] for name, term in row.items()} for row in found["results"]["bindings"]]


def _soon() -> float:
    return time.monotonic() + ASK_SECONDS
