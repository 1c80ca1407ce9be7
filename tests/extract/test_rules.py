"""Rules as data: their examples hold, the order of files does not matter, what is wrong or unsafe is refused."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.extract.checking import failures
from kg.extract.patterns import COST, BadPattern, compile_pattern
from kg.extract.rules import GUARDS, MODALITIES, RULES, SETS, SLOTS, TYPES, ZONES, BadRule, Rule, load_rules, word_lists
from kg.extract.spans import KINDS


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


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("role: attend", "rol: attend", "attendance has no setting rol; it has role, weak"),
        (":person}", ":persn}", "attendance has no slot persn; it has person"),
        ("confidence: 0.9", "confidence: high", "a confidence in"),
        ("- id:", "- [id:", "no YAML"),
        ("- id: a.b", "- only words\n- id: a.b", "a list of rules is needed"),
    ],
)
def test_a_slip_of_the_pen_is_named(old: str, new: str, why: str, tmp_path: Path) -> None:
    rule = (
        "- id: a.b\n  type: attendance\n  pattern: '{person:person} dự {meeting}'\n  set: {role: attend}\n"
        "  confidence: 0.9\n  examples: [{text: x}]\n  counter: [y]\n"
    )
    (tmp_path / "thu.yaml").write_text(rule, encoding="utf-8")
    assert [one.id for one in load_rules(tmp_path)] == ["a.b"]
    load_rules.cache_clear()
    (tmp_path / "thu.yaml").write_text(rule.replace(old, new), encoding="utf-8")
    with pytest.raises(BadRule, match=why) as refused:
        load_rules(tmp_path)
    assert "thu.yaml" in str(refused.value)


def test_the_guide_has_all_that_rules_can_say() -> None:
    guide = (RULES / "README.md").read_text(encoding="utf-8")
    told = {word for quoted in re.findall(r"`([^`\n]+)`", guide) for word in re.findall(r"[a-z_]+", quoted)}
    assert set(KINDS) | MODALITIES | ZONES | {name.removeprefix("not_") for name in GUARDS} <= told
    for name, slots in SLOTS.items():
        row = next(line for line in guide.splitlines() if line.startswith("|") and name in line.split("|")[1])
        assert all(word in row for word in slots | SETS.get(name, frozenset())), name


def test_the_guides_example_is_a_rule(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.+?)```", (RULES / "README.md").read_text(encoding="utf-8"), re.S)
    (tmp_path / "mau.yaml").write_text(example, encoding="utf-8")
    assert list(failures(load_rules(tmp_path))) == []
