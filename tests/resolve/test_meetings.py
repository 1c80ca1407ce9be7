"""One meeting in several articles: when they are joined, when not, and how a joining is undone."""

import itertools
import shutil
from pathlib import Path

from kg import iris, paths
from kg.facts import Article
from kg.resolve import decide, known_reports, load_references
from kg.store import parse_file
from tests.resolve.reading import REFERENCES, article, report, resolved, slugs, told

CHAIRED = article(
    "Chiều 3/9, Bộ trưởng Bộ Nội vụ Trần Giả Định chủ trì hội nghị trực tuyến về cải cách hành chính. "
    "Tỷ lệ hồ sơ trực tuyến đạt 43,7%. Chi phí tiết kiệm được là 21.400 đồng."
)
UNDATED = article(
    "Chiều 3/9, Bộ Nội vụ tổ chức hội nghị trực tuyến về cải cách hành chính. Tỷ lệ hồ sơ trực tuyến đạt 43,7%. "
    "Chi phí tiết kiệm được là 21.400 đồng.",
    published=None,
)


def test_reports_that_agree_are_of_one_meeting() -> None:
    (decision,) = decide([report(CHAIRED), report(UNDATED)])
    assert decision.slug == "2020-09-03-pm-bo-noi-vu"
    assert decision.score >= 0.6
    assert {"day", "part", "body", "figures"} <= set(decision.features)
    members = dict(decision.members)
    both = [resolved(of, {members[of.id]: decision.slug}) for of in (CHAIRED, UNDATED)]
    assert {one.meeting.slug for one in both if one.meeting} == {decision.slug}
    assert both[1].day == "2020-09-03"  # the year comes from the other report
    assert both[1].meeting is not None
    assert {"same-meeting", "year-from-same-meeting"} <= both[1].meeting.bases


def test_the_order_of_reports_makes_no_difference() -> None:
    others = [report(CHAIRED), report(UNDATED), report(_other("Sáng 3/9, Bộ Y tế"))]
    assert len({decide(some) for some in itertools.permutations(others)}) == 1


def _other(opening: str) -> Article:
    return article(f"{opening} tổ chức hội nghị trực tuyến về cải cách hành chính. Tỷ lệ hồ sơ trực tuyến đạt 43,7%.")


def test_another_part_of_the_day_convener_or_day_is_another_meeting() -> None:
    for opening in ("Sáng 3/9, Bộ Nội vụ", "Chiều 3/9, Bộ Y tế", "Chiều 4/9, Bộ Nội vụ"):
        assert decide([report(UNDATED), report(_other(opening))]) == (), opening


def test_a_meeting_of_a_province_is_not_that_of_the_state_on_the_day() -> None:
    local = article(
        "Chiều 3/9, Chủ tịch UBND tỉnh Lào Cai Lê Minh Chứng chủ trì hội nghị trực tuyến về cải cách hành chính. "
        "Tỷ lệ hồ sơ trực tuyến đạt 43,7%. Chi phí tiết kiệm được là 21.400 đồng."
    )
    assert report(local).level == "lao-cai"
    assert report(UNDATED).level == "national"
    assert decide([report(UNDATED), report(local)]) == ()


def test_a_split_decision_undoes_the_joining() -> None:
    apart = {frozenset((CHAIRED.id, UNDATED.id))}
    assert decide([report(CHAIRED), report(UNDATED)], apart=apart) == ()


def test_split_decisions_are_read_from_the_reference_data(tmp_path: Path) -> None:
    shutil.copytree(paths.ontology_dir() / "reference", tmp_path / "reference")
    content = f"""@prefix diem: <{iris.ONT}> .
@prefix rdfs: <{iris.RDFS}> .
<{iris.ID}decision/mau> a diem:SplitDecision ; rdfs:label "Hai cuộc họp khác nhau"@vi , "Two meetings"@en ;
  diem:keepsApart <{iris.ID}article/{CHAIRED.id}> , <{iris.ID}article/{UNDATED.id}> .
"""
    (tmp_path / "reference" / "splits.ttl").write_text(content, encoding="utf-8")
    assert load_references(tmp_path).apart() == {frozenset((CHAIRED.id, UNDATED.id))}


def test_a_known_meeting_keeps_its_slug() -> None:
    (decision,) = decide([report(CHAIRED)], known=[report(UNDATED)])
    assert decision.slug == report(UNDATED).slug


def test_a_new_article_finds_a_reviewed_meeting() -> None:
    reviewed = [quad for path in sorted(paths.graphs_dir().glob("*.trig")) for quad in parse_file(path)]
    known = known_reports(reviewed, REFERENCES)
    assert len(known) == 5
    new = article(
        "Chiều 26/8, Thủ tướng Chính phủ Nguyễn Xuân Phúc chủ trì hội nghị trực tuyến về chính quyền điện tử. "
        "Tại điểm cầu Lào Cai, ông Đỗ Văn Thử, Phó Chủ tịch UBND tỉnh dự hội nghị. Mỗi thủ tục tiết kiệm 30.500 đồng.",
        published="2020-08-27",
    )
    assert decide([], known) == ()
    (decision,) = decide([report(new)], known)
    assert decision.slug == "2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu"
    assert {article for article, _ in decision.members} > {new.id}


def test_two_articles_that_say_who_met_when_need_no_decision() -> None:
    one, other = _other("Chiều 3/9/2020, Bộ Nội vụ"), article("Chiều 3/9, Bộ Nội vụ tổ chức hội nghị trực tuyến.")
    assert slugs(told(one, "meeting"), "meeting") == slugs(told(other, "meeting"), "meeting")
