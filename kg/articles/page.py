"""A saved web page as an article: its main text, and what the page says of itself.

The main text is trafilatura's: menus, teasers and comments stay out. It has no places in the source of the page, and
that changes with every counter on it; so the offsets of facts count in the text, which is what is kept.
"""

import email
import email.policy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import lxml.etree
import lxml.html
import trafilatura

from kg.articles.decoding import decode
from kg.articles.published import Candidate, Weight, stamp
from kg.model import NotAnArticle

_BEGINS = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_MHTML = re.compile(rb"^(?:From:|MIME-Version:)[^\0]{0,2000}?multipart/related", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_SITE = re.compile(r"\s+[|–»-]\s+[^|–»-]{2,60}$")
"""The name of the site after the title."""
_METAS: dict[str, Weight] = {
    "article:published_time": "published", "og:published_time": "published", "datepublished": "published",
    "pubdate": "published", "publishdate": "published", "publish-date": "published", "publish_date": "published",
    "dc.date.issued": "published", "dcterms.issued": "published", "dcterms.created": "published", "date": "changed",
    "dc.date": "changed", "article:modified_time": "changed", "og:updated_time": "changed", "datemodified": "changed",
    "lastmod": "changed", "last-modified": "never",
}  # fmt: skip
"""What metas say, by their lower-case name; "date" may be anything, and Last-Modified is when the server rendered."""
_MOST_NODES = 20_000
"""A page of news has a few thousand elements; the search for the main text takes seconds for so many."""
_LEAST_WORDS = 20
_SUFFIXES = (".html", ".htm", ".xhtml")


@dataclass(frozen=True)
class Page:
    """What a page holds: the text to keep, which begins with the title, and the days of publication it may mean."""

    text: str
    title: str
    byline: str | None
    url: str | None
    candidates: tuple[Candidate, ...]


def is_page(data: bytes, name: str = "") -> bool:
    """Whether bytes are a web page, by how they begin, or by the name of their file."""
    head = data[:4096]
    return bool(_BEGINS.match(head) or _MHTML.match(head) or (name.lower().endswith(_SUFFIXES) and b"<" in head))


def read_page(data: bytes, charset: str | None = None) -> Page:
    """The page in HTML, or in the MHTML of browsers. `charset` is what the server said. Raises NotAnArticle."""
    if _MHTML.match(data[:4096]):
        data, charset = _in_envelope(data)
    declared = _CHARSET.search(data[:4096])
    source = decode(data, charset or (declared[1].decode("ascii") if declared else None)).removeprefix("\ufeff")
    tree = _tree(source)
    title, byline, url, candidates = _title(tree), _byline(tree), _address(tree, source), tuple(_candidates(tree))
    main = trafilatura.extract(
        tree, include_comments=False, include_tables=True, favor_precision=True, with_metadata=False, deduplicate=False
    )
    if not main or len(main.split()) < _LEAST_WORDS:
        raise NotAnArticle(
            "no main text is found in the page (a list of articles, a form, or a page that scripts fill): open the "
            "article itself and save it, or give its text as a file"
        )
    lines = [line.strip() for line in main.splitlines() if line.strip()]
    if title and _same(lines[0], title):
        lines = lines[1:]
    text = "\n\n".join([*([title] if title else []), *lines]) + "\n"
    return Page(text, title, byline, url, candidates)


def _tree(source: str) -> lxml.html.HtmlElement:
    """The tree of a page. Raises NotAnArticle for what no parser takes."""
    bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)  # lxml refuses text that declares an encoding
    try:
        tree = lxml.html.document_fromstring(bare, parser=lxml.html.HTMLParser(recover=True, huge_tree=False))
    except (lxml.etree.LxmlError, ValueError) as error:
        raise NotAnArticle(f"the page cannot be parsed ({error}): save it again, or give its text as a file") from None
    if sum(1 for _ in tree.iter()) > _MOST_NODES:
        raise NotAnArticle(f"the page has more than {_MOST_NODES:,} elements: give the text of the article as a file")
    return tree


def _in_envelope(data: bytes) -> tuple[bytes, str | None]:
    """The page in a file of MHTML, and its encoding. Raises NotAnArticle where there is none."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)  # a part that is no multipart
            return content, part.get_content_charset()
    raise NotAnArticle("the file of MHTML has no page in it: save the page as HTML")


def _title(tree: lxml.html.HtmlElement) -> str:
    """The headline: og:title, else the only <h1>, else <title>; without the name of the site."""
    headings = [_plain(one.text_content()) for one in tree.iter("h1")]
    given = _meta(tree, "og:title") or (headings[0] if len([one for one in headings if one]) == 1 else None)
    if given:
        return next((one for one in headings if one and _same(given[: len(one)], one)), _plain(given))
    return _SITE.sub("", _plain(tree.findtext(".//title") or ""))


def _byline(tree: lxml.html.HtmlElement) -> str | None:
    name = _meta(tree, "author") or _meta(tree, "article:author")
    return _plain(name)[:80] if name and not name.startswith("http") else None


def _address(tree: lxml.html.HtmlElement, source: str) -> str | None:
    """Where the page says it is from: its canonical address, or what the browser wrote when it saved the page."""
    links = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    saved = _SAVED_FROM.search(source[:4096])
    for url in (*links, _meta(tree, "og:url"), saved[1] if saved else None):
        if url and url.startswith(("http://", "https://")) and not _SPACE.search(url):
            return str(url)
    return None


def _candidates(tree: lxml.html.HtmlElement) -> Iterator[Candidate]:
    """The days that the page gives to machines."""
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            yield from _linked_data(script.text or "")
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if (weight := _METAS.get(name)) and (one := stamp(meta.get("content") or "", f"<meta> {name}", weight)):
            yield one
    for time in tree.iter("time"):
        marked = (time.get("itemprop") or "").lower() == "datepublished" or time.get("pubdate") is not None
        said = time.get("datetime") or time.text_content()
        if marked and (one := stamp(said, "<time> of the publication", "published")):
            yield one


def _linked_data(text: str) -> Iterator[Candidate]:
    """The days of articles in JSON-LD; a block that is no JSON says nothing."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return
    for thing in _objects(found):
        types = thing.get("@type")
        if not any(
            str(one).endswith(("Article", "Posting")) for one in (types if isinstance(types, list) else [types])
        ):
            continue
        if one := stamp(str(thing.get("datePublished", "")), "datePublished in JSON-LD", "published"):
            yield one
        if one := stamp(str(thing.get("dateModified", "")), "dateModified in JSON-LD", "changed"):
            yield one


def _objects(found: Any) -> Iterator[dict[str, Any]]:
    """The object, those of the list, or those of its @graph."""
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, dict):
            yield one
            if isinstance(one.get("@graph"), list):
                yield from (part for part in one["@graph"] if isinstance(part, dict))


def _meta(tree: lxml.html.HtmlElement, name: str) -> str | None:
    for meta in tree.iter("meta"):
        if name in ((meta.get("property") or "").lower(), (meta.get("name") or "").lower()) and meta.get("content"):
            return str(meta.get("content"))
    return None


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _same(one: str, other: str) -> bool:
    return _plain(one).casefold() == _plain(other).casefold()
