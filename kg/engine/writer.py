"""The process that owns a data set and is the only one to write to it:  python -m kg.engine.writer FOLDER MEMORY PARENT

    {folder}/store/       the data set
    {folder}/releases/    copies of it that readers have, immutable; {folder}/current is the newest

It takes orders on its standard input, a socket, and answers each when the change is on disk. A change is one
transaction: killed at any moment, this process leaves all of it or nothing.
"""

import json
import shutil
import socket
import sys
from pathlib import Path
from typing import Any

from kg import release
from kg.engine import isolation, wire
from kg.store import Document, GraphExists, PrimaryStore, QuerySyntaxError, RdfSyntaxError

KEEP = 4
"""Releases kept: queries that began before the newest read on in theirs."""


class Writer:
    """Carries orders out on the data set in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._store = PrimaryStore(folder / "store")
        self._number = max((int(p.name) for p in (folder / "releases").glob("[0-9]*")), default=0)
        self._changed = True  # the last process may have ended between a change and its release

    def carry_out(self, order: dict[str, Any], payload: bytes) -> dict[str, Any]:
        """Does what an order says; returns the answer to it."""
        try:
            match order["order"]:
                case "update":
                    self._store.update(payload.decode(), order["base"])
                case "check":
                    PrimaryStore.check(payload.decode(), order["base"])
                    return {}
                case "put" | "post" as how:
                    return self._load(order, payload, replace=how == "put")
                case "delete":
                    return {"existed": self._written(self._store.delete_graph(order["graph"]))}
                case "publish":
                    return {"release": self._publish()}
        except QuerySyntaxError as error:
            return {"error": "syntax", **vars(error)}
        except RdfSyntaxError as error:
            return {"error": "rdf", **vars(error)}
        except GraphExists as error:
            return {"error": "conflict", "message": str(error)}
        except (OSError, ValueError, RuntimeError) as error:
            return {"error": "evaluation", "message": str(error)}
        return {"done": self._written(True)}

    def _written(self, done: bool) -> bool:
        self._changed = self._changed or done
        self._store.sync()
        return done

    def _load(self, order: dict[str, Any], payload: bytes, replace: bool) -> dict[str, Any]:
        documents, start = [], 0
        for form, size in order["documents"]:
            documents.append(Document(payload[start : start + size], form))
            start += size
        created = self._store.load_graph(order["graph"], documents, order["base"], replace=replace)
        self._written(True)
        return {"created": created}

    def _publish(self) -> str:
        """Makes what was written last the release that readers open; returns its id."""
        serving = release.current(self._folder)
        if self._changed or serving is None:
            self._number += 1
            with release.staging(self._folder) as staged:
                self._store.copy_to(staged / "store")
                serving = release.publish(self._folder, staged, str(self._number))
            self._changed = False
            self._prune()
        return serving.id

    def _prune(self) -> None:
        """Removes old releases. They go by number: times of files made in one moment tell nothing."""
        for number in sorted(int(p.name) for p in (self._folder / "releases").glob("[0-9]*"))[:-KEEP]:
            shutil.rmtree(self._folder / "releases" / str(number))


def main(arguments: list[str]) -> None:
    """Takes orders until standard input closes."""
    folder, memory, parent = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    isolation.end_with_parent(parent)
    writer = Writer(folder)
    isolation.limit_memory(memory)
    isolation.shut_in(write_files=True)
    with socket.socket(fileno=0) as connection:
        channel = wire.Channel(connection)
        channel.send(wire.frame(wire.HELLO))
        while request := channel.receive(None):
            order = json.loads(request[1])
            payload = channel.receive(None)
            if payload is None:
                return  # an order that did not come whole is none
            channel.send(wire.frame_json(wire.END, writer.carry_out(order, payload[1])))


if __name__ == "__main__":
    main(sys.argv[1:])
