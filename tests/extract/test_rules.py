"""Rules as data: their examples hold, the order of files does not matter, what is wrong or unsafe is refused."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.extract.checking import failures
from kg.extract.patterns import COST, BadPattern, compile_pattern
from kg.extract.rules import RULES, TYPES, BadRule, Rule, load_rules, word_lists


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.id)
def test_examples(rule: Rule) -> None:
    assert [str(failure) for failure in failures((rule,))] == []


def test_every_type_that_is_not_a_mention_has_rules() -> None:
    assert {rule.type for rule in load_rules()} == TYPES - {"agency", "holding"}


def test_precedence_is_computed_not_filed(tmp_path: Path) -> None:
    for place, path in enumerate(sorted(RULES.glob("*.yaml"), reverse=True)):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        (tmp_path / f"{place}.yaml").write_text(yaml.safe_dump(content[::-1], allow_unicode=True), encoding="utf-8")
    assert [rule.id for rule in load_rules(tmp_path)] == [rule.id for rule in load_rules()]


def _entry(**changes: Any) -> dict[str, Any]:
    entry = {
        "id": "target.one", "type": "target", "pattern": "mục tiêu {percent:value}", "confidence": 0.9,
        "examples": [{"text": "Mục tiêu 3%."}], "counter": ["Đạt 3%."],
    }  # fmt: skip
    return entry | changes


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"type": "weather"}, "weather"),
        ({"zones": ["menu"]}, "zones"),
        ({"confidence": 1.5}, "confidence"),
        ({"examples": []}, "example"),
        ({"counter": []}, "example"),
        ({"guards": {"near": "mục tiêu"}}, "no guards near"),
        ({"colour": "red"}, "unknown colour"),
        ({"pattern": "mục tiêu {"}, "cannot read"),
        ({"pattern": ",,30 mục ,,30 tiêu ,,30 {percent}"}, "ways"),
    ],
)
def test_a_wrong_rule_is_refused_by_name(tmp_path: Path, changes: dict[str, Any], why: str) -> None:
    (tmp_path / "bad.yaml").write_text(yaml.safe_dump([_entry(**changes)], allow_unicode=True), encoding="utf-8")
    with pytest.raises(BadRule, match=why) as refused:
        load_rules(tmp_path)
    assert "target.one" in str(refused.value)


def test_two_rules_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "twice.yaml").write_text(yaml.safe_dump([_entry(), _entry()], allow_unicode=True), encoding="utf-8")
    with pytest.raises(BadRule, match="too"):
        load_rules(tmp_path)


@pytest.mark.parametrize(
    "source",
    [
        "{dragon}",
        "@dragons",
        "(a|b",
        "a)",
        "<x: a> <x: b>",
        "..99 a",
        "..5",
        ",,40 a ,,40 b ,,40",
        "{person:x} {person:x}",
    ],
)
def test_bad_patterns_are_refused(source: str) -> None:
    with pytest.raises(BadPattern):
        compile_pattern(source, word_lists())


@pytest.mark.long
def test_no_rule_runs_away() -> None:
    codes = "".join(chr(0xE000 + kind) for kind in range(17))
    hostile = [
        " " + "dự " * 700, " " + "chủ trì hội nghị , " * 150, " " + f"{codes} , và " * 120, " " + '" \'*' * 400,
        " " + "tại điểm cầu có \ue000 , " * 120, " " + "mục tiêu đến \ue007 \ue009 ; " * 120,
    ]  # fmt: skip
    start = time.process_time()
    for rule in load_rules():
        for pattern in (*rule.patterns, *rule.guards.values()):
            for text in hostile:
                pattern.regex.search(text)
    assert time.process_time() - start < 60
    assert COST <= 20_000
