"""Time a batch of one-cell reports, pages included, and weigh its processes.

    .venv/bin/python benchmarks/engine_batch.py [REPORTS]

Prints milliseconds a report on all cores, once the server is warm, and what the server and a
child hold in memory: all of the server's, and of a kernel and the worker beside it what they do
not share with it.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
from nbformat import v4

from analysis.press.exporter import export_page
from analysis.press.runner import KERNELS, Job, run_stream, warm_up

HEADING = "# A report of one cell"
CELL = "import pandas as pd\n\npd.DataFrame({'killed': [193], 'wounded': [199]})"
KERNEL = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}


def write_report(folder: Path) -> Path:
    """Write a report of one cell; return its path."""
    cells = [v4.new_markdown_cell(HEADING), v4.new_code_cell(CELL)]
    path = folder / "one_cell.ipynb"
    nbformat.write(v4.new_notebook(cells=cells, metadata=KERNEL), path)
    return path


def time_batch(source: Path, reports: int) -> float:
    """Return seconds for a number of reports, each isolated and made into a page."""
    begun = time.perf_counter()
    outcomes = list(run_stream([Job(source) for _ in range(reports)], page_of))
    assert all("<table" in outcome.result for outcome in outcomes), outcomes[0].failure
    return time.perf_counter() - begun


def page_of(job: Job, notebook: nbformat.NotebookNode) -> str:
    """Return the page of a report."""
    return export_page(notebook).html


def weigh(job: Job, notebook: nbformat.NotebookNode) -> int:
    """Return the bytes that a kernel and its worker hold for themselves, the page made."""
    export_page(notebook)
    children = psutil.Process().parent().children()
    return sum(child.memory_full_info().uss for child in children)


def main() -> None:
    """Measure and print."""
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    # A child of the server finds this file's functions by its name, not as `__main__`.
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    from engine_batch import page_of, time_batch, weigh

    with tempfile.TemporaryDirectory() as folder:
        source = write_report(Path(folder))
        begun = time.perf_counter()
        list(run_stream([Job(source)], page_of))
        print(f"first report, server started: {time.perf_counter() - begun:.2f} s")
        seconds = time_batch(source, reports)
        print(f"{reports} reports, {KERNELS} at once: {1000 * seconds / reports:.1f} ms each")
        [child] = run_stream([Job(source)], weigh)
    own = child.result
    server = psutil.Process(warm_up().process.pid).memory_info().rss
    print(f"server {server / 2**20:.0f} MiB; kernel and worker {own / 2**20:.0f} MiB of their own")
    print(f"server and 8 of each: {(server + 8 * own) / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
