"""/sparql/terms.json: the names that the editor of queries suggests while one is typed."""

import re

from flask import Blueprint, Response, jsonify

from kg import iris
from server import answers, texts, urls
from server.pages.reader import Reader
from server.site import Site

_NAME = re.compile(r"[a-z]+:[A-Za-z][\w-]*")
"""Prefixed names that can stand in a query as they are."""


def blueprint(site: Site) -> Blueprint:
    """The route of the names of what the release of `site` is said with."""
    routes = Blueprint("completion", __name__)

    @routes.get(urls.TERMS)
    def terms() -> Response:
        with site.serving() as serving:
            tag = answers.etag(serving, "terms")
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            return answers.finish(jsonify(_terms(Reader(serving))), tag)

    return routes


def _terms(reader: Reader) -> list[dict[str, str]]:
    """Each term as its prefixed name, its kind ("class", "property", "code") and what it is called, if anything."""
    found = {
        iris.prefixed(iri): {"kind": "property", "vi": vi, "en": en} for iri, (vi, en) in texts.foreign_terms().items()
    }
    for row in reader.rows("completion"):
        named = {language: row[language] for language in texts.LANGUAGES if language in row}
        entry = found.setdefault(iris.prefixed(row["term"]), {"kind": row["kind"]})
        found[iris.prefixed(row["term"])] = {**entry, **named}
    return [{"name": name, **entry} for name, entry in sorted(found.items()) if _NAME.fullmatch(name)]
