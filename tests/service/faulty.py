"""A real HTTP server that answers as services do that are slow, busy, broken, or no services at all."""

import contextlib
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

Handler = http.server.BaseHTTPRequestHandler
Answer = Callable[[Handler], None]
JSON = "application/sparql-results+json"


def whole(status: int, body: bytes, media_type: str = JSON, **headers: str) -> Answer:
    """An answer that comes at once; underscores in names of headers stand for hyphens."""

    def answer(handler: Handler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media_type)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def broken_off(handler: Handler) -> None:
    """Half of what was promised."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"head":{"vars":["x"]},"results":{"bindings":[')
    handler.close_connection = True


def silent(handler: Handler) -> None:
    """No answer, for longer than anybody waits."""
    time.sleep(5)


def dripping(handler: Handler) -> None:
    """A byte now and then."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    handler.close_connection = True


def endless(handler: Handler) -> None:
    """More and more of the same, as fast as it is taken."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    with contextlib.suppress(OSError):
        handler.wfile.write(b'{"head":{"vars":["x"]},"results":{"bindings":[')
        row = b'{"x":{"type":"literal","value":"' + b"x" * 1000 + b'"}},'
        while True:
            handler.wfile.write(row * 64)
    handler.close_connection = True


class Faulty:
    """The running server. It gives `answers` one after the other, the last one again and again."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/sparql"
        self.answers: list[Answer] = []
        self.times: list[float] = []
        """When requests came in (time.monotonic)."""
        self.headers: list[dict[str, str]] = []

    def take(self, handler: Handler) -> None:
        """Answers a request."""
        handler.rfile.read(int(handler.headers.get("Content-Length", "0")))
        self.times.append(time.monotonic())
        self.headers.append(dict(handler.headers))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        answer(handler)


@contextlib.contextmanager
def running() -> Iterator[Faulty]:
    """Starts the server on a free port."""

    class _Handler(Handler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            faulty.take(self)

        do_GET = do_POST

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        faulty = Faulty(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield faulty
        finally:
            server.shutdown()
            thread.join()
