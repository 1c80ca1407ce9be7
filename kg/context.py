"""The JSON-LD context of the ontology (https://www.w3.org/TR/json-ld11/), and values as it has them written.

Keys are the names of the ontology, `id` and `type`; labels and other texts are objects with a key a language; things
are their IRIs; dates and numbers have their datatypes from here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg import iris, yaml_files
from kg.store import Literal, Term

TERMS = f"""PREFIX owl: <{iris.OWL}>
PREFIX rdfs: <{iris.RDFS}>
SELECT ?term ?kind ?range ?inverse WHERE {{ GRAPH <{iris.GRAPH}schema> {{
  VALUES ?kind {{ owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }}
  ?term a ?kind FILTER(STRSTARTS(STR(?term), "{iris.ONT}"))
  OPTIONAL {{ ?term rdfs:range ?range FILTER(STRSTARTS(STR(?range), "{iris.XSD}")) }}
  OPTIONAL {{ ?term owl:inverseOf ?inverse }}
}} }} ORDER BY ?term ?kind"""
"""What `Context` is made of, as a query."""
_TEXT = iris.XSD + "string"
_LARGEST = 2**53
"""Integers below it are the same in every reader of JSON."""
_INTEGER = re.compile("0|-?[1-9][0-9]*")


class Context:
    """The context of a release. `document` is what is published.

    `inverse` has the IRIs of properties that only say backwards what another one says.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Of the rows of `TERMS`. Raises ValueError where two terms of the ontology would have one name."""
        given: dict[str, Any] = yaml_files.read(Path(__file__).with_suffix(".yaml"))
        self._prefixes = {name: iris.PREFIXES[name] for name in given["prefixes"]}
        self._terms: dict[str, Any] = {
            **{name: {"@id": iri, "@container": "@language"} for name, iri in given["texts"].items()},
            **{name: {"@id": f"diem:{name}", "@type": "xsd:date"} for name in given["dates"]},
            **given["foreign"],
        }
        inverse = set()
        for row in rows:
            name = row["term"].removeprefix(iris.ONT)
            own = _definition(name, row)
            known = self._terms.setdefault(name, own)
            if _iri(known) != _iri(own) or name in self._prefixes:
                raise ValueError(f"the context has {name!r} twice: {_iri(known)} and {_iri(own)}")
            if "inverse" in row:
                inverse.add(row["term"])
        self.inverse = frozenset(inverse)
        self._names = {self._full(_iri(one)): name for name, one in self._terms.items()}
        self._aliases: dict[str, str] = given["names"]

    @property
    def document(self) -> dict[str, Any]:
        """The context as a document of its own."""
        return {"@context": self._written(self._prefixes, self._terms)}

    def of(self, node: Mapping[str, Any]) -> dict[str, Any]:
        """As much of the context as `node` needs, so that it can be read where nothing is fetched."""
        used = set(_words(node))
        terms = {name: one for name, one in self._terms.items() if name in used}
        named = used | {part for one in terms.values() for part in _words(one)}
        prefixes = {name: iri for name, iri in self._prefixes.items() if any(w.startswith(f"{name}:") for w in named)}
        return self._written(prefixes, terms)

    def _written(self, prefixes: Mapping[str, str], terms: Mapping[str, Any]) -> dict[str, Any]:
        return {"@version": 1.1, **self._aliases, **dict(sorted(prefixes.items())), **dict(sorted(terms.items()))}

    def has(self, iri: str) -> bool:
        """Whether there is a term for a property or a class."""
        return iri in self._names

    def name(self, iri: str) -> str:
        """The key of a property, or the name of a class."""
        return self._names.get(iri) or self.identifier(iri)

    def identifier(self, iri: str) -> str:
        """An IRI as the value of an id: shortened by a prefix where there is one."""
        for prefix, base in self._prefixes.items():
            local = iri.removeprefix(base)
            if local != iri and local and not local.startswith("//"):
                return f"{prefix}:{local}"
        return iri

    def values(self, iri: str, objects: Sequence[Term | dict[str, Any]]) -> dict[str, Any]:
        """The values of the property `iri` by key: terms, and nodes that are embedded. Mostly there is one key.

        Numbers and dates that have no place in an object of languages stand beside it, below the full name.
        """
        name = self.name(iri)
        definition = self._terms.get(name)
        container = isinstance(definition, dict) and definition.get("@container") == "@language"
        spoken: dict[str, list[str]] = {}
        plain: list[Any] = []
        for one in objects:
            if container and isinstance(one, Literal) and (one.language or one.datatype.value == _TEXT):
                spoken.setdefault(one.language or "@none", []).append(one.value)
            else:
                plain.append(one if isinstance(one, dict) else self._value(one, None if container else definition))
        if not container:
            return {name: _single(plain)}
        found: dict[str, Any] = {}
        if spoken:
            found[name] = {language: _single(texts) for language, texts in spoken.items()}
        if plain:
            found[self.identifier(iri)] = _single(plain)
        return found

    def _value(self, term: Term, definition: Any) -> Any:
        coerced = self._full(definition.get("@type", "")) if isinstance(definition, dict) else ""
        if not isinstance(term, Literal):
            written = self.identifier(term.value) if not str(term).startswith("_:") else str(term)
            return written if coerced == "@id" else {"id": written}
        if term.language:
            return {"@value": term.value, "@language": term.language}
        datatype = term.datatype.value
        if datatype == _TEXT:
            return {"@value": term.value} if coerced else term.value
        if coerced in ("", datatype) and (native := _native(term.value, datatype)) is not None:
            return native
        if coerced == datatype:
            return term.value
        return {"@value": term.value, "@type": self.identifier(datatype)}

    def _full(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        return self._prefixes[prefix] + local if prefix in self._prefixes else name


def _definition(name: str, row: Mapping[str, str]) -> Any:
    if row["kind"] == iris.OWL + "ObjectProperty":
        return {"@id": f"diem:{name}", "@type": "@id"}
    if "range" in row and row["range"] != _TEXT:
        return {"@id": f"diem:{name}", "@type": f"xsd:{row['range'].removeprefix(iris.XSD)}"}
    return f"diem:{name}"


def _iri(definition: Any) -> str:
    return str(definition["@id"] if isinstance(definition, dict) else definition)


def _native(text: str, datatype: str) -> bool | int | None:
    """A value that JSON has itself, where it reads back as the same literal."""
    if datatype == iris.XSD + "boolean" and text in ("true", "false"):
        return text == "true"
    if datatype == iris.XSD + "integer" and _INTEGER.fullmatch(text) and abs(int(text)) < _LARGEST:
        return int(text)
    return None


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _words(node: Any) -> Iterable[str]:
    """The keys and the texts that stand in a node, at any depth: all that a term or a prefix could be part of."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield key
            yield from _words(value)
    elif isinstance(node, list):
        for value in node:
            yield from _words(value)
