"""`diemcau export reifiers`, read back by N3.js."""

from collections.abc import Callable
from pathlib import Path

from kg.iris import ID, ONT, RDF
from tests.export import javascript


def test_claims_reify_what_they_say(written: Callable[[str], Path], count: Callable[[str], int]) -> None:
    read = javascript.read("turtle", written("reifiers"))
    asserted = {tuple(one) for one in read if isinstance(one[2], str)}
    reified = [(claim, tuple(said)) for claim, predicate, said in read if predicate == RDF + "reifies"]
    assert len({claim for claim, _ in reified}) == count("?x a diem:Claim") > 0
    assert all(said in asserted for _, said in reified)
    assert len(reified) == len(set(reified))
    assert {claim for claim, _ in reified} == {s for s, p, _ in asserted if p == ONT + "statedIn"}
    meeting = ID + "meeting/2020-08-26-pm-uy-ban-quoc-gia-ve-chinh-phu-dien-tu"
    assert any(said[0] == meeting for _, said in reified)
