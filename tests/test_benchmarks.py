"""What the benchmarks measure is a site that works: they run by hand, and would rot unseen."""

from pathlib import Path

from server.app import create_app
from server.settings import Settings
from tests.benchmarks import news


def test_the_made_up_news_are_served(tmp_path: Path) -> None:
    news.publish(tmp_path, 20)
    app = create_app(Settings.read({"DIEMCAU_DATA": str(tmp_path)}))
    try:
        client = app.test_client()
        assert client.get("/ready").status_code == 200
        assert client.get("/meetings").status_code == 200
    finally:
        app.extensions["site"].close()
