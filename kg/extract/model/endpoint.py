"""Asking a model: POST {url}/chat/completions, as OpenAI's interface has it and many servers of models, too.

No proxy of the environment is asked and no redirection is followed: the key goes to the address of the settings only.
"""

import contextlib
import http.client
import json
import random
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

MOST_BYTES = 1 << 20
"""Of an answer."""
TRIES = 4
_LONGEST_PAUSE = 60.0
_AGAIN = frozenset((408, 429, 500, 502, 503, 504, 529))
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Endpoint:
    """Where a model is asked: `url` without "/chat/completions", `seconds` for each try, `pause` before the second."""

    url: str
    name: str
    key: str | None = field(default=None, repr=False)
    seconds: float = 60.0
    pause: float = 1.0


class ModelFailed(Exception):
    """No use can be made of what a model answered, or it did not. `reason` is a code that is counted."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class _Busy(Exception):
    """The endpoint may answer later; `after` are the seconds that it asks to wait."""

    def __init__(self, failure: ModelFailed, after: float | None = None) -> None:
        self.failure, self.after = failure, after
        super().__init__(str(failure))


def ask(endpoint: Endpoint, messages: Sequence[dict[str, str]]) -> str:
    """What the model says to the messages. Raises ModelFailed, after some tries where trying again can help."""
    body = {"model": endpoint.name, "messages": list(messages), "temperature": 0, "stream": False,
            "response_format": {"type": "json_object"}}  # fmt: skip
    sent = json.dumps(body, ensure_ascii=False).encode()
    for tried in range(1, TRIES + 1):
        try:
            return _said(_answer(endpoint, sent))
        except _Busy as busy:
            if tried == TRIES:
                raise busy.failure from None
            wait = endpoint.pause * 2 ** (tried - 1) * random.uniform(0.75, 1.25)  # noqa: S311 – no secret
            time.sleep(min(wait if busy.after is None else busy.after, _LONGEST_PAUSE))
    raise AssertionError  # the last try returned or raised


def _answer(endpoint: Endpoint, sent: bytes) -> bytes:
    """The body of a 200. Raises ModelFailed, and _Busy where another try can help."""
    parts, until = urlsplit(endpoint.url), time.monotonic() + endpoint.seconds
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=endpoint.seconds)
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity",
               "User-Agent": "diemcau"}  # fmt: skip
    if endpoint.key is not None:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    try:
        with contextlib.closing(connection):
            connection.connect()
            with _until(connection.sock, endpoint.seconds):
                connection.request("POST", f"{parts.path.rstrip('/')}/chat/completions", sent, headers)
                with contextlib.closing(connection.getresponse()) as response:
                    if response.status != 200:
                        raise _refused(endpoint, response)
                    return _body(endpoint, response, until)
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, TimeoutError) or time.monotonic() >= until:
            late = ModelFailed("timeout", f"{endpoint.url} did not answer within {endpoint.seconds:g} s")
            raise _Busy(late) from None
        raise _Busy(ModelFailed("unreachable", f"{endpoint.url} gave no answer ({error})")) from None


@contextlib.contextmanager
def _until(stream: socket.socket, seconds: float) -> Iterator[None]:
    """Shuts a connection when its time is over: an answer that comes byte by byte is at an end then, too."""

    def shut() -> None:
        with contextlib.suppress(OSError):  # it is shut already
            stream.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _refused(endpoint: Endpoint, response: http.client.HTTPResponse) -> ModelFailed | _Busy:
    status = response.status
    failure = ModelFailed(f"status {status}", f"{endpoint.url} answers {status} {response.reason}")
    if status not in _AGAIN:
        return failure
    after = response.headers.get("Retry-After", "")
    return _Busy(failure, float(after) if after.isascii() and after.isdigit() else None)


def _body(endpoint: Endpoint, response: http.client.HTTPResponse, until: float) -> bytes:
    """The body, whole, in time and of a size."""
    chunks, size = list[bytes](), 0
    while chunk := response.read1(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > MOST_BYTES:
            raise ModelFailed("too large", f"{endpoint.url} answers with more than {MOST_BYTES:,} bytes")
    if time.monotonic() >= until:
        raise TimeoutError  # the connection was shut, which looks like an end
    if response.length:  # a promise of more, which read1 does not look at
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(chunks)


def _said(body: bytes) -> str:
    """The content of the first choice. Raises ModelFailed."""
    found = read_json(body)
    choices = found.get("choices") if isinstance(found, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    if not isinstance(choice, dict) or not isinstance(content, str):
        raise ModelFailed("no answer", "the answer has no choices[0].message.content")
    if choice.get("finish_reason") == "length":
        raise ModelFailed("cut", "the model's answer was cut at its limit of length")
    return content


def read_json(text: str | bytes) -> Any:
    """A JSON value. Raises ModelFailed."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelFailed("not JSON", f"the answer is no JSON ({str(error)[:80]})") from None
