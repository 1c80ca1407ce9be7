"""The page of a meeting: who sat where, in which position then, and which article says so."""

import html
import json
import re

import pytest
from flask.testing import FlaskClient

from server.drawing import bridge
from tests.server.conftest import BROWSER, MEETING

PLACES = {
    "vi": ["Điểm cầu thành phố Hà Nội", "Điểm cầu tỉnh Sóc Trăng", "Điểm cầu tỉnh Thái Bình"],
    "en": ["Bridge point Hà Nội city", "Bridge point Sóc Trăng province", "Bridge point Thái Bình province"],
}


def text_of(markup: str) -> str:
    """What a reader sees of some markup, with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def places(page: str) -> dict[str, str]:
    cards = re.findall(r'<article class="card place.*?</article>', page, flags=re.DOTALL)
    return {text_of(card.partition("</h3>")[0].rpartition("<h3>")[2]): text_of(card) for card in cards}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_bridge_point_has_who_sat_there_the_central_one_first(client: FlaskClient, language: str) -> None:
    found = places(client.get(f"/page/meeting/{MEETING}?lang={language}", headers=BROWSER).text)
    centre, *others = found
    assert centre.startswith(PLACES[language][0])
    assert others == PLACES[language][1:]
    assert found[centre].index("Nguyễn Xuân Phúc") < found[centre].index("Vũ Đức Đam")
    assert {"vi": "chủ trì", "en": "chair"}[language] in found[centre]
    position = {"vi": "Phó Chủ tịch UBND tỉnh Sóc Trăng", "en": "Vice Chair of the People's Committee of Sóc Trăng"}
    assert (
        f"Ngô Hùng {({'vi': 'chức vụ khi đó:', 'en': 'position then:'})[language]} {position[language]}"
        in found[others[0]]
    )


def test_what_was_asked_stands_with_its_parts_addressees_and_targets(client: FlaskClient) -> None:
    page = text_of(client.get(f"/page/meeting/{MEETING}?lang=vi", headers=BROWSER).text)
    asked = page[page.index("Chỉ đạo, giao nhiệm vụ") : page.index("Nội dung bàn")]
    assert "cung cấp dịch vụ công trực tuyến mức độ 4, ít nhất 30% nguồn 1 nguồn 2" in asked
    assert "thời hạn năm 2020 · Mục tiêu: tỷ lệ" in asked
    whole = asked.index("đẩy nhanh tiến độ xây dựng nền tảng tích hợp, chia sẻ dữ liệu")
    assert whole < asked.index("kết nối nền tảng tích hợp, chia sẻ dữ liệu quốc gia")
    assert "63 tỉnh, thành phố" in asked[asked.index("Cam kết") :]


def test_a_meeting_without_bridge_points_says_where_people_sat_or_that_nobody_says(client: FlaskClient) -> None:
    meeting = "2019-04-18-pm-ban-chi-dao-xay-dung-chinh-quyen-dien-tu-tinh-thai-binh"
    found = places(client.get(f"/page/meeting/{meeting}?lang=en", headers=BROWSER).text)
    assert list(found) == ["Where they sat, the sources do not say"]


def test_search_engines_read_an_event_with_its_persons(client: FlaskClient) -> None:
    page = client.get(f"/page/meeting/{MEETING}?lang=en", headers=BROWSER).text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, flags=re.DOTALL)
    assert found is not None
    event = json.loads(found[1])
    assert event["@type"] == "Event"
    assert event["startDate"] == "2020-08-26"
    assert "Ngô Hùng" in {person["name"] for person in event["attendee"]}


def test_the_drawing_escapes_names_and_links_to_each_point() -> None:
    points = [bridge.Point("Trung tâm <x>", "/a?b=1&c=2", True)]
    points += [bridge.Point(f"Nơi {number}", f"/p/{number}", False) for number in range(40)]
    drawn = bridge.draw(points)
    assert "Trung tâm &lt;x&gt;" in drawn
    assert 'href="/a?b=1&amp;c=2"' in drawn
    assert drawn.count("<a ") == 25  # more would not be read


def test_each_page_shows_queries_that_give_the_same_answer(client: FlaskClient) -> None:
    page = client.get(f"/page/meeting/{MEETING}?lang=en", headers=BROWSER).text
    queries = [html.unescape(found) for found in re.findall(r'<pre tabindex="0">(.*?)</pre>', page, flags=re.DOTALL)]
    assert len(queries) == 6
    for query in queries:
        answer = client.get("/sparql", query_string={"query": query, "format": "json"})
        assert answer.status_code == 200
        assert json.loads(answer.data)["results"]["bindings"]


def test_the_page_is_small(client: FlaskClient) -> None:
    page = client.get(f"/page/meeting/{MEETING}", headers={**BROWSER, "Accept-Encoding": "br"})
    assert len(page.data) < 60_000


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", ("· từ năm 2021", "(trình bày: các bộ, ngành, địa phương )")),
     ("en", ("· from 2021", "(presented by ministries, sectors and localities )"))],
)  # fmt: skip
def test_a_promise_from_a_year_on_is_no_deadline_and_presenters_are_called_so(
    client: FlaskClient, language: str, words: tuple[str, str]
) -> None:
    page = text_of(client.get(f"/page/meeting/{MEETING}?lang={language}", headers=BROWSER).text)
    assert words[0] in page
    assert words[1].replace(" )", ")") in page.replace(" )", ")")


@pytest.mark.parametrize(("lang", "roles"), [("vi", ["chủ trì"]), ("en", ["chair", "concluding speaker"])])
def test_who_chairs_and_speaks_has_both_roles(client: FlaskClient, lang: str, roles: list[str]) -> None:
    page = client.get(f"/page/meeting/{MEETING}?lang={lang}", headers=BROWSER).text
    seat = page.partition("nguyen-xuan-phuc")[2].partition("</strong>")[2].partition("<br")[0][:600]
    assert not [role for role in roles if f'<span class="chip accent">{role}</span>' not in seat]
