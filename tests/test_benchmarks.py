"""What the benchmarks measure is a site that works: they run by hand, and would rot unseen."""

from pathlib import Path

from kg.articles.inputs import Given
from kg.ingest import read as article
from server.app import create_app
from server.settings import Settings
from tests.benchmarks import ingest, news


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
    read = [article(Given(path.name, path.read_bytes())) for path in sorted(tmp_path.iterdir())]
    assert len({kept.article.id for kept in read}) == 200
    assert all(kept.facts for kept in read)
    assert {kept.offsets for kept in read} == {"file", "text"}
