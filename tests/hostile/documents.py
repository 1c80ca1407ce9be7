"""Documents that are put into a graph: made to read files, to call out, or to grow."""

from collections.abc import Iterator

from tests.hostile.attack import Attack, request
from tests.hostile.outward import SECRET

_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
_DESCRIPTION = f'<rdf:RDF {_RDF}><rdf:Description rdf:about="urn:s"><p xmlns="urn:">%s</p></rdf:Description></rdf:RDF>'
_LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
_XML = {
    "a file as an entity": f'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>{_DESCRIPTION % "&x;"}',
    "an address as an entity": f'<!DOCTYPE r [<!ENTITY x SYSTEM "URL">]>{_DESCRIPTION % "&x;"}',
    "an address as a public entity": f'<!DOCTYPE r [<!ENTITY x PUBLIC "x" "URL">]>{_DESCRIPTION % "&x;"}',
    "an entity of parameters": f'<!DOCTYPE r [<!ENTITY % x SYSTEM "URL"> %x;]>{_DESCRIPTION.replace("%s", "")}',
    "a definition elsewhere": f'<!DOCTYPE r SYSTEM "URL">{_DESCRIPTION % "x"}',
    "a billion laughs": f'<!DOCTYPE r [<!ENTITY l0 "lol">{_LAUGHS}]>{_DESCRIPTION % "&l12;"}',
    "quadratic laughs": f'<!DOCTYPE r [<!ENTITY x "{"x" * 50_000}">]>{_DESCRIPTION % ("&x;" * 50_000)}',
    "an entity of itself": f'<!DOCTYPE r [<!ENTITY x "&x;">]>{_DESCRIPTION % "&x;"}',
    "entities of each other": f'<!DOCTYPE r [<!ENTITY x "&y;"><!ENTITY y "&x;">]>{_DESCRIPTION % "&x;"}',
    "a style sheet": f'<?xml-stylesheet href="URL"?>{_DESCRIPTION % "x"}',
    "an inclusion": _DESCRIPTION % '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="URL"/>',
    "a base elsewhere": f'<rdf:RDF {_RDF} xml:base="URL"><rdf:Description rdf:about="../../x"/></rdf:RDF>',
    "an encoding that is none": f'<?xml version="1.0" encoding="UTF-7"?>{_DESCRIPTION % "x"}',
    "NUL": _DESCRIPTION % "\x00",
    "100 000 elements, each in the other": "<a>" * 100_000,
    "descriptions, each in the other": f"<rdf:RDF {_RDF}>" + '<rdf:Description><p xmlns="urn:">' * 20_000,
    "100 000 attributes": f"<rdf:RDF {_RDF} " + " ".join(f'a{n}="x"' for n in range(50_000)) + "/>",
    "an attribute twice": f'<rdf:RDF {_RDF} a="x" a="x"/>',
    "no end": f"<rdf:RDF {_RDF}>",
    "a name of 900 KB": "<" + "a" * 900_000,
}
_JSON_LD = {
    "a context elsewhere": '{"@context": "URL", "@id": "urn:s", "urn:p": 1}',
    "a list of contexts elsewhere": '{"@context": ["URL", {"@import": "URL"}], "urn:p": 1}',
    "an imported context": '{"@context": {"@version": 1.1, "@import": "URL"}, "@id": "urn:s", "urn:p": 1}',
    "a context of a property": '{"@context": {"p": {"@id": "urn:p", "@context": "URL"}}, "p": {"@id": "urn:o"}}',
    "a context that is a file": '{"@context": "file:///etc/passwd", "@id": "urn:s", "urn:p": 1}',
    "a context of itself": '{"@context": {"a": "b:x", "b": "a:x"}, "a:x": 1}',
    "arrays, each in the other": "[" * 500_000,
    "objects, each in the other": '{"urn:p":' * 100_000,
    "contexts, each in the other": '{"@context":' * 50_000,
    "graphs, each in the other": '{"@graph":[' * 80_000,
    "lists, each in the other": '{"@list":[' * 80_000,
    "a number of 100 000 digits": '{"@id":"urn:s","urn:p":' + "9" * 100_000 + "}",
    "half a surrogate": '{"@id":"urn:s","urn:p":"\\ud800"}',
    "a prototype": '{"__proto__":{"@id":"urn:s"},"@id":"urn:s","urn:p":{"@value":"x","@type":"__proto__"}}',
}
_TURTLE = {
    "blank nodes, each in the other": "<urn:s> <urn:p> " + "[ <urn:p> " * 80_000,
    "collections, each in the other": "<urn:s> <urn:p> " + "(" * 500_000,
    "quoted triples, each in the other": "<< " * 300_000,
    "a literal without an end": '<urn:s> <urn:p> """' + "x" * 900_000,
    "an IRI that ends an update": "<urn:s> <urn:p> <urn:x\\u003e}DROP\\u0020ALL{> .",
    "a literal that ends an update": '<urn:s> <urn:p> \'\\""""} ; DROP ALL ; INSERT DATA { <urn:a> <urn:b> "\' .',
    "a language that ends an update": "<urn:s> <urn:p> 'x'@en-}DROP .",
    "a blank node that ends an update": "_:a}DROP <urn:p> 1 .",
    "graphs in a graph": "<urn:g> { <urn:s> <urn:p> 1 }",
    "a base elsewhere": "@base <URL> . <x> <y> <z> .",
    "broken UTF-8": "<urn:s> <urn:p> '\udcff' .",
    "prefixes without end": "".join(f"@prefix p{n}: <urn:{n}> .\n" for n in range(30_000)),
}
_FORM = (
    '--x\r\nContent-Disposition: form-data; name="a"; filename="../../etc/x.ttl"\r\nContent-Type: text/turtle\r\n\r\n'
    "<urn:s> <urn:p> 1 .\r\n--x--\r\n"
)
_FORMS = {
    "a file name that climbs": _FORM,
    "no end": _FORM[:-8],
    "no files": "--x--\r\n",
    "20 000 files": _FORM.replace("--x--\r\n", "") * 5_000 + "--x--",
    "headers without end": "--x\r\n" + "A: b\r\n" * 100_000,
    "a header of 900 KB": "--x\r\nA: " + "b" * 900_000,
    "a part in a strange encoding": _FORM.replace("text/turtle", "text/turtle; charset=rot13"),
    "a part that is not RDF": _FORM.replace("text/turtle", "image/png").replace(".ttl", ".png"),
    "a part in Base64": _FORM.replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: base64\r\n\r\n"),
    "NUL in a file name": _FORM.replace("x.ttl", "x\x00.ttl"),
    "boundaries without end": "--x\r\n" * 200_000,
}
_UPDATES = {
    "groups, each in the other": "INSERT DATA {" * 1 + "{" * 100_000,
    "operations without end": "CLEAR ALL;" * 50_000,
    "a product of all with all":
        "INSERT { ?a ?e ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?x ?y ?z }",
    "growth":
        "INSERT DATA { <urn:a> <urn:b> 0 } ;" + "INSERT { ?s ?p ?n } WHERE { ?s ?p ?o . ?x ?y ?z BIND(RAND() AS ?n) } ;"
    * 50,
    "a string doubled": "INSERT { <urn:a> <urn:b> ?x30 } WHERE { BIND('xxxxxxxx' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{n},?x{n}) AS ?x{n + 1})" for n in range(30)) + " }",
    "unary minus without end": "INSERT { <urn:a> <urn:b> 1 } WHERE { FILTER(" + "!" * 500_000 + "true) }",
    "paths without end": "DELETE { ?s ?p ?o } WHERE { ?s " + "/".join(["<urn:p>"] * 50_000) + " ?o }",
    "NUL": "INSERT DATA { <urn:a> <urn:b> '\x00' }",
    "a graph of nothing": "CREATE GRAPH <>",
    "a graph that is not there": "DROP GRAPH <urn:none>",
    "half a surrogate": "INSERT DATA { <urn:a> <urn:b> '\\uD800' }",
    "a move onto itself": "MOVE DEFAULT TO DEFAULT ; COPY <urn:none> TO <urn:x> ; ADD SILENT <urn:none> TO DEFAULT",
}  # fmt: skip


def attacks(url: str, token: str) -> Iterator[Attack]:
    """Documents and updates with the token; `url` is where they lead."""
    authorization = f"Authorization: Bearer {token}"
    for media_type, documents in {
        "application/rdf+xml": _XML, "application/ld+json": _JSON_LD, "text/turtle": _TURTLE,
        "multipart/form-data; boundary=x": _FORMS,
    }.items():  # fmt: skip
        for name, text in documents.items():
            body = text.replace("URL", url).encode(errors="surrogateescape")
            put = request("PUT", "/graphs?graph=urn:g", authorization, f"Content-Type: {media_type}", body=body)
            yield Attack(media_type, name, put, absent=SECRET)
    for name, text in _UPDATES.items():
        kind = "Content-Type: application/sparql-update"
        yield Attack("update", name, request("POST", "/sparql", authorization, kind, body=text.encode()))
    for name, host in {
        "that ends an IRI": b"x>}DROP ALL{<",
        "of nonsense": b"a b",
        "of bytes": b"\xff",
        "of none": b"",
    }.items():
        for target in ("/graphs", "/graphs/x", "/graphs?default"):
            put = request("POST", target, authorization, "Content-Type: text/turtle", body=b"<a> <b> <c> .",
                          host=b"Host: " + host + b"\r\n")  # fmt: skip
            yield Attack("host", f"{name}, {target}", put, bare=True)
