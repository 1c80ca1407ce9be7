"""Observations, targets, changes and places in rankings as statements."""

from collections.abc import Mapping
from typing import Any

from kg.iris import ID, text_slug
from kg.store import NamedNode
from kg.things import Resolved, ResolvedFact, Thing
from kg.triples.codes import codes
from kg.triples.graph import TYPE, Evidence, Graph, Statement, code, labels, node, number, plain, term, text, typed

_WHOLE = 100


def data_point(
    graph: Graph, indicator: Thing, about: Thing, period: Thing, evidence: Evidence
) -> tuple[NamedNode, str, str, str]:
    """The hub of an indicator, an entity and a period: its IRI, slug, and labels."""
    slug = f"{indicator.slug}--{about.slug}--{period.slug}"
    vi, en = f"{indicator.vi} – {about.vi}, {period.vi}", f"{indicator.english} – {about.english}, {period.english}"
    subject = NamedNode(f"{ID}data-point/{slug}")
    graph.say(
        subject, (TYPE, term("DataPoint")), *labels(vi, en),
        (term("indicator"), graph.thing(indicator, evidence)), (term("about"), graph.thing(about, evidence)),
        (term("period"), graph.thing(period, evidence)),
    )  # fmt: skip
    return subject, slug, vi, en


def figure(graph: Graph, found: ResolvedFact, evidence: Evidence, _: Resolved) -> None:
    """An observation or a target."""
    slots, kind = found.fact.slots, found.fact.type
    indicator, about, period = (found.things[role][0] for role in ("indicator", "about", "period"))
    point, slug, vi, en = data_point(graph, indicator, about, period, evidence)
    said: list[Statement] = [(TYPE, term(kind.capitalize())), (term("dataPoint"), point)]
    if slots.get("value") is None:  # a target in words
        raw = str(slots.get("subject") or "")
        subject = f"{ID}target/{text_slug(slug, text=raw)}"
        said += [*labels(f"{vi}: {raw}", f"{en}: “{raw}”"), (term("rawValue"), text(raw))]
        graph.fact(NamedNode(subject), said, evidence)
        return
    value = slots["value"]
    qualifier = codes()["qualifiers"].get(slots.get("qualifier"), "exact")
    if qualifier == "exact" and found.fact.modality == "estimated":
        qualifier = "estimated"
    unit, vi_unit, en_unit = _unit(slots)
    of_reviewed = bool(found.unit) and found.unit.startswith(unit)
    unit = found.unit if of_reviewed else unit  # "đồng" of an indicator that is in "đồng/năm"
    other = (
        f"-{unit}" if indicator.known and not of_reviewed else ""
    )  # the same digits in another unit are another figure
    before, hedge_vi, hedge_en = codes()["hedges"][qualifier]
    digits = plain(value)
    said += [
        *labels(f"{vi}: {hedge_vi}{digits.replace('.', ',')}{vi_unit}", f"{en}: {hedge_en}{digits}{en_unit}"),
        (term("value"), number(value)), (term("unit"), code(f"unit-{unit}")),
        (term("qualifier"), code(f"qualifier-{qualifier}")), (term("rawValue"), text(_raw(slots))),
    ]  # fmt: skip
    if qualifier in ("more-than", "at-least"):
        said.append((term("lowerBound"), number(value)))
    if qualifier in ("almost", "at-most"):
        said.append((term("upperBound"), number(value)))
    graph.fact(NamedNode(f"{ID}{kind}/{slug}--{before}{digits}{other}"), said, evidence)


def _unit(slots: Mapping[str, Any]) -> tuple[str, str, str]:
    """The code of a figure's unit, and how labels write it."""
    read = slots.get("unit") or "count"
    unit, vi, en = codes()["units"].get(read, codes()["units"]["count"])
    value = slots["value"]
    if unit == "percent" and value > _WHOLE:
        return "percent-of-base", vi, en
    if unit == "item":
        phrase = str(slots.get("indicator") or slots.get("subject") or "").casefold()
        unit = next((of for word, of in codes()["counted"].items() if phrase.startswith(word)), unit)
    return unit, vi, en


def _raw(slots: Mapping[str, Any]) -> str:
    """A number as it is printed."""
    return " ".join(str(slots["raw"]).split())


def change(graph: Graph, found: ResolvedFact, evidence: Evidence, _: Resolved) -> None:
    """By how much something rose or fell."""
    slots = found.fact.slots
    indicator, about, period = (found.things[role][0] for role in ("indicator", "about", "period"))
    down = slots.get("direction") == "down"
    unit, vi_unit, en_unit = _unit(slots)
    kind = {"times": "ratio", "place": "places"}.get(unit, "difference")
    qualifier = codes()["qualifiers"].get(slots.get("qualifier"), "exact")
    digits = plain(slots["value"])
    verb_vi, verb_en = ("giảm", "fell by") if down else ("tăng", "rose by")
    slug = f"{indicator.slug}--{about.slug}--{period.slug}--{'giam' if down else 'tang'}-{digits}-{unit}"
    of = f"{indicator.vi} – {about.vi}, {period.vi}", f"{indicator.english} – {about.english}, {period.english}"
    said: list[Statement] = [
        (TYPE, term("Change")),
        *labels(f"{of[0]}: {verb_vi} {digits.replace('.', ',')}{vi_unit}", f"{of[1]}: {verb_en} {digits}{en_unit}"),
        (term("changeOf"), graph.thing(indicator, evidence)), (term("changeAbout"), graph.thing(about, evidence)),
        (term("toPeriod"), graph.thing(period, evidence)), (term("changeKind"), code(f"change-kind-{kind}")),
        (term("amount"), number(-slots["value"] if down else slots["value"])), (term("unit"), code(f"unit-{unit}")),
        (term("qualifier"), code(f"qualifier-{qualifier}")), (term("rawValue"), text(_raw(slots))),
    ]  # fmt: skip
    graph.fact(NamedNode(f"{ID}change/{slug}"), said, evidence)


def ranking(graph: Graph, found: ResolvedFact, evidence: Evidence, _: Resolved) -> None:
    """A place in a ranking, or a group of places where no number is told."""
    slots = found.fact.slots
    subject, edition = found.things["subject"][0], found.things["ranking"][0]
    indicator, period = found.things["indicator"][0], found.things["period"][0]
    point, _slug, _vi, _en = data_point(graph, indicator, subject, period, evidence)
    rank, out_of, raw = slots.get("rank"), slots.get("out_of"), str(slots.get("position") or "").strip()
    entry = node(found.things["entry"][0])
    said: list[Statement] = [
        (TYPE, term("RankingEntry")), (term("dataPoint"), point), (term("inRanking"), graph.thing(edition, evidence)),
    ]  # fmt: skip
    group = next((g for word, g in codes()["rank_groups"] if word in raw.casefold()), None) if rank is None else None
    if rank is not None:
        said.append((term("rank"), typed(str(rank), "integer")))
        raw = raw or (f"{rank}/{out_of}" if out_of else str(rank))
    if out_of and (rank is None or rank <= out_of):
        said.append((term("rankOutOf"), typed(str(out_of), "integer")))
    if group is not None:
        said.append((term("rankGroup"), code(f"rank-group-{group}")))
        digits = "".join(c for c in raw if c.isdigit())
        if group == "top" and digits:
            said.append((term("rankUpper"), typed(digits, "integer")))
    score = slots.get("score")
    if score is not None and rank is None and group is None:  # a score alone is a figure and no place
        _score(graph, found, evidence)
        return
    if score is not None:
        said += [(term("value"), number(score)), (term("unit"), code("unit-index-point"))]
    if not raw:
        return
    said.append((term("rawValue"), text(raw)))
    said += labels(f"{subject.vi}: {raw}, {edition.vi}", f"{subject.english}: “{raw}”, {edition.english}")
    graph.fact(entry, said, evidence)


def _score(graph: Graph, found: ResolvedFact, evidence: Evidence) -> None:
    """What an index of somebody is."""
    indicator, subject, period = (found.things[role][0] for role in ("indicator", "subject", "period"))
    point, slug, vi, en = data_point(graph, indicator, subject, period, evidence)
    digits = plain(found.fact.slots["score"])
    said: list[Statement] = [
        (TYPE, term("Observation")), (term("dataPoint"), point), (term("value"), number(found.fact.slots["score"])),
        (term("unit"), code("unit-index-point")), (term("qualifier"), code("qualifier-exact")),
        (term("rawValue"), text(digits.replace(".", ","))),
        *labels(f"{vi}: {digits.replace('.', ',')}", f"{en}: {digits}"),
    ]  # fmt: skip
    graph.fact(NamedNode(f"{ID}observation/{slug}--{digits}"), said, evidence)
