"""A sweep of many cheap reports of which five fail: what it takes, and what is told of them.

Makes a project of its own in a temporary folder, and publishes it twice as a command: the second
time, nothing but the five may run again.

Run it from the project: `PYTHONPATH=tests .venv/bin/python benchmarks/failing.py [reports]`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tiny_project import KERNEL, cell_of
from tiny_sweep import write_sweep_project

MANY = 2_000
FAILING = 5


def failing_of(reports: int) -> list[int]:
    """Spread the numbers that fail over all of them."""
    return [1 + n * (reports - 1) // (FAILING - 1) for n in range(FAILING)]


def write_report(project: Path, failing: list[int]) -> None:
    """Write a report that prints a number, and fails at some."""
    (project / "notebooks" / "day.ipynb").unlink()
    cells = [
        cell_of("markdown", "# What is the number?\n\nOne number."),
        cell_of("code", "number: int = 0  # of the page\n", "parameters"),
        cell_of("code", f"assert number not in {failing}, 'beyond'\n"),
        cell_of("code", "from IPython.display import HTML\n\nHTML(f'<p>It is {number}.</p>')"),
    ]
    notebook = {"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}
    text = json.dumps(notebook | {"cells": [c | {"id": f"c{n}"} for n, c in enumerate(cells)]})
    (project / "notebooks" / "many.ipynb").write_text(text, encoding="utf-8")


def publish(project: Path, reports: int) -> tuple[int, float, list[str]]:
    """Publish the sweep; return code, seconds and what it says."""
    words = ["-m", "analysis", "publish", "many", "--each", f"number=1..{reports}"]
    environment = {**os.environ, "PYTHONPATH": str(project)}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, *words],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, time.monotonic() - began, done.stderr.splitlines()


def main(reports: int) -> None:
    """Publish twice, and print a line for each."""
    failing = failing_of(reports)
    with tempfile.TemporaryDirectory() as home:
        project = write_sweep_project(Path(home) / "project")
        write_report(project, failing)
        for turn in ("first", "again"):
            code, seconds, said = publish(project, reports)
            named = [f"failed: many/{number}.html" for number in failing]
            told = [line for line in said if line.startswith("failed: ")]
            pages = len([*(project / "site" / "many").glob("*.html")])
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            each = 1000 * seconds / reports
            print(f"{turn}: code {code}, {seconds:.1f} s, {each:.1f} ms a report, {peak:.0f} MB")
            print(f"  {pages} pages, the five named: {told == named}; {said[-1]}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY)
