"""Compressing answers in a coding that the client asked for (RFC 9110, sections 8.4 and 12.5.3)."""

import contextlib
import functools
import gzip
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import brotli
from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header
from werkzeug.wsgi import wrap_file

from server.negotiation import LONGEST_KEPT, first_ranges

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SMALLEST = 500
"""Bytes below which nothing is gained."""
LARGEST = 256 << 20
"""Bytes above which an answer is sent as it is: only the dump of a large graph is."""
PIECE = 1 << 16
_COMPRESSIBLE = ("text/", "application/")


class _Brotli:
    """Brotli with the methods that the other two have."""

    def __init__(self) -> None:
        self._compressor = brotli.Compressor(quality=1)

    def compress(self, data: bytes) -> bytes:
        return bytes(self._compressor.process(data))

    def flush(self) -> bytes:
        return bytes(self._compressor.finish())


CODINGS: dict[str, Callable[[], Any]] = {
    "zstd": lambda: zstd.ZstdCompressor(level=1),
    "br": _Brotli,
    "gzip": lambda: zlib.compressobj(1, zlib.DEFLATED, 31),
}
"""Codings to compressors, the preferred one first; the lowest levels already shrink results 8 to 36 times."""


_WELL: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda data: zstd.compress(data, 12),
    "br": lambda data: bytes(brotli.compress(data, quality=9)),
    "gzip": lambda data: gzip.compress(data, 9, mtime=0),
}
"""Codings to functions for what is compressed once and sent often."""


@functools.lru_cache(100)
def _compressed_well(data: bytes, coding: str) -> bytes:
    return _WELL[coding](data)


_SAME = {"x-gzip": "gzip"}
"""Other names of codings (RFC 9110, section 8.4.1.3)."""


def choose(accepted: Accept) -> str | None:
    """The coding liked best, or None to send the answer as it is."""
    best, chosen = _quality(accepted, "identity", 0.0), None
    for coding in CODINGS:
        quality = _quality(accepted, coding, accepted["*"] if "*" in accepted.values() else 0.0)
        if quality > 0 and (quality > best or (quality == best and chosen is None)):
            best, chosen = quality, coding
    return chosen


def chosen(header: str) -> str | None:
    """The coding that an Accept-Encoding header likes best, or None to send the answer as it is."""
    if len(header) <= LONGEST_KEPT:
        return _kept(header)
    return choose(parse_accept_header(first_ranges(header), Accept))


@functools.lru_cache(1024)
def _kept(header: str) -> str | None:
    return choose(parse_accept_header(header, Accept))


def _quality(accepted: Accept, coding: str, otherwise: float) -> float:
    named = ((_SAME.get(name.lower(), name.lower()), quality) for name, quality in accepted)
    return next((float(quality) for name, quality in named if name == coding), otherwise)


def compressed(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The chunks in a coding, as they come."""
    compressor = CODINGS[coding]()
    for chunk in chunks:
        if data := compressor.compress(chunk):
            yield data
    yield compressor.flush()


def register(app: Flask) -> None:
    """Has the application compress what it answers."""

    @app.after_request
    def compress(response: Response) -> Response:
        response.vary.add("Accept-Encoding")
        accepted = request.headers.get("Accept-Encoding")
        if accepted and response.status_code == 304:
            _tag_unchanged(response, accepted)
        if not (
            accepted
            and response.status_code == 200
            and (response.mimetype or "").startswith(_COMPRESSIBLE)
            and "Content-Encoding" not in response.headers
        ):
            return response
        if response.content_length is not None and response.content_length < SMALLEST:
            return response
        coding = chosen(accepted)
        if coding is None:
            return response
        if response.is_streamed and (response.content_length or 0) > LARGEST:
            return response
        response.direct_passthrough = False
        if request.endpoint == "static":
            response.set_data(_compressed_well(response.get_data(), coding))
        elif response.is_streamed:
            _compress_to_file(response, coding)
        else:
            response.set_data(b"".join(compressed([response.get_data()], coding)))
        response.headers["Content-Encoding"] = coding
        tag, weak = response.get_etag()
        if tag is not None:
            response.set_etag(tagged(tag, coding), bool(weak))
        return response


def _compress_to_file(response: Response, coding: str) -> None:
    """Compresses a streamed answer whole, so that its length can be said: one that breaks off is seen to be short."""
    whole = response.response
    with contextlib.ExitStack() as held, contextlib.closing(cast(Any, whole)):
        file = held.enter_context(tempfile.TemporaryFile())
        file.writelines(compressed(response.iter_encoded(), coding))
        response.headers["Content-Length"] = str(file.tell())
        file.seek(0)
        held.pop_all()
    response.response = wrap_file(request.environ, file, PIECE)
    response.call_on_close(file.close)


def tagged(tag: str, coding: str | None) -> str:
    """The tag of an answer in a coding, which is another representation than the answer as it is."""
    return tag if coding is None else f"{tag}:{coding}"


def _tag_unchanged(response: Response, accepted: str) -> None:
    """Gives a 304 the tag that the answer would have had (RFC 9110, section 15.4.5).

    Whether that would have been long enough to be compressed is known from the tag that the client has of it.
    """
    tag, weak = response.get_etag()
    coding = chosen(accepted)
    if tag is not None and coding is not None and request.if_none_match.contains_weak(tagged(tag, coding)):
        response.set_etag(tagged(tag, coding), bool(weak))
