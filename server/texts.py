"""The words of the pages, Vietnamese first. They stand in words/*.yaml, a file for each kind of page."""

import functools
from collections.abc import Mapping
from pathlib import Path

import yaml
from flask import g, has_request_context, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from kg import iris
from server.negotiation import first_ranges

LANGUAGES = ("vi", "en")
_FOLDER = Path(__file__).with_name("words")

_TERMS: dict[str, tuple[str, str]] = {
    iris.RDF + "type": ("loại", "type"),
    iris.RDFS + "label": ("tên", "name"),
    iris.SKOS + "altLabel": ("tên khác", "other name"),
    iris.SKOS + "hiddenLabel": ("cách viết sai", "misspelling"),
    iris.SKOS + "definition": ("định nghĩa", "definition"),
    iris.SKOS + "exactMatch": ("trùng với", "same as"),
    iris.SKOS + "inScheme": ("thuộc danh mục", "in code list"),
    iris.DCTERMS + "title": ("tiêu đề", "title"),
    iris.DCTERMS + "source": ("nguồn", "source"),
    iris.DCTERMS + "description": ("mô tả", "description"),
}
"""Names of other people's terms that our pages show."""


class NoWord(KeyError):
    """A page asks for a word that no file in words/ has."""


@functools.cache
def words() -> Mapping[str, Mapping[str, str]]:
    """All words by key: those of words/site.yaml as they are, those of words/KIND.yaml as KIND.key."""
    found: dict[str, Mapping[str, str]] = {}
    for file in sorted(_FOLDER.glob("*.yaml")):
        kind = "" if file.stem == "site" else f"{file.stem}."
        entries = yaml.safe_load(file.read_text(encoding="utf-8"))
        found |= {f"{kind}{key}": entry for key, entry in entries.items()}
    return found


def term(iri: str) -> str | None:
    """The name of a foreign term in the language of this request, None where we have none."""
    pair = _TERMS.get(iri)
    return pair[LANGUAGES.index(language())] if pair else None


def foreign_terms() -> Mapping[str, tuple[str, str]]:
    """The names of foreign terms by IRI, in the order of LANGUAGES."""
    return _TERMS


def language() -> str:
    """The language of this request: ?lang=, else Accept-Language, else Vietnamese.

    Vietnamese, too, where there is no request: on the command line.
    """
    if not has_request_context():
        return LANGUAGES[0]
    if "language" not in g:  # a long page asks thousands of times
        accepted = parse_accept_header(first_ranges(request.headers.get("Accept-Language", "")), LanguageAccept)
        g.language = chosen() or accepted.best_match(LANGUAGES, default="vi") or "vi"
    found: str = g.language
    return found


def chosen() -> str | None:
    """The language that the reader chose in the address, which links keep; None where none was chosen."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else None


def of(key: str, **values: object) -> str:
    """The word for `key` in the language of this request, with values for its {names}. Raises NoWord."""
    return _said(key, language(), values)


def english(key: str, **values: object) -> str:
    """The word for `key` as programs get it."""
    return _said(key, "en", values)


def _said(key: str, wanted: str, values: Mapping[str, object]) -> str:
    try:
        word = words()[key][wanted]
    except KeyError:
        raise NoWord(key) from None
    return word.format(**values) if values else word
