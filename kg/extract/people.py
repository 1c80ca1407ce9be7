"""Persons and offices: "Phó Chủ tịch UBND tỉnh Bắc Ninh Nguyễn Văn A", "ông A - Giám đốc Sở Nội vụ", "Thủ tướng".

A position stands before the name, or after it behind a comma, a dash or a bracket; a title after a comma that a
name follows belongs to that name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.gazetteer import Gazetteer
from kg.extract.names import FOREIGN, GIVEN, RUN, Run, is_surname, name_in
from kg.extract.phrases import Hits, maximal
from kg.extract.spans import Board, Mention

_WORD = re.compile(r"[^\W_]+")
_SEPARATOR = re.compile(r" ?(?:,|-|–|\(|:) ?")
_HARD = re.compile(r'[.;:!?()"\n]|,| - ')
_JOINT = re.compile(r" ?(?:,|-|,? kiêm|,? đồng thời là) ?$")
_LINKED = re.compile(r"\s*,?\s*(?:kiêm|và|đồng thời là)$")
_COMPLEMENT = re.compile(
    r"(?: (?:của )?(?:x+|chính phủ|thường trực|quốc hội|tỉnh|thành phố|tp|huyện|quận|bộ|sở)(?![^\W_]))+"
)
_MORE = re.compile(
    r" và (?=(?:lãnh|các|đại|một|nhiều|những|ông|bà|đồng chí|toàn|hơn|trưởng|phó|giám|cán|nguyên|đ/c)\b|\d)"
)
_GROUP = re.compile(r"đại diện (?:lãnh đạo|các|một|nhiều|cho|những)\b|thành viên (?:các|của các)\b")
_TOLD = re.compile(r"(?:báo cáo|trả lời|thưa|chất vấn) $")
_ASIDE = re.compile(r" ?\([^()\n\d]{2,60}\)")
_CLOSING = re.compile(r" [-–](?= [^\W\d_])")
_GOES_ON = re.compile(
    r"(?:của|tỉnh|thành|tp|huyện|quận|khu|khóa|nhiệm|phụ|kiêm|về|và|thuộc|ở|khối|vùng|phía|miền|toàn|x+)(?!\w)"
)
"""Words in lower case with which a position goes on behind the name of an agency."""
_FAR = 150


@dataclass(frozen=True)
class _Name:
    start: int
    end: int


class People:
    """Persons and offices of one text, put on a board that already has agencies and places."""

    def __init__(self, text: str, flat: str, hits: Hits, known: Gazetteer, board: Board) -> None:
        self._text, self._flat, self._known, self._board = text, flat, known, board
        self._hits = {**hits, "title": maximal(hits.get("title", {}))}
        self._masked = self._mask()
        self._used: set[int] = set()  # starts of titles that a person has
        self._starts: set[int] = set()  # starts of names

    def _mask(self) -> str:
        """The flat text in which agencies and places are runs of "x": no stop word is seen inside of them."""
        parts, at = [], 0
        for mention in sorted(self._board.mentions, key=lambda m: m.start):
            if mention.kind in ("agency", "area") and mention.start >= at:
                parts += [self._flat[at : mention.start], "x" * (mention.end - mention.start)]
                at = mention.end
        return "".join([*parts, self._flat[at:]])

    def put(self, runs: Sequence[Run]) -> list[Mention]:
        """Adds the persons and offices; returns the agencies and places that stand inside of them. `runs` are the runs
        of capitalised syllables of the text."""
        names = self._names(runs)
        self._starts = starts = {name.start for name in names}
        made = [self._person(name, starts) for name in names]
        inner: list[Mention] = []
        for mention in [*(m for m in made if m is not None), *self._offices(made), *self._given_names()]:
            covered = [m for m in self._board.mentions if m.start < mention.end and mention.start < m.end]
            if any(
                m.kind not in ("agency", "area", "group") or m.start < mention.start or m.end > mention.end
                for m in covered
            ):
                continue
            inner += covered
            self._board.mentions = (
                [m for m in self._board.mentions if m not in covered] if covered else self._board.mentions
            )
            self._board.mentions.append(mention)
        return inner

    def _names(self, runs: Sequence[Run]) -> list[_Name]:
        found: dict[int, _Name] = {}
        titled = self._titled()
        for run, shaped in ((one.found, one.name) for one in runs):
            place = run.start()
            if shaped is not None and self._board.free(*shaped):
                found[shaped[0]] = _Name(*shaped)
                continue
            for first, word in enumerate(
                run[0].split(" ")
            ):  # a shorter or longer one, where something beside it says so
                left = run[0].count(" ") + 1 - first
                if 2 <= left <= 5 and is_surname(word, self._known) and self._board.free(place, run.end()):
                    behind = _SEPARATOR.match(self._text, run.end())
                    if place in titled or (left == 2 and behind and self._title_at(behind.end())):
                        found[place] = _Name(place, run.end())
                        break
                place += len(word) + 1
        for place in titled:
            if place in found or any(n.start <= place < n.end for n in found.values()) or self._heads(place):
                continue
            foreign = FOREIGN.match(self._text, place)
            if foreign and " " in foreign[0] and self._board.free(place, foreign.end()):
                found[place] = _Name(place, foreign.end())
        return sorted(found.values(), key=lambda n: n.start)

    def _heads(self, place: int) -> bool:
        """Whether a title or the name of an agency begins at `place`: after "đồng chí" or "quản lý", say."""
        return any(
            place in self._hits.get(tag, {}) for tag in ("title", "free_head", "branch_head", "area_head", "agency")
        )

    def _titled(self) -> set[int]:
        """Where a name would begin after an honorific or a title."""
        return {
            end + 1
            for tag in ("honorific", "title")
            for end, _ in self._hits.get(tag, {}).values()
            if self._text[end : end + 1] == " " and self._text[end + 1 : end + 2].isupper()
        }

    def _title_at(self, place: int) -> int | None:
        """The end of a title at `place`, with "nguyên" or an honorific before it; None where there is none."""
        for tag in ("honorific", "title"):
            found = self._hits.get(tag, {}).get(place)
            if found and tag == "title":
                return None if _GROUP.match(self._flat, place) else found[0]
            if found:
                inner = self._hits.get("title", {}).get(found[0] + 1)
                if inner:
                    return inner[0]
        return None

    def _person(self, name: _Name, names: set[int]) -> Mention | None:
        start, before, honorific = self._before(name.start)
        end, after = self._after(name.end, names)
        positions = [*before, *after]
        if not positions and not honorific and name.end - name.start < 9:
            return None
        if aside := _ASIDE.match(self._text, end):
            end = aside.end()
        if self._text[name.end : end].lstrip().startswith(("-", "–")) and (closing := _CLOSING.match(self._text, end)):
            end = closing.end()
        value = {
            "name": self._text[name.start : name.end], "positions": tuple(positions), "honorific": honorific,
            "name_start": name.start, "name_end": name.end,
        }  # fmt: skip
        return Mention("person", start, end, value)

    def _before(self, start: int) -> tuple[int, list[str], bool]:
        """Where the titles before a name begin, the positions they name, and whether an honorific is among them."""
        honorific, positions, place = False, list[str](), start
        while True:
            previous = self._title_before(place, joined=bool(positions))
            if previous is None:
                return place, positions, honorific
            at, _end, tag = previous
            if tag == "honorific":
                honorific = True
            else:
                positions.insert(0, _LINKED.sub("", self._text[at:place].rstrip(" ,-–")))
                self._used.add(at)
            place = at

    def _title_before(self, place: int, *, joined: bool) -> tuple[int, int, str] | None:
        """The farthest title or honorific that leads up to `place`; to a further title (`joined`) by a comma,
        "kiêm" …"""
        best: tuple[int, int, str] | None = None
        low = max(0, place - _FAR)
        for tag in ("honorific", "title"):
            for at, (end, _) in self._hits.get(tag, {}).items():
                if not low <= at or end > place or (best is not None and at >= best[0]):
                    continue
                gap = self._masked[end:place]
                if tag == "honorific":
                    fits = not gap.strip(" ,")
                elif joined:
                    fits = bool(gap.strip()) and bool(_JOINT.search(gap)) and self._clean(_JOINT.sub("", gap))
                    fits = (
                        fits
                        and self._flat[at:end] not in self._known.weak_titles
                        and not _TOLD.search(self._flat[max(0, at - 12) : at])
                    )
                else:
                    fits = self._clean(gap)
                if fits and not any(end <= name < place for name in self._starts):
                    best = (at, end, tag)
        return best

    def _clean(self, gap: str) -> bool:
        """Whether no clause ends in the stretch: no punctuation, no word of a predicate."""
        if _HARD.search(gap) or " và " in gap or len(gap) > 110:
            return False
        words = _WORD.findall(gap)
        return not any(word in self._known.stops for word in words) and not any(
            p in gap for p in self._known.stop_phrases
        )

    def _after(self, end: int, names: set[int]) -> tuple[int, list[str]]:
        """Where the positions after a name end, and what they are."""
        positions: list[str] = []
        place, bracket = end, False
        while True:
            separator = _SEPARATOR.match(self._text, place)
            if separator is None or (":" in separator[0]) or (positions and "(" in separator[0]):
                break
            at = separator.end()
            title = self._title_at(at)
            if title is None:
                break
            stop = self._segment_end(title)
            if stop in names or (stop + 1 in names and self._text[stop] == " ") or self._leads_to_name(stop, names):
                break
            bracket = bracket or "(" in separator[0]
            positions.append(self._text[at:stop].strip())
            self._used.add(at)
            self._used.update(p for p in self._hits.get("title", {}) if at <= p < stop)
            place = stop
            if bracket and self._text[stop : stop + 1] == ")":
                place += 1
                break
        return place, positions

    def _leads_to_name(self, stop: int, names: set[int]) -> bool:
        """Whether what follows is one more title and then a name: then the title before belongs to that name, too."""
        found = _SEPARATOR.match(self._text, stop)
        if found is None or "(" in found[0]:
            return False
        title = self._title_at(found.end())
        if title is None:
            return False
        end = self._segment_end(title)
        return end in names or end + 1 in names

    def _segment_end(self, start: int) -> int:
        """Where what a title is of ends: at punctuation, at a word of a predicate, or at a capital that is no name
        of an agency."""
        hard, more = _HARD.search(self._masked, start), _MORE.search(self._masked, start)
        limit = min(*(found.start() if found else len(self._masked) for found in (hard, more)), start + 120)
        phrase = min(
            (p for p in (self._masked.find(s, start, limit) for s in self._known.stop_phrases) if p >= 0), default=limit
        )
        limit = min(limit, phrase)
        before = ""
        for word in _WORD.finditer(self._masked, start, limit):
            at = word.start()
            over = before.endswith("xxx") and self._text[at].islower() and not _GOES_ON.match(word[0])
            if over or word[0] in self._known.stops or (at > start and self._is_name(at)):
                limit = at
                break
            before = word[0]
        return start + len(self._masked[start:limit].rstrip())

    def _is_name(self, place: int) -> bool:
        run = RUN.match(self._text, place)
        shaped = name_in(run, self._flat, self._hits, self._known) if run else None
        return shaped is not None and self._board.free(place, place + 1)

    def _offices(self, made: list[Mention | None]) -> list[Mention]:
        """Titles that stand for their holder: "Thủ tướng", "Chủ tịch UBND tỉnh"."""
        spans = sorted((m.start, m.end) for m in made if m is not None)
        offices, last = [], 0
        for at, (end, _) in sorted(self._hits.get("title", {}).items()):
            title = self._flat[at:end]
            if at < last or title in self._known.weak_titles or at in self._used:
                continue
            if any(s <= at < e for s, e in spans):
                continue
            complement = _COMPLEMENT.match(self._masked, end)
            stop = complement.end() if complement else end
            if stop == end and (branch := self._hits.get("branch", {}).get(end + 1)):
                stop = branch[0]
            last = stop
            offices.append(Mention("office", at, stop, {"title": title, "text": self._text[at:stop]}))
        return offices

    def _given_names(self) -> list[Mention]:
        """ "Ông Đạo", "bà Hà", "đồng chí", "ông": persons that were named before."""
        found = []
        for at, (end, _) in self._hits.get("honorific", {}).items():
            word = self._flat[at:end]
            if word not in ("ông", "bà", "anh", "chị", "đồng chí", "đ/c", "cô"):
                continue
            given = GIVEN.match(self._text, end + 1) if self._text[end : end + 1] == " " else None
            stop = given.end() if given else end
            if any(m.kind == "person" and m.start <= at < m.end for m in self._board.mentions):
                continue
            found.append(
                Mention(
                    "office",
                    at,
                    stop,
                    {"title": word, "given": given[0] if given else None, "text": self._text[at:stop]},
                )
            )
        return found
