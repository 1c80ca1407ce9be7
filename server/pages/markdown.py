"""/page/….md and /llms.txt: pages as plain text with links, for language models and whoever reads without a browser.

llms.txt (https://llmstxt.org) says where to begin. A page has what the page for people has, evidence included.
"""

import re

from flask import Blueprint, Response, render_template

from server import answers, texts, urls
from server.negotiation import NEGOTIATED
from server.pages import thing
from server.pages.reader import Reader
from server.site import Serving, Site

MEDIA_TYPE = "text/markdown; charset=utf-8"
_MARKS = re.compile(r"([\\`*_\[\]<>#|])")


def escaped(text: object) -> str:
    """A text in which nothing is taken for markup, on one line."""
    return _MARKS.sub(r"\\\1", " ".join(str(text).split()))


def blueprint(site: Site) -> Blueprint:
    """The route of llms.txt on `site`."""
    routes = Blueprint("markdown", __name__)

    @routes.get(urls.LLMS)
    def llms() -> Response:
        with site.serving() as serving:
            tag = answers.etag(serving, "llms", texts.language())
            unchanged = answers.not_modified(tag)
            return unchanged or _finish(render_template("llms.md", questions=site.queries.values()), tag)

    return routes


def respond(serving: Serving, kind: str, slug: str, tag: str) -> Response:
    """The page of a resource as Markdown. Raises Problem."""
    view = thing.show(Reader(serving), kind, slug)
    name = serving.name(texts.language())
    content = {**view.content, "machine_read": serving.machine_read, "name": name}
    return _finish(render_template("thing.md", page=view.page, **content), tag)


def _finish(text: str, tag: str) -> Response:
    body = re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
    response = answers.finish(Response(body, content_type=MEDIA_TYPE), tag)
    response.vary.update(NEGOTIATED)
    return response
