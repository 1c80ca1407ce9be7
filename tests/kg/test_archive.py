"""What was taken in becomes part of a build: its graphs beside the reviewed ones, never in their place."""

import contextlib
from pathlib import Path

import pytest

from kg import ingest, iris, pipeline
from kg.archive import Archive, ArchiveFailed, path_in, text_in
from kg.articles.inputs import Given
from kg.sources import Inputs
from kg.workers import Here
from tests.articles import pages
from tests.kg import small_world

TEXT = pages.TEXT.encode()


@pytest.fixture
def world(tmp_path: Path) -> Inputs:
    return small_world.write(tmp_path)


def _take_in(data: Path, *contents: bytes) -> ingest.Report:
    with contextlib.closing(Archive(data)) as archive:
        given = [Given(f"{number}.txt", content) for number, content in enumerate(contents)]
        return ingest.ingest(given, archive, Here(), 0)


def test_a_build_publishes_what_was_taken_in(world: Inputs, tmp_path: Path) -> None:
    data = tmp_path / "data"
    before = pipeline.build(data, [], inputs=world)
    report = _take_in(data, TEXT)
    assert (report.new, report.undated) == (1, [])
    built = pipeline.build(data, [], inputs=world)
    with contextlib.closing(Archive(data)) as archive:
        (kept,) = archive.articles()
    graph = iris.article_graph(kept.article.id)
    assert set(built.counts) - set(before.counts) == {graph}
    assert next(stage for stage in built.stages if stage.name == "extracted").note == "quads of 1 articles"
    assert "extracted" not in [stage.name for stage in before.stages]
    dump = built.release.dump.read_text(encoding="utf-8")
    assert "review-extracted" in dump
    assert "<https://w3id.org/diemcau/id/article/" + kept.article.id + ">" in dump
    evidence = next(stage for stage in built.stages if stage.name == "evidence")
    assert evidence.items > 5  # quotes, each found in the kept text
    assert kept.article.id not in evidence.note
    assert text_in(path_in(data), kept.article.sha256) == pages.TEXT
    assert pipeline.build(data, [], inputs=world).unchanged


@pytest.mark.long
def test_what_the_invented_articles_state_passes_every_check(tmp_path: Path) -> None:
    articles = sorted((Path(__file__).parents[1] / "extract" / "articles").glob("*.txt"))
    assert _take_in(tmp_path, *(path.read_bytes() for path in articles)).new == len(articles)
    checked = pipeline.check([], archive=path_in(tmp_path))
    assert sum(1 for graph in checked.counts if graph.startswith(iris.GRAPH + "article/")) >= len(articles)
    # Some articles name people without a position, as news does, or a province that is none any more; that is worth a
    # look, and right.
    right = ("attends without a position", "outside the life")
    said = [fault.message for fault in checked.warnings if "archive.sqlite" in fault.where]
    assert not [message for message in said if not any(words in message for words in right)]


def test_a_text_with_a_reviewed_graph_keeps_that_one(world: Inputs, tmp_path: Path) -> None:
    data = tmp_path / "data"
    before = pipeline.build(data, [], inputs=world)
    assert _take_in(data, small_world.TEXT.encode()).new == 1
    assert pipeline.build(data, [], inputs=world).release == before.release


@pytest.mark.long
def test_the_order_in_which_articles_came_does_not_matter(world: Inputs, tmp_path: Path) -> None:
    other = TEXT.replace(b"1.234", b"5.678")
    _take_in(tmp_path / "one", TEXT, other)
    _take_in(tmp_path / "two", other)
    _take_in(tmp_path / "two", TEXT)
    one, two = (pipeline.build(tmp_path / name, [], inputs=world).release.id for name in ("one", "two"))
    assert one == two


def test_a_newer_reader_reads_anew_and_drops_what_the_older_one_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = pages.html().encode()
    assert _take_in(tmp_path, page, TEXT).new == 2
    monkeypatch.setattr(ingest, "reader_version", lambda: "another")
    assert _take_in(tmp_path, page).changed == 1
    assert _take_in(tmp_path, page, TEXT).changed == 1  # the other one
    assert _take_in(tmp_path, page, TEXT).known == 2
    with contextlib.closing(Archive(tmp_path)) as archive:
        assert len(archive) == 2


def test_a_damaged_archive_stops_a_build_and_is_no_text(world: Inputs, tmp_path: Path) -> None:
    data = tmp_path / "data"
    good = pipeline.build(data, [], inputs=world).release
    path_in(data).write_bytes(b"no database at all" * 99)
    assert text_in(path_in(data), "0" * 64) is None
    with pytest.raises(ArchiveFailed, match="move it away"):
        pipeline.build(data, [], inputs=world)
    assert good.dump.is_file()
