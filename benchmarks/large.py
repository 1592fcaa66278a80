"""Large tables beside polars and duckdb, as a script of its own measures them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from analysis.paths import ROOT
from benchmarks.contest import QUICK, Result, Sizes, Target, Tell
from benchmarks.entrants import Bench

TABLES = ROOT / "benchmarks" / "tables.py"
OURS, PEERS = "reportedly", ("polars", "duckdb")
"""What the script for large tables calls them."""


def tables(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Have large tables cleaned beside polars and duckdb; the script prints rows of its own."""
    speed = Target(
        "cleaning the largest table, against the faster of polars and duckdb", 1.25, "at most"
    )
    peak = Target("the same, peak memory against the smaller of theirs", 1.0, "at most")
    if why := missing_tables():
        rows = [speed.judged([], why), peak.judged([], why)]
        return Result("Large tables", {}, {"ours": why}, rows)
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        words = [sys.executable, str(TABLES), "--json", out.name]
        words += ["--rows", "1e5", "1e6", "--rounds", "1"] if sizes is QUICK else []
        subprocess.run(words, cwd=ROOT, check=True)
        found = json.loads(Path(out.name).read_text(encoding="utf-8"))
    largest = [row for row in found if row["size"] == max(row["size"] for row in found)]
    seconds = {f"{row['what']}, {row['size']:,} claims": [row["seconds"]] for row in found}
    rows = [
        target.judged(ours_over_least(largest, column))
        for target, column in ((speed, "seconds"), (peak, "peak_mb"))
    ]
    return Result("Large tables", seconds, {}, rows)


def missing_tables() -> str:
    """Say why large tables are not measured here; nothing, if they are."""
    if not TABLES.is_file():
        return "no benchmarks/tables.py here"
    told = subprocess.run([sys.executable, str(TABLES), "--help"], capture_output=True, text=True)
    return "" if "--json" in told.stdout else "benchmarks/tables.py has no --json here"


def ours_over_least(rows: list[dict], column: str) -> list[float]:
    """Divide ours by the least of the peers, in one column; nothing without a peer.

    >>> ours_over_least([{"what": "reportedly", "s": 3}, {"what": "polars", "s": 2}], "s")
    [1.5]
    """
    ours = [row[column] for row in rows if row["what"] == OURS]
    peers = [row[column] for row in rows if row["what"] in PEERS]
    return [min(ours) / min(peers)] if ours and peers else []
