"""The shipped questions keep the rules of their files, and every broken rule is found at its line."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from rdflib.plugins.sparql.parser import parseQuery

from kg import iris, paths
from kg.binding import substitute
from kg.labelling import build_index
from kg.labels import LabelIndex
from kg.queries import LANGUAGES, CannedQuery, ParameterError, bind
from kg.query_files import QueryFileError, load_queries, load_query
from kg.store import Literal, NamedNode, Quad, Store, term_text

SAMPLE = """\
#+ title: {vi: "Ai họp?", en: "Who met?"}
#+ description: {vi: "Người và hội nghị.", en: "People and meetings."}
#+ tags: [meetings, people]
#+ minimum_rows: 0
#+ parameters:
#+   meeting:
#+     type: entity
#+     class: diem:Meeting
#+     required: true
#+     example: "2020-08-26"
#+     title: {vi: "Hội nghị", en: "Meeting"}
#+   who: {type: entity, class: diem:Person, required: false, example: "x", title: {vi: "Ai", en: "Who"}}
#+   day: {type: date, required: false, example: "26/8/2020", title: {vi: "Ngày", en: "Day"}}
#+   year: {type: year, required: false, example: "2020", title: {vi: "Năm", en: "Year"}}
#+   rank: {type: integer, required: false, example: "3", title: {vi: "Hạng", en: "Rank"}}
#+   text: {type: string, required: false, example: "họp", title: {vi: "Chữ", en: "Text"}}
#+   kind:
#+     type: choice
#+     choices:
#+       rank: {vi: "thứ hạng", en: "rank"}
#+       top-score: {vi: "điểm", en: "score"}
#+     required: false
#+     example: "rank, điểm"
#+     title: {vi: "Loại", en: "Kind"}
#+   lang: {type: string, required: false, example: "en", title: {vi: "Ngôn ngữ", en: "Language"}}
#+ columns:
#+   meeting: {vi: "Hội nghị", en: "Meeting"}
#+   names: {vi: "Ai", en: "Who"}
# Not part of the header: SELECT ?nothing
PREFIX diem: <https://w3id.org/diemcau/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT $meeting (GROUP_CONCAT(IF(BOUND(?name), ?name, "AS ?x")) AS ?names) WHERE {
  ?a diem:atMeeting ?meeting ; diem:attendee ?who . ?who rdfs:label ?name . ?meeting diem:date ?day .
  FILTER(LANG(?name) = COALESCE(?lang, "vi")) FILTER(YEAR(?day) = COALESCE(?year, 1) || ?rank = 1 || ?text = ?kind)
  { SELECT ?inner WHERE { ?inner ?p ?o } }
} GROUP BY ?meeting
"""


def write(folder: Path, text: str, name: str = "who-met.rq") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def sample(tmp_path: Path) -> CannedQuery:
    return load_query(write(tmp_path, SAMPLE))


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabelIndex]:
    things = (
        ("meeting", "2020-08-26-pm-uy-ban", "Meeting", "Phiên họp chiều 26/8/2020"),
        ("person", "nguyen-van-hung", "Person", "Nguyễn Văn Hưng"),
        ("person", "nguyen-van-hung-2", "Person", "Nguyễn Văn Hùng"),
        ("area", "thai-binh", "Province", "Thái Bình"),
    )
    quads = []
    for kind, slug, cls, text in things:
        thing, graph = NamedNode(iris.resource(kind, slug)), NamedNode(iris.GRAPH + "reference/sample")
        quads.append(Quad(thing, NamedNode(iris.RDF + "type"), NamedNode(iris.ONT + cls), graph))
        quads.append(Quad(thing, NamedNode(iris.RDFS + "label"), Literal(text, language="vi"), graph))
    path = tmp_path_factory.mktemp("labels") / "labels.sqlite"
    build_index(quads, path)
    index = LabelIndex.open(path)
    yield index
    index.close()


SHIPPED = load_queries(paths.queries_dir())


@pytest.mark.parametrize("query", SHIPPED.values(), ids=SHIPPED.keys())
def test_shipped_questions_are_sparql_that_projects_their_columns(query: CannedQuery) -> None:
    _, parsed = parseQuery(query.text)
    assert parsed.name == {"select": "SelectQuery", "construct": "ConstructQuery"}[query.form]
    assert [str(p.var or p.evar) for p in parsed.projection or []] == list(query.columns)
    assert query.minimum_rows > 0
    for text in (query.title, query.description, *query.columns.values()):
        assert set(text) == set(LANGUAGES)


@pytest.mark.parametrize("query", SHIPPED.values(), ids=SHIPPED.keys())
def test_shipped_questions_run_as_they_are_and_with_each_parameter_bound(query: CannedQuery) -> None:
    store = Store()
    store.query(query.text)
    for name in query.parameters:
        store.query(substitute(query.text, {name: term_text(Literal("x"))}))


def test_at_least_thirty_questions_are_shipped() -> None:
    assert len(SHIPPED) >= 30


def test_a_file_is_read_whole(sample: CannedQuery) -> None:
    assert (sample.slug, sample.form, sample.minimum_rows) == ("who-met", "select", 0)
    assert sample.title == {"vi": "Ai họp?", "en": "Who met?"}
    assert sample.tags == ("meetings", "people")
    assert list(sample.columns) == ["meeting", "names"]
    types = [p.type for p in sample.parameters.values()]
    assert types == ["entity", "entity", "date", "year", "integer", "string", "choice", "string"]
    assert (sample.parameters["meeting"].cls, sample.parameters["day"].cls) == ("diem:Meeting", None)
    assert sample.parameters["meeting"].required
    assert sample.text == SAMPLE


def test_a_construct_query_has_no_columns(tmp_path: Path) -> None:
    header = SAMPLE[: SAMPLE.index("#+ parameters")] + "#+ parameters: {}\n"
    body = "CONSTRUCT WHERE { ?s ?p ?o }\n"
    query = load_query(write(tmp_path, header + body))
    assert (query.form, query.columns, query.parameters) == ("construct", {}, {})
    with pytest.raises(QueryFileError, match="unknown key columns"):
        load_query(write(tmp_path, header + '#+ columns: {s: {vi: "a", en: "b"}}\n' + body))


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("#+ minimum_rows: 0", "#+ minimum: 0", 4, "unknown key minimum"),
        ("#+ minimum_rows: 0\n", "", 1, "missing: minimum_rows"),
        ("#+ minimum_rows: 0", "#+ minimum_rows: -1", 4, "number"),
        ("#+ minimum_rows: 0", '#+ minimum_rows: "0"', 4, "number"),
        ("#+ minimum_rows: 0", "#+ minimum_rows: 0\n#+ minimum_rows: 0", 5, "twice"),
        ("[meetings, people]", "[meetings, meetings]", 3, "twice"),
        ("[meetings, people]", "Meetings", 3, "list of tags"),
        ("[meetings, people]", "[meetings, people", 4, "not YAML"),
        ("[meetings, people]", "[meetings, \x07]", 1, "not YAML"),
        ("[meetings, people]", "[no]", 3, "in quotes"),
        ('{vi: "Ai họp?", en: "Who met?"}', '{vi: "Ai họp?"}', 1, "missing: en"),
        ('{vi: "Ai họp?", en: "Who met?"}', '{vi: "Ai họp?", en: ""}', 1, "expected a text"),
        ('{vi: "Ai họp?", en: "Who met?"}', "Who met?", 1, "expected keys"),
        ("type: entity\n", "type: thing\n", 7, "unknown type; known: entity, date"),
        ("type: entity\n", "type: string\n", 7, "class"),
        ("#+     class: diem:Meeting\n", "", 7, "class"),
        ("class: diem:Meeting", "class: Meeting", 8, "not the IRI of a class: Meeting"),
        ("required: true", "required: perhaps", 9, "true or false"),
        ('example: "2020-08-26"', "example: 2020-08-26", 10, "in quotes"),
        ('example: "26/8/2020"', 'example: "31/2/2020"', 13, "not a day"),
        ("type: choice", "type: string", 18, "a choice needs choices"),
        ("#+       rank: {", "#+       Rank: {", 20, "not a code: Rank"),
        ('en: "score"', 'en: "rank"', 21, "of two choices: rank"),
        ('vi: "điểm"', 'vi: "điểm, hạng"', 21, "with a comma"),
        ('example: "rank, điểm"', 'example: "first"', 23, "no such choice: first"),
        ("#+   who:", "#+   whom:", 12, "the query has no variable ?whom"),
        ("#+   who:", "#+   meeting:", 12, "meeting stands here twice"),
        ("#+   who:", "#+    who:", 12, "not YAML"),
        ("#+   names: ", "#+   name: ", 27, "the query selects meeting, names"),
        ("SELECT DISTINCT $meeting", "SELECT DISTINCT", 27, "the query selects names"),
        ("SELECT DISTINCT", "ASK", 1, "SELECT or a CONSTRUCT"),
        ("#+ ", "# ", 1, "must start with its header"),
        ("#+ title", "\n#+ title", 1, "must start with its header"),
    ],
)
def test_a_broken_rule_is_reported_at_its_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    path = write(tmp_path, SAMPLE.replace(old, new, -1 if old == "#+ " else 1))
    with pytest.raises(QueryFileError) as caught:
        load_query(path)
    assert message in caught.value.message
    assert (caught.value.line, caught.value.path) == (line, path)
    assert str(caught.value).startswith(f"who-met.rq:{line}: ")


def test_names_of_files_and_their_encoding_are_checked(tmp_path: Path) -> None:
    with pytest.raises(QueryFileError, match="not a slug"):
        load_query(write(tmp_path, SAMPLE, "Who_met.rq"))
    (tmp_path / "who.rq").write_bytes(b"#+ tags: [a]\n#+ title: \xff\n")
    with pytest.raises(QueryFileError, match="not UTF-8") as caught:
        load_query(tmp_path / "who.rq")
    assert caught.value.line == 2


def test_the_first_faulty_file_stops_the_loading(tmp_path: Path) -> None:
    shutil.copytree(paths.queries_dir(), tmp_path / "queries")
    assert list(load_queries(tmp_path / "queries")) == sorted(SHIPPED)
    write(tmp_path / "queries", "SELECT * { ?s ?p ?o }", "aaa.rq")
    with pytest.raises(QueryFileError, match=r"aaa\.rq:1"):
        load_queries(tmp_path / "queries")


MEETING = {"meeting": "2020-08-26"}


@pytest.mark.parametrize(
    ("arguments", "terms"),
    [
        ({}, {}),
        ({"who": "", "year": "  "}, {}),
        ({"who": "nguyễn văn hưng"}, {"who": f"<{iris.ID}person/nguyen-van-hung>"}),
        ({"day": "26/8/2020"}, {"day": f'"2020-08-26"^^<{iris.XSD}date>'}),
        ({"year": "2020"}, {"year": f'"2020"^^<{iris.XSD}integer>'}),
        ({"rank": "+007"}, {"rank": f'"7"^^<{iris.XSD}integer>'}),
        ({"text": 'ho\u0323p" . } DROP ALL #'}, {"text": '"họp\\" . } DROP ALL #"'}),
        ({"lang": "en"}, {"lang": '"en"'}),
        ({"kind": "rank"}, {"kind": '",rank,"'}),
        ({"kind": "Diem; RANK, score"}, {"kind": '",top-score,rank,"'}),
        ({"kind": ",;"}, {}),
    ],
)
def test_arguments_become_terms(
    sample: CannedQuery, labels: LabelIndex, arguments: Mapping[str, str], terms: dict[str, str]
) -> None:
    bound = {name: term_text(term) for name, term in bind(sample, {**MEETING, **arguments}, labels).items()}
    assert bound.pop("meeting") == f"<{iris.ID}meeting/2020-08-26-pm-uy-ban>"
    assert bound == terms


@pytest.mark.parametrize(
    ("arguments", "name", "message", "candidates"),
    [
        ({"meting": "x"}, "meting", "who-met has: meeting, who, day", []),
        ({"meeting": " "}, "meeting", "required, for example 2020-08-26", []),
        ({"who": "nguyen van hung"}, "who", "may be any of", ["nguyen-van-hung", "nguyen-van-hung-2"]),
        ({"who": "Nguyễn"}, "who", "perhaps", ["nguyen-van-hung", "nguyen-van-hung-2"]),
        ({"who": "Thái Bình"}, "who", "Thái Bình is no diem:Person", []),
        ({"who": "http://localhost:8000/id/person/nguyen-van-hung"}, "who", f"start with {iris.ID}", []),
        ({"who": "Zorro"}, "who", "no diem:Person is called Zorro", []),
        ({"who": "\udcff"}, "who", "no diem:Person is called ?", []),
        ({"day": "31/2/2020"}, "day", "not a day", []),
        ({"day": "2020"}, "day", "not a day", []),
        ({"year": "20"}, "year", "not a year", []),
        ({"year": "٢٠٢٠"}, "year", "not a year", []),
        ({"rank": "1.5"}, "rank", "not a whole number", []),
        ({"rank": "9" * 5000}, "rank", "not a whole number", []),
        ({"lang": "fr"}, "lang", "no labels in fr", []),
        ({"kind": "rank, top"}, "kind", "no such choice: top; there are: rank (thứ hạng, rank); top-score", []),
    ],
)
def test_unusable_arguments_are_refused_with_what_was_meant(
    sample: CannedQuery,
    labels: LabelIndex,
    arguments: Mapping[str, str],
    name: str,
    message: str,
    candidates: list[str],
) -> None:
    with pytest.raises(ParameterError) as caught:
        bind(sample, {**MEETING, **arguments}, labels)
    assert caught.value.name == name
    assert message in caught.value.message
    assert sorted(c.slug for c in caught.value.candidates) == candidates
    assert str(caught.value).startswith(f"{name}: ")
