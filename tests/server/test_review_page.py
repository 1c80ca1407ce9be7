"""The page on which people decide of extracted facts: behind the token, without cookies, safe from other sites."""

import base64
import contextlib
import html
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.archive import Archive
from kg.review.desk import Desk, Waiting
from kg.review.editing import EVIDENCE, MODALITY
from kg.review.faults import Fault
from kg.review.slots import fact_types
from server import texts
from server.app import create_app
from tests.articles import pages
from tests.server.conftest import settings
from tests.server.test_reviewing import taken_in

TOKEN = "0123456789abcdef" * 2
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "vi"}


def basic(password: str = TOKEN, name: str = "Người Thử") -> dict[str, str]:
    """The headers of a browser whose user gave a name and a password."""
    return BROWSER | {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def folder_with_article(data_dir: Path, tmp_path: Path) -> Path:
    """A data folder of our own with the release of all tests and one extracted article."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "releases").symlink_to(data_dir / "releases")
    (folder / "current").symlink_to((data_dir / "current").readlink())
    return taken_in(folder)


@pytest.fixture
def data(data_dir: Path, tmp_path: Path) -> Path:
    return folder_with_article(data_dir, tmp_path)


@pytest.fixture
def client(data: Path) -> Iterator[FlaskClient]:
    app = create_app(settings(data, DIEMCAU_TOKEN=TOKEN, DIEMCAU_CLIENT_ERRORS="0"))
    yield app.test_client()
    app.extensions["site"].close()


@contextlib.contextmanager
def desk(data: Path) -> Iterator[Desk]:
    with contextlib.closing(Archive(data)) as archive:
        yield Desk(archive)


def first(data: Path, kind: str | None = None) -> Waiting:
    """What the page shows first."""
    with desk(data) as opened:
        return opened.waiting(1, kind)[0]


def form(body: str, fact: str) -> dict[str, str]:
    """The hidden fields of the form of a fact."""
    found = re.search(
        rf'<input type="hidden" name="article" value="(\w+)"><input type="hidden" name="fact" value="{fact}">'
        r'<input type="hidden" name="stamp" value="(\w+)">',
        body,
    )
    assert found is not None
    return {"article": found[1], "fact": fact, "stamp": found[2]}


def test_the_page_wants_the_token(client: FlaskClient) -> None:
    for headers in (
        BROWSER,
        basic("x" * 32),
        basic(""),
        BROWSER | {"Authorization": "Basic !!"},
        BROWSER | {"Authorization": "Bearer x"},
    ):
        for path in ("/review", "/review/decisions"):
            refused = client.get(path, headers=headers)
            assert refused.status_code == 401
            assert refused.headers["WWW-Authenticate"].startswith("Basic ")
            assert TOKEN not in refused.text
        assert client.post("/review", headers=headers, data={"verdict": "accepted"}).status_code == 401


def test_a_site_without_a_token_has_no_such_page(data: Path) -> None:
    app = create_app(settings(data))
    try:
        assert app.test_client().get("/review", headers=basic("")).status_code == 404
    finally:
        app.extensions["site"].close()


def test_the_token_of_the_page_does_not_open_the_endpoint(client: FlaskClient) -> None:
    """A browser sends it by itself, also when another site has it ask."""
    changed = client.post("/sparql", headers=basic(), data={"update": "CLEAR ALL"})
    assert changed.status_code in (401, 403)


def test_what_waits_is_shown_with_its_passage_in_both_languages(client: FlaskClient, data: Path) -> None:
    one = first(data)
    for language, words in (("vi", "Duyệt điều máy trích"), ("en", "Review of extracted facts")):
        shown = client.get(f"/review?lang={language}", headers=basic())
        assert shown.status_code == 200
        assert words in shown.text
        assert "Người Thử" in shown.text
        proof = one.article.text[one.fact.start : one.fact.end]
        assert f"<mark>{html.escape(proof, quote=False)}</mark>" in shown.text.replace("&#34;", '"')
        assert shown.headers["Cache-Control"] == "no-store"
        assert "ETag" not in shown.headers
        assert "Set-Cookie" not in shown.headers


@pytest.mark.parametrize("verdict", ["accepted", "rejected"])
def test_a_fact_is_decided_and_taken_back(client: FlaskClient, data: Path, verdict: str) -> None:
    one = first(data)
    page = client.get("/review", headers=basic()).text
    done = client.post("/review?lang=vi", headers=basic(), data=form(page, one.fact.key) | {"verdict": verdict})
    assert done.status_code == 303
    with desk(data) as opened:
        (decision,) = opened.decided()
        assert (decision.verdict, decision.reviewer, decision.fact.key) == (verdict, "Người Thử", one.fact.key)
    after = client.get(done.headers["Location"], headers=basic()).text
    assert {"accepted": "Đã chấp nhận.", "rejected": "Đã bác bỏ."}[verdict] in after
    listed = client.get("/review/decisions", headers=basic()).text
    for body in (after, listed):
        assert form(body, one.fact.key)["stamp"]
    again = client.post("/review", headers=basic(), data=form(page, one.fact.key) | {"verdict": verdict})
    assert again.status_code == 409
    back = client.post("/review", headers=basic(), data=form(listed, one.fact.key) | {"verdict": "undo"})
    assert back.status_code == 303
    with desk(data) as opened:
        assert opened.decided() == []


def test_a_fact_is_mended_and_what_is_wrong_is_kept_on_the_page(client: FlaskClient, data: Path) -> None:
    one = first(data, "observation")
    page = client.get("/review?type=observation", headers=basic()).text
    fields = {name: str(value) for name, value in one.fact.said.items()}
    evidence = one.article.text[one.fact.start : one.fact.end]
    given = form(page, one.fact.key) | fields | {"modality": "estimated", "evidence": evidence, "verdict": "edited"}
    wrong = client.post("/review", headers=basic(), data=given | {"value": "<b>nhiều</b>"})
    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.text
    assert 'value="&lt;b&gt;nhiều&lt;/b&gt;"' in wrong.text
    with desk(data) as opened:
        assert opened.decided() == []
    done = client.post("/review", headers=basic(), data=given | {"value": "12,5"})
    assert done.status_code == 303, done.text
    with desk(data) as opened:
        (decision,) = opened.decided()
        assert decision.instead is not None
        assert (decision.instead.slots["value"], decision.instead.modality) == (12.5, "estimated")
    assert "12,5" in client.get("/review/decisions", headers=basic()).text
    assert "12.5" in client.get("/review/decisions?lang=en", headers=basic()).text


@pytest.mark.parametrize(
    ("language", "words", "unwanted"),
    [("vi", ("Còn thiếu “Chỉ số”", "Giá trị: “&lt;i&gt;”", "một số, chẳng hạn 12,5", "Đoạn làm chứng cứ"), "is not"),
     ("en", ("Indicator is needed", "Value: “&lt;i&gt;” is not a number, such as 12.5", "The evidence"), "Còn thiếu")],
)  # fmt: skip
def test_all_that_is_wrong_is_said_in_the_language_of_the_page(
    client: FlaskClient, data: Path, language: str, words: tuple[str, ...], unwanted: str
) -> None:
    one = first(data, "observation")
    page = client.get("/review?type=observation", headers=basic()).text
    given = form(page, one.fact.key) | {name: str(value) for name, value in one.fact.said.items()}
    given |= {
        "indicator": "",
        "value": "<i>",
        "modality": "asserted",
        "evidence": "không có câu này",
        "verdict": "edited",
    }
    wrong = client.post(f"/review?lang={language}", headers=basic(), data=given).text
    found = re.search('<div role="alert" id="(.+?)">(.+?)</div>', wrong)
    assert found is not None
    assert found[2].count("<li>") == 3
    assert not [word for word in words if word not in found[2]]
    assert unwanted not in found[2]
    assert wrong.count(f'aria-invalid="true" aria-describedby="{found[1]}"') == 3


def test_each_fault_and_each_kind_of_slot_has_words() -> None:
    codes = set(re.findall(r"^    ([a-z-]+)  +\S", Fault.__doc__ or "", re.MULTILINE)) - {"code"}
    kinds = {slot.kind for kind in fact_types().values() for slot in kind.slots} | {MODALITY, EVIDENCE}
    for what, names in (("fault", codes), ("allowed", kinds)):
        known = {key for key in texts.words() if key.startswith(f"review.{what}-")}
        assert known == {f"review.{what}-{name}" for name in names}


def test_of_decisions_made_together_the_first_holds(client: FlaskClient, data: Path) -> None:
    one = first(data)
    given = form(client.get("/review", headers=basic()).text, one.fact.key)
    verdicts = ["accepted", "rejected"] * 4

    def decide(verdict: str) -> int:
        return (
            client.application.test_client()
            .post("/review", headers=basic(name=verdict), data=given | {"verdict": verdict})
            .status_code
        )

    with ThreadPoolExecutor(len(verdicts)) as threads:
        answers = list(threads.map(decide, verdicts))
    assert sorted(answers) == [303] + [409] * 7
    with desk(data) as opened:
        (decision,) = opened.decided()
    assert decision.verdict == verdicts[answers.index(303)]


def test_an_undo_is_of_the_decision_that_was_seen(client: FlaskClient, data: Path) -> None:
    one = first(data)
    with desk(data) as opened:
        opened.decide(one.article.id, one.fact.key, "accepted")
    seen = client.get("/review/decisions", headers=basic()).text
    given = form(seen, one.fact.key) | {"verdict": "undo", "time": "2020-01-01T00:00:00Z"}
    assert client.post("/review", headers=basic(), data=given).status_code == 409
    with desk(data) as opened:
        assert len(opened.decided()) == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [({"stamp": ""}, 403), ({"stamp": "0" * 64}, 403), ({"fact": "0" * 16}, 403), ({"article": "../.."}, 403),
     ({"verdict": "praised"}, 400), ({"verdict": "added"}, 400), ({"verdict": ""}, 400)],
)  # fmt: skip
def test_what_does_not_come_from_the_page_changes_nothing(
    client: FlaskClient, data: Path, change: dict[str, str], status: int
) -> None:
    one = first(data)
    given = form(client.get("/review", headers=basic()).text, one.fact.key) | {"verdict": "accepted"}
    assert client.post("/review", headers=basic(), data=given | change).status_code == status
    with desk(data) as opened:
        assert opened.decided() == []


def test_a_name_that_cannot_be_kept_is_refused(client: FlaskClient, data: Path) -> None:
    one = first(data)
    given = form(client.get("/review", headers=basic()).text, one.fact.key) | {"verdict": "accepted"}
    assert client.post("/review", headers=basic(name="x" * 81), data=given).status_code == 400


def test_markup_in_an_article_is_text(client: FlaskClient, data: Path, tmp_path: Path) -> None:
    taken_in(data, pages.TEXT.replace("Ngô Văn Mẫu", "Ngô Văn Mẫu <script>alert(1)</script>"))
    for path in ("/review", "/review?type=attendance", "/review/decisions"):
        assert "<script>alert" not in client.get(path, headers=basic()).text


@pytest.mark.parametrize("query", ["type=rumour", "type=<b>"])
def test_types_that_are_none_are_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/review?{query}", headers=basic()).status_code == 400
