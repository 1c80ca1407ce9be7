"""A page from the web: http and https only, in time, of a size, and from no address of a private network.

The name is resolved once and the connection goes to the address that was checked, so that a name cannot mean another
machine the second time. Each redirection is checked in the same way. Proxies of the environment are not asked.
"""

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from kg.articles.decoding import MOST_BYTES
from kg.model import NotAnArticle

SECONDS = 20.0
"""For a page with all of its redirections."""
_REDIRECTS = 5
_KINDS = ("text/html", "application/xhtml+xml", "text/plain", "multipart/related", "message/rfc822")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_CHUNK = 1 << 16
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\U0010ffff]")


@dataclass(frozen=True)
class Fetched:
    """What an address answered: the bytes, the charset that the server named, and the address after redirections."""

    url: str
    data: bytes
    charset: str | None


def fetch(url: str, *, private: bool = False, seconds: float = SECONDS) -> Fetched:
    """The page at an address. `private` allows addresses of private networks and of this machine.

    Raises NotAnArticle where the address is refused, does not answer in time, or answers with no page.
    """
    until = time.monotonic() + seconds
    for _ in range(_REDIRECTS + 1):
        with contextlib.closing(_stream(url, private, until)) as stream:
            response = _ask(url, stream)
            with contextlib.closing(response):
                if response.status not in (301, 302, 303, 307, 308):
                    return _page(url, response, stream, until)
                url = urljoin(url, response.headers.get("Location", ""))
    raise NotAnArticle(f"more than {_REDIRECTS} redirections: give the address that the browser shows in the end")


def _stream(url: str, private: bool, until: float) -> socket.socket:
    """A connection to the host of an address."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise NotAnArticle(f"{url[:100]!r} is no address: {error}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotAnArticle(f"{url[:100]!r}: only addresses that begin with http:// or https:// are fetched")
    if parts.username is not None or _UNSAFE.search(url):
        raise NotAnArticle(f"{url[:100]!r}: an address has no name of a user, no spaces, and other letters as %XX")
    try:
        stream = _connected(parts.hostname, port, private, until)
        if parts.scheme == "https":
            return ssl.create_default_context().wrap_socket(stream, server_hostname=parts.hostname)
    except TimeoutError:
        raise NotAnArticle(f"{parts.hostname} did not answer in time: try again later") from None
    except OSError as error:
        raise NotAnArticle(
            f"{parts.hostname} cannot be reached ({error}): is the address right, and the net up?"
        ) from None
    return stream


def _ask(url: str, stream: socket.socket) -> http.client.HTTPResponse:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc)
    connection.sock = stream
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"User-Agent": "diemcau", "Accept": ", ".join(_KINDS[:3]), "Accept-Encoding": "identity"}
    try:
        connection.request("GET", target, headers={**headers, "Connection": "close"})
        return connection.getresponse()
    except TimeoutError:
        raise NotAnArticle(f"{parts.hostname} did not answer in time: try again later") from None
    except (OSError, http.client.HTTPException) as error:
        raise NotAnArticle(f"{parts.hostname} gave no answer ({error}): try again later") from None


def _connected(host: str, port: int, private: bool, until: float) -> socket.socket:
    """A connection to the first address of a host that may be asked. Raises NotAnArticle and OSError."""
    failure: OSError | None = None
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not private and not ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global:
            raise NotAnArticle(
                f"{host} is {address[0]}, an address of a private network: allow that with --private if it is meant"
            )
        stream = socket.socket(family, kind, protocol)
        try:
            stream.settimeout(_left(until))
            stream.connect(address)
        except OSError as error:
            stream.close()
            failure = error
        else:
            return stream
    raise failure or OSError("it has no address")


def _page(url: str, response: http.client.HTTPResponse, stream: socket.socket, until: float) -> Fetched:
    if response.status != 200:
        raise NotAnArticle(f"it answers {response.status} {response.reason}: open the address in a browser and look")
    kind = response.headers.get_content_type()
    if kind not in _KINDS:
        raise NotAnArticle(f"it is {kind}, no page and no text: give the address of the article itself")
    if (coding := response.headers.get("Content-Encoding", "identity").lower()) != "identity":
        raise NotAnArticle(f"it is sent as {coding}, which was not asked for: save the page and give the file")
    chunks, size = [], 0
    try:
        while chunk := _read(response, stream, until):
            chunks.append(chunk)
            size += len(chunk)
            if size > MOST_BYTES:
                raise NotAnArticle(f"it has more than {MOST_BYTES:,} bytes: give the address of the article itself")
    except TimeoutError:
        raise NotAnArticle(f"it did not arrive in time ({size:,} bytes did): try again later") from None
    except (OSError, http.client.HTTPException) as error:
        raise NotAnArticle(f"it broke off after {size:,} bytes ({error}): try again later") from None
    if response.length:  # a promise of more, which read1 does not look at
        raise NotAnArticle(f"it broke off after {size:,} bytes, {response.length:,} before its end: try again later")
    charset = _CHARSET.search(response.headers.get("Content-Type", ""))
    return Fetched(url, b"".join(chunks), charset[1] if charset else None)


def _read(response: http.client.HTTPResponse, stream: socket.socket, until: float) -> bytes:
    """What has come of an answer. One that comes byte by byte is at an end in time, too."""
    stream.settimeout(_left(until))
    return response.read1(_CHUNK)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
