"""What a sweep costs when nothing changed, and what runs again after each kind of touch.

Makes a project of its own in a temporary folder: the package, the vocabulary, and a collection of
so many claims that its sweep has a thousand pages. Every report is made for real, by the package's
own code, but its cells run in this process and not in a kernel, for only so a thousand of them
are there within minutes. Then the whole command is timed as a process, as it is typed; and after
each touch the reports that would run are counted, with the seconds of that check.

Run it from the project: `.venv/bin/python benchmarks/unchanged.py [reports]`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from analysis.settings import RULES_VERSION

PROJECT = Path(__file__).resolve().parent.parent
REPEATS = 7
FIRST_DAY = date(2023, 3, 18)
IN_SERIES = 5
"""Days on which the spokesman also says how many were wounded, so that there is a ratio."""
WORDS = ["publish", "day", "--each", "stated_on=all", "--each", "speaker=all"]
MAKE = """
import sys, time
sys.path.insert(0, {tests!r})
from inside import World, executed
from analysis.publish.plan import parse_each
from analysis.publish.press import make
from analysis.publish.plan import Order
from analysis.execute.parameters import find_notebook
from analysis.publish.runner import Outcome
from analysis.publish.site import publish
from analysis.publish.cache import begin, remember

def inside(tasks, setting):
    for task in tasks:
        yield Outcome(task, make(setting, task, executed(task)))

made_of, began = begin(), time.monotonic()
order = Order({{}}, parse_each(["stated_on=all", "speaker=all"]), (find_notebook("day"),))
result = publish(order, run=inside)
remember({words!r}, result.index.parent, "site/index.html", made_of, result.read)
print(len(result.planned.fates), time.monotonic() - began, len(result.failed))
"""
TOUCHES = """
import json, sys, time
from pathlib import Path
from analysis.publish.cache import Cache
from analysis.publish.plan import parse_each
from analysis.publish.plan import Order, plan
from analysis.execute.parameters import find_notebook

order = Order({}, parse_each(["stated_on=all", "speaker=all"]), (find_notebook("day"),))
began = time.monotonic()
planned = plan(order, Cache())
print(json.dumps([len(planned.to_run), len(planned.fates), time.monotonic() - began]))
"""
RULES = f'RULES_VERSION = "{RULES_VERSION}"'
KINDS = {
    "nothing": None,
    "one claim, in a series": ("data/raw/tiny/claims.csv", ",1003,", ",1007,"),
    "one claim, in no series": ("data/raw/tiny/claims.csv", ",3003,", ",3007,"),
    "one row of the vocabulary": ("data/raw/speakers.csv", "Serhii Cherevatyi", "S. Cherevatyi"),
    "the notebook": ("notebooks/day.ipynb", "One day of", "A day of"),
    "a line of the package": ("analysis/text.py", "Numbers, days", "The numbers, days"),
    "the lock": ("requirements.lock", "==", "== "),
    "the rules version": ("analysis/settings.py", RULES, RULES.replace('= "', '= "next after ')),
    "a default value": ("notebooks/day.ipynb", "limit: int = 400", "limit: int = 100000"),
}


def main() -> None:
    """Make the project, time the command, count what each touch runs."""
    wanted = int(sys.argv[1]) if sys.argv[1:] else 1000
    with tempfile.TemporaryDirectory() as place:
        project = write_project(Path(place) / "project", wanted)
        tests = str(PROJECT / "tests")
        reports, seconds, failed = python(
            project, "-c", MAKE.format(tests=tests, words=WORDS)
        ).split()
        files = sum(len(names) for _, _, names in os.walk(project / "site"))
        print(
            f"{reports} reports made in {float(seconds):.0f} s, {failed} failed; {files} files",
            flush=True,
        )
        print(f"the command, nothing changed: {told(timed(project))}", flush=True)
        print(f"python -c pass, beside it:    {told(bare(project))}")
        for kind, touch in KINDS.items():
            ran, choices, seconds = count(project, touch)
            print(f"{kind:28} {ran:5} of {choices} would run; the check took {seconds:.1f} s")


def write_project(home: Path, reports: int) -> Path:
    """Write a project whose sweep by day and speaker has so many pages, two a day."""
    sys.path.insert(0, str(PROJECT / "tests"))
    from tiny_claims import MINISTRY, claim, raw
    from tiny_sweep import write_notebook, write_sweep_project

    write_sweep_project(home)
    write_notebook(home)
    ministry = {**MINISTRY, "scope": "bakhmut_direction", "subject": "ukrainian_forces"}
    rows = []
    for n in range(reports // 2):
        day = {"stated_on": str(FIRST_DAY + timedelta(days=n))}
        rows += [claim("killed", str(1000 + n), **day), claim("clashes", str(3000 + n), **day)]
        rows += [claim("wounded", "2000", **day)] if n < IN_SERIES else []
        rows.append(claim("killed", str(5000 + n), **ministry, **day))
    raw(*rows).to_csv(home / "data" / "raw" / "tiny" / "claims.csv", index=False)
    return home


def timed(project: Path) -> list[float]:
    """Return the seconds of the whole command, each time as a new process."""
    return [seconds_of(project, "-m", "analysis", *WORDS) for _ in range(REPEATS)]


def bare(project: Path) -> list[float]:
    """Return the seconds of a Python that does nothing, in turn with nothing else."""
    return [seconds_of(project, "-c", "pass") for _ in range(REPEATS)]


def told(seconds: list[float]) -> str:
    """Write the median of some seconds, and their range."""
    return f"{statistics.median(seconds):.3f} s ({min(seconds):.3f} to {max(seconds):.3f})"


def seconds_of(project: Path, *words: str) -> float:
    """Run Python in the project and return how long it took."""
    began = time.monotonic()
    python(project, *words)
    return time.monotonic() - began


def python(project: Path, *words: str) -> str:
    """Run Python with the project's own package; return what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(project)}
    command = [sys.executable, *words]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    return done.stdout


def count(project: Path, touch: tuple[str, str, str] | None) -> list:
    """Return how many reports would run after a touch, which is then taken back."""
    if touch is None:
        return json.loads(python(project, "-c", TOUCHES))
    path, old, new = project / touch[0], *touch[1:]
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    try:
        return json.loads(python(project, "-c", TOUCHES))
    finally:
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
