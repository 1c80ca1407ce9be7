"""A server that answers as endpoints of models do, with recorded answers, and with every fault that they have."""

import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).with_name("answers")
TEXT = (ANSWERS / "article.txt").read_text(encoding="utf-8")


class Models(ThreadingHTTPServer):
    """An endpoint for each recorded answer and each fault, at /{name}/chat/completions; `asked` has what was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Endpoint)
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []

    def at(self, name: str) -> str:
        """The address of an endpoint."""
        return f"http://127.0.0.1:{self.server_port}/{name}"

    def times(self) -> Counter[str]:
        """How often each endpoint was asked."""
        return Counter(name for name, _, _ in self.asked)


@contextlib.contextmanager
def models() -> Iterator[Models]:
    with Models() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Endpoint(BaseHTTPRequestHandler):
    server: Models

    def do_POST(self) -> None:
        name = self.path.removeprefix("/").removesuffix("/chat/completions")
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((name, dict(self.headers), sent))
        times = self.server.times()[name]
        recorded = ANSWERS / f"{name.removeprefix('busy-')}.json"
        with contextlib.suppress(OSError):  # whoever asked has gone
            if name.startswith("busy-") and times < 3:
                self._answer((429, 503)[times - 1], b"{}", **({"Retry-After": "0"} if times == 1 else {}))
            elif recorded.exists():
                self._answer(200, recorded.read_bytes())
            else:
                self._fail(name)

    def _fail(self, name: str) -> None:
        match name:
            case "silent":
                time.sleep(3)
            case "mute":
                time.sleep(60)
            case "slow":
                self._begin(200)
                for _ in range(60):
                    self.wfile.write(b" ")
                    time.sleep(0.05)
            case "slow-headers":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                for _ in range(60):
                    self.wfile.write(b"a")
                    time.sleep(0.05)
            case "huge":
                self._begin(200)
                for _ in range(40):
                    self.wfile.write(b"a" * 100_000)
            case "short":
                self._begin(200, **{"Content-Length": "1000"})
                self.wfile.write(b"{")
            case "down":
                self._answer(500, b"no")
            case "moved":
                self._answer(302, b"", Location=self.server.at("proven") + "/chat/completions")
            case "page":
                self._answer(200, b"<html>not JSON")
            case "bytes":
                self._answer(200, b"\xff\xfe\x00")
            case "deep":
                self._answer(200, b"[" * 200_000)
            case "list":
                self._answer(200, b'[{"choices": 1}]')
            case "empty":
                self._answer(200, b'{"choices": []}')
            case _:
                self._answer(401 if name == "locked" else 404, b"{}")

    def _begin(self, status: int, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self._begin(status, **{"Content-Length": str(len(body)), **headers})
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""
