"""One hostile input: the bytes that go over a connection, and what may come back."""

from dataclasses import dataclass
from urllib.parse import urlencode

HOST = b"Host: hostile.example\r\n"
JSON_OR_PROBLEM = "application/sparql-results+json, application/problem+json, */*;q=0.1"


@dataclass(frozen=True)
class Attack:
    """An input. `kind` and `name` tell inputs apart.

    `data` is sent as it is. Where `bare`, the HTTP implementation may answer without a document, or close the
    connection, because what it got is hardly HTTP. `allowed` are the statuses that are right; empty: any that is not
    an internal error. `absent` must not occur in the answer, neither in its head nor in its body.
    """

    kind: str
    name: str
    data: bytes
    bare: bool = False
    allowed: frozenset[int] = frozenset()
    absent: bytes = b""

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


def request(
    method: str, target: str, *headers: str, body: bytes | None = None, host: bytes = HOST, version: str = "1.1"
) -> bytes:
    """The bytes of a request; a body brings its Content-Length, unless the headers have one."""
    head = f"{method} {target} HTTP/{version}\r\n".encode() + host
    lines = [header.encode("latin-1") + b"\r\n" for header in headers]
    if body is not None and not any(header.lower().startswith("content-length:") for header in headers):
        lines.append(b"Content-Length: %d\r\n" % len(body))
    return head + b"".join(lines) + b"\r\n" + (body or b"")


def query(text: str | bytes, target: str = "/sparql", *headers: str) -> bytes:
    """The bytes of a request that posts a query as it is."""
    body = text.encode() if isinstance(text, str) else text
    given = headers or (f"Accept: {JSON_OR_PROBLEM}",)
    return request("POST", target, "Content-Type: application/sparql-query", *given, body=body)


def form(target: str = "/sparql", *headers: str, **fields: str) -> bytes:
    """The bytes of a request that posts a form; "_" in a name stands for "-"."""
    body = urlencode({name.replace("_", "-"): value for name, value in fields.items()}).encode()
    return request("POST", target, "Content-Type: application/x-www-form-urlencoded", *headers, body=body)


def get(target: str, *headers: str) -> bytes:
    """The bytes of a GET."""
    return request("GET", target, *headers)
