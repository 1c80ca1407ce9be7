"""Whether a build found at least what kg/expected.toml says it must."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from kg import iris
from kg.model import Fault
from kg.sources import Sources
from kg.store import NamedNode, Quad
from kg.validate.described import TYPE, Described


def check(sources: Sources, inferred: Iterable[Quad], expected: Path) -> list[Fault]:
    """One fault for every minimum of the file `expected` that is not reached.

    The file has the tables `classes` (class by prefixed name, instances in the union of all graphs) and
    `articles` (article, claims in its graph). Raises ValueError for any other table or value.
    """
    name = f"{expected.parent.name}/{expected.name}"
    text = expected.read_text(encoding="utf-8")
    minimum = _minimum(tomllib.loads(text), name)
    found = {
        "classes": _instances([*sources.quads(), *inferred]),
        "articles": _claims(sources),
    }
    return [
        Fault(name, _line(text, key), f"{key}: at least {least} expected, {found[table][key]} found")
        for table, entries in minimum.items()
        for key, least in entries.items()
        if found[table][key] < least
    ]


def _minimum(tables: dict[str, object], name: str) -> dict[str, dict[str, int]]:
    minimum: dict[str, dict[str, int]] = {}
    for table, entries in tables.items():
        if table not in ("classes", "articles") or not isinstance(entries, dict):
            raise ValueError(f"{name}: unknown table {table!r}")
        for key, least in entries.items():
            if not isinstance(least, int):
                raise ValueError(f"{name}: {table}.{key} is not a whole number")
        minimum[table] = dict(entries)
    return minimum


def _instances(quads: Iterable[Quad]) -> Counter[str]:
    """Instances by the prefixed name of their class; a thing that two graphs type counts once."""
    pairs = {
        (quad.subject, quad.object.value)
        for quad in quads
        if quad.predicate.value == TYPE and isinstance(quad.object, NamedNode)
    }
    return Counter("diem:" + cls.removeprefix(iris.ONT) for _, cls in pairs if cls.startswith(iris.ONT))


def _claims(sources: Sources) -> Counter[str]:
    described = (Described(file) for file in sources.of_kind("article"))
    return Counter({graph.article: len(graph.of_type(iris.ONT + "Claim")) for graph in described})


def _line(text: str, key: str) -> int | None:
    lines = enumerate(text.splitlines(), 1)
    return next((n for n, line in lines if line.split("=")[0].strip().strip('"') == key), None)
