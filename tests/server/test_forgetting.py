"""`diemcau forget`: an article that was taken in goes out whole, and what people decided of it waits for its return."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.archive import Archive
from server.cli import main
from tests.articles import pages


def _run(data: Path, *arguments: object, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["--data", str(data), *map(str, arguments)], input=given)


@pytest.fixture
def taken(tmp_path: Path) -> Path:
    """Two articles in one archive, from two files of one name."""
    for folder, text in (("mot", pages.TEXT), ("hai", pages.TEXT.replace("05/06", "06/06"))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "bai.txt").write_text(text, encoding="utf-8")
    assert _run(tmp_path, "ingest", tmp_path / "mot", tmp_path / "hai").exit_code == 0
    return tmp_path


def _ids(data: Path) -> list[str]:
    archive = Archive(data)
    found = [kept.article.id for kept in archive.articles()]
    archive.close()
    return found


@pytest.mark.parametrize(
    "form", ["{id}", "https://w3id.org/diemcau/id/article/{id}", "{folder}/mot/bai.txt", "mot/bai.txt"]
)
def test_an_article_is_forgotten_by_every_name_it_has(taken: Path, form: str) -> None:
    one, other = _ids(taken)
    if form.endswith(".txt"):
        archive = Archive(taken)
        (one,) = archive.named(str(taken / "mot" / "bai.txt"))
        archive.close()
        (other,) = set(_ids(taken)) - {one}
    done = _run(taken, "forget", "--yes", form.format(id=one, folder=taken))
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(one)
    assert _ids(taken) == [other]
    assert one not in _run(taken, "review", "list").stdout
    again = _run(taken, "ingest", taken / "mot", taken / "hai")
    assert "New articles: 1" in again.stderr
    assert sorted(_ids(taken)) == sorted([one, other])


def test_what_people_decided_is_there_when_the_text_comes_back(taken: Path) -> None:
    first = _run(taken, "review", "list").stdout.split("\t")[0].split()[0]
    article, _, key = first.partition("/")
    assert _run(taken, "review", "reject", first).exit_code == 0
    assert _run(taken, "forget", "--yes", article).exit_code == 0
    assert article not in _run(taken, "review", "list").stdout
    for command in (["decisions"], ["export", str(taken / "gold")], ["rules"]):
        assert _run(taken, "review", *command).exit_code == 0
    assert _run(taken, "ingest", taken / "mot", taken / "hai").exit_code == 0
    assert first not in _run(taken, "review", "list").stdout
    assert key in _run(taken, "review", "decisions").stdout


def test_it_is_asked_whether_it_is_meant(taken: Path) -> None:
    before = _ids(taken)
    assert _run(taken, "forget", before[0], given="n\n").exit_code == 1
    assert _ids(taken) == before
    assert _run(taken, "forget", before[0], given="y\n").exit_code == 0
    assert _ids(taken) == before[1:]


@pytest.mark.parametrize(
    ("name", "why"),
    [("bai.txt", "may be"), ("0123", "is called '0123'"), ("", "is called ''"), ("ba/bai.txt", "is called")],
)
def test_a_name_of_none_or_several_forgets_nothing(taken: Path, name: str, why: str) -> None:
    before = _ids(taken)
    done = _run(taken, "forget", "--yes", before[0], name)
    assert done.exit_code == 1
    assert why in done.stderr
    assert "nothing was forgotten" in done.stderr
    assert _ids(taken) == before


def test_where_nothing_was_taken_in_nothing_is_made(tmp_path: Path) -> None:
    done = _run(tmp_path / "none", "forget", "--yes", "x")
    assert done.exit_code == 1
    assert "No article was taken in" in done.stderr
    assert not (tmp_path / "none").exists()
