"""A model beside the rules: what it proposes is held against the article, whatever it says and however it fails."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kg import iris
from kg.extract.article import take_apart
from kg.extract.extractor import Extractor
from kg.extract.model.endpoint import TRIES, Endpoint
from kg.extract.model.judging import CONFIDENCE, MOST, judged, kinds
from kg.extract.model.proposing import IN_A_ROW, MOST_CHARACTERS, ModelExtractor, Tally, instruction
from kg.extract.reading import read_text
from kg.extract.rules import load_rules
from kg.facts import Fact
from kg.resolve import resolve
from kg.triples import quads
from tests.extract.model.serving import ANSWERS, TEXT, Models, models
from tests.resolve.reading import REFERENCES, article

RULES = Extractor()
ARTICLE = take_apart(read_text(TEXT))
REJECTED = Counter(
    {
        "evidence not in the article": 1,
        "evidence not in one paragraph of the article's prose": 2,
        "half a word": 2,
        "quote not in the article": 1,
        "quote not in the evidence": 1,
        "not the whole name of a person": 3,
        "part of a longer mention": 3,
        "not the whole name of a place or body": 2,
        "another number": 5,
        "another day or period": 2,
        "not one number": 2,
        "quote at several places": 1,
        "no trigger word in the evidence": 3,
        "planned or denied": 1,
        "not one place in a ranking": 1,
        "no proposal of a fact": 6,
        "known already": 1,
        "another one between": 2,
        "the trigger word is of somebody else": 1,
    }
)


@pytest.fixture(scope="module")
def server() -> Iterator[Models]:
    with models() as running:
        yield running


def _asked(server: Models, name: str, seconds: float = 10.0) -> tuple[list[Fact], Tally]:
    return ModelExtractor(RULES, Endpoint(server.at(name), "mau-nho", "sk-mau", seconds, 0.01)).proposed(ARTICLE)


def _new(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.rule == "model:mau-nho"]


def test_what_the_article_proves_is_a_fact_of_its_own_provenance(server: Models) -> None:
    facts, tally = _asked(server, "proven")
    cost, files, came = sorted(_new(facts), key=lambda f: (f.type != "observation", f.start))
    assert [fact for fact in facts if fact.rule != "model:mau-nho"] == RULES.facts(ARTICLE)
    assert came.slots == {
        "person": "Lý Thị Thử", "role": "attend", "position": "Giám đốc Sở Nội vụ", "bridge_point": None,
    }  # fmt: skip
    assert (cost.slots["value"], cost.slots["unit"], cost.slots["period"]) == (12_500_000, "đồng", "2019")
    assert (cost.slots["qualifier"], cost.slots["raw"]) == ("approx", "chừng 12,5 triệu đồng")
    assert TEXT[files.start : files.end] == "Đã xong 37 tệp mẫu"
    assert {fact.confidence for fact in _new(facts)} == {CONFIDENCE}
    assert min(rule.confidence for rule in load_rules()) > CONFIDENCE
    assert tally == Tally(asked=1, accepted=3, rejected=Counter({"known already": 2}))


def test_a_model_is_asked_as_the_interface_has_it(server: Models) -> None:
    _asked(server, "fenced")
    _, headers, sent = next(one for one in server.asked if one[0] == "fenced")
    assert headers["Authorization"] == "Bearer sk-mau"
    assert (sent["model"], sent["temperature"], sent["response_format"]) == ("mau-nho", 0, {"type": "json_object"})
    system, user = sent["messages"]
    assert "giả định đạt 88,8%" not in user["content"]
    assert "Kho dữ liệu".lower() in user["content"].lower()
    for name, kind in kinds().items():
        assert f"- {name}: " in system["content"]
        assert all(f'"{slot}"' in instruction() for slot in kind["slots"])


def test_an_answer_between_fences_is_read(server: Models) -> None:
    assert [fact.type for fact in _new(_asked(server, "fenced")[0])] == ["attendance"]


def test_what_the_article_does_not_prove_is_rejected_and_counted(server: Models) -> None:
    facts, tally = _asked(server, "rejected")
    assert facts == RULES.facts(ARTICLE)
    assert tally == Tally(asked=1, rejected=REJECTED)


def test_so_many_proposals_are_judged_and_no_more(server: Models) -> None:
    facts, tally = _asked(server, "many")
    assert len(_new(facts)) == 1
    assert tally.rejected == {"no proposal of a fact": MOST - 1, f"more than {MOST} proposals": 201}


@pytest.mark.parametrize(
    ("name", "reason", "tries"),
    [
        ("prose", "not JSON", 1), ("nothing", "no list of facts", 1), ("cut", "cut", 1), ("page", "not JSON", 1),
        ("bytes", "not JSON", 1), ("deep", "not JSON", 1), ("list", "no answer", 1), ("empty", "no answer", 1),
        ("huge", "too large", 1), ("locked", "status 401", 1), ("absent", "status 404", 1), ("moved", "status 302", 1),
        ("down", "status 500", TRIES), ("short", "unreachable", TRIES),
        ("silent", "timeout", TRIES), ("slow", "timeout", TRIES), ("slow-headers", "timeout", TRIES),
    ],
)  # fmt: skip
def test_an_article_that_the_model_fails_at_has_the_facts_of_the_rules(
    server: Models, name: str, reason: str, tries: int
) -> None:
    facts, tally = _asked(server, name, 0.3 if reason == "timeout" else 10.0)
    assert facts == RULES.facts(ARTICLE)
    assert tally == Tally(asked=1, failed=Counter({reason: 1}))
    assert server.times()[name] == tries


def test_a_model_that_is_busy_is_asked_again(server: Models) -> None:
    facts, tally = _asked(server, "busy-proven")
    assert (len(_new(facts)), tally.failed) == (3, Counter())
    assert server.times()["busy-proven"] == 3


def test_where_nobody_listens_a_model_is_given_up(server: Models) -> None:
    extractor = ModelExtractor(RULES, Endpoint("http://127.0.0.1:1/v1", "mau-nho", None, 1.0, 0.001))
    failed: Counter[str] = Counter()
    for _ in range(IN_A_ROW + 2):
        facts, tally = extractor.proposed(ARTICLE)
        assert facts == RULES.facts(ARTICLE)
        failed += tally.failed
    assert failed == {"unreachable": IN_A_ROW, "not asked any more": 2}


def test_an_article_that_is_too_long_is_not_sent(server: Models) -> None:
    article = take_apart(read_text(TEXT.replace("Đã xong", "Đã xong việc. " * (MOST_CHARACTERS // 10) + "Đã xong")))
    endpoint = Endpoint(server.at("unasked"), "mau-nho")
    assert ModelExtractor(RULES, endpoint).proposed(article)[1].failed == {"article too long": 1}
    assert server.times()["unasked"] == 0


def test_places_count_in_the_file_whatever_its_normal_form(server: Models) -> None:
    raw = unicodedata.normalize("NFD", TEXT)
    found = ModelExtractor(RULES, Endpoint(server.at("proven"), "mau-nho", pause=0.01)).extract(raw)
    proofs = {unicodedata.normalize("NFC", raw[fact.start : fact.end]) for fact in _new(found)}
    assert "Đã xong 37 tệp mẫu" in proofs


def test_a_proposal_is_judged_by_the_words_not_by_the_order_of_answers(server: Models) -> None:
    content = json.loads((ANSWERS / "proven.json").read_text(encoding="utf-8"))["choices"][0]["message"]["content"]
    proposals = json.loads(content)["facts"]
    one, other = (judged(ARTICLE, some, RULES.facts(ARTICLE), "m") for some in (proposals, proposals[::-1]))
    assert one == other
    assert judged(replace(ARTICLE, sentences=()), proposals, [], "m").rejected["another day or period"] == 2


MET = "Chiều 3/9/2020, Bộ trưởng Bộ Nội vụ Trần Giả Định chủ trì hội nghị trực tuyến về dữ liệu mẫu"
TOLD = "Bộ trưởng Trần Giả Định yêu cầu các bộ, ngành, địa phương gửi hồ sơ mẫu"
STATED = (
    f"{MET}. Năm 2019, tỷ lệ hồ sơ mẫu đạt khoảng 21,5%, tăng 4,5% so với năm trước. Phấn đấu đến năm 2021 có ít nhất "
    f"30% hồ sơ mẫu trực tuyến. Tỉnh Hà Giang xếp thứ 20/63 về chỉ số mẫu. {TOLD}."
)
EVERY_TYPE: list[dict[str, object]] = [
    {"type": "meeting", "evidence": MET, "title": "hội nghị trực tuyến", "date": "2020-09-03"},
    {"type": "attendance", "evidence": MET, "person": "Trần Giả Định", "role": "chair"},
    {"type": "holding", "evidence": MET, "person": "Trần Giả Định", "position": "Bộ trưởng Bộ Nội vụ"},
    {"type": "observation", "evidence": "tỷ lệ hồ sơ mẫu đạt khoảng 21,5%", "indicator": "tỷ lệ hồ sơ mẫu",
     "raw": "khoảng 21,5%", "value": 21.5, "unit": "%", "period": "2019"},
    {"type": "target", "evidence": "Phấn đấu đến năm 2021 có ít nhất 30% hồ sơ mẫu", "subject": "hồ sơ mẫu",
     "raw": "ít nhất 30%", "value": 30, "unit": "phần trăm", "deadline": "2021"},
    {"type": "change", "evidence": "tỷ lệ hồ sơ mẫu đạt khoảng 21,5%, tăng 4,5%", "indicator": "tỷ lệ hồ sơ mẫu",
     "raw": "4,5%", "value": 4.5, "unit": "%", "direction": "up"},
    {"type": "ranking", "evidence": "Tỉnh Hà Giang xếp thứ 20/63 về chỉ số mẫu", "subject": "Tỉnh Hà Giang",
     "position": "thứ 20/63", "rank": 20, "out_of": 63, "index": "chỉ số mẫu"},
    {"type": "directive", "evidence": TOLD, "issuer": "Trần Giả Định", "task": "gửi hồ sơ mẫu",
     "assignee": "các bộ, ngành, địa phương"},
]  # fmt: skip


def test_facts_of_every_type_become_claims_of_the_model_with_their_quotes() -> None:
    of = article(STATED)
    found = judged(take_apart(read_text(STATED)), EVERY_TYPE, [], "mau-nho")
    assert found.rejected == {}
    assert {fact.type for fact in found.facts} == set(kinds())
    made = quads(of, resolve(of, found.facts, REFERENCES))
    said: dict[str, set[str]] = {}
    for quad in made:
        name = quad.predicate.value.rpartition("#")[2].rpartition("/")[2]
        said.setdefault(name, set()).add(str(getattr(quad.object, "value", "")))
    assert said["extractionRule"] == {"model:mau-nho"}
    assert said["confidence"] == {"0.5"}
    assert {iris.ONT + name for name in ("ChairAttendance", "Observation", "Target", "Change", "RankingEntry")} <= said[
        "type"
    ]
    assert all(quote in STATED for quote in said["exact"])


def test_what_a_rule_and_a_model_say_is_claimed_by_the_rule(server: Models) -> None:
    of = article(TEXT)
    made = quads(of, resolve(of, _asked(server, "proven")[0], REFERENCES))
    held = {str(q.subject) for q in made if "/id/holding/ly-thi-thu" in str(q.object) and "claims" in str(q.predicate)}
    rules = [str(getattr(q.object, "value", "")) for q in made if str(q.subject) in held and "Rule" in str(q.predicate)]
    assert rules == ["mention.person"]


def test_rules_find_the_same_facts_and_nothing_is_doubled() -> None:
    apart = take_apart(read_text(STATED))
    assert judged(apart, EVERY_TYPE, RULES.facts(apart), "m").rejected == {"known already": len(EVERY_TYPE)}


@pytest.mark.parametrize(
    ("said", "person", "role", "reason"),
    [
        ("Ông Trần Giả Định chủ trì, ông Lý Văn Mẫu phát biểu", "Trần Giả Định", "chair", None),
        ("Ông Trần Giả Định chủ trì, ông Lý Văn Mẫu phát biểu", "Lý Văn Mẫu", "speak", None),
        ("Ông Trần Giả Định chủ trì, ông Lý Văn Mẫu phát biểu", "Lý Văn Mẫu", "chair", "somebody else"),
        ("Ông Trần Giả Định chủ trì, ông Lý Văn Mẫu phát biểu", "Trần Giả Định", "speak", "somebody else"),
        ("Ông Trần Giả Định và ông Lý Văn Mẫu đồng chủ trì", "Trần Giả Định", "chair", None),
        ("Dự hội nghị có ông Trần Giả Định; ông Lý Văn Mẫu", "Lý Văn Mẫu", "attend", None),
        ("Dự hội nghị có ông Trần Giả Định. Ông Lý Văn Mẫu đi vắng", "Lý Văn Mẫu", "attend", "somebody else"),
        ("Chủ trì hội nghị, ông Lý Văn Mẫu khen ông Trần Giả Định", "Lý Văn Mẫu", "chair", None),
        ("Chủ trì hội nghị, ông Lý Văn Mẫu khen ông Trần Giả Định", "Trần Giả Định", "chair", "somebody else"),
        ("Ông Trần Giả Định không tham dự hội nghị", "Trần Giả Định", "attend", "planned or denied"),
        ("Ông Trần Giả Định sẽ chủ trì hội nghị", "Trần Giả Định", "chair", "planned or denied"),
        ("Ông Trần Giả Định nêu dự án mẫu", "Trần Giả Định", "attend", "planned or denied"),
        ("Ông Trần Giả Định khẳng định sẽ không lùi bước", "Trần Giả Định", "speak", None),
    ],
)
def test_who_does_what_is_read_from_the_order_of_words(said: str, person: str, role: str, reason: str | None) -> None:
    proposal = {"type": "attendance", "evidence": said, "person": person, "role": role}
    found = judged(take_apart(read_text(f"Bộ mẫu họp.\n\n{said}.")), [proposal], [], "m")
    if reason is None:
        assert [fact.slots["person"] for fact in found.facts] == [person]
    else:
        assert reason in "".join(found.rejected)
