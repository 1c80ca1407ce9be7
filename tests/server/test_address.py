"""Addresses that cannot be read as they were meant are refused, with the place."""

import pytest
from flask.testing import FlaskClient

from server.address import MOST_FIELDS
from tests.server.conftest import BROWSER


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/sparql?query=SELECT(%22%E9%22%20AS%20?x)%7B%7D", ("The value of 'query'", "%E9", "byte 9")),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=urn:%C3", ("'default-graph-uri'", "%C3")),
        ("/sparql?query=ASK%7B%7D&a=%ED%A0%80", ("'a'", "%ED")),
        ("/sparql?%FF=1", ("The name of '%FF'",)),
        ("/graphs?graph=urn:%ff", ("'graph'", "%FF")),
        ("/search?q=H%E0%20N%E1%BB%99i", ("'q'", "%E0", "byte 2")),
        ("/queries/who-attended.csv?meeting=%c0%af", ("'meeting'",)),
    ],
)
def test_what_is_not_utf_8_is_refused_with_its_place(client: FlaskClient, address: str, words: tuple[str, ...]) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    for word in words:
        assert word in answer.json["detail"]  # type: ignore[index] # a problem document is an object


@pytest.mark.parametrize("language", ["vi", "en"])
def test_people_are_told_so_on_a_page(client: FlaskClient, language: str) -> None:
    for address, headers in (
        ("/search?q=%E9%3Cscript%3E", {"Accept-Language": language}),
        (f"/?lang={language}&%E9", {}),
    ):
        page = client.get(address, headers={**BROWSER, **headers})
        assert page.status_code == 400
        assert f'<html lang="{language}"' in page.text
        assert "%E9" in page.text
        assert "<script>" not in page.text


@pytest.mark.parametrize("address", ["/sparql?query=ASK%7B%7D%23H%C3%A0+N%E1%BB%99i", "/sparql?query=ASK{}&x=%zz&y=%"])
def test_what_is_utf_8_is_read(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_fields_without_end_are_refused(client: FlaskClient) -> None:
    assert client.get("/sparql?query=ASK%7B%7D" + "&a" * (MOST_FIELDS - 1)).status_code == 200
    answer = client.get("/sparql?query=ASK%7B%7D" + "&a" * MOST_FIELDS, headers=BROWSER)
    assert answer.status_code == 400
    assert "10,000" in answer.text


def test_the_whole_server_says_what_it_can_do(client: FlaskClient) -> None:
    answer = client.options("/", environ_overrides={"PATH_INFO": "*"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert {"GET", "POST", "QUERY", "OPTIONS"} <= set(answer.headers["Allow"].split(", "))
    assert client.options("/nowhere").status_code == 404
