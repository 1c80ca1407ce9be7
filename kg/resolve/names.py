"""Names as they are compared: written out, in one spelling. Tone marks count; nothing is found by likeness."""

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kg.folding import nfc, spell

_EPOCH = re.compile(r"\s*\((?:từ|đến|dự kiến|liên hợp quốc)[^)]*\)$")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_PLAIN = str.maketrans({"–": "-", "—": "-", "“": " ", "”": " ", '"': " ", "«": " ", "»": " "})
_MANY = 65_536


@functools.cache
def words() -> Mapping[str, Any]:
    """The content of names.yaml."""
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return content


@functools.cache
def _written() -> tuple[Mapping[str, str], re.Pattern[str]]:
    table = {spell(short): spell(long) for short, long in words()["written"].items()}
    longest = "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
    return table, re.compile(rf"(?<![\w&])(?:{longest})(?![\w&])")


@functools.lru_cache(maxsize=_MANY)
def key(name: str) -> str:
    """A name for comparison: "UBND TP. Hồ Chí Minh" and "Ủy ban nhân dân thành phố Hồ Chí Minh" have the same key."""
    table, pattern = _written()
    spelled = spell(_EPOCH.sub("", nfc(name)).translate(_PLAIN)).strip(" .,;:-")
    return " ".join(pattern.sub(lambda found: table[found[0]] + " ", spelled).split())


@functools.cache
def _levels() -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(map(spell, words()['levels']))}) (?=\S)")


def place_key(name: str) -> str:
    """The key of a place without its level: "tỉnh Thái Bình", "Thái Bình" → "thái bình"."""
    return _levels().sub("", key(name))


def bare(name: str) -> str:
    """A name without what stands in brackets, in single spaces: "Ban X (gọi tắt là Y)" → "Ban X"."""
    return " ".join(_BRACKETS.sub("", nfc(name)).split())
