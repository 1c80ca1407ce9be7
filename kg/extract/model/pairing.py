"""Whether what a proposal pairs belongs together: a number and its name, a person and what that person does.

The words are all there when two statements are mixed up, too: who chairs in "ông A chủ trì, ông B phát biểu" is not B.
"""

import re
from collections.abc import Iterator

from kg.extract.article import Article
from kg.extract.model.quotes import NotProven, Stretch

_PERSON = "\ue000"
_BETWEEN = re.compile(rf"(?:{_PERSON}|[\s,;–-]|và|cùng|với)*")
"""Between the members of a list of persons."""
_LISTS = re.compile(r"(?<!\w)(?:có|gồm|là|của|do|với|sự)(?!\w)|:")
"""What leads from a word such as "chủ trì" to those who do it."""
_BEFORE = 20


def beside(article: Article, kind: str, one: Stretch, other: Stretch) -> None:
    """Raises NotProven where a mention of a kind stands between two stretches: then it is of that one."""
    start, end = min(one.end, other.end), max(one.start, other.start)
    for mention in article.mentions.top:
        if mention.kind == kind and start <= mention.start < mention.end <= end:
            raise NotProven("another one between")


def doer_of(
    article: Article, proof: Stretch, person: Stretch, triggers: re.Pattern[str], barred: re.Pattern[str]
) -> None:
    """Raises NotProven unless the person stands before a trigger, at most with other persons of the same list between,
    or is the next behind one that opens a sentence, or is in a list that one leads to; and nothing that is `barred`
    ("sẽ", "không") comes between or right before the trigger."""
    text, at = _masked(article, proof, person)
    denied = False
    for found in triggers.finditer(text):
        if found.start() > at:
            between = text[at + 1 : found.start()]
            last = between.rfind(_PERSON) + 1
            does = not re.search(r"[.;]", between[last:]) and bool(_BETWEEN.fullmatch(between, 0, last))
        else:
            between = text[found.end() : at]
            opens = not text[: found.start()].rpartition(". ")[2].strip() and _PERSON not in between
            does = ". " not in between and bool(opens or _LISTS.search(between.partition(_PERSON)[0]))
            between = text[max(0, found.start() - _BEFORE) : found.start()]
        if does and not barred.search(between) and not barred.match(text, found.start()):  # "dự" of "dự kiến"
            return
        denied = denied or does
    raise NotProven("planned or denied" if denied else "the trigger word is of somebody else")


def _masked(article: Article, proof: Stretch, person: Stretch) -> tuple[str, int]:
    """The evidence in flat form with one character for each person, and where the person stands in it."""
    parts, at, own, length = list[str](), proof.start, -1, 0
    for start, end in _persons(article, proof, person):
        parts += [article.flat[at:start], _PERSON]
        length += start - at + 1
        own = length - 1 if start <= person.start < end else own
        at = end
    return "".join([*parts, article.flat[at : proof.end]]).replace("\n", " "), own


def _persons(article: Article, proof: Stretch, person: Stretch) -> Iterator[tuple[int, int]]:
    """The persons of an evidence, in order; the one of the proposal where our reader does not see one, too."""
    seen = [
        (max(m.start, proof.start), min(m.end, proof.end))
        for m in article.mentions.top
        if m.kind == "person" and m.start < proof.end and proof.start < m.end
    ]
    if not any(start <= person.start < end for start, end in seen):
        seen.append((person.start, person.end))
    yield from sorted(seen)
