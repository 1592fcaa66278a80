"""Text from the open web in the explorer: shown as text, whatever it would rather be.

A widget puts its markup into a page that runs scripts, so this is where a text could do most.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import payloads
import pytest
from browsing import watched

MAKE = """
import json
from analysis.explorer.answer import Answer
from analysis.explorer.panel import TABS, Panel
from analysis.explorer.question import Question, Switches


def cells(table):
    yield table._dt_args["table_html"]
    for row in json.loads(table._dt_args["data_json"]):
        yield " ".join(str(cell[0] if isinstance(cell, list) else cell) for cell in row)


panel = Panel(Answer("bakhmut-2023", Question(ratio="killed_per_wounded"), Switches()))
made = [panel.box.children[0].value]
for place in range(len(TABS)):
    panel.tabs.selected_index = place
    made += [view.value for view in panel.views.values()]
made += [panel.receipt.value, *(" ".join(cells(table)) for table in panel.tables.values())]
made += [panel.answer.held._repr_html_()]
print(json.dumps(made))
"""
BEGINNING = 12
"""Signs of a text that a cut table cell still shows."""
PAGE = "<!doctype html><meta charset=utf-8><title>x</title><main></main>"
PUT_IN = """html => { const part = document.createElement('div'); part.innerHTML = html;
document.querySelector('main').append(part); }"""


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(
    "group", ["short", *(pytest.param(g, marks=pytest.mark.corpus) for g in payloads.TEXTS)]
)
def test_nothing_runs_and_nothing_is_asked_for(tmp_path, browser, group):
    """Every view of a spoilt collection, put into a page as a widget does it."""
    text = payloads.SHORT if group == "short" else payloads.TEXTS[group]
    project = payloads.project(tmp_path, ())
    assert payloads.spoil(project / "data" / "raw", text) > 5000
    shown = explored(project)
    fired: list[str] = []
    with watched(browser) as seen:
        seen.tab.expose_function("fired", lambda what: fired.append(str(what)))
        seen.tab.set_content(PAGE)
        for html in shown:
            seen.tab.evaluate(PUT_IN, html)
        seen.tab.wait_for_timeout(500)

        assert (fired, seen.asked(), seen.said) == ([], [], [])
        assert len(shown) == 41
        read = " ".join(seen.tab.locator("main").inner_text().split())
        assert read.count(" ".join(text.split())[:BEGINNING]) > 10


def explored(project) -> list[str]:
    """Make every view in the project's own Python."""
    environment = {**os.environ, "PYTHONPATH": str(project)}
    done = subprocess.run(
        [sys.executable, "-c", MAKE],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
