"""Measure what a large collection costs: publishing it, checking it, building it.

    python benchmarks/sizes.py [--publish 50000] [--rows 1000000] [--only JOB ...] [--folder FOLDER]

Each job is the command itself in a process of its own, on a collection that nobody has read yet.
`claims` are tables of our own form (`messy_claims`), `table` is a table of others with a mapping.
The memory is that of the command and all its processes together, shared pages counted once,
looked at five times a second.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
from messy_claims import NAME, write_collection

from analysis.data.places import COLLECTIONS
from analysis.data.raw import ORIGIN_FIELDS

MAPPING = """\
title = "A large table"

[[table]]
file = "table.csv"

[table.fields]
claim_id = { column = "id" }
stated_on = { column = "day" }
period = "day"
speaker = { column = "who" }
subject = { column = "whom" }
scope = { column = "where" }
measure = { column = "what" }

[[table.figures]]
column = "figure"
"""
TABLES = ("speakers", "scopes", "aliases")
"""Tables of the vocabulary that grow with the rows."""
WORDINGS = ("{}", "{}", "about {}", "more than {}", "up to {}")


def write_claims(folder: Path, rows: int) -> None:
    """Write claims of our own form, with the names that only they hold beside them."""
    home = write_collection(folder / "made", rows, 18)
    for table in TABLES:
        shutil.move(folder / "made" / f"{table}.csv", home)
    shutil.move(home, folder / NAME)
    shutil.rmtree(folder / "made")


def write_table(folder: Path, rows: int) -> None:
    """Write a table of others: speakers and areas come with the rows, one figure a key and day."""
    home = folder / NAME
    home.mkdir(parents=True)
    who, where = max(2, rows // 2_500), max(2, rows // 10_000)
    number = np.arange(rows)
    day = np.datetime64("2022-01-01") + number // 4 % 900
    line = number // (4 * 900)
    figures = np.random.default_rng(18).integers(0, 900, rows)
    table = pd.DataFrame(
        {
            "id": [f"r{n}" for n in number],
            "day": day.astype("str"),
            "who": [f"Speaker {n}" for n in line % who],
            "whom": np.array(["russian_forces", "ukrainian_forces"])[number // 2 % 2],
            "where": [f"Area {n}" for n in line % where],
            "what": np.array(["killed", "wounded"])[number % 2],
            "figure": [WORDINGS[n % 5].format(n) for n in figures],
        }
    )
    table.to_csv(home / "table.csv", index=False)
    (home / "collection.toml").write_text(MAPPING, encoding="utf-8")
    origin = "".join(f"{field}: ''\n" for field in ORIGIN_FIELDS)
    (home / "table.origin.yml").write_text(origin, encoding="utf-8")
    names = table["who"].unique()
    rows_of = [f"speaker_{n},{name},,ukraine" for n, name in enumerate(names)]
    _write(home / "speakers.csv", "speaker,label,role,party", rows_of)
    rows_of = [f"area_{n},{name},direction,," for n, name in enumerate(table["where"].unique())]
    _write(home / "scopes.csv", "scope,label,level,parent,note", rows_of)


def _write(path: Path, heading: str, rows: list[str]) -> None:
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")


WRITERS = {"claims": write_claims, "table": write_table}
JOBS = ("publish claims", "publish table", "check claims", "check table", "build claims")
JOBS += ("build table",)


def measure(job: str, rows: int, folder: Path) -> dict[str, object]:
    """Run one job on a fresh collection and say what it took."""
    command, form = job.split()
    WRITERS[form](folder, rows)
    site = folder / "site"
    words = {
        "publish": ["publish", "--collection", NAME, "--to", str(site)],
        "check": ["check", NAME],
        "build": ["build", "--collection", NAME],
    }[command]
    began, spent = time.perf_counter(), _spent()
    with (folder / "told.txt").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "analysis", *words],
            env=os.environ | {COLLECTIONS: str(folder)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        peak = max(memory_of_all(process), default=0)
    pages = [path.stat().st_size for path in site.rglob("*.html")]
    last = (folder / "told.txt").read_text().strip().splitlines()[-1:]
    return {
        "job": job,
        "rows": rows,
        "wall s": time.perf_counter() - began,
        "CPU s": _spent() - spent,
        "peak MB": peak / 2**20,
        "largest page MB": max(pages, default=0) / 2**20,
        "code": process.returncode,
        "told": " ".join(last),
    }


def memory_of_all(process: subprocess.Popen) -> Iterator[int]:
    """Yield the bytes of a process and its children while it runs."""
    while process.poll() is None:
        yield sum(map(_bytes_of, _family(process.pid)))
        time.sleep(0.2)


def _spent() -> float:
    """Return the seconds of the processor that ended children took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        with suppress(OSError):
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text()
            found += map(int, children.split())
    return found


def _bytes_of(pid: int) -> int:
    """Return the memory of a process, of which pages that others share count in part."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return 1024 * int(line.split()[1])
    return 0


def main() -> None:
    """Measure the jobs asked for, one after the other, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publish", type=int, default=50_000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="*", default=JOBS)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    print(
        "| job | rows | wall s | CPU s | peak MB | largest page MB | ended with |\n"
        + "|---" * 7
        + "|"
    )
    for job in chosen.only:
        rows = chosen.publish if job.startswith("publish") else chosen.rows
        with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
            found = measure(job, rows, Path(folder))
        page = f"{found['largest page MB']:.1f}" if job.startswith("publish") else ""
        took = f"{found['wall s']:.1f} | {found['CPU s']:.1f} | {found['peak MB']:,.0f}"
        print(
            f"| {job} | {rows:,} | {took} | {page} | {found['code']}: {found['told']} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
