"""JupyterLab started as `make lab` does, and a browser that works in it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from analysis.paths import ROOT

PATIENCE = 180
"""Seconds that anything may take on a busy machine; nothing waits longer than it has to."""
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/lab\S*\?token=\w+")
PANEL = ".reportedly-explorer"
BUSY = '.jp-Notebook-ExecutionIndicator[data-status="busy"]'
TABS = f"{PANEL} .lm-TabBar-tabLabel"


def copy_project(folder: Path) -> Path:
    """Copy what a reader has; JupyterLab saves notebooks by itself, and ours must stay as is."""
    skip = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for part in ("analysis", "data/raw", "docs", "notebooks"):
        shutil.copytree(ROOT / part, folder / part, ignore=skip)
    for part in [*ROOT.glob("*.md"), *ROOT.glob("*.toml"), *ROOT.glob("*.lock")]:
        shutil.copy(part, folder)
    return folder


@contextmanager
def lab(root: Path) -> Iterator[str]:
    """Start `reportedly lab` in a project, without a browser; give the address with its token."""
    log = root / "lab.log"
    words = [sys.executable, "-m", "analysis", "lab", "--no-browser", "--port", str(free_port())]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with log.open("w") as handle:
        server = subprocess.Popen(words, cwd=root, stdout=handle, stderr=handle, env=environment)
    try:
        yield wait_for(lambda: ADDRESS.findall(log.read_text()))[0]
    finally:
        end(server)


def end(server: subprocess.Popen) -> None:
    """Stop a server and every kernel it started."""
    started = psutil.Process(server.pid).children(recursive=True)
    server.terminate()
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()
    for process in psutil.wait_procs(started, timeout=10)[1]:
        process.kill()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def wait_for(ready: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Return what `ready` returns as soon as there is something to it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := ready():
            return found
        time.sleep(0.2)
    raise TimeoutError(f"waited {seconds} s in vain")


def open_lab(tab: Any, address: str) -> None:
    """Open JupyterLab and wait until both notebooks stand there."""
    tab.set_default_timeout(PATIENCE * 1000)
    tab.goto(address)
    titles = {"index.ipynb": "Where to begin", "explore.ipynb": "What do the figures say"}
    for name, title in titles.items():
        # The layout is as it was left, perhaps with another document in front.
        dock_tab(tab, name).click()
        tab.wait_for_selector(f'.jp-RenderedMarkdown h1:has-text("{title}")')


def live_panel(tab: Any) -> None:
    """Wait for the first live figure of the explorer, which is run when it is opened."""
    wait_for(tab.locator(f"{PANEL} figure img").count)


def figure(tab: Any) -> str:
    """Return the addresses of the figures that are looked at, or the words that stand instead."""
    return tab.evaluate(
        f"""() => {{ const views = [...document.querySelectorAll('{PANEL} .widget-html-content')]
        .filter(view => view.offsetParent && (view.querySelector('figure img')
          || view.innerText.startsWith('Nothing to draw')));
        return views.map(view => [...view.querySelectorAll('img')].map(img => img.src).join(' ')
          || view.innerText).join(' '); }}"""
    )


def changed(tab: Any, before: str) -> str:
    """Return the address of the figure that takes the place of another."""
    return wait_for(lambda: (now := figure(tab)) != before and now)


def control(tab: Any, name: str) -> Any:
    """Return the widget with a description."""
    row = tab.locator(f"{PANEL} .widget-inline-hbox", has=tab.locator(f"label:text-is('{name}')"))
    return row.locator("select, input").first


def choose(tab: Any, name: str, *words: str) -> None:
    """Choose the options of a widget as `pick` does, and wait until the panel is at rest."""
    pick(tab, name, *words)
    settle(tab)


def pick(tab: Any, name: str, *words: str) -> None:
    """Choose the options of a widget that begin with the words, as soon as they are offered.

    Without words, none of them.
    """
    widget = control(tab, name)

    def offered() -> list[str] | None:
        labels = widget.locator("option").all_text_contents()
        found = [
            next((label for label in labels if words_of(label).startswith(word)), None)
            for word in words
        ]
        return None if None in found else [*found, ""]

    widget.select_option(label=wait_for(offered)[:-1])


def settle(tab: Any) -> None:
    """Wait until the kernel rests and the panel stands still, for a second."""
    resting = f"""() => document.querySelectorAll('{BUSY}').length ? '' :
        document.querySelector('{PANEL}').innerHTML"""
    seen = [""]

    def still() -> bool:
        time.sleep(0.8)
        seen.append(tab.evaluate(resting))
        return bool(seen[-1]) and seen[-1] == seen[-2]

    wait_for(still)


def words_of(text: str) -> str:
    """Return a text with plain spaces: a widget shows others, which do not break."""
    return text.replace("\u00a0", " ")


def box(tab: Any, words: str) -> Any:
    """Return the checkbox with a description."""
    return tab.locator(f"{PANEL} .widget-checkbox", has_text=words).locator("input")


def dock_tab(tab: Any, name: str) -> Any:
    """Return the handle of an open document."""
    return tab.locator(".lm-DockPanel-tabBar .lm-TabBar-tabLabel", has_text=name).first


def press(tab: Any, name: str) -> None:
    """Press a button of the panel."""
    tab.locator(f"{PANEL} button", has_text=name).click()


def look_at(tab: Any, name: str) -> None:
    """Choose a tab of the panel."""
    tab.locator(TABS, has_text=name).click()
