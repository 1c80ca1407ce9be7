"""Abbreviations of Vietnamese administration, written out, so that short and long names find each other."""

import functools
import re
from collections.abc import Mapping
from pathlib import Path

from kg import yaml_files


@functools.cache
def _table() -> tuple[Mapping[str, str], re.Pattern[str]]:
    entries: dict[str, str] = yaml_files.read(Path(__file__).with_suffix(".yaml"))
    longest_first = sorted(entries, key=len, reverse=True)
    return entries, re.compile(rf"(?<![a-z0-9])({'|'.join(map(re.escape, longest_first))})(?![a-z0-9])")


def written_out(folded: str) -> str:
    """A folded text with its abbreviations written out: "ubnd thai binh" → "uy ban nhan dan thai binh"."""
    entries, pattern = _table()
    return pattern.sub(lambda found: entries[found[1]], folded)
