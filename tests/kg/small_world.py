"""A small world for tests: the real ontology, and one made-up article about made-up people."""

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from kg import iris, paths
from kg.sources import Inputs

ARTICLE = "0123456789abcdef"
FILE_NAME = f"900_{ARTICLE}.txt"
TEXT = (
    "Ban Mẫu họp phiên thử nghiệm\r\n"
    "Chiều 1/2/2021, bà Trần Thị Thử - Trưởng ban Mẫu chủ trì phiên họp tại điểm cầu Làng Mẫu. "
    "Tỷ lệ hồ sơ mẫu đạt 15,5%, mục tiêu ít nhất 30%. Làng Mẫu xếp thứ 2/7.\r\n"
)

REFERENCE = """
agency:ban-mau a diem:SteeringBody ;
  rdfs:label "Ban Mẫu"@vi , "Sample Board"@en ;
  dcterms:source source:vi-du .
area:lang-mau a diem:Province ;
  rdfs:label "Làng Mẫu"@vi , "Sample Village"@en ;
  dcterms:source source:vi-du .
position:truong-ban-mau a diem:Position ;
  rdfs:label "Trưởng ban Mẫu"@vi , "Chair of the Sample Board"@en ;
  dcterms:source source:vi-du ;
  diem:positionIn agency:ban-mau .
indicator:ty-le-ho-so-mau a diem:Indicator ;
  rdfs:label "tỷ lệ hồ sơ mẫu"@vi , "share of sample dossiers"@en ;
  dcterms:source source:vi-du .
period:2021 a diem:Period ;
  rdfs:label "năm 2021"@vi , "2021"@en ;
  dcterms:source source:vi-du ;
  diem:startDate "2021-01-01"^^xsd:date ; diem:endDate "2021-12-31"^^xsd:date .
ranking:mau-2021 a diem:Ranking ;
  rdfs:label "Xếp hạng mẫu 2021"@vi , "Sample ranking 2021"@en ;
  dcterms:source source:vi-du .
document:nq-mau a diem:Resolution ;
  rdfs:label "Nghị quyết mẫu"@vi , "Sample resolution"@en ;
  dcterms:source source:vi-du ;
  diem:documentNumber "7/NQ-CP" .
source:vi-du a diem:ReferenceSource ;
  rdfs:label "Ví dụ tự đặt"@vi , "Made-up example"@en .
"""

FACTS = """
  meeting:2021-02-01-pm-ban-mau a diem:OnlineConference ;
    rdfs:label "Phiên họp của Ban Mẫu, chiều 1/2/2021"@vi , "Session of the Sample Board"@en ;
    diem:date "2021-02-01"^^xsd:date ;
    diem:dayPart "pm" .
  bridge-point:2021-02-01-pm-ban-mau--lang-mau a diem:CentralBridgePoint ;
    rdfs:label "Điểm cầu Làng Mẫu"@vi , "Sample Village bridge point"@en ;
    diem:bridgePointOf meeting:2021-02-01-pm-ban-mau ;
    diem:locatedIn area:lang-mau .
  person:tran-thi-thu a diem:Person ;
    rdfs:label "Trần Thị Thử"@vi .
  attendance:2021-02-01-pm-ban-mau--tran-thi-thu a diem:Attendance ;
    rdfs:label "Trần Thị Thử chủ trì"@vi , "Trần Thị Thử chaired"@en ;
    diem:chairPerson person:tran-thi-thu ;
    diem:atBridgePoint bridge-point:2021-02-01-pm-ban-mau--lang-mau ;
    diem:inPosition position:truong-ban-mau .
  holding:tran-thi-thu--truong-ban-mau a diem:PositionHolding ;
    rdfs:label "Trần Thị Thử giữ chức Trưởng ban Mẫu"@vi , "Trần Thị Thử as Chair of the Sample Board"@en ;
    diem:holder person:tran-thi-thu ;
    diem:heldPosition position:truong-ban-mau ;
    diem:attestedOn "2021-02-01"^^xsd:date .
  data-point:ty-le-ho-so-mau--lang-mau--2021 a diem:DataPoint ;
    rdfs:label "tỷ lệ hồ sơ mẫu – Làng Mẫu, năm 2021"@vi , "share of sample dossiers, 2021"@en ;
    diem:indicator indicator:ty-le-ho-so-mau ;
    diem:about area:lang-mau ;
    diem:period period:2021 .
  observation:ty-le-ho-so-mau--lang-mau--2021--15.5 a diem:Observation ;
    rdfs:label "15,5%"@vi , "15.5 %"@en ;
    diem:dataPoint data-point:ty-le-ho-so-mau--lang-mau--2021 ;
    diem:unit voc:unit-percent ;
    diem:value 15.5 .
  target:ty-le-ho-so-mau--lang-mau--2021--ge-30 a diem:Target ;
    rdfs:label "ít nhất 30%"@vi , "at least 30 %"@en ;
    diem:dataPoint data-point:ty-le-ho-so-mau--lang-mau--2021 ;
    diem:unit voc:unit-percent ;
    diem:lowerBound 30.0 ;
    diem:value 30.0 .
  ranking-entry:mau-2021--lang-mau a diem:RankingEntry ;
    rdfs:label "Làng Mẫu thứ 2/7"@vi , "Sample Village 2nd of 7"@en ;
    diem:dataPoint data-point:ty-le-ho-so-mau--lang-mau--2021 ;
    diem:inRanking ranking:mau-2021 ;
    diem:rank 2 ;
    diem:rankOutOf 7 .
"""

_MEETING = iris.resource("meeting", "2021-02-01-pm-ban-mau")
CLAIMED: tuple[tuple[tuple[str, ...], str], ...] = (
    ((_MEETING, iris.ONT + "dayPart", '"pm"'), "Chiều 1/2/2021"),
    ((iris.resource("bridge-point", "2021-02-01-pm-ban-mau--lang-mau"),), "điểm cầu Làng Mẫu"),
    ((iris.resource("attendance", "2021-02-01-pm-ban-mau--tran-thi-thu"),), "Trần Thị Thử"),
    ((iris.resource("holding", "tran-thi-thu--truong-ban-mau"),), "Trưởng ban Mẫu"),
    ((iris.resource("observation", "ty-le-ho-so-mau--lang-mau--2021--15.5"),), "15,5%"),
    ((iris.resource("target", "ty-le-ho-so-mau--lang-mau--2021--ge-30"),), "ít nhất 30%"),
    ((iris.resource("ranking-entry", "mau-2021--lang-mau"),), "2/7"),
)


def write(folder: Path) -> Inputs:
    """Writes the small world into `folder` and says where it is; the text lies in `folder`/articles."""
    ontology, graphs, articles = folder / "ontology", folder / "kg" / "graphs", folder / "articles"
    for made in (ontology / "reference", graphs, articles):
        made.mkdir(parents=True)
    for name in ("schema.ttl", "vocab.ttl", "alignments.ttl", "shapes.ttl"):
        shutil.copy(paths.ontology_dir() / name, ontology / name)
    prefixes = "".join(f"@prefix {name}: <{base}> .\n" for name, base in iris.PREFIXES.items())
    (ontology / "reference" / "sample.ttl").write_text(prefixes + REFERENCE, encoding="utf-8")
    graph = f"<{iris.article_graph(ARTICLE)}>"
    content = _header(graph) + FACTS + "".join(claim(parts, quote) for parts, quote in CLAIMED)
    (graphs / f"{ARTICLE}.trig").write_text(f"{prefixes}\n{graph} {{\n{content}}}\n", encoding="utf-8")
    (articles / FILE_NAME).write_bytes(TEXT.encode())
    return Inputs(ontology, graphs, None)


def _header(graph: str) -> str:
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    return f"""  {graph} a owl:Ontology ;
    owl:imports <{iris.ONTOLOGY}/1.0.0> .
  article:{ARTICLE} a diem:Article ;
    rdfs:label "Ban Mẫu họp"@vi ;
    dcterms:title "Ban Mẫu họp"@vi ;
    diem:fileName "{FILE_NAME}" ;
    diem:publicationDate "2021-02-02"^^xsd:date ;
    diem:reportsOn meeting:2021-02-01-pm-ban-mau ;
    diem:sha256 "{digest}" ;
    diem:textLength {len(TEXT)} .
"""


def claim(parts: Sequence[str], quote: str, article: str = ARTICLE) -> str:
    if len(parts) == 1:
        minted, body = iris.claim(article, *parts), f"diem:claims <{parts[0]}>"
    else:
        subject, predicate, value = parts
        minted = iris.claim(article, f"<{subject}>", f"<{predicate}>", value)
        body = f"diem:claimSubject <{subject}> ; diem:claimPredicate <{predicate}> ; diem:claimValue {value}"
    start = TEXT.index(quote)
    span = iris.span(article, start, start + len(quote))
    return f"""  <{minted}> a diem:Claim ;
    {body} ;
    diem:basis voc:basis-stated ;
    diem:confidence 0.9 ;
    diem:reviewStatus voc:review-reviewed ;
    diem:span <{span}> .
  <{span}> a diem:TextSpan ;
    oa:start {start} ;
    oa:end {start + len(quote)} ;
    oa:exact "{quote}" ;
    diem:inArticle article:{article} .
"""
