"""Asking a running diemcau from Python, with a data frame in one line:

    from kg.client import Client
    Client("http://127.0.0.1:8000").ask("who-attended", meeting="2020-08-26", lang="en")

Frames need pandas (pip install 'diemcau[pandas]'); `rows` does not.
"""

import ast
import json
import time
import urllib.request
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode

from SPARQLWrapper import ASK, JSON, POST, SELECT, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from kg.columns import columns, dtype

if TYPE_CHECKING:
    from pandas import DataFrame

AGENT = "diemcau-client"
LONGEST_WAIT = 60.0
"""Seconds of one Retry-After that are waited for; a site that says more is not asked again."""
_BUSY = (429, 503)


class SiteRefused(Exception):
    """The site refused a request: `status` of HTTP, and `problem`, its problem document (RFC 9457). Says the detail."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(problem.get("detail") or f"The site answered with status {status}.")
        self.status = status
        self.problem = problem


class NoAnswer(Exception):
    """Nobody answered, or not as a diemcau does. The message says what was asked."""


class CutAnswer(UserWarning):
    """The answer is not whole: the site has a limit of rows or bytes."""


@dataclass(frozen=True)
class Answer:
    """Values by column, and of which edition they are; `cut` names the limit that ended the answer, None for none."""

    columns: Mapping[str, list[object]]
    cut: str | None
    etag: str | None


class Client:
    """A client of the site at an address, such as http://127.0.0.1:8000.

    Each request may take `seconds`. A site that is busy (429, 503) is asked again after the Retry-After that it names,
    `again` times. All methods raise SiteRefused and NoAnswer, and ValueError for what gives no table; they warn with
    CutAnswer.
    """

    def __init__(self, site: str, *, seconds: int = 60, again: int = 3) -> None:
        self._site = site.rstrip("/").removesuffix("/sparql")
        self._seconds = seconds
        self._again = again

    def frame(self, query: str) -> "DataFrame":
        """The answer to a SELECT or ASK as a data frame, with a type for each column; see kg.columns.dtype."""
        return _frame(self._sparql(query), query=query)

    def ask(self, question: str, **parameters: object) -> "DataFrame":
        """The answer to a canned question as a data frame; /queries of the site lists questions and parameters."""
        return _frame(self._canned(question, parameters), question=question, **parameters)

    def rows(self, query: str) -> list[dict[str, object]]:
        """The answer to a SELECT or ASK as dictionaries of Python values, without what a row does not bind."""
        found = self._sparql(query).columns
        return [
            {name: one for name, one in zip(found, values, strict=True) if one is not None}
            for values in zip(*found.values(), strict=True)
        ]

    def _sparql(self, query: str) -> Answer:
        """Raises ValueError for a query whose answer is no table."""
        wrapper = SPARQLWrapper(f"{self._site}/sparql", agent=AGENT, returnFormat=JSON)
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(self._seconds)
        wrapper.setQuery(query)
        if wrapper.queryType not in (SELECT, ASK):
            raise ValueError(
                f"{wrapper.queryType} gives no table; write SELECT or ASK, or ask {self._site}/sparql for RDF."
            )

        def send() -> Answer:
            try:
                response = wrapper.query().response
            except SPARQLWrapperException as error:
                raise _refusal(error) from None
            with response:
                return _read(response)

        return self._asked(send)

    def _canned(self, question: str, parameters: Mapping[str, object]) -> Answer:
        if many := [name for name, one in parameters.items() if isinstance(one, list | tuple | set)]:
            raise ValueError(f"{many[0]} takes one value; ask once for each.")
        given = {name: str(one) for name, one in parameters.items() if one is not None}
        address = f"{self._site}/queries/{quote(question, safe='')}.json?{urlencode(given)}"
        request = urllib.request.Request(address, headers={"User-Agent": AGENT, "Accept": "application/json"})  # noqa: S310 – the site that the caller named

        def send() -> Answer:
            with urllib.request.urlopen(request, timeout=self._seconds) as response:  # noqa: S310 – the same
                return _read(response)

        return self._asked(send)

    def _asked(self, send: Callable[[], Answer]) -> Answer:
        """What `send` gives, asked again while the site is busy. Raises SiteRefused, NoAnswer."""
        for left in reversed(range(self._again + 1)):
            try:
                found = send()
            except HTTPError as error:
                wait = _wait(error)
                if not left or wait is None:
                    raise SiteRefused(error.code, _problem(error.read())) from None
                time.sleep(wait)
            except (OSError, HTTPException, ValueError) as error:
                raise NoAnswer(f"{self._site} did not answer as a diemcau does: {error}") from error
            else:
                if found.cut:
                    said = f"The answer is cut: the site has a limit of {found.cut}. Ask for less, or in parts."
                    warnings.warn(said, CutAnswer, stacklevel=4)
                return found
        raise AssertionError  # the last attempt returned or raised


def _read(response: Any) -> Answer:
    """An answer of the site: SPARQL JSON. Raises ValueError for anything else."""
    headers, content = response.headers, json.loads(response.read())
    if not isinstance(content, dict) or "head" not in content:
        raise ValueError("no results of SPARQL in JSON")
    return Answer(columns(content), headers.get("Diemcau-Cut"), headers.get("ETag"))


def _wait(error: HTTPError) -> float | None:
    """The seconds after which the site wants to be asked again, None where it does not."""
    if error.code not in _BUSY:
        return None
    try:
        seconds = float(error.headers.get("Retry-After", ""))
    except ValueError:
        return None
    return seconds if 0 <= seconds <= LONGEST_WAIT else None


def _refusal(error: SPARQLWrapperException) -> SiteRefused:
    """What SPARQLWrapper makes an exception of its own of: the response, whose body it has read, is its cause."""
    cause = error.__context__
    status = cause.code if isinstance(cause, HTTPError) else 400
    written = str(error.args[0] if error.args else "").partition("Response:\n")[2]
    try:
        body = ast.literal_eval(written)
    except (ValueError, SyntaxError):
        body = b""
    return SiteRefused(status, _problem(body))


def _problem(body: bytes) -> Mapping[str, Any]:
    """The problem document in the body of an answer; an empty one where something else answered."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _frame(answer: Answer, **asked: object) -> "DataFrame":
    """A data frame, whose `attrs` have what was asked, the edition, and whether it is cut."""
    try:
        import pandas  # optional, and takes a while to load
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("Data frames need pandas. Install it with: pip install 'diemcau[pandas]'") from error
    series = {name: pandas.Series(values, dtype=dtype(values)) for name, values in answer.columns.items()}
    frame = pandas.DataFrame(series, columns=list(answer.columns))
    frame.attrs = {**asked, "etag": answer.etag, "cut": answer.cut}
    return frame
