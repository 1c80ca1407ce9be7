"""The kinds of pages that the site has, each by one address."""

MEETING = "/page/meeting/2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu"
PAGES = {
    "home": "/",
    "search": "/search?q=thai+binh",
    "search-without-words": "/search",
    "search-without-hits": "/search?q=khong+ai+ten+nhu+the",
    "targets": "/targets",
    "meetings": "/meetings",
    "indicators": "/indicators",
    "agencies": "/agencies",
    "people": "/people",
    "documents": "/documents",
    "systems": "/systems",
    "places": "/places",
    "articles": "/articles",
    "list-narrowed": "/agencies?kind=https%3A%2F%2Fw3id.org%2Fdiemcau%2Fontology%23Ministry&filter=th%C3%B4ng+tin",
    "list-without-entries": "/people?filter=khong+ai+ten+nhu+the",
    "targets-vs-results": "/targets-vs-results",
    "meeting": MEETING,
    "person": "/page/person/nguyen-xuan-phuc",
    "agency": "/page/agency/chinh-phu",
    "area": "/page/area/thai-binh",
    "target": "/page/target/ty-le-dvctt-muc-do-4--viet-nam--2020--ge-30",
    "target-without-figure": "/page/target/ty-le-don-vi-co-trung-tam-giam-sat--cac-bo-nganh-dia-phuong--2020--100",
    "indicator": "/page/indicator/ty-le-dvctt-muc-do-4",
    "ranking": "/page/ranking/ung-dung-cntt-bo-2018",
    "ranking-of-provinces": "/page/ranking/ung-dung-cntt-tinh-2018",
    "document": "/page/document/nq-cp-2019-17",
    "system": "/page/system/nen-tang-tich-hop-chia-se-du-lieu-quoc-gia",
    "bridge-point": "/page/bridge-point/2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu--soc-trang",
    "measured": "/page/observation/tiet-kiem-moi-nam--lien-thong-khai-sinh-the-bao-hiem-y-te--2020--ca-48800000000",
    "question-bars": "/queries/target-vs-achieved",
    "question-map": "/queries/successors",
    "article": "/page/article/fd45605fa2297ed5",
    "article-long": "/page/article/afd5768686bddc22",
    "fact": "/fact/claim/fd45605f-fe140600",
    "why": "/fact?s=https://w3id.org/diemcau/id/person/vu-duc-dam&p=https://w3id.org/diemcau/ontology%23attended"
    "&o=https://w3id.org/diemcau/id/meeting/2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu",
    "questions": "/queries",
    "question": "/queries/who-attended",
    "question-answered": "/queries/indicator-series?indicator=ty-le-dvctt-muc-do-4",
    "question-with-error": "/queries/person?person=h",
    "sparql": "/sparql",
    "sparql-answered": "/sparql?query=SELECT+%2A+WHERE+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+20",
    "sparql-with-error": "/sparql?query=SELECT+%2A+WHERE+%7B%0A++%3Fs+%3Fp+%0A%7D",
    "ontology": "/ontology",
    "vocabulary": "/vocab",
    "about": "/about",
    "data": "/data",
    "api": "/api",
    "inferred": "/fact?s=https://w3id.org/diemcau/id/area/thai-binh&p=https://w3id.org/diemcau/ontology%23successor"
    "&o=https://w3id.org/diemcau/id/area/hung-yen-2025",
    "missing": "/page/person/khong-co-ai",
}


def with_language(address: str, language: str) -> str:
    """The address of a page in a language."""
    return f"{address}{'&' if '?' in address else '?'}lang={language}"
