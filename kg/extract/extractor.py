"""The way from a text to facts, on one page: read, take apart, match, resolve, weigh."""

from dataclasses import replace

from kg.extract import attendance, groups, meetings, others, rankings
from kg.extract.article import Article, take_apart
from kg.extract.directives import directives
from kg.extract.figures import figures, merged
from kg.extract.imprint import imprint
from kg.extract.lists import is_item
from kg.extract.matching import Match, Matcher
from kg.extract.reading import Reading, read_text
from kg.extract.referents import Referents
from kg.extract.rules import Rule, load_rules
from kg.facts import Fact


class Extractor:
    """Extracts facts from articles, one at a time; holds nothing of an article when it has returned."""

    def __init__(self, rules: tuple[Rule, ...] | None = None) -> None:
        """With the shipped rules, or others. Raises BadRule."""
        self._matcher = Matcher(load_rules() if rules is None else rules)

    def extract(self, raw: str) -> list[Fact]:
        """The facts of a text, in the order of their places. Raises NotAnArticle."""
        return self.facts(take_apart(read_text(raw)))

    def matches(self, article: Article) -> list[Match]:
        """Every match of every rule in an article."""
        found: list[Match] = []
        previous = heading = ""
        for encoded in article.sentences:
            heading = heading if is_item(encoded.code, previous) else ""
            found.extend(self._matcher.matches(encoded, previous, heading))
            heading = encoded.code if encoded.code.rstrip().endswith(":") else heading
            previous = encoded.code
        return found

    def facts(self, article: Article) -> list[Fact]:
        """The facts of an article that was taken apart."""
        by_type: dict[str, list[Match]] = {}
        for match in self.matches(article):
            by_type.setdefault(match.rule.type, []).append(match)

        def of(*types: str) -> list[Match]:
            return [match for name in types for match in by_type.get(name, ())]

        people = Referents(article)
        met = meetings.merged(list(meetings.meetings(article, of("meeting"))))
        took_part = list(attendance.attendances(article, of("attendance"), people))
        facts = [
            *met,
            *attendance.weighed(took_part, min((fact.start for fact in met), default=None)),
            *groups.attendances(article, of("group_attendance"), met=bool(met)),
            *merged(list(figures(article, of("target", "observation", "change")))),
            *rankings.distinct(list(rankings.rankings(article, of("ranking")))),
            *others.documents(article, of("document")),
            *directives(article, of("directive"), people),
            *others.holdings(article),
            *others.agencies(article),
            *imprint(article),
        ]
        return [
            _in_file(fact, article.reading) for fact in sorted(facts, key=lambda f: (f.start, f.end, f.type, f.rule))
        ]


def _in_file(fact: Fact, reading: Reading) -> Fact:
    """The fact with the offsets of the file instead of those of its normal form."""
    if reading.is_raw:
        return fact
    return replace(fact, start=reading.raw_offset(fact.start), end=reading.raw_offset(fact.end))
