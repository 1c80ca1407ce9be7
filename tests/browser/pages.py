"""The kinds of pages that the site has, each by one address."""

MEETING = "/page/meeting/2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu"
PAGES = {
    "home": "/",
    "search": "/search?q=thai+binh",
    "meeting": MEETING,
    "person": "/page/person/nguyen-xuan-phuc",
    "agency": "/page/agency/chinh-phu",
    "area": "/page/area/thai-binh",
    "document": "/page/document/nq-cp-2019-17",
    "system": "/page/system/nen-tang-tich-hop-chia-se-du-lieu-quoc-gia",
    "bridge-point": "/page/bridge-point/2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu--soc-trang",
    "claim": "/page/claim/10c0cfc9-0ff05089",
    "questions": "/queries",
    "question": "/queries/who-attended",
    "question-bars": "/queries/target-vs-achieved",
    "question-series": "/queries/indicator-series",
    "question-map": "/queries/successors",
    "question-fault": "/queries/meetings?meeting=2020",
    "sparql": "/sparql",
    "ontology": "/ontology",
    "vocabulary": "/vocab",
    "article": "/page/article/fd45605fa2297ed5",
    "fact": "/fact/claim/fd45605f-fe140600",
    "why": "/fact?s=https://w3id.org/diemcau/id/person/vu-duc-dam&p=https://w3id.org/diemcau/ontology%23attended"
    "&o=https://w3id.org/diemcau/id/meeting/2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu",
    "about": "/about",
    "data": "/data",
    "api": "/api",
    "missing": "/page/person/khong-co-ai",
}
