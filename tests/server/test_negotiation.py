"""Content negotiation, as a table of cases."""

import pytest

from kg.formats import Format, for_kind
from server.negotiation import HTML, MOST_RANGES, choose, first_ranges

RESULTS, GRAPH = for_kind("results"), for_kind("graph")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "key"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("application/*", "json"),
        ("text/*", "csv"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/csv; charset=utf-8", "csv"),
        ("application/json", "json"),
        ("application/xml", "xml"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.9", "tsv"),
        ("text/csv;q=0.5, */*;q=0.1", "csv"),
        ("*/*, text/csv", "csv"),  # the more specific of equals
        ("application/sparql-results+json;q=0, */*", "xml"),  # q=0 refuses the very type
        ("text/*;q=0, */*", "json"),
        ("image/png", None),
        ("*/*;q=0", None),
        ("text/csv;q=0", None),
        ("text/csv;q=2", None),  # no quality at all
        ("text/csv;q=nan", None),
        ("text/csv;q=abc, text/tab-separated-values;q=0.1", "tsv"),
        ("csv", None),
        (",;,", None),
        ("text/csv,", "csv"),
    ],
)
def test_the_best_of_the_result_formats_is_chosen(accept: str | None, key: str | None) -> None:
    chosen = choose(accept, RESULTS)
    assert (chosen.key if chosen else None) == key


@pytest.mark.parametrize(
    ("accept", "key"),
    [
        (BROWSER, "html"),
        ("*/*", "html"),
        ("text/turtle", "ttl"),
        ("application/rdf+xml", "rdf"),
        ("application/xml", "rdf"),
        ("application/ld+json", "jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', "jsonld"),
        ("text/html;q=0.5, text/turtle", "ttl"),
        ("text/turtle, application/rdf+xml;q=0.9, */*;q=0.1", "ttl"),
        ("application/xhtml+xml", "html"),
        ("text/csv", None),
    ],
)
def test_a_page_is_offered_like_a_format(accept: str, key: str | None) -> None:
    chosen = choose(accept, [HTML, *GRAPH])
    assert (chosen.key if chosen else None) == key


@pytest.mark.parametrize("offer", [*RESULTS, *GRAPH, HTML], ids=lambda f: f.key)
def test_every_format_is_reached_by_its_own_media_type(offer: Format) -> None:
    assert choose(offer.media_type, [HTML, *RESULTS, *GRAPH]) is offer


def test_what_a_header_costs_is_bounded() -> None:
    before, far = "a/b," * (MOST_RANGES - 1) + "text/csv", "a/b," * MOST_RANGES + "text/csv"
    assert choose(before, RESULTS) is not None
    assert choose(far, RESULTS) is None
    assert first_ranges(before) == before
    for header in (far, "," * 100_000, "a/b," * 100_000, "a" * 100_000):
        assert len(first_ranges(header).split(",")) <= MOST_RANGES
