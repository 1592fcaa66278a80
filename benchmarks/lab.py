"""Time JupyterLab as a reader meets it: start, the first live panel, from a widget to its figure.

Starts `reportedly lab` in a copy of the project and works in it with Chromium. The start is timed
in turns with a JupyterLab without any setting of ours that opens the same notebook, once both have
been started before and what they import is compiled. What a widget
costs is timed within the page, from the choice to the moment at which its figure is painted, in
turns with a notebook in which `ipywidgets.interact` draws as many marks with matplotlib alone.
Prints seconds by the clock, and those that the kernel itself computed, which other work on the
machine lengthens less.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "tests"))  # where the driver of the browser stands

from browsing import chromium  # noqa: E402
from driving import (  # noqa: E402
    ADDRESS,
    PANEL,
    PATIENCE,
    copy_project,
    end,
    free_port,
    lab,
    live_panel,
    open_lab,
    settle,
    wait_for,
)

from analysis import explore  # noqa: E402

RATIOS = {
    "wounded per killed": "wounded_per_killed",
    "share of killed": "killed_share",
    "casualties per clash": "casualties_per_clash",
    "killed per wounded": "killed_per_wounded",
}
"""As the panel calls them, and their keys."""
ROUNDS = 5
STARTS = 3
BARE = """\
import ipywidgets
import matplotlib.pyplot as plt

marks = {"killed per wounded": 0.8, "wounded per killed": 1.3, "share of killed": 0.4,
         "casualties per clash": 9.0}

def draw(ratio):
    middle = marks[ratio]
    drawing, axes = plt.subplots(figsize=(7.2, 3))
    axes.errorbar([middle, middle, middle * 1.1], range(3), xerr=middle / 3, fmt="v", capsize=3)
    axes.axvspan(middle / 8, middle / 2, color="0.9")
    axes.set_yticks(range(3), ["all days", "between days", "26 June 2023"])
    axes.set_xscale("log")
    axes.set_title(f"A spokesman's figures: {ratio}")
    plt.show()

ipywidgets.interact(draw, ratio=list(marks));
"""
CHOSEN = """async ([root, words]) => {
  const place = document.querySelector(root);
  const rows = [...place.querySelectorAll('.widget-dropdown')];
  const row = rows.find(row => row.querySelector('label').textContent === 'ratio');
  const select = row.querySelector('select');
  const shown = () => [...place.querySelectorAll('img')].find(img => img.checkVisibility());
  const before = shown().src;
  const changed = () => shown() && shown().src !== before;
  const began = performance.now();
  const wanted = option => option.label.replaceAll('\\u00a0', ' ').startsWith(words);
  const chosen = [...select.options].find(wanted);
  if (!chosen) throw Error(`${words} is not among ${[...select.options].map(o => o.label)}`);
  chosen.selected = true;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await new Promise(done => {
    const look = () => { if (changed()) { watch.disconnect(); done(); } };
    const watch = new MutationObserver(look);
    watch.observe(place, { subtree: true, childList: true, attributes: true });
  });
  await shown().decode();
  await new Promise(painted => requestAnimationFrame(() => setTimeout(painted)));
  return (performance.now() - began) / 1000;
}"""
"""Chooses a ratio and says after how many seconds another figure stood there."""
INTERACT = ".widget-interact"


def main() -> None:
    """Print all times."""
    with tempfile.TemporaryDirectory() as place:
        root = copy_project(Path(place))
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        cells = [new_code_cell(BARE)]
        notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, root / "bare.ipynb")
        # Some machines tell Python to keep nothing that it has compiled.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        for browser in chromium():
            in_turns(browser, root)
            began = time.monotonic()
            with lab(root) as address:
                in_browser(browser, address, began)
    in_kernel()


def in_turns(browser, root: Path) -> None:
    """Time the start of ours and of JupyterLab's own, which is not told the first time."""
    for turn in range(STARTS + 1):
        for words, start in (("ours", lab), ("JupyterLab's own", stock)):
            began = time.monotonic()
            with start(root) as address:
                listens = time.monotonic() - began
                tab = browser.new_page(viewport={"width": 1280, "height": 900})
                wait_for_index(tab, address)
                if turn:
                    said(f"start to address, {words}", listens)
                    said(f"start to usable index, {words}", time.monotonic() - began)
                tab.close()


@contextmanager
def stock(root: Path) -> Iterator[str]:
    """Start JupyterLab as it comes; give the address of the index in it."""
    log, place = root / "stock.log", root / ".stock"
    words = [sys.executable, "-m", "jupyter", "lab", "--no-browser", f"--port={free_port()}"]
    words += ["--allow-root"] if os.geteuid() == 0 else []
    kinds = ("SETTINGS", "WORKSPACES")
    folders = {f"JUPYTERLAB_{kind}_DIR": str(place / kind.lower()) for kind in kinds}
    with log.open("w") as handle:
        given = {"cwd": root, "env": {**os.environ, **folders}}
        server = subprocess.Popen(words, stdout=handle, stderr=handle, **given)
    try:
        address = wait_for(lambda: ADDRESS.findall(log.read_text()))[0]
        yield address.replace("/lab?", "/lab/tree/notebooks/index.ipynb?")
    finally:
        end(server)


def wait_for_index(tab, address: str) -> None:
    """Open an address and wait until its first notebook can be read."""
    tab.set_default_timeout(1000 * PATIENCE)
    tab.goto(address)
    tab.locator('.jp-RenderedMarkdown h1:has-text("Where to begin")').wait_for()


def in_browser(browser, address: str, began: float) -> None:
    """Time what a reader waits for."""
    ours = browser.new_page(viewport={"width": 1280, "height": 900})
    open_lab(ours, address)
    live_panel(ours)
    said("start to a live panel", time.monotonic() - began)
    settle(ours)
    bare = browser.new_page(viewport={"width": 1280, "height": 900})
    run_bare(bare, address)
    moved: dict[str, list[float]] = {PANEL: [], INTERACT: []}
    for name in [*RATIOS] * ROUNDS:
        for root, tab in ((PANEL, ours), (INTERACT, bare)):
            tab.bring_to_front()
            moved[root].append(tab.evaluate(CHOSEN, [root, name]))
            settle(ours)
    for root, words in ((PANEL, "the explorer"), (INTERACT, "interact with matplotlib alone")):
        said(f"widget to figure, {words}, median", statistics.median(moved[root]))
        said(f"widget to figure, {words}, longest", max(moved[root]))


def run_bare(tab, address: str) -> None:
    """Open the notebook beside ours, run it, and wait for its first figure."""
    tab.set_default_timeout(1000 * PATIENCE)
    server, _, token = address.partition("/lab")
    tab.goto(f"{server}/lab/workspaces/bare/tree/bare.ipynb?{token.partition('?')[2]}")
    # The notebook says that it is idle before it has a kernel, and then runs nothing.
    tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    tab.locator(".jp-CodeCell").first.click()
    tab.keyboard.press("Shift+Enter")
    tab.locator(f"{INTERACT} img").wait_for()


def in_kernel() -> None:
    """Time the same changes without a browser, by the clock and by the processor."""
    panel = explore("bakhmut-2023", speaker="serhii_cherevatyi", scope="bakhmut_direction").panel
    clock, processor = [], []
    for key in [*RATIOS.values()] * ROUNDS:
        began, worked = time.monotonic(), time.process_time()
        panel.controls.ratio.value = key
        clock.append(time.monotonic() - began)
        processor.append(time.process_time() - worked)
    said("widget to figure, in the kernel, median", statistics.median(clock))
    said("widget to figure, in the kernel, processor time, median", statistics.median(processor))


def said(what: str, seconds: float) -> None:
    """Print one time."""
    print(f"{what:56} {seconds:6.2f} s", flush=True)


if __name__ == "__main__":
    main()
