"""Clean messy tables of claims with the package, polars and duckdb, in turns, side by side.

    python benchmarks/tables.py [--rows 1e5 1e6 1e7] [--rounds 3] [--folder FOLDER] [--json FILE]

The job: read claims.csv, read each distinct wording, name, period and day, lay what was read
beside the rows, set aside those without a figure, find the rows that are one statement and the
row that speaks for it; the whole table with every column of the codebook then stands in memory.
For the package that is `read_raw`, `clean_claims` and `group_origins`, as `load_collection` calls
them. Each run is a process of its own; imports and the making of the digest are not timed. The
digest says that all three made the same table. What only the package does is timed after it:
the checks of the raw table, and gate and ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
PEERS = HERE / ".peers"
SLICE = 500_000
ENGINES = ("reportedly", "polars", "duckdb")
SEED = 18


def run(job: str, folder: Path) -> dict:
    """Do one job in this process and say what it took."""
    work, tables = JOBS[job](folder / "messy")
    began, spent = time.perf_counter(), time.process_time()
    result = work()
    took = {
        "wall": time.perf_counter() - began,
        "cpu": time.process_time() - spent,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    return took | digest(tables(result))


def of_reportedly(home: Path) -> tuple[Callable, Callable]:
    """The package's own reading, cleaning and grouping."""
    from analysis.claims import clean_claims, group_origins
    from analysis.data.intake.tables import CODED
    from analysis.data.raw import read_raw
    from analysis.data.vocabulary import read_vocabulary

    def work() -> pd.DataFrame:
        words, readings = read_vocabulary(home.parent), read_raw(home / "readings.csv")
        cleaned, _ = clean_claims(read_raw(home / "claims.csv", coded=CODED), words, readings)
        return group_origins(cleaned)

    return work, lambda claims: (
        claims.iloc[first : first + SLICE] for first in range(0, len(claims), SLICE)
    )


def of_polars(home: Path) -> tuple[Callable, Callable]:
    """The same in polars."""
    from tables_peers import polars_claims

    return lambda: polars_claims(home), lambda claims: (
        part.to_pandas() for part in claims.iter_slices(SLICE)
    )


def of_duckdb(home: Path) -> tuple[Callable, Callable]:
    """The same in duckdb."""
    from tables_peers import duckdb_claims

    def tables(con) -> Iterator[pd.DataFrame]:
        blocks = con.execute("select * from result").to_arrow_reader(SLICE)
        return (block.to_pandas() for block in blocks)

    return lambda: duckdb_claims(home), tables


def of_checks(home: Path) -> tuple[Callable, Callable]:
    """The checks of the raw table, of which nothing is at fault."""
    from analysis.data.intake.tables import CODED
    from analysis.data.raw import read_raw
    from analysis.data.vocabulary import check_claims, read_vocabulary

    words, path = read_vocabulary(home.parent), home / "claims.csv"
    claims, pages = read_raw(path, coded=CODED), read_raw(home / "sources.csv")["source_id"]
    return lambda: check_claims(claims, pages, words, path), lambda faults: [
        pd.DataFrame({"fault": faults}, dtype="str")
    ]


def of_ratios(home: Path) -> tuple[Callable, Callable]:
    """Gate and ratios of the claims that speak for their origin."""
    from analysis.collection.collection import load_collection
    from analysis.ratios.division import compute_ratios

    held = load_collection(home.name, folder=home.parent)
    points = held.points
    return lambda: compute_ratios(points, held.words), lambda ratios: [ratios]


JOBS = {
    "reportedly": of_reportedly,
    "polars": of_polars,
    "duckdb": of_duckdb,
    "checks": of_checks,
    "ratios": of_ratios,
}


def digest(tables) -> dict:
    """Add up a hash of every row, so that the order of the rows does not matter."""
    rows, total = 0, np.uint64(0)
    for table in tables:
        rows += len(table)
        plain = pd.DataFrame({name: comparable(table[name]) for name in sorted(table)})
        with np.errstate(over="ignore"):
            total += pd.util.hash_pandas_object(plain, index=False).to_numpy().sum(dtype=np.uint64)
    return {"rows": rows, "digest": f"{int(total):016x}"}


def comparable(column: pd.Series) -> pd.Series:
    """Bring a column of any engine to text, or to a number with a fraction."""
    if pd.api.types.is_datetime64_any_dtype(column) or column.dtype == object:
        days = pd.to_datetime(column) if _holds_days(column) else None
        if days is not None:
            return days.astype("datetime64[s]").astype("int64").astype("float64")
    if pd.api.types.is_numeric_dtype(column):
        return column.astype("float64")
    return column.astype("str").astype("category")


def _holds_days(column: pd.Series) -> bool:
    return column.name in ("stated_on", "as_of", "period_start", "period_end")


def measure(folder: Path, sizes: list[int], rounds: int, jobs: list[str]) -> pd.DataFrame:
    """Run jobs of all sizes, each in a process of its own, the engines in turns."""
    found = []
    for rows in sizes:
        place = collection_of(folder, rows)
        for turn in range(rounds):
            first = turn % len(jobs)
            for job in (*jobs[first:], *jobs[:first]):
                took = in_a_process(job, place)
                found.append({"rows_in": rows, "job": job, **took})
                print(json.dumps(found[-1]), file=sys.stderr, flush=True)
    return pd.DataFrame(found)


def collection_of(folder: Path, rows: int) -> Path:
    """Make the collection of a size, unless it is there."""
    place = folder / f"{rows}"
    if not (place / "messy" / "claims.csv").is_file():
        command = [sys.executable, HERE / "messy_claims.py", place, str(rows), "--seed", str(SEED)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return place


def in_a_process(job: str, place: Path) -> dict:
    """Run one job in a fresh process; an empty answer means that memory or time ran out."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PEERS)])}
    command = [sys.executable, str(HERE / "tables.py"), "--one", job, "--folder", str(place)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["killed"])[-1]}
    return json.loads(done.stdout)


def install_peers() -> None:
    """Put polars and duckdb beside this script, from their hashed lock, if they are not there."""
    if not PEERS.is_dir():
        uv = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet", "--no-deps"]
        lock = ["--require-hashes", "-r", str(HERE / "tables-requirements.lock")]
        subprocess.run([*uv, "--target", str(PEERS), *lock], check=True)


def exponent(sizes: pd.Series, seconds: pd.Series) -> float:
    """Fit seconds = a * rows ** exponent."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0]) if len(sizes) > 1 else np.nan


def report(found: pd.DataFrame) -> str:
    """Write the table: medians over the rounds, the exponent, and whether the results agree."""
    agreeing = found[found["job"].isin(ENGINES)].groupby("rows_in")["digest"].nunique()
    lines = [
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"NUMPY_MADVISE_HUGEPAGE={os.environ.get('NUMPY_MADVISE_HUGEPAGE', 'not set')}",
        f"same table from all engines: {bool((agreeing == 1).all())}",
        "",
        "| job | rows | wall s | CPU s | peak MB | rows out | exponent (CPU) |",
        "|---|---|---|---|---|---|---|",
    ]
    for job, runs in found.groupby("job", sort=False):
        medians = runs.groupby("rows_in")[["wall", "cpu", "peak_mb", "rows"]].median()
        grown = exponent(medians.index.to_series(), medians["cpu"])
        for rows, row in medians.iterrows():
            lines.append(
                f"| {job} | {rows:,} | {row.wall:.2f} | {row.cpu:.2f} | {row.peak_mb:,.0f} | "
                f"{row.rows:,.0f} | {grown:.2f} |"
            )
    return "\n".join([*lines, "", *ratios_to_faster_peer(found)])


def ratios_to_faster_peer(found: pd.DataFrame) -> list[str]:
    """Say how the package stands beside the better peer of the same round."""
    lines = []
    for rows, runs in found[found["job"].isin(ENGINES)].groupby("rows_in"):
        runs = runs.assign(turn=runs.groupby("job").cumcount())
        for column in ("wall", "cpu", "peak_mb"):
            by_turn = runs.pivot(index="turn", columns="job", values=column)
            ratio = by_turn["reportedly"] / by_turn[["polars", "duckdb"]].min(axis=1)
            spread = f"{ratio.min():.2f} to {ratio.max():.2f}"
            median = statistics.median(ratio)
            lines.append(f"{rows:,} rows, {column}: {median:.2f} of the lower peer ({spread})")
    return lines


def main() -> None:
    """Read the command line; measure, or do one job."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", nargs="+", type=float, default=[1e5, 1e6, 1e7])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", nargs="+", choices=JOBS, default=list(JOBS))
    parser.add_argument("--folder", type=Path, default=HERE / ".tables")
    parser.add_argument("--json", type=Path, help="where to write what each run took as well")
    parser.add_argument("--one", choices=JOBS, help="do one job in this process")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(run(given.one, given.folder)))
        return
    install_peers()
    found = measure(given.folder, [int(rows) for rows in given.rows], given.rounds, given.jobs)
    print(report(found))
    if given.json:
        given.json.write_text(found.to_json(orient="records"), encoding="utf-8")


if __name__ == "__main__":
    main()
