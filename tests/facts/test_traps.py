"""The traps in the five articles: each must stay right."""

import json
from typing import Any

import pytest

from kg import formats, iris
from kg.engine.pool import QueryPool

S0, S1, S2, S3, S4 = (
    f"article:{a}"
    for a in ("fd45605fa2297ed5", "10c0cfc9d8ec7581", "afd5768686bddc22", "f72f08531861bbe6", "75be0a3b01e81bcf")
)
AUGUST = "meeting:2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu"
FEBRUARY = "meeting:2020-02-12-am-uy-ban-quoc-gia-ve-chinh-phu-dien-tu"
PREFIXES = "".join(f"PREFIX {name}: <{base}>\n" for name, base in iris.PREFIXES.items())


@pytest.fixture(scope="module")
def ask(pool: QueryPool) -> Any:
    """Runs a SELECT; gives each row as a tuple of texts, IRIs of ours in prefixed form."""

    def run(where: str) -> set[tuple[str, ...]]:
        answer = pool.query(PREFIXES + where, results=formats.by_key("json"))
        content = json.loads(answer.read())
        names = content["head"]["vars"]
        return {
            tuple(_short(row[n]["value"]) if n in row else "" for n in names) for row in content["results"]["bindings"]
        }

    return run


def _short(text: str) -> str:
    if text.startswith(iris.ID):
        kind, _, slug = text.removeprefix(iris.ID).partition("/")
        return f"{kind}:{slug}"
    return text.removeprefix(iris.VOC)


def test_two_articles_report_one_meeting_and_the_third_another(ask: Any) -> None:
    assert ask("SELECT ?a ?m { ?a diem:reportsOn ?m . FILTER(YEAR(?d) = 2020) ?m diem:date ?d }") == {
        (S0, AUGUST),
        (S2, AUGUST),
        (S1, FEBRUARY),
    }


@pytest.mark.parametrize(
    ("article", "body"), [(S0, (0, 2006)), (S1, (0, 1890)), (S2, (0, 5465)), (S3, (0, 3971)), (S4, (0, 3918))]
)
def test_nothing_is_taken_from_teasers_and_menus(article: str, body: tuple[int, int], ask: Any) -> None:
    spans = ask(f"SELECT ?start ?end {{ ?s diem:inArticle {article} ; oa:start ?start ; oa:end ?end }}")
    assert spans
    assert all(body[0] <= int(start) and int(end) <= body[1] for start, end in spans)


def test_people_of_teasers_are_unknown(ask: Any) -> None:
    said = 'GRAPH ?g { ?p a diem:Person } FILTER(CONTAINS(STR(?g), "/graph/article/"))'
    assert ask(f"SELECT ?n {{ {said} ?p rdfs:label ?n }}") == {
        ("Nguyễn Xuân Phúc",),
        ("Nguyễn Quang Hưng",),
        ("Vũ Đức Đam",),
        ("Ngô Hùng",),
        ("Đặng Trọng Thăng",),
    }


def test_site_clock_and_visitor_counter_are_no_facts(ask: Any) -> None:
    assert ask(f"SELECT ?d {{ {S3} diem:publicationDate ?d }}") == {("2019-04-18",)}
    assert ask('SELECT ?s { ?s ?p ?o . FILTER(STRSTARTS(STR(?o), "2024-11-25") || STR(?o) = "80369314") }') == set()


def test_no_publication_date_is_invented(ask: Any) -> None:
    assert ask(f"SELECT ?d {{ {S2} diem:publicationDate|diem:publicationTime ?d }}") == set()


def test_inferred_year_is_marked_and_less_sure(ask: Any) -> None:
    rows = ask(
        f"""SELECT ?article ?value ?basis ?confidence {{
          ?c diem:claimSubject {AUGUST} ; diem:claimPredicate diem:date ; diem:claimValue ?value ;
             diem:statedIn ?article ; diem:basis ?basis ; diem:confidence ?confidence }}"""
    )
    assert rows == {
        (S0, "2020-08-26", "basis-year-from-publication", "0.95"),
        (S2, "2020-08-26", "basis-year-from-same-meeting", "0.93"),
    }


def test_both_hedged_readings_of_the_saving_stand(ask: Any) -> None:
    assert ask(
        """SELECT ?value ?qualifier ?article {
          ?o diem:dataPoint/diem:indicator indicator:tiet-kiem-moi-nam ; diem:value ?value ;
             diem:qualifier ?qualifier ; diem:reportedIn ?article }"""
    ) == {
        ("50000000000", "qualifier-almost", S0),
        ("48800000000", "qualifier-approximate", S2),
    }


def test_numbers_are_read_as_vietnamese_writes_them(ask: Any) -> None:
    assert ask("SELECT ?a ?n { ?a diem:viewCount ?n }") == {(S0, "1900"), (S1, "200"), (S3, "1816")}
    assert ask("SELECT ?v { ?e diem:rank 20 ; diem:value ?v }") == {("0.7653",)}
    assert ask(
        "SELECT DISTINCT ?v { ?o diem:dataPoint/diem:indicator indicator:tiet-kiem-moi-thu-tuc ; diem:value ?v }"
    ) == {("30500",)}
    assert ask("SELECT ?v { ?o diem:dataPoint/diem:indicator indicator:so-giao-dich-moi-ngay ; diem:value ?v }") == {
        ("7600",)
    }
    assert ask("SELECT ?v { ?o diem:dataPoint/diem:indicator indicator:so-dvctt-muc-do-2 ; diem:value ?v }") == {
        ("1598",)
    }


def test_levels_three_and_four_are_two_levels(ask: Any) -> None:
    assert ask("SELECT ?l { system:cong-dich-vu-cong-truc-tuyen-tinh-thai-binh diem:offersLevel ?l }") == {
        ("level-2",),
        ("level-3",),
        ("level-4",),
    }
    assert ask("SELECT ?s { ?s ?p 3.4 }") == set()


def test_misspellings_are_kept_as_hidden_labels_and_the_fact_is_right(ask: Any) -> None:
    assert ask('SELECT ?x { ?x skos:hiddenLabel "Kom Tum"@vi }') == {("area:kon-tum",)}
    assert ask("SELECT ?g { ?e diem:about area:kon-tum ; diem:rankGroup ?g }") == {("rank-group-last",)}
    assert ask('SELECT ?x { ?x skos:hiddenLabel "dịch cụ công trực tuyến"@vi }') == {
        ("service:dich-vu-cong-truc-tuyen",)
    }
    assert ask('SELECT ?x { ?x skos:hiddenLabel "tỷ lệ dịch vụ công trực tuyến mức 4"@vi }') == {
        ("indicator:ty-le-dvctt-muc-do-4",)
    }
    assert ask(
        'SELECT ?s { ?s rdfs:label ?l . FILTER(CONTAINS(?l, "Kom Tum") || CONTAINS(?l, "dịch cụ công")) }'
    ) <= ask("SELECT ?s { ?s a diem:SourceNote }")


def test_leaders_and_laggards_get_no_invented_rank(ask: Any) -> None:
    groups = ask("SELECT ?e { ?e diem:rankGroup voc:rank-group-leading } ") | ask(
        "SELECT ?e { ?e diem:rankGroup voc:rank-group-last }"
    )
    assert len(groups) == 17
    assert ask("SELECT ?e { ?e diem:rankGroup ?g ; diem:rank ?r . FILTER(?g != voc:rank-group-high) }") == set()


def test_this_year_is_the_year_of_the_report(ask: Any) -> None:
    assert ask("SELECT DISTINCT ?p { ?e a diem:RankingEntry ; diem:about area:thai-nguyen ; diem:period ?p }") == {
        ("period:2018",)
    }


def test_a_title_after_a_comma_belongs_to_the_next_person(ask: Any) -> None:
    assert ask("SELECT ?p { person:vu-duc-dam diem:holdsPosition ?p }") == {("position:pho-thu-tuong-chinh-phu",)}
    assert ask("SELECT ?p { person:nguyen-xuan-phuc diem:holdsPosition ?p }") == {
        ("position:thu-tuong-chinh-phu",),
        ("position:chu-tich-uy-ban-quoc-gia-ve-chinh-phu-dien-tu",),
    }
