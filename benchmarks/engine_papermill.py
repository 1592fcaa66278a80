"""Time a one-cell notebook by papermill, on its own engine and on the warm one, in turns.

    .venv/bin/python benchmarks/engine_papermill.py [ROUNDS]

Prints medians in milliseconds and their ratio, by papermill's API and by its command, the server
warm; and what the command takes before it runs anything.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import papermill
from engine_batch import write_report

ENGINES = ("nbclient", "warm")
COMMAND = [sys.executable, "-m", "papermill", "--no-progress-bar", "--log-level", "ERROR"]


def by_api(source: Path, engine: str) -> None:
    """Run a notebook in this process."""
    output = str(source.with_name("out.ipynb"))
    papermill.execute_notebook(str(source), output, engine_name=engine, progress_bar=False)


def by_command(source: Path, engine: str) -> None:
    """Run a notebook by papermill's command."""
    output = str(source.with_name("out.ipynb"))
    subprocess.run([*COMMAND, "--engine", engine, str(source), output], check=True)


def seconds(function: Callable, *arguments: object) -> float:
    """Return how long a call takes."""
    begun = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        source = write_report(Path(folder))
        by_api(source, "warm")
        for name, way in (("API", by_api), ("command", by_command)):
            times: dict[str, list[float]] = {engine: [] for engine in ENGINES}
            for _ in range(rounds):
                for engine in ENGINES:
                    times[engine].append(seconds(way, source, engine))
            stock, warm = (1000 * statistics.median(times[engine]) for engine in ENGINES)
            print(f"{name}: stock {stock:.0f} ms, warm {warm:.0f} ms, ratio {warm / stock:.3f}")
        alone = [sys.executable, "-c", "import papermill.cli"]
        begun = 1000 * statistics.median(seconds(subprocess.run, alone) for _ in range(rounds))
        print(f"importing the command alone: {begun:.0f} ms")


if __name__ == "__main__":
    main()
