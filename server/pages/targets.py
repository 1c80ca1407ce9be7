"""A target: its wording, who set it, what was measured, and how far the two are apart."""

from collections.abc import Sequence
from typing import Any

from kg import iris
from server import texts, urls
from server.drawing import bars
from server.pages import plots, writing
from server.pages.figures import Figure, disagreeing, figure, figures, link, of_indicator, points, sentence, sources
from server.pages.page import Link, Page, View, of_resource, trail
from server.pages.reader import Reader, Row
from server.pages.verdict import Verdict, judge
from server.problems import Problem
from server.releases import Namer

_STATES = {
    "none": "targets.state-none",
    "reached": "targets.state-reached",
    "pending": "targets.state-pending",
    "short": "targets.state-short",
    "open": "targets.state-open",
}
_REASONS = {
    "reached": "targets.rule-reached",
    "pending": "targets.rule-pending",
    "short": "targets.rule-short",
    "open": "targets.rule-open",
}
_COMPARED = {
    "ge": "targets.rule-ge",
    "gt": "targets.rule-gt",
    "le": "targets.rule-le",
    "lt": "targets.rule-lt",
}


def show(reader: Reader, kind: str, slug: str) -> View:
    """The page of a target."""
    iri, name = iris.resource(kind, slug), reader.name
    row = reader.row("target", target=iri)
    if not row:
        raise Problem(404, f"{kind}/{slug} is no target; all are at {urls.RESULTS}.")
    target = figure(iri, row, name)
    indicator = link(row["indicator"], name)
    said = said_in(reader.rows("target-said", target=iri), name)
    measured = figures(of_indicator(reader, row["indicator"], row["about"]), name)
    measured = [one for one in measured if one.value is not None]
    others = [
        figure(other["target"], other, name)
        for other in reader.rows("targets-on-indicator", indicator=row["indicator"])
        if other["about"] == row["about"]
    ]
    verdict = judge(target, measured, row.get("lowerIsBetter") == "true")
    words = in_words(verdict, target, name)
    bar = plots.gap(verdict, target, name)
    content = {
        "target": target,
        "indicator": indicator,
        "said": said,
        "setters": setters(reader.rows("target-set-by", target=iri), name),
        "verdict": verdict,
        "state": state(verdict),
        "words": words,
        "rule": rule(verdict, target),
        "bar": bar and bars.gap("gap", texts.of("targets.gap"), words, bar),
        "measured": measured,
        "disagreeing": disagreeing(measured),
        "others": [other for other in others if other.iri != iri],
        "over_time": plots.over_time("series", texts.of("figures.over-time"), measured, others, name, iri),
    }
    return View("target.html", _page(reader, kind, slug, target, indicator, words), content)


def _page(reader: Reader, kind: str, slug: str, target: Figure, indicator: Link, words: str) -> Page:
    title = f"{sentence(indicator.text)}: {target.text}"
    return Page(
        title=title,
        summary=f"{target.about.text}, {target.period}. {words}",
        trail=trail(Link(texts.of("targets"), "/targets"), Link(texts.of("results.heading"), urls.RESULTS)),
        downloads=of_resource(kind, slug),
        asked=reader.asked,
        described={
            "@context": "https://schema.org",
            "@type": "Observation",
            "name": title,
            "url": target.iri,
            "variableMeasured": indicator.text,
            "observationAbout": {"@type": "Thing", "name": target.about.text},
            **({"observationPeriod": f"{target.start}/{target.end}"} if target.end else {}),
            **({"value": float(target.value)} if target.value is not None else {}),
            "measurementQualifier": texts.of("targets.kind"),
        },
        iri=target.iri,
    )


def in_words(verdict: Verdict, target: Figure, name: Namer) -> str:
    """The gap between a target and its latest figure as a sentence."""
    found, gap = verdict.figure, verdict.gap
    if found is None:
        return texts.of("targets.no-figure")
    if gap is None or target.value is None:
        return texts.of("targets.not-comparable")
    about = texts.of("targets.about") if found.hedged else ""
    distance = f"{about} {points(abs(gap), target.unit, name)}".strip()
    if verdict.state == "open":
        return texts.of("targets.open", text=found.text)
    if gap == 0:
        return texts.of("targets.equal")
    upward = verdict.comparator in ("ge", "gt")
    if gap < 0:
        return sentence(texts.of("targets.over" if upward else "targets.under", distance=distance))
    return sentence(texts.of("targets.missing" if upward else "targets.too-much", distance=distance))


def state(verdict: Verdict) -> str:
    """A verdict in few words."""
    return texts.of(_STATES[verdict.state])


def rule(verdict: Verdict, target: Figure) -> str:
    """The rule behind a verdict: which figure, of which day, compared how, and why it is called so."""
    language = texts.language()
    deadline = writing.day(target.end, language) or target.period
    compared = texts.of(_COMPARED[verdict.comparator], text=target.text)
    if verdict.figure is None:
        return texts.of("targets.rule-none", compared=compared, deadline=deadline)
    counted = texts.of(
        "targets.rule-figure",
        compared=compared,
        text=verdict.figure.text,
        day=writing.day(verdict.figure.day, language),
        period=verdict.figure.period,
        deadline=deadline,
    )
    return f"{counted} {texts.of(_REASONS[verdict.state])}"


def said_in(rows: Sequence[Row], name: Namer) -> list[dict[str, Any]]:
    """The passages that state a target, by article; of two where one holds the other, the longer."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["article"], []).append(row)
    found = []
    for group in grouped.values():
        quotes = list(dict.fromkeys(row["quote"] for row in group))
        whole = [one for one in quotes if not any(one != other and one in other for other in quotes)]
        found.append({"sources": sources(group, name), "quotes": whole, "day": group[0].get("published")})
    return found


def setters(rows: Sequence[Row], name: Namer) -> list[dict[str, Any]]:
    """What sets a target, each once: documents, then directives."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["setter"], []).append(row)
    found = [_setter(iri, group, name) for iri, group in grouped.items()]
    return sorted(found, key=lambda one: one["directive"])


def _setter(iri: str, group: Sequence[Row], name: Namer) -> dict[str, Any]:
    def links(key: str) -> list[Link]:
        return [link(found, name) for found in dict.fromkeys(row[key] for row in group if key in row)]

    first = group[0]
    return {
        "link": link(iri, name),
        "directive": _is_directive(iri),
        "kind": texts.of("targets.directive" if _is_directive(iri) else "targets.document"),
        "date": first.get("date"),
        "force": name(first["force"]) if "force" in first else None,
        "deadline": name(first["deadline"]) if "deadline" in first else None,
        "issuers": links("issuer"),
        "meetings": links("meeting"),
        "addressees": links("addressee"),
        "sources": sources(group, name),
    }


def _is_directive(iri: str) -> bool:
    return iri.startswith(iris.ID + "directive/")
