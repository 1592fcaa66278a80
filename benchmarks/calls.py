"""papermill's API over one notebook, again and again in one process.

    python -m benchmarks.calls NOTEBOOK FOLDER COUNT [ENGINE]

Prints JSON: ``seconds`` of a call, the median of all but the first.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

from papermill.execute import execute_notebook


def main() -> None:
    """Call and print."""
    notebook, folder, count, *engine = sys.argv[1:]
    more = {"engine_name": engine[0]} if engine else {}
    taken = []
    for number in range(int(count) + 1):
        began = time.perf_counter()
        execute_notebook(notebook, f"{folder}/{number}.ipynb", progress_bar=False, **more)
        taken.append(time.perf_counter() - began)
    print(json.dumps({"seconds": statistics.median(taken[1:])}))


if __name__ == "__main__":
    main()
