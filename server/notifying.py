"""Telling systemd that the site answers, and that it goes on answering (sd_notify(3), sd_watchdog_enabled(3))."""

import os
import socket
import threading
import time
from collections.abc import Mapping

from server.health import answers

WAIT_SECONDS = 0.1
"""Between two looks at a site that has not answered yet."""


def begin(host: str, port: int, environment: Mapping[str, str] = os.environ) -> None:
    """Has a thread tell the service manager, where one started this process and wants to be told.

    It is told READY=1 at the first answer of /health, and from then on WATCHDOG=1 after each one, twice as often as
    it wants at least. A site that hangs says nothing, and is started anew.
    """
    if not (name := environment.get("NOTIFY_SOCKET")):
        return
    address = f"\0{name[1:]}" if name.startswith("@") else name  # of the abstract namespace
    watched = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    seconds = int(environment.get("WATCHDOG_USEC") or 0) / 1e6 if watched else 0.0
    threading.Thread(target=_tell, args=(address, host, port, seconds / 2), daemon=True).start()


def _tell(address: str, host: str, port: int, pause: float) -> None:
    """`pause` is 0 where there is no watchdog."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as manager:
        manager.connect(address)
        while not answers(host, port, pause or 1.0):
            time.sleep(WAIT_SECONDS)
        manager.send(b"READY=1")
        while pause:
            time.sleep(pause)
            if answers(host, port, pause):
                manager.send(b"WATCHDOG=1")
