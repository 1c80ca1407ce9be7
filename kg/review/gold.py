"""Decisions as files: gold that measures the rules, and what another archive can take over.

    FOLDER/gold.jsonl        the facts of articles of which nothing waits: {"id": …, "facts": [{"type": …, slots…}]}
    FOLDER/ARTICLE.txt       the text of each of these
    FOLDER/decisions.jsonl   every decision

Texts are as the archive has them; they belong to their publishers.
"""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.archive import Archive
from kg.entries import printed
from kg.facts import Fact
from kg.review.decisions import VERDICTS, Decision, settled
from kg.review.desk import Desk

DECISIONS = "decisions.jsonl"
GOLD = "gold.jsonl"


class BadDecisions(ValueError):
    """A file that holds no decisions; the message names the line and the reason."""


@dataclass(frozen=True)
class Written:
    """What was written: articles that are decided of whole, their facts, and all decisions."""

    articles: int
    facts: int
    decisions: int


def write(archive: Archive, folder: Path) -> Written:
    """Writes the gold of an archive into a folder that is new or empty, all of it or nothing.

    Raises FileExistsError where something is there already, ArchiveFailed and OSError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} is there already, and not empty")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        made = Path(beside) / folder.name
        made.mkdir()
        written = _write(archive, made)
        made.replace(folder)  # over an empty folder, too
    return written


def read(path: Path) -> list[Decision]:
    """The decisions of a file, or of the folder that `write` made. Raises BadDecisions and OSError."""
    file = path / DECISIONS if path.is_dir() else path
    found = []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise BadDecisions(
            f"{file}: not UTF-8 (byte {error.start}): give the folder that `review export` made, or its {DECISIONS}"
        ) from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(_decision(json.loads(line)))
            except (ValueError, TypeError, KeyError) as error:
                raise BadDecisions(
                    f"{file}, line {number}: no decision as `review export` writes them ({error})"
                ) from None
    return found


def _write(archive: Archive, folder: Path) -> Written:
    desk = Desk(archive)
    decisions, waiting = desk.by_article(), desk.open_articles()
    articles = facts = 0
    with (folder / GOLD).open("w", encoding="utf-8") as gold:
        for article in sorted(decisions.keys() - waiting):
            kept = archive.article(article)
            if kept is None:
                continue
            said = settled(kept.facts, decisions[article])
            text = kept.article.text
            (folder / f"{article}.txt").write_text(text, encoding="utf-8", newline="")
            gold.write(_json({"id": article, "facts": [_gold(fact, text) for fact in said]}) + "\n")
            articles, facts = articles + 1, facts + len(said)
    count = 0
    with (folder / DECISIONS).open("w", encoding="utf-8") as file:
        for line in _lines(decisions):
            file.write(line)
            count += 1
    return Written(articles, facts, count)


def _lines(decisions: dict[str, dict[str, Decision]]) -> Iterator[str]:
    for article in sorted(decisions):
        for key in sorted(decisions[article]):
            one = decisions[article][key]
            record = vars(one) | {"fact": printed(one.fact), "instead": one.instead and printed(one.instead)}
            yield _json(record) + "\n"


def _gold(fact: Fact, text: str) -> dict[str, Any]:
    return {
        "type": fact.type, **fact.said, "quote": text[fact.start : fact.end], "start": fact.start, "end": fact.end,
    }  # fmt: skip


def _decision(record: dict[str, Any]) -> Decision:
    if set(record) != set(Decision.__dataclass_fields__):
        raise ValueError(f"it has {', '.join(sorted(record))}")
    instead = Fact(**record["instead"]) if record["instead"] else None
    decision = Decision(**record | {"fact": Fact(**record["fact"]), "instead": instead})
    texts = (decision.article, decision.reviewer, decision.time)
    if decision.verdict not in VERDICTS or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"its verdict is {decision.verdict!r}")
    if (decision.verdict == "edited") != (instead is not None):
        raise ValueError(f"{decision.verdict} with{'' if instead else 'out'} a mended fact")
    return decision


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
