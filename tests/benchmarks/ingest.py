"""Articles a second, memory, and a kill in the middle: `diemcau ingest` on 10,000 made-up articles.

    python -m tests.benchmarks.ingest [ARTICLES]

The articles are made from the invented ones of tests/extract/articles: other figures, days and provinces in each.
"""

import contextlib
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from random import Random

from kg.archive import Archive
from tests.articles import pages
from tests.benchmarks.serving import had, pss
from tests.running import DIEMCAU, descendants

_FIXTURES = Path(__file__).parents[1] / "extract" / "articles"
_PROVINCES = ("Thái Bình", "Hà Giang", "Quảng Ninh", "Sóc Trăng", "Lạng Sơn", "Cà Mau", "Bắc Kạn", "Phú Yên")
_NUMBER = re.compile(r"(?<![\d/.,-])\d{2,3}(?![\d/.,-])")
_MIB = 1 << 20


def text(number: int) -> str:
    """The made-up article of a number: always the same, and no two alike."""
    chance = Random(number)  # noqa: S311 – the same articles each time
    fixtures = sorted(_FIXTURES.glob("*.txt"))
    found = fixtures[number % len(fixtures)].read_text(encoding="utf-8")
    found = _NUMBER.sub(lambda one: str(int(one[0]) + chance.randrange(9)), found)
    old, new = chance.sample(_PROVINCES, 2)
    found = found.replace(old, new).rstrip("\n")
    return f"{found}\n\nBài mẫu này là bài thứ {number} trong loạt bài tự đặt ra để thử.\n"


def write(folder: Path, articles: int) -> None:
    """Writes made-up articles as text files."""
    for number in range(articles):
        (folder / f"{number:05}.txt").write_text(text(number), encoding="utf-8")


def write_pages(folder: Path, articles: int) -> None:
    """Writes made-up articles as pages of a portal, each with a menu, teasers and a footer."""
    for number in range(articles):
        title, *paragraphs = [line for line in text(number).splitlines() if line.strip()]
        page = pages.html().replace(pages.TITLE, title).replace(pages.LEAD, paragraphs[0])
        body = "".join(f"<p>{line}</p>\n" for line in paragraphs[1:])
        head, _, tail = page.partition(f"<p>{pages.BODY[0]}</p>\n")
        (folder / f"{number:05}.html").write_text(head + body + tail, encoding="utf-8")


class Ingest:
    """A running `diemcau ingest`; `memory` is the most that its processes had at once, in bytes.

    What processes share is counted once (Pss of /proc/PID/smaps_rollup). `processor` is the seconds of processor time
    that they had: on a machine that does other things, too, they say more than those of a clock.
    """

    def __init__(self, data: Path, folder: Path) -> None:
        self.memory = 0
        self._processor: dict[int, float] = {}
        self.began = time.monotonic()
        self.process = subprocess.Popen([DIEMCAU, "--data", data, "ingest", folder], stderr=subprocess.DEVNULL)
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while self.process.poll() is None:
            processes = {self.process.pid} | descendants(self.process.pid)
            self._processor |= {pid: seconds for pid in processes if (seconds := had(pid)) is not None}
            self.memory = max(self.memory, sum(map(pss, processes)))
            time.sleep(0.25)

    @property
    def processor(self) -> float:
        """Seconds of processor time of all its processes so far."""
        return sum(self._processor.values())

    def end(self) -> float:
        """Waits for the end; returns the seconds since the start."""
        assert self.process.wait() == 0
        return time.monotonic() - self.began

    def kill_after(self, seconds: float) -> None:
        """Kills it hard."""
        time.sleep(seconds)
        self.process.kill()
        self.process.wait()


def _kept(data: Path) -> list[str]:
    with contextlib.closing(Archive(data)) as archive:
        return [f"{kept.article.id} {len(kept.facts)}" for kept in archive.articles()]


def main() -> None:
    """Prints a line of a table for each measurement."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        texts, saved = work / "texts", work / "pages"
        for folder in (texts, saved):
            folder.mkdir()
        write(texts, articles)
        write_pages(saved, articles // 10)
        run = Ingest(work / "one", texts)
        seconds = run.end()
        print(f"{articles} texts: {seconds:.1f} s, {articles / seconds:.0f} articles/s", flush=True)
        print(f"  processor: {run.processor:.1f} s, {articles / run.processor:.0f} articles/s a core", flush=True)
        print(f"  memory: {run.memory / _MIB:.0f} MiB at most", flush=True)
        again = Ingest(work / "one", texts).end()
        print(f"the same again, nothing new: {again:.1f} s", flush=True)
        killed = Ingest(work / "two", texts)
        killed.kill_after(seconds / 2)
        halfway = len(_kept(work / "two"))
        rest = Ingest(work / "two", texts).end()
        same = "the same archive" if _kept(work / "two") == _kept(work / "one") else "ANOTHER ARCHIVE"
        print(f"killed with {halfway} kept, started again: {rest:.1f} s for the rest, {same}", flush=True)
        run = Ingest(work / "three", saved)
        seconds, count = run.end(), articles // 10
        print(f"{count} pages: {seconds:.1f} s, {count / seconds:.0f} articles/s", flush=True)
        print(f"  processor: {run.processor:.1f} s, {count / run.processor:.0f} articles/s a core", flush=True)


if __name__ == "__main__":
    main()
