"""How a target compares with what was measured, and by which rule: nothing is said beyond what the figures say."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kg import iris
from server.pages.figures import Figure

State = Literal["none", "reached", "pending", "short", "open"]
"""none: no figure in the period of the target. reached: the figure satisfies it. pending: it does not, and is of a day
before the deadline. short: it does not, and is of the deadline or later. open: the hedge of the figure, or its unit,
leaves it open."""

Comparator = Literal["ge", "gt", "le", "lt"]
_COMPARATORS: dict[str, Comparator] = {
    iris.VOC + "qualifier-at-least": "ge",
    iris.VOC + "qualifier-at-most": "le",
    iris.VOC + "qualifier-more-than": "gt",
}
_ABOVE = iris.VOC + "qualifier-more-than", iris.VOC + "qualifier-at-least"
_BELOW = iris.VOC + "qualifier-almost", iris.VOC + "qualifier-at-most"


@dataclass(frozen=True)
class Verdict:
    """`figure` is the one that counts: the latest firm one. `gap` is what is missing (below 0: what is left over)."""

    state: State
    comparator: Comparator
    figure: Figure | None = None
    gap: Decimal | None = None


def comparator(target: Figure, lower_is_better: bool = False) -> Comparator:
    """What reaches a target: a hedge of the target decides, else the direction of its indicator."""
    return _COMPARATORS.get(target.qualifier, "le" if lower_is_better else "ge")


def judge(target: Figure, measured: Sequence[Figure], lower_is_better: bool = False) -> Verdict:
    """The verdict on a target by the figures of its indicator and entity, in any order."""
    compared = comparator(target, lower_is_better)
    within = [one for one in measured if one.value is not None and one.firm and one.day]
    within = [one for one in within if target.start <= one.day <= target.end]
    if target.value is None or not within:
        return Verdict("none", compared)
    figure = max(within, key=lambda one: (one.day, one.end, one.iri))
    if figure.value is None or figure.unit != target.unit:
        return Verdict("open", compared, figure)
    gap = target.value - figure.value if compared in ("ge", "gt") else figure.value - target.value
    reached = gap < 0 or (gap == 0 and compared in ("ge", "le"))
    if _undecided(figure, compared, reached, gap):
        return Verdict("open", compared, figure, gap)
    if reached:
        return Verdict("reached", compared, figure, gap)
    return Verdict("pending" if figure.day < target.end else "short", compared, figure, gap)


def _undecided(figure: Figure, compared: Comparator, reached: bool, gap: Decimal) -> bool:
    """Whether a hedge that points in one direction reaches over the target.

    "More than 29" may or may not reach 30, "almost 31" neither; of both, a tenth of the number is believed.
    """
    upward = compared in ("ge", "gt")
    doubtful = _BELOW if reached == upward else _ABOVE
    return figure.qualifier in doubtful and figure.value is not None and abs(gap) <= abs(figure.value) / 10
