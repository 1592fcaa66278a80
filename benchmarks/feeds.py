"""Two big feeds as one collection: what is found in them, and what their site costs.

Say where the feeds lie, `python benchmarks/feeds.py FOLDER`; they are read in place and are no
part of the project. The mapping stands in `benchmarks/feeds/`.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from analysis.collection.collection import Collection, load_collection
from analysis.collection.totals import Totals, totals_of
from analysis.data.intake.mapping import read_declared
from analysis.data.places import COLLECTIONS

HERE = Path(__file__).parent
NAME = "mod-totals"


def main(feeds: Path) -> None:
    """Print what is found, then what the site takes."""
    with tempfile.TemporaryDirectory() as folder:
        home = _home(Path(folder), feeds)
        os.environ[COLLECTIONS] = folder
        begun = time.perf_counter()
        held = load_collection(NAME)
        print(f"read, mapped and cleaned in {time.perf_counter() - begun:.1f} s")
        told(held, totals_of(held))
        site(Path(folder) / "site")
        mapping = home / "collection.toml"
        print(
            f"mapping: {len(mapping.read_text().splitlines())} lines, "
            f"{len(read_declared(mapping)['table'])} tables"
        )


def _home(folder: Path, feeds: Path) -> Path:
    home = folder / NAME
    shutil.copytree(HERE / "feeds", home)
    for entry in read_declared(home / "collection.toml")["table"]:
        (home / entry["file"]).symlink_to((feeds / entry["file"]).resolve())
    return home


def told(held: Collection, found: Totals) -> None:
    """Print days, gaps, differing cells and falls."""
    print(f"{len(held.claims):,} figures, {len(held.set_aside)} set aside")
    widest = found.lines.reset_index().sort_values("days", ascending=False)
    for mirror, lines in widest.groupby("mirror"):
        line = lines.iloc[0]
        print(
            f"{mirror}: {line['days']:,} days, {line['gaps']} gaps, {line['missing']} missing "
            f"days, longest gap {line['longest_gap']}"
        )
    cells, ledger = found.differing, found.disagreements
    print(
        f"mirrors: {len(found.cells):,} common cells, {len(cells)} differ on "
        f"{cells['day'].nunique()} days; {len(ledger)} disagreements, "
        f"{int(ledger['resolved'].sum())} resolved, the longest over {ledger['days'].max()} days"
    )
    for mirror, falls in found.revisions.groupby("mirror"):
        looks = ", ".join(f"{n} {look}" for look, n in falls["look"].value_counts().items())
        print(f"{mirror}: {len(falls)} falling steps: {looks}")
    print(f"carried forward: {held.claims['flags'].str.contains('stale').sum()} figures")


def site(target: Path) -> None:
    """Publish the site from the feeds; print time, memory and size."""
    begun = time.perf_counter()
    words = [sys.executable, "-m", "analysis", "publish", "--collection", NAME, "--to", target]
    subprocess.run(list(map(str, words)), check=True, capture_output=True)
    spent = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    pages = [page.stat().st_size for page in target.rglob("*") if page.is_file()]
    print(
        f"site: {spent:.0f} s, largest process {memory:.0f} MB, {sum(pages) / 1e6:.0f} MB on disk"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
