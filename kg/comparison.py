"""How extracted graphs compare with reviewed ones: what both say, what only one says, by type of fact.

A reviewed fact is found where an extracted one of the same article says the same: the same people, bodies and places
by IRI, the same numbers, days and roles; names of indicators and of tasks have to share half of their words. It is
found *as the same node* where the IRIs are equal as well.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg import iris
from kg.folding import spell
from kg.store import Literal, Quad

_TYPE, _LABEL = iris.RDF + "type", iris.RDFS + "label"
_FAMILIES = {"role-chair": "chair", "role-participant": "attend", "role-discussant": "attend"}
_NUMBERED = re.compile(r"-(?:19|20)\d\d-\d+[a-z]?$|/giay-phep-\d")
"""How slugs of documents with a number look; that of a licence has no year."""
Said = Mapping[str, Mapping[str, frozenset[str]]]


@dataclass(frozen=True)
class Told:
    """A fact of a graph: its node, what has to agree (by name; "" where it is not told), and words that have to share
    half. `loose` are the names of what a reviewer inferred: they need not agree."""

    kind: str
    node: str
    values: Mapping[str, str]
    words: str
    loose: frozenset[str]

    @property
    def readings(self) -> list[frozenset[str]]:
        """The words, of a figure with and without those of what it is about: "21 bộ có …" counts what another names."""
        return [frozenset(_split(text)) for text in dict.fromkeys((self.words, self.words.partition(" – ")[0]))]

    def __str__(self) -> str:
        told = "; ".join(f"{name}: {iris.prefixed(value)}" for name, value in self.values.items() if value)
        return f"{iris.prefixed(self.node)} ({told})"


@dataclass(frozen=True)
class Score:
    """What a type of fact is worth: `found` of them `same` as the same node; `missed` and `false` by name."""

    found: int
    same: int
    missed: tuple[str, ...]
    false: tuple[str, ...]

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + len(self.missed))

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + len(self.false))


def compare(reviewed: Iterable[Quad], extracted: Iterable[Quad]) -> dict[str, Score]:
    """The score of each type of fact of one article or many; graphs are compared by their names.

    Of agencies the reviewed graphs name those that take part in a fact, not all: what else is found is not false.
    """
    ours, theirs = _by_graph(reviewed), _by_graph(extracted)
    scores: dict[str, Score] = {}
    for kind, tell in _TELLERS.items():
        found = same = 0
        missed, false = list[str](), list[str]()
        for graph, said in sorted(ours.items()):
            left = list(_told(kind, tell, theirs.get(graph, {})))
            for want in _told(kind, tell, said):
                fitting = [told for told in left if _agree(want, told)]
                hit = next((told for told in fitting if told.node == want.node), next(iter(fitting), None))
                if hit is None:
                    missed.append(str(want))
                    continue
                left.remove(hit)
                found, same = found + 1, same + (hit.node == want.node)
            false += [str(told) for told in left if kind != "agency" and not _implied(told, said)]
        scores[kind] = Score(found, same, tuple(missed), tuple(false))
    return scores


def _by_graph(quads: Iterable[Quad]) -> dict[str, dict[str, dict[str, frozenset[str]]]]:
    """Graph → subject → predicate (without the namespace of the ontology) → objects."""
    made: dict[str, dict[str, dict[str, set[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for quad in quads:
        value = quad.object
        if isinstance(value, Literal) and value.language == "en":
            continue
        subject, graph = getattr(quad.subject, "value", ""), getattr(quad.graph_name, "value", "")
        made[graph][subject][quad.predicate.value.removeprefix(iris.ONT)].add(str(getattr(value, "value", value)))
    return {
        graph: {s: {p: frozenset(o) for p, o in said.items()} for s, said in subjects.items()}
        for graph, subjects in made.items()
    }


def _told(kind: str, tell: Callable[[str, Said], Iterator[tuple[dict[str, str], str]]], said: Said) -> Iterator[Told]:
    inferred = {
        node: frozenset(b.rpartition("#basis-")[2] for b in claim.get("basis", ()))
        for claim in said.values()
        for node in claim.get("claims", ())
    }
    for subject in sorted(said):
        for values, words in tell(subject, said):
            bases = inferred.get(subject, frozenset())
            loose = {"period"} if "period-from-context" in bases else set[str]()
            loose |= {"assignedTo"} if bases & {"scope-from-context", "subject-carried-over"} else set()
            yield Told(kind, subject, values, words, frozenset(loose))


def _split(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in spell(text)).split()


def _agree(want: Told, told: Told) -> bool:
    for name, value in want.values.items():
        if value and name not in want.loose and told.values.get(name) != value:
            return False
    if not want.words:
        return True
    return any(2 * len(a & b) >= min(len(a), len(b)) > 0 for a in want.readings for b in told.readings)


def _implied(told: Told, said: Said) -> bool:
    """Whether a reviewed fact implies what is told: who chairs or speaks takes part as well."""
    if told.values.get("role") != "attend":
        return False
    who = told.values["who"]
    return any(who in s.get(role, ()) for s in said.values() for role in ("chairPerson", "speakerAgent", "attendee"))


def _one(said: Said, subject: str, name: str) -> str:
    return min(said.get(subject, {}).get(name, frozenset()), default="")


def _is(said: Said, subject: str, *classes: str) -> bool:
    return bool(said[subject].get(_TYPE, frozenset()) & {iris.ONT + cls for cls in classes})


def _meetings(subject: str, said: Said) -> Iterator[tuple[dict[str, str], str]]:
    if _is(said, subject, "Meeting", "OnlineConference", "RegularSession", "Seminar"):
        yield {name: _one(said, subject, name) for name in ("date", "dayPart", "convenedBy", "meetingForm")}, ""


def _attendances(subject: str, said: Said) -> Iterator[tuple[dict[str, str], str]]:
    if not _is(said, subject, "Attendance", "ChairAttendance", "SpeakerAttendance"):
        return
    who = next(filter(None, (_one(said, subject, name) for name in ("attendee", "chairPerson", "speakerAgent"))), "")
    codes = {value.rpartition("#")[2] for value in said[subject].get("attendanceRole", ())}
    roles = {_FAMILIES.get(code, "speak") for code in codes}
    roles |= {"speak"} if _is(said, subject, "SpeakerAttendance") else set()
    for role in sorted(roles):
        point = _one(said, subject, "atBridgePoint") if role == "attend" else ""
        yield {"who": who, "role": role, "point": point.rpartition("--")[2]}, ""


def _holdings(subject: str, said: Said) -> Iterator[tuple[dict[str, str], str]]:
    if _is(said, subject, "PositionHolding"):
        yield {name: _one(said, subject, name) for name in ("holder", "heldPosition")}, ""


def _figures(cls: str) -> Callable[[str, Said], Iterator[tuple[dict[str, str], str]]]:
    def tell(subject: str, said: Said) -> Iterator[tuple[dict[str, str], str]]:
        value = _one(said, subject, "value")
        if _is(said, subject, cls) and value:
            point = _one(said, subject, "dataPoint")
            period = _one(said, point, "period").rpartition("/")[2]
            if cls == "Target":  # "2020-2021" is to be reached by the end of 2021
                period = re.sub(r"^\d{4}-(?=\d{4}$)", "", period)
            else:  # a figure to date is of its day or of the year so far
                period = re.sub(r"^(\d{4})-\d\d-\d\d$", r"\1", period)
            label = min(said.get(point, {}).get(_LABEL, frozenset()), default="")
            values = {"value": f"{float(value):g}", "unit": _family(said, subject), "period": period}
            yield values, label.rpartition(", ")[0]  # "indicator – entity", without the period

    return tell


def _family(said: Said, subject: str) -> str:
    """The unit of a figure, as far as it is printed: what is counted is in the name of the indicator."""
    unit = _one(said, subject, "unit").rpartition("#unit-")[2]
    return next((word for word in ("percent", "dong", "place", "times") if unit.startswith(word)), "count")


def _changes(subject: str, said: Said) -> Iterator[tuple[dict[str, str], str]]:
    if _is(said, subject, "Change") and (amount := _one(said, subject, "amount")):
        about = _one(said, subject, "changeAbout")
        yield {"amount": f"{float(amount):g}", "unit": _family(said, subject), "about": about}, ""


def _rankings(subject: str, said: Said) -> Iterator[tuple[dict[str, str], str]]:
    if _is(said, subject, "RankingEntry"):
        point = _one(said, subject, "dataPoint")
        yield {
            "who": _one(said, point, "about"), "rank": _one(said, subject, "rank"),
            "out of": _one(said, subject, "rankOutOf"),
            "group": "" if _one(said, subject, "rank") else _one(said, subject, "rankGroup"),
            "upper": _one(said, subject, "rankUpper"),
        }, ""  # fmt: skip


def _documents(subject: str, said: Said) -> Iterator[tuple[dict[str, str], str]]:
    """The documents with a number that an article mentions; those that have only a name are no numbered documents."""
    document = f"{iris.ID}document/"
    if subject.startswith(f"{iris.ID}article/"):
        named = {d for d in said[subject].get("mentions", ()) if d.startswith(document)}
        for d in sorted(named | {s for s in said if s.startswith(document)}):
            if _one(said, d, "documentNumber") or _NUMBERED.search(d):
                yield {"document": d}, ""


def _directives(subject: str, said: Said) -> Iterator[tuple[dict[str, str], str]]:
    if _is(said, subject, "Directive", "Assignment"):
        label = min(said[subject].get(_LABEL, frozenset()), default="")
        yield {name: _one(said, subject, name) for name in ("issuedBy", "assignedTo")}, label


def _agencies(subject: str, said: Said) -> Iterator[tuple[dict[str, str], str]]:
    if subject.startswith(f"{iris.ID}article/"):
        agency = f"{iris.ID}agency/"
        named = {o for s in said.values() for p, some in s.items() if p not in ("claimSubject", "claimObject")
                 for o in some if o.startswith(agency)}  # fmt: skip
        for a in sorted(named):
            yield {"agency": a}, ""


_TELLERS: Mapping[str, Callable[[str, Said], Iterator[tuple[dict[str, str], str]]]] = {
    "meeting": _meetings, "attendance": _attendances, "holding": _holdings, "observation": _figures("Observation"),
    "target": _figures("Target"), "change": _changes, "ranking": _rankings, "document": _documents,
    "directive": _directives, "agency": _agencies,
}  # fmt: skip
