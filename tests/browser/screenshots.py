"""Pictures of every kind of page, to look at: make screenshots [KINDS="home meeting"].

Into build/screenshots/: each page narrow and wide, light and dark, in both languages; three as they are printed (PDF);
and index.html, which shows them all on one sheet.
"""

import html
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from kg import pipeline
from tests.browser.pages import PAGES, with_language
from tests.running import Server

FOLDER = Path(__file__).resolve().parents[2] / "build" / "screenshots"
WIDTHS = {390: 844, 1280: 900}
SCHEMES = ("light", "dark")
LANGUAGES = ("vi", "en")
PRINTED = ("meeting", "target", "article")
SECONDS = 120
"""For a long page to be painted by a busy machine without a graphics card."""


def take(browser: Browser, server: Server, kinds: Sequence[str]) -> Iterator[Path]:
    """Takes the pictures; yields each one's file."""
    for width, height in WIDTHS.items():
        for scheme in SCHEMES:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type] # light or dark
            context.set_default_timeout(SECONDS * 1000)
            page = context.new_page()
            for kind in kinds:
                for language in LANGUAGES:
                    page.goto(server.url + with_language(PAGES[kind], language), wait_until="load")
                    file = FOLDER / f"{kind}-{width}-{scheme}-{language}.png"
                    page.screenshot(path=file, full_page=True)
                    yield file
            context.close()


def printed(browser: Browser, server: Server) -> Iterator[Path]:
    """Prints some pages; yields each one's file."""
    page = browser.new_page()
    for kind in PRINTED:
        page.goto(server.url + PAGES[kind], wait_until="load")
        file = FOLDER / f"{kind}.pdf"
        page.pdf(path=file, format="A4", margin={"top": "2cm", "bottom": "2cm", "left": "2cm", "right": "2cm"})
        yield file


def sheet(files: Sequence[Path]) -> str:
    """A page with all pictures, a row for each kind of page."""
    style = "body{font:1rem sans-serif}div{display:flex;gap:1rem;overflow-x:auto}img{height:26rem;border:1px solid}"
    rows = []
    for kind in PAGES:
        own = [
            file for file in files if file.stem.startswith(f"{kind}-") and file.stem.count("-") == kind.count("-") + 3
        ]
        shown = "".join(
            f'<a href="{file.name}"><img src="{file.name}" alt="{html.escape(file.stem)}" loading="lazy"></a>'
            for file in own
        )
        rows += [f"<h2>{html.escape(kind)}</h2><div>{shown}</div>"] if own else []
    prints = " ".join(f'<a href="{file.name}">{file.name}</a>' for file in files if file.suffix == ".pdf")
    return f"<!doctype html><meta charset=utf-8><title>diemcau</title><style>{style}</style>{prints}{''.join(rows)}\n"


def main(kinds: Sequence[str]) -> None:
    """Builds a release, serves it, and takes the pictures of the kinds that are named, or of all."""
    unknown = set(kinds) - set(PAGES)
    if unknown:
        sys.exit(f"Unknown: {', '.join(sorted(unknown))}. Known: {', '.join(PAGES)}.")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("There is no Chromium; apt install chromium")
    FOLDER.mkdir(parents=True, exist_ok=True)
    articles = os.environ.get("DIEMCAU_ARTICLES", "")
    free = {"DIEMCAU_CLIENT_SECONDS": "0", "DIEMCAU_CLIENT_ERRORS": "0"}
    given = {"DIEMCAU_ARTICLES": articles} if articles else {}
    with tempfile.TemporaryDirectory() as data:
        pipeline.build(Path(data), [Path(articles)] if articles else [])
        with Server(Path(data), **free, **given) as server, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            files = [*take(browser, server, kinds or list(PAGES)), *printed(browser, server)]
            browser.close()
    # Those of earlier runs, too: kinds can be taken one after the other.
    known = sorted([*FOLDER.glob("*.png"), *FOLDER.glob("*.pdf")])
    (FOLDER / "index.html").write_text(sheet(known), encoding="utf-8")
    print(f"{len(files)} pictures; see {FOLDER / 'index.html'}")


if __name__ == "__main__":
    main(sys.argv[1:])
