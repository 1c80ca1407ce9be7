"""/meetings.ics: a calendar of the list as chosen, in both languages, that is the same until the next release."""

from typing import Any

import icalendar
import pytest
from flask.testing import FlaskClient

from tests.server.conftest import BROWSER, MEETING

IRI = "https://w3id.org/diemcau/id/meeting/" + MEETING


def events(client: FlaskClient, address: str) -> dict[str, Any]:
    """The events of a calendar by UID."""
    response = client.get(address)
    assert response.status_code == 200
    assert response.content_type == "text/calendar; charset=utf-8"
    assert max(map(len, response.data.split(b"\r\n"))) <= 75
    calendar = icalendar.Calendar.from_ical(response.data)
    assert not calendar.errors
    found = calendar.walk("VEVENT")
    by_uid = {str(one["UID"]): one for one in found}
    assert len(by_uid) == len(found) > 0
    return by_uid


@pytest.mark.parametrize(("language", "said"), [("vi", "chiều 26/8/2020"), ("en", "afternoon of 26 August 2020")])
def test_a_meeting_is_an_event_of_its_day(client: FlaskClient, language: str, said: str) -> None:
    one = events(client, f"/meetings.ics?lang={language}")[IRI]
    assert said in one["SUMMARY"]
    assert one["SUMMARY"].params["LANGUAGE"] == language
    assert one["DTSTART"].dt.isoformat() == "2020-08-26"
    assert one["DTSTAMP"].dt.year == 2020
    assert one["URL"].startswith("http://localhost/")
    assert client.get(str(one["URL"]).removeprefix("http://localhost"), follow_redirects=True).status_code == 200


def test_it_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/meetings.ics?lang=vi")
    again = client.get("/meetings.ics?lang=vi", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/meetings.ics?lang=vi").data == first.data
    assert client.get("/meetings.ics?lang=en").headers["ETag"] != first.headers["ETag"]


def test_the_list_leads_to_it_as_chosen(client: FlaskClient) -> None:
    page = client.get("/meetings?filter=2020&lang=en", headers=BROWSER).text
    assert 'type="text/calendar"' in page
    assert 'href="/meetings.ics?filter=2020&amp;lang=en"' in page
    chosen, whole = (set(events(client, f"/meetings.ics?{given}")) for given in ("filter=2020", ""))
    assert IRI in chosen < whole
    assert "text/calendar" not in client.get("/people", headers=BROWSER).text
    assert client.get("/people.ics").status_code == 404


def test_without_events_it_has_a_component_nevertheless(client: FlaskClient) -> None:
    """A calendar without any is none (RFC 5545, section 3.6), and programs refuse it."""
    response = client.get("/meetings.ics?filter=qqqqq")
    (component,) = icalendar.Calendar.from_ical(response.data).subcomponents
    assert component.name == "VTIMEZONE"


def test_what_is_no_order_is_refused(client: FlaskClient) -> None:
    refused = client.get("/meetings.ics?sort=colour", headers={"Accept": "application/json"})
    assert (refused.status_code, refused.mimetype) == (400, "application/problem+json")
