"""The text of bytes: which encoding they are in, and what is no text at all."""

import codecs
import unicodedata

from kg.model import NotAnArticle

MOST_BYTES = 10_000_000
"""Bytes of a file or a page; an article has a few thousand characters."""
_OTHER = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP, Word or Excel file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
)
_SAVE = "save the article as plain text in UTF-8 or as an HTML page"


def check_size(size: int) -> None:
    """Raises NotAnArticle for more bytes than a file of an article has."""
    if size > MOST_BYTES:
        raise NotAnArticle(
            f"{size:,} bytes; an article has at most {MOST_BYTES:,}: give one file for each article, text or page"
        )


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of bytes in UTF-8, in UTF-16 with a mark, or in the encoding that is `declared`.

    Raises NotAnArticle for what is empty, too long or binary, and for a wrong byte, naming its place.
    """
    check_size(len(data))
    if not data.strip():
        raise NotAnArticle(f"the file is empty: {_SAVE}")
    for beginning, kind in _OTHER:
        if data.startswith(beginning):
            raise NotAnArticle(f"binary data, not text ({kind}): {_SAVE}")
    encoding = "utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else _known(declared)
    if encoding != "utf-16" and b"\0" in data:
        raise NotAnArticle(f"binary data, not text (byte {data.index(0)} is zero): {_SAVE}")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotAnArticle(
            f"not {encoding.upper()}: byte {error.start} in line {line} is wrong ({error.reason}): save the file as "
            "UTF-8, or turn it into UTF-8 (iconv -f WINDOWS-1258 -t UTF-8)"
        ) from None
    # windows-1258 writes tone marks as characters of their own; pages in UTF-8 stay as they are
    return text if encoding in ("utf-8", "utf-16") else unicodedata.normalize("NFC", text)


def _known(declared: str | None) -> str:
    """The declared encoding, in Python's name for it; UTF-8 where none is, or none that is known."""
    try:
        return codecs.lookup(declared).name if declared else "utf-8"
    except LookupError:
        return "utf-8"
