"""The rules and then a model, behind the interface of the rules alone: from an article to facts."""

import functools
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kg.extract.article import Article, take_apart
from kg.extract.extractor import Extractor
from kg.extract.model.endpoint import Endpoint, ModelFailed, ask, read_json
from kg.extract.model.judging import judged, kinds
from kg.extract.reading import read_text
from kg.extract.zones import PROSE
from kg.facts import Fact

MOST_CHARACTERS = 40_000
"""Of the prose of an article that a model is asked about."""
IN_A_ROW = 5
"""Articles that a model may fail at one after the other; then it is not asked any more."""
_INSTRUCTION = Path(__file__).with_name("instruction.txt")
_FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n\s*```\s*\Z", re.DOTALL)
_NUMBERS = {"figure": ', "value" (number), "unit"', "rank": ', "rank" (number), "out_of" (number)'}


@dataclass
class Tally:
    """What became of what a model proposed: articles that it was asked about, and those of these that it failed at, by
    reason; proposals that are facts now, and those that were rejected, by reason."""

    asked: int = 0
    accepted: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Counts what another tally counted."""
        self.asked += other.asked
        self.accepted += other.accepted
        self.failed.update(other.failed)
        self.rejected.update(other.rejected)


class ModelExtractor:
    """Extracts facts by the rules, and those that a model proposes beside them and the article proves.

    An article that the model fails at has the facts of the rules.
    """

    def __init__(self, rules: Extractor, endpoint: Endpoint) -> None:
        self._rules, self._endpoint = rules, endpoint
        self._in_a_row = 0

    def extract(self, raw: str) -> list[Fact]:
        """The facts of a text, in the order of their places. Raises NotAnArticle."""
        return self.facts(take_apart(read_text(raw)))

    def facts(self, article: Article) -> list[Fact]:
        """The facts of an article that was taken apart."""
        return self.proposed(article)[0]

    def proposed(self, article: Article) -> tuple[list[Fact], Tally]:
        """The facts of an article, and what became of what the model proposed."""
        found = self._rules.facts(article)
        try:
            proposals = self._proposals(article)
        except ModelFailed as failure:
            return found, Tally(asked=1, failed=Counter([failure.reason]))
        new = judged(article, proposals, found, self._endpoint.name)
        both = sorted([*found, *new.facts], key=lambda f: (f.start, f.end, f.type, f.rule))
        return both, Tally(asked=1, accepted=len(new.facts), rejected=new.rejected)

    def _proposals(self, article: Article) -> list[object]:
        """What the model proposes. Raises ModelFailed."""
        text = "\n\n".join(article.text[zone.start : zone.end] for zone in article.zones if zone.name in PROSE)
        if len(text) > MOST_CHARACTERS:
            raise ModelFailed("article too long", f"{len(text):,} characters; at most {MOST_CHARACTERS:,} are sent")
        day = f"Published: {article.published}\n" if article.published else ""
        asked = f"{day}<article>\n{text}\n</article>"
        answer = self._ask([{"role": "system", "content": instruction()}, {"role": "user", "content": asked}])
        fenced = _FENCE.match(answer)
        found = read_json(fenced[1] if fenced else answer)
        facts = found.get("facts") if isinstance(found, dict) else found
        if not isinstance(facts, list):
            raise ModelFailed("no list of facts", "the answer is JSON without a list of facts")
        return facts

    def _ask(self, messages: list[dict[str, str]]) -> str:
        """What the model says. Raises ModelFailed, at once where it has failed time and again."""
        if self._in_a_row >= IN_A_ROW:
            raise ModelFailed("not asked any more", f"the model failed at {IN_A_ROW} articles in a row")
        self._in_a_row += 1
        answer = ask(self._endpoint, messages)
        self._in_a_row = 0
        return answer


@functools.cache
def instruction() -> str:
    """What a model is told, with the slots of each type as types.yaml has them."""
    lines = []
    for name, kind in kinds().items():
        slots = []
        for slot, of in kind["slots"].items():
            if isinstance(of, list):
                slots.append(f'"{slot}" (one of {", ".join(of)}; needed)')
                continue
            word = "day" if "day" in of else "period" if "period" in of else "quote"
            needed = "; needed" if of.endswith("!") else ""
            slots.append(f'"{slot}" ({word}{needed}){_NUMBERS.get(of.rstrip("!"), "")}')
        lines.append(f"- {name}: {', '.join(slots)}")
    return _INSTRUCTION.read_text(encoding="utf-8").replace("{types}", "\n".join(lines))
