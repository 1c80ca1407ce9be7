"""What schemathesis has to know beside the description: how values of our own formats look. Its hooks, in its words."""

from collections import defaultdict

import schemathesis
from hypothesis import strategies as st

from kg import paths, query_files
from kg.formats import for_kind

QUERIES = (
    "ASK {}",
    "SELECT * { ?s ?p ?o } LIMIT 3",
    "SELECT (COUNT(*) AS ?n) { ?s a ?type }",
    "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3",
    "DESCRIBE <https://w3id.org/diemcau/id/area/thai-binh>",
    'SELECT ("\\u0110\\n<&\\"" AS ?x) {}',
)
UPDATES = (
    "INSERT DATA { GRAPH <http://example.org/g> { <http://example.org/a> <http://example.org/b> 'c' } }",
    "DELETE WHERE { GRAPH ?g { ?s <http://example.org/b> ?o } }",
    "CREATE SILENT GRAPH <http://example.org/h>",
    "CLEAR SILENT GRAPH <http://example.org/g>",
)
DOCUMENTS = {
    "ttl": "<a> <http://example.org/b> 'c' .",
    "nt": "<http://example.org/a> <http://example.org/b> 'c' .",
    "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    "jsonld": '{"@id": "http://example.org/a", "http://example.org/b": "c"}',
}

RECONCILED = {
    "reconciliation-queries": ('{"q0": {"query": "Thái Bình", "type": "Province", "limit": 3}}', "{}",
                               '{"a": {"query": "x", "properties": [{"pid": "successor", "v": {"id": "area/a"}}]}}'),
    "reconciliation-extension": ('{"ids": ["area/thai-binh"], "properties": [{"id": "rdfs:label"}]}',),
    "reconciliation-id": ("area/thai-binh", "area:thai-binh", "area/nowhere"),
    "reconciliation-type": ("Person", "diem:Meeting"),
    "reconciliation-property": ("successor", "rdfs:label"),
}  # fmt: skip
PATTERNS = {
    "pattern-iri": ("http://www.w3.org/2000/01/rdf-schema#label", "<http://example.org/a>", "?any", ""),
    "pattern-term": (
        "http://example.org/a",
        '"Thái Bình"@vi',
        '"5"^^http://www.w3.org/2001/XMLSchema#integer',
        '"a "b""',
    ),
}
VERSIONS = {
    "profile": ("org", "schema,org", "<https://w3id.org/diemcau/profile/statements>", ""),
    "graph-media-type": ("text/turtle", "application/ld+json", ""),
    "http-date": ("Wed, 26 Aug 2020 02:00:00 GMT", "Thu, 01 Jan 2099 00:00:00 GMT"),
}
for name, samples in (RECONCILED | PATTERNS | VERSIONS).items():
    schemathesis.openapi.format(name, st.sampled_from(samples))
schemathesis.openapi.format("sparql-query", st.sampled_from(QUERIES))
schemathesis.openapi.format("sparql-update", st.sampled_from(UPDATES))
for form in for_kind("graph"):
    schemathesis.openapi.media_type(form.media_type, st.just(DOCUMENTS[form.key].encode()))

# What an entity may be called, only a release can tell; the examples of the questions are in it.
examples: dict[str, set[str]] = defaultdict(set)
for question in query_files.load_queries(paths.queries_dir()).values():
    for parameter in question.parameters.values():
        if parameter.cls is not None:
            examples[parameter.cls].add(parameter.example)
for cls, known in examples.items():
    schemathesis.openapi.format(cls, st.sampled_from(sorted(known)))


@schemathesis.serializer("application/sparql-query", "application/sparql-update")
def as_text(context: schemathesis.SerializationContext, value: object) -> bytes:
    return str(value).encode()
