"""Things as JSON-LD 1.1 framed by class, each with its parts and evidence in it, in the terms of the context."""

import json
from pathlib import Path
from typing import IO, Any

from kg import iris, yaml_files
from kg.context import TERMS, Context
from kg.export.source import Source
from kg.framing import Statements, framed


def write(source: Source, out: IO[bytes]) -> None:
    """One document of the context and a line a thing, each read and written for itself, in the order of the index."""
    frames: dict[str, Any] = yaml_files.read(Path(__file__).with_suffix(".yaml"))
    context = Context(source.rows(TERMS))

    def describe(iri: str) -> Statements:
        return source.dataset.about(iri)

    written = json.dumps(context.document["@context"], ensure_ascii=False)
    out.write(f'{{"@context": {written},\n"@graph": ['.encode())
    separator = "\n"
    for name, frame in frames.items():
        for row in source.rows(f"SELECT ?thing WHERE {{ ?thing a <{iris.ONT}{name}> }}"):
            node = framed(context, row["thing"], frame, describe)
            out.write(f"{separator}{json.dumps(node, ensure_ascii=False)}".encode())
            separator = ",\n"
    out.write(b"\n]}\n")
