"""The limits of queries, in one place. The site's settings and the README name each of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a query may take. All are for one query but `quick`, `slow` and `queue`, which are for all together."""

    seconds: float = 10.0
    """From the request to the answer, waiting and planning included."""
    rows: int = 100_000
    """Rows, or triples of a graph; an answer with more is cut and says so."""
    answer_bytes: int = 64 << 20
    """Bytes of the answer as it is written; an answer with more is cut and says so."""
    spool_bytes: int = 1 << 30
    """Bytes of all large answers that are held on disk for their clients to take."""
    query_bytes: int = 100_000
    """UTF-8 bytes of the query's text."""
    depth: int = 64
    """Levels of nested brackets."""
    patterns: int = 100
    """Triple patterns and steps of property paths, as their separators count them: planning time grows with them."""
    memory: int = 512 << 20
    """Bytes a worker may take more than the release it holds."""
    quick: int = 4
    """Queries that run at full priority; one that takes longer than a moment moves to the slow lane."""
    slow: int = 8
    """Queries that run longer than a moment, at low priority."""
    client_slow: int = 4
    """Of these, queries of one client."""
    queue: int = 32
    """Queries that wait for their turn."""
