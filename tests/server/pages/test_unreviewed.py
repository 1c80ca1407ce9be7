"""What only programs have said is told apart wherever it shows, in both languages; what people reviewed is not."""

import re
from collections.abc import Iterator
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from kg import pipeline
from kg.catalogue import Catalogue
from kg.release import Release
from server.app import create_app
from server.cli import main
from tests.server.conftest import BROWSER, settings

INVENTED = Path(__file__).parents[2] / "extract" / "articles"
MARKS = {"vi": "máy trích", "en": "by a program"}
ALONE = {"vi": "Chỉ có máy trích từ bài báo", "en": "Only a program took this from articles"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose release has the shipped graphs and some made-up articles."""
    data = tmp_path_factory.mktemp("extracted")
    files = [str(INVENTED / name) for name in ("a01.txt", "a02.txt", "a03.txt", "a04.txt", "a05.txt", "a06.txt")]
    assert CliRunner().invoke(main, ["--data", str(data), "ingest", *files]).exit_code == 0
    pipeline.build(data, [])
    return data


@pytest.fixture(scope="module")
def site(built: Path) -> Iterator[FlaskClient]:
    app = create_app(settings(built, DIEMCAU_CLIENT_ERRORS="0"))
    yield app.test_client()
    app.extensions["site"].close()


@pytest.fixture(scope="module")
def extracted(built: Path) -> list[str]:
    """The paths of all that only programs have said."""
    lists = Catalogue((built / "current" / "lists.sqlite").resolve())
    things = lists.things(1, lists.size())
    return [iri.partition("/id/")[2] for iri in things if lists.unreviewed(iri)]


def entries(page: str) -> dict[str, str]:
    """The rows of a list by the thing that each is about."""
    rows = re.findall(r'<tr><th scope="row"><a href="/id/([^"?]+)[^"]*">.*?</a>(.*?)</th>', page, re.DOTALL)
    return dict(rows)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["people", "targets", "meetings", "indicators", "agencies", "articles"])
def test_a_list_marks_it_and_nothing_else(site: FlaskClient, extracted: list[str], name: str, language: str) -> None:
    found = entries(site.get(f"/{name}?lang={language}", headers=BROWSER).text)
    marked = {thing for thing, rest in found.items() if MARKS[language] in rest}
    assert marked == set(extracted) & set(found)
    assert name == "meetings" or marked
    assert marked != set(found)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_its_own_page_says_so(site: FlaskClient, extracted: list[str], language: str) -> None:
    kinds = {path.partition("/")[0]: path for path in extracted if not path.startswith("article/")}
    assert kinds.keys() >= {"person", "agency", "indicator", "target"}
    for path in kinds.values():
        answer = site.get(f"/page/{path}?lang={language}", headers=BROWSER)
        assert answer.status_code == 200, path
        assert ALONE[language] in answer.text, path
    for reviewed in ("person/nguyen-xuan-phuc", "area/thai-binh", "agency/chinh-phu"):
        assert ALONE[language] not in site.get(f"/page/{reviewed}?lang={language}", headers=BROWSER).text


def test_the_search_and_the_page_of_targets_mark_it(site: FlaskClient, extracted: list[str]) -> None:
    targets = [path for path in extracted if path.startswith("target/")]
    page = site.get("/targets-vs-results", headers=BROWSER).text
    shown = [path for path in targets if f'href="/id/{path}' in page]
    assert shown
    assert page.count(MARKS["vi"] + "</span>") == len(shown)
    found = site.get("/search?q=van+hanh+thu&kind=targets", headers=BROWSER).text
    assert MARKS["vi"] + "</span>" in found


def test_the_method_does_not_say_that_all_was_reviewed(site: FlaskClient) -> None:
    page = site.get("/about?lang=en", headers=BROWSER).text
    assert "nobody has reviewed them yet" in page
    assert "were reviewed claim by claim" not in page


def test_all_pages_of_such_a_release_stand(site: FlaskClient, extracted: list[str]) -> None:
    for path in extracted:
        assert site.get(f"/page/{path}", headers=BROWSER).status_code == 200, path
        feed = site.get(f"/page/{path}.atom")
        assert feed.status_code in (200, 404), path


def test_the_shipped_release_marks_nothing(release: Release) -> None:
    lists = Catalogue(release.lists)
    assert not [iri for iri in lists.things(1, lists.size()) if lists.unreviewed(iri)]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_calendar_says_so(site: FlaskClient, extracted: list[str], language: str) -> None:
    calendar = icalendar.Calendar.from_ical(site.get(f"/meetings.ics?lang={language}").data)
    events = {str(one["UID"]).partition("/id/")[2]: str(one.get("DESCRIPTION", "")) for one in calendar.walk("VEVENT")}
    assert {thing for thing, said in events.items() if ALONE[language] in said} == set(extracted) & set(events)
