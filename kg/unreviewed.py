"""What only programs have said: things that no reviewed claim is about, and articles of which not all is reviewed."""

import sqlite3
from collections.abc import Callable

from kg import iris, news

TABLE = "CREATE TABLE unreviewed (iri TEXT PRIMARY KEY) WITHOUT ROWID;"
_PREFIX = f"PREFIX diem: <{iris.ONT}>\nPREFIX rdfs: <{iris.RDFS}>\nPREFIX voc: <{iris.VOC}>\n"
_ARTICLES = "SELECT DISTINCT ?article WHERE { ?claim diem:statedIn ?article ; diem:reviewStatus voc:review-extracted }"
_NAMED = """
SELECT DISTINCT ?thing ?graph WHERE {
  ?claim diem:statedIn ?article ; diem:reviewStatus voc:review-extracted .
  GRAPH ?here { ?article a diem:Article }
  GRAPH ?here { ?thing rdfs:label ?own }
  GRAPH ?graph { ?thing rdfs:label ?label }
}
"""
"""What such articles name, and all graphs that name it: what others name, too, is not known from programs alone."""


def fill(db: sqlite3.Connection, rows: Callable[[str], list[tuple[str, ...]]]) -> None:
    """Writes the table from what the store answers to `rows`."""
    articles = {article for (article,) in rows(_PREFIX + _ARTICLES)}
    if not articles:
        return
    own = {iris.article_graph(article.rpartition("/")[2]) for article in articles} | {iris.GRAPH + "inferred"}
    named = rows(_PREFIX + _NAMED)
    things = {thing for thing, _ in named} - {thing for thing, graph in named if graph not in own}
    for pattern in news.ABOUT:
        reviewed = f"SELECT DISTINCT ?thing WHERE {{ ?claim diem:reviewStatus voc:review-reviewed . {pattern} }}"
        things -= {thing for (thing,) in rows(_PREFIX + reviewed)}
    db.executemany("INSERT INTO unreviewed VALUES (?)", ((one,) for one in sorted(things | articles)))


def has(db: sqlite3.Connection, iri: str) -> bool:
    """Whether an IRI is that of such a thing or article."""
    return db.execute("SELECT 1 FROM unreviewed WHERE iri = ?", (iri,)).fetchone() is not None
