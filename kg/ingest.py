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
from kg.archive import Archive, Change
from kg.articles import published
from kg.articles.inputs import Given, Refused
from kg.articles.texts import text_of
from kg.entries import Entry, Kept, facts_of, row, with_facts
from kg.extract.article import Article as Apart
from kg.extract.article import take_apart
from kg.extract.extractor import Extractor
from kg.extract.gazetteer import gazetteer
from kg.extract.model.endpoint import Endpoint
from kg.extract.model.judging import BY_MODEL, unknown
from kg.extract.model.proposing import ModelExtractor, Tally
from kg.extract.reading import read_text
from kg.extract.zones import Zone
from kg.facts import Article, Fact
from kg.model import NotAnArticle

BATCH = 64
"""Articles that are given out, and written, at once."""
ASKED = 1
"""The same where a model is asked: its answers take seconds, and cost, so none is lost with the rest of a batch."""


@dataclass
class Report:
    """What an ingest did: how many articles are new, changed or were known, and the facts of the first two kinds.

    `undated` names the articles in which nothing says when they were published; `tally` is that of the model, if one
    was asked.
    """

    new: int = 0
    changed: int = 0
    known: int = 0
    facts: int = 0
    undated: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True)
class Read:
    """What is written of an article, how many facts it has, the ISO day of its publication, the reason for that, and
    what became of the proposals of a model that was asked."""

    entry: Entry
    facts: int
    day: str | None
    reason: str
    tally: Tally | None = None


def read(given: Given, extract: Callable[[Apart], list[Fact]] | None = None) -> Kept:
    """An article with its facts, from the bytes of a text file or a web page; the facts are those of the rules, or what
    `extract` finds in the article that was taken apart. Raises NotAnArticle."""
    found = text_of(given.data, given.name, given.charset)
    text, page = found.text, found.page
    title, byline, candidates = (page.title, page.byline, list(page.candidates)) if page else ("", None, [])
    url = given.url or (page.url if page else None)
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
    apart = replace(apart, published=dating.day)
    facts = (extract or _extractor().facts)(apart)
    return Kept(article, tuple(facts), dating.reason, found.offsets)


def ingest(
    given: Iterable[Given | Refused],
    archive: Archive,
    executor: Executor,
    width: int,
    progress: Callable[[int], None] = lambda done: None,
    tell: Callable[[Read, Change], None] = lambda read, change: None,
    model: Endpoint | None = None,
) -> Report:
    """Takes in what was given, and reports. `width` batches are under way at once, which bounds the memory. A `model`
    is asked about each article as well; those that it was asked about before are known.

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
    wanted = f"{reader}+{model.name}" if model else reader
    for batch in _batches(given, ASKED if model else BATCH):
        unknown = []
        for one in batch:
            if isinstance(one, Refused):
                report.refused.append(one)
            elif archive.knows(_key(one), _digest(one), wanted):
                report.known += 1
            else:
                unknown.append(one)
        if not unknown:
            done += len(batch)
            progress(done)
            continue
        underway.append((len(batch), executor.submit(read_batch, unknown, reader, model)))
        if len(underway) > width:
            finish()
    while underway:
        finish()
    return report


def read_batch(batch: Sequence[Given], reader: str, model: Endpoint | None = None) -> list[Read | Refused]:
    """What each of a batch becomes, in order."""
    return [_read(given, reader, model) for given in batch]


def prepare() -> None:
    """Loads the rules and the names of things, so that the first article does not have to wait for them."""
    _extractor()
    gazetteer()


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


def _read(given: Given, reader: str, model: Endpoint | None) -> Read | Refused:
    tallies: list[Tally] = []

    def asking(apart: Apart) -> list[Fact]:
        facts, tally = _asking(model).proposed(apart) if model else (_extractor().facts(apart), None)
        tallies.extend([tally] if tally else [])
        return facts

    try:
        kept = read(given, asking)
    except NotAnArticle as error:
        return Refused(given.name, str(error))
    if model is not None and not any(tally.failed for tally in tallies):
        reader = f"{reader}+{model.name}"  # where it failed it is asked again the next time
    entry = Entry(_key(given), _digest(given), given.name, reader, row(kept))
    return Read(entry, len(kept.facts), kept.article.published, kept.dating, next(iter(tallies), None))


def _write(
    archive: Archive, results: Sequence[Read | Refused], report: Report, tell: Callable[[Read, Change], None]
) -> None:
    found = [_with_proposals(archive, one) for one in results if isinstance(one, Read)]
    report.refused.extend(one for one in results if isinstance(one, Refused))
    if not found:
        return
    for one, change in zip(found, archive.add([one.entry for one in found]), strict=True):
        tell(one, change)
        if one.tally is not None:
            report.tally.add(one.tally)
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


def _with_proposals(archive: Archive, one: Read) -> Read:
    """What was read, and what a model proposed about the same text before, where none says something new now."""
    entry, before = one.entry, archive.row(one.entry.row.id)
    if before is None or (one.tally is not None and not one.tally.failed):
        return one
    known = facts_of(entry.row)
    left = unknown([fact for fact in facts_of(before) if fact.rule.startswith(BY_MODEL)], known)
    asked = [reader.partition("+")[2] for reader in archive.readers(entry.row.id) if "+" in reader]
    reader = f"{entry.reader}+{asked[-1]}" if asked and one.tally is None else entry.reader
    both = sorted([*known, *left], key=lambda fact: (fact.start, fact.end, fact.type, fact.rule))
    return replace(one, entry=replace(entry, reader=reader, row=with_facts(entry.row, both)), facts=len(both))


def _batches(given: Iterable[Given | Refused], size: int) -> Iterator[list[Given | Refused]]:
    stream = iter(given)
    while batch := list(itertools.islice(stream, size)):
        yield batch


@functools.cache
def _extractor() -> Extractor:
    """The extractor of this process."""
    return Extractor()


@functools.cache
def _asking(model: Endpoint) -> ModelExtractor:
    """The extractor of this process that asks a model as well."""
    return ModelExtractor(_extractor(), model)


def _key(given: Given) -> str:
    return given.url or _digest(given)


def _digest(given: Given) -> str:
    return hashlib.sha256(given.data).hexdigest()


def _title(text: str, zones: Sequence[Zone]) -> str:
    return next((text[zone.start : zone.end] for zone in zones if zone.name == "title"), "")
