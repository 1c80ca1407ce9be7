"""What articles say about each thing, the newest first: claims by what they are about, indexed for feeds."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg import iris

KINDS = frozenset(
    ("agency", "area", "document", "indicator", "meeting", "person", "ranking", "service", "system", "target")
)
"""The kinds of things that news comes back to."""
MOST = 10_000
"""Claims about one thing that are kept: nobody reads further back in a feed."""
TABLE = """
CREATE TABLE news (thing TEXT, day TEXT, article TEXT, start INTEGER, claim TEXT,
  PRIMARY KEY (thing, day DESC, article, start, claim)) WITHOUT ROWID;
"""
_PRUNE = """
DELETE FROM news WHERE (thing, day, article, start, claim) IN (
  SELECT thing, day, article, start, claim FROM (SELECT *, ROW_NUMBER() OVER
    (PARTITION BY thing ORDER BY day DESC, article, start, claim) AS number FROM news) WHERE number > ?)
"""
_PREFIX = f"PREFIX diem: <{iris.ONT}>\nPREFIX oa: <{iris.PREFIXES['oa']}>\n"
_PLACES = """
SELECT ?claim ?article (MAX(?known) AS ?day) (MIN(?begin) AS ?start) WHERE {
  ?claim diem:statedIn ?article ; diem:span/oa:start ?begin .
  { ?article diem:publicationDate ?known }
  UNION { ?article diem:reportsOn/diem:date ?known FILTER NOT EXISTS { ?article diem:publicationDate ?own } }
} GROUP BY ?claim ?article
"""
"""Where claims stand. An article of unknown date is as old as the meeting that it reports on."""
ABOUT = (
    "?claim diem:claims|diem:claimSubject ?thing",
    "?claim diem:claims|diem:claimSubject ?fact . ?fact a diem:Fact ; ?part ?thing . FILTER(ISIRI(?thing))",
    "?claim diem:claims|diem:claimSubject ?fact . ?fact diem:dataPoint/(diem:about|diem:indicator) ?thing",
    "?claim diem:claimObject ?thing ; diem:claimPredicate ?said . FILTER(?said != diem:mentions)",
)
"""What claims are about: what they state, what a fact is made of, what its figure measures, what they relate to."""


@dataclass(frozen=True)
class Said:
    """A claim, and the day (ISO) of the article that makes it."""

    claim: str
    day: str


def fill(db: sqlite3.Connection, rows: Callable[[str], list[tuple[str, ...]]]) -> None:
    """Writes the table from what the store answers to `rows`."""
    places = {claim: (day, article, int(start)) for claim, article, day, start in rows(_PREFIX + _PLACES)}

    def about(pattern: str) -> Iterator[tuple[str, str, str, int, str]]:
        for claim, thing in rows(f"{_PREFIX}SELECT DISTINCT ?claim ?thing WHERE {{ {pattern} }}"):
            if claim in places and thing.startswith(iris.ID) and thing[len(iris.ID) :].partition("/")[0] in KINDS:
                yield thing, *places[claim], claim

    for pattern in ABOUT:
        db.executemany("INSERT OR IGNORE INTO news VALUES (?, ?, ?, ?, ?)", about(pattern))
    db.execute(_PRUNE, (MOST,))


def of(db: sqlite3.Connection, thing: str, limit: int, offset: int) -> list[Said]:
    """What is said of a thing, the newest first, at most `limit` claims from `offset`."""
    sql = "SELECT claim, day FROM news WHERE thing = ? ORDER BY day DESC, article, start, claim LIMIT ? OFFSET ?"
    return [Said(*row) for row in db.execute(sql, (thing, limit, offset))]
