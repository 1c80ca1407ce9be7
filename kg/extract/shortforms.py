"""Abbreviations that an article introduces: "chính quyền điện tử (CQĐT)", "Ngân hàng Sao Giả (SGBank)"."""

import re
from collections.abc import Iterator, Mapping

from kg.extract.spans import Board, Mention
from kg.extract.spelling import LOWER, UPPER, keyword

_INTRODUCED = re.compile(rf"\((?:gọi tắt là |viết tắt là |sau đây gọi là )?([{UPPER}][{UPPER}&-]{{1,9}})\)")
_WORD = re.compile(rf"[{UPPER}{LOWER}]+")
_MOST = 90


def short_forms(text: str) -> dict[str, str]:
    """The abbreviations in brackets whose letters are the initials of the words before them, with those words."""
    found: dict[str, str] = {}
    for bracket in _INTRODUCED.finditer(text):
        letters = re.sub(r"[^\w]", "", bracket[1])
        words = list(_WORD.finditer(text, max(0, bracket.start() - _MOST), bracket.start()))[-len(letters) :]
        initials = "".join(word[0][0] for word in words).upper()
        if words and initials == letters and "\n" not in text[words[0].start() : bracket.start()]:
            found.setdefault(bracket[1], text[words[0].start() : words[-1].end()])
    return found


def put_short_names(text: str, board: Board) -> None:
    """Puts an agency wherever the article calls one by the short name that it introduced: "SGBank"."""
    terms = short_forms(text)
    for short, name in _short_names(board):
        if keyword(terms.get(short, name)) != keyword(name):
            continue  # "Ủy ban Quốc gia về Chính phủ điện tử (CPĐT)": the short form of its last words
        for found in re.finditer(rf"(?<!\w){re.escape(short)}(?!\w)", text):
            board.add(Mention("agency", found.start(), found.end(), {"name": short, "long": name}))


def _short_names(board: Board) -> Iterator[tuple[str, str]]:
    known: Mapping[str, str] = {
        m.text("short"): m.text("name") for m in board.mentions if m.kind == "agency" and m.value.get("short")
    }
    for short, name in sorted(known.items()):
        if sum(letter.isupper() for letter in short) > 1 and keyword(short) != keyword(name):
            yield short, re.sub(r" ?\([^)]*\)$", "", name)
