"""What is wrong with a fact that somebody gave, in words: in two languages on the page, in English at the terminal."""

from collections.abc import Callable, Iterable

from kg.review.editing import LONGEST
from kg.review.faults import BadEdit, Fault
from server import texts

Word = Callable[..., str]


def at_terminal(error: BadEdit) -> str:
    """In one line, with the names that commands take for slots and codes."""
    return ". ".join(_said(one, texts.english, lambda _, name: name) for one in error.faults)


def on_page(error: BadEdit) -> list[str]:
    """Fault by fault in the language of the request, with the names that the form shows."""

    def labelled(what: str, name: str) -> str:
        word = name if what == "slot" and name in ("evidence", "modality") else f"{what}-{name}"
        return texts.of("modality" if word == "modality" else f"review.{word}")

    return [_said(one, texts.of, labelled) for one in error.faults]


def _said(fault: Fault, word: Word, label: Callable[[str, str], str]) -> str:
    codes = "modality" if fault.kind == "modality" else "code"
    others = "type" if fault.code == "type" else "slot"

    def joined(what: str, names: Iterable[str]) -> str:
        return ", ".join(label(what, name) for name in names)

    allowed = word(f"review.allowed-{fault.kind}", codes=joined(codes, fault.codes), most=LONGEST) if fault.kind else ""
    return word(
        f"review.fault-{fault.code}",
        slot=label("slot", fault.slot) if fault.slot and fault.code != "unknown" else fault.slot,
        given=fault.given,
        others=joined(others, fault.others),
        allowed=allowed,
    )
