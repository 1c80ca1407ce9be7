"""What the benchmarks measure is a site that works: they run by hand, and would rot unseen."""

from pathlib import Path

from kg.articles.inputs import Given
from kg.ingest import read as article
from kg.reasoning import Closure
from kg.sources import Inputs, read
from server.app import create_app
from server.settings import Settings
from tests.benchmarks import ingest, news, reasoning


def test_the_made_up_news_are_served(tmp_path: Path) -> None:
    news.publish(tmp_path, 20)
    app = create_app(Settings.read({"DIEMCAU_DATA": str(tmp_path)}))
    try:
        client = app.test_client()
        assert client.get("/ready").status_code == 200
        assert client.get("/meetings").status_code == 200
    finally:
        app.extensions["site"].close()


def test_the_made_up_articles_are_articles_and_no_two_are_alike(tmp_path: Path) -> None:
    ingest.write(tmp_path, 100)
    ingest.write_pages(tmp_path, 100)
    found = [article(Given(path.name, path.read_bytes())) for path in sorted(tmp_path.iterdir())]
    assert len({kept.article.id for kept in found}) == 200
    assert all(kept.facts for kept in found)
    assert {kept.offsets for kept in found} == {"file", "text"}


def test_copies_of_the_shipped_articles_entail_as_much_as_they_do() -> None:
    sources = read(Inputs())
    articles = list(reasoning.copies(sources, 7))
    closure = Closure(reasoning.world(sources, 0))
    added = [closure.add(article).added for article in articles]
    assert len(added) == 5
    assert all(added)
