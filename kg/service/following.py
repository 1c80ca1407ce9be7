"""Which release a service has, for those who ask all the time, and the folder with what a release has beside its store.

Labels, lists and the report of a release stay files: {data}/releases/{id}, as a build leaves it, without its store.
"""

import logging
import threading
import time
from pathlib import Path

from kg import release
from kg.release import Release
from kg.service import state
from kg.service.client import Client
from kg.service.service import Service, ServiceFailed

LOOK_SECONDS = 1.0
ASK_SECONDS = 10.0
_log = logging.getLogger(__name__)


class NotHere(Exception):
    """The release that a service has cannot be served from this data folder. The message says how to mend it."""


def in_service(data_dir: Path, service: Service) -> Release:
    """The release that a service has. Raises NotHere and ServiceFailed."""
    client = Client(service)
    try:
        found = state.read(client, time.monotonic() + ASK_SECONDS)
    finally:
        client.close()
    return _here(data_dir, service, found)


def _here(data_dir: Path, service: Service, found: state.State) -> Release:
    if found.empty:
        raise NotHere(f"{service.query} has no data. Put a release there: diemcau publish")
    if found.release is None:
        here = release.current(data_dir)
        if here is None:
            raise NotHere(
                f"{service.query} does not say which release it has, and there is none in {data_dir}. "
                "Make one with diemcau build, and put it there with diemcau publish"
            )
        return here
    if found.word == "changing":
        raise NotHere(
            f"{service.query} is being changed to release {found.release}. Wait for that, or, if it was broken off, "
            "publish again: diemcau publish"
        )
    folder = data_dir / "releases" / found.release
    if not folder.is_dir():
        raise NotHere(
            f"{service.query} has release {found.release}, whose labels are not in {data_dir}. Copy {folder} from "
            "where it was built (its store may be left out), or publish the release that is here: diemcau publish"
        )
    return Release(found.release, folder)


class Following:
    """The release that a service has. It is asked once in LOOK_SECONDS, beside the requests. Thread-safe."""

    def __init__(self, data_dir: Path, service: Service) -> None:
        self._data_dir, self._service = data_dir, service
        self._known: Release | None = None
        self._said = ""
        self._until = 0.0
        self._looking = threading.Lock()

    def release(self) -> Release | None:
        """The release that it had when it was last asked, or None where that is not known."""
        now = time.monotonic()
        if now >= self._until and self._looking.acquire(blocking=False):
            self._until = now + LOOK_SECONDS
            if self._known is None:
                self._look()
            else:
                threading.Thread(target=self._look, name="look", daemon=True).start()
        return self._known

    def _look(self) -> None:
        try:
            self._known = in_service(self._data_dir, self._service)
            self._said = ""
        except (NotHere, ServiceFailed) as error:
            if str(error) != self._said:
                _log.error("%s", error)
            self._said = str(error)
        finally:
            self._looking.release()
