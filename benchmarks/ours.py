"""Our runner over one notebook, so many times, as a process of its own that says what it took.

    python -m benchmarks.ours NOTEBOOK FOLDER --values '[{"n": 1}, {"n": 2}]' --at-once 2

Prints JSON: ``seconds`` of the batch; ``rest``, the same without the first report, which waits
for whatever is started once. With --weigh it runs one report and says how many bytes the
server holds, and a report of its own.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.publish import runner
from benchmarks.finishing import write_page

if TYPE_CHECKING:
    import psutil

LOOK_SECONDS = 0.02
"""How often a report that runs is weighed."""


def main() -> None:
    """Run the batch and print what it took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("notebook", type=Path)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--values", type=json.loads, default=[{}])
    asked.add_argument("--at-once", type=int, default=2)
    asked.add_argument("--weigh", action="store_true")
    given = asked.parse_args()
    finish = partial(write_page, str(given.folder))
    jobs = [runner.Job(given.notebook, values) for values in given.values]
    said = weighed(jobs[0], finish) if given.weigh else timed(jobs, finish, given.at_once)
    print(json.dumps(said))


def timed(jobs: Sequence[runner.Job], finish: Callable, at_once: int) -> dict[str, float]:
    """Run all, pages included."""
    began = time.perf_counter()
    ends = []
    for outcome in runner.run_stream(jobs, finish, at_once=at_once):
        if outcome.failure:
            raise outcome.failure
        ends.append(time.perf_counter())
    return {"seconds": ends[-1] - began, "rest": ends[-1] - ends[0]}


def weighed(job: runner.Job, finish: Callable) -> dict[str, int]:
    """Weigh the server, and the most that a kernel and its worker hold beyond what is shared."""
    import psutil

    server = psutil.Process(runner.warm_up([job.source]).process.pid)
    most = 0
    with ThreadPoolExecutor(1) as one:
        running = one.submit(runner.run_all, [job], finish)
        while not running.done():
            most = max(most, sum(map(own, server.children(recursive=True))))
            time.sleep(LOOK_SECONDS)
        running.result()
    return {"server": server.memory_info().rss, "report": most}


def own(process: psutil.Process) -> int:
    """Return the bytes that a process shares with no other; none once it has ended."""
    import psutil

    with suppress(psutil.Error):
        return process.memory_full_info().uss
    return 0


if __name__ == "__main__":
    main()
