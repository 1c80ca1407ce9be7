"""Names are found as people type them, and people whose names differ in a mark stay two."""

import sqlite3
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg import iris
from kg.dates import parse_date
from kg.folding import spell
from kg.iris import expand
from kg.labelling import build_index
from kg.labels import Candidate, LabelIndex, NotALabelIndex
from kg.store import BlankNode, Literal, NamedNode, Quad

WORLD = """
person:le-van-hung--thai-binh   Person  pref vi Lê Văn Hưng
person:le-van-hung--soc-trang   Person  pref vi Lê Văn Hùng
person:nguyen-thi-hoa           Person  pref vi Nguyễn Thị Hoa
person:nguyen-thi-hoa-2         Person  pref vi Nguyễn Thị Hòa
person:dang-trong-thu           Person  pref vi Đặng Trọng Thử
area:khanh-hoa                  AdministrativeArea  pref vi Khánh Hòa
area:khanh-hoa                  AdministrativeArea  pref en Khanh Hoa
area:thai-binh                  AdministrativeArea  pref vi Thái Bình
area:thai-binh                  Province            alt vi Tỉnh Thái Bình
area:kon-tum                    AdministrativeArea  pref vi Kon Tum
area:kon-tum                    AdministrativeArea  hidden vi Kom Tum
agency:ubnd-tinh-thai-binh      Agent   pref vi Ủy ban nhân dân tỉnh Thái Bình
agency:ubnd-tinh-thai-binh      Agent   alt vi UBND tỉnh Thái Bình
meeting:2020-08-26-pm-uy-ban    Meeting pref vi Phiên họp chiều 26/8/2020
meeting:2020-08-26-pm-uy-ban    OnlineConference  pref en Session of 26 August 2020
meeting:2020-08-27-am-bo        Meeting pref vi Phiên họp sáng 27/8/2020
meeting:2020-08-27-pm-bo        Meeting pref vi Phiên họp chiều 27/8/2020
period:2020                     Period  pref vi năm 2020
"""
PREDICATES = {"pref": iris.RDFS + "label", "alt": iris.SKOS + "altLabel", "hidden": iris.SKOS + "hiddenLabel"}


def quads() -> Iterator[Quad]:
    inferred, article = NamedNode(iris.GRAPH + "inferred"), NamedNode(iris.article_graph("0123456789abcdef"))
    for line in WORLD.strip().splitlines():
        name, cls, kind, lang, text = line.split(maxsplit=4)
        prefix, _, slug = name.partition(":")
        subject = NamedNode(iris.resource(prefix, slug))
        yield Quad(subject, NamedNode(iris.RDF + "type"), NamedNode(iris.ONT + cls), inferred)
        for graph in (article, inferred):
            yield Quad(subject, NamedNode(PREDICATES[kind]), Literal(text, language=lang), graph)
    yield Quad(BlankNode("x"), NamedNode(iris.RDFS + "label"), Literal("không tên", language="vi"), article)
    claim = NamedNode(iris.resource("claim", "01234567-00000000"))
    yield Quad(claim, NamedNode(iris.RDF + "type"), NamedNode(iris.ONT + "Claim"), article)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabelIndex]:
    path = tmp_path_factory.mktemp("labels ? # %") / "labels.sqlite"
    assert build_index(quads(), path) == len(WORLD.strip().splitlines())
    opened = LabelIndex.open(path)
    yield opened
    opened.close()


def slugs(found: list[Candidate]) -> list[str]:
    return [candidate.slug for candidate in found]


@pytest.mark.parametrize(
    ("value", "cls", "found"),
    [
        (iris.ID + "area/thai-binh", None, ["thai-binh"]),
        (f"<{iris.ID}area/thai-binh>", None, ["thai-binh"]),
        ("area:thai-binh", "diem:AdministrativeArea", ["thai-binh"]),
        ("area:thai-binh", "diem:Person", []),
        ("thai-binh", "diem:AdministrativeArea", ["thai-binh"]),
        ("thai binh", "diem:AdministrativeArea", ["thai-binh"]),
        ("THÁI BÌNH", None, ["thai-binh"]),
        ("  Thái   Bình ", None, ["thai-binh"]),
        ("Thai-Binh", None, ["thai-binh"]),
        ("Tỉnh thái bình", iris.ONT + "Province", ["thai-binh"]),
        ("Thái Bính", None, []),
        ("Kom Tum", None, ["kon-tum"]),
        ("ubnd tinh thai binh", None, ["ubnd-tinh-thai-binh"]),
        ("Uỷ ban nhân dân tỉnh Thái Bình", None, ["ubnd-tinh-thai-binh"]),
        ("Khánh Hoà", None, ["khanh-hoa"]),
        ("Dang Trong Thu", "diem:Person", ["dang-trong-thu"]),
        ("Đặng Trong Thu", "diem:Person", ["dang-trong-thu"]),
        ("Đang Trọng Thử", "diem:Person", []),
        ("2020-08-26", "diem:Meeting", ["2020-08-26-pm-uy-ban"]),
        ("26/8/2020", "diem:Meeting", ["2020-08-26-pm-uy-ban"]),
        ("26/08/2020", "diem:Meeting", ["2020-08-26-pm-uy-ban"]),
        ("26/8/2020", "diem:OnlineConference", ["2020-08-26-pm-uy-ban"]),
        ("27/8/2020", "diem:Meeting", ["2020-08-27-am-bo", "2020-08-27-pm-bo"]),
        ("2020-08-2", "diem:Meeting", []),
        ("2020", "diem:Period", ["2020"]),
        ("2020", "diem:Meeting", ["2020-08-26-pm-uy-ban", "2020-08-27-am-bo", "2020-08-27-pm-bo"]),
        ("claim:01234567-00000000", None, ["01234567-00000000"]),
        ("Phiên họp: 26/8/2020", None, []),
        ("http://localhost:8000/id/area/thai-binh", None, []),
        ("http://w3id.org/diemcau/id/area/thai-binh", None, []),
        ("area:", None, []),
        ("không tên", None, []),
        ("Nguyễn", "diem:Person", []),
        ("%", None, []),
        ("-", None, []),
        ("", None, []),
        ("\u0301", None, []),
    ],
)
def test_a_value_names_things_by_iri_slug_label_or_day(
    index: LabelIndex, value: str, cls: str | None, found: list[str]
) -> None:
    assert slugs(index.resolve(value, cls)) == found
    assert slugs(index.resolve(unicodedata.normalize("NFD", value), cls)) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Lê Văn Hưng", ["le-van-hung--thai-binh"]),
        ("lê văn hùng", ["le-van-hung--soc-trang"]),
        ("Lê Văn Hung", ["le-van-hung--soc-trang", "le-van-hung--thai-binh"]),
        ("le van hung", ["le-van-hung--soc-trang", "le-van-hung--thai-binh"]),
        ("le-van-hung", ["le-van-hung--soc-trang", "le-van-hung--thai-binh"]),
        ("Lê Văn Hứng", []),
        ("Nguyễn Thị Hoa", ["nguyen-thi-hoa"]),
        ("Nguyễn Thị Hoà", ["nguyen-thi-hoa-2"]),
        ("nguyen thi hoa", ["nguyen-thi-hoa", "nguyen-thi-hoa-2"]),
    ],
)
def test_marks_that_are_typed_count_and_marks_left_out_do_not(index: LabelIndex, typed: str, found: list[str]) -> None:
    assert slugs(index.resolve(typed, "diem:Person")) == found


def test_an_english_label_without_marks_hides_no_other_name(tmp_path: Path) -> None:
    label = NamedNode(iris.RDFS + "label")
    names = (
        ("a", "Hưng Yên", "vi"),
        ("a", "Hung Yen", "en"),
        ("b", "Hùng Yên", "vi"),
        ("c", "An", "vi"),
        ("d", "Ân", "vi"),
    )
    build_index(
        (Quad(NamedNode(iris.resource("area", s)), label, Literal(t, language=lang)) for s, t, lang in names),
        tmp_path / "labels.sqlite",
    )
    index = LabelIndex.open(tmp_path / "labels.sqlite")
    assert slugs(index.resolve("Hung Yen")) == ["a", "b"]
    assert slugs(index.resolve("An")) == ["c"]
    assert sorted(slugs(index.search("hung"))) == ["a", "b"]
    index.close()


def test_labels_come_in_the_language_asked_for_or_the_next_best(index: LabelIndex) -> None:
    area, person = iris.resource("area", "khanh-hoa"), iris.resource("person", "dang-trong-thu")
    assert (index.label(area, "vi"), index.label(area, "en")) == ("Khánh Hòa", "Khanh Hoa")
    assert index.label(person, "en") == "Đặng Trọng Thử"
    assert index.label(iris.resource("person", "nobody")) is None
    assert index.resolve("area:khanh-hoa") == [Candidate(area, "Khánh Hòa", "khanh-hoa")]


@pytest.mark.parametrize(
    ("text", "cls", "first"),
    [
        ("Hưng", None, "le-van-hung--thai-binh"),
        ("Hùng", None, "le-van-hung--soc-trang"),
        ("thái b", None, "thai-binh"),
        ("nhan dan", None, "ubnd-tinh-thai-binh"),
        ("Nguyễn", "diem:Person", "nguyen-thi-hoa"),
        ("kom", None, "kon-tum"),
        ("Hoà", "diem:Person", "nguyen-thi-hoa-2"),
    ],
)
def test_search_puts_the_same_accents_first(index: LabelIndex, text: str, cls: str | None, first: str) -> None:
    found = index.search(text, cls)
    assert found[0].slug == first
    assert len({candidate.iri for candidate in found}) == len(found)
    assert index.search(text, cls, limit=1) == found[:1]


@pytest.mark.parametrize("text", ['"', "*", "' OR 1=1 --", "NEAR(", "spelled : x", "\0", "-", "a" * 9000, "a " * 9000])
def test_search_takes_any_text(index: LabelIndex, text: str) -> None:
    assert index.search(text) == [] or text.startswith("a")
    assert index.resolve(text) == []


def test_a_class_must_be_an_iri(index: LabelIndex) -> None:
    assert index.resolve("thai-binh", "diem:Nothing") == []
    with pytest.raises(ValueError, match="class"):
        index.resolve("thai-binh", "Province")


def test_threads_may_ask_at_once(index: LabelIndex) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: slugs(index.resolve("thai binh")), range(400)))
    assert answers == [["thai-binh"]] * 400


def test_nothing_but_an_index_of_this_version_is_opened(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        LabelIndex.open(tmp_path / "labels.sqlite")
    (tmp_path / "text").write_text("no database, though as long as the header of one: " * 9, encoding="utf-8")
    other = sqlite3.connect(tmp_path / "other")
    other.execute("PRAGMA user_version = 99")
    other.close()
    for name in ("text", "other"):
        with pytest.raises(NotALabelIndex):
            LabelIndex.open(tmp_path / name)


def test_an_index_is_never_overwritten_and_equal_inputs_give_equal_files(tmp_path: Path) -> None:
    build_index(quads(), tmp_path / "a")
    build_index(reversed(list(quads())), tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with pytest.raises(FileExistsError):
        build_index(quads(), tmp_path / "a")


def test_no_lookup_reads_a_whole_table(index: LabelIndex) -> None:
    asked: list[str] = []
    with index._connection() as db:
        db.set_trace_callback(asked.append)
    for value in ("area:thai-binh", "thai-binh", "Thái Bình", "26/8/2020", "2020", "x"):
        index.resolve(value, "diem:AdministrativeArea")
    index.search("thái", "diem:AdministrativeArea")
    with index._connection() as db:
        db.set_trace_callback(None)
        asked = [sql for sql in asked if "entity e" in sql]  # FTS reads tables of its own besides
        plans = [row[3] for sql in asked for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert len(asked) > 10
    # "found" is what an index gave, some thousands at most.
    allowed = ("SCAN CONSTANT ROW", "SCAN word VIRTUAL TABLE INDEX", "SCAN found")
    assert [plan for plan in plans if plan.startswith("SCAN") and not plan.startswith(allowed)] == []


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2020-08-26", "2020-08-26"),
        ("26/8/2020", "2020-08-26"),
        (" 26-08-2020 ", "2020-08-26"),
        ("26.8.2020", "2020-08-26"),
        ("31/2/2020", None),
        ("8/26/2020", None),
        ("26/8-2020", None),
        ("26/8/20", None),
        ("٢٦/8/2020", None),
        ("2020-8-26", None),
        ("0000-01-01", None),
        ("", None),
    ],
)
def test_days_are_read_as_vietnamese_write_them(text: str, iso: str | None) -> None:
    assert parse_date(text) == iso


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hòa", "Hoà", True),
        ("ỦY", "Uỷ", True),
        ("thuý", "thúy", True),
        ("giường", "gìương", True),
        ("Hưng", "Hùng", False),
        ("Hòa", "Hoa", False),
        ("Đặng", "Dặng", False),
        ("đường", unicodedata.normalize("NFD", "Đường"), True),
    ],
)
def test_the_place_of_a_tone_mark_is_no_difference(one: str, other: str, same: bool) -> None:
    assert (spell(one) == spell(other)) is same


def test_prefixed_names_expand_by_the_prefixes_of_the_project() -> None:
    assert expand("diem:Meeting") == iris.ONT + "Meeting"
    assert expand("nope:Meeting") is None
    assert expand("Meeting") is None
    assert expand("<https://example.org/x>") == "https://example.org/x"
