"""Running the site: granian serves the application in a process of its own, and everything ends together."""

import contextlib
import logging
import multiprocessing
import os
import resource
import signal
import socket
import stat
import threading
import time
from collections.abc import Callable

import click
from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from kg import history
from kg.engine.writer_process import WriterDied
from server import exact, notifying, texts
from server.cache import ResponseCache
from server.gateway import Gateway
from server.pages import passages
from server.settings import Settings
from server.site import NoRelease, Site

PARENT_SECONDS = 0.5
UNREAD_SECONDS = 30.0
"""Seconds for which a client may take nothing of what was sent to it."""
FOLLOW_SECONDS = 1.0
"""In which a release is noticed that was published while nobody asks."""
PAUSE_SECONDS = 0.05
"""Between two templates that are compiled beforehand: readers come first."""
BACKLOG = 1024
ADDRESS_BYTES = 64 << 10
"""Bytes of an address, as the server's HTTP library limits it: 414 above them."""
CONNECTIONS = 4096
"""Connections that are open at once; more wait until one closes."""


class CannotServe(Exception):
    """The site cannot be started. The message says why, and how to mend it."""


class CannotListen(CannotServe):
    """The address is taken or not of this machine."""


def application() -> Gateway:
    """The application for the server's worker process."""
    from server.app import create_app

    return around(create_app)


def around(make: Callable[[], Flask]) -> Gateway:
    """The gateway to the application that `make` makes, in a worker process that ends with its parent.

    Query workers end when that process does.
    """
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    _leave_signals_to_parent()
    threading.Thread(target=_leave_idle_readers, daemon=True).start()
    _raise_file_limit()
    app = make()
    site = app.extensions["site"]
    settings: Settings = site.settings
    if isinstance(site, Site):
        warm_up(app, site)

    def release() -> str | None:
        """Names what kept answers were made of: the release, what was not forgotten, and texts that were at hand.

        None while one is in service and another still open: answers may then be of the one or of the other.
        """
        found = site.current()
        if found is None or found != site.served():
            return None
        return f"{found.id}-{history.state(settings.data)}-{passages.state(settings.articles)}"

    cache = ResponseCache(settings.cache_bytes, release)
    return Gateway(app.wsgi_app, settings, app.extensions["metrics"], cache, app.extensions["doorkeeper"])


def warm_up(app: Flask, site: Site) -> None:
    """Makes what every page needs before there are readers, and what some need while there are few.

    After that a release is opened soon after it was published, and not only for a reader, who would wait for it. Where
    there is none, a request is told so.
    """
    texts.words()
    environment = app.jinja_env
    for name in ("base.html", "home.html", "use.html"):
        environment.get_template(name)

    def others() -> None:
        with contextlib.suppress(NoRelease), site.serving():
            pass
        for name in environment.list_templates():
            environment.get_template(name)
            time.sleep(PAUSE_SECONDS)
        while True:
            time.sleep(FOLLOW_SECONDS)
            with contextlib.suppress(NoRelease), site.serving():
                pass

    threading.Thread(target=others, daemon=True).start()


_log = logging.getLogger(__name__)
_HOW_TO_END = "(Ctrl+C ends it)"
_ENDS = (signal.SIGINT, signal.SIGTERM)


def _take_signals(stop: Callable[[], None], seconds: float) -> None:
    """Has a thread of its own wait for the signals that end the site, in the server's main process.

    They are blocked everywhere else, from before the worker process is forked. A handler in Python could miss them: it
    runs in the main thread only, which sleeps on when another thread of the process was interrupted. What has not ended
    after some seconds, or by the second signal, is killed.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)

    def wait() -> None:
        signal.sigwait(_ENDS)
        stop()
        signal.sigtimedwait(_ENDS, seconds)
        for worker in multiprocessing.active_children():
            _log.warning("the web process has not ended and is killed")
            worker.kill()

    threading.Thread(target=wait, daemon=True).start()


def _leave_signals_to_parent() -> None:
    """Lets SIGTERM end the worker process at once, until the server has a handler that ends it in order.

    Forked, it has inherited the handler of the main process, which would swallow the signal that asks it to end while
    the application is being made. SIGINT stays blocked: Ctrl+C goes to all processes of a terminal, and the main one
    ends this one.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM,))


def _raise_file_limit() -> None:
    """Lets this process have all the open files that it may: each client and each large answer takes some."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _leave_idle_readers() -> None:
    """Has the kernel close connections whose clients take nothing of their answer for so long.

    The server waits for them without end. Connections inherit this from the socket that listens, which the server
    opens after it has made the application, and shows to nobody.
    """
    while not (listening := _listening()):
        time.sleep(0.01)
    for found in listening:
        with found:
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(1000 * UNREAD_SECONDS))


def _listening() -> list[socket.socket]:
    """The sockets of this process that take connections from elsewhere."""
    listening = []
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):  # some are gone by now
            if not stat.S_ISSOCK(os.stat(int(name)).st_mode):
                continue
            found = socket.socket(fileno=os.dup(int(name)))
            if found.family != socket.AF_UNIX and found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                listening.append(found)
            else:
                found.close()
    return listening


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


def check_data(settings: Settings) -> None:
    """Raises CannotServe for a plain data set that cannot be opened, where the web process would end in a backtrace."""
    if not settings.exact:
        return
    try:
        exact.check(settings)
    except (WriterDied, OSError) as error:
        said = str(error).rstrip(".")
        raise CannotServe(
            f"{said}. Does another site write there, is the disk full, or the folder damaged? Look with: diemcau doctor"
        ) from None


def run(settings: Settings, target: str = "server.serving:application") -> None:
    """Serves until SIGTERM or SIGINT. The application reads the environment.

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
        http1_settings=HTTP1Settings(
            header_read_timeout=int(settings.body_seconds * 1000),
            # What one connection can have us hold. Headers that are a little too large get an answer in words.
            max_buffer_size=ADDRESS_BYTES + 4 * settings.header_bytes,
        ),
        log_access=False,
        log_level=LogLevels.warning,
        websockets=False,
        # No workers_kill_timeout: two threads would then wait for the worker, and the one that is told second by the
        # kernel takes a worker that has ended for one that refuses to.
    )
    # Running queries may end.
    server.on_startup(lambda: _take_signals(server.signal_handler_interrupt, settings.query_seconds + 2))
    server.on_startup(
        lambda: click.echo(f"diemcau is at http://{settings.host}:{settings.port}/  {_HOW_TO_END}", err=True)
    )
    server.on_startup(lambda: notifying.begin(settings.host, settings.port))
    server.serve()
