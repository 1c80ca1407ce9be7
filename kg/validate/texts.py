"""Whether the quotes stand in the texts of the articles, for the texts that are at hand."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from kg import iris
from kg.folding import nfc
from kg.model import Fault
from kg.sources import Sources
from kg.validate.described import Described


@dataclass(frozen=True)
class Comparison:
    """What the comparison found, how many quotes it compared, and the articles whose text is not at hand."""

    faults: tuple[Fault, ...]
    quotes: int
    absent: tuple[str, ...]


def compare(sources: Sources, folders: Sequence[Path], kept: Mapping[str, str] = MappingProxyType({})) -> Comparison:
    """Holds every quote against the text that has its article's file name and SHA-256, or is `kept` by the latter.

    Offsets count the code points of the file read as UTF-8 with its line ends as they are. A text that is
    absent is no fault; one of the same name and another content is a warning, and is not compared.
    """
    faults: list[Fault] = []
    quotes, absent = 0, []
    for file in sources.of_kind("article"):
        graph = Described(file)
        article = iris.resource("article", graph.article)
        name = graph.literal(article, iris.ONT + "fileName")
        digest = graph.literal(article, iris.ONT + "sha256")
        content = _content(folders, name.value) if name else None
        if content is None and digest is not None and digest.value in kept:
            content = kept[digest.value].encode()
        if content is None or digest is None:
            absent.append(graph.article)
        elif hashlib.sha256(content).hexdigest() != digest.value:
            absent.append(graph.article)
            message = "the text at hand has another SHA-256; its quotes are not compared"
            faults.append(graph.fault(article, message, iris.ONT + "sha256", severity="warning"))
        else:
            found = list(_differences(graph, article, content.decode("utf-8")))
            faults.extend(found)
            quotes += len(graph.of_type(iris.ONT + "TextSpan"))
    return Comparison(tuple(faults), quotes, tuple(absent))


def _content(folders: Sequence[Path], name: str) -> bytes | None:
    """The bytes of the first file of that name. A name with a path in it is nobody's file."""
    if Path(name).name != name:
        return None
    return next((path.read_bytes() for folder in folders if (path := folder / name).is_file()), None)


def _differences(graph: Described, article: str, text: str) -> Iterator[Fault]:
    length = graph.integer(article, iris.ONT + "textLength")
    if length != len(text):
        message = f"the text has {len(text)} characters, diem:textLength says {length}"
        yield graph.fault(article, message, iris.ONT + "textLength")
    for span in graph.of_type(iris.ONT + "TextSpan"):
        start, end = graph.integer(span, iris.OA + "start"), graph.integer(span, iris.OA + "end")
        exact = graph.literal(span, iris.OA + "exact")
        if start is None or end is None or exact is None:
            continue
        if nfc(text[start:end]) != exact.value:
            message = f"the text has {text[start:end][:40]!r} there, not {exact.value[:40]!r}"
            yield graph.fault(span, message, iris.OA + "exact")
