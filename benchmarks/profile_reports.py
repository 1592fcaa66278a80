"""Say where the CPU seconds of the suite's own reports go, and what a change did to them.

Alone it measures the tree it stands in; with `--against COMMIT` it measures that commit too, in
turns, and prints both side by side. CPU seconds of one process, the least of several rounds: on a
shared machine the least is what repeats.

With `--whole` it measures whole commands instead, with all processes that they start, in fresh
checkouts: the suite published from nothing, and the suite with a sweep of full briefings.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import ctypes
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SWEPT = 8
"""Full briefings of the sweep."""
SUITE, ONE_SWEPT = "the suite from nothing", "one full briefing of the sweep"
PROJECT = Path(__file__).resolve().parent.parent
sys.path.append(str(PROJECT))
ROUNDS = 5
TAKE_ORPHANS = 36
"""`PR_SET_CHILD_SUBREAPER`: processes whose parent has ended become children of this one."""
LOAD_PAPERMILL = """
try:
    from analysis.execute.execution import load_papermill
except ImportError:
    from analysis.publish.runner import _load_papermill as load_papermill
load_papermill()
import papermill.execute, analysis.publish.page.exporter
"""
"""The same in an older tree, where it had another place."""
COMMANDS = {
    "start: `reportedly --help`": ["-m", "analysis", "--help"],
    "start: imports of a report's kernel": [
        *("-c", "import analysis; [getattr(analysis, name) for name in analysis.__all__]"),
    ],
    "start: imports of running and page-making": ["-c", LOAD_PAPERMILL],
}


def main() -> None:
    """Measure one tree, or two in turns, and print a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--against", help="a commit to set beside this tree")
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--json", type=Path, help="where to write the rows as well")
    asked.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked.add_argument("--whole", action="store_true", help="whole commands, of commits alone")
    asked.add_argument("--of", help="a commit of which whole commands are measured once, as JSON")
    given = asked.parse_args()
    if given.inside:
        print(json.dumps(stages()))
        return
    if given.of:
        with trees(given.of, fresh=True, alone=True) as folders:
            print(json.dumps(whole_commands(folders["before"])))
        return
    with trees(given.against, fresh=given.whole) as folders:
        measured = in_turns(folders, given.rounds, whole_commands if given.whole else one_round)
    # A report that only one of two trees has stands beside nothing.
    rows = {stage: row for stage, row in measured.items() if len(row) == len(folders)}
    print(as_table(rows, summed=not given.whole))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


@contextlib.contextmanager
def trees(
    commit: str | None, *, fresh: bool = False, alone: bool = False
) -> Iterator[dict[str, Path]]:
    """Give the folders to measure: a commit's, gone afterwards, and this one or a fresh one."""
    commits = {"before": commit} if commit else {}
    commits |= {("after" if commit else "seconds"): "HEAD"} if fresh and not alone else {}
    git = ["git", "-C", str(PROJECT), "worktree"]
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as gone:
        folders = {}
        for name, each in commits.items():
            folders[name] = Path(place) / name
            adding = [*git, "add", "--quiet", "--detach", folders[name], each]
            subprocess.run(adding, check=True)
            removing = [*git, "remove", "--force", folders[name]]
            gone.callback(subprocess.run, removing, check=True)
        yield folders if fresh else folders | {("after" if commit else "seconds"): PROJECT}


def is_known(commit: str) -> bool:
    """Say whether this repository has a commit."""
    asked = ["git", "-C", str(PROJECT), "cat-file", "-e", f"{commit}^{{commit}}"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def in_turns(
    folders: dict[str, Path],
    rounds: int,
    measure: Callable[[Path], dict[str, float]],
) -> dict[str, dict[str, float]]:
    """Return the least CPU seconds of each stage, by stage and tree; the trees take turns."""
    rows: dict[str, dict[str, float]] = {}
    for _ in range(rounds):
        for name, folder in folders.items():
            for stage, seconds in measure(folder).items():
                row = rows.setdefault(stage, {})
                row[name] = min(seconds, row.get(name, seconds))
    return rows


def one_round(folder: Path) -> dict[str, float]:
    """Measure every stage of a tree once, in processes of its own."""
    found = {}
    for stage, words in COMMANDS.items():
        found[stage] = seconds_of_process([sys.executable, *words], folder)
    inside = [sys.executable, str(Path(__file__).resolve()), "--inside"]
    done = subprocess.run(
        inside, cwd=folder, env=environment(folder), capture_output=True, text=True, check=True
    )
    return found | json.loads(done.stdout)


def whole_commands(folder: Path) -> dict[str, float]:
    """Measure whole commands of a checkout, each where nothing was made before."""
    from benchmarks.workloads import days_of_briefings

    each = ["briefing", "--each", f"stated_on={','.join(days_of_briefings(SWEPT))}"]
    taken = []
    for words in ([], each):
        subprocess.run(["git", "-C", str(folder), "clean", "-fdxq"], check=True)
        publish = [sys.executable, "-m", "analysis", "publish", *words]
        taken.append(seconds_of_process(publish, folder))
    suite, swept = taken
    return {
        SUITE: suite,
        f"the suite and a sweep of {SWEPT} full briefings": swept,
        ONE_SWEPT: (swept - suite) / SWEPT,
    }


def environment(folder: Path) -> dict[str, str]:
    """Have Python find the package of a tree before the installed one."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(folder), "MPLBACKEND": "agg"}


def seconds_of_process(command: list[str], folder: Path) -> float:
    """Return the CPU seconds of a command and all that it started, also what it left behind."""
    ctypes.CDLL(None).prctl(TAKE_ORPHANS, 1)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, check=True)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def stages() -> dict[str, float]:
    """Measure the stages of all reports in this process, each twice; the second time counts."""
    from analysis.collection.collection import load_collection
    from analysis.paths import NOTEBOOKS

    found = {"data: collection read, checked, cleaned": 0.0, "data: ratios and gate": 0.0}
    held = _timed(found, "data: collection read, checked, cleaned", _collection)
    _timed(found, "data: ratios and gate", lambda: held.ratios)
    _ = load_collection(held.name).ratios
    for _ in range(2):
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            found |= stages_of(path)
    return found


def _collection():
    from analysis.collection.collection import load_collection

    return load_collection("bakhmut-2023")


def stages_of(path: Path) -> dict[str, float]:
    """Measure one report: its cells, its drawings, its page and its record."""
    import nbformat

    from analysis.execute.parameters import find_notebook
    from analysis.publish.record import record_of
    from analysis.publish.report import page_of, prepare

    name = path.stem
    kinds = ("cells without figures", "figures laid out", "figures written")
    found = {f"{name}: {kind}": 0.0 for kind in (*kinds, "page", "record")}
    for source, namespace in cells_of(path):
        began = time.process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            value = run_cell(source, namespace)
        took = time.process_time() - began
        is_figure = type(value).__name__ == "Figure"
        found[f"{name}: {kinds[is_figure]}"] += took
        if is_figure:
            _timed(found, f"{name}: figures written", lambda value=value: value.html())
    report, notebook = prepare(find_notebook(name), {}), nbformat.read(path, 4)
    page = _timed(found, f"{name}: page", lambda: page_of(report, notebook))
    _timed(found, f"{name}: record", lambda: record_of(report, page.html))
    return found


def cells_of(path: Path) -> Iterator[tuple[str, dict]]:
    """Give the code cells of a notebook, each with the names that all share."""
    namespace: dict = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield "".join(cell["source"]), namespace


def run_cell(source: str, namespace: dict) -> object:
    """Run a cell as a notebook does, and return the value of its last line, if that has one.

    >>> run_cell("a = 2\\na + 1", {})
    3
    """
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), namespace)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), namespace) if last else None


def _timed(found: dict[str, float], stage: str, work: Callable):
    began = time.process_time()
    made = work()
    found[stage] += time.process_time() - began
    return made


def as_table(rows: dict[str, dict[str, float]], *, summed: bool = True) -> str:
    """Write the rows in Markdown, with their sum, in milliseconds; two trees with their ratio."""
    names = list(next(iter(rows.values())))
    totals = {name: sum(row[name] for row in rows.values()) for name in names}
    heads = ["ms of CPU", *names, *(["after / before"] if len(names) > 1 else [])]
    lines = [f"| {' | '.join(heads)} |", f"|---{'|--:' * (len(heads) - 1)}|"]
    for stage, row in [*rows.items(), *([("sum", totals)] if summed else [])]:
        cells = [f"{1000 * row[name]:,.0f}" for name in names]
        cells += [f"{row['after'] / row['before']:.2f}"] if len(names) > 1 else []
        lines.append(f"| {stage} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
