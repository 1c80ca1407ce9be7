"""`diemcau mcp` as a language model meets it: the SDK's own client, over stdio, against the real command."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from click.testing import CliRunner
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import CallToolResult, ListToolsResult, TextContent

from kg import iris, paths, pipeline, query_files
from server.cli import main
from tests.running import DIEMCAU, run

INVENTED = Path(__file__).parents[1] / "extract" / "articles"
QUESTIONS = query_files.load_queries(paths.queries_dir())
MEETING = "meeting:2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu"
FIGURES = "PREFIX diem: <https://w3id.org/diemcau/ontology#> "


class Session:
    """A client that has started the command, for tests that are not asynchronous."""

    def __init__(self, call: Callable[..., Any], client: Client) -> None:
        self.do, self.client = call, client

    def result(self, tool: str, **arguments: object) -> CallToolResult:
        found: CallToolResult = self.do(self.client.call_tool, tool, arguments)
        return found

    def __call__(self, tool: str, **arguments: object) -> dict[str, Any]:
        """What a tool gives; the client holds it against the output schema. The text says the same, without blanks."""
        found = self.result(tool, **arguments)
        assert not found.is_error, found
        (text,) = found.content
        assert isinstance(text, TextContent)
        assert found.structured_content == json.loads(text.text)
        assert '": ' not in text.text.partition('"rows"')[0]
        return dict(found.structured_content or {})

    def refusal(self, tool: str, **arguments: object) -> str:
        """How a tool says that it cannot."""
        found = self.result(tool, **arguments)
        (text,) = found.content
        assert found.is_error
        assert isinstance(text, TextContent)
        assert "Traceback" not in text.text
        return text.text


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose release has the reviewed graphs, and a made-up article that only a program has read."""
    data = tmp_path_factory.mktemp("mcp")
    assert CliRunner().invoke(main, ["--data", str(data), "ingest", str(INVENTED / "a01.txt")]).exit_code == 0
    pipeline.build(data, [])
    return data


@pytest.fixture(scope="module")
def mcp(built: Path) -> Iterator[Session]:
    command = StdioServerParameters(command=str(DIEMCAU), args=["--data", str(built), "mcp"])
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(stdio_client(command))) as client,
    ):
        yield Session(portal.call, client)


@pytest.fixture(scope="module")
def tools(mcp: Session) -> dict[str, Any]:
    listed: ListToolsResult = mcp.do(mcp.client.list_tools)
    return {tool.name: tool for tool in listed.tools}


def test_it_says_who_it_is_and_what_its_tools_take_and_give(mcp: Session, tools: dict[str, Any]) -> None:
    assert mcp.client.server_info is not None
    assert mcp.client.server_info.name == "diemcau"
    assert "Cite" in (mcp.client.instructions or "")
    assert set(tools) == {"list_questions", "ask_question", "search", "describe", "why", "schema", "sparql"}
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema["type"] == "object"
        assert tool.annotations.read_only_hint
        assert all(one.get("description") or one.get("enum") for one in tool.input_schema["properties"].values()), tool
        assert tool.name == "sparql" or "lang" in tool.input_schema["properties"]


def test_the_parameters_of_questions_have_types(tools: dict[str, Any]) -> None:
    properties = tools["ask_question"].input_schema["properties"]
    assert properties["question"]["enum"] == list(QUESTIONS)
    typed = properties["parameters"]["properties"]
    assert set(typed) == {name for query in QUESTIONS.values() for name in query.parameters} - {"lang"}
    assert {"type": "integer"} in typed["year"]["anyOf"]
    assert "2020-08-26" in typed["meeting"]["examples"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_questions_are_listed_in_both_languages(mcp: Session, language: str) -> None:
    listed = {one["name"]: one for one in mcp("list_questions", lang=language)["questions"]}
    assert {name: one["title"] for name, one in listed.items()} == {n: q.title[language] for n, q in QUESTIONS.items()}
    assert listed["who-attended"]["parameters"][0]["of"] == "diem:Meeting"
    assert "rank" in listed["area-timeline"]["parameters"][1]["choices"]
    found = mcp("list_questions", find="diem cau" if language == "vi" else "bridge point", lang=language)["questions"]
    assert "who-attended" in [one["name"] for one in found]


def test_every_question_is_answered_with_evidence(mcp: Session) -> None:
    """With its articles, or with proofs of what it names; who counts many articles has none to name."""
    unproved = []
    for name in QUESTIONS:
        found = mcp("ask_question", question=name, lang="en", limit=20)
        assert found["title"] == QUESTIONS[name].title["en"]
        if not found["articles"]:
            unproved.append(name)
    assert unproved == []


def test_a_question_is_asked_as_people_type(mcp: Session) -> None:
    found = mcp("ask_question", question="who-attended", parameters={"meeting": "26/8/2020"}, lang="en")
    assert found["columns"]["attendee"] == "Attendee"
    assert not found["cut"]
    chair = found["rows"][0]
    assert chair["attendee"] == "Nguyễn Xuân Phúc"
    assert chair["meeting"] == MEETING
    sources = [one["id"] for one in found["articles"]]
    assert set(chair["sources"]) <= set(sources)
    assert all(one["title"] and one["review"] == "reviewed" for one in found["articles"])
    kinds = {"area": "thai binh", "kind": ["rank", "attendance"]}
    timeline = mcp("ask_question", question="area-timeline", parameters=kinds, lang="en")
    assert timeline["rows"]
    assert timeline == mcp(
        "ask_question", question="area-timeline", parameters={**kinds, "kind": "rank, attendance"}, lang="en"
    )
    measured = mcp("ask_question", question="target-vs-achieved", parameters={"year": 2020})
    assert measured["columns"]["reached"] == "Đã đạt"
    assert {82.61, 100.0} <= {row.get("measuredValue", row["targetValue"]) for row in measured["rows"]}


def test_a_cut_answer_says_so_and_how_to_get_the_rest(mcp: Session) -> None:
    found = mcp(
        "sparql",
        query=FIGURES + "SELECT ?o ?v { ?o a diem:Observation ; diem:value ?v } ORDER BY ?o",
        limit=3,
        lang="en",
    )
    assert len(found["rows"]) == 3
    assert found["cut"]
    assert "first 3 rows" in found["note"]
    assert [one["about"] for one in found["evidence"]] == [row["o"] for row in found["rows"]]
    for one in found["evidence"]:
        assert one["quote"]
        assert one["end"] > one["start"]


def test_a_graph_is_answered_as_turtle_with_evidence(mcp: Session) -> None:
    found = mcp("ask_question", question="meeting-graph", parameters={"meeting": "2020-08-26"})
    assert f"{MEETING} a diem:Meeting" in found["turtle"]
    assert found["evidence"]
    assert found["articles"]


def test_the_quotes_are_the_characters_of_the_article(mcp: Session, article_folders: list[Path]) -> None:
    found = mcp("why", thing="indicator:ty-le-dvctt-muc-do-4", lang="en")
    assert found["evidence"]
    texts = {path.stem.rpartition("_")[2]: path for folder in article_folders for path in folder.glob("*.txt")}
    for one in found["evidence"]:
        assert one["article"] in [source["id"] for source in found["articles"]]
        path = texts.get(one["article"].partition(":")[2])
        if path is not None:
            with path.open(encoding="utf-8", newline="") as file:
                assert file.read()[one["start"] : one["end"]] == one["quote"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_only_a_program_has_read_is_told_apart(mcp: Session, language: str) -> None:
    people = FIGURES + "SELECT ?who { ?claim diem:reviewStatus ?status ; diem:claims ?fact . ?fact diem:attendee ?who }"
    found = mcp("sparql", query=people, limit=200, lang=language)
    marked = found["extracted"]
    assert marked
    who = mcp("describe", thing=marked[0], lang=language)
    assert who["review"] == "extracted"
    assert {one["review"] for one in who["evidence"]} == {"extracted"}
    assert all(one["rule"] for one in who["evidence"])
    assert "extracted" in {one["review"] for one in who["articles"]}
    (hit,) = [one for one in mcp("search", text=who["name"], of="diem:Person")["hits"] if one["id"] == marked[0]]
    assert hit["review"] == "extracted"
    assert mcp("describe", thing="area:thai-binh")["review"] == "reviewed"


def test_things_are_found_with_and_without_marks(mcp: Session) -> None:
    found = mcp("search", text="thai binh", of="diem:Province", lang="en")
    assert found["hits"][0] == {
        "id": "area:thai-binh", "name": "Thái Bình province", "kind": "area", "review": "reviewed"
    }  # fmt: skip
    assert mcp("search", text="zzzz", lang="en")["note"].startswith("Nothing is called so")
    assert mcp("search", text="zzzz")["note"].startswith("Không có gì mang tên như vậy")
    assert mcp("search", text="tỉnh", limit=2)["cut"]


def test_a_thing_is_named_as_in_addresses_too(mcp: Session) -> None:
    for name in ("area/thai-binh", "area:thai-binh", iris.ID + "area/thai-binh"):
        assert mcp("describe", thing=name)["id"] == "area:thai-binh"


def test_a_thing_is_described_with_what_names_it(mcp: Session) -> None:
    found = mcp("describe", thing="Vũ Đức Đam", lang="en")
    assert found["iri"] == iris.ID + "person/vu-duc-dam"
    attended = next(one for one in found["statements"] if one["property"] == "diem:attended")
    assert attended["value"] == MEETING
    assert attended["inferred"]
    assert any(one["subject"].startswith("attendance:") for one in found["mentions"])
    assert found["evidence"]


def test_reference_data_and_inference_are_named(mcp: Session) -> None:
    within = mcp("why", thing="area:thai-binh", predicate="diem:within", value="area:viet-nam", lang="en")
    assert within["reference"] == ["Administrative areas"]
    entailed = mcp("why", thing="person:vu-duc-dam", predicate="diem:attended", value=MEETING, lang="en")
    assert entailed["inferred"][0]["premises"]
    assert "property" in entailed["inferred"][0]["rule"]
    claim = mcp("why", thing="person:vu-duc-dam")["evidence"][0]["claim"]
    assert [one["claim"] for one in mcp("why", thing=claim)["evidence"]] == [claim]


def test_the_schema_is_short_and_defines_what_is_looked_for(mcp: Session) -> None:
    whole = mcp("schema", lang="en")
    assert {"id": "diem:Meeting", "label": "meeting"} in whole["classes"]
    at_meeting = next(one for one in whole["properties"] if one["id"] == "diem:atMeeting")
    assert at_meeting["range"] == "diem:Meeting"
    assert whole["prefixes"]["diem"] == iris.ONT
    assert len(json.dumps(whole)) < 25_000
    some = mcp("schema", find="điểm cầu")
    assert all(one["definition"] for one in some["classes"])
    assert "diem:BridgePoint" in [one["id"] for one in some["classes"]]


def test_the_ontology_can_be_read(mcp: Session) -> None:
    listed = mcp.do(mcp.client.list_resources).resources
    assert [one.name for one in listed] == ["schema", "vocab", "shapes"]
    (content,) = mcp.do(mcp.client.read_resource, listed[0].uri).contents
    assert content.text == (paths.ontology_dir() / "schema.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("search", {"text": "Hà Nội", "kind": "area"}, "no argument 'kind'; it takes text, of, lang, limit"),
        ("ask_question", {"question": "who"}, "list_questions has them all"),
        ("ask_question", {"question": "who-attended", "parameters": {"meetin": "x"}}, "has: meeting, bridge_point"),
        ("ask_question", {"question": "who-attended", "parameters": {"meeting": "thai binh"}}, "Perhaps: meeting:"),
        ("ask_question", {"question": "meetings", "parameters": {"year": "MMXX"}}, "write four digits"),
        ("ask_question", {"question": "meetings", "limit": 0}, "greater than or equal to 1"),
        ("list_questions", {"lang": "fr"}, "'vi' or 'en'"),
        ("list_questions", {"find": "zzzz"}, "without `find`"),
        ("search", {"text": "x", "of": "Person"}, "diem:Person"),
        ("describe", {"thing": "thai bin"}, "Perhaps: area:thai-binh"),
        ("why", {"thing": "area:thai-binh", "predicate": "diem:within"}, "Give predicate and value together"),
        ("why", {"thing": "area:thai-binh", "predicate": "diem:within", "value": "area:ha-noi"}, "does not say"),
        ("why", {"thing": "area:thai-binh", "predicate": "within", "value": "area:ha-noi"}, "diem:within"),
        ("sparql", {"query": "SELECT * { ?s diem:date ?d }"}, "PREFIX diem: <https://w3id.org/diemcau/ontology#>"),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, "SERVICE is refused"),
        ("sparql", {"query": "INSERT DATA { <x:a> <x:b> 1 }"}, "This is an update"),
        ("sparql", {"query": "SELECT * {" + "{" * 80 + "}" * 81}, "64"),
    ],
)
def test_what_cannot_be_done_is_an_error_that_says_how_to_mend_it(
    mcp: Session, tool: str, arguments: dict[str, Any], words: str
) -> None:
    assert words in mcp.refusal(tool, **arguments)


@pytest.mark.long
def test_a_query_that_never_ends_is_ended_and_others_go_on(mcp: Session) -> None:
    said = mcp.refusal("sparql", query="SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert "longer than it may" in said
    assert mcp("sparql", query="ASK { ?s ?p ?o }")["rows"] == [{"ASK": True}]


def test_without_a_release_or_the_sdk_it_says_what_to_do(tmp_path: Path) -> None:
    assert "diemcau build" in run("mcp", data=tmp_path).stderr
    hidden = "import sys; sys.modules['mcp'] = None; from server.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hidden, "mcp"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "pip install 'diemcau[mcp]'" in done.stderr
