"""The canned questions as SHACL executables (https://www.w3.org/TR/shacl-af/#SPARQLExecutable), as editors list them.

A question is one executable a language: its words and its answer are in that language, and it runs as it stands.
"""

from collections.abc import Iterable

from kg import iris
from kg.binding import substitute
from kg.queries import LANGUAGES, CannedQuery
from kg.store import Literal, NamedNode, Triple

_SHACL = "http://www.w3.org/ns/shacl#"
_SCHEMA = "https://schema.org/"
"""With https, as the examples of the Swiss Institute of Bioinformatics and the editors that read them have it."""
_FORMS = {"select": ("SPARQLSelectExecutable", "select"), "construct": ("SPARQLConstructExecutable", "construct")}


def examples(questions: Iterable[CannedQuery], endpoint: str, prefixes: str) -> list[Triple]:
    """What is said of the `questions`, by the IRIs of the `endpoint` that answers, and of what has `prefixes`."""
    triples: list[Triple] = []
    for question in questions:
        kind, form = _FORMS[question.form]
        for language in LANGUAGES:
            one = NamedNode(f"{iris.BASE}queries/{question.slug}#{language}")
            said: list[tuple[str, NamedNode | Literal]] = [
                (iris.RDF + "type", NamedNode(_SHACL + "SPARQLExecutable")),
                (iris.RDF + "type", NamedNode(_SHACL + kind)),
                (iris.RDFS + "comment", Literal(question.title[language], language=language)),
                (_SCHEMA + "description", Literal(question.description[language], language=language)),
                (_SHACL + "prefixes", NamedNode(prefixes)),
                (_SHACL + form, Literal(_text(question, language))),
                (_SCHEMA + "target", NamedNode(endpoint)),
                *((_SCHEMA + "keywords", Literal(tag)) for tag in question.tags),
            ]
            triples += [Triple(one, NamedNode(predicate), value) for predicate, value in said]
    return triples


def _text(question: CannedQuery, language: str) -> str:
    """The query without its header, and with the language; parameters that need not be given stay open."""
    lines = question.text.splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
    return substitute(text, {"lang": str(Literal(language))} if "lang" in question.parameters else {})
