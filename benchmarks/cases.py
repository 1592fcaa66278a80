"""Say what comes of each small input of `tests/cases`, beside what the first release did.

    python benchmarks/cases.py [--cases FOLDER]

Each is checked, and published if `check` says that it can be, by the commands as they are typed.
Tables without a mapping are given to `new`, and notebooks to `run`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from analysis.data.places import COLLECTIONS, DECLARATION
from analysis.paths import ROOT

CASES = ROOT / "tests" / "cases"
CODES = {0: "published", 2: "refused", 3: "published but for some reports"}


def main() -> None:
    """Run every case and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, default=CASES)
    folder = parser.parse_args().cases
    before = came_before((folder / "README.md").read_text(encoding="utf-8"))
    print("| case | the first release | check | publish |\n|---|---|---|---|")
    for case in sorted(path for path in folder.iterdir() if path.is_dir()):
        for name, *after in outcomes(case):
            print(f"| {name} | {before.get(case.name, '')} | {' | '.join(after)} |", flush=True)


def came_before(readme: str) -> dict[str, str]:
    """Return what came of each case at first, from the table of the cases."""
    rows = (line.strip("| ").split(" | ") for line in readme.splitlines() if line.startswith("| "))
    return {row[0]: row[2] for row in rows if len(row) == 4}


def outcomes(case: Path) -> Iterator[tuple[str, str, str]]:
    """Give the parts of a case: its name, what `check` or `new` says, and what is made of it."""
    if (case / DECLARATION).is_file():
        yield case.name, *outcome(case)
        return
    for file in sorted(case.iterdir()):
        with tempfile.TemporaryDirectory() as place:
            copy = shutil.copy(file, place)
            if file.suffix == ".ipynb":
                _, lines = told(Path(place), "run", copy, "-o", str(Path(place) / "ran.ipynb"))
                said = " ".join(line for line in lines if not line.startswith(("running", "Kept")))
                yield f"{case.name}, {file.name}", said, "no page"
            else:
                code, lines = told(Path(place), "new", "begun", copy)
                yield f"{case.name}, {file.name}", lines[-1], "refused" if code else "drafted"


def outcome(case: Path) -> tuple[str, str]:
    """Return what `check` and `publish` say of a copy of a case."""
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(case, Path(place) / case.name)
        _, lines = told(Path(place), "check", case.name)
        if "it can be published" not in lines[-1]:
            return lines[0], "refused"
        site = Path(place) / "site"
        code, _ = told(Path(place), "publish", "--collection", case.name, "--to", str(site))
        pages = len(list(site.rglob("*.html")))
        more = f" (and {len(lines) - 2} lines more)" if len(lines) > 2 else ""
        return f"{lines[0]}{more}", f"{CODES.get(code, code)}: {pages} pages"


def told(place: Path, *words: str) -> tuple[int, list[str]]:
    """Run the command with the collections of a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "analysis", *words],
        env=os.environ | {COLLECTIONS: str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, [line for line in (done.stdout + done.stderr).splitlines() if line]


if __name__ == "__main__":
    main()
