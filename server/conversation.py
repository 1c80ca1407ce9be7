"""The conversation of `diemcau review`: one fact after the other, a key each."""

import json
from collections.abc import Callable

import click
from rich.console import Console
from rich.text import Text

from kg.review.decisions import BadName
from kg.review.desk import Desk, NotThere, Waiting
from kg.review.editing import edited, form
from kg.review.faults import BadEdit, Fault
from kg.review.slots import fact_types
from server import edits

_AROUND = 160
"""Characters of the article that are shown before and after the evidence."""
_KEYS = "[a]ccept  [r]eject  [e]dit  [s]kip  [u]ndo  [q]uit"


class Conversation:
    """Asks a person of fact after fact, until nothing waits or the person has enough."""

    def __init__(self, desk: Desk, reviewer: str, kind: str | None, rule: str | None) -> None:
        self._desk, self._reviewer, self._kind, self._rule = desk, reviewer, kind, rule
        self._skipped: set[tuple[str, str]] = set()
        self._done: list[tuple[str, str]] = []
        self._console = Console(highlight=False)

    def hold(self) -> int:
        """Returns how many facts were decided of; each decision is kept as soon as it is made."""
        answers: dict[str, Callable[[Waiting], None]] = {
            "a": self._accept, "r": self._reject, "e": self._edit, "s": self._skip, "u": self._undo,
        }  # fmt: skip
        while True:
            found = self._desk.waiting(1, self._kind, self._rule, self._skipped)
            if not found:
                self._console.print("Nothing waits any more." if not self._skipped else "The rest was skipped.")
                return len(self._done)
            self._show(found[0])
            key = ""
            while key not in answers:
                try:
                    key = click.getchar().lower()
                except (EOFError, KeyboardInterrupt):
                    key = "q"
                if key in ("q", "\x04", "\x03"):
                    return len(self._done)
            try:
                answers[key](found[0])
            except BadEdit as error:
                self._console.print(Text(f"Not kept: {edits.at_terminal(error)}."))
            except (BadName, NotThere) as error:
                self._console.print(Text(f"Not kept: {error}."))

    def _accept(self, one: Waiting) -> None:
        self._desk.decide(one.article.id, one.fact.key, "accepted", reviewer=self._reviewer)
        self._note(one, "accepted")

    def _reject(self, one: Waiting) -> None:
        self._desk.decide(one.article.id, one.fact.key, "rejected", reviewer=self._reviewer)
        self._note(one, "rejected")

    def _edit(self, one: Waiting) -> None:
        """Opens the slots in the editor of the environment; what is closed unchanged changes nothing."""
        written = json.dumps(form(one.fact, one.article.text), ensure_ascii=False, indent=2)
        try:
            given = json.loads(click.edit(written, extension=".json") or "null")
        except json.JSONDecodeError as error:
            raise BadEdit(Fault("not-json", given=f"line {error.lineno}: {error.msg}")) from None
        if given is None:
            return
        if not isinstance(given, dict):
            raise BadEdit(Fault("not-json", given=type(given).__name__))
        mended = edited(one.fact, given, one.article.text)
        self._desk.decide(one.article.id, one.fact.key, "edited", mended, self._reviewer)
        self._note(one, "edited")

    def _skip(self, one: Waiting) -> None:
        self._skipped.add((one.article.id, one.fact.key))

    def _undo(self, one: Waiting) -> None:
        if not self._done:
            self._console.print("Nothing was decided here yet.")
            return
        self._desk.undo(*self._done[-1])
        self._done.pop()
        self._console.print("Taken back.")

    def _note(self, one: Waiting, verdict: str) -> None:
        self._done.append((one.article.id, one.fact.key))
        self._console.print(verdict)

    def _show(self, one: Waiting) -> None:
        fact, article = one.fact, one.article
        self._console.rule()
        head = f"{fact.type}, {fact.rule}: right with {one.confidence:.0%}; at least {self._desk.count()} wait"
        self._console.print(Text(head, style="dim"))
        where = " · ".join(filter(None, (" ".join(article.title.split()), article.published, article.url)))
        self._console.print(Text(_safe(where), style="dim"))
        start, end = max(0, fact.start - _AROUND), fact.end + _AROUND
        passage = Text(_safe(article.text[start : fact.start]))
        passage.append(_safe(article.text[fact.start : fact.end]), style="bold reverse")
        passage.append(_safe(article.text[fact.end : end]))
        self._console.print(passage)
        for slot in fact_types()[fact.type].slots:
            value = fact.slots.get(slot.name)
            if value is not None:
                self._console.print(Text(f"  {slot.name:<13} {_safe(str(value))}"))
        self._console.print(_KEYS, markup=False)


def _safe(text: str) -> str:
    """Text of a stranger without what would steer the terminal."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)
