"""The table of exports: read by the command line and its documentation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from kg.export import csvw, datacube, framed, geojson, graphml, ical, nanopub, popolo, rdf, reifiers
from kg.export.source import Source


@dataclass(frozen=True)
class Export:
    """One way of writing a release to a stream of bytes."""

    key: str
    media_type: str
    extension: str
    label: str
    write: Callable[[Source, IO[bytes]], None]


EXPORTS: dict[str, Export] = {
    one.key: one
    for one in (
        Export("nq", "application/n-quads", "nq", "N-Quads", rdf.nquads),
        Export("trig", "application/trig", "trig", "TriG", rdf.quads("trig")),
        Export("jsonld", "application/ld+json", "jsonld", "JSON-LD", rdf.quads("jsonld")),
        Export("framed", "application/ld+json", "jsonld", "JSON-LD, framed", framed.write),
        Export("ttl", "text/turtle", "ttl", "Turtle", rdf.triples("ttl")),
        Export("rdf", "application/rdf+xml", "rdf", "RDF/XML", rdf.triples("rdf")),
        Export("nanopub", "application/trig", "trig", "Nanopublications", nanopub.write),
        Export("reifiers", "text/turtle; version=1.2", "ttl", "RDF 1.2 reifiers", reifiers.write),
        Export("datacube", "text/turtle", "ttl", "RDF Data Cube", datacube.write),
        Export("csvw", "application/zip", "zip", "CSV on the Web", csvw.write),
        Export("graphml", "application/graphml+xml", "graphml", "GraphML", graphml.write),
        Export("geojson", "application/geo+json", "geojson", "GeoJSON", geojson.write),
        Export("ics", "text/calendar", "ics", "iCalendar", ical.write),
        Export("popolo", "application/json", "json", "Popolo", popolo.write),
    )
}
