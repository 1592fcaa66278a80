"""Run the contests and write what came out: `python -m benchmarks.run [--quick] [--only NAME]`.

Results go to benchmarks/out/results.json after each contest, so that a run that is stopped leaves
what it had. Of contests that are not run again, those of an earlier run stay.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from analysis.paths import ROOT
from analysis.store.files import write_text
from benchmarks.contest import QUICK, Sizes
from benchmarks.contests import ALL
from benchmarks.entrants import Bench
from benchmarks.workloads import write_workloads

RESULTS = ROOT / "benchmarks" / "out" / "results.json"
NAMED = ("papermill", "nbclient", "nbconvert", "ipykernel", "matplotlib", "pandas")


def main() -> None:
    """Run the contests asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="a few minutes of it")
    names = [contest.__name__ for contest in ALL]
    asked.add_argument("--only", action="append", choices=names, help="may be repeated")
    given = asked.parse_args()
    RESULTS.parent.mkdir(exist_ok=True)
    results = earlier() if given.only else {"contests": {}}
    results |= machine() | {"quick": given.quick}
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-notebooks-") as folder:
        bench = Bench(write_workloads(Path(folder)))
        for contest in ALL:
            if given.only and contest.__name__ not in given.only:
                continue
            result = contest(
                bench, QUICK if given.quick else Sizes(), partial(tell, contest.__name__)
            )
            results["contests"][contest.__name__] = asdict(result)
            write_text(RESULTS, json.dumps(results, indent=1) + "\n")
    print(f"{(time.monotonic() - began) / 60:.1f} minutes; {RESULTS.relative_to(ROOT)}")


def earlier() -> dict:
    """Return the results of an earlier run; none, if there was none."""
    return (
        json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {"contests": {}}
    )


def tell(contest: str, entrant: str, took: float) -> None:
    """Say what an entrant took, with the machine's load, which explains much."""
    print(f"{contest:10} {took:8.2f}  {entrant}  (load {os.getloadavg()[0]:.1f})", flush=True)


def machine() -> dict:
    """Say when and on what it was measured."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {
            "processor": processor(),
            "cores": len(os.sched_getaffinity(0)),
            "load at the beginning": round(os.getloadavg()[0], 1),
            "system": platform.system(),
            "python": platform.python_version(),
            **{name: version(name) for name in NAMED},
        },
    }


def processor() -> str:
    """Return the name of the processor."""
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in told if "model name" in line), "")


if __name__ == "__main__":
    main()
