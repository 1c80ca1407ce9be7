"""What reviewed graphs say of their meetings, as reports: so that new articles find the meetings that are known."""

from collections import defaultdict
from collections.abc import Iterable

from kg import iris
from kg.resolve.decisions import Report, level_of, topic
from kg.resolve.people import bodies_of
from kg.resolve.references import References
from kg.store import Quad

_UNITS = (("percent", "%"), ("dong", "đồng"))
Said = dict[str, dict[str, set[str]]]


def known_reports(quads: Iterable[Quad], references: References) -> tuple[Report, ...]:
    """The reports of reviewed article graphs; what is not in an article graph is left out."""
    graphs: dict[str, Said] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    prefix = iris.article_graph("")
    for quad in quads:
        graph = str(getattr(quad.graph_name, "value", ""))
        if graph.startswith(prefix):
            subject = str(getattr(quad.subject, "value", "")).removeprefix(iris.ID)
            value = str(getattr(quad.object, "value", "")).removeprefix(iris.ID)
            graphs[graph.removeprefix(prefix)][subject][quad.predicate.value.removeprefix(iris.ONT)].add(value)
    return tuple(
        _report(article, meeting.removeprefix("meeting/"), said, references)
        for article, said in sorted(graphs.items())
        for meeting in sorted(said[f"article/{article}"]["reportsOn"])
        if said[meeting]["date"]
    )


def _report(article: str, slug: str, said: Said, references: References) -> Report:
    meeting = said[f"meeting/{slug}"]
    attendances = [some for subject, some in said.items() if subject.startswith("attendance/")]
    people = [
        {who for role in ("attendee", "chairPerson", "speakerAgent") for who in some[role]} for some in attendances
    ]
    offices = [position for some in attendances if some["chairPerson"] for position in some["inPosition"]]
    convener = min((body.removeprefix("agency/") for body in meeting["convenedBy"]), default=None)
    bodies = {
        body.slug
        for office in offices
        if (entry := references.entries.get(iris.ID + office)) is not None
        for body in bodies_of(entry.thing, references)
    }
    bodies |= {convener} if convener else set()
    date = min(meeting["date"])
    return Report(
        article, slug, date, date[5:], min(meeting["dayPart"], default=None), convener,
        frozenset(_persons(who for some in attendances for who in some["chairPerson"])),
        frozenset(_persons(who for some in people for who in some)),
        frozenset(bodies), level_of(bodies, references),
        "https://w3id.org/diemcau/vocab#form-online" in meeting["meetingForm"],
        frozenset(_figures(said)), frozenset(topic(" ".join(sorted(meeting[iris.DCTERMS + "title"])))),
    )  # fmt: skip


def _persons(nodes: Iterable[str]) -> set[str]:
    return {node.removeprefix("person/") for node in nodes if node.startswith("person/")}


def _figures(said: Said) -> set[tuple[float, str]]:
    found = set()
    for subject, some in said.items():
        if subject.startswith(("observation/", "target/")) and some["value"]:
            code = min(some["unit"], default="").rpartition("#unit-")[2]
            unit = next((printed for begin, printed in _UNITS if code.startswith(begin)), "count")
            found.add((float(min(some["value"])), unit))
    return found
