"""The one table of settings. Each is read from the environment; command line options go before it."""

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.engine.limits import Limits
from kg.service.service import Service, fault
from server.hosts import is_contact, is_origin


@dataclass(frozen=True)
class Setting:
    """A row of the table: the name in `Settings`, the environment variable, the default, what it means.

    `least` and `most` bound a number; a setting without them is text.
    """

    name: str
    variable: str
    default: str
    meaning: str
    least: float | None = None
    most: float | None = None
    whole: bool = True

    def value(self, text: str) -> Any:
        """The value that `text` says. Raises BadSetting."""
        if self.least is None or self.most is None:
            return text
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not self.least <= number <= self.most or (self.whole and number != int(number)):
            kind = "a whole number" if self.whole else "a number"
            raise BadSetting(f"{self.variable}={text!r}: give {kind} from {self.least:g} to {self.most:g}.")
        return int(number) if self.whole else number


_KIB, _MIB = 1 << 10, 1 << 20
SETTINGS: tuple[Setting, ...] = (
    Setting("data", "DIEMCAU_DATA", "data", "Folder of the releases; relative to where the command runs."),
    Setting("store", "DIEMCAU_STORE", "none",
            "Address of the SPARQL 1.1 service with the release, such as `https://example.org/sparql`; `none`: here."),
    Setting("store_update", "DIEMCAU_STORE_UPDATE", "none", "Its address for updates, which `publish` sends."),
    Setting("store_graphs", "DIEMCAU_STORE_GRAPHS", "none",
            "Its address by the Graph Store Protocol; `none`: `publish` loads with updates."),
    Setting("store_user", "DIEMCAU_STORE_USER", "none", "User of the service (HTTP Basic)."),
    Setting("store_password", "DIEMCAU_STORE_PASSWORD", "none", "Password, sent over https or to this machine only."),
    Setting("store_token", "DIEMCAU_STORE_TOKEN", "none", "Token of the service (HTTP Bearer), sent likewise."),
    Setting("store_seconds", "DIEMCAU_STORE_SECONDS", "600", "Seconds of each request of `publish`.", 1, 1e6,
            whole=False),
    Setting("articles", "DIEMCAU_ARTICLES", "{data}/articles", "Folder of the articles' texts, where you have them."),
    Setting("host", "DIEMCAU_HOST", "127.0.0.1", "Address the site listens on."),
    Setting("port", "DIEMCAU_PORT", "8000", "Port the site listens on.", 1, 65535),
    Setting("origin", "DIEMCAU_ORIGIN", "none",
            "Address of the site for its clients, such as `https://example.org`; `none`: as each request says."),
    Setting("dataset", "DIEMCAU_DATASET", "union", "`union`: the graph of diemcau; `exact`: a plain data set."),
    Setting("writable", "DIEMCAU_WRITABLE", "0", "1: the plain data set can be changed, with the token.", 0, 1),
    Setting("token", "DIEMCAU_TOKEN", "none",
            "Token of at least 128 bits (32 hexadecimal digits) for changes, and for the page `/review`."),
    Setting("proxies", "DIEMCAU_PROXIES", "0",
            "Trusted proxies in front, whose X-Forwarded-For, -Proto and -Host are believed.", 0, 16),
    Setting("query_seconds", "DIEMCAU_QUERY_SECONDS", "10", "Seconds a query may take, waiting and planning included.",
            0.1, 3600, whole=False),
    Setting("rows", "DIEMCAU_ROWS", "100000", "Rows or triples of an answer; one with more is cut and says so.",
            1, 1e9),
    Setting("answer_bytes", "DIEMCAU_ANSWER_BYTES", str(64 * _MIB),
            "Bytes of an answer; one with more is cut and says so.", _KIB, 1 << 40),
    Setting("query_bytes", "DIEMCAU_QUERY_BYTES", "100000", "Bytes of a query's text.", 100, 1e8),
    Setting("query_depth", "DIEMCAU_QUERY_DEPTH", "64", "Levels of nested brackets in a query.", 8, 1000),
    Setting("query_patterns", "DIEMCAU_QUERY_PATTERNS", "100",
            "Triple patterns, path steps and groups in a query.", 8, 1e6),
    Setting("query_memory", "DIEMCAU_QUERY_MEMORY", "512", "MiB a query may take beside the release.", 64, 1e6),
    Setting("workers", "DIEMCAU_WORKERS", "4", "Queries that run at once at full priority.", 1, 256),
    Setting("slow_queries", "DIEMCAU_SLOW_QUERIES", "8",
            "Queries that run at once at low priority, after a moment at full priority.", 1, 1000),
    Setting("client_slow_queries", "DIEMCAU_CLIENT_SLOW_QUERIES", "4", "Of these, queries of one client.", 1, 1000),
    Setting("queue", "DIEMCAU_QUEUE", "32", "Queries that wait for their turn; of one client, half.", 0, 10_000),
    Setting("client_seconds", "DIEMCAU_CLIENT_SECONDS", "60",
            "Seconds of queries a client may use in a minute, twice as many at once; 0: no such limit.", 0, 1e6,
            whole=False),
    Setting("client_errors", "DIEMCAU_CLIENT_ERRORS", "30",
            "Refused and failed queries of a client in a minute, twice as many at once; 0: no such limit.", 0, 1e6),
    Setting("header_bytes", "DIEMCAU_HEADER_BYTES", str(16 * _KIB), "Bytes of a request's headers, all together.",
            _KIB, 256 * _KIB),
    Setting("body_bytes", "DIEMCAU_BODY_BYTES", str(_MIB), "Bytes of a request's body.", _KIB, 1 << 40),
    Setting("bodies_bytes", "DIEMCAU_BODIES_BYTES", str(64 * _MIB),
            "Bytes of bodies that are held at once; of one client, an eighth, or one body.", _KIB, 1 << 40),
    Setting("downloads", "DIEMCAU_DOWNLOADS", "128",
            "Answers of more than 256 KiB that are being sent at once; to one client, an eighth.", 1, 1e6),
    Setting("spool_bytes", "DIEMCAU_SPOOL_BYTES", str(1024 * _MIB),
            "Bytes of answers of more than 1 MiB that are held in the folder for temporary files.", _MIB, 1 << 50),
    Setting("upload_bytes", "DIEMCAU_UPLOAD_BYTES", str(64 * _MIB),
            "Bytes of the body of a change that brings the token.", _KIB, 1 << 40),
    Setting("body_seconds", "DIEMCAU_BODY_SECONDS", "10", "Seconds in which a request's body has to arrive.", 0.1, 3600,
            whole=False),
    Setting("write_seconds", "DIEMCAU_WRITE_SECONDS", "60",
            "Seconds a change may take from its turn on, for which it waits as a query does.", 0.1, 86400,
            whole=False),
    Setting("cache_bytes", "DIEMCAU_CACHE_BYTES", str(64 * _MIB), "Bytes of answers kept to be given again.",
            0, 1 << 40),
    Setting("contact", "DIEMCAU_CONTACT", "none", "E-mail or web address for corrections, shown on the pages."),
    Setting("model", "DIEMCAU_MODEL", "none", "Name of the language model that `--model` asks."),
    Setting("model_url", "DIEMCAU_MODEL_URL", "none",
            "Where it is asked: an endpoint as OpenAI's, such as `http://127.0.0.1:11434/v1`."),
    Setting("model_key", "DIEMCAU_MODEL_KEY", "none", "Key for it, sent over https or to this machine only."),
    Setting("model_seconds", "DIEMCAU_MODEL_SECONDS", "120", "Seconds of each try to ask it.", 0.1, 3600, whole=False),
)  # fmt: skip

_OF_QUERIES = frozenset((
    "query_seconds", "rows", "answer_bytes", "query_bytes", "query_depth", "query_patterns", "query_memory", "workers",
    "slow_queries", "client_slow_queries", "queue", "client_seconds", "client_errors", "header_bytes", "body_bytes",
    "bodies_bytes", "body_seconds", "downloads", "spool_bytes",
))  # fmt: skip
_OPTIONAL = (
    "model", "model_url", "model_key", "store", "store_update", "store_graphs", "store_user", "store_password",
    "store_token",
)  # fmt: skip
LIMITS = tuple(setting for setting in SETTINGS if setting.name in _OF_QUERIES)
"""The settings that a client has to keep to."""

_OURS = "DIEMCAU_"
_LEAST_TOKEN = 22
"""128 bits in Base64; a hexadecimal token has 32 digits."""


def unknown(environment: Mapping[str, str] | None = None) -> list[str]:
    """A warning for each variable that looks like a setting and is none, with the nearest that is one."""
    given = os.environ if environment is None else environment
    known = [setting.variable for setting in SETTINGS]
    warnings = []
    for variable in sorted(name for name in given if name.startswith(_OURS) and name not in known):
        near = difflib.get_close_matches(variable.removeprefix(_OURS), [name.removeprefix(_OURS) for name in known], 1)
        meant = f"Is {_OURS}{near[0]} meant?" if near else "The README lists all that there are."
        warnings.append(f"{variable} is no setting and does nothing. {meant}")
    return warnings


class BadSetting(ValueError):
    """A setting whose value cannot be used. The message names the variable and the mend."""


@dataclass(frozen=True)
class Settings:
    """The settings of one process."""

    data: Path
    store: str | None
    store_update: str | None
    store_graphs: str | None
    store_user: str | None
    store_password: str | None = field(repr=False)
    store_token: str | None = field(repr=False)
    store_seconds: float
    articles: Path
    host: str
    port: int
    origin: str | None
    dataset: str
    writable: bool
    token: str | None
    proxies: int
    query_seconds: float
    rows: int
    answer_bytes: int
    query_bytes: int
    query_depth: int
    query_patterns: int
    query_memory: int
    workers: int
    slow_queries: int
    client_slow_queries: int
    queue: int
    client_seconds: float
    client_errors: int
    header_bytes: int
    body_bytes: int
    bodies_bytes: int
    downloads: int
    spool_bytes: int
    upload_bytes: int
    body_seconds: float
    write_seconds: float
    cache_bytes: int
    contact: str | None
    model: str | None
    model_url: str | None
    model_key: str | None
    model_seconds: float

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Settings from the environment, with defaults for what is not set. Raises BadSetting."""
        given = os.environ if environment is None else environment
        values = {s.name: s.value(given.get(s.variable) or s.default) for s in SETTINGS}
        data = Path(values["data"]).expanduser()
        values |= {
            "data": data,
            "articles": Path(values["articles"].replace("{data}", str(data))).expanduser(),
            "writable": bool(values["writable"]),
            "origin": None if values["origin"] == "none" else values["origin"].lower().removesuffix("/"),
            "token": None if values["token"] == "none" else values["token"],  # noqa: S105 – the word for no token
            "contact": None if values["contact"] == "none" else values["contact"].removeprefix("mailto:"),
            **{name: None if values[name] == "none" else values[name] for name in _OPTIONAL},
        }
        found = cls(**values)
        _check(found)
        return found

    @property
    def service(self) -> Service | None:
        """The service that has the release, where it is not in the data folder."""
        if self.store is None:
            return None
        user, password, token = self.store_user, self.store_password, self.store_token
        return Service(self.store, self.store_update, self.store_graphs, user, password, token, self.store_seconds)

    @property
    def exact(self) -> bool:
        """Whether a plain data set is served."""
        return self.dataset == "exact"

    @property
    def limits(self) -> Limits:
        """The limits of queries."""
        return Limits(
            seconds=self.query_seconds,
            rows=self.rows,
            answer_bytes=self.answer_bytes,
            spool_bytes=self.spool_bytes,
            query_bytes=self.query_bytes,
            depth=self.query_depth,
            patterns=self.query_patterns,
            memory=self.query_memory << 20,
            quick=self.workers,
            slow=self.slow_queries,
            client_slow=self.client_slow_queries,
            queue=self.queue,
        )


def _check(settings: Settings) -> None:
    """Raises BadSetting for settings that do not go together."""
    if settings.dataset not in ("union", "exact"):
        raise BadSetting(f"DIEMCAU_DATASET={settings.dataset!r}: give union or exact.")
    if settings.origin is not None and not is_origin(settings.origin):
        raise BadSetting(f"DIEMCAU_ORIGIN={settings.origin!r}: give scheme and host, such as https://example.org.")
    if settings.contact is not None and not is_contact(settings.contact):
        raise BadSetting(
            f"DIEMCAU_CONTACT={settings.contact!r}: give an e-mail address or a web address, "
            "such as name@example.org or https://example.org/contact."
        )
    _check_service(settings)
    if settings.bodies_bytes < settings.body_bytes:
        raise BadSetting("DIEMCAU_BODIES_BYTES is less than DIEMCAU_BODY_BYTES: not one such body could be taken.")
    if settings.writable and not settings.exact:
        raise BadSetting(
            "--writable needs --dataset exact: the graph of diemcau is built from files (diemcau build), and what "
            "was written into it otherwise would have no evidence and be lost with the next build."
        )
    if settings.writable and settings.token is None:
        raise BadSetting("--writable needs a token (--token or DIEMCAU_TOKEN). Make one with: openssl rand -hex 16")
    if settings.token is not None and not _strong(settings.token):
        raise BadSetting("The token is too short or too simple: give 128 bits, as `openssl rand -hex 16` makes them.")


def _check_service(settings: Settings) -> None:
    """Raises BadSetting for addresses that no service can have, or that credentials would go to in the clear."""
    service = settings.service
    if service is None:
        return
    if settings.exact:
        raise BadSetting("--store goes with the graph of diemcau, not with --dataset exact, which is written here.")
    for name in ("store", "store_update", "store_graphs"):
        address = getattr(settings, name)
        if address is not None and (wrong := fault(address, service.has_credentials)) is not None:
            shown = re.sub(r"//[^/@]*@", "//…@", address)
            raise BadSetting(f"DIEMCAU_{name.upper()}={shown!r}: {wrong}.")


def _strong(token: str) -> bool:
    hexadecimal = all(c in "0123456789abcdefABCDEF-" for c in token)
    digits = len(token.replace("-", ""))
    return digits >= (32 if hexadecimal else _LEAST_TOKEN) and len(set(token)) >= 8 and token.isascii()
