"""Time the suite, one report after the other with its page, beside the time of its cells alone.

    .venv/bin/python benchmarks/engine_heavy.py [ROUNDS]

The cells alone run in this process, which has run them before, so that everything is imported;
tables are read again for each notebook, and what cells show is formatted and thrown away. Prints
medians in seconds and their ratio.
"""

import os
import statistics
import sys
import time
from pathlib import Path

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from analysis.press.report import Report, prepare
from analysis.press.runner import Job, run_stream
from analysis.press.site import suite


def time_cells(sources: list[Path]) -> float:
    """Return seconds of all cells of some notebooks."""
    shell = InteractiveShell.instance()
    begun = time.perf_counter()
    for source in sources:
        shell.reset(new_session=False)
        forget()
        for cell in nbformat.read(source, as_version=4).cells:
            if cell.cell_type == "code":
                with capture_output():
                    shell.run_cell(cell.source).raise_error()
    return time.perf_counter() - begun


def forget() -> None:
    """Forget what the package has read and kept, as a fresh kernel has not read it."""
    for module in [m for name, m in sys.modules.items() if name.startswith("analysis.")]:
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def time_reports(reports: list[Report]) -> float:
    """Return seconds of the same notebooks as reports, each in a fresh kernel, with its page."""
    begun = time.perf_counter()
    for report in reports:
        [outcome] = run_stream([Job(report.source, report.values)], page_of, at_once=1)
        assert "<!doctype html" in outcome.result.lower(), outcome.failure
    return time.perf_counter() - begun


def page_of(job: Job, notebook: nbformat.NotebookNode) -> str:
    """Return the page of a report."""
    return prepare(job.source, job.values).page(notebook).html


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    # A child of the server finds this file's functions by its name, not as `__main__`.
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    from engine_heavy import time_reports

    reports = [prepare(source, {}) for source in suite()]
    sources = [report.source for report in reports]
    time_cells(sources), time_reports(reports)
    pairs = [(time_cells(sources), time_reports(reports)) for _ in range(rounds)]
    cells, whole = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"cells alone {cells:.2f} s, reports with pages {whole:.2f} s, ratio {whole / cells:.2f}")


if __name__ == "__main__":
    main()
