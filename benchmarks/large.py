"""Large tables beside polars and duckdb, as a script of its own measures them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from analysis.paths import ROOT
from benchmarks.contest import Result, Sizes, Target, Tell, exponent
from benchmarks.entrants import Bench

TABLES = ROOT / "benchmarks" / "tables.py"
OURS, PEERS = "reportedly", ("polars", "duckdb")
"""What the script for large tables calls them."""


def tables(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Have large tables cleaned beside polars and duckdb."""
    speed = Target(
        "cleaning the largest table, against the faster of polars and duckdb", 1.25, "at most"
    )
    peak = Target("the same, peak memory against the smaller of theirs", 1.0, "at most")
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        words = [sys.executable, str(TABLES), "--json", out.name, "--jobs", OURS, *PEERS]
        words += ["--rounds", str(sizes.tables_rounds), "--rows", *sizes.tables]
        subprocess.run(words, cwd=ROOT, check=True)
        found = json.loads(Path(out.name).read_text(encoding="utf-8"))
    seconds: dict[str, list[float]] = {}
    for run in found:
        name = f"{run['job']}, {run['rows_in']:,} claims"
        seconds.setdefault(name, []).append(run["wall"])
        tell(name, run["wall"])
    largest = [run for run in found if run["rows_in"] == max(other["rows_in"] for other in found)]
    note = f"growth exponent {growth(found):.2f}; {sameness(found)}"
    rows = [
        speed.judged(ours_over_least(largest, "wall"), note),
        peak.judged(ours_over_least(largest, "peak_mb")),
    ]
    return Result("Large tables", seconds, {}, rows)


def growth(found: list[dict]) -> float:
    """Return the power of the number of claims by which our seconds grow."""
    ours = [run for run in found if run["job"] == OURS]
    return exponent([run["rows_in"] for run in ours], [run["wall"] for run in ours])


def sameness(found: list[dict]) -> str:
    """Say whether all made the same tables."""
    digests = {(run["rows_in"], run["digest"]) for run in found}
    same = len(digests) == len({run["rows_in"] for run in found})
    return "all made the same tables" if same else "the tables made differ"


def ours_over_least(runs: list[dict], column: str) -> list[float]:
    """Divide ours by the least of the peers of the same round, in one column.

    >>> ours_over_least([{"job": "reportedly", "s": 3}, {"job": "polars", "s": 2}], "s")
    [1.5]
    """
    of = {name: [run[column] for run in runs if run["job"] == name] for name in (OURS, *PEERS)}
    peers = zip(*filter(None, (of[name] for name in PEERS)), strict=True)
    return [ours / min(others) for ours, others in zip(of[OURS], peers, strict=False)]
