"""Addresses and parameters that mean more than they seem to."""

from collections.abc import Iterator

from tests.hostile.attack import Attack, get, request
from tests.hostile.outward import SECRET

_PATHS = (
    "/data/../../etc/passwd", "/data/..%2f..%2fetc%2fpasswd", "/data/%2e%2e/%2e%2e/etc/passwd",
    "/data/....//etc/passwd",
    "/data/..%252f..%252fetc%252fpasswd", "/data/..%c0%af..%c0%afetc%c0%afpasswd", "/data/..\\..\\etc\\passwd",
    "/data/person/..%2f..%2f..%2f..%2fetc%2fpasswd.ttl", "/data/person/%00.ttl", "/data/person/a%00b.ttl",
    "/data/person/../../person.ttl", "/data/graph/x.ttl", "/data//etc/passwd", "/data/file:///etc/passwd",
    "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static/....//app.py", "/static//etc/passwd",
    "/static/%2fetc%2fpasswd", "/static/..\\app.py", "/static/%00", "/static/", "/static/style.css%00.html",
    "/static/%ff",
    "/static/..;/app.py", "/static/../../../../../../../../etc/passwd", "/static/" + "../" * 500 + "etc/passwd",
    "/queries/../../etc/passwd", "/queries/..%2f..%2fpyproject.toml", "/queries/meetings.rq", "/queries/%00",
    "/queries/meetings.%00", "/queries/meetings.exe", "/queries/meetings.csv.csv", "/queries/" + "a" * 50_000,
    "/queries/%ff%fe", "/queries/%ed%a0%80", "/queries/meetings%0d%0aSet-Cookie:%20a=b", "/queries/%e2%80%ae",
    "/id/person/%0d%0aSet-Cookie:%20a=b", "/id/person/%0aSet-Cookie:a=b", "/id/person/%0d", "/id/person/%c0%80",
    "/id/person/%ff", "/id/person/<script>alert(1)</script>", "/id/person/%3Cscript%3Ealert(1)%3C/script%3E",
    "/id/%22%3E%3Cscript%3E/x", "/id//x", "/id/person/", "/id/person/a/b/c", "/id/person/%2e%2e", "/id/person/a%20b",
    "/id/person/%3E%20%3Curn:x%3E%20.%20", "/id/person/%7B%7D%5E%60%7C%5C", "/id/person/" + "%61" * 10_000,
    "/id/person/%e2%80%8b", "/id/person/%f0%9f%92%a9", "/id/person/%ed%b0%80", "/id/person/%",
    "/page/person/%0d%0a", "/page/person/%3Cscript%3E", "/page/person/%7D%20%7D", "/page/area/thai-binh?lang=%0d%0a",
    "/page/person/%ff", "/page/%00/%00", "/page/person/" + "a" * 10_000, "/page/person/%22onload=%22x",
    "/data/area/thai-binh.%2f", "/data/area/thai-binh.ttl%0d%0aX:%20y", "/data/area/thai-binh.%ff", "/data/area/.ttl",
    "/graphs/%20", "/graphs/a%20b", "/graphs/%3E", "/graphs/%0d%0aX", "/graphs/%ff", "/graphs/%00", "/graphs/../../x",
    "/graphs/%7B%7D", "/graphs/%22", "/graphs/%5C", "/graphs/x?graph=urn:x", "/graphs/" + "a/" * 10_000, "/graphs/",
    "/graphs", "/graphs?graph=", "/graphs?graph=urn:x%3E", "/graphs?graph=urn:%0a", "/graphs?graph=%ff",
    "/graphs?graph=a",
    "/graphs?graph=urn:x&graph=urn:y", "/graphs?default&default", "/graphs?default&graph=urn:x", "/graphs?default=%00",
    "/graphs?graph=http://%5B", "/graphs?graph=http://%5B::1%5Dx", "/graphs?graph=x:%F0%9F%92%A9",
    "/graphs?graph=x:%25",
    "/graphs?graph=x:%EE%80%80", "/graphs?graph=x:%EF%BF%BF", "/graphs?graph=http:%2F%2Fx:99999999%2F",
    "/graphs?graph=x:%zz",
    "/ontology/../x", "/ontology/%00", "/ontology/9.9.9", "/vocab?format=%0d%0a", "/ontology?format=exe", "/health/..",
    "/search?q=%00", "/search?q=%ff", "/search?q=%22", "/search?q=*", "/search?q=NEAR(a%20b)",
    "/search?q=%22%20OR%20%22",
    "/search?q=" + "a%20" * 5_000, "/search?q=" + "%22" * 5_000, "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/search?q=a%27%20UNION%20SELECT%201--", "/search?q=" + "(" * 5_000, "/search?q=%ed%a0%80",
    "/search?q=^a%20-b%20+c:d",
    "/search?q=a&q=b&q=c", "/search?q[]=a", "/search?lang=%3Cscript%3E&q=a", "/search?q=" + "%CC%81" * 5_000,
    "/%0d%0aSet-Cookie:%20a=b", "/%2f%2fother.example", "//other.example/%2f..", "/?lang=%0d%0aSet-Cookie:%20a=b",
    "/?lang=" + "a" * 30_000, "/?lang=..%2f..%2fetc", "/;jsessionid=x", "/.git/config", "/.env", "/metrics?x=%00",
    "/limits?%ff=%ff", "/?" + "a=b&" * 10_000, "/?" + "&" * 50_000, "/?" + "=" * 50_000, "/?" + "%" * 50_000,
)  # fmt: skip
_BROWSER = "Accept: text/html"
_QUESTION = {
    "meeting": ("%00", "%ff", "%ed%a0%80", "2020'%20OR%201=1", "%22%20.%20%3Fs%20%3Fp%20%3Fo", "%3Curn:x%3E%20%7D",
    "a" * 20_000,
                "javascript:alert(1)", "http://%5B", "meeting:%0d%0a", "%3Cscript%3E", "x&meeting=y", "%25%25%25", "*",
                "%5C", ":",
                "https://w3id.org/diemcau/id/%3E", "urn:x%20y", "%F0%9F%92%A9", "_:b", "%22a%22@en", "1", ""),
    "lang": ("%0d%0a", "xx", "%00", "vi&lang=en", "%3Cscript%3E", "en'", "VI", "", "a" * 20_000, "*", "vi-%ff"),
    "format": ("%0d%0aSet-Cookie:%20a=b", "exe", "%00", "..%2f", "csv&format=json", "text/html%0d%0a", "%ff", "html",
    "nq", "a" * 20_000),
    "nonsense": ("1", "%0d%0a", "%ff"),
    "timeout": ("nan", "1e999", "-1"),
}  # fmt: skip
_BESIDE = {
    "timeout": ("nan", "inf", "-inf", "1e999", "-1", "0", "1e-320", "0x10", "1_0", "%D9%A1", "%00", "1;2", "1,5",
    "1&timeout=2",
                "9" * 5_000, "%20%201", "1e5", "true", "%F0%9D%9F%8F"),
    "format": ("%0d%0aSet-Cookie:%20a=b", "exe", "html", "text/html", "text/html;q=1", "%ff", "%00", "xml&format=json",
    "__proto__",
               "*/*", "application/json", "ttl", "JSON", "a" * 20_000, "%3Cscript%3E", ".csv", "csv%20"),
    "lang": ("%0d%0aSet-Cookie:%20a=b", "%3Cscript%3E", "%ff", "en&lang=vi"),
    "default-graph-uri": ("urn:%0d%0aX:%20y", "%ff", "", "a%20b", "urn:%3E", "http://%5B", "x:%F0%9F%92%A9",
    "javascript:alert(1)",
                          "urn:a&default-graph-uri=" * 2_000, "x:%EE%80%80", "x:%25zz", "%ed%a0%80", "../x", "//x",
                          "urn:" + "a" * 50_000),
    "named-graph-uri": ("urn:%00", "urn:%7D", "x:[", "http://a:b", "data:,x"),
    "update": ("DROP%20ALL", "%ff", ""),
    "query": ("ASK%7B%7D", "%ff", ""),
    "callback": ("alert(1)", "%0d%0a"),
    "should-sponge": ("soft", "grab-all"),
}  # fmt: skip
_FORM = "Content-Type: application/x-www-form-urlencoded"
_FORMS = {
    "a field that is not UTF-8": b"query=%ff%fe",
    "half a surrogate": b"query=ASK+%7B%7D+%23%ed%a0%80",
    "an overlong character": b"query=%c0%af",
    "a byte order mark": b"query=%ef%bb%bfASK%7B%7D",
    "bytes that are not UTF-8": b"query=\xff\xfe",
    "a name that is not UTF-8": b"%ff=1&query=ASK%7B%7D",
    "NUL": b"query=ASK%7B%7D%00",
    "NUL in a string": b"query=ASK%7B%3Fs%3Fp%27%00%27%7D",
    "a broken escape": b"query=%zz%",
    "two queries": b"query=ASK%7B%7D&query=ASK%7B%7D",
    "a query and an update": b"query=ASK%7B%7D&update=DROP+ALL",
    "20 000 fields": b"query=ASK%7B%7D" + b"&a=b" * 20_000,
    "300 000 separators": b"&" * 300_000 + b"query=ASK%7B%7D",
    "semicolons": b"a=b;query=ASK%7B%7D",
    "a field of brackets": b"query[]=ASK%7B%7D",
    "no value": b"query",
    "nothing": b"",
    "a name of 500 KB": b"a" * 500_000 + b"=1",
    "escapes only": b"query=" + b"%7B" * 300_000,
}
_TYPES = (
    "", "x", "/", "text/plain", "application/json", "application/sparql-query; charset=utf-16",
    "application/sparql-query; charset=latin-1", "application/sparql-query; charset=\"utf-8",
    "application/sparql-query; charset=",
    "application/sparql-query; charset=rot13", "application/sparql-query; charset=idna",
    "application/sparql-query; charset=utf-7",
    "application/sparql-query; charset=" + "a" * 20_000, "application/sparql-query, text/plain",
    "APPLICATION/SPARQL-QUERY",
    "application/sparql-update", "application/sparql-query;;;;", "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "a" * 20_000, "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded", "text/turtle", "application/sparql-query; a*=utf-8''%ff",
    "application/sparql-query; " + "a=b;" * 5_000,
)  # fmt: skip


def addresses() -> Iterator[Attack]:
    """Each address, for machines, people and those who want no body."""
    for path in _PATHS:
        bare = any(c in path for c in "\\<>")  # no address at all
        yield Attack("address", path[:60], get(path), bare=bare, absent=SECRET)
        yield Attack("address by HEAD", path[:60], request("HEAD", path), bare=bare)
        yield Attack("address for people", path[:60], get(path, _BROWSER), bare=bare, absent=b"<script>alert")
    for name, values in _QUESTION.items():
        for value in values:
            for suffix in ("", ".csv"):
                attack = get(f"/queries/who-attended{suffix}?{name}={value}", _BROWSER)
                yield Attack("question", f"{suffix}?{name}={value[:40]}", attack, absent=b"<script>alert")


def beside() -> Iterator[Attack]:
    """Each parameter beside a query."""
    for name, values in _BESIDE.items():
        for value in values:
            target = f"/sparql?query=ASK%7B%7D&{name}={value}"
            yield Attack("parameter", f"{name}={value[:40]}", get(target))
            yield Attack("parameter for people", f"{name}={value[:40]}", get(target, _BROWSER), absent=b"<script>")
            body = f"query=ASK%7B%7D&{name}={value}".encode()
            yield Attack("parameter of a form", f"{name}={value[:40]}", request("POST", "/sparql", _FORM, body=body))


def bodies() -> Iterator[Attack]:
    """Each form, media type and text."""
    for name, body in _FORMS.items():
        yield Attack("form", name, request("POST", "/sparql", _FORM, body=body))
    for media_type in _TYPES:
        for method, target in (("POST", "/sparql"), ("QUERY", "/sparql"), ("POST", "/graphs?default")):
            name = f"{media_type[:70]} {method} {target}"
            yield Attack("media type", name, request(method, target, f"Content-Type: {media_type}", body=b"ASK {}"))
    for name, data in {
        "broken UTF-8": b"ASK { ?s ?p '\xff' }", "an overlong slash": b"ASK { ?s ?p '\xc0\xaf' }",
        "UTF-16": "ASK {}".encode("utf-16"),
        "half a surrogate": b"ASK { ?s ?p '\xed\xa0\x80' }", "half a character": b"ASK { ?s ?p 'a' } #\xe1\xbb",
        "NUL": b"ASK { ?s ?p '\x00' }", "NUL outside": b"ASK {\x00}",
        "an escaped surrogate": b"ASK { ?s ?p '\\uD800' }",
        "an escaped NUL": b"ASK { ?s ?p '\\u0000' }", "an escape out of range": b"ASK { ?s ?p '\\UFFFFFFFF' }",
        "half an escape": b"ASK { ?s ?p '\\u00' }", "a byte order mark": b"\xef\xbb\xbfASK {}",
        "control characters": bytes(range(1, 32)),
        "all bytes": bytes(range(256)), "nothing": b"",
        "marks that combine": ("ASK { ?s ?p 'a" + "\u0301" * 20_000 + "' }").encode(),
        "writing from right to left": "ASK { ?s ?p '\u202e\u2066' }".encode(),
        "a relative base": b"BASE <x> ASK { <y> ?p ?o }",
        "a broken base": b"BASE <http://[> ASK { <y> ?p ?o }",
        "a broken address": b"ASK { <http://[::1> ?p <http://a:b:c> }",
        "a name of nothing": b"ASK { : ?p :: }", "private characters": "ASK { <urn:\ue000> ?p '\uffff' }".encode(),
    }.items():  # fmt: skip
        yield Attack("text", name, request("POST", "/sparql", "Content-Type: application/sparql-query", body=data))
        yield Attack(
            "text for people",
            name,
            request("POST", "/sparql", "Content-Type: application/sparql-query", _BROWSER, body=data),
        )
