"""What the pages of resources ask. ?entity is bound by the caller; labels come from the label index."""

INCOMING_LIMIT = 200

_PREFIXES = """\
PREFIX diem: <https://w3id.org/diemcau/ontology#>
PREFIX graph: <https://w3id.org/diemcau/graph/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX voc: <https://w3id.org/diemcau/vocab#>
"""

OUTGOING = f"""{_PREFIXES}
SELECT ?property ?value (MIN(?derived) AS ?inferred) WHERE {{
  GRAPH ?g {{ ?entity ?property ?value }}
  FILTER(?property NOT IN (diem:describedBy, diem:supportedBy) && !ISBLANK(?value))
  BIND(?g = graph:inferred AS ?derived)
}}
GROUP BY ?property ?value
"""
"""Statements with the resource as subject. A statement is inferred where no other graph asserts it."""

INCOMING = f"""{_PREFIXES}
SELECT ?property ?value (MIN(?derived) AS ?inferred) WHERE {{
  GRAPH ?g {{ ?value ?property ?entity }}
  FILTER(?property NOT IN (diem:claims, diem:claimSubject, diem:claimObject, diem:claimPredicate, diem:inArticle,
    diem:statedIn, diem:basis) && !ISBLANK(?value))
  BIND(?g = graph:inferred AS ?derived)
}}
GROUP BY ?property ?value
ORDER BY ?property ?value
LIMIT {INCOMING_LIMIT + 1}
"""
"""Statements with the resource as object, the evidence left out."""

CLAIMS = f"""{_PREFIXES}
SELECT ?about ?predicate ?object ?article ?quote ?start ?end ?modality ?confidence ?basis WHERE {{
  {{
    SELECT DISTINCT ?claim WHERE {{
      {{ ?claim diem:claims|diem:claimSubject|diem:claimObject ?entity }}
      UNION
      {{ ?claim diem:statedIn ?entity }}
    }}
  }}
  ?claim diem:span ?span ; diem:confidence ?confidence ; diem:basis ?basis ; diem:claims|diem:claimSubject ?about .
  ?span diem:inArticle ?article ; oa:exact ?quote ; oa:start ?start ; oa:end ?end .
  OPTIONAL {{ ?claim diem:claimPredicate ?predicate ; diem:claimObject|diem:claimValue ?object }}
  OPTIONAL {{ ?claim diem:modality ?stated }}
  BIND(COALESCE(?stated, voc:modality-asserted) AS ?modality)
}}
ORDER BY ?article ?start ?end ?claim
"""
"""Claims about the resource, or made by it where it is an article."""

DESCRIPTION = f"""{_PREFIXES}
CONSTRUCT {{
  ?entity ?p ?o . ?o rdfs:label ?label .
  ?claim ?cp ?co . ?span ?sp ?so .
}} WHERE {{
  {{ ?entity ?p ?o . OPTIONAL {{ ?o rdfs:label ?label }} }}
  UNION {{
    ?claim diem:claims|diem:claimSubject ?entity .
    {{ ?claim ?cp ?co }} UNION {{ ?claim diem:span ?span . ?span ?sp ?so }}
  }}
}}
"""
"""The resource, the labels of what it names, and the claims and spans that prove it."""
