"""From the facts of articles to one person, one body, one meeting."""

from kg.resolve.decisions import Decision, Report, decide, reports
from kg.resolve.references import References, load_references
from kg.resolve.resolver import resolve
from kg.resolve.reviewed import known_reports

__all__ = ["Decision", "References", "Report", "decide", "known_reports", "load_references", "reports", "resolve"]
