"""kg.client against a running site: frames in one line, types of columns, refusals that say what is wrong."""

import datetime
import socket
import time
import unicodedata
from decimal import Decimal
from pathlib import Path

import pandas
import pytest

from kg.client import Client, CutAnswer, NoAnswer, SiteRefused
from kg.columns import columns, dtype, value
from tests.running import Server

TYPED = """
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT * { VALUES (?day ?moment ?whole ?decimal ?double ?truth ?text ?year ?mixed ?iri ?none ?long) {
  ("2020-08-26"^^xsd:date "2020-08-26T14:00:00+07:00"^^xsd:dateTime 63 88.53 1.5e0 true "Hoa\u0300 Ti\u00ea\u0301n"
   "2020"^^xsd:gYear 1 <https://w3id.org/diemcau/id/area/thai-binh> UNDEF 0.1234567890123456789)
  (UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF "một" UNDEF UNDEF 1)
} }"""


@pytest.fixture(scope="module")
def client(site: Server) -> Client:
    return Client(site.url)


def test_a_frame_takes_one_line(site: Server) -> None:
    frame = Client(site.url).ask("target-vs-achieved", indicator="ty-le-dvctt-muc-do-4", lang="en")
    assert list(frame["targetValue"]) == [30, 100]
    assert frame["asOf"].iloc[0] == pandas.Timestamp("2020-08-26")
    assert frame["reached"].iloc[0] == False  # noqa: E712 – a boolean of pandas
    assert frame.attrs["question"] == "target-vs-achieved"
    assert frame.attrs["cut"] is None
    assert frame.attrs["etag"]


def test_columns_have_the_types_of_their_values(client: Client) -> None:
    frame = client.frame(TYPED)
    assert {name: str(frame[name].dtype) for name in frame} == {
        "day": "datetime64[s]", "moment": "datetime64[us, UTC]", "whole": "Int64", "decimal": "Float64",
        "double": "Float64", "truth": "boolean", "text": "string", "year": "Int64", "mixed": "object",
        "iri": "string", "none": "string", "long": "object",
    }  # fmt: skip
    assert frame["text"].iloc[0] == unicodedata.normalize("NFC", "Hoà Tiến")
    assert frame["moment"].iloc[0].hour == 7
    assert frame["long"].iloc[0] == Decimal("0.1234567890123456789")
    assert frame["decimal"].sum() == 88.53
    assert client.rows(TYPED)[1] == {"mixed": "một", "long": 1}


def test_an_ask_and_an_empty_answer_are_frames_too(client: Client) -> None:
    assert bool(client.frame("ASK { ?s ?p ?o }").iloc[0, 0]) is True
    empty = client.frame("SELECT ?a ?b { ?a <urn:none> ?b }")
    assert list(empty) == ["a", "b"]
    assert len(empty) == 0


def test_what_a_datatype_cannot_read_stays_as_it_is_written() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    for written, kind in (("2020-13-45", "date"), ("12020-01-01", "date"), ("x", "integer"), ("yes", "boolean")):
        assert value({"type": "literal", "value": written, "datatype": xsd + kind}) == written
    assert dtype([1 << 70, None]) == "object"
    assert dtype([datetime.date(2020, 1, 1), 1]) == "object"
    assert columns({"head": {}, "boolean": False}) == {"ASK": [False]}


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("SELECT * { ?s diem:date ?d }", 400, "PREFIX diem:"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { } }", 403, "SERVICE is refused"),
        ("SELECT * {" + "{" * 80 + "}" * 81, 400, "64 levels"),
        ("SELECT * { ?s ?p ?o } #" + "x" * 100_000, 413, "bytes"),
    ],
)
def test_a_refused_query_says_why(client: Client, query: str, status: int, words: str) -> None:
    with pytest.raises(SiteRefused, match=words) as refused:
        client.frame(query)
    assert refused.value.status == status
    assert refused.value.problem["status"] == status


def test_what_gives_no_table_is_not_sent(client: Client) -> None:
    for query in ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "DESCRIBE <urn:a>", "INSERT DATA { <urn:a> <urn:p> 1 }"):
        with pytest.raises(ValueError, match="write SELECT or ASK"):
            client.frame(query)
    with pytest.raises(ValueError, match="year takes one value"):
        client.ask("meetings", year=[2019, 2020])


def test_a_refused_question_says_why(client: Client) -> None:
    with pytest.raises(SiteRefused, match="/queries lists them all"):
        client.ask("nope")
    with pytest.raises(SiteRefused, match="four digits") as refused:
        client.ask("meetings", year="MMXX")
    assert refused.value.problem["parameter"] == "year"


def test_an_answer_that_is_cut_says_so(data_dir: Path) -> None:
    with Server(data_dir, DIEMCAU_ROWS="5") as small, pytest.warns(CutAnswer, match="a limit of rows"):
        frame = Client(small.url + "/sparql").frame("SELECT ?s { ?s ?p ?o }")
    assert len(frame) == 5
    assert frame.attrs["cut"] == "rows"


def test_a_client_without_a_budget_waits_as_it_is_told(data_dir: Path) -> None:
    """Two errors a second, and so twice 120 at once; the next request has to wait for one."""
    with Server(data_dir, DIEMCAU_CLIENT_ERRORS="60") as strict:
        hasty, patient = Client(strict.url, again=0), Client(strict.url)
        status, tried = 0, 0
        while status != 429:
            with pytest.raises(SiteRefused) as refused:
                hasty.rows("SELECT")
            status, tried = refused.value.status, tried + 1
            assert tried < 400
        assert "budget of errors" in str(refused.value)
        began = time.monotonic()
        assert patient.rows("ASK {}") == [{"ASK": True}]
        assert time.monotonic() - began > 0.5


def test_nobody_there_is_said_plainly() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(NoAnswer, match="did not answer as a diemcau does"):
            Client(f"http://127.0.0.1:{unused.getsockname()[1]}").frame("ASK {}")
