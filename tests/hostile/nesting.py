"""Queries that nest, repeat or hide brackets: for a recursive parser, each level is a piece of its stack."""

from collections.abc import Iterator

from tests.hostile.attack import Attack, query

SIZES = {"1 KB": 1_000, "10 KB": 10_000, "100 KB": 100_000, "1 MB": 1_000_000}
"""Bytes of the query; the largest that is accepted has 100 000."""
_NESTS: dict[str, tuple[str, str, str, str, str]] = {
    # name: what stands before, what opens a level, the innermost, what closes a level, what stands after
    "parentheses": ("ASK { FILTER(", "(", "1", ")", ") }"),
    "groups": ("ASK {", "{", "", "}", "}"),
    "collections": ("ASK { ?s ?p ", "(", "1", ")", " }"),
    "blank nodes": ("ASK { ?s ?p ", "[<urn:p> ", "1", "]", " }"),
    "OPTIONAL": ("ASK {", "OPTIONAL{", "?s ?p ?o", "}", "}"),
    "UNION": ("ASK {", "{?s ?p ?o}UNION{", "", "}", "}"),
    "MINUS": ("ASK {?s ?p ?o", " MINUS{?s ?p ?o", "", "}", "}"),
    "GRAPH": ("ASK {", "GRAPH ?g{", "?s ?p ?o", "}", "}"),
    "FILTER NOT EXISTS": ("ASK {", "FILTER NOT EXISTS{", "?s ?p ?o", "}", "}"),
    "FILTER EXISTS in parentheses": ("ASK {", "FILTER(EXISTS{", "?s ?p ?o", "})", "}"),
    "subselects": ("ASK {", "{SELECT*{", "?s ?p ?o", "}}", "}"),
    "subselects with grouping": ("ASK {", "{SELECT(COUNT(*)AS?n){", "?s ?p ?o", "}}", "}"),
    "paths in parentheses": ("ASK { ?s ", "(", "<urn:p>", ")", " ?o }"),
    "repeated paths": ("ASK { ?s ", "(", "<urn:p>", ")*", " ?o }"),
    "inverse paths": ("ASK { ?s ", "^(", "<urn:p>", ")", " ?o }"),
    "negated paths": ("ASK { ?s ", "!(", "<urn:p>", ")", " ?o }"),
    "carets": ("ASK { ?s ", "^", "<urn:p>", "", " ?o }"),
    "functions": ("ASK { FILTER(", "STR(", "1", ")", ") }"),
    "functions by IRI": ("ASK { FILTER(", "<urn:f>(", "1", ")", ") }"),
    "functions by prefixed name": ("PREFIX f: <urn:f> ASK { FILTER(", "f:(", "1", ")", ") }"),
    "IF": ("ASK { FILTER(", "IF(true,1,", "2", ")", ") }"),
    "COALESCE": ("ASK { FILTER(", "COALESCE(1/0,", "2", ")", ") }"),
    "CONCAT": ("ASK { FILTER(", "CONCAT('a',", "'b'", ")", ") }"),
    "IN": ("ASK { FILTER(1", " IN(1", "", ")", ") }"),
    "COUNT": ("SELECT (", "COUNT(", "?s", ")", " AS ?n) { ?s ?p ?o }"),
    "unary minus": ("ASK { FILTER(", "- ", "1", "", ") }"),
    "unary minus in parentheses": ("ASK { FILTER(", "-(", "1", ")", ") }"),
    "negations": ("ASK { FILTER(", "!", "true", "", ") }"),
    "negations in parentheses": ("ASK { FILTER(", "!(", "true", ")", ") }"),
    "additions": ("ASK { FILTER(1", "+1", "", "", ") }"),
    "multiplications": ("ASK { FILTER(1", "*?a", "", "", ") }"),
    "conjunctions": ("ASK { FILTER(?a", "&&?a", "", "", ") }"),
    "disjunctions": ("ASK { FILTER(?a", "||?a", "", "", ") }"),
    "items of a collection": ("ASK { ?s ?p (1", " 1", "", "", ") }"),
    "items of VALUES": ("ASK { VALUES ?a {1", " 1", "", "", "} }"),
    "rows of VALUES": ("ASK { VALUES (?a ?b) {(1 2)", "(1 2)", "", "", "} }"),
    "values of IN": ("ASK { FILTER(1 IN (1", ",1", "", "", ")) }"),
    "arguments of CONCAT": ("ASK { FILTER(CONCAT('a'", ",'b'", "", "", ")) }"),
    "quoted triples": ("ASK { ", "<<", "?s ?p ?o", ">> ?p ?o", " }"),
    "triple terms": ("ASK { ?a ?b ", "<<( ?s ?p ", "?o", " )>>", " }"),
    "annotations": ("ASK { ?s ?p ?o ", "{| ?a ?b ", "", "|}", " }"),
    "steps of a path": ("ASK { ?s <urn:p>", "/<urn:p>", "", "", " ?o }"),
    "alternatives of a path": ("ASK { ?s <urn:p>", "|<urn:p>", "", "", " ?o }"),
    "negated sets of a path": ("ASK { ?s !(<urn:p>", "|^<urn:p>", "", "", ") ?o }"),
    "semicolons": ("ASK { ?s ?p ?o", ";", "", "", " }"),
    "empty groups": ("ASK {", "{}", "", "", "}"),
    "UNION one after another": ("ASK { {}", "UNION{}", "", "", "}"),
    "BIND one after another": ("ASK {", "BIND(1 AS ?a)", "", "", "}"),
    "FILTER one after another": ("ASK {", "FILTER(?a)", "", "", "}"),
    "VALUES one after another": ("ASK {", "VALUES ?a{1}", "", "", "}"),
    "prefixes": ("", "PREFIX p: <urn:p> ", "", "", "ASK {}"),
    "BASE": ("", "BASE <urn:p> ", "", "", "ASK {}"),
    "ORDER BY": ("SELECT * { ?s ?p ?o } ORDER BY ?s", " (?o)", "", "", ""),
    "GROUP BY": ("SELECT (1 AS ?n) { ?s ?p ?o } GROUP BY ?s", " (?o)", "", "", ""),
    "HAVING": ("SELECT (1 AS ?n) { ?s ?p ?o } HAVING (1)", " (1)", "", "", ""),
    "FROM": ("SELECT * ", "FROM <urn:g> ", "", "", " { ?s ?p ?o }"),
    "brackets in comments": ("ASK {\n", "#((({{{[[[\n", "", "", "}"),
    "brackets in strings": ("ASK { FILTER('", "({[", "", "", "') }"),
    "brackets in long strings": ('ASK { FILTER("""', "({[\n", "", "", '""") }'),
    "brackets after escaped quotation marks": ('ASK { FILTER("', '\\"(', "", "", '") }'),
    "brackets in an IRI": ("ASK { <urn:", "((", "", "", "> ?p ?o }"),
    "brackets in a name": ("PREFIX p: <urn:p> ASK { p:a", "\\(", "", "", " ?p ?o }"),
    "only opening parentheses": ("ASK { FILTER(", "(", "", "", ""),
    "only opening brackets": ("ASK { ?s ?p ", "[ ?p ", "", "", ""),
    "only closing braces": ("ASK {", "}", "", "", ""),
    "quotation marks": ("ASK { FILTER(", '"', "", "", ""),
    "apostrophes in threes": ("ASK { FILTER(", "''' ", "", "", ""),
    "backslashes": ("ASK { FILTER('", "\\\\", "", "", ""),
    "less-than signs": ("ASK { FILTER(1", "<", "", "", "1) }"),
    "white space": ("ASK {", " \n\t\r", "", "", "}"),
    "comments": ("ASK {", "#\n", "", "", "}"),
    "one long word": ("", "a", "", "", ""),
    "one long word with dots": ("ASK { ", "a.b-", "", "", ""),
    "one long variable": ("ASK { ?", "v", "", "", " ?p ?o }"),
    "one long number": ("ASK { FILTER(1", "0", "", "", " > 1) }"),
    "one long exponent": ("ASK { FILTER(1e", "9", "", "", " > 1) }"),
    "one long language tag": ("ASK { FILTER('a'@a", "-a", "", "", " = 'b') }"),
}


def text(name: str, size: int) -> str:
    """The query of a kind with at most `size` bytes."""
    before, opening, inner, closing, after = _NESTS[name]
    levels = (size - len(before) - len(inner) - len(after)) // (len(opening) + len(closing))
    return "".join((before, opening * levels, inner, closing * levels, after))


def attacks(kind: str, *sizes: str) -> Iterator[Attack]:
    """Each kind of nest in each size."""
    for name in _NESTS:
        for size in sizes:
            yield Attack(kind, f"{size} of {name}", query(text(name, SIZES[size])))
