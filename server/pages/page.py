"""What every page has around its content: where it stands, what it is in other forms, how it was asked and is cited."""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request

from kg.formats import Format, by_key, for_kind
from server import answers, texts, urls
from server.pages.reader import Reader
from server.problems import Problem
from server.releases import OpenRelease


@dataclass(frozen=True)
class Link:
    """An address of this site, or of another, and what stands there."""

    text: str
    href: str


@dataclass(frozen=True)
class Download:
    """The content of a page in another form."""

    form: Format
    href: str


@dataclass(frozen=True)
class Page:
    """A page. `title` is its heading, `summary` a sentence about it, `trail` the pages above it from the home page on.

    `asked` are its queries by name, `described` what search engines read (schema.org, JSON-LD), `feed` the address of
    its Atom feed, `iri` the resource that it is about. `whole` is the address of the page of which this one shows a
    choice, or another order: search engines are to keep that one, since of choices there is no end.
    """

    title: str
    summary: str = ""
    trail: tuple[Link, ...] = ()
    downloads: tuple[Download, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)
    described: Mapping[str, Any] | None = None
    feed: str | None = None
    iri: str | None = None
    whole: str | None = None

    @property
    def canonical(self) -> str:
        """The one address of this page, or of the whole that it shows a choice of, in this language."""
        if self.whole is not None:
            return urls.with_language(self.whole, texts.language())
        return self.in_language(texts.language())

    def in_language(self, language: str | None) -> str:
        """The address of this page in a language; None: the one that the reader's browser prefers."""
        return _with("lang", language)

    @staticmethod
    def with_argument(name: str, value: object) -> str:
        """The address of this page with another value of an argument."""
        return _with(name, value)


def _with(name: str, value: object) -> str:
    arguments = [(known, given) for known, given in request.args.items(multi=True) if known != name and given]
    arguments += [(name, str(value))] if value else []
    return urls.quoted(request.path) + (f"?{urlencode(arguments)}" if arguments else "")


@dataclass(frozen=True)
class View:
    """A page with the template that shows it and what that template needs beside."""

    template: str
    page: Page
    content: Mapping[str, Any]


Show = Callable[[Reader, str, str], View]
"""Makes the view of a resource of its kind: from the kind and the slug in its IRI."""


def respond(serving: OpenRelease, tag: str | None, template: str, page: Page, **content: Any) -> Response:
    """The page as an answer with its validator (None: none); it links to its other forms (RFC 8288)."""
    name = functools.cache(serving.name(texts.language()))  # a long page names many things often
    body = render_template(
        template, page=page, release=serving.release.id, name=name, machine_read=serving.machine_read, **content
    )
    response = answers.finish(Response(body), tag)
    for download in page.downloads:
        response.headers.add("Link", f'<{download.href}>; rel="alternate"; type="{download.form.media_type}"')
    return response


def trail(*links: Link) -> tuple[Link, ...]:
    """The way from the home page down."""
    return (Link(texts.of("home"), urls.HOME), *links)


def number_asked(name: str = "page") -> int:
    """The number of a page that an argument of the address asks for. Raises Problem."""
    text = request.args.get(name, "") or "1"
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and int(text) > 0):
        raise Problem(400, f"{name}={text[:80]!r} is no number of a page; pages count from 1.")
    return int(text)


RESOURCE_FORMS = (by_key("json"), by_key("csv"), *for_kind("graph"))
"""The forms of a resource: its statements as rows, or as RDF with the evidence."""


def of_resource(kind: str, slug: str) -> tuple[Download, ...]:
    """A resource in its forms."""
    return downloads(RESOURCE_FORMS, lambda form: urls.data(kind, slug, form.extension))


def downloads(forms: Iterable[Format], href: Any) -> tuple[Download, ...]:
    """The forms, each at the address that `href` gives for it."""
    return tuple(Download(form, href(form)) for form in forms)
