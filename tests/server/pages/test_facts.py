"""/fact: why something is here."""

import html
import re
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from kg import iris
from server.pages import writing
from tests.server.conftest import BROWSER, MEETING

POSSIBLE = "tiet-kiem-moi-nam--lien-thong-khai-sinh-the-bao-hiem-y-te--2020--ca-48800000000"
PERSON = iris.ID + "person/vu-duc-dam"
CHAIR = f"{iris.ID}attendance/{MEETING}--nguyen-xuan-phuc"


def why(client: FlaskClient, subject: str, predicate: str, value: str, language: str = "en") -> str:
    asked = urlencode({"s": subject, "p": predicate, "o": value, "lang": language})
    return client.get(f"/fact?{asked}", headers=BROWSER).text


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", ["khoảng 48,8 tỉ đồng", "Chứng cứ", "Giá trị khác", "gần 50 tỷ đồng"]),
     ("en", ["VND 48.8 billion", "potential", "Other values", "almost VND 50 billion", "reviewed", "0.95"])],
)  # fmt: skip
def test_a_figure_shows_its_evidence_its_modality_and_who_says_otherwise(
    client: FlaskClient, language: str, words: list[str]
) -> None:
    page = client.get(f"/fact/observation/{POSSIBLE}?lang={language}", headers=BROWSER).text
    assert not [word for word in words if word not in page]
    assert "<blockquote" in page


def test_a_claim_of_its_own_shows_the_statement_and_its_characters(client: FlaskClient) -> None:
    page = client.get("/fact/claim/fd45605f-fe140600?lang=en", headers=BROWSER).text
    assert "Cao Biền" in page
    assert "characters 1998–2006" in page


@pytest.mark.parametrize("claim", ["fd45605f-fe140600", "afd57686-21db89e4"])
def test_evidence_leads_to_its_passage_on_the_page_of_the_article_that_has_it(client: FlaskClient, claim: str) -> None:
    page = client.get(f"/fact/claim/{claim}?lang=en", headers=BROWSER).text
    found = re.search(rf'href="(/page/article/[^"]+)#p-{claim}"', page)
    assert found is not None
    article = client.get(html.unescape(found[1]), headers=BROWSER).text
    assert article.count(f'id="p-{claim}"') == 1
    assert f'id="c-{claim}"' in article


def test_evidence_on_a_later_page_of_a_long_article_is_found(client: FlaskClient) -> None:
    later = client.get("/page/article/afd5768686bddc22?page=2", headers=BROWSER).text
    claim = re.findall(r'id="p-([^"]+)"', later)[-1]
    page = client.get(f"/fact/claim/{claim}", headers=BROWSER).text
    assert f'href="/page/article/afd5768686bddc22?page=2#p-{claim}"' in page


def test_a_fact_of_two_articles_shows_both(client: FlaskClient) -> None:
    page = client.get(f"/fact/attendance/{MEETING}--nguyen-xuan-phuc?lang=en", headers=BROWSER).text
    assert "2 articles say this; " in page
    assert {"/page/article/fd45605fa2297ed5", "/page/article/afd5768686bddc22"} <= {
        part.split('"')[0].split("?")[0] for part in page.split('href="')
    }


def test_an_inferred_statement_is_explained_down_to_what_sources_say(client: FlaskClient) -> None:
    page = why(client, PERSON, iris.ONT + "attended", f"{iris.ID}meeting/{MEETING}")
    for words in ("No source says this outright", "property chain", "inverse property", "from a source"):
        assert words in page


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "rule"),
    [(PERSON, iris.RDF + "type", iris.ONT + "Agent", "subclass"),
     (CHAIR, iris.ONT + "attendanceRole", iris.VOC + "role-speaker", "has value"),
     (iris.ID + "area/thai-binh", iris.ONT + "successor", iris.ID + "area/hung-yen-2025", "property chain"),
     (iris.ID + "area/hung-yen-2025", iris.ONT + "predecessor", iris.ID + "area/thai-binh", "inverse property")],
)  # fmt: skip
def test_the_rule_is_named(client: FlaskClient, subject: str, predicate: str, value: str, rule: str) -> None:
    assert rule in why(client, subject, predicate, value)


def test_an_asserted_statement_names_who_says_it(client: FlaskClient) -> None:
    page = why(client, f"{iris.ID}observation/{POSSIBLE}", iris.ONT + "rawValue", "khoảng 48,8 tỉ đồng")
    assert "A source says this" in page
    assert "/id/article/afd5768686bddc22" in page
    reference = why(client, iris.ID + "area/thai-binh", iris.RDF + "type", iris.ONT + "Province")
    assert "reference/areas" in reference


def test_each_relation_that_the_release_infers_is_explained(client: FlaskClient) -> None:
    asked = f"SELECT ?p (SAMPLE(?s) AS ?x) {{ GRAPH <{iris.GRAPH}inferred> {{ ?s ?p ?o }} }} GROUP BY ?p"
    found = client.get("/sparql", query_string={"query": asked}, headers={"Accept": "text/csv"}).text.split()[1:]
    assert len(found) > 30
    for line in found:
        predicate, subject = line.split(",")
        value = client.get(
            "/sparql",
            query_string={
                "query": f"SELECT ?o {{ GRAPH <{iris.GRAPH}inferred> {{ <{subject}> <{predicate}> ?o }} }} LIMIT 1"
            },
            headers={"Accept": "text/csv"},
        ).text.split("\r\n")[1]
        page = why(client, subject, predicate, value)
        assert "The rule and its premises" in page, line
        assert "finds no single rule" not in page, line


@pytest.mark.parametrize(
    ("path", "status"),
    [("/fact/observation/khong-co", 404), ("/fact/claim/khong-co", 404), ("/fact/nothing/x", 404), ("/fact", 400),
     ("/fact?s=x&p=y&o=z", 400), ("/fact?s=http://a/%3E&p=http://a/b&o=z", 400),
     ("/fact?s=http://a.example/b&p=http://a.example/c&o=%3Cscript%3Ealert(1)%3C/script%3E", 404)],
)  # fmt: skip
def test_what_is_not_there_is_an_error_that_helps(client: FlaskClient, path: str, status: int) -> None:
    page = client.get(path, headers=BROWSER)
    assert page.status_code == status
    assert "<script>alert" not in page.text
    assert "<h1>" in page.text


@pytest.mark.parametrize(
    ("language", "day"), [("vi", "ngày đăng: 26/8/2020"), ("en", "publication date: 26 August 2020")]
)
def test_days_are_written_as_readers_write_them(client: FlaskClient, language: str, day: str) -> None:
    assert day in client.get(f"/fact/claim/fd45605f-fe140600?lang={language}", headers=BROWSER).text


@pytest.mark.parametrize(
    ("value", "shown"),
    [("48800000000", "48.800.000.000"), ("2020", "2020"), ("2020-08-26", "26/8/2020"), ("1e999999999", "1e999999999"),
     ("007", "007"), ("-1.5", "−1,5"), ("000_fd.txt", "000_fd.txt"), ("9" * 99, "9" * 99)],
)  # fmt: skip
def test_a_text_of_data_is_written_as_readers_write_it(value: str, shown: str) -> None:
    assert writing.in_words(value, "vi") == shown
