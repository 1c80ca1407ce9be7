"""Queries that are short to write and long to plan: many patterns, groups, steps and values."""

from collections.abc import Iterator

from tests.hostile.attack import Attack, query

_MANY = (20, 50, 99, 200, 500)
"""The guard takes up to 100 patterns."""


def _numbered(piece: str, many: int) -> str:
    """A piece of a query again and again, "#" standing for the number and "@" for the next one."""
    return " ".join(piece.replace("#", str(n)).replace("@", str(n + 1)) for n in range(many))


_SHAPES = {
    "a star": ("SELECT * {", "?s ?p# ?o# .", "} LIMIT 1"),
    "a star of labels": ("SELECT * {", "?s <http://www.w3.org/2000/01/rdf-schema#label> ?o# .", "} LIMIT 1"),
    "a chain": ("SELECT * {", "?v# ?p# ?v@ .", "} LIMIT 1"),
    "a closed chain": ("SELECT * {", "?v# ?p ?v@ .", "?v0 ?p ?v1 } LIMIT 1"),
    "patterns apart": ("SELECT * {", "?s# ?p# ?o# .", "} LIMIT 1"),
    "patterns that find nothing": ("SELECT * {", "?s# <urn:none> ?o# .", "}"),
    "OPTIONAL": ("SELECT * { ?s ?p ?o", "OPTIONAL { ?s ?p# ?o# }", "} LIMIT 1"),
    "OPTIONAL in a chain": ("SELECT * { ?v0 ?p ?o", "OPTIONAL { ?v# ?p# ?v@ }", "} LIMIT 1"),
    "UNION": ("SELECT * { { ?s ?p ?o }", "UNION { ?s ?p# ?o# }", "}"),
    "groups of two": ("SELECT * {", "{ { ?s ?p# ?o } UNION { ?o ?p# ?s } }", "} LIMIT 1"),
    "FILTER EXISTS": ("SELECT * { ?s ?p ?o", "FILTER EXISTS { ?s ?p# ?o# }", "} LIMIT 1"),
    "FILTER NOT EXISTS": ("SELECT * { ?s ?p ?o", "FILTER NOT EXISTS { ?o ?p# ?o# }", "}"),
    "MINUS": ("SELECT * { ?s ?p ?o", "MINUS { ?s ?p ?o# }", "}"),
    "GRAPH": ("SELECT * {", "GRAPH ?g# { ?s ?p# ?o# }", "} LIMIT 1"),
    "subselects": ("SELECT * {", "{ SELECT ?s { ?s ?p# ?o# } ORDER BY ?o# }", "} LIMIT 1"),
    "a product of VALUES": ("SELECT (COUNT(*) AS ?n) {", "VALUES ?v# { 1 2 3 4 5 6 7 8 9 }", "}"),
    "steps of a path": ("SELECT * { ?s ?p ?o . ?s !<urn:p>", "/!<urn:p#>", "?o } LIMIT 1"),
    "alternatives of a path": ("SELECT * { ?s (<urn:p>", "|<urn:p#>|^<urn:p#>", ")* ?o } LIMIT 1"),
    "repeated paths": ("SELECT * {", "?v# !<urn:p>* ?v@ .", "} LIMIT 1"),
    "BIND in a chain": ("SELECT * { BIND(1 AS ?v0)", "BIND(?v# + 1 AS ?v@)", "}"),
    "comparisons of all with all": ("SELECT * { ?s ?p ?o", "FILTER(?o != ?o# && ?s != ?o#)", "} LIMIT 1"),
    "aggregates": ("SELECT", "(COUNT(DISTINCT ?o) + # AS ?n#)", "{ ?s ?p ?o } GROUP BY ?s"),
    "CONSTRUCT": ("CONSTRUCT {", "?s ?p _:b# .", "} WHERE { ?s ?p ?o }"),
    "DESCRIBE": ("DESCRIBE", "<urn:d#>", ""),
}


def attacks() -> Iterator[Attack]:
    """Each shape with ever more pieces, and long lists."""
    for name, (before, piece, after) in _SHAPES.items():
        for many in _MANY:
            text = f"{before} {_numbered(piece, many)} {after}"
            yield Attack("planning", f"{many} of {name}", query(text))
    for many in (100, 1_000, 10_000, 40_000):
        numbers = ",".join(map(str, range(many)))[:99_000].rpartition(",")[0]
        names = " ".join(f"<urn:n{n}>" for n in range(many))[:99_000].rpartition(" ")[0]
        yield Attack(
            "planning", f"{many} numbers IN a list", query(f"SELECT * {{ ?s ?p ?o FILTER(?o IN ({numbers})) }}")
        )
        yield Attack("planning", f"{many} VALUES", query(f"SELECT * {{ VALUES ?o {{ {names} }} ?s ?p ?o }}"))
        yield Attack("planning", f"{many} objects", query(f"ASK {{ ?s ?p {numbers} }}"))
