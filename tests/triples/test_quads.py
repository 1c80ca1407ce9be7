"""The graphs of extracted articles: whole, proved, stable, and in the shape of the reviewed ones."""

import re
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import infer, iris, paths
from kg.facts import Article
from kg.resolve import resolve
from kg.sources import Inputs, read
from kg.store import NamedNode, Quad, parse_file, serialize
from kg.triples import decisions, labels_of, quads, settled
from kg.triples.periods import days
from kg.validate import evidence, shapes, texts, vocabulary
from tests.resolve.reading import REFERENCES, article, facts

INVENTED = Path(__file__).resolve().parents[1] / "extract" / "articles"
TEXT = (
    "Chiều 3/9, Bộ trưởng Bộ Nội vụ Trần Giả Định chủ trì hội nghị trực tuyến. Tại điểm cầu Bắc Ninh, ông Đỗ Văn Thử, "
    "Phó Chủ tịch UBND tỉnh dự hội nghị. Tỷ lệ dịch vụ công trực tuyến mức độ 4 cả nước đạt khoảng 21,5%. "
    "Bắc Ninh xếp thứ 9/63 tỉnh, thành phố về mức độ ứng dụng công nghệ thông tin năm 2019. "
    "Bộ trưởng Trần Giả Định yêu cầu các bộ, ngành, địa phương đẩy nhanh việc cung cấp dịch vụ công trực tuyến."
)


def graph(of: Article) -> list[Quad]:
    """The graph of an article."""
    return quads(of, resolve(of, facts(of), REFERENCES))


def invented() -> Iterator[Article]:
    """The invented articles of the tests of extraction, as they lie on disk."""
    for path in sorted(INVENTED.glob("*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        made = article(text, published=None, title=next(filter(str.strip, text.splitlines())).strip()[:200])
        yield Article(made.id, path.name, made.sha256, text, made.title)


def values(graph: list[Quad], predicate: str) -> list[str]:
    """The objects of a predicate of the ontology."""
    return [str(getattr(q.object, "value", "")) for q in graph if q.predicate.value == iris.ONT + predicate]


def test_all_checks_of_a_build_hold_for_extracted_graphs(tmp_path: Path) -> None:
    shutil.copytree(paths.graphs_dir(), tmp_path / "graphs")
    reviewed = [q for path in (tmp_path / "graphs").glob("*.trig") for q in parse_file(path)]
    curated = [q for path in (paths.ontology_dir() / "reference").glob("*.ttl") for q in parse_file(path)]
    by_graph: dict[str, list[Quad]] = {}
    everything = [quad for of in invented() for quad in graph(of)]
    for quad in settled(everything, labels_of([*reviewed, *curated])):
        by_graph.setdefault(str(getattr(quad.graph_name, "value", "")), []).append(quad)
    for name, content in by_graph.items():
        path = tmp_path / "graphs" / f"{name.rpartition('/')[2]}.trig"
        path.write_bytes(serialize(content, "trig", iris.PREFIXES))
    inputs = Inputs(graphs=tmp_path / "graphs", expected=None)
    sources = read(inputs)
    compared = texts.compare(sources, [INVENTED])
    assert compared.quotes > 500
    faults = [*compared.faults, *evidence.check(sources), *vocabulary.check(sources)]
    faults += shapes.check(sources, infer.entail(sources.quads()), inputs.ontology / "shapes.ttl")
    assert [str(fault) for fault in faults if fault.severity == "error"] == []


def test_every_fact_has_its_claim_with_quote_rule_and_status() -> None:
    of = article(TEXT)
    made = graph(of)
    kinds = {q.object.value for q in made if q.predicate.value == iris.RDF + "type" and isinstance(q.object, NamedNode)}
    for name in (
        "OnlineConference",
        "ChairAttendance",
        "BridgePoint",
        "PositionHolding",
        "Observation",
        "RankingEntry",
    ):
        assert iris.ONT + name in kinds, name
    assert set(values(made, "reviewStatus")) == {iris.VOC + "review-extracted"}
    claims = {q.subject for q in made if getattr(q.object, "value", "") == iris.ONT + "Claim"}
    assert len(values(made, "extractionRule")) == len(claims)
    spans = [q for q in made if q.predicate.value == iris.OA + "exact"]
    for span in spans:
        start, end = map(int, str(getattr(span.subject, "value", "")).rpartition("--")[2].split("-"))
        assert getattr(span.object, "value", "") == of.text[start:end]
        assert end - start <= 100


def test_the_same_article_gives_the_same_bytes() -> None:
    of = article(TEXT)
    assert serialize(graph(of), "nq", {}) == serialize(graph(of), "nq", {})
    assert len(set(graph(of))) == len(graph(of))


def test_one_fact_of_two_articles_is_one_node_with_two_claims() -> None:
    one, other = article(TEXT), article("Hội nghị ngành nội vụ\n" + TEXT)
    both = [*graph(one), *graph(other)]
    claimed: dict[str, set[str]] = {}
    for quad in both:
        if quad.predicate.value == iris.ONT + "claims":
            claimed.setdefault(str(getattr(quad.object, "value", "")), set()).add(str(quad.graph_name))
    shared = [fact for fact, graphs in claimed.items() if len(graphs) == 2]
    assert {fact.removeprefix(iris.ID).split("/")[0] for fact in shared} >= {
        "meeting", "attendance", "holding", "observation", "ranking-entry", "bridge-point",
    }  # fmt: skip


def test_offsets_are_those_of_a_file_in_decomposed_letters() -> None:
    of = article(unicodedata.normalize("NFD", TEXT))
    spans = [q for q in graph(of) if q.predicate.value == iris.OA + "exact"]
    assert spans
    for span in spans:
        start, end = map(int, str(getattr(span.subject, "value", "")).rpartition("--")[2].split("-"))
        assert getattr(span.object, "value", "") == unicodedata.normalize("NFC", of.text[start:end])


@pytest.mark.parametrize(("percent", "unit"), [("95,5%", "unit-percent"), ("120,5%", "unit-percent-of-base")])
def test_a_share_above_a_hundred_is_one_of_a_base(percent: str, unit: str) -> None:
    made = graph(article(f"Tỷ lệ hồ sơ trực tuyến năm 2020 đạt {percent}."))
    assert values(made, "unit") == [iris.VOC + unit]


def test_any_part_of_an_article_gives_a_graph_of_sound_identifiers() -> None:
    form = re.compile(rf"{re.escape(iris.ID)}(?:{'|'.join(iris.TYPES)})/{iris.SLUG.pattern}")
    for place, of in enumerate(invented()):
        middle = len(of.text) * (place % 7 + 1) // 9
        cut = of.text[:middle].upper() + " % (“ " + of.text[middle + place :]
        for quad in graph(article(cut, published=None, title=of.title)):
            for node in (quad.subject, quad.object):
                if isinstance(node, NamedNode) and node.value.startswith(iris.ID):
                    assert form.fullmatch(node.value), node


def test_a_meeting_says_that_its_day_is_not_known() -> None:
    made = graph(article("Bộ Nội vụ tổ chức hội nghị trực tuyến về chuyển đổi số.", published=None))
    assert values(made, "undated") == ["true"]
    assert not values(made, "date")


def test_names_settle_on_one_label_and_keep_the_others() -> None:
    text = "Sáng 3/9, Giám đốc {} Đỗ Văn Thử chủ trì hội nghị về chuyển đổi số."
    one, other = (
        article(text.format(name)) for name in ("Trung tâm Dữ liệu tỉnh Lào Cai", "Trung tâm dữ liệu tỉnh Lào Cai")
    )
    both = list(settled([*graph(one), *graph(other)]))
    agency = f"{iris.ID}agency/trung-tam-du-lieu-tinh-lao-cai"
    said = [
        (q.predicate.value, getattr(q.object, "value", "")) for q in both if getattr(q.subject, "value", "") == agency
    ]
    assert {label for predicate, label in said if predicate == iris.RDFS + "label"} >= {
        "Trung tâm Dữ liệu tỉnh Lào Cai"
    }
    assert (iris.SKOS + "altLabel", "Trung tâm dữ liệu tỉnh Lào Cai") in said


def test_decisions_are_on_record() -> None:
    from kg.resolve import Decision

    made = decisions([Decision("2020-09-03-pm-bo-noi-vu", (("a" * 16, "x"), ("b" * 16, "y")), 0.8, ("day", "figures"))])
    assert values(made, "mergeScore") == ["0.8"]
    assert sorted(values(made, "mergesReport")) == [f"{iris.ID}article/{'a' * 16}", f"{iris.ID}article/{'b' * 16}"]
    assert decisions([]) == []


@pytest.mark.parametrize(
    ("slug", "first", "last"),
    [("2035", "2035-01-01", "2035-12-31"), ("2021-2025", "2021-01-01", "2025-12-31"),
     ("2031-q3", "2031-07-01", "2031-09-30"), ("2031-h2", "2031-07-01", "2031-12-31"),
     ("2024-02", "2024-02-01", "2024-02-29"), ("2031-07-01", "2031-07-01", "2031-07-01")],
)  # fmt: skip
def test_a_period_of_the_calendar_has_its_days(slug: str, first: str, last: str) -> None:
    assert days(slug) == (first, last)


@pytest.mark.parametrize("slug", ["khong-neu--0a1b2c3d", "2025-2021", "2031-13", "2031-02-30", "0000", "2031-q5", ""])
def test_what_is_no_period_of_the_calendar_has_none(slug: str) -> None:
    assert days(slug) is None
