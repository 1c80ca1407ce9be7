"""The service description of the endpoint (https://www.w3.org/TR/sparql11-service-description/)."""

from kg import iris
from kg.dataset import DATASET
from kg.engine.searching import SEARCH
from kg.formats import FORMATS, for_kind
from kg.store import FUNCTIONS, BlankNode, NamedNode, Triple, serialize
from server import urls
from server.settings import Settings

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMAT_IRIS = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV", "ttl": "Turtle", "nt": "N-Triples", "rdf": "RDF_XML", "jsonld": "JSON-LD",
    "trig": "TriG", "nq": "N-Quads",
}  # fmt: skip
"""Keys of formats to local names in http://www.w3.org/ns/formats/."""


def service_description(endpoint: str, format_key: str, settings: Settings) -> bytes:
    """What the service at `endpoint` can do, in the RDF format `format_key`."""
    service, dataset, graph = BlankNode("service"), BlankNode("dataset"), BlankNode("graph")

    def sd(name: str) -> NamedNode:
        return NamedNode(_SD + name)

    kind = NamedNode(iris.RDF + "type")
    statements = [
        Triple(service, kind, sd("Service")),
        Triple(service, sd("endpoint"), NamedNode(endpoint)),
        Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        Triple(service, sd("defaultDataset"), dataset),
        Triple(dataset, kind, sd("Dataset")),
        Triple(dataset, sd("defaultGraph"), graph),
        Triple(graph, kind, sd("Graph")),
    ]
    if settings.exact:
        statements.append(Triple(service, sd("feature"), sd("EmptyGraphs")))
    else:
        statements += [
            Triple(service, sd("feature"), sd("UnionDefaultGraph")),
            Triple(service, sd("defaultEntailmentRegime"), NamedNode("http://www.w3.org/ns/entailment/OWL-RDF-Based")),
            Triple(service, sd("supportedEntailmentProfile"), NamedNode("http://www.w3.org/ns/owl-profile/RL")),
        ]
    if not settings.exact:
        described = NamedNode(endpoint.removesuffix(urls.SPARQL) + urls.VOID)
        statements += [
            Triple(service, sd("propertyFeature"), NamedNode(SEARCH)),
            Triple(service, NamedNode("http://www.w3.org/ns/dcat#servesDataset"), NamedNode(DATASET)),
            Triple(NamedNode(DATASET), NamedNode(iris.RDFS + "seeAlso"), described),
        ]
    statements += [Triple(service, sd("extensionFunction"), function) for function in FUNCTIONS]
    if settings.writable:
        statements.append(Triple(service, sd("supportedLanguage"), sd("SPARQL11Update")))
    statements += [
        Triple(service, sd("inputFormat"), NamedNode(f"http://www.w3.org/ns/formats/{_FORMAT_IRIS[f.key]}"))
        for f in for_kind("graph")
        if settings.writable
    ]
    statements += [
        Triple(service, sd("resultFormat"), NamedNode(f"http://www.w3.org/ns/formats/{_FORMAT_IRIS[f.key]}"))
        for f in FORMATS
        if f.key in _FORMAT_IRIS
    ]
    return serialize(statements, format_key, {"sd": _SD})
