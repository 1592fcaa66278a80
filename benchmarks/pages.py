"""Print what can be counted about each published page, beside nbconvert's own page of the same.

The suite is published twice, in two folders. Each page is opened in Chromium from its file: bytes,
requests beside the page itself, scripts, what axe finds at 1280 and 390 px, by day and by night,
where the first figure ends on two screens of that width and the smallest letters of figures there,
and numerals with and without a receipt. The same notebooks go through the `lab` template of
nbconvert, and a notebook full of hostile text through both. At the end stand the verdicts of
`verify` and `diff` on the two sites, and on one in which a figure was changed.

Run it with the tests' own means of reading pages: PYTHONPATH=tests python benchmarks/pages.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import nbformat
from axe_playwright_python.sync_playwright import Axe
from browsing import chromium, watched
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from test_receipts import bare_numerals

from analysis.execute.parameters import suite
from analysis.paths import ROOT
from analysis.publish.cache import Cache
from analysis.publish.page.exporter import export_page
from analysis.publish.plan import Order
from analysis.publish.runner import Job, run_all
from analysis.publish.site import publish

SCREENS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
HOSTILE = ROOT / "tests" / "notebooks" / "hostile.ipynb"
FOLDS = ((1280, 800), (390, 844))
"""Screens on which a page begins: what ends above the second number is seen without scrolling."""
BEGINNING = """() => {
  const shown = [...document.querySelectorAll('figure .drawing')].filter(d => d.clientWidth);
  const texts = shown.flatMap(d => [...d.querySelectorAll('text')].map(text =>
    parseFloat(getComputedStyle(text).fontSize) * d.clientWidth / d.viewBox.baseVal.width));
  return {
    ends: shown.length ? Math.round(shown[0].getBoundingClientRect().bottom) : null,
    letters: texts.length ? Math.min(...texts) : null,
    wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}"""
FIRED = "document.title.includes('fired') || document.title === '1'"
SETTLE_MS = 1500
"""What a page that reaches out is given to do so."""


def counted(browser, page: Path) -> dict[str, object]:
    """Open a page and count what it is and does."""
    with watched(browser) as seen:
        seen.tab.goto(page.as_uri(), wait_until="domcontentloaded")
        seen.tab.wait_for_timeout(SETTLE_MS)
        own = [url for url in seen.asked() if url != page.as_uri()]
        scripts, fired = seen.tab.evaluate("document.scripts.length"), seen.tab.evaluate(FIRED)
    return {
        "bytes": f"{page.stat().st_size:,}",
        "requests": len(own),
        "scripts": scripts,
        "fired": "yes" if fired else "no",
        "axe": sum(axe_findings(browser, page, *screen) for screen in SCREENS),
    }


def beginnings(browser, page: Path) -> dict[str, object]:
    """Say where the first figure ends on each screen, in pixels, and how small its letters get."""
    told: dict[str, object] = {}
    for width, height in FOLDS:
        with watched(browser, viewport={"width": width, "height": height}) as seen:
            seen.tab.goto(page.as_uri(), wait_until="domcontentloaded")
            found = seen.tab.evaluate(BEGINNING)
        letters = "-" if found["letters"] is None else f"{found['letters']:.1f}"
        told[f"figure to, of {height}"] = "-" if found["ends"] is None else found["ends"]
        told[f"letters at {width}"] = letters
        told[f"wider than {width}"] = found["wider"]
    return told


def axe_findings(browser, page: Path, width: int, scheme: str) -> int:
    """Count the places at fault on one screen."""
    screen = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with watched(browser, bypass_csp=True, **screen) as seen:
        seen.tab.goto(page.as_uri(), wait_until="domcontentloaded")
        found = Axe().run(seen.tab).response["violations"]
    return sum(len(fault["nodes"]) for fault in found)


def numerals(page: Path) -> dict[str, object]:
    """Count numerals that lead to a receipt, and those that should and do not."""
    html = page.read_text(encoding="utf-8")
    led = BeautifulSoup(html, "html.parser").select("button[popovertarget], a.n")
    return {"with receipt": len(led), "without": len(bare_numerals(html))}


def row(name: str, cells: dict[str, object]) -> None:
    """Print one line of a table."""
    print(
        f"{name:24}" + "".join(f"{key} {value!s:<11}" for key, value in cells.items()), flush=True
    )


def stock(notebook: Path, folder: Path) -> Path:
    """Write nbconvert's own page of a notebook's stored outputs."""
    body, _ = HTMLExporter(template_name="lab").from_filename(str(notebook))
    page = folder / f"{notebook.stem}.html"
    page.write_text(body, encoding="utf-8")
    return page


def hostile(folder: Path) -> tuple[Path, Path]:
    """Run the notebook of hostile texts and write our page of it and nbconvert's."""
    [text] = run_all([Job(HOSTILE)], executed)
    ran = folder / "hostile.ipynb"
    ran.write_text(text, encoding="utf-8")
    ours = folder / "hostile-ours.html"
    ours.write_text(export_page(nbformat.reads(text, as_version=4)).html, encoding="utf-8")
    return ours, stock(ran, folder)


def executed(job: Job, notebook: nbformat.NotebookNode) -> str:
    """Return a notebook that has run as text."""
    return nbformat.writes(notebook)


def digest(site: Path) -> str:
    """Return one digest of every name and byte of a site."""
    total = sha256()
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        total.update(path.relative_to(site).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def verdict(*words: str) -> None:
    """Print what a command of ours says, and its exit code."""
    said = subprocess.run(
        [sys.executable, "-m", "analysis", *words], capture_output=True, text=True, check=False
    )
    lines = (said.stdout + said.stderr).strip().splitlines()
    print(f"$ reportedly {words[0]}: exit {said.returncode}")
    print("\n".join(f"    {line}" for line in lines[:12]))


def spoil(site: Path) -> None:
    """Change one printed figure of the briefing."""
    page = site / "briefing.html"
    page.write_text(page.read_text(encoding="utf-8").replace(">193<", ">194<", 1), encoding="utf-8")


@contextmanager
def started() -> Iterator[object]:
    """Chromium, as the tests start it."""
    browsers = chromium()
    yield next(browsers)
    next(browsers, None)


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as place, started() as browser:
        home = Path(place)
        one, two = home / "one" / "site", home / "two" / "site"
        for site in (one, two):
            site.parent.mkdir()
            publish(Order({}, {}), target=site, cache=Cache(site.with_name("kept")))
        print("our pages, opened from their files; axe on four screens")
        for page in sorted(one.glob("*.html")):
            row(page.name, counted(browser, page) | numerals(page))
        print("\nwhere the first figure ends, and the smallest letters of figures, in pixels")
        for page in sorted(one.glob("*.html")):
            row(page.name, beginnings(browser, page))
        print("\nthe same notebooks by nbconvert's lab template")
        for notebook in suite():
            row(notebook.stem, counted(browser, stock(notebook, home)))
        print("\na notebook of hostile texts")
        for name, page in zip(("ours", "lab template"), hostile(home), strict=True):
            row(name, counted(browser, page))
        print(f"\ntwo builds in two folders:\n    {digest(one)}\n    {digest(two)}")
        verdict("verify", str(one))
        verdict("diff", str(one), str(two))
        spoil(two)
        verdict("verify", str(two / "briefing.html"))
        verdict("diff", str(one), str(two))


if __name__ == "__main__":
    main()
