"""Queries that are cheap to plan and dear to answer."""

from collections.abc import Iterator

from tests.hostile.attack import Attack, query

_ALL = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
_TWO = "?a ?b ?c . ?d ?e ?f"
_LONG = "x" * 50_000
_DOUBLED = " ".join(f"BIND(CONCAT(?x{n},?x{n}) AS ?x{n + 1})" for n in range(40))
_REPLACED = " ".join(f"BIND(REPLACE(?x{n},'x','xxxxxxxxxx') AS ?x{n + 1})" for n in range(12))
_SQUARED = " ".join(f"BIND(?x{n} * ?x{n} AS ?x{n + 1})" for n in range(40))
_HASHED = " ".join(f"BIND(SHA512(CONCAT(?x{n},?x{n})) AS ?x{n + 1})" for n in range(40))
_ENCODED = " ".join(f"BIND(ENCODE_FOR_URI(?x{n}) AS ?x{n + 1})" for n in range(40))

QUERIES = {
    "a product counted": f"SELECT (COUNT(*) AS ?n) {{ {_ALL} }}",
    "a product": f"SELECT * {{ {_ALL} }}",
    "a product in order": f"SELECT * {{ {_ALL} }} ORDER BY ?i ?a LIMIT 1",
    "a product, each row once": f"SELECT DISTINCT ?a ?d ?g {{ {_ALL} }}",
    "a product, reduced": f"SELECT REDUCED ?b {{ {_ALL} }}",
    "a product in groups": f"SELECT ?a ?d (COUNT(*) AS ?n) {{ {_ALL} }} GROUP BY ?a ?d",
    "a product in groups of one": f"SELECT ?a ?c ?d ?f (COUNT(*) AS ?n) {{ {_TWO} }} GROUP BY ?a ?c ?d ?f",
    "a product's last rows": f"SELECT * {{ {_ALL} }} OFFSET 999999999999",
    "a product with HAVING": f"SELECT ?a {{ {_ALL} }} GROUP BY ?a HAVING(SUM(STRLEN(STR(?f))) < 0)",
    "a product constructed": f"CONSTRUCT {{ ?a ?e ?i }} WHERE {{ {_ALL} }}",
    "a product of nothing in common": f"SELECT * {{ {_ALL} FILTER(?a = ?g && STR(?c) = STR(?i) && ?b != ?h) }}",
    "a product described": f"DESCRIBE ?a {{ {_ALL} }}",
    "a product asked for what is not": f"ASK {{ {_ALL} FILTER(?a = 'nothing') }}",
    "everything, described": "DESCRIBE * { ?a ?b ?c }",
    "a product of OPTIONAL":
        "SELECT * { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i FILTER(?i = ?c && ?f = 1) } } }",
    "a product of MINUS": f"SELECT * {{ {_TWO} MINUS {{ ?d ?x ?a }} }} ORDER BY ?f",
    "EXISTS for each pair": f"SELECT * {{ {_TWO} FILTER NOT EXISTS {{ ?c ?x ?f . ?y ?z ?a }} }}",
    "all joined in one string": "SELECT (GROUP_CONCAT(STR(?c)) AS ?x) { ?a ?b ?c }",
    "a product joined in one string": f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?x) {{ {_TWO} }}",
    "a product sampled": f"SELECT (SAMPLE(?a) AS ?x) (AVG(STRLEN(?c)) AS ?y) (MAX(?i) AS ?z) {{ {_ALL} }}",
    "a product of random numbers": f"SELECT (MIN(RAND()) AS ?x) {{ {_ALL} }}",
    "a product of identifiers": f"SELECT (COUNT(DISTINCT UUID()) AS ?x) {{ {_TWO} }}",
    "blank nodes without end": f"SELECT (BNODE() AS ?x) {{ {_ALL} }} ORDER BY ?x",
    "a string doubled 40 times": f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('x' AS ?x0) {_DOUBLED} }}",
    "a string doubled 40 times, shown": f"SELECT * {{ BIND('x' AS ?x0) {_DOUBLED} }}",
    "a long string doubled for each row": f"SELECT * {{ ?s ?p ?o BIND('{_LONG}' AS ?x0) {_DOUBLED} }}",
    "a replacement that grows": f"SELECT (STRLEN(?x12) AS ?n) {{ BIND('x' AS ?x0) {_REPLACED} }}",
    "a number squared 40 times": f"SELECT * {{ BIND(3 AS ?x0) {_SQUARED} }}",
    "a decimal squared 40 times": f"SELECT * {{ BIND(1.000000001 AS ?x0) {_SQUARED} }}",
    "a double squared 40 times": f"SELECT * {{ BIND(1e300 AS ?x0) {_SQUARED} }}",
    "hashes of hashes of a product": f"SELECT * {{ {_TWO} BIND(STR(?c) AS ?x0) {_HASHED} }} ORDER BY ?x40",
    "a string encoded 40 times": f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('%' AS ?x0) {_ENCODED} }}",
    "a substring beyond the end": "SELECT (SUBSTR('a', 999999999999999999, 999999999999999999) AS ?x) {}",
    "a substring before the beginning": "SELECT (SUBSTR('a', -999999999999999999, 1e308) AS ?x) {}",
    "a substring at no number": "SELECT (SUBSTR('aå𐍈', 'NaN'^^<http://www.w3.org/2001/XMLSchema#double>) AS ?x) {}",
    "the smallest integer negated": "SELECT (-(-9223372036854775807 - 1) AS ?x) (ABS(-9223372036854775808) AS ?y) {}",
    "the smallest integer divided": "SELECT ((-9223372036854775807 - 1) / -1 AS ?x) (1/0 AS ?y) (1e0/0 AS ?z) {}",
    "dates without end":
        "SELECT (YEAR('999999999999-01-01T00:00:00Z'^^<http://www.w3.org/2001/XMLSchema#dateTime>) AS ?x) {}",
    "durations without end": "SELECT ('P999999999999999999Y'^^<http://www.w3.org/2001/XMLSchema#duration> "
    "+ 'PT9999999999999999999S'^^<http://www.w3.org/2001/XMLSchema#duration> AS ?x) {}",
    "dates moved beyond the end":
        "SELECT (NOW() + 'P99999999999D'^^<http://www.w3.org/2001/XMLSchema#dayTimeDuration> AS ?x) {}",
    "time zones out of range":
        "SELECT (TZ('2020-01-01T00:00:00+99:99'^^<http://www.w3.org/2001/XMLSchema#dateTime>) AS ?x) {}",
    "numbers of a hundred digits": f"SELECT (1{'0' * 100} + 0.{'0' * 100}1 AS ?x) (1e999 AS ?y) {{}}",
    "an expression that backtracks": f"SELECT * {{ FILTER(REGEX('{'a' * 5_000}!', '^(a+)+$')) }}",
    "an expression that backtracks for all": "SELECT * { ?a ?b ?c FILTER(REGEX(STR(?c), '^(.*)*(.*)*(.*)*(.*)*x$')) }",
    "an expression of expressions": f"SELECT * {{ FILTER(REGEX('a', '{'(' * 2_000}a{')*' * 2_000}')) }}",
    "an expression that repeats itself": "SELECT * { FILTER(REGEX('a', '((((a{1,1000}){1,1000}){1,1000}){1,1000})')) }",
    "an expression of all letters": r"SELECT * { FILTER(REGEX('a', '(\\p{L}\\p{N}\\P{Lu}){500}', 'i')) }",
    "an expression made of data": "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), STR(?f), 'i')) }",
    "wrong flags": "SELECT * { FILTER(REGEX('a', 'a', 'ismxqismxqzzz')) }",
    "a reference in a replacement": "SELECT (REPLACE('aaaa', '(a)', '$1$1$1$1$99999999999$0${x}') AS ?x) {}",
    "an empty match replaced": f"SELECT (STRLEN(REPLACE('{_LONG}', '', '{'y' * 1_000}')) AS ?x) {{}}",
    "all that reaches all": "SELECT (COUNT(*) AS ?n) { ?a !<urn:none>* ?b }",
    "all that reaches all, both ways": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:none>|^!<urn:none>)+ ?b }",
    "all that reaches all in steps":
        "SELECT * { ?a (!<urn:none>/!<urn:none>)* ?b . ?b (!<urn:none>/^!<urn:none>)* ?c } ORDER BY ?c",
    "all that reaches all in three": "SELECT * { ?a !<urn:none>* ?b . ?b !<urn:none>* ?c . ?c !<urn:none>* ?d }",
    "repeated repetitions": "SELECT (COUNT(*) AS ?n) { ?a ((!<urn:none>*)*)* ?b }",
    "a subselect for each row": f"SELECT * {{ ?s ?p ?o {{ SELECT (COUNT(*) AS ?n) {{ {_ALL} }} }} }}",
    "subselects in a product":
        "SELECT * { { SELECT ?a { ?a ?b ?c } } { SELECT ?d { ?d ?e ?f } } { SELECT ?g { ?g ?h ?i } } }",
    "a product in order of expressions": f"SELECT * {{ {_TWO} }} ORDER BY MD5(STR(?a)) DESC(SHA512(STR(?f))) LIMIT 5",
    "languages matched in a product":
        f"SELECT * {{ {_TWO} FILTER(LANGMATCHES(LANG(?c), LANG(?f)) && ?c < ?f) }} ORDER BY ?f",
    "graphs of graphs": "SELECT * { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } } ORDER BY ?l",
    "an unknown function": "SELECT (<http://www.w3.org/1999/XSL/Transform#document>('file:///etc/passwd') AS ?x) {}",
    "an IRI of a script": "SELECT (IRI('javascript:alert(1)') AS ?x) (IRI('<>\"{}|^`\\\\') AS ?y) (IRI('') AS ?z) {}",
    "a language tag that is none": f"SELECT (STRLANG('a', '{_LONG}') AS ?x) (STRLANG('a', '') AS ?y) {{}}",
    "a datatype that is none": "SELECT (STRDT('a', IRI('')) AS ?x) (STRDT('1', <urn:t>) + 1 AS ?y) {}",
    "triples of triples": f"SELECT * {{ {_TWO} BIND(TRIPLE(?a, ?b, TRIPLE(?d, ?e, ?f)) AS ?t) }} ORDER BY ?t",
}  # fmt: skip


def attacks() -> Iterator[Attack]:
    """Each of the queries."""
    for name, text in QUERIES.items():
        yield Attack("evaluation", name, query(text))
