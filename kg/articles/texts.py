"""The text of an article in the bytes of a file of text or of a web page, whichever they are."""

from dataclasses import dataclass
from typing import Literal

from kg.articles import decoding, language
from kg.articles.page import Page, is_page, read_page


@dataclass(frozen=True)
class Text:
    """The text that is read; `page` is what it was taken from, if that was a web page.

    `offsets`: what places count in: the characters of the "file", or those of the "text" that is kept of a page.
    """

    text: str
    page: Page | None
    offsets: Literal["file", "text"]


def text_of(data: bytes, name: str = "", charset: str | None = None) -> Text:
    """The text of an article. `charset` is what a server said. Raises NotAnArticle, also where it is not Vietnamese."""
    page = read_page(data, charset) if is_page(data, name) else None
    text = page.text if page else decoding.decode(data, charset)
    language.check(text)
    return Text(text, page, "text" if page else "file")
