"""The contests: who is set beside whom, over how many reports, and what is to be reached."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from analysis.paths import ROOT
from benchmarks.contest import Entrant, Target, in_turns, paired
from benchmarks.entrants import (
    CORE,
    DEV,
    PLOOMBER,
    Bench,
    asked,
    each,
    missing_engine,
    missing_option,
    seconds_of,
    variables,
)
from benchmarks.workloads import days_of_briefings

Tell = Callable[[str, float], None]
TABLES = ROOT / "benchmarks" / "tables.py"
HELD = {"collection": "bakhmut-2023"}
"""A value for a notebook, and what the receipts of its page are followed in."""
OURS, PEERS = "reportedly", ("polars", "duckdb")
"""What the script for large tables calls them."""
MIB = 2**20
CHILDREN = 8
"""Children at one time that are to fit in the memory stated."""


@dataclass(frozen=True)
class Sizes:
    """How much of everything is run."""

    rounds: int = 3
    heavy_rounds: int = 2
    light: int = 12
    heavy: int = 16
    warm: int = 4
    one: int = 100
    unchanged: int = 1000
    swept: int = 24


QUICK = Sizes(rounds=1, heavy_rounds=1, light=4, heavy=2, warm=1, one=20, unchanged=100, swept=6)


@dataclass(frozen=True)
class Result:
    """What one contest came to.

    Parameters
    ----------
    title : str
    seconds : dict
        By entrant, a value a round.
    missing : dict
        By entrant that did not run, why.
    rows : list of dict
        From `contest.Target.judged`.
    """

    title: str
    seconds: dict[str, list[float]]
    missing: dict[str, str]
    rows: list[dict]


def held(title: str, entrants: list[Entrant], rounds: int, tell: Tell, rows) -> Result:
    """Hold a contest and judge its rows from what everybody took."""
    taken = in_turns(entrants, rounds, tell)
    missing = {entrant.name: entrant.missing for entrant in entrants if entrant.missing}
    return Result(title, taken, missing, rows(taken, missing))


def against(target: Target, slow: str, fast: str):
    """Return how a row is judged: what the one took over what the other took."""

    def judged(taken: dict[str, list[float]], missing: dict[str, str]) -> list[dict]:
        why = missing.get(fast, missing.get(slow, ""))
        return [target.judged(paired(taken[slow], taken[fast]), why)]

    return judged


def light(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Hold the contest of light briefings, each with its page where the entrant can."""
    days = days_of_briefings(sizes.light)
    run = "papermill {light} {out}/{}.ipynb -p stated_on {} --no-progress-bar"
    page = "jupyter nbconvert --to html {out}/{}.ipynb"
    itself = "jupyter nbconvert --execute --to html {light} --output-dir {out} --output {}"
    swept = f"reportedly publish {{light}} --each stated_on={','.join(days)} --to {{out}}/site"
    ploomber = "ploomber-engine {light} {out}/{}.ipynb -p stated_on {}"
    names = ("papermill, then nbconvert, two at a time", "ploomber-engine, two at a time")
    ours = "our runner, two at a time, with pages"
    entrants = [
        bench.shell(names[0], CORE, each(days, f"{run} && {page}")),
        bench.shell(names[1], PLOOMBER, each(days, ploomber)),
        Entrant(ours, lambda: bench.ours("light", [{**HELD, "stated_on": day} for day in days])),
        bench.shell("papermill, one by one", CORE, each(days, run, 1), once=True),
        bench.shell("papermill, two at a time", CORE, each(days, run), once=True),
        Entrant("papermill's API, one process", lambda: api(bench, "light", len(days)), once=True),
        bench.shell(
            "nbclient, two at a time",
            CORE,
            each(days, "jupyter execute {light} --output={out}/{}.ipynb"),
            once=True,
        ),
        bench.shell("nbconvert --execute, two at a time", CORE, each(days, itself), once=True),
        bench.shell(
            "our command, site and downloads included",
            CORE,
            swept,
            missing=missing_option("--each"),
            once=True,
        ),
    ]
    many = f"N={len(days)}, start-up included"
    html = Target(f"light briefings with HTML, against {names[0]}, {many}", 6, "at least")
    bare = Target(f"the same, against {names[1]} (no HTML)", 3, "at least")
    return held(
        "Light briefings",
        entrants,
        sizes.rounds,
        tell,
        lambda taken, missing: [
            *against(html, names[0], ours)(taken, missing),
            *against(bare, names[1], ours)(taken, missing),
        ],
    )


def api(bench: Bench, notebook: str, count: int, *engine: str) -> float:
    """Return seconds of so many calls of papermill's API in one process, warmed by one more."""
    with tempfile.TemporaryDirectory(prefix="bench-") as out:
        words = [str(bench.notebooks[notebook]), out, str(count), *engine]
        return asked("benchmarks.calls", *words)["seconds"] * count


def heavy(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Hold the contest of heavy reports: the figures of all notebooks."""
    numbers = list(map(str, range(sizes.heavy)))
    run = "papermill {heavy} {out}/{}.ipynb --no-progress-bar"
    stock, ours = "papermill, one by one", "our runner, two at a time, with pages"
    entrants = [
        bench.shell(stock, CORE, each(numbers, run, 1)),
        Entrant(ours, lambda: bench.ours("heavy", [HELD] * sizes.heavy)),
        bench.shell("papermill, two at a time", CORE, each(numbers, run), once=True),
    ]
    row = f"heavy report (all figures of the suite), against {stock}, N={sizes.heavy}"
    judged = against(Target(row, 5, "at least"), stock, ours)
    return held("Heavy reports", entrants, sizes.heavy_rounds, tell, judged)


def warm(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Set a heavy report with its page, one worker, beside the cells alone."""
    count = sizes.warm
    cells, ours = "the cells alone, everything loaded", "our runner, one worker, with the page"

    def ours_each() -> float:
        return bench.ours("heavy", [HELD] * (count + 1), 1, lambda _, said: said["rest"] / count)

    entrants = [
        Entrant(cells, lambda: asked("benchmarks.cells", str(bench.notebooks["heavy"]))["seconds"]),
        Entrant(ours, ours_each),
    ]
    row = "heavy report, one worker with HTML, against the cells' own warm time"
    judged = against(Target(row, 1.2, "at most"), ours, cells)
    return held("One heavy report", entrants, sizes.rounds, tell, judged)


def one_cell(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Time the smallest report: in a batch, and through papermill."""
    ours = "our runner, two at a time, with pages, each"
    values = [{"n": n} for n in range(sizes.one + 1)]
    stock, warm_ = "papermill", "papermill --engine warm, server warm"
    call = "papermill {one} {out}/one.ipynb --no-progress-bar"
    calls, warm_calls = "papermill's API, a call", "papermill's API, engine warm, a call"
    gone = missing_engine()
    entrants = [
        Entrant(
            ours, lambda: bench.ours("one", values, 2, lambda w, said: said["rest"] / sizes.one)
        ),
        bench.shell(stock, CORE, call),
        bench.shell(f"{warm_}, before", CORE, f"{call} --engine warm", missing=gone, once=True),
        bench.shell(warm_, CORE, f"{call} --engine warm", missing=gone),
        Entrant(calls, lambda: api(bench, "one", 3) / 3),
        Entrant(warm_calls, lambda: api(bench, "one", 20, "warm") / 20, gone),
    ]
    batch = Target(
        f"one-cell report in a batch of {sizes.one}, isolated, HTML included", 40, "at most", "ms"
    )
    command = Target(
        "`papermill --engine warm` on a one-cell notebook, server warm", 0.1, "at most"
    )
    by_api = Target("the same by papermill's API, its own imports done", 0.1, "at most")
    return held(
        "One-cell reports",
        entrants,
        sizes.rounds,
        tell,
        lambda taken, missing: [
            batch.judged([1000 * seconds for seconds in taken[ours]]),
            *against(command, warm_, stock)(taken, missing),
            *against(by_api, warm_calls, calls)(taken, missing),
        ],
    )


def unchanged(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Time the command over reports of which none changed."""
    missing = missing_option("--each")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        command = f"reportedly publish {bench.notebooks['one']} --each n=1..{sizes.unchanged}"
        command += f" --to {folder}/site"

        def again() -> float:
            return seconds_of(command, CORE, folder)

        if not missing:
            tell(f"{sizes.unchanged} reports made for the first time", again())
        name = "our command, nothing changed"
        target = Target(
            f"{sizes.unchanged} reports, nothing changed, whole command", 0.3, "at most", "s"
        )
        return held(
            "Nothing changed",
            [Entrant(name, again, missing)],
            5,
            tell,
            lambda taken, gone: [target.judged(taken[name], gone.get(name, ""))],
        )


def dask(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Set a sweep on a cluster of two workers on this machine beside the same without."""
    gone = missing_option("--scheduler", DEV)
    days = ",".join(days_of_briefings(sizes.swept))
    sweep = f"reportedly publish {{light}} --each stated_on={days} --force --to {{out}}/site"
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


def memory(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Weigh the warm server and a child of it."""
    gone = missing_engine()
    weights: dict[str, float] = {}

    def weigh() -> float:
        words = [str(bench.notebooks["light"]), "-", "--weigh"]
        weights.update(asked("benchmarks.ours", *words))
        return (weights["server"] + CHILDREN * weights["child"]) / MIB

    name = f"server and {CHILDREN} children, MiB"
    target = Target(f"memory of the server and {CHILDREN} children", 2048, "at most", "MiB")
    return held(
        "Memory",
        [Entrant(name, weigh, gone)],
        1,
        tell,
        lambda taken, missing: [
            target.judged(
                taken[name],
                missing.get(name, "")
                or f"server {weights['server'] / MIB:.0f} MiB, "
                f"a child {weights['child'] / MIB:.0f} MiB of its own",
            )
        ],
    )


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


ALL = (light, heavy, warm, one_cell, unchanged, dask, memory, tables)
