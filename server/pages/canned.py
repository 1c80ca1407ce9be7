"""/queries: the canned questions, as pages with a form and as data."""

from flask import Blueprint, Response, jsonify, render_template, request

from kg.formats import Format, by_name, for_kind
from kg.queries import CannedQuery, ParameterError, bind
from server import answers, clients, problems, texts, urls
from server.negotiation import HTML, pick
from server.pages import page, questions, sheet
from server.problems import Problem, not_acceptable
from server.site import Serving, Site

_RESERVED = ("lang", "format")
"""Query-string names that mean something on every page. A question may have its own `lang`."""


def blueprint(site: Site) -> Blueprint:
    """The routes of the canned questions on `site`."""
    routes = Blueprint("canned", __name__)

    @routes.get("/queries")
    def index() -> Response:
        with site.serving() as serving:
            offers = [HTML, *for_kind("results")[:1]]
            chosen = answers.negotiate(offers, [HTML.media_type, "application/json"])
            tag = answers.etag(serving, "queries", chosen.key, texts.language())
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            if chosen is HTML:
                topic, find = (request.args.get(name, "") for name in ("tag", "find"))
                view = questions.collection(site.queries.values(), topic, find)
                return page.respond(serving, tag, view.template, view.page, **view.content)
            return answers.describe(answers.finish(jsonify([_described(q) for q in site.queries.values()]), tag))

    @routes.get("/queries/<name>")
    def question(name: str) -> Response:
        slug, _, extension = name.partition(".")
        query = site.queries.get(slug)
        if query is None:
            raise Problem(404, f"There is no question {slug!r}; {urls.QUERIES} lists them all.")
        arguments = _arguments(query)
        chosen = _format(query, extension)
        with site.serving() as serving:
            tag = answers.etag(serving, "query", chosen.key, texts.language())
            try:
                terms = bind(query, arguments, serving.labels)
            except ParameterError as error:
                if chosen is not HTML:
                    raise
                return _again(serving, questions.Asked(query, arguments, _offers(query), serving.labels, fault=error))
            if (unchanged := answers.not_modified(tag)) is not None:
                return unchanged
            form = chosen if chosen.kind == query.answers else for_kind(query.answers)[0]
            text = sheet.beginning(query) if chosen is HTML else query.text
            most_bytes = answers.PAGE_BYTES if form is not chosen else None
            answer = serving.query(text, bindings=terms, results=form, graph=form, most_bytes=most_bytes)
            if form is chosen:
                return answers.of(answer, tag, slug)
            with clients.current().at_work():
                if chosen is not HTML:
                    return answers.result_set(answer, chosen, tag, slug)
                asked = questions.Asked(query, arguments, _offers(query), serving.labels, terms, answer)
                view = questions.question(asked, serving.name(texts.language()))
                return page.respond(serving, tag, view.template, view.page, **view.content)

    return routes


def _again(serving: Serving, asked: questions.Asked) -> Response:
    """The form with what was typed and, beside its field, what cannot be used."""
    assert asked.fault is not None
    problem = problems.of_query(asked.fault)

    def body() -> str:
        view = questions.question(asked, serving.name(texts.language()))
        return render_template(view.template, page=view.page, release=serving.release.id, **view.content)

    return problems.respond(problem, body)


def _offers(query: CannedQuery) -> tuple[Format, ...]:
    """Rows come as RDF, too: as a result set."""
    return for_kind("graph") if query.form == "construct" else (*for_kind("results"), *for_kind("graph"))


def _format(query: CannedQuery, extension: str) -> Format:
    """The format of the answer: by suffix, else by ?format=, else by Accept."""
    offers = (HTML, *_offers(query))
    if not extension:
        return answers.negotiate(offers)
    chosen = pick(offers, extension, None)
    if chosen is not None:
        return chosen
    if by_name(extension) is None:
        raise Problem(
            404, f"There is no .{extension} of a question. Use one of: {', '.join(f.extension for f in offers)}."
        )
    raise not_acceptable([f.media_type for f in offers])


def _arguments(query: CannedQuery) -> dict[str, str]:
    """The arguments of this request that are the question's; empty ones count as not given."""
    for name, values in request.args.lists():
        choice = name in query.parameters and query.parameters[name].type == "choice"
        if len(values) > 1 and not choice:
            raise Problem(422, f"{name} is given {len(values)} times; give it once.", parameter=name)
    joined = {name: ",".join(value.strip() for value in values) for name, values in request.args.lists()}
    given = {name: value for name, value in joined.items() if value.strip(",")}
    arguments = {n: v for n, v in given.items() if n not in _RESERVED or n in query.parameters}
    if "lang" in query.parameters:
        arguments.setdefault("lang", texts.language())
    return arguments


def _described(query: CannedQuery) -> dict[str, object]:
    return {
        "name": query.slug,
        "url": urls.query(query.slug),
        "title": query.title,
        "description": query.description,
        "tags": list(query.tags),
        "parameters": [
            {
                "name": p.name,
                "type": p.type,
                "class": p.cls,
                "required": p.required,
                "example": p.example,
                "title": p.title,
                "choices": p.choices,
            }
            for p in query.parameters.values()
        ],
        "columns": query.columns,
        "view": {"type": query.view.kind, **query.view.columns},
    }
