"""The tools of the server, each a few lines over the modules beside this one."""

import functools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal, ParamSpec, TypeVar, cast

from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from kg import iris
from kg.folding import fold
from kg.labels import Candidate
from kg.queries import ParameterError
from server.mcp import answering, describing, proving, typed
from server.mcp.proving import NotSaid
from server.mcp.shapes import Answer, Description, Hits, Proof, Questions, Schema
from server.pages.reader import Reader
from server.problems import QUERY_ERRORS, of_query
from server.site import NoRelease, Serving, Site

Lang = Annotated[Literal["vi", "en"], Field(description="Language of labels and titles")]
Thing = Annotated[str, Field(description="An id such as person:vu-duc-dam, an IRI, a slug, or a name", min_length=1)]
_SHOWN = 8
P = ParamSpec("P")
T = TypeVar("T")


def tools(site: Site) -> list[Tool]:
    """All tools on the release in service on `site`."""
    asked = Tools(site)
    made = [
        _StrictTool.from_function(
            function,
            title=title,
            annotations=ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
        )
        for title, function in (
            ("Canned questions / Câu hỏi có sẵn", asked.list_questions),
            ("Ask a canned question / Hỏi", asked.ask_question),
            ("Search by name / Tìm theo tên", asked.search),
            ("Describe a thing / Mô tả", asked.describe),
            ("Why a fact is here / Vì sao", asked.why),
            ("Classes and properties / Lược đồ", asked.schema),
            ("SPARQL (read only)", asked.sparql),
        )
    ]
    for one in made:
        one.parameters["additionalProperties"] = False
    ask = next(one for one in made if one.name == "ask_question")
    ask.parameters["properties"]["question"]["enum"] = list(site.queries)
    ask.parameters["properties"]["parameters"] |= typed.schema(site.queries.values())
    return made


class _StrictTool(Tool):
    """A tool that says which arguments it does not have: one that is misspelt would else be passed over."""

    async def run(self, arguments: dict[str, Any], *rest: Any, **named: Any) -> Any:
        """Runs the tool. Raises ToolError."""
        known = self.parameters["properties"]
        if unknown := sorted(set(arguments) - set(known)):
            raise ToolError(f"{self.name} has no argument {unknown[0][:80]!r}; it takes {', '.join(known)}.")
        return await super().run(arguments, *rest, **named)


def _tool(function: Callable[P, T]) -> Callable[P, CallToolResult]:
    """Writes the answer without blanks, and makes what a caller can mend an error of the tool, which says how."""

    @functools.wraps(function)
    def called(*args: P.args, **named: P.kwargs) -> CallToolResult:
        try:
            found = function(*args, **named)
        except ParameterError as error:
            perhaps = f". Perhaps: {_listed(error.candidates)}" if error.candidates else ""
            raise ToolError(f"{error}{perhaps}.") from None
        except QUERY_ERRORS as error:
            raise ToolError(of_query(error).detail) from None
        except NotSaid as error:
            raise ToolError(str(error)) from None
        except NoRelease as error:
            raise ToolError(f"There is nothing to ask: {error}") from None
        text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        return CallToolResult(content=[TextContent(text=text)], structured_content=cast(dict[str, Any], found))

    return called


class Tools:
    """The tools as methods; the descriptions that models read are their docstrings."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @_tool
    def list_questions(
        self,
        find: Annotated[str, Field(description="Only questions with this text in title, description or tags")] = "",
        lang: Lang = "vi",
    ) -> Questions:
        """List the canned questions with their parameters. Look here before you write SPARQL."""
        found = [
            typed.described(query, lang) for query in self._site.queries.values() if fold(find) in typed.words(query)
        ]
        if not found:
            raise ToolError(f"No question has {find!r}. Call list_questions without `find` to see them all.")
        return {"questions": found}

    @_tool
    def ask_question(
        self,
        question: Annotated[str, Field(description="Its name, from list_questions")],
        parameters: Annotated[dict[str, Any] | None, Field(description="Those that the question has")] = None,
        lang: Lang = "vi",
        limit: Annotated[int, Field(ge=1, le=answering.MOST_ROWS, description="Most rows")] = 50,
    ) -> Answer:
        """Answer a canned question as rows, with evidence. Names may be typed with or without marks."""
        query = self._site.queries.get(question)
        if query is None:
            raise ToolError(f"There is no question {question!r}; list_questions has them all.")
        with self._site.serving() as serving:
            return answering.canned(serving, query, typed.arguments(parameters or {}), lang, limit)

    @_tool
    def search(
        self,
        text: Annotated[str, Field(min_length=1, max_length=400, description="A name or some of its words")],
        of: Annotated[str, Field(description="Only instances of a class, such as diem:Person")] = "",
        lang: Lang = "vi",
        limit: Annotated[int, Field(ge=1, le=50, description="Most things")] = 10,
    ) -> Hits:
        """Find people, agencies, places, meetings, documents, indicators … by name, with or without marks."""
        if of and iris.expand(of) is None:
            raise ToolError(f"of={of!r} is no class. Write one such as diem:Person; `schema` has them.")
        with self._reading(lang) as reader:
            return describing.search(reader, text, of or None, limit)

    @_tool
    def describe(self, thing: Thing, lang: Lang = "vi") -> Description:
        """Tell what is known of a thing: its statements, and what names it, with evidence."""
        with self._reading(lang) as reader:
            return describing.describe(reader, _resolved(reader.serving, thing))

    @_tool
    def why(
        self,
        thing: Annotated[str, Field(description="A fact, claim or thing; or the subject of a statement")],
        predicate: Annotated[str, Field(description="Of a single statement: its property, such as diem:within")] = "",
        value: Annotated[str, Field(description="Of a single statement: an id, or the text of a literal")] = "",
        lang: Lang = "vi",
        limit: Annotated[int, Field(ge=1, le=100, description="Most claims")] = 10,
    ) -> Proof:
        """Prove a fact or a statement: the articles and exact characters, the reference data, or the inference."""
        if bool(predicate) != bool(value):
            raise ToolError("Give predicate and value together, for one statement, or neither, for all about it.")
        with self._reading(lang) as reader:
            iri = _resolved(reader.serving, thing)
            if not predicate:
                return proving.thing(reader, iri, limit)
            known = iris.expand(predicate)
            if known is None:
                raise ToolError(f"predicate={predicate!r} is no property. Write one such as diem:within.")
            return proving.statement(reader, iri, known, iris.expand(value) or value, limit)

    @_tool
    def schema(
        self,
        find: Annotated[str, Field(description="Only terms with this text in their name or definition")] = "",
        lang: Lang = "vi",
    ) -> Schema:
        """List classes, properties and prefixes for SPARQL. With `find`, definitions and codes, too."""
        with self._reading(lang) as reader:
            return describing.schema(reader, find)

    @_tool
    def sparql(
        self,
        query: Annotated[str, Field(description="SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE, with its prefixes")],
        lang: Lang = "vi",
        limit: Annotated[int, Field(ge=1, le=answering.MOST_ROWS, description="Most rows or triples")] = 50,
    ) -> Answer:
        """Run a read-only SPARQL query (no SERVICE, a deadline), with evidence for the things that it names.

        Select the things themselves, not only their labels: evidence is found by them.
        """
        with self._site.serving() as serving:
            return answering.written(serving, query, lang, limit)

    @contextmanager
    def _reading(self, lang: str) -> Iterator[Reader]:
        with self._site.serving() as serving:
            yield Reader(serving, lang)


def _resolved(serving: Serving, thing: str) -> str:
    """The one thing that a name means. Raises ToolError with what may be meant."""
    found = serving.labels.resolve(thing)
    if len(found) == 1:
        return found[0].iri
    if found:
        raise ToolError(f"{thing!r} may be any of: {_listed(found)}. Give the id of one.")
    near = serving.labels.search(thing, limit=_SHOWN)
    perhaps = f" Perhaps: {_listed(near)}." if near else ""
    raise ToolError(f"Nothing is called {thing!r}.{perhaps} `search` finds things by some of their words.")


def _listed(found: list[Candidate]) -> str:
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(f"{iris.prefixed(one.iri)} ({one.label})" for one in found[:_SHOWN]) + more
