"""From what people give to the archive, on one page: bytes → text and day of publication → facts → kept.

`read` is a pure function of the bytes, so that processes of one machine and workers of a cluster do the same. One
process gives out the work, in batches, and writes: batch after batch in the order in which things were given, each
one transaction. Killed at any moment it leaves whole batches; started again it passes over what it knows by the bytes.
"""

import functools
import hashlib
import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from kg import paths
from kg.archive import Archive, Change, Entry, Kept, row
from kg.articles import decoding, language, page, published
from kg.articles.inputs import Given, Refused
from kg.extract.article import take_apart
from kg.extract.extractor import Extractor
from kg.extract.reading import read_text
from kg.extract.zones import Zone
from kg.facts import Article
from kg.model import NotAnArticle

BATCH = 32
"""Articles that are given out, and written, at once."""


@dataclass
class Report:
    """What an ingest did: how many articles are new, changed or were known, and the facts of the first two kinds.

    `undated` names the articles in which nothing says when they were published.
    """

    new: int = 0
    changed: int = 0
    known: int = 0
    facts: int = 0
    undated: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


@dataclass(frozen=True)
class Read:
    """What is written of an article, how many facts it has, the ISO day of its publication, and the reason for that."""

    entry: Entry
    facts: int
    day: str | None
    reason: str


def read(given: Given) -> Kept:
    """An article with its facts, from the bytes of a text file or a web page. Raises NotAnArticle."""
    if page.is_page(given.data, given.name):
        found = page.read_page(given.data, given.charset)
        text, title, byline, candidates = found.text, found.title, found.byline, list(found.candidates)
        url, offsets = given.url or found.url, "text"
    else:
        text = decoding.decode(given.data, given.charset)
        title, byline, candidates, url, offsets = "", None, [], given.url, "file"
    language.check(text)
    apart = take_apart(read_text(text))
    candidates += published.in_text(apart.text, [(zone.name, zone.start, zone.end) for zone in apart.zones])
    candidates += published.in_address(url) if url else []
    dating = published.choose(candidates)
    digest = hashlib.sha256(text.encode()).hexdigest()
    article = Article(
        id=digest[:16],
        file_name=f"{digest[:16]}.txt",
        sha256=digest,
        text=text,
        title=title or _title(apart.text, apart.zones),
        published=dating.day,
        published_time=dating.time,
        byline=byline,
        url=url,
    )
    facts = _extractor().facts(replace(apart, published=dating.day))
    return Kept(article, tuple(facts), dating.reason, "text" if offsets == "text" else "file")


def ingest(
    given: Iterable[Given | Refused],
    archive: Archive,
    executor: Executor,
    width: int,
    progress: Callable[[int], None] = lambda done: None,
    tell: Callable[[Read, Change], None] = lambda read, change: None,
) -> Report:
    """Takes in what was given, and reports. `width` batches are under way at once, which bounds the memory.

    `progress` is called with how many of those given are done, `tell` with each article that was written. Raises
    ArchiveFailed, and BrokenExecutor where a worker ended; what was written before stays.
    """
    report, done = Report(), 0
    underway: deque[tuple[int, Future[list[Read | Refused]]]] = deque()

    def finish() -> None:
        nonlocal done
        count, future = underway.popleft()
        _write(archive, future.result(), report, tell)
        done += count
        progress(done)

    reader = reader_version()
    for batch in _batches(given):
        unknown = []
        for one in batch:
            if isinstance(one, Refused):
                report.refused.append(one)
            elif archive.knows(_key(one), _digest(one), reader):
                report.known += 1
            else:
                unknown.append(one)
        if not unknown:
            done += len(batch)
            progress(done)
            continue
        underway.append((len(batch), executor.submit(read_batch, unknown, reader)))
        if len(underway) > width:
            finish()
    while underway:
        finish()
    return report


def read_batch(batch: Sequence[Given], reader: str) -> list[Read | Refused]:
    """What each of a batch becomes, in order."""
    return [_read(given, reader) for given in batch]


def prepare() -> None:
    """Loads the rules and the names of things, so that the first article does not have to wait for them."""
    _extractor()


@functools.cache
def reader_version() -> str:
    """A name for the code, the rules and the names of things by which articles are read: 12 hexadecimal digits."""
    here = Path(__file__).parent
    files = [
        *sorted(path for folder in ("articles", "extract") for path in (here / folder).rglob("*.*")),
        *sorted(paths.ontology_dir().rglob("*.ttl")),
    ]
    digest = hashlib.sha256(version("trafilatura").encode())
    for path in files:
        if path.suffix in (".py", ".yaml", ".toml", ".txt", ".ttl"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _read(given: Given, reader: str) -> Read | Refused:
    try:
        kept = read(given)
    except NotAnArticle as error:
        return Refused(given.name, str(error))
    entry = Entry(_key(given), _digest(given), given.name, reader, row(kept))
    return Read(entry, len(kept.facts), kept.article.published, kept.dating)


def _write(
    archive: Archive, results: Sequence[Read | Refused], report: Report, tell: Callable[[Read, Change], None]
) -> None:
    found = [one for one in results if isinstance(one, Read)]
    report.refused.extend(one for one in results if isinstance(one, Refused))
    if not found:
        return
    for one, change in zip(found, archive.add([one.entry for one in found]), strict=True):
        tell(one, change)
        match change:
            case "new":
                report.new += 1
            case "changed":
                report.changed += 1
            case "known":
                report.known += 1
                continue
        report.facts += one.facts
        if one.day is None:
            report.undated.append(one.entry.name)


def _batches(given: Iterable[Given | Refused]) -> Iterator[list[Given | Refused]]:
    stream = iter(given)
    while batch := list(itertools.islice(stream, BATCH)):
        yield batch


@functools.cache
def _extractor() -> Extractor:
    """The extractor of this process."""
    return Extractor()


def _key(given: Given) -> str:
    return given.url or _digest(given)


def _digest(given: Given) -> str:
    return hashlib.sha256(given.data).hexdigest()


def _title(text: str, zones: Sequence[Zone]) -> str:
    return next((text[zone.start : zone.end] for zone in zones if zone.name == "title"), "")
