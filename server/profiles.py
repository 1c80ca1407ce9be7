"""Content negotiation by profile (https://www.w3.org/TR/dx-prof-conneg/): which model of a resource a client gets.

By `Accept-Profile`, a wish, which falls back on the first profile; or by `_profile` in the address, which has to be
known. `_profile=alt` lists what there is.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, request

from kg import iris, yaml_files
from kg.formats import Format, for_kind
from kg.store import Literal, NamedNode, Triple, serialize
from server import answers, texts, urls
from server.negotiation import MOST_RANGES, first_ranges, pick
from server.problems import Problem
from server.site import Site

HEADER = "Accept-Profile"
ALTERNATES = "alt"
"""What names the list of all profiles in the place of one."""
_ALTR, _PROF = "http://www.w3.org/ns/dx/connegp/altr#", "http://www.w3.org/ns/dx/prof/"
_PREFIXES = {"altr": _ALTR, "prof": _PROF, "rdf": iris.RDF, "dcterms": iris.DCTERMS}
_BY_QUERY = "http://www.w3.org/ns/dx/connegp/profile/qsa"
_WISH = re.compile(r"<([^<>\s]+)>\s*(?:;\s*[qQ]\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?")
"""An IRI, which may have commas in it, and the quality that RFC 9110 (12.4.2) allows, if it has one."""
_PART = re.compile(r"(?:<[^<>]*>|[^,<])+")
"""A part of the list, up to the next comma that is not in an IRI."""


@dataclass(frozen=True)
class Profile:
    """A model of a resource: its token and IRI, what it is a profile of, its titles by language, and its query."""

    token: str
    title: Mapping[str, str]
    of: tuple[str, ...]
    query: str

    @property
    def iri(self) -> str:
        return iris.PROFILE + self.token


@functools.cache
def known() -> tuple[Profile, ...]:
    """All profiles, the one of who asks for none first."""
    entries = yaml_files.read(Path(__file__).with_name("profiles.yaml"))
    return tuple(Profile(token, one["title"], tuple(one["of"]), one["query"]) for token, one in entries.items())


def asked() -> Profile | None:
    """The profile that the request asks for, None where it asks for none, or only wishes for unknown ones.

    Raises Problem for a `_profile` that is unknown.
    """
    named = request.args.get("_profile", "")
    if named:
        found = next((one for name in first_ranges(named).split(",") if (one := _of_name(name.strip()))), None)
        if found is None:
            tokens = ", ".join((*(one.token for one in known()), ALTERNATES))
            raise Problem(400, f"_profile={named[:80]!r} is unknown. Known: {tokens}.", parameter="_profile")
        return found
    parts = _PART.findall(request.headers.get(HEADER, ""))[:MOST_RANGES]
    wishes = [_WISH.fullmatch(part.strip()) for part in parts]
    liked = [(float(wish[2] or 1), one) for wish in wishes if wish and (one := _of_name(wish[1]))]
    best = max(liked, key=lambda wish: wish[0], default=(0.0, None))  # the earlier of two liked the same
    return best[1] if best[0] > 0 else None


def lists_asked() -> bool:
    """Whether the request asks for the list of profiles."""
    return request.args.get("_profile") == ALTERNATES


def _of_name(name: str) -> Profile | None:
    name = name.removeprefix("<").removesuffix(">")
    return next((one for one in known() if name in (one.token, one.iri, *one.of)), None)


def media_type_asked(offers: tuple[Format, ...]) -> Format | None:
    """The offer that `_mediatype` names, None where it is not given. Raises Problem."""
    named = request.args.get("_mediatype", "")
    if not named:
        return None
    if (found := pick(offers, named, None)) is None:
        available = [one.media_type for one in offers]
        raise Problem(406, f"_mediatype={named[:80]!r} is none of: {', '.join(available)}.", available=available)
    return found


def link(response: Response, kind: str, slug: str, chosen: Profile, form: Format) -> None:
    """Says which profile an answer conforms to, and where the others are."""
    response.headers["Content-Profile"] = f"<{chosen.iri}>"
    response.headers.add("Link", f'<{chosen.iri}>; rel="profile"')
    for one in known():
        if one is not chosen:
            response.headers.add("Link", _link(kind, slug, one, form, "alternate"))


def _link(kind: str, slug: str, profile: Profile, form: Format, relation: str) -> str:
    address = urls.data(kind, slug, form.extension, profile.token)
    return f'<{address}>; rel="{relation}"; type="{form.media_type}"; formats="{profile.iri}"'


def alternates(kind: str, slug: str) -> Response:
    """The list of all profiles of a resource and their formats, as links and as RDF."""
    forms = for_kind("graph")
    form = media_type_asked(forms) or pick(forms, "", request.headers.get("Accept")) or forms[0]
    response = Response(serialize(_representations(kind, slug), form.key, _PREFIXES), content_type=form.media_type)
    response.headers.add("Link", f'<{_BY_QUERY}>; rel="profile"')
    for number, one in enumerate(known()):
        for offer in forms:
            relation = "alternate" if number or offer is not forms[0] else "canonical"
            response.headers.add("Link", _link(kind, slug, one, offer, relation))
    return response


def _representations(kind: str, slug: str) -> Iterator[Triple]:
    thing, origin = NamedNode(iris.resource(kind, slug)), request.host_url.rstrip("/")
    conforms, form_of = NamedNode(iris.DCTERMS + "conformsTo"), NamedNode(iris.DCTERMS + "format")
    for number, profile in enumerate(known()):
        for offer in for_kind("graph"):
            place = NamedNode(origin + urls.data(kind, slug, offer.extension, profile.token))
            yield Triple(thing, NamedNode(_ALTR + "hasRepresentation"), place)
            if not number and offer is for_kind("graph")[0]:
                yield Triple(thing, NamedNode(_ALTR + "hasDefaultRepresentation"), place)
            yield Triple(place, NamedNode(iris.RDF + "type"), NamedNode(_ALTR + "Representation"))
            yield Triple(place, conforms, NamedNode(profile.iri))
            yield Triple(place, form_of, Literal(offer.media_type))
        yield from describe(profile)


def describe(profile: Profile) -> Iterator[Triple]:
    """A profile in the Profiles Vocabulary (https://www.w3.org/TR/dx-prof/)."""
    this = NamedNode(profile.iri)
    yield Triple(this, NamedNode(iris.RDF + "type"), NamedNode(_PROF + "Profile"))
    yield Triple(this, NamedNode(_PROF + "hasToken"), Literal(profile.token))
    for language in texts.LANGUAGES:
        yield Triple(this, NamedNode(iris.DCTERMS + "title"), Literal(profile.title[language], language=language))
    for standard in profile.of:
        yield Triple(this, NamedNode(_PROF + "isProfileOf"), NamedNode(standard))


def blueprint(site: Site) -> Blueprint:
    """The route at which profiles are described; what they are depends on nothing that a site has."""
    routes = Blueprint("profiles", __name__)

    @routes.get("/profile/<token>")
    def profile(token: str) -> Response:
        form = answers.negotiate(for_kind("graph"))
        found = next((one for one in known() if one.token == token), None)
        if found is None:
            tokens = ", ".join(one.token for one in known())
            raise Problem(404, f"There is no profile {token[:80]!r}; there is {tokens}.")
        return answers.finish(
            Response(serialize(list(describe(found)), form.key, _PREFIXES), content_type=form.media_type), None
        )

    return routes
