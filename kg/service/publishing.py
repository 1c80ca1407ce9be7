"""Publishing a release to a service: loaded beside what is served, and exchanged for it in one update.

    read the state → load into graphs of passing names → count → list them → exchange (MOVE) → say the new release

Readers go by what the service says of itself (kg.service.state) before and after each answer. A service that makes the
operations of an update all or none, which is tried and not taken from its name, exchanges the graphs and says so in
one: nobody sees a part. Of any other it is said first that it is being changed, and nothing is read from it meanwhile.
"""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
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
GRAPHS_AT_ONCE = 500
"""Graphs that one request names: text that every service reads, and fewer rows than any cuts an answer to."""
_PAGE = 10_000
_LIST_BYTES = 64 << 20
"""Of a page of the list of all graphs."""
_GOES, _BECOMES = f"{STAGING}goes", f"{STAGING}becomes"


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
    _drop(client, [graph for graph in _graphs(client) if graph.startswith(STAGING)])


def _drop(client: Client, graphs: Iterable[str]) -> None:
    for some in _batches(graphs):
        steps = [f"DROP SILENT GRAPH <{graph}>" for graph in some]
        client.update(" ;\n".join(steps), time.monotonic() + client.service.seconds, again=True)


def _count(client: Client, staged: Staged, exchanged: bool = False) -> None:
    """Raises NotPublished where the service has not as many triples as were sent, before or after the exchange."""
    for graphs in _batches(staged.graphs):
        places = {place: graph for graph in graphs for place in ([graph] if exchanged else staged.graphs[graph])}
        named = " ".join(f"<{place}>" for place in places)
        asked = f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {named} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
        have: Counter[str] = Counter()
        for row in _rows(client, asked):
            have[places[row["g"]]] += int(row["n"])
        for graph in graphs:
            if have[graph] != staged.counts[graph]:
                raise NotPublished(
                    f"{client.service.query} has {have[graph]:,} of the {staged.counts[graph]:,} triples of <{graph}>"
                )


def _exchange(client: Client, release: Release, before: State, staged: Staged, abilities: Abilities) -> None:
    """Has what was loaded take the place of what is served."""
    kept = {*staged.graphs, state.GRAPH, state.UNION}
    old = [graph for graph in _graphs(client) if graph.startswith(iris.GRAPH) and graph not in kept]
    listed = f"{STAGING}{staged.once}/list"
    _list(client, listed, [*old, *staged.graphs], staged)
    steps = " ;\n".join(_steps(listed, abilities))
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
        empty = [place for places in staged.graphs.values() for place in places]
        _drop(client, [*empty, *old])  # Oxigraph keeps their names
    except ServiceFailed as error:
        if state.read(client, _soon()) != after:
            raise NotPublished(
                f"{error}. Release {before.release or 'none'} may still be served, or nothing: publish again"
            ) from error


def _list(client: Client, listed: str, gone: Sequence[str], staged: Staged) -> None:
    """Writes into a graph which graphs are to go, and which are to be filled from where.

    The exchange then names none of them: it is as short for ten million graphs as for ten.
    """
    lines = [f"<{graph}> <{_GOES}> <{listed}> ." for graph in gone]
    lines += [f"<{place}> <{_BECOMES}> <{graph}> ." for graph, places in staged.graphs.items() for place in places]
    for some in _batches(lines):
        text = "\n".join(some)
        client.update(f"INSERT DATA {{ GRAPH <{listed}> {{\n{text}\n}} }}", _soon(), again=True)
    asked = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{listed}> {{ ?s ?p ?o }} }}"
    if int(_rows(client, asked)[0]["n"]) != len(lines):
        raise NotPublished(f"{client.service.query} did not keep the list of the graphs to exchange: publish again")


def _steps(listed: str, abilities: Abilities) -> Iterator[str]:
    """The operations that exchange the graphs as a list says.

    They are those by which the specification defines MOVE (https://www.w3.org/TR/sparql11-update/#move), which itself
    loses triples in Fuseki 5.6 on TDB2: of 1,217 there were 1,163.
    """
    loaded = f"GRAPH <{listed}> {{ ?place <{_BECOMES}> ?graph }} GRAPH ?place {{ ?s ?p ?o }}"
    yield _dropped(f"GRAPH <{listed}> {{ ?graph <{_GOES}> ?list }}", "?graph")
    yield f"INSERT {{ GRAPH ?graph {{ ?s ?p ?o }} }} WHERE {{ {loaded} }}"
    if abilities.layout != "union":
        own = abilities.layout == "own"
        yield "DROP SILENT DEFAULT" if own else f"DROP SILENT GRAPH <{state.UNION}>"
        target = "?s ?p ?o" if own else f"GRAPH <{state.UNION}> {{ ?s ?p ?o }}"
        yield f"INSERT {{ {target} }} WHERE {{ {loaded} }}"
    yield _dropped(f"GRAPH <{listed}> {{ ?place <{_BECOMES}> ?graph }}", "?place")
    yield f"DROP SILENT GRAPH <{listed}>"


def _dropped(which: str, graph: str) -> str:
    triples = f"GRAPH {graph} {{ ?s ?p ?o }}"
    return f"DELETE {{ {triples} }} WHERE {{ {which} {triples} }}"


def _graphs(client: Client) -> list[str]:
    """The IRIs of all named graphs of a service, asked for page by page.

    Each page begins behind the last graph of the one before, in an order that is total, and only one with nothing in
    it ends them: a service may give less than it is asked for, and not say so.
    """
    found: list[str] = []
    while True:
        behind = f'FILTER(STR(?graph) > "{found[-1]}")' if found else ""
        page = f"GRAPH ?graph {{ ?s ?p ?o }} {behind} }} ORDER BY STR(?graph) LIMIT {_PAGE}"
        rows = _rows(client, f"SELECT DISTINCT ?graph WHERE {{ {page}")
        if not rows:
            return found
        found += [row["graph"] for row in rows]


def _batches(items: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(items)
    while some := list(itertools.islice(rest, GRAPHS_AT_ONCE)):
        yield some


def _is_ours(graph: str) -> bool:
    return graph.startswith((iris.GRAPH, STAGING))


def _rows(client: Client, text: str, graphs: QueryGraphs | None = None) -> list[dict[str, str]]:
    found = state.ask(client, text, time.monotonic() + client.service.seconds, _LIST_BYTES, graphs)
    return [{name: term["value"] for name, term in row.items()} for row in found["results"]["bindings"]]


def _soon() -> float:
    return time.monotonic() + ASK_SECONDS
