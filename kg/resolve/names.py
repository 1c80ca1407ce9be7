"""Names as they are compared: written out, in one spelling. Tone marks count; nothing is found by likeness."""

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg import yaml_files
from kg.folding import nfc

_EPOCH = re.compile(r"\s*\((?:từ|đến|dự kiến|liên hợp quốc)[^)]*\)$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_PLAIN = str.maketrans({"–": "-", "—": "-", "“": " ", "”": " ", '"': " ", "«": " ", "»": " "})
_OLD_TONES = {
    nfc(a + b + tone): nfc(a + tone + b) for a, b in ("oa", "oe", "uy") for tone in "\u0300\u0301\u0309\u0303\u0323"
}
_OLD_TONE = re.compile(rf"(?<!q)(?:{'|'.join(_OLD_TONES)})(?![^\W\d_])")
_MANY = 65_536


@functools.cache
def words() -> Mapping[str, Any]:
    """The content of names.yaml."""
    content: dict[str, Any] = yaml_files.read(Path(__file__).with_suffix(".yaml"))
    return content


@functools.cache
def _written() -> tuple[Mapping[str, str], re.Pattern[str]]:
    table: dict[str, str] = words()["written"]
    longest = "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
    return table, re.compile(rf"(?<![\w&])(?:{longest})(?![\w&])")


@functools.lru_cache(maxsize=_MANY)
def key(name: str) -> str:
    """A name for comparison: "UBND TP. Hồ Chí Minh" and "Ủy ban nhân dân thành phố Hồ Chí Minh" have the same key."""
    table, pattern = _written()
    low = " ".join(_EPOCH.sub("", nfc(name)).translate(_PLAIN).casefold().split()).strip(" .,;:-")
    spelled = _OLD_TONE.sub(lambda found: _OLD_TONES[found[0]], low)
    return " ".join(pattern.sub(lambda found: table[found[0]] + " ", spelled).split())


@functools.cache
def _levels() -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(words()['levels'])}) (?=\S)")


def place_key(name: str) -> str:
    """The key of a place without its level: "tỉnh Thái Bình", "Thái Bình" → "thái bình"."""
    return _levels().sub("", key(name))


def bare(name: str) -> str:
    """A name without what stands in brackets, in single spaces: "Ban X (gọi tắt là Y)" → "Ban X"."""
    return " ".join(_BRACKETS.sub("", nfc(name)).split())
