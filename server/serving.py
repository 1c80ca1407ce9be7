"""Running the site: granian serves the application in a process of its own, and everything ends together."""

import math
import os
import signal
import socket
import threading
import time
from typing import Any

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from server.cache import ResponseCache
from server.gateway import Gateway
from server.settings import Settings

PARENT_SECONDS = 0.5
BACKLOG = 1024
CONNECTIONS = 4096
"""Connections that are open at once; more wait until one closes."""


class CannotListen(Exception):
    """The address is taken or not of this machine. The message says how to mend it."""


def application() -> Any:
    """The application for the server's worker process. Its query workers end when that process does."""
    from server.app import create_app

    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    return around(create_app())


def around(app: Flask) -> Gateway:
    """The gateway to an application that server.app made."""
    site = app.extensions["site"]
    settings: Settings = site.settings

    def release() -> str | None:
        found = site.current()
        return found.id if found is not None else None

    cache = ResponseCache(settings.cache_bytes, release)
    return Gateway(app.wsgi_app, settings, app.extensions["metrics"], cache, app.extensions["doorkeeper"])


def _end_with(parent: int) -> None:
    """Ends this process when its parent is gone: a killed server must not leave a worker that holds the port."""
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


def check_address(settings: Settings) -> None:
    """Raises CannotListen, where granian would end in a backtrace."""
    host, port = settings.host, settings.port
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CannotListen(f"Cannot listen on {host}:{port}: {error.strerror}. Choose with --host, --port.") from None


def run(settings: Settings, target: str = "server.serving:application") -> None:
    """Serves until SIGTERM or SIGINT (granian handles both). The application reads the environment.

    `target` names the function that makes the application, in each worker process.
    """
    server = Granian(
        target,
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.RSGI,
        workers=1,
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        http=HTTPModes.http1,  # in HTTP/2, a connection on which nothing happens would never be closed
        http1_settings=HTTP1Settings(header_read_timeout=int(settings.body_seconds * 1000)),
        log_access=False,
        log_level="warning",  # type: ignore[arg-type]
        websockets=False,
        # Running queries may end. What hangs longer is killed: a worker can miss the signal that asks it to stop.
        workers_kill_timeout=math.ceil(settings.query_seconds) + 2,
    )
    server.serve()
