"""What is wrong with a fact that somebody gave: a code with values, which whoever shows it words for people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What is wrong with one slot, or with the fact (then `slot` is empty).

    code          `slot` and the other values
    needed        is empty; `kind` and `codes` say what may stand there, as those of `kg.review.slots.Slot`
    unfit         holds `given`, which is not of its kind
    needed-with   is empty though the slot in `others` is not
    some          one of the slots in `others` has to be there
    unknown       the type `given` has no such slot; it has `others`
    type          there is no type `given`; there are `others`
    unchanged     nothing was mended
    beyond        it is said to stand where the article has no characters: `given`
    not-json      no JSON object was given: `given` says why
    """

    code: str
    slot: str = ""
    kind: str = ""
    codes: tuple[str, ...] = ()
    given: str = ""
    others: tuple[str, ...] = ()


class BadEdit(ValueError):
    """What somebody gave is no fact of that article; `faults` has every reason."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(" ".join(filter(None, (one.code, one.slot, one.given))) for one in faults))
        self.faults = faults
