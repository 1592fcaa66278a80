"""The contests: who is set beside whom, over how many reports, and what is to be reached."""

from __future__ import annotations

import json
import tempfile
from functools import partial

from benchmarks.clusters import dask
from benchmarks.contest import Entrant, Result, Sizes, Target, Tell, against, held
from benchmarks.entrants import (
    CORE,
    PLOOMBER,
    Bench,
    asked,
    each,
    missing_engine,
    missing_option,
    seconds_of,
)
from benchmarks.large import tables
from benchmarks.profile_reports import ONE_SWEPT, SUITE, SWEPT, is_known
from benchmarks.readers import reading
from benchmarks.workloads import days_of_briefings

HELD = {"collection": "bakhmut-2023"}
"""A value for a notebook, and what the receipts of its page are followed in."""
MIB = 2**20
BEFORE = "9cd31c5"
"""The commit before drawings were sketched: what the suite and a sweep cost is told beside it."""
CHILDREN = 8
"""Reports at one time, each a kernel and a worker, that are to fit in the memory stated."""


def light(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Hold the contest of light briefings, each with its page where the entrant can."""
    days = days_of_briefings(sizes.light)
    run = "papermill {light} {out}/{}.ipynb -p stated_on {} --no-progress-bar"
    page = "jupyter nbconvert --to html {out}/{}.ipynb"
    itself = "jupyter nbconvert --execute --to html {light} --output-dir {out} --output {}"
    swept = (
        f"reportedly publish briefing --each stated_on={','.join(days)} --force --to {{out}}/site"
    )
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
            "our command: whole briefings, the suite and its site beside them",
            CORE,
            f"{swept} --to {{out}}/site",
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


def full(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Hold the contest of whole briefings, every figure of them, each with its page."""
    days = days_of_briefings(sizes.full)
    run = "papermill {full} {out}/{}.ipynb -p stated_on {} --no-progress-bar"
    page = "jupyter nbconvert --to html {out}/{}.ipynb"
    stock, ours = "papermill, then nbconvert, two at a time", "our runner, two at a time"
    entrants = [
        bench.shell(stock, CORE, each(days, f"{run} && {page}")),
        Entrant(ours, lambda: bench.ours("full", [{**HELD, "stated_on": day} for day in days])),
    ]
    row = f"full briefings with pages, against {stock}, N={len(days)}, start-up included"
    judged = against(Target(row, 6, "at least"), stock, ours)
    return held("Full briefings", entrants, sizes.rounds, tell, judged)


def one_report(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Time one whole briefing from the command to its page, cold, and with a server that is warm.

    The command starts a server of its own; what a warm one takes is a second report of a process.
    """
    day = days_of_briefings(1)[0]
    run = f"papermill {{full}} {{out}}/a.ipynb -p stated_on {day} --no-progress-bar"
    stock, cold = "papermill, then nbconvert", "our command, cold"
    warmed = "our runner, its server warm"
    values = [{**HELD, "stated_on": day}] * 2
    entrants = [
        bench.shell(stock, CORE, f"{run} && jupyter nbconvert --to html {{out}}/a.ipynb"),
        bench.shell(cold, CORE, f"reportedly run {{full}} -p stated_on={day} -o {{out}}/a.html"),
        Entrant(warmed, lambda: bench.ours("full", values, 1, lambda _, said: said["rest"])),
    ]
    rows = {
        cold: Target(f"one report, command to page, cold, against {stock}", 3, "at least"),
        warmed: Target(f"the same with the server warm, against {stock}", 8, "at least"),
    }
    return held(
        "One report",
        entrants,
        sizes.rounds,
        tell,
        lambda taken, missing: [
            row
            for fast, target in rows.items()
            for row in against(target, stock, fast)(taken, missing)
        ],
    )


def figure(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Set all of a briefing's charts, both forms of each, beside matplotlib drawing one once."""
    stock, ours = "matplotlib, the same marks once as SVG", "our charts, both forms"
    entrants = [
        Entrant(stock, lambda: asked("benchmarks.drawing")["matplotlib"]),
        Entrant(ours, lambda: asked("benchmarks.drawing")["ours"]),
    ]
    row = "a figure, its frame made, CPU, against matplotlib drawing the same marks once as SVG"
    judged = against(Target(row, 1.25, "at most"), ours, stock)
    return held("Figures", entrants, sizes.rounds, tell, judged)


def whole(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Publish the suite from nothing, and with a sweep of full briefings, beside another commit."""
    said: dict[str, list[dict[str, float]]] = {BEFORE: [], "HEAD": []}

    def seconds(commit: str) -> float:
        said[commit].append(asked("benchmarks.profile_reports", "--whole", "--of", commit))
        return said[commit][-1][SUITE]

    names = {BEFORE: f"the suite at {BEFORE}, CPU", "HEAD": "the suite now, CPU"}
    gone = "" if is_known(BEFORE) else f"no commit {BEFORE} here"
    entrants = [
        Entrant(name, partial(seconds, commit), gone if commit == BEFORE else "")
        for commit, name in names.items()
    ]
    suite = Target(f"the suite from nothing, CPU, against {BEFORE}", 0.5, "at most")
    one = f"a full briefing with page in a sweep of {SWEPT}, CPU, against {BEFORE}"

    def judged(taken: dict[str, list[float]], missing: dict[str, str]) -> list[dict]:
        pairs = zip(said["HEAD"], said[BEFORE], strict=False)
        ratios = [now[ONE_SWEPT] / before[ONE_SWEPT] for now, before in pairs]
        rows = against(suite, names["HEAD"], names[BEFORE])(taken, missing)
        return [*rows, Target(one, 0.33, "at most").judged(ratios, gone)]

    return held("The suite", entrants, min(sizes.rounds, 2), tell, judged)


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
        bench.shell("papermill --version, which runs nothing", CORE, "papermill --version"),
        Entrant(calls, lambda: api(bench, "one", 3) / 3),
        Entrant(warm_calls, lambda: api(bench, "one", 20, "warm") / 20, gone),
    ]
    batch = Target(
        f"one-cell report in a batch of {sizes.one}, isolated, HTML included", 40, "at most", "ms"
    )
    command = Target("papermill --engine warm on a one-cell notebook, server warm", 0.1, "at most")
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
        each_of = " ".join(f"--each {name}=all" for name in sizes.unchanged)
        command = f"reportedly publish briefing {each_of} --to {folder}/site"

        def again() -> float:
            return seconds_of(command, CORE, folder)

        if not missing:
            tell("all of them made for the first time", again())
        name = "our command, nothing changed"
        swept = f"briefings of each {', '.join(sizes.unchanged)}"
        target = Target(f"{swept}, nothing changed, whole command", 0.3, "at most", "s")
        return held(
            "Nothing changed",
            [Entrant(name, again, missing)],
            5,
            tell,
            lambda taken, gone: [target.judged(taken[name], gone.get(name, ""))],
        )


def memory(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Weigh the warm server and a report."""
    gone = missing_engine()
    weights: dict[str, float] = {}

    def weigh() -> float:
        with tempfile.TemporaryDirectory(prefix="bench-") as out:
            words = [str(bench.notebooks["light"]), out, "--values", json.dumps([HELD])]
            weights.update(asked("benchmarks.ours", *words, "--weigh"))
        return (weights["server"] + CHILDREN * weights["report"]) / MIB

    name = f"server and {CHILDREN} reports at a time, MiB"
    row = f"memory of the server and of {CHILDREN} kernels with their workers"
    target = Target(row, 2048, "at most", "MiB")
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
                f"a kernel and its worker {weights['report'] / MIB:.0f} MiB of their own",
            )
        ],
    )


ALL = (
    light,
    full,
    one_report,
    figure,
    whole,
    heavy,
    warm,
    one_cell,
    unchanged,
    dask,
    memory,
    tables,
    reading,
)
