"""Things and the asserted statements between them as GraphML, for programs that draw and measure graphs."""

from typing import IO
from xml.sax.saxutils import escape, quoteattr

from kg import iris
from kg.export.source import Source

_LINKS = f"""?s ?p ?o . FILTER(?g != <{iris.GRAPH}inferred>)
  FILTER(STRSTARTS(STR(?s), "{iris.ID}") && isIRI(?o) && STRSTARTS(STR(?o), "{iris.ID}"))"""
_EDGES = f"SELECT DISTINCT ?s ?p ?o WHERE {{ GRAPH ?g {{ {_LINKS} }} }} ORDER BY ?s ?p ?o"
_NODES = f"""SELECT ?n (SAMPLE(?v) AS ?vi) (SAMPLE(?e) AS ?en) WHERE {{
  {{ SELECT DISTINCT ?n WHERE {{ GRAPH ?g {{ {_LINKS} }} VALUES ?end {{ 0 1 }} BIND(IF(?end = 0, ?s, ?o) AS ?n) }} }}
  OPTIONAL {{ ?n rdfs:label ?v FILTER(LANG(?v) = "vi") }}
  OPTIONAL {{ ?n rdfs:label ?e FILTER(LANG(?e) = "en") }}
}} GROUP BY ?n ORDER BY ?n"""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="vi" for="node" attr.name="label" attr.type="string"/>
<key id="en" for="node" attr.name="label_en" attr.type="string"/>
<key id="type" for="node" attr.name="type" attr.type="string"/>
<key id="predicate" for="edge" attr.name="predicate" attr.type="string"/>
<graph id="diemcau" edgedefault="directed">
"""


def write(source: Source, out: IO[bytes]) -> None:
    """A node a thing, with labels and the kind that its IRI has; an edge a statement of some article or file."""
    out.write(_HEAD.encode())
    for row in source.rows(_NODES):
        data = {"type": row["n"].removeprefix(iris.ID).split("/")[0]} | {k: row[k] for k in ("vi", "en") if k in row}
        inner = "".join(f'<data key="{key}">{escape(value)}</data>' for key, value in data.items())
        out.write(f"<node id={quoteattr(row['n'])}>{inner}</node>\n".encode())
    for row in source.rows(_EDGES):
        ends = f"source={quoteattr(row['s'])} target={quoteattr(row['o'])}"
        out.write(f'<edge {ends}><data key="predicate">{escape(row["p"])}</data></edge>\n'.encode())
    out.write(b"</graph>\n</graphml>\n")
