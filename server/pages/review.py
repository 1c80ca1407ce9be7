"""/review: people decide of extracted facts in the browser, behind the token.

The browser asks for a name and a password (RFC 7617): the name is the reviewer's, the password the token. No cookie is
set. What a browser sends by itself it also sends for other sites; so every form brings a stamp that only this site can
make (https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html).
"""

import contextlib
import functools
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from kg.archive import Archive, ArchiveFailed, path_in
from kg.extract.rules import MODALITIES
from kg.facts import Article, Fact
from kg.review.decisions import BadName
from kg.review.desk import Decided, Desk, NotThere
from kg.review.editing import EVIDENCE, MODALITY, edited, form, read
from kg.review.faults import BadEdit
from kg.review.reviewed import texts_with_graphs
from kg.review.slots import Slot, fact_types
from server import answers, edits, texts, urls
from server.pages import page
from server.pages.page import Link, Page, trail
from server.problems import Problem
from server.settings import Settings
from server.site import Site

ON_A_PAGE = 10
_DECIDED = 50
_AROUND = 200
"""Characters of the article that are shown before and after the evidence."""
_CHALLENGE = 'Basic realm="diemcau review", charset="UTF-8"'


@dataclass(frozen=True)
class Shown:
    """A fact with its passage, as the page shows it; `given` and `wrong` where somebody mended it wrongly."""

    article: Article
    fact: Fact
    confidence: float
    given: dict[str, Any]
    wrong: BadEdit | None = None

    @property
    def faults(self) -> list[str]:
        """What is wrong with it, in words."""
        return edits.on_page(self.wrong) if self.wrong else []

    @property
    def unfit(self) -> set[str]:
        """The slots that something is wrong with."""
        faults = self.wrong.faults if self.wrong else ()
        return {slot for one in faults for slot in (one.slot, *(one.others if one.code == "some" else ()))}

    @property
    def passage(self) -> tuple[str, str, str]:
        """What is before the evidence, the evidence, and what is after it."""
        text, fact = self.article.text, self.fact
        start, end = max(0, fact.start - _AROUND), min(len(text), fact.end + _AROUND)
        before, after = text[start : fact.start], text[fact.end : end]
        if start:
            before = "… " + before.partition(" ")[2]
        if end < len(text):
            after = after.rpartition(" ")[0] + " …"
        return _joined(before), text[fact.start : fact.end], _joined(after)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots of its type."""
        return fact_types()[self.fact.type].slots


def _joined(text: str) -> str:
    """Lines of an article without empty ones between them."""
    return re.sub(r"\s*\n\s*", "\n", text)


def blueprint(site: Site) -> Blueprint:
    """The routes of the page, which is there where the site was started with a token."""
    routes = Blueprint("review", __name__)
    settings = site.settings

    @routes.get(urls.REVIEW)
    def waiting() -> Response:
        reviewer = _reviewer(settings)
        with _desk(settings) as desk:
            return _waiting(site, desk, reviewer)

    @routes.post(urls.REVIEW)
    def decide() -> Response | WerkzeugResponse:
        reviewer = _reviewer(settings)
        article, key, verdict = (request.form.get(name, "") for name in ("article", "fact", "verdict"))
        if not hmac.compare_digest(request.form.get("stamp", "").encode(), stamp(settings, article, key).encode()):
            raise Problem(403, "This decision does not come from a page of this site. Open the page and decide there.")
        with _desk(settings) as desk:
            try:
                found, fact, _ = desk.find(article, key)
                match verdict:
                    case "undo":
                        desk.undo(article, key, request.form.get("time"))
                    case "edited":
                        desk.decide(article, key, "edited", _mended(found, fact), reviewer, first=True)
                    case "accepted" | "rejected":
                        desk.decide(article, key, verdict, reviewer=reviewer, first=True)
                    case _:
                        raise Problem(400, "verdict is accepted, rejected, edited or undo.")
            except NotThere as error:
                raise Problem(404, f"{error}.") from None
            except Decided as error:
                raise Problem(409, f"{error}. Look at what was decided: {urls.REVIEW_DECISIONS}") from None
            except BadName as error:
                raise Problem(400, f"{error}.") from None
            except BadEdit as error:
                wrong = Shown(found, fact, fact.confidence, request.form.to_dict(), error)
                return _waiting(site, desk, reviewer, wrong)
        done = {} if verdict == "undo" else {"done": f"{article}/{key}"}
        return redirect(urls.with_language(urls.review(done | _chosen()), texts.chosen()), 303)

    @routes.get(urls.REVIEW_DECISIONS)
    def decided() -> Response:
        _reviewer(settings)
        with _desk(settings) as desk:
            decisions = desk.decided(_DECIDED)
        shown = Page(texts.of("review.decided"), trail=trail(Link(texts.of("review.title"), urls.REVIEW)))
        with site.serving() as serving:
            response = page.respond(
                serving, None, "review-decisions.html", shown, decisions=decisions, types=fact_types(),
                stamp=functools.partial(stamp, settings),
            )  # fmt: skip
        return answers.once(response)

    return routes


def _waiting(site: Site, desk: Desk, reviewer: str, wrong: Shown | None = None) -> Response:
    """The page of what waits; first what somebody mended wrongly."""
    chosen = _chosen()
    found = desk.waiting(ON_A_PAGE, chosen.get("type"), chosen.get("rule"))
    facts = [Shown(one.article, one.fact, one.confidence, form(one.fact, one.article.text)) for one in found]
    if wrong is not None:
        facts = [wrong, *(one for one in facts if (one.article.id, one.fact.key) != (wrong.article.id, wrong.fact.key))]
    done = None
    article, slash, key = request.args.get("done", "").partition("/")
    if slash:
        with contextlib.suppress(NotThere):  # the address may be an old one
            _, _, done = desk.find(article, key)
    shown = Page(texts.of("review.title"), texts.of("review.about"), trail=trail())
    with site.serving() as serving:
        response = page.respond(
            serving, None, "review.html", shown, facts=facts, waiting=desk.count(), done=done, chosen=chosen,
            reviewer=reviewer, types=fact_types(), modalities=sorted(MODALITIES), modality=MODALITY, evidence=EVIDENCE,
            stamp=functools.partial(stamp, site.settings),
        )  # fmt: skip
    response.status_code = 200 if wrong is None else 422
    return answers.once(response)


def _mended(article: Article, fact: Fact) -> Fact:
    """The fact as the form has it. Raises BadEdit."""
    known = form(fact, article.text)
    return edited(fact, read(fact.type, {name: request.form.get(name, "") for name in known}), article.text)


def _chosen() -> dict[str, str]:
    """What the address narrows the facts to. Raises Problem."""
    chosen = {name: value for name in ("type", "rule") if (value := request.args.get(name, ""))}
    if chosen.get("type", "target") not in fact_types():
        raise Problem(400, f"type is one of {', '.join(fact_types())}.")
    return chosen


def _reviewer(settings: Settings) -> str:
    """The name that came with the token. Raises Problem: 404 where nobody reviews, 401 without the token."""
    if settings.token is None:
        raise Problem(404, "Nobody reviews here: the site was started without a token. An operator can set one.")
    given = request.authorization
    name, secret = "", ""
    if given is not None and given.type == "basic":
        name, secret = given.username or "", given.password or ""
    elif given is not None and given.type == "bearer":
        secret = given.token or ""
    if not hmac.compare_digest(secret.encode(), settings.token.encode()):
        raise Problem(401, "Reviewing needs the token: as the password, with a name of yours or none.", _CHALLENGE)
    return name


def stamp(settings: Settings, article: str, key: str) -> str:
    """What the form of a fact brings along: nobody without the token can make it."""
    return hmac.digest((settings.token or "").encode(), f"review\n{article}\n{key}".encode(), "sha256").hex()


@contextlib.contextmanager
def _desk(settings: Settings) -> Iterator[Desk]:
    """The desk for the time of a request. Raises Problem."""
    if not path_in(settings.data).is_file():
        raise Problem(404, "There are no extracted articles here. An operator can take some in: diemcau ingest.")
    try:
        with contextlib.closing(Archive(settings.data)) as archive:
            yield Desk(archive, _reviewed())
    except ArchiveFailed as error:
        raise Problem(503, f"{error}.", retry_after=5) from None


@functools.cache
def _reviewed() -> set[str]:
    return texts_with_graphs()
