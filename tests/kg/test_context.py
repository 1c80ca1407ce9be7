"""Values that no release of ours has, written in the terms of a context and read back by PyLD."""

import pytest
from pyld import jsonld

from kg import iris
from kg.context import Context
from kg.store import Literal, NamedNode, Term

ROWS = [
    {"term": iris.ONT + name, "kind": iris.OWL + kind, **({"range": iris.XSD + datatype} if datatype else {})}
    for name, kind, datatype in (
        ("holder", "ObjectProperty", ""),
        ("rank", "DatatypeProperty", "integer"),
        ("value", "DatatypeProperty", "decimal"),
        ("note", "DatatypeProperty", "string"),
        ("date", "AnnotationProperty", ""),
    )
]


def typed(text: str, name: str) -> Literal:
    return Literal(text, datatype=NamedNode(iris.XSD + name))


@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        (iris.RDFS + "label", Literal("Hà Nội", language="vi")),
        (iris.RDFS + "label", Literal("no language")),
        (iris.RDFS + "label", typed("2020", "gYear")),
        (iris.ONT + "holder", NamedNode(iris.VOC + "role-chair")),
        (iris.ONT + "holder", Literal("somebody")),
        (iris.ONT + "rank", typed("7", "integer")),
        (iris.ONT + "rank", typed("007", "integer")),
        (iris.ONT + "rank", typed(str(2**60), "integer")),
        (iris.ONT + "rank", typed("true", "boolean")),
        (iris.ONT + "value", typed("0.6667", "decimal")),
        (iris.ONT + "value", typed("7", "integer")),
        (iris.ONT + "note", Literal("a note", language="en")),
        (iris.ONT + "note", NamedNode("http://example.org/note")),
        (iris.ONT + "date", typed("2020-08-26", "date")),
        (iris.ONT + "date", typed("2020-08", "gYearMonth")),
        ("http://example.org/of-another-vocabulary", typed("false", "boolean")),
    ],
    ids=str,
)
def test_a_value_is_read_as_it_was(predicate: str, value: Term) -> None:
    context = Context(ROWS)
    node = {"id": "http://example.org/thing", **context.values(predicate, [value])}
    for written in (context.of(node), context.document["@context"]):
        lines = jsonld.to_rdf({"@context": written, **node}, {"format": "application/n-quads"})
        assert lines.strip() == f"<http://example.org/thing> <{predicate}> {value} ."


def test_two_terms_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="'label' twice"):
        Context([{"term": iris.ONT + "label", "kind": iris.OWL + "DatatypeProperty"}])
