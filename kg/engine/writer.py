"""The process that owns a data set and is the only one to write to it:

    python -m kg.engine.writer FOLDER MEMORY PARENT RELEASES

    {folder}/store/       the data set
    {folder}/releases/    copies of it that readers have, immutable; {folder}/current is the newest

It takes changes on its standard input, a socket, and answers each when it is on disk. A change is one transaction:
killed at any moment, this process leaves all of it or nothing. Orders to publish come on another socket, the descriptor
RELEASES, and are carried out in a thread of their own, so that no reader waits for a change that is none of its own.
"""

import errno
import json
import os
import re
import secrets
import shutil
import socket
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from kg import release
from kg.engine import isolation, wire
from kg.engine.preconditions import Precondition, PreconditionFailed
from kg.store import Document, GraphExists, PrimaryStore, QuerySyntaxError, RdfSyntaxError

MOMENT = 0.1
"""Seconds after which a change is a long one, whose end publishing does not wait for."""
KEEP = 4
"""Releases kept in any case, and …"""
KEEP_SECONDS = 5.0
"""… how long others are after they were replaced: other servers that read here notice that at their next request."""
_NAME = re.compile(r"([1-9][0-9]*)\.[0-9a-f]{16}")
"""What a release is called; nothing else in their folder is ours."""


class Writer:
    """Carries orders out on the data set in a folder: changes in one thread, and publishing in another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._store = PrimaryStore(folder / "store")
        self._number = max((_number(path) for path in self._releases()), default=0)
        self._changing = threading.Lock()
        self._written = 0
        self._shown: tuple[int, str | None] = (0, None)  # how much was written at least when a release was made

    def change(self, order: dict[str, Any], payload: bytes) -> dict[str, Any]:
        """Makes a change; returns the answer to it, with `written`: whether there may be something new to read."""
        before = self._written
        try:
            with self._changing:
                answer = self._change(order, payload)
        except QuerySyntaxError as error:
            answer = {"error": "syntax", **vars(error)}
        except RdfSyntaxError as error:
            answer = {"error": "rdf", **vars(error)}
        except GraphExists as error:
            answer = {"error": "conflict", "message": str(error)}
        except PreconditionFailed as error:
            answer = {"error": "precondition", "message": str(error)}
        except (OSError, ValueError, RuntimeError) as error:
            self._written += 1  # for all that is known
            answer = self._failure(error)
        return {**answer, "written": self._written != before}

    def _failure(self, error: Exception) -> dict[str, Any]:
        """What failed: the change alone, or the store, which then takes nothing more until it is opened anew."""
        if not isinstance(error, OSError) and str(self._folder) not in str(error):
            try:
                self._store.sync()
            except (OSError, RuntimeError) as further:
                return _storage(further)
            return {"error": "evaluation", "message": str(error)}
        return _storage(error)

    def _change(self, order: dict[str, Any], payload: bytes) -> dict[str, Any]:
        match order["order"]:
            case "update":
                self._store.update(payload.decode(), order["base"])
                self._sync()
            case "check":
                PrimaryStore.check(payload.decode(), order["base"])
            case "put" | "post" as how:
                return self._load(order, payload, replace=how == "put")
            case "delete":
                graph = order["graph"]
                if not self._store.has_graph(graph):
                    return {"existed": False}
                self._expect(graph, order["condition"])
                self._store.delete_graph(graph)
                self._sync()
                return {"existed": True}
        return {}

    def _load(self, order: dict[str, Any], payload: bytes, replace: bool) -> dict[str, Any]:
        self._expect(order["graph"], order["condition"])
        documents, start = [], 0
        for form, size in order["documents"]:
            documents.append(Document(payload[start : start + size], form))
            start += size
        created = self._store.load_graph(order["graph"], documents, order["base"], replace=replace)
        self._sync()
        return {"created": created}

    def _expect(self, graph: str | None, condition: dict[str, Any]) -> None:
        """Raises PreconditionFailed. Nothing can come between this and the change, for both are of this thread."""
        written, shown = self._shown
        if not Precondition(**condition).holds(
            self._store.has_graph(graph), shown if written == self._written else None
        ):
            raise PreconditionFailed("The graph is not as the request supposes, or something was written since.")

    def _sync(self) -> None:
        self._written += 1
        self._store.sync()

    def publish(self) -> dict[str, Any]:
        """Makes what was written last the release that readers open; returns the answer, which has its id."""
        written = self._written
        try:
            with release.staging(self._folder) as staged:
                self._copy_to(staged / "store")
                self._number += 1
                # What nobody else ever made, also where this folder comes out of a backup or is made anew.
                name = f"{self._number}.{secrets.token_hex(8)}"
                release.publish(self._folder, staged, name)
                self._prune()
        except release.ReleaseBusy as error:
            return {"error": "busy", "message": str(error)}
        except (OSError, RuntimeError) as error:
            return _storage(error)
        self._shown = written, name
        return {"release": name}

    def _copy_to(self, directory: Path) -> None:
        """Copies the store between two changes, or beside one that takes long."""
        while True:
            between = self._changing.acquire(timeout=MOMENT)
            try:
                self._store.copy_to(directory)
                break
            except (OSError, RuntimeError):
                # Beside a change that is just being put into the store, the engine may find its log too short.
                if between:
                    raise
                shutil.rmtree(directory, ignore_errors=True)
            finally:
                if between:
                    self._changing.release()
        if not between:
            self._store.sync()  # the copy may have a change that is not on disk yet, and must not outlive it

    def _releases(self) -> list[Path]:
        return [path for path in (self._folder / "releases").glob("*") if _NAME.fullmatch(path.name)]

    def _prune(self) -> None:
        """Removes old releases. They go by number: times of files made in one moment tell nothing."""
        found = sorted(self._releases(), key=_number)
        for path, successor in pairwise(found[: 1 - KEEP]):
            if successor.stat().st_mtime < time.time() - KEEP_SECONDS:
                shutil.rmtree(path)


def _number(path: Path) -> int:
    return int(path.name.partition(".")[0])


def _storage(error: Exception) -> dict[str, Any]:
    """The answer of a writer whose store failed. The engine gives no error number, but the system's words."""
    words = [os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT)]
    return {"error": "storage", "full": any(word in str(error) for word in words), "message": str(error)}


def _take_changes(connection: socket.socket, writer: Writer) -> None:
    """Makes changes until the other side closes."""
    channel = wire.Channel(connection)
    channel.send(wire.frame(wire.HELLO))
    while request := channel.receive(None):
        payload = channel.receive(None)
        if payload is None:
            return  # an order that did not come whole is none
        channel.send(wire.frame_json(wire.END, writer.change(json.loads(request[1]), payload[1])))


def _take_orders_to_publish(connection: socket.socket, writer: Writer) -> None:
    """Publishes whenever it is told to, until the other side closes."""
    with connection:
        channel = wire.Channel(connection)
        while channel.receive(None):
            channel.send(wire.frame_json(wire.END, writer.publish()))


def main(arguments: list[str]) -> None:
    """Takes orders until standard input closes."""
    folder, memory, parent, releases = Path(arguments[0]), *map(int, arguments[1:])
    isolation.end_with_parent(parent)
    try:
        writer = Writer(folder)
        isolation.limit_memory(memory)
        isolation.shut_in(write_files=True)  # this thread, and those that it begins
    except (OSError, RuntimeError) as error:
        with socket.socket(fileno=0) as connection:
            connection.sendall(wire.frame_json(wire.ERROR, {"message": str(error)}))
        sys.exit(1)
    publisher = threading.Thread(target=_take_orders_to_publish, args=(socket.socket(fileno=releases), writer))
    publisher.start()
    with socket.socket(fileno=0) as connection:
        _take_changes(connection, writer)
    publisher.join()


if __name__ == "__main__":
    main(sys.argv[1:])
