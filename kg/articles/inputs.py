"""What people give to be read: files, folders and addresses, as a stream of bytes with their names."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.articles.decoding import check_size
from kg.articles.fetching import Fetched
from kg.model import NotAnArticle

SUFFIXES = (".txt", ".html", ".htm", ".xhtml", ".mhtml", ".mht")
"""What is read of a folder; a file that is named is read whatever it is called."""
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True)
class Given:
    """The bytes of one article, and where they are from: `name` for people, `url` and `charset` of what was fetched."""

    name: str
    data: bytes
    url: str | None = None
    charset: str | None = None


@dataclass(frozen=True)
class Refused:
    """What cannot be read as an article, and why."""

    name: str
    reason: str


def listed(given: Sequence[str]) -> list[Path | str]:
    """The files and addresses that were given, those of folders in order of their names, each once.

    The folder that a browser saves beside a page ("page_files") belongs to the page, and is not read. Raises
    NotAnArticle for a file or a folder that is not there.
    """
    found: dict[Path | str, None] = {}
    for one in given:
        if not one.strip():
            raise NotAnArticle('"" names no file: the name is empty (a variable of the shell that is not set, say)')
        if _ADDRESS.match(one):
            found[one] = None
            continue
        path = Path(one)
        if path.is_dir():
            found |= dict.fromkeys(_files(path))
        elif path.exists():
            found[path] = None
        else:
            raise NotAnArticle(f"{one}: there is no such file or folder")
    return list(found)


def given(places: Sequence[Path | str], fetch: Callable[[str], Fetched]) -> Iterator[Given | Refused]:
    """The bytes of files and addresses, one after the other; a place that cannot be read does not stop the others."""
    for place in places:
        try:
            if isinstance(place, str):
                fetched = fetch(place)
                yield Given(place, fetched.data, fetched.url, fetched.charset)
            else:
                if not place.is_file():
                    raise NotAnArticle("no file (a socket, a device, a pipe): give files and folders")
                check_size(place.stat().st_size)
                yield Given(str(place), place.read_bytes())
        except NotAnArticle as error:
            yield Refused(str(place), str(error))
        except OSError as error:
            yield Refused(str(place), f"it cannot be read ({error.strerror}): may you read it, and is it still there?")


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder and the folders in it that can be articles, in order of their names."""
    entries = sorted(folder.iterdir())
    pages = {entry.stem for entry in entries if entry.suffix.lower() in SUFFIXES}
    for entry in entries:
        if entry.is_dir():
            page, saved, _ = entry.name.partition("_files")
            if not entry.is_symlink() and not (saved and page in pages):  # links could lead in a circle
                yield from _files(entry)
        elif entry.suffix.lower() in SUFFIXES:
            yield entry
