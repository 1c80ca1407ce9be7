"""Requests that are hardly HTTP: what a server could misread, or read differently from a proxy before it."""

from collections.abc import Iterator

from tests.hostile.attack import HOST, Attack, request

_ASK = b"ASK {}"
_TYPE = "Content-Type: application/sparql-query"
_CHUNKED = "Transfer-Encoding: chunked"
_CHUNKS = b"6\r\nASK {}\r\n0\r\n\r\n"
_SECOND = b"GET /queries/smuggled HTTP/1.1\r\nHost: hostile.example\r\n\r\n"
_LINES = {
    "nothing but a line": b"\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n\r\n",
    "a method alone": b"GET\r\n\r\n",
    "no version": b"GET /sparql \r\nHost: x\r\n\r\n",
    "version 2.0": b"GET / HTTP/2.0\r\nHost: x\r\n\r\n",
    "version 1.2": b"GET / HTTP/1.2\r\nHost: x\r\n\r\n",
    "version 9.9": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "version with letters": b"GET / HTTP/a.b\r\nHost: x\r\n\r\n",
    "version 1.0 without Host": b"GET /sparql HTTP/1.0\r\n\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a handshake of TLS": bytes.fromhex("160301008f0100008b0303") + b"\x00" * 140,
    "a handshake of SSH": b"SSH-2.0-OpenSSH_9.9\r\n",
    "letters without end of line": b"A" * 100_000,
    "binary noise": bytes(range(256)) * 64,
    "NUL bytes": b"\x00" * 1_000,
    "NUL in the address": b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a space in the address": b"GET /sparql?query=ASK {} HTTP/1.1\r\nHost: x\r\n\r\n",
    "a tab between": b"GET\t/\tHTTP/1.1\r\nHost: x\r\n\r\n",
    "line feeds only": b"GET / HTTP/1.1\nHost: x\n\n",
    "carriage returns only": b"GET / HTTP/1.1\rHost: x\r\r",
    "bytes above 127 in the address": b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes above 127 in the query": b"GET /sparql?query=\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "UTF-8 in the address": "GET /id/person/Nguyễn HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    "an address of 100 KB": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address of 60 KB": b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a query of 60 KB in the address": b"GET /sparql?query=" + b"%7B" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a whole address": b"GET http://other.example/sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n",
    "a whole address of a file": b"GET file:///etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "a star": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "a star for GET": b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address without a slash": b"GET sparql HTTP/1.1\r\nHost: x\r\n\r\n",
    "two slashes": b"GET //other.example/sparql HTTP/1.1\r\nHost: x\r\n\r\n",
    "an empty address": b"GET  HTTP/1.1\r\nHost: x\r\n\r\n",
    "a fragment": b"GET /sparql#x HTTP/1.1\r\nHost: x\r\n\r\n",
    "a backslash": b"GET \\..\\..\\etc\\passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "CONNECT": b"CONNECT other.example:443 HTTP/1.1\r\nHost: other.example:443\r\n\r\n",
    "CONNECT of a path": b"CONNECT /sparql HTTP/1.1\r\nHost: x\r\n\r\n",
}
_METHODS = (
    "TRACE", "TRACK", "get", "Post", "BREW", "PROPFIND", "PATCH", "PUT", "DELETE", "SEARCH", "QUERY", "LOCK",
    "A" * 5_000,
    "G\u00cbT", "GET,POST", "<script>",
)  # fmt: skip
_HEADERS: dict[str, tuple[str, ...]] = {
    "a header without a colon": ("nonsense",),
    "a header without a name": (": x",),
    "a space before the colon": ("Accept : text/html",),
    "a folded header": ("X-A: b\r\n c: d",),
    "a header of 60 KB": ("X-A: " + "a" * 60_000,),
    "a header of 1 MB": ("X-A: " + "a" * 1_000_000,),
    "a name of 60 KB": ("A" * 60_000 + ": x",),
    "90 headers": tuple(f"X-{n}: {n}" for n in range(90)),
    "5000 headers": tuple(f"X-{n}: {n}" for n in range(5_000)),
    "the same header 90 times": ("Accept: text/html",) * 90,
    "control characters": ("X-A: \x01\x02\x7f",),
    "NUL in a value": ("X-A: a\x00b",),
    "bytes above 127 in a value": ("X-A: \xff\xfe\x80",),
    "bytes above 127 in Accept": ("Accept: \xff\xfe\x80",),
    "bytes above 127 in Accept-Language": ("Accept-Language: \xff\xfe",),
    "bytes above 127 in Authorization": ("Authorization: Bearer \xff\xfe",),
    "bytes above 127 in If-None-Match": ('If-None-Match: "\xff\xfe"',),
    "bytes above 127 in Content-Type": ("Content-Type: \xff/\xfe",),
    "bytes above 127 in Accept-Encoding": ("Accept-Encoding: \xff",),
    "bytes above 127 in Cookie": ("Cookie: \xff=\xfe",),
    "bytes above 127 in X-Forwarded-For": ("X-Forwarded-For: \xff",),
    "a carriage return alone": ("X-A: b\rX-B: c",),
    "two hosts": ("Host: other.example",),
    "an Accept of 10 000 types": ("Accept: " + ",".join(["a/b;q=0.1"] * 5_000),),
    "an Accept of nonsense": ("Accept: ;;;,,,/;q=;q=x;*/;a/b;q=999999999999999999999",),
    "an Accept of weight NaN": ("Accept: text/html;q=nan, text/csv;q=-1, */*;q=1e999",),
    "languages without end": ("Accept-Language: " + ",".join(["vi-" + "a" * 20 + ";q=0.5"] * 2_000),),
    "codings without end": ("Accept-Encoding: " + ",".join(["br;q=0.5"] * 5_000),),
    "codings of nonsense": ("Accept-Encoding: ;;q=,zstd;q=nan,*;q=-1,gzip;q=1e999",),
    "tags without end": ("If-None-Match: " + ",".join(['W/"x"'] * 10_000),),
    "a broken tag": ('If-None-Match: "' + '"' * 999,),
    "a date without end": ("If-Modified-Since: " + "9" * 10_000,),
    "ranges without end": ("Range: bytes=" + ",".join(["0-1"] * 10_000),),
    "a range of nonsense": ("Range: bytes=99999999999999999999-0,-,--1",),
    "an expectation": ("Expect: 100-continue",),
    "an unknown expectation": ("Expect: a-miracle",),
    "an upgrade to WebSocket": (
        "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ),
    "an upgrade to WebSocket without a key": ("Upgrade: websocket", "Connection: Upgrade"),
    "an upgrade to HTTP/2": ("Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQAAP__"),
    "an underscore for a hyphen": ("Content_Length: 5", "X_Forwarded_For: 10.0.0.1"),
    "a forged client": ("X-Forwarded-For: " + "1.1.1.1," * 5_000, "Forwarded: for=127.0.0.1", "X-Real-IP: 127.0.0.1"),
    "a forged address": ("X-Original-URL: /metrics", "X-Rewrite-URL: /metrics", "X-HTTP-Method-Override: DELETE"),
    "an Authorization of 60 KB": ("Authorization: Bearer " + "a" * 60_000,),
    "an Authorization of another kind": ("Authorization: Basic Og==",),
    "an Authorization of nothing": ("Authorization:",),
    "a length for GET": ("Content-Length: 5",),
    "a proxy's header": ("Proxy: http://other.example", "Proxy-Authorization: Basic eDp4"),
}  # fmt: skip
_LENGTHS: dict[str, tuple[tuple[str, ...], bytes]] = {
    "a negative length": (("Content-Length: -1",), _ASK),
    "a length with a sign": (("Content-Length: +6",), _ASK),
    "a huge length": (("Content-Length: 99999999999999999999999",), _ASK),
    "a length of 2^64": (("Content-Length: 18446744073709551616",), _ASK),
    "a large length": (("Content-Length: 4000000000",), _ASK),
    "a length in hexadecimal": (("Content-Length: 0x6",), _ASK),
    "a length of letters": (("Content-Length: six",), _ASK),
    "a length in other digits": (("Content-Length: \xb2",), _ASK),
    "an empty length": (("Content-Length: ",), _ASK),
    "two lengths": (("Content-Length: 6", "Content-Length: 7"), _ASK),
    "two equal lengths": (("Content-Length: 6", "Content-Length: 6"), _ASK),
    "a list of lengths": (("Content-Length: 6, 7",), _ASK),
    "a length too short": (("Content-Length: 3",), _ASK),
    "a length too long": (("Content-Length: 600",), _ASK),
    "no length": (("Connection: close",), b""),
    "a length beside chunks": (("Content-Length: 6", _CHUNKED), _CHUNKS),
    "chunks beside a length": ((_CHUNKED, "Content-Length: 6"), _CHUNKS),
    "an unknown coding": (("Transfer-Encoding: gzip",), _ASK),
    "chunks before another coding": (("Transfer-Encoding: chunked, identity",), _CHUNKS),
    "chunks twice": (("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"), _CHUNKS),
    "chunks spelt oddly": (("Transfer-Encoding: xchunked",), _CHUNKS),
    "chunks after a tab": (("Transfer-Encoding:\tchunked",), _CHUNKS),
    "chunks in an older version": ((_CHUNKED,), _CHUNKS),
    "a chunk of garbage": ((_CHUNKED,), b"zz\r\nASK {}\r\n0\r\n\r\n"),
    "a negative chunk": ((_CHUNKED,), b"-6\r\nASK {}\r\n0\r\n\r\n"),
    "a huge chunk": ((_CHUNKED,), b"ffffffffffffffffffff\r\nASK {}\r\n0\r\n\r\n"),
    "a large chunk that does not come": ((_CHUNKED,), b"7fffffffffffffff\r\nASK {}"),
    "a chunk too short": ((_CHUNKED,), b"3\r\nASK {}\r\n0\r\n\r\n"),
    "chunks without an end": ((_CHUNKED,), b"6\r\nASK {}\r\n"),
    "chunks of one byte": ((_CHUNKED,), b"1\r\n \r\n" * 20_000 + _CHUNKS),
    "extensions of a chunk": ((_CHUNKED,), b"6;" + b"a=b;" * 20_000 + b"\r\nASK {}\r\n0\r\n\r\n"),
    "trailers": ((_CHUNKED,), b"6\r\nASK {}\r\n0\r\n" + b"X-A: b\r\n" * 5_000 + b"\r\n"),
    "a compressed body": (("Content-Encoding: gzip", "Content-Length: 6"), _ASK),
}


def attacks() -> Iterator[Attack]:
    """Each of the above."""
    for name, data in _LINES.items():
        yield Attack("request line", name, data, bare=True)
    for method in _METHODS:
        for target in ("/sparql", "/queries/meetings"):
            yield Attack("method", f"{method[:20]} {target}", request(method, target, body=b""), bare=True)
    for name, headers in _HEADERS.items():
        yield Attack("header", name, request("GET", "/sparql?query=ASK%7B%7D", *headers), bare=True)
    for name, host in {
        "no host": b"", "an empty host": b"Host:\r\n", "a host of nonsense": b"Host: a b<c>\r\n",
        "a host of markup": b"Host: \"><script>\r\n", "a host with a path": b"Host: x/../y?z#\r\n",
        "a host that ends an IRI": b"Host: x>}DROP ALL{<\r\n", "a host of bytes": b"Host: \xff\xfe\r\n",
        "a port of letters": b"Host: x:y\r\n", "a huge port": b"Host: x:99999999\r\n", "brackets": b"Host: [::1\r\n",
        "a host of 60 KB": b"Host: " + b"a" * 60_000 + b"\r\n", "a host of dots": b"Host: ..%2f..\r\n",
        "a host with a user": b"Host: user:password@x\r\n", "a host in Punycode": b"Host: xn--\xc3\xa9\r\n",
    }.items():  # fmt: skip
        for target in ("/sparql", "/sparql?query=ASK%7B%3Cx%3E%20?p%20?o%7D", "/graphs/x", "/queries", "/sparql/"):
            yield Attack("host", f"{name} {target[:10]}", request("GET", target, host=host), bare=True)
    for name, (headers, body) in _LENGTHS.items():
        version = "1.0" if "older" in name else "1.1"
        head = request("POST", "/sparql", _TYPE, *headers, version=version)
        yield Attack("length", name, head + body, bare=True)


def smuggled() -> Iterator[tuple[Attack, int]]:
    """Requests that hide a second one, and how many answers there may be at most where nothing is misread."""
    hidden = b"0\r\n\r\n" + _SECOND
    post = f"POST /sparql HTTP/1.1\r\n{_TYPE}\r\n".encode() + HOST
    yield Attack("smuggling", "chunks win",
    post + b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n" % len(hidden)
                 + hidden), 1  # fmt: skip
    yield Attack("smuggling", "length wins",
    post + b"Transfer-Encoding: xchunked\r\nContent-Length: %d\r\n\r\n" % len(hidden)
                 + hidden), 1  # fmt: skip
    yield (
        Attack("smuggling", "two lengths", post + b"Content-Length: 6\r\nContent-Length: 60\r\n\r\nASK {}" + _SECOND),
        1,
    )
    yield Attack("smuggling", "a body of GET", b"GET / HTTP/1.1\r\n" + HOST
                 + b"Content-Length: %d\r\n\r\n" % len(_SECOND) + _SECOND), 1  # fmt: skip
    yield Attack("smuggling", "a body of HEAD", b"HEAD / HTTP/1.1\r\n" + HOST
                 + b"Content-Length: %d\r\n\r\n" % len(_SECOND) + _SECOND), 1  # fmt: skip
    yield Attack("smuggling", "a body of OPTIONS", b"OPTIONS /sparql HTTP/1.1\r\n" + HOST
                 + b"Content-Length: %d\r\n\r\n" % len(_SECOND) + _SECOND), 1  # fmt: skip
    yield Attack("smuggling", "a body that is too large", post + b"Content-Length: 9999999\r\n\r\n" + _SECOND), 1
    yield Attack("smuggling", "a space before the colon",
    post + b"Transfer-Encoding : chunked\r\nContent-Length: %d\r\n\r\n"
                 % len(hidden) + hidden), 1  # fmt: skip
