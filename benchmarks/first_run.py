"""Time what a newcomer does: clone into an empty folder, make a report, run the tests, twice.

Needs git, make and python3 alone. Prints seconds and the largest single process of each step.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
STEPS = ("report", "report", "test", "test")


def run(goal: str, folder: Path) -> None:
    """Make one goal in the clone and print what it took."""
    began = time.monotonic()
    made = subprocess.run(["make", goal], cwd=folder, capture_output=True, text=True, check=False)
    took = time.monotonic() - began
    last = (made.stdout.strip().splitlines() or [""])[-1]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"make {goal:6} {took:6.1f} s, exit {made.returncode}, largest so far {peak:.0f} MiB")
    print(f"            last line: {last}", flush=True)
    if made.returncode:
        sys.exit(made.stdout[-2000:] + made.stderr[-2000:])


def main() -> None:
    """Clone, and run each step."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "reportedly"
        subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(folder)], check=True)
        for goal in STEPS:
            run(goal, folder)


if __name__ == "__main__":
    main()
