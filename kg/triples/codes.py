"""The table of codes."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml


@functools.cache
def codes() -> Mapping[str, Any]:
    """The content of codes.yaml."""
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return content
