"""Names of agencies and places: those that the ontology knows, and those that are built as such names are."""

import re
from collections.abc import Iterator, Mapping

from kg.extract.gazetteer import Gazetteer
from kg.extract.phrases import Hits
from kg.extract.spans import Board, Mention
from kg.extract.spelling import UPPER

_WORD = re.compile(r"[^\W_]+(?:[&.'’-]?[^\W_]+)*|&")
_ABBREVIATION = re.compile(rf" ?\((?:gọi tắt là |viết tắt là |sau đây gọi là )?([{UPPER}][\w&.-]{{1,14}})\)")
_AREA_LINK = re.compile(r",? (?:các )?(?:tại )?")
_NOT_ALONE = re.compile(r" (?:điện tử|số(?! \d))")
_MOST_WORDS = 14
_SHORT_HEADS = frozenset(("báo", "hội", "viện", "trường", "đài", "tạp chí", "quỹ"))
_BEFORE_NAMES = tuple([word] for word in ["do", "của", "với", "và", "cùng", "bởi", "trên", "từ", "là", "theo"])
_SHORT_LEVELS = frozenset(("tp", "tx", "tt", "q", "p", "h"))
"""Levels that are written with a full stop that ends no sentence: "TP. Hà Nội", not "cấp xã. Ông …"."""
_VERBS = frozenset(("tổ chức", "thanh tra", "kế hoạch", "thống kê", "xây dựng"))
_LONG_NAME = 14
_LEADS_ON = re.compile(r"^ (?:và |- |& |tỉnh |thành phố |huyện |quận )?")
_NUMBERED = re.compile(r"(?:Đề án|Chương trình|Dự án|Bệnh viện)$")
"""What has a number for a name: "Tổ công tác triển khai Đề án 06"."""
_LAST = re.compile(r"[.,;:)\n]|$")
_NATIONAL = re.compile(r"((?: [^\W\dA-ZĐ_][^\W\d_]*){1,6}) (?:quốc gia|trung ương|nhà nước)(?!\w)")
_NEVER_LINKS = frozenset((
    "trên", "trong", "tại", "ở", "với", "cùng", "do", "từ", "đến", "tới", "vào", "theo", "để", "qua", "cho", "là",
    "khi", "có", "đã", "sẽ", "như", "bằng", "tổ", "được", "phải", "không",
))  # fmt: skip
_LOWER_HEADS = frozenset(
    (
        "trung tâm",
        "tập đoàn",
        "công ty",
        "công ty cổ phần",
        "công ty cp",
        "công ty tnhh",
        "ban chỉ đạo",
        "ban quản lý",
        "tổ công tác",
        "ngân hàng",
        "học viện",
        "trường đại học",
        "đại học",
        "hiệp hội",
        "ủy ban",
        "ủy ban quốc gia",
        "tổng công ty",
    )
)


class Names:
    """The names of one text; `people` (start to end of names of persons) are kept out of agencies and places."""

    def __init__(self, text: str, hits: Hits, known: Gazetteer, people: Mapping[int, int]) -> None:
        self._text = text
        self._hits = hits
        self._known = known
        self._people = people

    def agencies(self) -> Iterator[Mention]:
        """Candidates, longest first where they start alike."""
        hits = self._hits
        for start, (end, payload) in hits.get("agency", {}).items():
            if self._capital(start) and not (
                self._text[start:end].lower() == "chính phủ" and _NOT_ALONE.match(self._text.lower(), end)
            ):
                yield self._made(start, self._with_place(start, end) if not payload else end, payload)
        for start, (end, _) in hits.get("branch_head", {}).items():
            branch = hits.get("branch", {}).get(end + 1)
            if branch and (self._capital(start) or self._capital(end + 1)):
                yield self._made(start, self._with_place(start, branch[0]), None)
        for start, (end, _) in hits.get("area_head", {}).items():
            stop = self._with_place(start, end)
            if stop > end:
                yield self._made(start, stop, None)
        for start, (end, _) in hits.get("free_head", {}).items():
            if any(first < start < last for first, last in self._people.items()):
                continue  # "Đỗ Trường Mẫu" is no school
            stop = self._free(start, end)
            if stop > end:
                yield self._made(start, stop, None)

    def _made(self, start: int, end: int, payload: object) -> Mention:
        short = None
        if found := _ABBREVIATION.match(self._text, end):
            short, long_end = found[1], found.end()
            return Mention(
                "agency",
                start,
                long_end,
                {"name": self._text[start:long_end], "short": short, "bare_end": end, "iris": payload},
            )
        return Mention("agency", start, end, {"name": self._text[start:end], "iris": payload})

    def _capital(self, place: int) -> bool:
        return self._text[place : place + 1].isupper()

    def place_after(self, start: int) -> int:
        """The end of a name of a place that begins at `start`, with its level; `start` where there is none."""
        hits, text = self._hits, self._text
        level = hits.get("level", {}).get(start)
        name = start
        if level:
            name = level[0] + (1 if text[level[0] : level[0] + 1] == " " else 0)
            if text[start : level[0]].lower() in _SHORT_LEVELS and text[level[0] : level[0] + 2] == ". ":
                name = level[0] + 2
        for tag in ("area", "town", "country"):
            known = hits.get(tag, {}).get(name)
            if (
                known
                and (
                    self._capital(name)
                    or (
                        tag == "town"
                        and " " in text[name : known[0]]
                        and any(c.isupper() for c in text[name : known[0]])
                    )
                )
                and self._whole(name, known[0], levelled=bool(level))
            ):
                return known[0]
        known = hits.get("area", {}).get(start)
        if (
            known
            and any(c.isupper() for c in text[start : known[0]])
            and self._whole(start, known[0], levelled=bool(level))
        ):
            return known[0]
        if level and self._capital(name):
            end = self._capitals(name, 3)
            return end if end > name else start
        return start

    def _whole(self, start: int, end: int, *, levelled: bool) -> bool:
        """Whether a place is no part of a longer name: "Thái Bình | Dương", "Nguyễn | Đức | Long"."""
        if end not in self._people and any(s < start < e or (s == start and e > end) for s, e in self._people.items()):
            return False
        follows = self._text[end : end + 2]
        if follows[:1] == " " and follows[1:].isupper() and end + 1 not in self._people and end - start < _LONG_NAME:
            return False
        before = self._text[max(0, start - 12) : start].rsplit(" ", 2)
        alone = " " not in self._text[start:end]
        return levelled or not alone or len(before) < 2 or not before[-2][:1].isupper() or before[-2][-1:] in ".,:;"

    def _with_place(self, start: int, end: int) -> int:
        """`end` moved past " tỉnh Bắc Ninh", " TP Hà Nội", " các …" never; past the bare level only for heads of
        areas."""
        text = self._text
        link = _AREA_LINK.match(text, end)
        if link is None or "các" in link[0] or "," in link[0]:
            return end
        place = self.place_after(link.end())
        if place > link.end():
            return place
        level = self._hits.get("level", {}).get(link.end())
        if level and start in self._hits.get("area_head", {}) and self._hits["area_head"][start][0] == end:
            return level[0]
        return end

    def _capitals(self, start: int, most: int) -> int:
        """The end of at most `most` capitalised words from `start`; a name of a person ends them."""
        end = place = start
        for _ in range(most):
            word = _WORD.match(self._text, place)
            if word is None or not word[0][0].isupper() or place in self._people:
                break
            end = word.end()
            if self._text[end : end + 1] != " ":
                break
            place = end + 1
        return end

    def _free(self, start: int, end: int) -> int:
        """The end of a name that goes on with capitals and the words that names go on with; `end` where it does not."""
        text, hits = self._text, self._hits
        place, sure, capitals = end, end, 0
        capital_head = self._capital(start)
        if start in self._people or (not capital_head and not self._lower_head(start, end)):
            return end
        for _ in range(_MOST_WORDS):
            at = place + 1
            word = _WORD.match(text, at)
            if text[place : place + 1] != " " or word is None or (at in self._people and capitals):
                break
            link = text[end:place].rpartition(" ")[2]
            if link == "và" and self._begins(at):
                break  # "Cục Thuế tỉnh và Sở Nội vụ" are two
            joined, branch = hits.get("name_word", {}).get(at), hits.get("branch", {}).get(at)
            proper = next((hits[tag][at] for tag in ("agency", "area", "area_head") if at in hits.get(tag, ())), None)
            if branch and (self._capital(at) or (capital_head and text[at : branch[0]] not in _VERBS)):
                place = sure = branch[0]
                capitals += 1
            elif joined and (not self._capital(at) or joined[0] > word.end()):
                place = joined[0]
                capitals += self._capital(at)
                if capital_head and text[at : joined[0]].lower() not in ("và", "của", "về"):
                    sure = place
            elif proper and self._capital(at):
                place = sure = proper[0]
                capitals += 1
                if text[sure : sure + 1] != " " or not text[sure + 1 : sure + 2].isupper():
                    break
            elif capitals and word[0].isdigit() and _NUMBERED.search(text, max(0, place - 12), place):
                place = sure = word.end()
            elif word[0][0].isupper():
                title = hits.get("title", {}).get(at)
                if link == "về" or (title and link != "của"):
                    break
                place = sure = title[0] if title else word.end()
                capitals += 1
            elif (
                capitals
                and capital_head
                and (national := _NATIONAL.match(text, word.start() - 1))
                and not self._stopped(national[1])
            ):
                return national.end()
            elif capitals and word[0] not in _NEVER_LINKS and self._next_capital(word.end()):
                place = word.end()
            elif capitals and _LAST.match(text, word.end()) and not self._stopped(word[0]):
                return word.end()  # "Viện Chính sách, …": the second syllable of the last word
            else:
                break
        if not capital_head and not capitals:
            return end
        if capitals == 0 and text[start:end].lower() in self._known.never_names:
            return end
        return sure

    def _begins(self, at: int) -> bool:
        """Whether the name of an agency begins at `at` that is no part of another: "Sở Nội vụ", "UBND tỉnh"."""
        hits = self._hits
        if not self._capital(at):
            return False
        head = hits.get("branch_head", {}).get(at)
        return (
            at in hits.get("agency", {})
            or at in hits.get("area_head", {})
            or bool(head and head[0] + 1 in hits.get("branch", {}))
        )

    def _lower_head(self, start: int, end: int) -> bool:
        """Whether a head in lower case can begin a name: a long one, or "báo Mẫu Mực" after "do", "với" …"""
        head = self._text[start:end].lower()
        if head in _LOWER_HEADS:
            return True
        return head in _SHORT_HEADS and self._text[max(0, start - 9) : start].rsplit(" ", 2)[-2:-1] in _BEFORE_NAMES

    def _stopped(self, words: str) -> bool:
        return any(word in self._known.stops or word in _NEVER_LINKS for word in words.lower().split())

    def _next_capital(self, end: int) -> bool:
        """Whether a name goes on with a capital after a word in lower case: "Tin học | Việt Nam"."""
        rest = _LEADS_ON.sub("", self._text[end : end + 16])
        after = end + 1
        return rest[:1].isupper() and after not in self._people and after not in self._hits.get("title", {})

    def areas(self) -> Iterator[Mention]:
        """Places, with their level where one is named."""
        text, hits = self._text, self._hits
        starts = (
            set(hits.get("level", {}))
            | set(hits.get("area", {}))
            | set(hits.get("town", {}))
            | set(hits.get("country", {}))
        )
        for start in sorted(starts):
            end = self.place_after(start)
            if end > start:
                found = hits.get("area", {}).get(start)
                yield Mention(
                    "area",
                    start,
                    end,
                    {"name": text[start:end], "iris": found[1] if found and found[0] == end else None},
                )


def put_names(names: Names, board: Board) -> None:
    """Puts agencies, then places on the board; where two begin alike or overlap, the longer one counts."""
    for mention in sorted(names.agencies(), key=lambda m: (m.start, -m.end)):
        board.add(mention)
    for mention in names.areas():
        board.add(mention)
