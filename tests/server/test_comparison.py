"""The command that holds extraction against the reviewed graphs."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import iris
from kg.comparison import compare
from kg.quality import measured
from kg.store import Literal, NamedNode, Quad
from server.cli import main
from tests.conftest import SHARED_TEXTS


def _entry(rank: int, article: str = "a" * 16) -> list[Quad]:
    graph, node = NamedNode(iris.article_graph(article)), NamedNode(f"{iris.ID}ranking-entry/mau--bac-ninh")
    point = NamedNode(f"{iris.ID}data-point/mau--bac-ninh")
    number = Literal(str(rank), datatype=NamedNode(iris.XSD + "integer"))
    return [
        Quad(node, NamedNode(iris.RDF + "type"), NamedNode(iris.ONT + "RankingEntry"), graph),
        Quad(node, NamedNode(iris.ONT + "dataPoint"), point, graph),
        Quad(node, NamedNode(iris.ONT + "rank"), number, graph),
        Quad(point, NamedNode(iris.ONT + "about"), NamedNode(f"{iris.ID}area/bac-ninh"), graph),
    ]


def test_what_agrees_is_found_and_what_does_not_is_missed_and_false() -> None:
    same = compare(_entry(3), _entry(3))["ranking"]
    assert (same.found, same.same, same.missed, same.false) == (1, 1, (), ())
    other = compare(_entry(3), _entry(4))["ranking"]
    assert (other.found, len(other.missed), len(other.false)) == (0, 1, 1)
    assert compare(_entry(3), _entry(3, "b" * 16))["ranking"].recall == 0


def test_a_folder_without_the_texts_is_told_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["rules", "compare", str(tmp_path)])
    assert result.exit_code == 1
    assert "none of the texts of the reviewed graphs" in result.output


@pytest.mark.skipif(not SHARED_TEXTS.is_dir(), reason="the texts of the reviewed articles are not at hand")
def test_extraction_finds_most_of_the_reviewed_facts() -> None:
    result = CliRunner().invoke(main, ["rules", "compare", str(SHARED_TEXTS)])
    assert result.exit_code == 0, result.output
    lines = {line.split()[0]: line.split() for line in result.output.splitlines()[2:]}
    assert set(lines) >= {"meeting", "attendance", "observation", "target", "ranking", "directive", "agency", "all"}
    _, reviewed, found, recall, _false, precision, _same = lines["all"]
    assert int(found) <= int(reviewed)
    assert float(recall) >= 0.80
    assert float(precision) >= 0.97
    for kind, quality in measured("reviewed").items():
        _, known, found, _, false, *_ = lines[kind]
        assert (int(known), int(found), int(false)) == (quality.known, quality.found, quality.false), kind
