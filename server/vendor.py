"""What the pages take from others: the files that the build puts into static/vendor/, where it could have them."""

from pathlib import Path

FOLDER = Path(__file__).with_name("static") / "vendor"
EDITOR = ("yasqe.min.js", "yasqe.min.css")
"""The script and the style of the query editor."""


def missing() -> list[str]:
    """The files that are not there. What needs them does without."""
    return [name for name in EDITOR if not (FOLDER / name).is_file()]
