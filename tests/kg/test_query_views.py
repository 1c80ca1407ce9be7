"""How a header says that an answer is drawn, and every broken rule at its line."""

from pathlib import Path

import pytest

from kg.queries import View
from kg.query_files import QueryFileError, load_query
from tests.kg.test_queries import SAMPLE, write

VIEW = """\
#+ view:
#+   type: bars
#+   name: names
#+   value: meeting
#+   hidden: [meeting]
"""


def drawn(view: str) -> str:
    return SAMPLE.replace("# Not part of the header", view + "# Not part of the header")


def test_a_header_says_how_the_answer_is_drawn(tmp_path: Path) -> None:
    view = load_query(write(tmp_path, drawn(VIEW))).view
    assert view == View("bars", {"name": ("names",), "value": ("meeting",)}, frozenset({"meeting"}))
    listed = load_query(write(tmp_path, drawn("#+ view: {type: map, place: meeting, words: [names, meeting]}\n"))).view
    assert listed.columns["words"] == ("names", "meeting")
    assert load_query(write(tmp_path, drawn("#+ view: table\n"))).view == View()
    assert load_query(write(tmp_path, SAMPLE)).view == View()


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("type: bars", "type: pie", 30, "unknown view; known: table, bars, series, ranks, map"),
        ("#+   type: bars\n", "", 30, "missing: type"),
        ("name: names", "name: nobody", 31, "no column nobody; the query selects meeting, names"),
        ("name: names", "name: [names, nobody]", 31, "no column nobody"),
        ("name: names", "name: []", 31, "no columns here"),
        ("name: names", "name: 3", 31, "in quotes"),
        ("#+   name: names\n", "", 30, "missing: name"),
        ("name: names", "named: names", 31, "unknown key named"),
        ("value: meeting", "value: {of: meeting}", 32, "expected a text"),
        ("hidden: [meeting]", "hidden: year", 33, "no column year"),
        ("type: bars", "type: map", 31, "unknown key name; known here: type, place, words, value, hidden"),
        (VIEW, "#+ view: bars\n", 29, "expected keys"),
        (VIEW, "#+ view: [bars]\n", 29, "expected keys"),
    ],
)
def test_a_view_whose_columns_are_not_there_is_an_error(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    path = write(tmp_path, drawn(VIEW).replace(old, new, 1))
    with pytest.raises(QueryFileError) as caught:
        load_query(path)
    assert message in caught.value.message
    assert caught.value.line == line


def test_a_graph_is_drawn_as_no_chart(tmp_path: Path) -> None:
    header = SAMPLE[: SAMPLE.index("#+ parameters")] + "#+ parameters: {}\n#+ view: table\n"
    with pytest.raises(QueryFileError, match="unknown key view"):
        load_query(write(tmp_path, header + "CONSTRUCT WHERE { ?s ?p ?o }\n"))
