"""The curated reference data: each entry with its source, the mergers complete."""

from collections import Counter

import pytest

from kg import iris, sources
from kg.sources import Sources
from kg.store import Literal, NamedNode

HEADER = iris.OWL + "Ontology"
TYPE = iris.RDF + "type"


@pytest.fixture(scope="module")
def read() -> Sources:
    """The shipped input files."""
    return sources.read(sources.Inputs(), lambda done, total: None)


def _values(read: Sources, predicate: str, *kinds: str) -> dict[str, set[str]]:
    """Subject → objects of a predicate, over the files of the given kinds."""
    found: dict[str, set[str]] = {}
    for file in read.files:
        if file.kind in kinds:
            for quad in file.quads:
                if quad.predicate.value == predicate and isinstance(quad.subject, NamedNode):
                    assert isinstance(quad.object, NamedNode | Literal)
                    found.setdefault(quad.subject.value, set()).add(quad.object.value)
    return found


def test_every_entry_names_its_source(read: Sources) -> None:
    types, given = _values(read, TYPE, "reference"), _values(read, iris.DCTERMS + "source", "reference")
    entries = {s for s, kinds in types.items() if not kinds & {HEADER, iris.ONT + "ReferenceSource"}}
    assert len(entries) > 200
    assert {s for s in entries if s not in given} == set()


def test_every_entry_is_used(read: Sources) -> None:
    """Groups, systems, indicators, positions and rankings stand for what articles say; an unused one says nothing."""
    kinds = ("group", "area-group", "system", "service", "indicator", "position", "ranking", "document", "category")
    used = {
        quad.object.value
        for file in (*read.of_kind("article"), *read.of_kind("reference"))
        for quad in file.quads
        if isinstance(quad.object, NamedNode)
    } | {
        quad.subject.value
        for file in read.of_kind("article")
        for quad in file.quads
        if isinstance(quad.subject, NamedNode)
    }
    entries = {s for s in _values(read, TYPE, "reference") if s.startswith(tuple(f"{iris.ID}{k}/" for k in kinds))}
    assert entries - used == set()


def test_every_entry_says_when_it_is_valid(read: Sources) -> None:
    types = _values(read, TYPE, "reference")
    entries = {s for s, kinds in types.items() if not kinds & {HEADER, iris.ONT + "ReferenceSource"}}
    dated = {s for p in ("startDate", "endDate", "date") for s in _values(read, iris.ONT + p, "reference")}
    assert {s for s in entries - dated if s not in _values(read, iris.ONT + "validityNote", "reference")} == set()


def test_every_validity_note_is_in_two_languages(read: Sources) -> None:
    notes: dict[str, list[str]] = {}
    for file in read.of_kind("reference"):
        for quad in file.quads:
            if quad.predicate.value == iris.ONT + "validityNote":
                assert isinstance(quad.subject, NamedNode)
                assert isinstance(quad.object, Literal)
                notes.setdefault(quad.subject.value, []).append(quad.object.language or "")
    assert {s for s, languages in notes.items() if sorted(languages) != ["en", "vi"]} == set()


def test_every_source_is_described(read: Sources) -> None:
    given = _values(read, iris.DCTERMS + "source", "reference")
    labelled = _values(read, iris.RDFS + "label", "reference", "article")
    assert {source for some in given.values() for source in some} <= set(labelled)


def test_63_provinces_became_34(read: Sources) -> None:
    types = _values(read, TYPE, "reference")
    provinces = {s for s, kinds in types.items() if iris.ONT + "Province" in kinds}
    ended, begun = _values(read, iris.ONT + "endDate", "reference"), _values(read, iris.ONT + "startDate", "reference")
    old = {p for p in provinces if p not in begun}
    now = {p for p in provinces if p not in ended}
    assert (len(old), len(now), len(old & now)) == (63, 34, 11)
    assert {d for p in old - now for d in ended[p]} == {"2025-06-30"}
    assert {d for p in now - old for d in begun[p]} == {"2025-07-01"}
    dissolved, created = (
        _values(read, iris.ONT + "dissolved", "reference"),
        _values(read, iris.ONT + "created", "reference"),
    )
    mergers = [m for m in dissolved if m.startswith(f"{iris.ID}reorganization/2025-07-01-")]
    gone = Counter(area for m in mergers for area in dissolved[m])
    assert set(gone) == old - now
    assert set(gone.values()) == {1}
    assert {area for m in mergers for area in created[m]} == now - old


def test_ministries_merged_on_1_march_2025(read: Sources) -> None:
    dissolved, created = (
        _values(read, iris.ONT + "dissolved", "reference"),
        _values(read, iris.ONT + "created", "reference"),
    )
    prefix = f"{iris.ID}reorganization/2025-03-01-"
    merged = {agency: created[m] for m, some in dissolved.items() if m.startswith(prefix) for agency in some}
    science = f"{iris.ID}agency/bo-khoa-hoc-va-cong-nghe-2025"
    assert merged[f"{iris.ID}agency/bo-thong-tin-va-truyen-thong"] == {science}
    ended = _values(read, iris.ONT + "endDate", "reference")
    assert all(ended[agency] == {"2025-02-28"} for agency in merged)


def test_names_of_different_entities_do_not_collide(read: Sources) -> None:
    labels = _values(read, iris.RDFS + "label", "reference")
    by_label = Counter((s.removeprefix(iris.ID).split("/")[0], label) for s, some in labels.items() for label in some)
    assert [key for key, count in by_label.items() if count > 1] == []
