"""What a service says of the release that it has: one triple each of its id and of its status, in a graph of their own.

    GRAPH graph/release { diemcau:dataset dcterms:identifier "bf51566a4f61ca7a" ; adms:status "served 5f0c…" }

Every change of the status has a word of its own beside it that never comes again, so that who finds the same status
before and after an answer knows that nothing was changed between.
"""

import json
import secrets
from dataclasses import dataclass
from typing import Any, Literal

from kg import dataset, iris
from kg.service.client import Client
from kg.service.quirks import Mended
from kg.service.service import ServiceFailed
from kg.store import QueryGraphs

GRAPH = iris.GRAPH + "release"
_IDENTIFIER = iris.DCTERMS + "identifier"
_STATUS = "http://www.w3.org/ns/adms#status"
JSON = "application/sparql-results+json"
MOST_BYTES = 1 << 20
Word = Literal["served", "staged", "changing"]
"""served: at rest; staged: served, while the next release is being loaded beside it; changing: not to be read."""
Layout = Literal["own", "union", "named"]
"""Where the union of all graphs is. own: in the default graph, which publishing fills; union: the service shows all
named graphs as one; named: in a graph of its own, which is named with each query, because the service shows some
triples more than once, or other graphs, too."""
UNION = iris.GRAPH + "union"
_ASK = (
    f"SELECT DISTINCT ?release ?status ?seen WHERE {{ "
    f"GRAPH <{GRAPH}> {{ <{dataset.DATASET}> <{_IDENTIFIER}> ?release ; "
    f"<{_STATUS}> ?status }} OPTIONAL {{ <{dataset.DATASET}> <{_STATUS}> ?seen }} }}"
)
_ASK_NAMED = f"ASK {{ GRAPH <{dataset.GRAPH}> {{ <{dataset.DATASET}> ?p ?o }} }}"
_ASK_DEFAULT = f"ASK {{ <{dataset.DATASET}> ?p ?o }}"


@dataclass(frozen=True)
class State:
    """What a service has: the id of its release, None where it does not say; the status; a word that never comes again.

    `whole`: its default graph shows what is in its named ones. `empty`: it has no release at all.
    """

    release: str | None
    word: Word = "served"
    layout: Layout = "union"
    once: str = ""
    whole: bool = True
    empty: bool = False

    def removal(self) -> str:
        """The update, for whichever state there is, after which the service says nothing of its release."""
        subject = f"<{dataset.DATASET}>"
        steps = [f"DROP SILENT GRAPH <{GRAPH}>"]
        if self.layout != "union":
            opened, closed = ("", "") if self.layout == "own" else (f"GRAPH <{UNION}> {{ ", " }")
            for name in (_IDENTIFIER, _STATUS):
                steps.append(f"DELETE WHERE {{ {opened}{subject} <{name}> ?value{closed} }}")
        return " ;\n".join(steps)

    def insertion(self) -> str:
        """The update that has the service say this state, and none before it."""
        status = f"{self.word} {self.layout} {self.once}"
        said = f'<{dataset.DATASET}> <{_IDENTIFIER}> "{self.release or ""}" ; <{_STATUS}> "{status}"'
        places = {"own": f"{said} . ", "named": f"GRAPH <{UNION}> {{ {said} }} ", "union": ""}
        return f"{self.removal()} ;\nINSERT DATA {{ {places[self.layout]}GRAPH <{GRAPH}> {{ {said} }} }}"


def new(release: str, word: Word, layout: Layout) -> State:
    """A state that there never was."""
    return State(release, word, layout, secrets.token_hex(8))


def read(client: Client, until: float) -> State:
    """The state of a service. Raises ServiceFailed."""
    rows = ask(client, _ASK, until)["results"]["bindings"]
    if not rows:
        named, default = (ask(client, text, until)["boolean"] for text in (_ASK_NAMED, _ASK_DEFAULT))
        return State(None, whole=default or not named, empty=not named)
    if len(rows) > 1:
        raise ServiceFailed(
            f"{client.service.query} names several releases at once: a publishing was broken off, or there are two "
            "that publish. Publish again: diemcau publish"
        )
    word, layout, once = (*rows[0]["status"]["value"].split(" "), "", "")[:3]
    if word not in ("served", "staged", "changing") or layout not in ("own", "union", "named"):
        raise ServiceFailed(f"{client.service.query} has a status that this version of diemcau does not know: {word!r}")
    return State(rows[0]["release"]["value"] or None, word, layout, once, whole="seen" in rows[0])


def ask(
    client: Client, text: str, until: float, most_bytes: int = MOST_BYTES, graphs: QueryGraphs | None = None
) -> dict[str, Any]:
    """An answer in SPARQL JSON that is held in memory: with "boolean", or rows in "results". Raises ServiceFailed."""
    body = client.query(text, (JSON,), until, most_bytes, graphs)
    content = Mended(body).readall()
    body.finish()
    try:
        found = json.loads(content)
        if not isinstance(found["boolean"] if "boolean" in found else found["results"]["bindings"], bool | list):
            raise TypeError("neither a boolean nor rows")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        body.drop()
        raise ServiceFailed(
            f"{body.place} answers with what is no SPARQL JSON ({error!s:.80}): is it the address of its queries?"
        ) from None
    assert isinstance(found, dict)
    return found
