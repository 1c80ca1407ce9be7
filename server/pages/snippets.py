"""How to ask what a page asked from a program: for curl, Python and R."""

from flask import request

from server import urls
from server.pages.page import Page


def programs(page: Page) -> list[tuple[str, str]]:
    """Pairs of a language and a program that asks the first query of the page and shows its rows."""
    endpoint = f"{request.host_url.rstrip('/')}{urls.SPARQL}"
    text = next(iter(page.asked.values())).strip()
    curl = f"curl -H 'Accept: text/csv' '{endpoint}' --data-urlencode query@- <<'SPARQL'\n{text}\nSPARQL"
    python = (
        "import io, pandas, requests\n\n"
        f'query = r"""\n{text}\n"""\n'
        f'answer = requests.post("{endpoint}", data={{"query": query}}, headers={{"Accept": "text/csv"}})\n'
        "answer.raise_for_status()\nprint(pandas.read_csv(io.StringIO(answer.text)))"
    )
    r = (
        f'library(httr2)\n\nquery <- r"---(\n{text}\n)---"\n'
        f'request("{endpoint}") |>\n  req_headers(Accept = "text/csv") |>\n  req_body_form(query = query) |>\n'
        "  req_perform() |>\n  resp_body_string() |>\n  read.csv(text = _)"
    )
    return [("curl", curl), ("Python", python), ("R", r)]
