"""Whatever a model proposes, nothing is raised, all of it is counted, and a fact says only what the article says."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.article import take_apart
from kg.extract.model.judging import CONFIDENCE, MOST, judged, kinds
from kg.extract.reading import read_text
from tests.extract.model.serving import ANSWERS, TEXT

ARTICLE = take_apart(read_text(TEXT))
RECORDED: list[dict[str, Any]] = [
    proposal
    for name in ("proven", "rejected")
    for proposal in json.loads(
        json.loads((ANSWERS / f"{name}.json").read_text(encoding="utf-8"))["choices"][0]["message"]["content"]
    )["facts"]
    if isinstance(proposal, dict)
]
_NAMES = sorted({name for kind in kinds().values() for name in (*kind["slots"], "value", "unit", "rank", "evidence")})
_CUTS = st.tuples(st.integers(0, len(TEXT)), st.integers(1, 120)).map(lambda cut: TEXT[cut[0] : cut[0] + cut[1]])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | _CUTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=2),
    max_leaves=4,
)


@st.composite
def proposals(draw: st.DrawFn) -> object:
    """A recorded proposal with some of its slots changed, or anything at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(_JSON)
    changed = draw(st.dictionaries(st.sampled_from([*_NAMES, "type"]), _JSON | st.sampled_from(sorted(kinds()))))
    return {**draw(st.sampled_from(RECORDED)), **changed}


@given(st.lists(proposals(), max_size=5))
@settings(max_examples=3 * settings().max_examples)
def test_nothing_is_raised_and_everything_is_counted(some: list[object]) -> None:
    found = judged(ARTICLE, some, [], "mau-nho")
    assert len(found.facts) + found.rejected.total() == len(some) <= MOST
    for fact in found.facts:
        assert (fact.rule, fact.confidence) == ("model:mau-nho", CONFIDENCE)
        assert 0 <= fact.start < fact.end <= len(TEXT)
        for name in set(kinds()[fact.type]["slots"]) - {"role", "direction", "date", "period", "deadline"}:
            said = fact.slots.get(name)
            assert said is None or said in " ".join(TEXT.split())
