"""The one table of settings. Each is read from the environment; command line options go before it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """A row of the table: the name in `Settings`, the environment variable, the default, what it means."""

    name: str
    variable: str
    default: str
    meaning: str


SETTINGS: tuple[Setting, ...] = (
    Setting("data", "DIEMCAU_DATA", "data", "Folder of the releases; relative to where the command runs."),
    Setting("articles", "DIEMCAU_ARTICLES", "{data}/articles", "Folder of the articles' texts, where you have them."),
    Setting("host", "DIEMCAU_HOST", "127.0.0.1", "Address the site listens on."),
    Setting("port", "DIEMCAU_PORT", "8000", "Port the site listens on."),
    Setting("workers", "DIEMCAU_WORKERS", "2", "Processes that run queries."),
    Setting("query_seconds", "DIEMCAU_QUERY_SECONDS", "10", "Seconds a query may take, planning included."),
)


class BadSetting(ValueError):
    """A setting whose value cannot be used. The message names the variable and the mend."""


@dataclass(frozen=True)
class Settings:
    """The settings of one process."""

    data: Path
    articles: Path
    host: str
    port: int
    workers: int
    query_seconds: float

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Settings from the environment, with defaults for what is not set. Raises BadSetting."""
        given = os.environ if environment is None else environment
        text = {s.name: given.get(s.variable) or s.default for s in SETTINGS}
        data = Path(text["data"]).expanduser()
        return cls(
            data=data,
            articles=Path(text["articles"].replace("{data}", str(data))).expanduser(),
            host=text["host"],
            port=int(_number("DIEMCAU_PORT", text["port"], 1, 65535)),
            workers=int(_number("DIEMCAU_WORKERS", text["workers"], 1, 256)),
            query_seconds=_number("DIEMCAU_QUERY_SECONDS", text["query_seconds"], 0.1, 3600),
        )


def _number(variable: str, text: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise BadSetting(f"{variable}={text!r}: give a number from {low:g} to {high:g}.")
    return value
