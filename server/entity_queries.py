"""What the pages of resources ask. ?entity is bound; $LANG is the language of the page, one of ours."""

INCOMING_LIMIT = 200

_PREFIXES = """\
PREFIX diem: <https://w3id.org/diemcau/ontology#>
PREFIX graph: <https://w3id.org/diemcau/graph/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""

_LABELS = """
  OPTIONAL { ?property rdfs:label ?propertyLabel . FILTER(LANG(?propertyLabel) = "$LANG") }
  OPTIONAL { ?value rdfs:label ?own . FILTER(LANG(?own) = "$LANG") }
  OPTIONAL { ?value rdfs:label ?vi . FILTER(LANG(?vi) = "vi") }
  BIND(COALESCE(?own, ?vi) AS ?valueLabel)
"""

OUTGOING = f"""{_PREFIXES}
SELECT ?property ?propertyLabel ?value ?valueLabel ?inferred WHERE {{
  {{
    SELECT ?property ?value (MIN(?derived) AS ?inferred) WHERE {{
      GRAPH ?g {{ ?entity ?property ?value }}
      FILTER(?property != diem:describedBy && ?property != diem:supportedBy)
      BIND(?g = graph:inferred AS ?derived)
    }}
    GROUP BY ?property ?value
  }}
  FILTER(!ISBLANK(?value))
  {_LABELS}
}}
ORDER BY ?property ?valueLabel ?value
"""
"""Statements with the resource as subject."""

INCOMING = f"""{_PREFIXES}
SELECT ?property ?propertyLabel ?value ?valueLabel ?inferred WHERE {{
  {{
    SELECT ?property ?value (MIN(?derived) AS ?inferred) WHERE {{
      GRAPH ?g {{ ?value ?property ?entity }}
      FILTER(?property NOT IN (diem:claims, diem:claimSubject, diem:claimObject, diem:claimPredicate))
      BIND(?g = graph:inferred AS ?derived)
    }}
    GROUP BY ?property ?value
  }}
  FILTER(!ISBLANK(?value))
  {_LABELS}
}}
ORDER BY ?property ?valueLabel ?value
LIMIT {INCOMING_LIMIT + 1}
"""
"""Statements with the resource as object."""

CLAIMS = f"""{_PREFIXES}
SELECT DISTINCT ?about ?aboutLabel ?predicate ?predicateLabel ?object ?objectLabel ?article ?articleLabel
  ?quote ?start ?end ?confidence ?basis ?basisLabel
WHERE {{
  {{ ?claim diem:claims|diem:claimSubject|diem:claimObject ?entity }}
  UNION {{ ?span diem:inArticle ?entity . ?claim diem:span ?span }}
  ?claim diem:span ?s ; diem:confidence ?confidence ; diem:basis ?basis .
  ?s diem:inArticle ?article ; oa:exact ?quote ; oa:start ?start ; oa:end ?end .
  ?claim diem:claims|diem:claimSubject ?about .
  OPTIONAL {{ ?claim diem:claimPredicate ?predicate }}
  OPTIONAL {{ ?claim diem:claimObject|diem:claimValue ?object }}
  OPTIONAL {{ ?about rdfs:label ?aboutOwn . FILTER(LANG(?aboutOwn) = "$LANG") }}
  OPTIONAL {{ ?about rdfs:label ?aboutVi . FILTER(LANG(?aboutVi) = "vi") }}
  BIND(COALESCE(?aboutOwn, ?aboutVi) AS ?aboutLabel)
  OPTIONAL {{ ?predicate rdfs:label ?predicateLabel . FILTER(LANG(?predicateLabel) = "$LANG") }}
  OPTIONAL {{ ?object rdfs:label ?objectOwn . FILTER(LANG(?objectOwn) = "$LANG") }}
  OPTIONAL {{ ?object rdfs:label ?objectVi . FILTER(LANG(?objectVi) = "vi") }}
  BIND(COALESCE(?objectOwn, ?objectVi) AS ?objectLabel)
  OPTIONAL {{ ?article rdfs:label ?articleLabel . FILTER(LANG(?articleLabel) = "vi") }}
  OPTIONAL {{ ?basis rdfs:label ?basisLabel . FILTER(LANG(?basisLabel) = "$LANG") }}
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
    {{ ?claim diem:claims ?entity }} UNION {{ ?claim diem:claimSubject ?entity }}
    {{ ?claim ?cp ?co }} UNION {{ ?claim diem:span ?span . ?span ?sp ?so }}
  }}
}}
"""
"""The resource, the labels of what it names, and the claims and spans that prove it."""
