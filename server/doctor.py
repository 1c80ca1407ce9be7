"""Checks of an installation: what `diemcau doctor` looks at, each a function from the settings to a finding."""

import hashlib
import importlib.metadata
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kg import formats, paths, query_files, release
from kg.engine import isolation
from kg.engine.pool import QueryPool, WorkerDied
from kg.labels import LabelIndex, NotALabelIndex
from kg.query_files import QueryFileError
from kg.service.following import NotHere, in_service
from kg.service.service import ServiceFailed
from kg.store import Dataset
from server import serving, vendor
from server.settings import Settings, unknown

State = Literal["ok", "note", "bad"]
LEAST_DISK = 1 << 30
_PROGRAM = """
import socket
from kg.engine import isolation
isolation.shut_in()
try:
    socket.socket()
except PermissionError:
    print("shut in")
"""


@dataclass(frozen=True)
class Finding:
    """What a check found: "bad" keeps the site from working, a "note" is worth knowing. `detail` says the mend."""

    subject: str
    state: State
    detail: str


def examine(settings: Settings) -> Iterator[Finding]:
    """The findings of all checks, in order."""
    for check in _CHECKS:
        state, detail = check(settings)
        yield Finding(check.__name__.strip("_").replace("_", " "), state, detail)


def _python(settings: Settings) -> tuple[State, str]:
    missing, found = [], []
    for requirement in importlib.metadata.requires("diemcau") or ():
        if "extra ==" in requirement or "python_version" in requirement:
            continue
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return "bad", f"missing: {', '.join(missing)}. Install with: pip install --upgrade diemcau"
    return "ok", f"Python {platform.python_version()}, {', '.join(found)}"


def _data_folder(settings: Settings) -> tuple[State, str]:
    folder = (settings.data / "exact" if settings.exact else settings.data).absolute()
    existing = next(p for p in (folder, *folder.parents) if p.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            free = shutil.disk_usage(existing).free
    except OSError as error:
        said = f"{existing} cannot be written to ({error.strerror})"
        if not settings.writable and release.current(folder) is not None:
            return "note", f"{said}: its release can be served, and none built"
        return "bad", f"{said}. Choose another with --data."
    state: State = "ok" if free >= LEAST_DISK else "note"
    return state, f"{folder}, {free >> 20:,} MiB free"


def _release(settings: Settings) -> tuple[State, str]:
    if settings.exact:
        return _plain_data_set(settings.data / "exact")
    found = release.current(settings.data)
    if found is None:
        return "note", "none yet. `diemcau serve` builds one, or: diemcau build"
    try:
        with found.dump.open("rb") as dump:
            named = release.name(hashlib.file_digest(dump, "sha256").hexdigest())
        LabelIndex.open(found.labels).close()
    except (OSError, NotALabelIndex) as error:
        return "bad", f"{found.id} is damaged ({error}). Make it anew: remove {found.path} and run diemcau build"
    if named != found.id:
        return "bad", f"{found.id} is damaged: its dump was changed. Remove {found.path} and run diemcau build"
    return "ok", f"{found.id}, its dump and its label index are whole"


def _store(settings: Settings) -> tuple[State, str]:
    service = settings.service
    if service is None:
        return "ok", "releases are served from the data folder"
    try:
        return "ok", f"{service.query} has release {in_service(settings.data, service).id}"
    except (NotHere, ServiceFailed) as error:
        return "bad", f"{error}."


def _plain_data_set(folder: Path) -> tuple[State, str]:
    """Opens what is written to as readers do, beside a site that may be writing there."""
    store, link = folder / "store", folder / "current"
    if not store.exists():
        return "ok", "a plain data set, empty"
    mend = f"Put the store of a release in {folder / 'releases'}, or a backup, in the place of {store}"
    try:
        found = release.current(folder)
        size = len(Dataset.on_disk(store))
    except (OSError, RuntimeError) as error:
        return "bad", f"the plain data set cannot be opened ({error}). {mend}"
    if found is None and link.is_symlink():
        return "bad", f"{link} leads nowhere. Remove it; the site makes it anew when it starts with --writable"
    state = f"state {found.id}" if found is not None else "not published yet"
    return "ok", f"a plain data set of {size:,} quads, {state}"


def _questions(settings: Settings) -> tuple[State, str]:
    try:
        return "ok", f"{len(query_files.load_queries(paths.queries_dir()))} canned questions"
    except QueryFileError as error:
        return "bad", f"{error}. Mend the file."


def _isolation(settings: Settings) -> tuple[State, str]:
    if platform.machine() not in isolation.MACHINES:
        known = ", ".join(isolation.MACHINES)
        return "bad", f"query workers cannot be shut in on {platform.machine()}; they can on {known}, with Linux"
    done = subprocess.run(  # noqa: S603 – our own program
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, cwd=Path(__file__).parents[1], timeout=60
    )
    if done.stdout.strip() == "shut in":
        return "ok", "query workers can open no connection and start no program"
    said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    return "bad", f"query workers cannot be shut in: {said}. The kernel needs seccomp filters."


def _query_workers(settings: Settings) -> tuple[State, str]:
    began = time.monotonic()
    try:
        found = release.current(settings.data / "exact" if settings.exact else settings.data)
        if found is None:
            return "note", "not tried without a release"
        with QueryPool(found.path, settings.limits, service=settings.service) as pool:
            ready = time.monotonic() - began
            pool.query("ASK { ?s ?p ?o }", results=formats.by_key("json")).read()
    except (WorkerDied, OSError) as error:
        return "bad", f"{error}. Is the release whole, and DIEMCAU_QUERY_MEMORY enough?"
    return "ok", f"ready after {ready:.2f} s"


def _memory(settings: Settings) -> tuple[State, str]:
    limits = settings.limits
    most = (limits.quick + limits.slow) * limits.memory + settings.cache_bytes
    with open("/proc/meminfo", encoding="ascii") as file:
        available = next(int(line.split()[1]) << 10 for line in file if line.startswith("MemAvailable"))
    detail = f"{available >> 20:,} MiB available; queries may take up to {most >> 20:,} MiB beside the release"
    if available < most:
        return "note", f"{detail}. Lower DIEMCAU_SLOW_QUERIES or DIEMCAU_QUERY_MEMORY."
    return "ok", detail


def _open_files(settings: Settings) -> tuple[State, str]:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)  # the site allows itself all that it may
    needed = serving.CONNECTIONS + 1024
    if most != resource.RLIM_INFINITY and most < needed:
        return "note", f"{most:,} may be open; {serving.CONNECTIONS:,} connections need more: ulimit -Hn {needed}"
    return "ok", "no limit" if most == resource.RLIM_INFINITY else f"{most:,} may be open"


def _address(settings: Settings) -> tuple[State, str]:
    where = f"{settings.host}:{settings.port}"
    try:
        serving.check_address(settings)
    except serving.CannotListen as error:
        return "note", f"{error} It may be this site that runs there."
    if settings.host not in ("127.0.0.1", "::1", "localhost") and not settings.proxies:
        return "note", f"{where} is open to others without TLS: put a proxy in front, and set DIEMCAU_PROXIES=1"
    return "ok", f"{where} is free"


def _settings(settings: Settings) -> tuple[State, str]:
    if warnings := unknown():
        return "note", " ".join(warnings)
    return "ok", "every DIEMCAU_ variable is a setting"


def _origin(settings: Settings) -> tuple[State, str]:
    if settings.origin is None and settings.proxies:
        return "note", (
            "addresses of the site are made from X-Forwarded-Proto and X-Forwarded-Host, which the proxy has to set: "
            "set DIEMCAU_ORIGIN, such as https://example.org"
        )
    if settings.origin is None:
        return "ok", "addresses of the site are made from what each request says"
    if settings.origin.startswith("https:") and not settings.proxies:
        return "note", (
            f"{settings.origin} needs a proxy with TLS in front: set DIEMCAU_PROXIES=1, or its clients share a budget"
        )
    return "ok", settings.origin


def _article_texts(settings: Settings) -> tuple[State, str]:
    if not settings.articles.is_dir():
        return "note", f"none in {settings.articles}: quotes are not compared with the articles when a release is built"
    return "ok", f"{sum(1 for entry in os.scandir(settings.articles) if entry.is_file())} files in {settings.articles}"


def _query_editor(settings: Settings) -> tuple[State, str]:
    if gone := vendor.missing():
        return "note", (
            f"{', '.join(gone)} missing in {vendor.FOLDER}: queries are typed into a plain text field. Install diemcau "
            "again where there are npm and a network"
        )
    return "ok", f"its script and its style are in {vendor.FOLDER}"


_CHECKS: tuple[Callable[[Settings], tuple[State, str]], ...] = (
    _python, _settings, _data_folder, _release, _store, _questions, _isolation, _query_workers, _memory, _open_files,
    _address, _origin, _article_texts, _query_editor,
)  # fmt: skip
