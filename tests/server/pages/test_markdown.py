"""Pages as Markdown, and llms.txt: what the pages for people have, and no text that is taken for markup."""

import re

import pytest
from flask.testing import FlaskClient

from server.pages.markdown import escaped

MEETING = "/page/meeting/2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu"
_LINK = re.compile(r"\]\(http://localhost(/[^)\s]*)\)")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("page", [MEETING, "/page/area/thai-binh", "/page/person/vu-duc-dam", "/page/agency/bo-noi-vu"])
def test_a_page_has_its_statements_its_evidence_and_links_that_lead_on(
    client: FlaskClient, page: str, lang: str
) -> None:
    response = client.get(f"{page}.md?lang={lang}")
    assert response.status_code == 200
    assert response.content_type == "text/markdown; charset=utf-8"
    text = response.text
    assert text.startswith("# ")
    assert ("## Information" if lang == "en" else "## Thông tin") in text or "## Statements" in text
    assert "\n\n\n" not in text
    links = set(_LINK.findall(text))
    assert links
    for address in sorted(links)[:12]:
        assert client.get(address, follow_redirects=True).status_code == 200, address
    again = client.get(f"{page}.md?lang={lang}", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_evidence_is_quoted_with_its_article_and_its_characters(client: FlaskClient) -> None:
    text = client.get(f"{MEETING}.md?lang=en").text
    assert re.search(r"^- “.+” — .+article/[0-9a-f]{16}\.md\), characters \d+–\d+; confidence ", text, re.MULTILINE)


def test_the_page_for_people_leads_there(client: FlaskClient) -> None:
    links = client.get(f"{MEETING}?lang=vi", headers={"Accept": "text/html"}).headers.getlist("Link")
    assert f'<{MEETING}.md?lang=vi>; rel="alternate"; type="text/markdown"' in links


@pytest.mark.parametrize(("page", "status"), [("/page/area/nowhere.md", 404), (f"{MEETING}.md?claims=0", 400)])
def test_nonsense_is_named(client: FlaskClient, page: str, status: int) -> None:
    assert client.get(page).status_code == status


def test_nothing_in_a_text_is_markup() -> None:
    assert escaped("a *b* [c](d) <e>\n# f_g`h`|") == r"a \*b\* \[c\](d) \<e\> \# f\_g\`h\`\|"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_language_models_are_told_where_to_begin(client: FlaskClient, lang: str) -> None:
    response = client.get(f"/llms.txt?lang={lang}")
    assert response.content_type == "text/markdown; charset=utf-8"
    assert response.text.startswith("# diemcau\n\n> ")
    assert response.text.count("\n## ") == 3
    links = _LINK.findall(response.text)
    assert len(links) > 40
    for address in links:
        with client.get(address) as answer:
            # Questions that need a parameter say so: 422.
            assert answer.status_code in ((200, 422) if address.startswith("/queries/") else (200,)), address
