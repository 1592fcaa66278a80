"""A sweep on a cluster of this machine's own beside the same without."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.paths import ROOT
from benchmarks.contest import Result, Sizes, Target, Tell, against, held
from benchmarks.entrants import DEV, Bench, missing_option, variables
from benchmarks.workloads import days_of_briefings


def dask(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Set a sweep on a cluster of two workers on this machine beside the same without."""
    gone = missing_option("--scheduler", DEV)
    days = ",".join(days_of_briefings(sizes.swept))
    sweep = f"reportedly publish briefing --each stated_on={days} --force --to {{out}}/site"
    local, spread_out = "our command, two at a time", "the same on a Dask cluster of two workers"
    target = Target("Dask, two workers on this machine, against our local batch", 0.8, "at least")
    with cluster(gone) as address:
        entrants = [
            bench.shell(local, DEV, sweep, missing=gone),
            bench.shell(spread_out, DEV, f"{sweep} --scheduler {address}", missing=gone),
        ]
        judged = against(target, local, spread_out)
        return held("A cluster", entrants, sizes.heavy_rounds, tell, judged)


@contextmanager
def cluster(missing: str) -> Iterator[str]:
    """Give the address of a scheduler with two workers; they end with the block."""
    if missing:
        yield ""
        return
    code = (
        "import sys; from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    held = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)\n"
        "    print(held.scheduler_address, flush=True); sys.stdin.read(); held.close()\n"
    )
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        script = Path(folder) / "held.py"
        script.write_text(code, encoding="utf-8")
        words = [str(ROOT / DEV / "bin" / "python"), str(script)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(words, cwd=folder, env=variables(DEV), **pipes) as held_open:
            yield held_open.stdout.readline().strip()
            held_open.stdin.close()
