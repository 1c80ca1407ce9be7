"""Groups of people at a meeting: who is meant, and where they took part."""

import pytest

from kg import iris
from kg.facts import Article, Fact
from kg.resolve import resolve
from kg.triples import quads
from tests.resolve.reading import REFERENCES, article, facts, resolved, slugs, told

MET = "Sáng 3/9, UBND tỉnh Thái Bình tổ chức hội nghị trực tuyến về dữ liệu mẫu."


def _article(said: str) -> Article:
    return article(f"{MET} {said}", title="Thái Bình họp về dữ liệu mẫu")


@pytest.mark.parametrize(
    ("said", "slug", "point"),
    [
        (
            "Dự hội nghị tại điểm cầu Thái Bình có lãnh đạo Sở Thông tin và Truyền thông.",
            "lanh-dao-so-thong-tin-va-truyen-thong-tinh-thai-binh",
            "thai-binh",
        ),
        ("Dự hội nghị có lãnh đạo các bộ, ngành Trung ương.", "lanh-dao-cac-bo-nganh-trung-uong", None),
        ("Dự hội nghị có đại diện Sở Y tế.", "dai-dien-so-y-te-tinh-thai-binh", None),
        ("Dự hội nghị có đại diện các sở, ban, ngành tỉnh.", "dai-dien-cac-so-ban-nganh-tinh--thai-binh", None),
        (
            "Ban Chỉ đạo chuyển đổi số tỉnh báo cáo. Tại hội nghị, các thành viên Ban Chỉ đạo đã thảo luận.",
            "cac-thanh-vien-ban-chi-dao-chuyen-doi-so-tinh-thai-binh",
            None,
        ),
    ],
)
def test_a_group_is_known_by_its_body(said: str, slug: str, point: str | None) -> None:
    found = told(_article(said), "group_attendance")
    assert slugs(found, "person") == [slug]
    assert [s.rpartition("--")[2] for s in slugs(found, "point")] == ([point] if point else [])


def test_a_group_is_an_attendee_and_of_its_body() -> None:
    of = _article("Tại hội nghị, lãnh đạo Sở Y tế và đại diện Sở Tài chính đã phát biểu.")
    made = {
        (getattr(q.subject, "value", ""), q.predicate.value, getattr(q.object, "value", ""))
        for q in quads(of, resolved(of))
    }
    group = iris.resource("group", "lanh-dao-so-y-te-tinh-thai-binh")
    assert (group, iris.RDF + "type", iris.ONT + "PersonGroup") in made
    assert (group, iris.ONT + "memberOf", iris.resource("agency", "so-y-te-tinh-thai-binh")) in made
    assert len([s for s, p, o in made if p == iris.ONT + "speakerAgent"]) == 2


@pytest.mark.parametrize(
    "said",
    [
        "Lãnh đạo các sở, ngành sẽ dự hội nghị sau.",
        "Lãnh đạo thành phố cho rằng cần thay đổi.",
        "Ông Trần Giả Định làm việc với lãnh đạo chủ chốt của tỉnh.",
        "UBND tỉnh mời đại diện các bộ, ngành dự hội nghị.",
    ],
)
def test_who_is_not_there_is_no_attendee(said: str) -> None:
    assert told(_article(said), "group_attendance") == []


def test_without_a_meeting_nobody_took_part() -> None:
    assert told(article("Dự có đại diện các sở, ngành."), "group_attendance") == []


def test_a_group_that_a_person_added_without_its_body_is_one_of_the_province() -> None:
    of = _article("Dự hội nghị còn có nhiều vị khách.")
    start = of.text.index("nhiều vị khách")
    slots = {"group": "nhiều vị khách", "of": None, "role": "attend", "bridge_point": None}
    added = Fact("group_attendance", slots, start, start + 14, "person", 1.0)
    found = resolve(of, [*facts(of), added], REFERENCES)
    assert [f.things["person"][0].slug for f in found.facts if f.fact is added] == ["nhieu-vi-khach--thai-binh"]
    assert quads(of, found)
