"""Everything in a query or an update that could make the site call another one, or read a file."""

from collections.abc import Iterator

from tests.hostile.attack import Attack, form, get, query

_P = "{ ?s ?p ?o }"
_CALLS = {
    "plain": f"SELECT * {{ SERVICE <URL> {_P} }}",
    "in lower case": f"SELECT * {{ service <URL> {_P} }}",
    "in mixed case": f"SELECT * {{ SeRvIcE <URL> {_P} }}",
    "silently": f"SELECT * {{ SERVICE SILENT <URL> {_P} }}",
    "silently in lower case": f"SELECT * {{ service silent <URL> {_P} }}",
    "without white space": "SELECT*{SERVICE<URL>{?s?p?o}}",
    "silently without white space": "SELECT*{SERVICE SILENT<URL>{?s?p?o}}",
    "after a comment": f"SELECT * {{ #\nSERVICE <URL> {_P} }}",
    "with a comment between": f"SELECT * {{ SERVICE # here\n <URL> {_P} }}",
    "silently with comments between": f"SELECT * {{ SERVICE #\n SILENT #\n <URL> #\n {_P} }}",
    "after a comment that ends with CR": f"SELECT * {{ # nothing\rSERVICE <URL> {_P} }}",
    "after a comment with a line separator": f"SELECT * {{ # nothing\u2028SERVICE <URL> {_P} \n }}",
    "after a comment with a form feed": f"SELECT * {{ # nothing\x0cSERVICE <URL> {_P} \n }}",
    "after a comment with NEL": f"SELECT * {{ # nothing\x85SERVICE <URL> {_P} \n }}",
    "after a quotation mark in a comment": f"SELECT * {{ # '\nSERVICE <URL> {_P} # '\n }}",
    "after a long quotation mark in a comment": f'SELECT * {{ # """\nSERVICE <URL> {_P} # """\n }}',
    "between two strings": f"SELECT * {{ FILTER(1 != '\\'') SERVICE <URL> {_P} FILTER(1 != '\\'') }}",
    "after escaped backslashes": f"SELECT * {{ FILTER('a' != '\\\\') SERVICE <URL> {_P} FILTER(1 != '\\\\') }}",
    "after a long string": f"SELECT * {{ FILTER(1 != '''a'b''c''') SERVICE <URL> {_P} FILTER(1 != '''''') }}",
    "after a less-than sign": f"SELECT * {{ ?s ?p ?o FILTER(?o<?s) SERVICE <URL> {_P} FILTER(?s>?o) }}",
    "after two less-than signs": f"SELECT * {{ ?s ?p ?o FILTER(?o<<urn:a#>) SERVICE <URL> {_P} }}",
    "after an IRI with a hash": f"SELECT * {{ ?s <urn:a#b> ?o . SERVICE <URL> {_P} }}",
    "after a name with a hash": f"PREFIX e: <urn:e#> SELECT * {{ ?s e:a ?o . SERVICE <URL> {_P} }}",
    "after a name with escapes": f"PREFIX e: <urn:e> SELECT * {{ ?s e:a\\' ?o . SERVICE <URL> {_P} FILTER('' = '') }}",
    "after a number": f"SELECT * {{ ?s ?p 1.SERVICE <URL> {_P} }}",
    "after a name with a dot": f"PREFIX e: <urn:e> SELECT * {{ ?s ?p e:a.SERVICE <URL> {_P} }}",
    "after a variable": f"SELECT * {{ ?s ?p ?o.SERVICE <URL> {_P} }}",
    "after true": f"SELECT * {{ ?s ?p true.SERVICE <URL> {_P} }}",
    "after a language tag": f"SELECT * {{ ?s ?p 'a'@en.SERVICE <URL> {_P} }}",
    "after a language tag without a dot": f"SELECT * {{ ?s ?p 'a'@en SERVICE <URL> {_P} }}",
    "after a blank node": f"SELECT * {{ ?s ?p _:a.SERVICE <URL> {_P} }}",
    "with a short escape": f"SELECT * {{ \\u0053ERVICE <URL> {_P} }}",
    "with a long escape": f"SELECT * {{ \\U00000053ERVICE <URL> {_P} }}",
    "all in escapes": "SELECT * { " + "".join(f"\\u{ord(c):04x}" for c in "SERVICE SILENT <URL> { }") + " }",
    "with escapes in the address": f"SELECT * {{ SERVICE SILENT <\\u0068ttp:URL> {_P} }}",
    "with an escaped quotation mark before": f"SELECT * {{ \\u0022SERVICE\\u0022 <URL> {_P} }}",
    "with an escaped line feed in a comment": f"SELECT * {{ # \\u000ASERVICE SILENT <URL> {_P} }}",
    "with long letters": f"SELECT * {{ ſERVICE SILENT <URL> {_P} }}",
    "with wide letters": f"SELECT * {{ ＳＥＲＶＩＣＥ <URL> {_P} }}",
    "with a soft hyphen": f"SELECT * {{ SER\u00adVICE <URL> {_P} }}",
    "after a byte order mark": f"\ufeffSELECT * {{ SERVICE SILENT <URL> {_P} }}",
    "with a byte order mark before the word": f"SELECT * {{ \ufeffSERVICE SILENT <URL> {_P} }}",
    "with no-break spaces": f"SELECT * {{\u00a0SERVICE\u00a0<URL>\u00a0{_P} }}",
    "with NUL before the word": f"SELECT * {{ \x00SERVICE <URL> {_P} }}",
    "with tabs and feeds": f"SELECT\t*\r\n{{\tSERVICE\r\n\tSILENT\n<URL>\r{_P} }}",
    "to a variable": f"SELECT * {{ VALUES ?u {{ <URL> }} SERVICE ?u {_P} }}",
    "to a variable silently": f"SELECT * {{ VALUES ?u {{ <URL> }} SERVICE SILENT ?u {_P} }}",
    "to a variable that is bound": f"SELECT * {{ BIND(IRI('URL') AS ?u) SERVICE SILENT ?u {_P} }}",
    "to a prefixed name": f"PREFIX e: <URL> SELECT * {{ SERVICE e: {_P} }}",
    "to a prefixed name silently": f"PREFIX e: <URL> SELECT * {{ SERVICE SILENT e:x {_P} }}",
    "to a relative address": f"BASE <URL> SELECT * {{ SERVICE SILENT <sparql> {_P} }}",
    "within a subselect": f"SELECT * {{ {{ SELECT * {{ SERVICE SILENT <URL> {_P} }} }} }}",
    "within EXISTS": f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE SILENT <URL> {_P} }} }}",
    "within NOT EXISTS": f"SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ SERVICE SILENT <URL> {_P} }} }}",
    "within OPTIONAL": f"SELECT * {{ ?s ?p ?o OPTIONAL {{ SERVICE SILENT <URL> {_P} }} }}",
    "within MINUS": f"SELECT * {{ ?s ?p ?o MINUS {{ SERVICE SILENT <URL> {_P} }} }}",
    "within UNION": f"SELECT * {{ {{}} UNION {{ SERVICE SILENT <URL> {_P} }} }}",
    "within GRAPH": f"SELECT * {{ GRAPH ?g {{ SERVICE SILENT <URL> {_P} }} }}",
    "within SERVICE": f"SELECT * {{ SERVICE SILENT <urn:x> {{ SERVICE SILENT <URL> {_P} }} }}",
    "within a construction": f"CONSTRUCT {_P} WHERE {{ SERVICE SILENT <URL> {_P} }}",
    "within a description": f"DESCRIBE ?s {{ SERVICE SILENT <URL> {_P} }}",
    "within a question": f"ASK {{ SERVICE SILENT <URL> {_P} }}",
    "within an order": f"SELECT * {{ ?s ?p ?o }} ORDER BY (EXISTS {{ SERVICE SILENT <URL> {_P} }}) LIMIT 1",
    "within a projection": f"SELECT (EXISTS {{ SERVICE SILENT <URL> {_P} }} AS ?x) {{}}",
    "to a file": f"SELECT * {{ SERVICE SILENT <file:///etc/passwd> {_P} }}",
    "to a name to be looked up": f"SELECT * {{ SERVICE SILENT <http://localhost:1/> {_P} }}",
    "by LOAD": "LOAD <URL>",
    "by LOAD in lower case": "load silent <URL>",
    "by FROM": f"SELECT * FROM <URL> {_P}",  # noqa: S608 – SPARQL
    "by FROM NAMED": "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "by FROM a file": f"SELECT * FROM <file:///etc/passwd> {_P}",  # noqa: S608 – SPARQL
    "by FROM NAMED a file": "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "by GRAPH": "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
    "by DESCRIBE": "DESCRIBE <URL> <file:///etc/passwd>",
}  # fmt: skip
_UPDATES = {
    "LOAD": "LOAD <URL>",
    "LOAD silently": "LOAD SILENT <URL>",
    "LOAD into a graph": "LOAD <URL> INTO GRAPH <urn:g>",
    "LOAD of a file": "LOAD <file:///etc/passwd>",
    "LOAD of a file silently": "LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:g>",
    "LOAD after another operation": "INSERT DATA {} ; #\n lOaD # here\n <URL>",
    "LOAD with an escape": "\\u004COAD <URL>",
    "LOAD silently with a comment between": "LOAD#SILENT\n<URL>",
    "SERVICE": f"INSERT {_P} WHERE {{ SERVICE <URL> {_P} }}",
    "SERVICE silently": f"INSERT {_P} WHERE {{ SERVICE SILENT <URL> {_P} }}",
    "SERVICE with an escape": f"DELETE {_P} WHERE {{ \\u0053ERVICE SILENT <URL> {_P} }}",
    "USING": f"INSERT {_P} USING <URL> WHERE {_P}",
    "USING a file": f"INSERT {_P} USING NAMED <file:///etc/passwd> WHERE {{ GRAPH ?g {_P} }}",
}
SECRET = b"root:x:0"
"""What stands in /etc/passwd and nowhere else."""


def queries(url: str, kind: str) -> Iterator[Attack]:
    """Queries that call `url`, and addresses that name it beside a query."""
    for name, text in _CALLS.items():
        yield Attack(kind, name, query(text.replace("URL", url)), absent=SECRET)
    for target in (url, "file:///etc/passwd"):
        for parameter in ("default-graph-uri", "named-graph-uri", "using-graph-uri"):
            attack = f"{parameter}={target.partition(':')[0]}"
            yield Attack(kind, attack, query("ASK {}", f"/sparql?{parameter}={target}"), absent=SECRET)
            posted = form(query="SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 1", **{parameter.replace("-", "_"): target})
            yield Attack(kind, f"{attack} in a form", posted, absent=SECRET)
        yield Attack(kind, f"a graph by {target[:4]}", get(f"/graphs?graph={target}"), absent=SECRET)


def updates(url: str, token: str) -> Iterator[Attack]:
    """Updates that call `url`, with the token and without."""
    for name, text in _UPDATES.items():
        update = text.replace("URL", url)
        yield Attack("update", name, form("/sparql", f"Authorization: Bearer {token}", update=update), absent=SECRET)
        yield Attack(
            "update without the token", name, form(update=update), allowed=frozenset({400, 401, 403}), absent=SECRET
        )
