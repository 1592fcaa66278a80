"""Time JupyterLab as a reader meets it: start, Run All, and from a widget to its new figure.

Starts `reportedly lab` in a copy of the project and works in it with Chromium. Prints seconds by
the clock, and for widgets also those that the kernel itself computed, which other work on the
machine lengthens less.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "tests"))  # where the driver of the browser stands

from browsing import chromium  # noqa: E402
from driving import changed, copy_project, figure, lab, live_panel, open_lab, pick, settle  # noqa: E402

from analysis import explore  # noqa: E402

RATIOS = ("wounded per killed", "killed share", "casualties per clash", "killed per wounded")
ROUNDS = 5


def main() -> None:
    """Print all times."""
    with tempfile.TemporaryDirectory() as place:
        root = copy_project(Path(place))
        began = time.monotonic()
        with lab(root) as address:
            said("start to address", time.monotonic() - began)
            for browser in chromium():
                in_browser(
                    browser.new_page(viewport={"width": 1280, "height": 900}), address, began
                )
    in_kernel()


def in_browser(tab, address: str, began: float) -> None:
    """Time what a reader waits for."""
    open_lab(tab, address)
    said("start to usable index and explorer", time.monotonic() - began)
    said("from there to a live panel", timed(lambda: live_panel(tab)))
    moved = []
    for name in RATIOS * ROUNDS:
        settle(tab)
        moved.append(timed(lambda name=name: move(tab, name)))
    said("widget to figure, in the browser, median", statistics.median(moved))
    said("widget to figure, in the browser, longest", max(moved))


def move(tab, ratio: str) -> None:
    """Choose a ratio and wait for its figure."""
    before = figure(tab)
    pick(tab, "ratio", ratio)
    changed(tab, before)


def in_kernel() -> None:
    """Time the same changes without a browser, by the clock and by the processor."""
    panel = explore("bakhmut-2023", speaker="serhii_cherevatyi", scope="bakhmut_direction").panel
    keys = [name.replace(" ", "_") for name in RATIOS]
    clock, processor = [], []
    for key in keys * ROUNDS:
        began, worked = time.monotonic(), time.process_time()
        panel.controls.ratio.value = key
        clock.append(time.monotonic() - began)
        processor.append(time.process_time() - worked)
    said("widget to figure, in the kernel, median", statistics.median(clock))
    said("widget to figure, in the kernel, processor time, median", statistics.median(processor))


def timed(act: Callable[[], None]) -> float:
    """Return how long something takes by the clock."""
    began = time.monotonic()
    act()
    return time.monotonic() - began


def said(what: str, seconds: float) -> None:
    """Print one time."""
    print(f"{what:56} {seconds:6.2f} s", flush=True)


if __name__ == "__main__":
    main()
