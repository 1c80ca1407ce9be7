"""If-Match and If-None-Match as sections 13.1.1 and 13.1.2 of RFC 9110 have them."""

import pytest

from kg.engine.preconditions import ANY, Precondition

NOW, OLD = "2.b", "1.a"


@pytest.mark.parametrize(
    ("match", "none_match", "absent", "there", "unpublished"),
    [(None, None, True, True, True),
     ([ANY], None, False, True, True), ([NOW], None, False, True, False), ([OLD, NOW], None, False, True, False),
     ([OLD], None, False, False, False), ([], None, False, False, False),
     (None, [ANY], True, False, False), (None, [NOW], True, False, True), (None, [OLD], True, True, True),
     (None, [], True, True, True), ([NOW], [OLD], False, True, False), ([NOW], [NOW], False, False, False),
     ([ANY], [ANY], False, False, False)],
)  # fmt: skip
def test_what_holds_of_a_graph(
    match: list[str] | None, none_match: list[str] | None, absent: bool, there: bool, unpublished: bool
) -> None:
    condition = Precondition(match, none_match)
    assert condition.holds(False, NOW) == absent
    assert condition.holds(True, NOW) == there
    assert condition.holds(True, None) == unpublished  # something was written that no release has
