"""The table of codes."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg import yaml_files


@functools.cache
def codes() -> Mapping[str, Any]:
    """The content of codes.yaml."""
    content: dict[str, Any] = yaml_files.read(Path(__file__).with_suffix(".yaml"))
    return content
