"""What claims say, and what is known of them: read by the formats that tell a statement from who stated it."""

from collections.abc import Iterator
from typing import Any

from kg.export.source import Source

_ASSERTED = """SELECT ?claim ?s ?p ?o WHERE {
  { ?claim a diem:Claim ; diem:claimSubject ?s ; diem:claimPredicate ?p ; diem:claimObject|diem:claimValue ?o }
  UNION { ?claim a diem:Claim ; diem:claims ?s . GRAPH ?g { ?claim a diem:Claim . ?s ?p ?o } }
}"""
_KNOWN = """SELECT ?claim ?p ?o WHERE {
  ?claim a diem:Claim ; ?p ?o .
  VALUES ?p { diem:statedIn diem:span diem:confidence diem:reviewStatus diem:basis }
}"""
_IN_ORDER = " ORDER BY ?claim ?p ?o"


def asserted(source: Source, *, in_order: bool = False) -> Iterator[dict[str, Any]]:
    """A claim and a triple that it says, as terms: claim, s, p, o. `in_order`: all of one claim together."""
    return source.terms(_ASSERTED + (_IN_ORDER if in_order else ""))


def known(source: Source, *, in_order: bool = False) -> Iterator[dict[str, Any]]:
    """A claim and where it was read, how sure it is or whether people reviewed it, as terms: claim, p, o."""
    return source.terms(_KNOWN + (_IN_ORDER if in_order else ""))
