"""Asking a service: what it may answer, and when it is asked again.

What can be sent again without harm is, where another try can help: after a pause that doubles each time and is never
the same for two who wait (AWS's "full jitter"), or after the time that Retry-After names (RFC 9110, section 10.2.3).
"""

import base64
import contextlib
import email.utils
import http.client
import io
import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from kg.service.connection import READ, Connection, Request
from kg.service.service import Service, ServiceBusy, ServiceFailed, ServiceLate, ServiceRefused
from kg.store import QueryGraphs

TRIES = 4
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
_OVERLOADED = frozenset((408, 425, 429, 503))
_SAID_BYTES = 2_000
MOST_SAID = 1 << 20
"""Bytes that a service may say of a change that it made, to be read and forgotten."""
_SAID = 300
"""Characters of an error that a service sends, which are told on."""
FORM = "application/x-www-form-urlencoded"


class Client:
    """Requests to one service. Not thread-safe. `sleep` waits for seconds."""

    def __init__(self, service: Service, sleep: Callable[[float], object] = time.sleep) -> None:
        self.service = service
        self._connection = Connection()
        self._sleep = sleep

    def close(self) -> None:
        """Closes the connection."""
        self._connection.drop()

    def query(
        self, text: str, accept: Sequence[str], until: float, most_bytes: int, graphs: QueryGraphs | None = None
    ) -> "Body":
        """What answers a query, in one of the media types `accept`. Raises ServiceFailed."""
        fields = [("query", text)]
        if graphs is not None:
            fields += [("default-graph-uri", iri) for iri in graphs.default]
            fields += [("named-graph-uri", iri) for iri in graphs.named]
        headers = {"Content-Type": FORM, "Accept": ", ".join(accept)}
        request = Request("POST", self.service.query, urlencode(fields).encode(), headers)
        body = self.send(request, until, again=True, most_bytes=most_bytes)
        if body.media_type not in accept:
            body.drop()
            raise ServiceFailed(
                f"{_place(request)} answers a query with {body.media_type or 'no media type'}, not with {accept[0]}: "
                "is it the address of the service's queries?"
            )
        return body

    def update(self, text: str, until: float, *, again: bool) -> None:
        """Has an update made; `again` says that it may be made twice. Raises ServiceFailed."""
        if self.service.update is None:
            raise ServiceFailed(
                f"No address is known that takes updates of {self.service.query}: set DIEMCAU_STORE_UPDATE"
            )
        body = urlencode([("update", text)]).encode()
        request = Request("POST", self.service.update, body, {"Content-Type": FORM, "Accept": "*/*"})
        self.send(request, until, again=again, most_bytes=MOST_SAID).whole()

    def add(self, graph: str, triples: bytes, until: float, *, replace: bool) -> None:
        """Adds N-Triples to a graph, or replaces it by them, by the Graph Store Protocol. Raises ServiceFailed.

        It is sent again where that can help: to add the same triples twice adds them once, but for blank nodes, with
        which a graph is to be replaced.
        """
        assert self.service.graphs is not None
        joint = "&" if urlsplit(self.service.graphs).query else "?"
        address = f"{self.service.graphs}{joint}{urlencode([('graph', graph)])}"
        headers = {"Content-Type": "application/n-triples", "Accept": "*/*"}
        request = Request("PUT" if replace else "POST", address, triples, headers)
        self.send(request, until, again=True, most_bytes=MOST_SAID).whole()

    def send(self, request: Request, until: float, *, again: bool, most_bytes: int = _SAID_BYTES) -> "Body":
        """The body of a success. `again` says that the request does no harm when it comes twice.

        Raises ServiceFailed, and its kinds.
        """
        if not again:
            self._connection.drop()  # on one that is kept, it is not known whether what fails has arrived
        for tried in range(1, TRIES + 1):
            pause = random.uniform(0, min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tried - 1)))  # noqa: S311 – no secret
            try:
                return self._attempt(request, until, most_bytes)
            except _TryAgain as error:
                pause = pause if error.after is None else error.after
                if not again or tried == TRIES or time.monotonic() + pause >= until:
                    raise error.failure from None
            self._sleep(pause)
        raise AssertionError  # the last try returned or raised

    def _attempt(self, request: Request, until: float, most_bytes: int) -> "Body":
        place = _place(request)
        with _named(place):
            response = self._connection.send(self._signed(request), until)
            if 200 <= response.status < 300:
                return Body(response, most_bytes, place, self._connection)
            with contextlib.closing(response):
                said = _said(response.read(_SAID_BYTES))
        self._connection.drop()
        status = f"{response.status} {response.reason}".strip()
        told = f"{place} answers {status}{f' ({said})' if said else ''}"
        failure = _failure(response, told, said)
        if response.status in _AGAIN:
            raise _TryAgain(failure, _after(response.headers.get("Retry-After"), time.time()))
        raise failure

    def _signed(self, request: Request) -> Request:
        service, headers = self.service, dict(request.headers)
        if service.token is not None:
            headers["Authorization"] = f"Bearer {service.token}"
        elif service.user is not None:
            pair = f"{service.user}:{service.password or ''}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        return Request(request.method, request.address, request.body, headers)


class _TryAgain(Exception):
    """Another try can help, after so many seconds where the service named them."""

    def __init__(self, failure: ServiceFailed, after: float | None = None) -> None:
        self.failure, self.after = failure, after
        super().__init__(str(failure))


class Body(io.RawIOBase):
    """The body of a success as a file, which raises ServiceFailed where it breaks off, comes late or has no end."""

    def __init__(self, response: http.client.HTTPResponse, most: int, place: str, connection: Connection) -> None:
        self.headers = response.headers
        self.media_type = response.headers.get_content_type() if "Content-Type" in response.headers else ""
        self.place = place
        self._response, self._left, self._most, self._connection = response, most, most, connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        try:
            with _named(self.place, "breaks off in the middle of its answer"):
                got = self._response.readinto(view)
                if not got and self._response.length:  # a promise of more, which readinto does not look at
                    raise http.client.IncompleteRead(b"", self._response.length)
        except ServiceFailed:
            self.drop()
            raise
        self._left -= got
        if self._left < 0:
            self.drop()
            raise ServiceFailed(
                f"{self.place} answers with more than {self._most:,} bytes, which are not read: ask for less"
            )
        return got

    def whole(self) -> bytes:
        """All of it. Raises ServiceFailed."""
        return b"".join(iter(lambda: self.read(READ) or b"", b""))

    def finish(self) -> None:
        """Lets the connection be used again where little is left to be read, and closes it else."""
        if not self._response.isclosed():
            with contextlib.suppress(ServiceFailed):
                self.read(READ)
                self.read(1)
        if not self._response.isclosed():
            self.drop()

    def drop(self) -> None:
        """Reads no further, and closes the connection."""
        self._response.close()
        self._connection.drop()


@contextlib.contextmanager
def _named(place: str, what: str = "gives no answer") -> Iterator[None]:
    """Says of failures of the connection whose they are."""
    try:
        yield
    except TimeoutError:
        raise ServiceLate(
            f"{place} did not answer in time. Ask for less, or give it more: DIEMCAU_QUERY_SECONDS"
        ) from None
    except (OSError, http.client.HTTPException) as error:
        said = getattr(error, "verify_message", None) or getattr(error, "strerror", None) or str(error) or repr(error)
        failure = ServiceFailed(f"{place} {what} ({said}). Does the service run, and is this its address?")
        raise _TryAgain(failure) if what == "gives no answer" else failure from None


def _failure(response: http.client.HTTPResponse, told: str, said: str) -> ServiceFailed:
    status = response.status
    if 300 <= status < 400:
        where = response.headers.get("Location", "nowhere")
        return ServiceFailed(f"{told} and points to {where}: no redirection is followed. Give the address itself")
    if status in (401, 403, 407):
        return ServiceFailed(f"{told}: set DIEMCAU_STORE_USER and DIEMCAU_STORE_PASSWORD, or DIEMCAU_STORE_TOKEN")
    if status in _OVERLOADED:
        return ServiceBusy(f"{told}: it has too much to do. Try again later")
    if status in (404, 405, 415):
        return ServiceFailed(f"{told}: is this the address for that?")
    if status == 504:
        return ServiceLate(f"{told}: it takes longer than the service allows")
    if status == 413:
        return ServiceFailed(f"{told}: it takes no bodies of this size; raise its limit")
    if 400 <= status < 500:
        return ServiceRefused(told, said)
    return ServiceFailed(f"{told}: the log of the service may say why")


def _after(given: str | None, now: float) -> float | None:
    """The seconds that Retry-After names, as a number or a date; None where it names none."""
    if given is None:
        return None
    if given.isascii() and given.isdigit():
        return float(given)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(given).timestamp() - now)
    except ValueError:
        return None


def _said(content: bytes) -> str:
    """The first words of an error, on one line; nothing of a page of HTML."""
    text = content.decode("utf-8", "replace").strip()
    if text.startswith("<"):
        return ""
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return words if len(words) <= _SAID else f"{words[:_SAID]}…"


def _place(request: Request) -> str:
    """The address without its query part, which may be long."""
    parts = urlsplit(request.address)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"
