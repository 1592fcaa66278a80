"""Our runner over one notebook, so many times, as a process of its own that says what it took.

    python -m benchmarks.ours NOTEBOOK FOLDER --values '[{"n": 1}, {"n": 2}]' --at-once 2

Prints JSON: ``seconds`` of the batch; ``rest``, the same without the first report, which waits
for whatever is started once; with --weigh also the bytes of the server and of a child of its own.
"""

from __future__ import annotations

import argparse
import json
import time
from functools import partial
from pathlib import Path

from analysis.press import runner
from benchmarks.finishing import memory, write_page


def main() -> None:
    """Run the batch and print what it took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("notebook", type=Path)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--values", type=json.loads, default=[{}])
    asked.add_argument("--at-once", type=int, default=2)
    asked.add_argument("--weigh", action="store_true")
    given = asked.parse_args()
    said = weighed(runner.Job(given.notebook, given.values[0])) if given.weigh else timed(given)
    print(json.dumps(said))


def timed(given: argparse.Namespace) -> dict[str, float]:
    """Run all, pages included."""
    finish = partial(write_page, str(given.folder))
    jobs = [runner.Job(given.notebook, values) for values in given.values]
    began = time.perf_counter()
    ends = []
    for outcome in runner.run_stream(jobs, finish, at_once=given.at_once):
        if outcome.failure:
            raise outcome.failure
        ends.append(time.perf_counter())
    return {"seconds": ends[-1] - began, "rest": ends[-1] - ends[0]}


def weighed(job: runner.Job) -> dict[str, int]:
    """Weigh the warm server, and what a child of it holds beyond what the two share."""
    import psutil

    [own] = runner.run_all([job], memory)
    return {"server": psutil.Process(runner.warm_up().process.pid).memory_info().rss, "child": own}


if __name__ == "__main__":
    main()
