"""The words of the pages, Vietnamese first. They stand in words/*.yaml, a file for each kind of page."""

import functools
from collections.abc import Callable, Mapping
from pathlib import Path

from flask import g, has_request_context, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from kg import iris, yaml_files
from server.negotiation import first_ranges

LANGUAGES = ("vi", "en")
ONE = "one"
"""The English of a word whose {count} is 1; Vietnamese has no number."""
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
        entries = yaml_files.read(file)
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
    if "chosen" not in g:
        asked = request.args.get("lang", "")
        g.chosen = asked if asked in LANGUAGES else None
    found: str | None = g.chosen
    return found


def speaking(language: str) -> Callable[..., str]:
    """`of` in a language: a page asks for thousands of words in one."""
    return functools.partial(_word, language)


def of(key: str, **values: object) -> str:
    """The word for `key` in the language of this request, with values for its {names}. Raises NoWord."""
    return _word(language(), key, **values)


def english(key: str, **values: object) -> str:
    """The word for `key` as programs get it."""
    return _word("en", key, **values)


def _word(language: str, key: str, /, **values: object) -> str:
    try:
        entry = words()[key]
    except KeyError:
        raise NoWord(key) from None
    word = entry[ONE] if language == "en" and ONE in entry and str(values["count"]) == "1" else entry[language]
    return word.format(**values) if values else word
