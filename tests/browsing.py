"""A browser and a published site for the tests that need them; asked for once in a run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from analysis.store.files import locked

CHROMIUM = shutil.which("chromium")
QUIET = ("--disable-background-networking", "--disable-component-update")


@dataclass
class Watched:
    """What a page did that a page of ours never does: ask, complain, stop the reader."""

    tab: Any
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tab.on("request", lambda request: self.requests.append(request.url[:200]))
        self.tab.on("console", self._console)
        self.tab.on("pageerror", lambda error: self.said.append(str(error)))
        self.tab.on("dialog", self._dialog)

    def _console(self, message: Any) -> None:
        where = f" at {message.location['url']}" if message.type == "error" else ""
        self.said.append(f"{message.text}{where}")

    def _dialog(self, dialog: Any) -> None:
        self.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def asked(self) -> list[str]:
        """Return the requests that are not for a picture in the page itself."""
        return [url for url in self.requests if not url.startswith("data:")]


def chromium() -> Iterator[Any]:
    """Start Debian's chromium; skip, with the reason, where there is none."""
    if not CHROMIUM:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *sandbox])
        yield started
        started.close()


@contextmanager
def watched(browser: Any, **options: Any) -> Iterator[Watched]:
    """Open a tab in a context of its own, and watch it."""
    context = browser.new_context(**options)
    try:
        yield Watched(context.new_page())
    finally:
        context.close()


def suite_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the published suite, made by whichever worker asks first."""
    from analysis.publish.cache import Cache
    from analysis.publish.plan import Order
    from analysis.publish.site import publish

    own = tmp_path_factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    site = shared / "suite"
    with locked(shared / "suite-asked", wait_seconds=300):
        if not (site / "index.html").exists():
            publish(Order({}, {}), target=site, cache=Cache(shared / "suite-kept"))
    return site
