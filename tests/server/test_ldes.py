"""/ldes: a walk along the relations, with nothing known but TREE and LDES; members hold what the releases say."""

import collections
import datetime
import operator
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyshacl
import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.namespace import DCAT, DCTERMS, RDF, SH

from kg import events, history, iris, paths
from kg.release import Release
from server.app import create_app
from tests.running import call
from tests.server.conftest import BROWSER, settings
from tests.server.pages.test_feed import ATOM, read

AS, DIEM = rdflib.Namespace(events.AS), rdflib.Namespace(iris.ONT)
LDES, TREE = rdflib.Namespace("https://w3id.org/ldes#"), rdflib.Namespace("https://w3id.org/tree#")
OA = rdflib.Namespace(iris.OA)


@pytest.fixture(scope="module")
def data(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped data; then without one claim, with others on another basis, and less sure of many; then unsorted."""
    folder = tmp_path_factory.mktemp("ldes")
    lines = release.dump.read_bytes().splitlines(keepends=True)
    gone = next(line.split()[0] for line in lines if line.startswith(f"<{iris.ID}claim/".encode()))
    kept = [
        line.replace(b'"0.95"', b'"0.5"').replace(b"#basis-subject-carried-over>", b"#basis-scope-from-context>")
        for line in lines if gone not in line
    ]  # fmt: skip
    (folder / "other.nq").write_bytes(b"".join(sorted(kept)))
    (folder / "unsorted.nq").write_bytes(b"".join(reversed(kept)))
    for name in (release.dump, folder / "other.nq", folder / "unsorted.nq"):
        assert call("load", str(name), data=folder / "data").returncode == 0
    return folder / "data"


@pytest.fixture(scope="module")
def stream(data: Path) -> Iterator[FlaskClient]:
    app = create_app(settings(data, DIEMCAU_CLIENT_ERRORS="0", DIEMCAU_CLIENT_SECONDS="0"))
    yield app.test_client()
    app.extensions["site"].close()


def _page(stream: FlaskClient, address: str) -> rdflib.Graph:
    response = stream.get(address, headers={"Accept": "text/turtle"})
    assert response.status_code == 200, response.text
    assert response.headers["Cache-Control"] == "no-cache", "what it tells of may be forgotten"
    return rdflib.Graph().parse(data=response.data, format="turtle")


@pytest.fixture(scope="module")
def pages(stream: FlaskClient) -> dict[str, rdflib.Graph]:
    return _walk(stream)


def _walk(stream: FlaskClient) -> dict[str, rdflib.Graph]:
    """All pages by their addresses, in the order in which their relations lead to them."""
    found: dict[str, rdflib.Graph] = {}
    left = ["http://localhost/ldes"]
    while left:
        address = left.pop(0)
        page = found[address] = _page(stream, address)
        assert (rdflib.URIRef(address), RDF.type, TREE.Node) in page
        left += sorted(str(one) for one in set(page.objects(None, TREE.node)) if str(one) not in found)
    return found


def _kinds(pages: dict[str, rdflib.Graph], stamp: str) -> list[str]:
    return [
        str(kind)
        for address, page in pages.items() if f"/{stamp}/" in address
        for member in page.objects(None, TREE.member)
        for kind in page.objects(member, RDF.type) if str(kind).startswith(AS)
    ]  # fmt: skip


def test_it_says_how_to_read_it(pages: dict[str, rdflib.Graph]) -> None:
    first = pages["http://localhost/ldes"]
    (this,) = first.subjects(RDF.type, LDES.EventStream)
    assert first.value(this, LDES.timestampPath) == DCTERMS.created
    assert first.value(this, LDES.versionOfPath) == DCTERMS.isVersionOf
    assert first.value(this, LDES.versionDeleteObject) == AS.Delete
    assert first.value(this, TREE.view) == rdflib.URIRef("http://localhost/ldes")
    assert not list(first.objects(this, TREE.member))


def test_the_description_of_the_data_set_leads_to_it(stream: FlaskClient, pages: dict[str, rdflib.Graph]) -> None:
    (this,) = pages["http://localhost/ldes"].subjects(RDF.type, LDES.EventStream)
    response = stream.get("/.well-known/void", headers={"Accept": "text/turtle"})
    described = rdflib.Graph().parse(data=response.data, format="turtle")
    view = pages["http://localhost/ldes"].value(this, TREE.view)
    (found,) = described.subjects(DCAT.accessURL, view)
    assert (rdflib.URIRef(f"{iris.BASE}dataset"), DCAT.distribution, found) in described
    assert (found, RDF.type, DCAT.Distribution) in described
    assert found not in (this, view), "a stream is a data set, and no data set is a distribution"
    assert 'href="/ldes"' in stream.get("/data", headers={"Accept": "text/html"}).text


def test_every_change_is_there_once(pages: dict[str, rdflib.Graph], data: Path, release: Release) -> None:
    first, second, unsorted = history.publications(data)
    dump = release.dump.read_text(encoding="utf-8")
    claims = re.findall(f"^<{iris.ID}claim/[^>]+> <{iris.RDF}type> <{iris.ONT}Claim>", dump, re.MULTILINE)
    assert _kinds(pages, first.stamp) == [str(AS.Create)] * len(claims)
    changed = re.findall(
        f"^<{iris.ID}claim/[^>]+> <{iris.ONT}basis> <[^>]+#basis-subject-carried-over>", dump, re.MULTILINE
    )
    less_sure = re.findall(f'^<{iris.ID}claim/[^>]+> <{iris.ONT}confidence> "0.95"', dump, re.MULTILINE)
    kinds = _kinds(pages, second.stamp)
    assert sorted(kinds) == [str(AS.Delete)] + [str(AS.Update)] * len(changed)
    assert 0 < len(changed) < len(less_sure), "that a reviewer's decision makes claims less sure is no change of them"
    assert not unsorted.is_sorted
    members = [one for page in pages.values() for one in page.objects(None, TREE.member)]
    assert len(members) == len(set(members)) == len(claims) + len(changed) + 1


def test_relations_keep_what_they_promise(pages: dict[str, rdflib.Graph]) -> None:
    def moments(address: str) -> set[str]:
        """Of all members on a page and on those that it leads to; they are all in UTC."""
        page = pages[address]
        found = {str(page.value(one, DCTERMS.created)) for one in page.objects(None, TREE.member)}
        return found.union(*(moments(str(one)) for one in set(page.objects(None, TREE.node))))

    compare = {"GreaterThanOrEqualTo": operator.ge, "LessThanOrEqualTo": operator.le, "LessThan": operator.lt}
    seen = set()
    for page in pages.values():
        for relation in page.objects(None, TREE.relation):
            assert page.value(relation, TREE.path) == DCTERMS.created
            kind = str(page.value(relation, RDF.type)).removeprefix(str(TREE)).removesuffix("Relation")
            value, found = str(page.value(relation, TREE.value)), moments(str(page.value(relation, TREE.node)))
            assert all(compare[kind](one, value) for one in found)
            seen |= {kind} if found else set()
    assert seen == set(compare)


def test_members_have_the_shape_of_claims(pages: dict[str, rdflib.Graph]) -> None:
    shapes = rdflib.Graph().parse(paths.ontology_dir() / "shapes.ttl")
    ours = {rdflib.URIRef(f"{iris.BASE}shapes#{name}") for name in ("Claim", "TextSpan")}
    for shape in set(shapes.subjects(RDF.type, SH.NodeShape)) - ours:
        shapes.remove((shape, SH.targetClass, None))
        shapes.remove((shape, SH.targetNode, None))
    shapes.remove((None, SH["class"], None))  # what an article or a code is, is said elsewhere
    page = next(one for address, one in pages.items() if address.endswith("/1"))
    good, _, words = pyshacl.validate(page, shacl_graph=shapes)
    assert good, words[:2000]
    spans = list(page.objects(None, DIEM.span))
    assert len(spans) > events.PAGE
    assert all(page.value(span, OA.exact) for span in spans)


def test_a_page_is_always_the_same(stream: FlaskClient, data: Path) -> None:
    address = f"/ldes/{history.publications(data)[0].stamp}/1"
    first = stream.get(address)
    assert first.data == stream.get(address).data
    assert first.headers["ETag"] == stream.get(address).headers["ETag"]
    root = stream.get("/ldes")
    assert stream.get("/ldes", headers={"If-None-Match": root.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("address", "status", "why"),
    [
        ("/ldes/20200101T000000Z/1", 404, "/ldes leads to those that did"),
        ("/ldes/{}/0", 404, "There is no page 0"),
        ("/ldes/2020-01-01", 404, "/ldes leads to those that did"),
        ("/ldes/{}/99", 404, "the last is 2"),
        ("/ldes/{}/x", 404, "There is no page x"),
        ("/ldes?format=csv", 406, "text/turtle"),
    ],
)
def test_nonsense_is_named(stream: FlaskClient, data: Path, address: str, status: int, why: str) -> None:
    response = stream.get(address.format(history.publications(data)[0].stamp))
    assert response.status_code == status
    assert why in response.text


def test_a_publication_that_was_broken_off_is_none(data: Path, tmp_path: Path) -> None:
    """Written down, but its release never came into service: it is not told of, and goes at the next one."""
    first, second, _ = history.publications(data)
    folder = tmp_path / "data"
    for one in (first, second):
        shutil.copytree(one.path, folder / "history" / one.path.name)
        shutil.copytree(data / "releases" / one.release, folder / "releases" / one.release)
    (folder / "history" / ".staging-left").mkdir()
    (folder / "current").symlink_to(Path("releases") / first.release)
    assert [one.release for one in history.publications(folder)] == [first.release]
    again = history.record(folder, second.release, folder / "releases" / second.release / "dump.nq")
    assert again == len(re.findall(b"isVersionOf> <[^>]*/claim/", events.page(second.path, 1)[0]))
    (left,) = {path.name for path in (folder / "history").glob("*-*")} - {first.path.name}
    assert left.endswith(second.release)
    assert left > second.path.name, "it came into service later than it was meant to at first"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_feed_tells_people_of_it(stream: FlaskClient, data: Path, pages: dict[str, rdflib.Graph], lang: str) -> None:
    root = read(stream, f"/releases.atom?lang={lang}")
    known = history.publications(data)
    told = list(zip(root.findall(ATOM + "entry"), reversed(known), strict=True))
    for entry, one in told:
        assert entry.findtext(ATOM + "updated") == one.moment.isoformat()
        assert entry.findtext(ATOM + "id", "").endswith(one.stamp)
        related = [link.get("href", "") for link in entry.findall(ATOM + "link") if link.get("rel") == "related"]
        kinds = collections.Counter(one.removeprefix(str(AS)) for one in _kinds(pages, one.stamp))
        if one.is_sorted:
            assert set(related) <= set(pages)
            numbers = [kinds["Create"], kinds["Update"], kinds["Delete"]]
            assert [int(number) for number in re.findall(r"\d+", entry.findtext(ATOM + "summary", ""))] == numbers
        else:
            assert not related
            assert ("chưa sắp xếp" if lang == "vi" else "not sorted") in entry.findtext(ATOM + "summary", "")
    assert len({entry.findtext(ATOM + "id") for entry, _ in told}) == 3
    for page in ("/", "/data"):
        assert f'href="/releases.atom?lang={lang}"' in stream.get(f"{page}?lang={lang}", headers=BROWSER).text


def _made_older(folder: Path, stamp: str, days: int) -> None:
    """Has a publication be of so many days earlier, in its name and in what it tells."""
    (path,) = (folder / "history").glob(f"{stamp}-*")
    was = datetime.datetime.strptime(stamp, "%Y%m%dT%H%M%SZ")
    earlier = was - datetime.timedelta(days=days)
    path = path.rename(path.with_name(path.name.replace(stamp, earlier.strftime("%Y%m%dT%H%M%SZ"))))
    if (path / events.FILE).is_file():
        content = (path / events.FILE).read_bytes()
        for form in ("%Y%m%dT%H%M%SZ", "%Y-%m-%dT%H:%M:%SZ"):
            content = content.replace(was.strftime(form).encode(), earlier.strftime(form).encode())
        (path / events.FILE).write_bytes(content)


def test_of_what_is_long_ago_there_are_the_latest_versions(data: Path, tmp_path: Path) -> None:
    first, second, unsorted = history.publications(data)
    folder = tmp_path / "data"
    shutil.copytree(data, folder, symlinks=True)
    for one, days in ((first, 100), (second, 70), (unsorted, 40)):
        _made_older(folder, one.stamp, days)
    last_words = (folder / "releases" / second.release / "dump.nq").read_text(encoding="utf-8")
    (tmp_path / "last.nq").write_text(last_words, encoding="utf-8")
    older = [one.stamp for one in history.publications(folder)]
    for one in (first, second):
        shutil.rmtree(folder / "releases" / one.release)
    assert call("load", str(tmp_path / "last.nq"), data=folder).returncode == 0
    assert [one.merged for one in history.publications(folder)] == [True, False, False]
    assert {path.name[:16] for path in (folder / "history").glob("*-*")} == {
        older[1], *(one.stamp for one in history.publications(folder)[1:])
    }  # fmt: skip
    app = create_app(settings(folder, DIEMCAU_CLIENT_ERRORS="0", DIEMCAU_CLIENT_SECONDS="0"))
    try:
        client = app.test_client()
        pages = _walk(client)
        test_relations_keep_what_they_promise(pages)
        merged = {address: page for address, page in pages.items() if f"/{older[1]}/" in address}
        kinds = collections.Counter(_kinds(merged, older[1]))
        dump = data / "releases" / second.release / "dump.nq"
        claims = set(re.findall(rb"^<[^>]+/claim/[^>]+> <[^>]+#type> <[^>]+#Claim>", dump.read_bytes(), re.MULTILINE))
        assert kinds.total() == len(claims)
        assert set(kinds) == {str(AS.Create), str(AS.Update)}
        assert all(page.value(span, OA.exact) for page in merged.values() for span in page.objects(None, DIEM.span))
        spans = sum(len(set(page.objects(None, DIEM.span))) for page in merged.values())
        assert spans == len(re.findall(rb"^<[^>]+/claim/[^>]+> <[^>]+#span>", dump.read_bytes(), re.MULTILINE))
        for gone in (f"{older[0]}/1", older[0][:4] + "-" + older[0][4:6] + "-" + older[0][6:8]):
            response = client.get(f"/ldes/{gone}")
            assert response.status_code == 410
            assert "the latest version of each claim" in response.text
    finally:
        app.extensions["site"].close()
