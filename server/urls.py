"""Every address that the site writes."""

import datetime
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from kg import iris
from kg.formats import Format

HOME = "/"
QUERIES = "/queries"
SPARQL = "/sparql"
GRAPHS = "/graphs"
ONTOLOGY = "/ontology"
VOCAB = "/vocab"
SEARCH = "/search"
RECONCILE = "/reconcile"
STATIC = "/static/"
REVIEW, REVIEW_DECISIONS = "/review", "/review/decisions"
HEALTH, READY, METRICS, LIMITS = "/health", "/ready", "/metrics", "/limits"
OPERATIONS = frozenset((HEALTH, READY, METRICS, LIMITS))
"""What operators ask. It is on nobody's budget, and answered however much there is to do."""
API = "/api/openapi.json"
LISTS = ("targets", "meetings", "indicators", "agencies", "people", "documents", "systems", "places", "articles")
"""The lists of what the graph knows, each at /{name}; in the order of the head of each page."""


def local(iri: str) -> str | None:
    """The path on this site for one of our IRIs, or None for a foreign one."""
    if iri.startswith(iris.ONT):
        return f"{ONTOLOGY}#" + quote(iri.removeprefix(iris.ONT))
    if iri.startswith(iris.VOC):
        return f"{VOCAB}#" + quote(iri.removeprefix(iris.VOC))
    if iri == iris.ONTOLOGY:
        return ONTOLOGY
    if iri.partition("#")[0] == iris.BASE + "dataset":
        return DATASET_IRI
    if iri.startswith(iris.PROFILE):
        return "/profile/" + quote(iri.removeprefix(iris.PROFILE))
    if iri.startswith(iris.ID):
        return "/id/" + quote(iri.removeprefix(iris.ID))
    return None


def link(iri: str) -> str | None:
    """Where a page may link for an IRI: our own path, or a web address; None for any other scheme."""
    return local(iri) or (iri if iri.startswith(("http://", "https://")) else None)


def page(kind: str, slug: str) -> str:
    """The page about a resource."""
    return f"/page/{quote(kind)}/{quote(slug)}"


def data(kind: str, slug: str, extension: str, profile: str = "") -> str:
    """The RDF about a resource, in the profile with a token."""
    return f"/data/{quote(kind)}/{quote(slug)}.{extension}" + (f"?_profile={quote(profile)}" if profile else "")


def query(slug: str, extension: str = "", arguments: Mapping[str, str] | None = None) -> str:
    """A canned question, as a page or in a format."""
    tail = f".{extension}" if extension else ""
    given = f"?{urlencode(arguments)}" if arguments else ""
    return f"{QUERIES}/{quote(slug)}{tail}{given}"


def sparql(text: str = "") -> str:
    """The SPARQL page, with a query filled in."""
    return SPARQL + (f"?{urlencode({'query': text})}" if text else "")


def with_language(address: str, language: str | None) -> str:
    """An address of this site in a language that the reader chose; other addresses, and no choice, unchanged."""
    if not language or not address.startswith("/"):
        return address
    path, hash_, fragment = address.partition("#")
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}lang={language}{hash_}{fragment}"


@dataclass(frozen=True)
class Section:
    """A part of the site that every page links to: its address and the key of its word."""

    path: str
    word: str


_LISTS = tuple(Section(f"/{name}", name) for name in LISTS)
_TOOLS = (Section(QUERIES, "questions"), Section(SPARQL, "sparql"))


def sections(exact: bool) -> tuple[Section, ...]:
    """What the head of each page links to; a plain data set has nothing but its endpoint."""
    return _TOOLS[1:] if exact else _LISTS + _TOOLS


def lists() -> tuple[Section, ...]:
    """The lists of what the graph knows."""
    return _LISTS


def quoted(path: str) -> str:
    """A path as it stands in an address."""
    return quote(path, safe="/:@!$&'()*+,;=~")


@functools.cache
def static(name: str) -> str:
    """The address of a file in static/; another one when the file is changed, so that it can be kept for ever."""
    content = (Path(__file__).with_name("static") / name).read_bytes()
    return f"/static/{quote(name)}?v={hashlib.sha256(content).hexdigest()[:8]}"


def listing(name: str, extension: str = "", arguments: Mapping[str, str] | None = None) -> str:
    """A list, as a page or in a format, as far as the arguments narrow it down."""
    tail = f".{extension}" if extension else ""
    given = f"?{urlencode(arguments)}" if arguments else ""
    return f"/{quote(name)}{tail}{given}"


RESULTS = "/targets-vs-results"


def results(after: str = "") -> str:
    """All targets beside what was measured; `after` is the slug of the last one of the page before."""
    return RESULTS + (f"?{urlencode({'after': after})}" if after else "")


def fact(kind: str, slug: str) -> str:
    """The page that says why a fact, or a claim, is here."""
    return f"/fact/{quote(kind)}/{quote(slug)}"


def why(iri: str) -> str | None:
    """The page that says why a resource of ours is here; None for others."""
    kind, _, slug = iri.removeprefix(iris.ID).partition("/")
    return fact(kind, slug) if iri.startswith(iris.ID) and slug else None


def statement(subject: str, predicate: str, value: str) -> str:
    """The page that says why one statement is here."""
    return f"/fact?{urlencode({'s': subject, 'p': predicate, 'o': value})}"


DATASET_IRI = "/dataset"
"""Where the IRI of the data set and those of its parts lead on this site."""
ABOUT, DATASET, PROGRAMS, DUMP, VOID = "/about", "/data", "/api", "/dump.nq", "/.well-known/void"
EXAMPLES = "/.well-known/sparql-examples"


def graph(iri: str, key: str) -> str:
    """A named graph in a format."""
    return f"{GRAPHS}?{urlencode({'graph': iri, 'format': key})}"


def site_map() -> tuple[tuple[str, tuple[Section, ...]], ...]:
    """What the foot of each page links to, by the key of its heading."""
    return (
        ("lists", _LISTS),
        ("ask", (Section(SEARCH, "search"), *_TOOLS, Section(PROGRAMS, "programs.title"))),
        ("terms", (Section(DATASET, "dataset.title"), Section(ONTOLOGY, "ontology"), Section(VOCAB, "vocab"))),
        ("site", (Section(HOME, "home"), Section(ABOUT, "about.title"))),
    )


def sparql_as(text: str, format_key: str) -> str:
    """The answer of a query in a format."""
    return f"{SPARQL}?{urlencode({'query': text, 'format': format_key})}"


def questions(tag: str = "", find: str = "") -> str:
    """The list of canned questions, those with a tag or with words in them."""
    given = {name: value for name, value in (("tag", tag), ("find", find)) if value}
    return QUERIES + (f"?{urlencode(given)}" if given else "")


def passage(article: str, claim: str, page: int) -> str:
    """The place of an article's page where the words stand that prove a claim; `page` is the part that has it."""
    kind, _, slug = article.removeprefix(iris.ID).partition("/")
    at = f"?page={page}" if page > 1 else ""
    return f"/page/{quote(kind)}/{quote(slug)}{at}#p-{quote(claim)}"


def feed(kind: str, slug: str, language: str) -> str:
    """The feed of what is said about a resource."""
    return f"{page(kind, slug)}.atom?lang={language}"


TERMS = "/sparql/terms.json"
"""The names that the editor of queries suggests."""


def vendor(name: str) -> str:
    """The address of a file of others that the build put into static/vendor/."""
    return static(f"vendor/{name}")


ROBOTS, SITEMAP = "/robots.txt", "/sitemap.xml"


def sitemap(part: int) -> str:
    """A part of the list of all pages for search engines."""
    return f"/sitemap/{part}.xml"


def review(chosen: Mapping[str, str]) -> str:
    """The page of extracted facts that wait for a decision, narrowed to some."""
    return REVIEW + (f"?{urlencode(chosen)}" if chosen else "")


def article(slug: str) -> str:
    """The IRI of an article."""
    return iris.resource("article", slug)


def home(form: Format) -> str:
    """The counts of the front page in a format."""
    return f"{HOME}?format={form.key}"


def about(form: Format) -> str:
    """The counts of the page about the method in a format."""
    return f"{ABOUT}?format={form.key}"


def found(extension: str, arguments: Mapping[str, str]) -> str:
    """All that a search found, in a format."""
    return f"{SEARCH}.{extension}?{urlencode(arguments)}"


IN_LISTS: Mapping[str, str] = {
    "target": "targets", "meeting": "meetings", "indicator": "indicators", "agency": "agencies", "person": "people",
    "document": "documents", "system": "systems", "service": "systems", "area": "places", "article": "articles",
}  # fmt: skip
"""The list that resources of a kind stand in."""
KINDS = (*LISTS, *(kind for kind in iris.TYPES if kind not in IN_LISTS), "other")
"""What the search tells apart: the lists, the kinds of what stands in none, and terms, which are no resources."""


FRAGMENTS = "/fragments"
"""Where clients ask for one triple pattern at a time."""
CONTEXT = "/context.jsonld"
"""The terms of the ontology for JSON-LD."""
LLMS = "/llms.txt"
"""Where language models begin."""


def markdown(kind: str, slug: str) -> str:
    """The page about a resource as Markdown."""
    return f"{page(kind, slug)}.md"


def timegate(kind: str, slug: str) -> str:
    """Where to ask for a resource as it was at a moment."""
    return f"/timegate/{quote(kind)}/{quote(slug)}"


def timemap(kind: str, slug: str) -> str:
    """The list of a resource's states that are kept."""
    return f"/timemap/{quote(kind)}/{quote(slug)}"


def memento(stamp: str, kind: str, slug: str, extension: str) -> str:
    """A resource as it was in the release of a moment."""
    return f"/memento/{stamp}/{quote(kind)}/{quote(slug)}.{extension}"


RELEASES = "/releases.atom"
"""The feed of releases and what each changed."""
LDES = "/ldes"
"""Where the stream of what releases changed begins."""


def releases(language: str) -> str:
    """The feed of releases in a language."""
    return f"{RELEASES}?lang={language}"


def ldes_day(day: datetime.date) -> str:
    """The releases of a day (UTC) that changed something."""
    return f"{LDES}/{day.isoformat()}"


def ldes(stamp: str, page: int) -> str:
    """A page of what the release of a moment changed."""
    return f"{LDES}/{stamp}/{page}"
