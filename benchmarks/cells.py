"""A notebook's cells and what they show, in a process that has loaded all: their own warm time.

    python -m benchmarks.cells NOTEBOOK [ROUNDS]

Each round runs in a fork of its own, so that nothing a report computed is there for the next; no
kernel, no messages, no page. Prints JSON: ``seconds``, the median.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import statistics
import sys
import time
from importlib import import_module
from pathlib import Path

import analysis
from analysis.collection.collection import recall
from benchmarks.profile_reports import cells_of, run_cell


def main() -> None:
    """Measure and print."""
    notebook, rounds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    for name in analysis.__all__:
        getattr(analysis, name)
    for library in ("scipy.stats", "seaborn"):
        import_module(library)
    recall()
    print(json.dumps({"seconds": statistics.median(in_fork(notebook) for _ in range(rounds))}))


def in_fork(notebook: Path) -> float:
    """Run the cells in a fork of this process and return the seconds they took there."""
    end, begin = os.pipe()
    child = os.fork()
    if not child:
        os.write(begin, repr(seconds_of_cells(notebook)).encode())
        os._exit(0)
    os.close(begin)
    os.waitpid(child, 0)
    with os.fdopen(end) as heard:
        return float(heard.read())


def seconds_of_cells(notebook: Path) -> float:
    """Run all cells and make what each shows."""
    began = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        for source, names in cells_of(notebook):
            show(run_cell(source, names))
    return time.perf_counter() - began


def show(value: object) -> None:
    """Make of a value what a notebook would store."""
    for form in ("_repr_mimebundle_", "_repr_html_", "_repr_markdown_"):
        if make := getattr(value, form, None):
            make()
            return
    repr(value)


if __name__ == "__main__":
    main()
