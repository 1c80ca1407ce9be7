"""The language of patterns in rules, compiled to regular expressions that cannot run away.

A pattern is matched against a sentence in which each mention is one character (`encoding.Encoded`):

    tổ chức          words, in any case and placing of tone marks; each begins and ends where a word does
    @chairs          one phrase of a word list (lexicon/words.yaml)
    {person}         a mention; {person/office:who} either, as slot `who`
    {person+:who}    one or several, joined by commas or "và"
    (a|b c)          one of; (…)? or {…}? or word? where it need not be there
    ..6              at most 6 words between punctuation marks, as few as fit, none of them a person
    ,,6              the same, but commas, semicolons, colons, brackets and persons may be passed
    <subject: ..8>   what the pattern inside covers, as slot `subject`
    ^  $  , : ; - /  the sentence's beginning and end, and marks (brackets are written \\( and \\))

Repetition is bounded everywhere, so the time a pattern can take on a sentence is: at most `COST` ways for each start.
"""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.extract.spans import KINDS
from kg.extract.spelling import keyword

COST = 20_000
"""Ways that the gaps of one pattern may divide among themselves; more is refused."""
MOST_WORDS = 40
_SEP = "(?:[ \"'*]+|(?<=[(]))"
_LOOSE = "[ \"'*]*"
_ANY = "[^ ;.!?\"'*]{1,60}"
BEGINNING = "^"
"""What stands for the beginning of a sentence among that with which a pattern can begin."""
CODES: Mapping[str, str] = {kind: chr(0xE000 + place) for place, kind in enumerate(KINDS)}
"""The character that stands for a mention of each kind."""
_WORD = f"[^ ,;:.!?()\"'*{CODES['person']}]{{1,60}}"
_JOIN = (
    r"(?: *[,;](?: *và| *cùng)? *| +và +| +cùng +| +cùng với +| *- *)"
    rf"(?:{CODES['group']} *:? *|các +(?:tỉnh|bộ|huyện|thành phố|đồng chí) *:? *|(?:các|hai|ba) +)?"
)
"""Between the members of a list: "Bộ Tài chính, Bộ Y tế và các tỉnh: Quảng Ninh, Bình Dương"."""
_FIRST = re.compile(r"[^\W_]+")
_WORDED = re.compile(rf"{re.escape(_SEP)}(?:\(\?:)*\w")
_LAST_GAP = re.compile(r"\}\?(?:\[,:;\)\]\*)?$")
_TOKEN = re.compile(
    r"\s*(?:(?P<gap>\.\.|,,)(?P<n>\d+)|\{(?P<kinds>[a-z/]+)(?P<many>\+)?(?::(?P<slot>\w+))?\}|@(?P<list>\w+)|"
    r"<(?P<open>\w+):|(?P<close>>)|"
    r"(?P<group>\()|(?P<end>\))|(?P<or>\|)|(?P<mark>\\\(|\\\)|[,:;\-/])|(?P<edge>[\^$])|(?P<word>[^\s(){}<>|"
    r"@?,:;^$\\]+))(?P<maybe>\?)?"
)


class BadPattern(ValueError):
    """A pattern that is wrong or unsafe; the message says where and why."""


@dataclass
class Pattern:
    """A compiled pattern: what its slots hold, and what a sentence must have for it to match at all."""

    source: str
    regex: re.Pattern[str]
    slots: frozenset[str]
    needs: tuple[str, ...]
    """Characters of which a sentence has one at least, for each mention that the pattern must have."""
    words: tuple[frozenset[str], ...]
    """Words of which a sentence has one at least, for the two rarest that the pattern must have."""
    weight: int
    """How much the pattern asks for: characters of words, mentions; the more, the more specific."""
    first: frozenset[str] | None
    """Words, marks, characters of `CODES` and BEGINNING, with one of which every match begins; None where it can begin
    with anything."""


@dataclass
class _Parser:
    source: str
    lists: Mapping[str, tuple[str, ...]]
    place: int = 0
    slots: set[str] = field(default_factory=set)
    needs: list[str] = field(default_factory=list)
    said: list[frozenset[str]] = field(default_factory=list)
    weight: int = 0
    cost: int = 1
    first: frozenset[str] | None = frozenset()
    empty: bool = True
    """Whether what was read of a sequence can be nothing at all, so that what follows can begin it."""

    def begin(self, first: frozenset[str] | None, *, maybe: bool) -> None:
        """Notes with what an item of a sequence begins; `maybe` it is not there."""
        if self.empty:
            self.first = None if first is None or self.first is None else self.first | first
            self.empty = maybe

    def fail(self, why: str) -> BadPattern:
        return BadPattern(f"{self.source!r} at {self.place}: {why}")

    def sequence(self, closers: str) -> tuple[str, str]:
        """The regex of alternatives up to one of `closers`, and which closer it was."""
        alternatives: list[str] = []
        parts: list[str] = []
        start = (len(self.needs), self.weight)
        said, ways = len(self.said), list[list[frozenset[str]]]()
        outer, total, self.cost = self.cost, 0, 1
        around, begun = (self.first, self.empty), list[tuple[frozenset[str] | None, bool]]()
        self.first, self.empty = frozenset(), True
        while True:
            token = _TOKEN.match(self.source, self.place)
            if token is None or not token[0].strip():
                if self.source[self.place :].strip():
                    raise self.fail("cannot read this")
                if closers:
                    raise self.fail(f"{closers} is missing")
                self.cost = outer * max(1, total + (self.cost if self.cost > 1 else 0))
                self.unite(said, ways, maybe=False)
                self.first, self.empty = _either([*begun, (self.first, self.empty)])
                return _alternatives([*alternatives, "".join(parts)]), ""
            self.place = token.end()
            if token["or"]:
                alternatives.append("".join(parts))
                ways.append(self.said[said:])
                del self.said[said:]
                begun.append((self.first, self.empty))
                self.first, self.empty = frozenset(), True
                parts, total, self.cost = [], total + (self.cost if self.cost > 1 else 0), 1
                continue
            closer = ")" if token["end"] else ">" if token["close"] else ""
            if closer:
                if closer != closers:
                    raise self.fail(f"unexpected {closer}")
                maybe = bool(token["maybe"])
                self.unite(said, ways, maybe=maybe)
                first, empty = _either([*begun, (self.first, self.empty)])
                self.first, self.empty = around
                self.begin(first, maybe=empty or maybe)
                self.cost = outer * max(1, total + (self.cost if self.cost > 1 else 0))
                if alternatives or maybe:  # what only one way has is not needed
                    del self.needs[start[0] :]
                    self.weight = start[1] + (self.weight - start[1]) // (len(alternatives) + 1 + maybe)
                return _alternatives([*alternatives, "".join(parts)]), closer + ("?" if maybe else "")
            parts.append(self.item(token))

    def unite(self, start: int, ways: list[list[frozenset[str]]], *, maybe: bool) -> None:
        """What is said in all ways of a group is needed; of several ways, one word of each way's rarest."""
        if maybe:
            del self.said[start:]
        elif ways:
            ways.append(self.said[start:])
            del self.said[start:]
            if all(ways):
                self.said.append(frozenset().union(*(min(way, key=len) for way in ways)))

    def item(self, token: re.Match[str]) -> str:
        maybe = bool(token["maybe"])
        before, spoken = len(self.needs), len(self.said)
        if token["gap"]:
            return self.gap(token)
        if token["group"]:
            inner, closer = self.sequence(")")
            return f"(?:{inner})?" if closer.endswith("?") else f"(?:{inner})"
        if token["open"]:
            return self.capture(token["open"])
        if token["edge"]:
            self.begin(frozenset((BEGINNING,)) if token["edge"] == "^" else None, maybe=False)
            return r"\A[ \"'*-]*" if token["edge"] == "^" else r"[ \"'*.!?;]*\Z"
        if token["mark"]:
            mark = token["mark"].lstrip("\\")
            self.begin(frozenset((mark,)), maybe=maybe)
            regex = _LOOSE + re.escape(mark)
        elif token["list"]:
            regex = self.words(token["list"], maybe=maybe)
        elif token["kinds"]:
            regex = self.mention(token, maybe=maybe)
        else:
            word = keyword(token["word"])
            self.weight += len(word)
            self.said.append(_first_words([word]))
            self.begin(_beginnings([word]), maybe=maybe)
            regex = f"{_SEP}{re.escape(word)}(?!\\w)"
        if maybe:
            del self.needs[before:]
            del self.said[spoken:]
            return f"(?:{regex})?"
        return regex

    def gap(self, token: re.Match[str]) -> str:
        most = int(token["n"])
        if most > MOST_WORDS:
            raise self.fail(f"a gap of more than {MOST_WORDS} words")
        self.cost *= most + 1
        self.begin(None, maybe=True)
        return (
            f"(?:{_SEP}{_WORD}){{0,{most}}}?"
            if token["gap"] == ".."
            else f"(?:[,:;)]*{_SEP}{_ANY}){{0,{most}}}?[,:;)]*"
        )

    def capture(self, slot: str) -> str:
        """A named slot; a gap that ends the whole pattern inside of it takes as much as fits."""
        if slot in self.slots:
            raise self.fail(f"slot {slot} twice")
        self.slots.add(slot)
        inner, closer = self.sequence(">")
        if closer.endswith("?"):
            raise self.fail("a slot cannot be optional; put it into ( )?")
        if not self.source[self.place :].strip(" )"):
            inner = _LAST_GAP.sub("}", inner)
        return f"(?P<{slot}>{inner})"

    def words(self, name: str, *, maybe: bool) -> str:
        if name not in self.lists:
            raise self.fail(f"there is no word list {name}")
        phrases = sorted(self.lists[name], key=lambda phrase: (-len(phrase), phrase))
        self.weight += min(map(len, phrases))
        self.said.append(_first_words(phrases))
        self.begin(_beginnings(phrases), maybe=maybe)
        return f"{_SEP}(?:{'|'.join(re.escape(p) for p in phrases)})(?!\\w)"

    def mention(self, token: re.Match[str], *, maybe: bool) -> str:
        kinds = token["kinds"].split("/")
        if unknown := [kind for kind in kinds if kind not in CODES]:
            raise self.fail(f"there are no mentions {', '.join(unknown)}")
        codes = "".join(CODES[kind] for kind in kinds)
        self.needs.append(codes)
        self.begin(frozenset(codes), maybe=maybe)
        self.weight += 8
        one = f"[{codes}]"
        regex = f"{one}(?:{_JOIN}{one}){{0,30}}" if token["many"] else one
        if slot := token["slot"]:
            if slot in self.slots:
                raise self.fail(f"slot {slot} twice")
            self.slots.add(slot)
            regex = f"(?P<{slot}>{regex})"
        return f"{_LOOSE}\\(?{regex}"


def compile_pattern(source: str, lists: Mapping[str, tuple[str, ...]]) -> Pattern:
    """Compiles a pattern; `lists` has the phrases of each @list as `keyword` writes them. Raises BadPattern."""
    parser = _Parser(source, lists)
    body, _ = parser.sequence("")
    if parser.cost > COST:
        raise BadPattern(
            f"{source!r}: its gaps can divide in {parser.cost:,} ways, more than {COST:,}: make them shorter or fewer"
        )
    if not parser.weight:
        raise BadPattern(f"{source!r} asks for no word and no mention")
    body = body.removeprefix(_LOOSE + r"\(?")  # a mention that begins the pattern needs nothing before it
    words = tuple(sorted(parser.said, key=lambda words: (len(words), sorted(words)))[:2])
    first = None if parser.empty else parser.first
    return Pattern(source, re.compile(body), frozenset(parser.slots), tuple(parser.needs), words, parser.weight, first)


def _alternatives(regexes: Sequence[str]) -> str:
    """A regex for one of several, tried in their order; neighbours that begin with words share what stands before
    words, so that it is looked at once."""
    made: list[str] = []
    for worded, group in itertools.groupby(regexes, lambda regex: _WORDED.match(regex) is not None):
        these = list(group)
        if worded and len(these) > 1:
            these = [f"{_SEP}(?:{'|'.join(regex.removeprefix(_SEP) for regex in these)})"]
        made += these
    return "|".join(made)


def _either(ways: Iterable[tuple[frozenset[str] | None, bool]]) -> tuple[frozenset[str] | None, bool]:
    """With what one of several ways begins, and whether it can be nothing."""
    firsts, empty = zip(*ways, strict=True)
    known = [first for first in firsts if first is not None]
    return (frozenset().union(*known) if len(known) == len(firsts) else None), any(empty)


def _beginnings(phrases: Sequence[str]) -> frozenset[str] | None:
    """The first words of phrases; None where one begins with something else."""
    found = [_FIRST.match(phrase) for phrase in phrases]
    return frozenset(one[0] for one in found if one) if all(found) else None


def _first_words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(found[0] for found in map(_FIRST.search, phrases) if found)


def kinds_of(codes: str) -> frozenset[str]:
    """The kinds of mentions that characters of `CODES` stand for."""
    return frozenset(kind for kind, code in CODES.items() if code in codes)
