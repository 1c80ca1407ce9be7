"""A service that gives some rows and keeps the others, without a word: a server before the one that has the data."""

import contextlib
import http.server
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from kg.service.service import Service
from tests.service.faulty import JSON

_PASSED_ON = ("Content-Type", "Accept")


@contextlib.contextmanager
def before(service: Service, rows: int) -> Iterator[Service]:
    """The same service, of whose answers nobody gets more than so many rows."""
    parts = urlsplit(service.query)
    base = f"{parts.scheme}://{parts.netloc}"

    class _Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
            request = urllib.request.Request(base + self.path, body, headers, method=self.command)  # noqa: S310 – ours
            try:
                with urllib.request.urlopen(request) as answer:  # noqa: S310
                    status, media_type, content = answer.status, answer.headers.get("Content-Type", ""), answer.read()
            except urllib.error.HTTPError as error:
                status, media_type, content = error.code, "text/plain", error.read()
            if media_type.startswith(JSON):
                found = json.loads(content)
                if "results" in found:
                    del found["results"]["bindings"][rows:]
                content = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_PUT = do_POST

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        here = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            query, update, graphs = (address.replace(base, here) for address in service.addresses())
            yield Service(query, update, graphs)
        finally:
            server.shutdown()
            thread.join()
