"""How to ask what a page asked from a program: for curl, Python and R."""

import re

from flask import request

from server import urls
from server.pages.page import Page

_GRAPH = re.compile(r"^\s*(?:CONSTRUCT|DESCRIBE)\b", re.MULTILINE)


def programs(page: Page) -> list[tuple[str, str]]:
    """Pairs of a language and a program that asks the first query of the page and shows its rows, or its graph."""
    endpoint = f"{request.host_url.rstrip('/')}{urls.SPARQL}"
    text = next(iter(page.asked.values())).strip()
    rows = _GRAPH.search(text) is None
    accept = "text/csv" if rows else "text/turtle"
    curl = f"curl -H 'Accept: {accept}' '{endpoint}' --data-urlencode query@- <<'SPARQL'\n{text}\nSPARQL"
    python = (
        f"import {'io, pandas, requests' if rows else 'requests'}\n\n"
        f'query = r"""\n{text}\n"""\n'
        f'answer = requests.post("{endpoint}", data={{"query": query}}, headers={{"Accept": "{accept}"}})\n'
        "answer.raise_for_status()\n"
        f"print({'pandas.read_csv(io.StringIO(answer.text))' if rows else 'answer.text'})"
    )
    r = (
        f'library(httr2)\n\nquery <- r"---(\n{text}\n)---"\n'
        f'request("{endpoint}") |>\n  req_headers(Accept = "{accept}") |>\n  req_body_form(query = query) |>\n'
        f"  req_perform() |>\n  resp_body_string(){' |>' + chr(10) + '  read.csv(text = _)' if rows else ''}"
    )
    return [("curl", curl), ("Python", python), ("R", r)]
