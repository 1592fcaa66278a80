"""A site: what changed is run, the rest is taken from the cache, all is put in place at once.

The tables of the collection are rebuilt first. The reports of the suite have pages of their own,
and each sweep has a page for each of its combinations. A report that fails stops no other: its page
says which cell failed and why, and it is told at the end. If it is asked for, the old site stands.

Reports run here, or on a Dask cluster, with the same bytes: every worker has the project and its
packages, and runs one report at a time in a warm runner of its own. What it makes comes back as
bytes; only then is it kept. A report whose worker is lost is run by another.

`carry_out` is the command `publish`: the suite alone, or with sweeps.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import typer

from analysis.collection.build import connected
from analysis.errors import AnalysisError, ParameterError
from analysis.paths import NOTEBOOKS, SITE
from analysis.publish.cache import (
    Cache,
    KeptReport,
    begin,
    moved_parts,
    parts_of,
    parts_of_collection,
    remember,
)
from analysis.publish.console import Watcher, counting, shown, tell, watching
from analysis.publish.plan import (
    Fate,
    Order,
    Plan,
    Task,
    contents_of,
    failed_of,
    parts_for,
    plan,
)
from analysis.publish.press import FINISH, Conditions, Press, make, watched_kernels
from analysis.publish.record import (
    SUMS,
    environment,
    last_of,
    notebook_digest,
    states_of,
    write_site_record,
)
from analysis.publish.report import SiteForm
from analysis.publish.runner import Outcome, run_stream, warm_up
from analysis.store.files import Digests, locked, new_folder, plainly, restore, scratch
from analysis.store.reads import files_read, release

if TYPE_CHECKING:
    from distributed import Client, Future

    from analysis.collection.collection import Collection

MARK = '<meta name="generator" content="reportedly">'
"""In every index of ours; a folder without it is somebody's and is not replaced."""
WAIT_SECONDS = 300
"""For another run on the same site; one takes under a minute."""

Runs = Callable[[Sequence[Task], Conditions], Iterator[Outcome]]
"""Runs tasks and makes their files, here or elsewhere; gives each as soon as it has ended."""


@dataclass(frozen=True)
class Result:
    """What became of a site.

    Parameters
    ----------
    failed : dict
        Why a page could not be made, by its address.
    read : dict
        Digests of files that its reports read beside collections, by their places.
    """

    index: Path
    planned: Plan
    failed: dict[str, str]
    read: dict[str, str] = field(default_factory=dict)


def publish(
    order: Order,
    *,
    target: Path = SITE,
    folder: Path = NOTEBOOKS,
    cache: Cache | None = None,
    run: Runs | None = None,
    watcher: Watcher | None = None,
) -> Result:
    """Publish the suite, and what is swept; the old site stands until the new one is whole.

    Parameters
    ----------
    target : Path
        The site's folder: absent, empty or an earlier site.
    run : callable, optional
        Runs the reports; here, a few at a time, if there is none.

    Raises
    ------
    ParameterError, RawDataError
        If the input is bad; nothing has run then.
    AnalysisError
        If the data changed meanwhile, the site cannot be written, every report fails, or one does
        and the order is strict. Else a report that fails is in the result. What ran of it is in
        `<target>.failed`.
    """
    watcher, cache, target = watcher or Watcher(), cache or Cache(), target.resolve()
    waiting = {"wait_seconds": WAIT_SECONDS, "tell": watcher.say}
    with locked(cache.folder, **waiting), locked(target, **waiting):
        planned = plan(order, cache, target=target, folder=folder)
        restore(target)
        _refuse_foreign(target)
        if planned.to_run and run is None:
            warm_up({fate.task.source for fate in planned.to_run}, FINISH)
        held = _rebuild(planned, watcher) if planned.collection else None
        runs = _Runs(cache, planned, target, held, order.form, watcher)
        runs.go(run or run_here)
        if runs.failed and (order.strict or not runs.made):
            failures = (runs.failed.get(fate.task.address) for fate in planned.fates)
            raise AnalysisError("\n\n".join(filter(None, failures)))
        with new_folder(target) as site:
            contents = contents_of(planned, runs.made, runs.failed, held)
            Press(order.form, order.command).put_site(site, contents, held)
            write_site_record(site, order.record)
            _keep_last(target, site)
    read = ChainMap(*(files_read(kept.reads) for kept in runs.made.values()))
    return Result(target / "index.html", planned, runs.failed, dict(read))


def run_here(tasks: Sequence[Task], conditions: Conditions) -> Iterator[Outcome]:
    """Run reports on this machine, a few at a time."""
    return run_stream(tasks, partial(make, conditions))


@dataclass
class _Runs:
    """The runs of one site: each is kept as soon as it has ended."""

    cache: Cache
    planned: Plan
    target: Path
    held: Collection | None
    form: SiteForm
    watcher: Watcher
    made: dict[str, KeptReport] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def go(self, run: Runs) -> None:
        self.made |= {c.task.address: c.kept for c in self.planned.fates if c.kept}
        to_run = {fate.task.address: fate for fate in self.planned.to_run}
        _clear([fate.task for fate in self.planned.fates])
        if not to_run:
            return
        self._refuse_moved(self.planned.to_run)
        with watched_kernels() as pngs:
            tasks = [
                replace(fate.task, tell=partial(self.watcher.cell, address.removesuffix(".html")))
                for address, fate in to_run.items()
            ]
            reports = {report.source.stem: report for report in self.planned.own}
            conditions = Conditions(
                {stem: report.declared for stem, report in reports.items()},
                states_of(reports.values()),
                self.form,
                self.held is not None,
                self.held.data_version if self.held else "",
                str(failed_of(self.target)),
                pngs,
            )
            # From here on this process waits: what reading and cleaning took goes back.
            release()
            for ended, outcome in enumerate(run(tasks, conditions), start=1):
                self._take(to_run[outcome.job.address], outcome)
                self.watcher.counted(ended, len(tasks))

    def _take(self, fate: Fate, outcome: Outcome) -> None:
        address = fate.task.address
        if outcome.failure is not None:
            self.failed[address] = str(outcome.failure)
            return
        self._refuse_moved([fate])
        made = outcome.result
        for note in made["told"]["notes"]:
            self.watcher.say(f"{address}, {note}")
        self.watcher.cell(address.removesuffix(".html"), 1, 1)
        self.made[address] = self.cache.keep(fate.identity, fate.parts, **made)

    def _refuse_moved(self, fates: Iterable[Fate]) -> None:
        """Keep nothing that may have been made of two states of the project."""
        now = parts_for([fate.task for fate in fates], self.cache)
        for then, parts in zip(fates, now, strict=True):
            if moved := moved_parts(then.parts, parts):
                raise AnalysisError(
                    f"{', '.join(moved)} changed while the reports ran; publish again"
                )


def _keep_last(target: Path, new: Path) -> None:
    """Keep the site that stands as the one before, unless the new one is the same.

    Files are linked where the disk allows it; the site itself stays where it is.
    """
    sums = [place.read_bytes() if place.is_file() else b"" for place in (target / SUMS, new / SUMS)]
    if not (target / "index.html").is_file() or sums[0] == sums[1]:
        return
    last, part = last_of(target), target.with_name(f".{target.name}.last.new")
    with plainly(f"{last} was not written"):
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(target, part, copy_function=_linked, symlinks=True)
        shutil.rmtree(last, ignore_errors=True)
        part.rename(last)


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _rebuild(planned: Plan, watcher: Watcher) -> Collection:
    from analysis.collection.build import build_processed
    from analysis.collection.collection import load_collection

    name = planned.collection
    watcher.say(f"cleaning the claims of {name}")
    # Every report asks for the ratios: divided here they are kept, and not divided again.
    _ = load_collection(name).ratios
    build_processed(name)
    return load_collection(name, as_of=planned.as_of)


def _clear(tasks: Sequence[Task]) -> None:
    """Remove what earlier failures left."""
    folders = {task.partial.parent for task in tasks}
    for task in tasks:
        task.partial.unlink(missing_ok=True)
    for place in sorted(folders, key=lambda folder: -len(folder.parts)):
        with suppress(OSError):
            place.rmdir()


def _refuse_foreign(target: Path) -> None:
    """Refuse a folder that holds anything but an earlier site: it would be lost."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    index = target / "index.html"
    if not index.is_file() or MARK not in index.read_text(encoding="utf-8", errors="replace"):
        raise AnalysisError(f"{target} holds something else than a site made here; name another")


SOME_FAILED = 3
MOST = 20
"""Pages, or combinations, that are told one by one."""


def carry_out(order: Order, target: Path, *, dry_run: bool = False, scheduler: str = "") -> None:
    """Publish what was typed, and note that it was done.

    Parameters
    ----------
    scheduler : str
        Address of a Dask cluster; empty to run here.

    Raises
    ------
    AnalysisError
        As `publish`.
    typer.Exit
        With 3 if some reports failed.
    """
    made_of = begin()
    of_suite = [path for path in order.notebooks if path.parent == NOTEBOOKS]
    if not order.each and (of_suite or scheduler):
        raise ParameterError(
            "name the values to sweep with --each, as in --each stated_on=2023-03-10..2023-03-12; "
            "the reports of the suite are published in any case"
        )
    if dry_run:
        planned = plan(order, Cache(), target=target.resolve())
        lines = [f"would run {c.task.address}: {c.why}" for c in planned.to_run]
        unchanged = len(planned.fates) - len(planned.to_run)
        summary = f"{len(lines)} would run, {unchanged} had not changed"
        tell([*lines, *absent_lines(planned), summary])
        return
    run = on_cluster(scheduler) if scheduler else None
    with counting() if order.each else watching() as watcher:
        result = publish(order, target=target, run=run, watcher=watcher)
    tell(lines_of(result), err=True)
    printed = shown(result.index)
    typer.echo(printed)
    if result.failed:
        raise typer.Exit(SOME_FAILED)
    remember(sys.argv[1:], result.index.parent, printed, made_of, result.read)


def lines_of(result: Result) -> list[str]:
    """Say what ran, what did not exist, and what failed with cell and error."""
    planned, failed = result.planned, result.failed
    ran = len(planned.to_run)
    lines = [f"{ran} ran, {len(planned.fates) - ran} had not changed"]
    lines += absent_lines(planned)
    for address, why in failed.items():
        lines += [f"failed: {address}", *(f"  {line}" for line in why.splitlines())]
    if failed:
        lines.append(f"{len(failed)} of {len(planned.fates)} reports failed; their pages say why")
    return lines


def absent_lines(planned: Plan) -> list[str]:
    """Count and name the combinations that were asked for and that no claim has."""
    if not planned.absent:
        return []
    named = [" and ".join(f"{name} {one[name]}" for name in one) for one in planned.absent]
    what = "combination has" if len(named) == 1 else "combinations have"
    lines = [f"{len(named)} {what} no claim and no page:", *(f"  {one}" for one in named[:MOST])]
    return lines + [f"  and {len(named) - MOST} more"] * (len(named) > MOST)


_ONE_AT_A_TIME = Lock()


def on_cluster(address: str) -> Callable[[Sequence[Task], Conditions], Iterator[Outcome]]:
    """Return what runs reports on the cluster of a scheduler, as `site.run_here` does here.

    Parameters
    ----------
    address : str
        Such as `tcp://127.0.0.1:8786`.

    Raises
    ------
    ParameterError
        If distributed is not installed. When it runs: if the scheduler cannot be reached, has no
        worker, or a worker has other data, code or libraries.
    """
    if find_spec("distributed") is None:
        raise ParameterError(
            "--scheduler needs distributed, which is not installed; in the project's folder, "
            "pip install -e '.[cluster]' brings it"
        )
    return partial(_run_on_cluster, address)


def state(name: str, notebooks: Sequence[str]) -> dict[str, str]:
    """Digest what reports of a collection are made of and with, on this machine.

    Parameters
    ----------
    name : str
        Of the collection; empty if the reports name none.
    """
    digests = Digests()
    parts = parts_of(digests)
    # What else is installed beside the libraries that a figure passes through may differ.
    del parts["environment"]
    parts |= parts_of_collection(digests, name) if name else {}
    for path in (NOTEBOOKS / f"{stem}.ipynb" for stem in notebooks):
        parts[path.name] = notebook_digest(path) if path.is_file() else "none"
    return parts | environment()


def run_one(
    conditions: Conditions, stem: str, values: Mapping, address: str, expected: Mapping
) -> dict:
    """Run one report on a worker.

    Returns
    -------
    dict
        What `press.make` returns, or `failure` and why it failed.
    """
    now = state(str(values.get("collection", "")), [stem])
    if other := [part for part in now if now[part] != expected.get(part)]:
        return {"failure": f"this worker has another {', '.join(other)}"}
    with _ONE_AT_A_TIME, watched_kernels() as pngs, scratch() as failed:
        place = (failed / address).with_suffix(".ipynb")
        task = Task(NOTEBOOKS / f"{stem}.ipynb", dict(values), place, address=address)
        here = replace(conditions, failed=str(failed), pngs=pngs)
        warm_up([task.source], FINISH)
        [outcome] = run_stream([task], partial(make, here), at_once=1)
    if outcome.failure is not None:
        words = str(outcome.failure).partition("\nKept up to there")[0]
        return {"failure": words}
    return outcome.result


def _run_on_cluster(
    address: str, tasks: Sequence[Task], conditions: Conditions
) -> Iterator[Outcome]:
    from distributed import as_completed

    collection = str(next((t.values["collection"] for t in tasks if "collection" in t.values), ""))
    expected = state(collection, sorted({task.name for task in tasks}))
    with connected(address) as client:
        _refuse_others(client, expected, collection)
        futures = {}
        for task in tasks:
            own = replace(
                conditions,
                declared={task.name: conditions.declared[task.name]},
                states={task.name: conditions.states[task.name]},
            )
            words = (own, task.name, task.values, task.address, expected)
            futures[client.submit(run_one, *words, pure=False)] = task
        try:
            for future in as_completed(futures, loop=client.loop):
                yield _outcome(futures[future], future)
                # The worker need not hold it any longer.
                future.release()
        finally:
            client.cancel([future for future in futures if not future.done()])


def _refuse_others(client: Client, expected: Mapping[str, str], collection: str) -> None:
    """Refuse a cluster of which a worker would make other pages than this machine."""
    from distributed.comm import CommClosedError

    stems = [name.removesuffix(".ipynb") for name in expected if name.endswith(".ipynb")]
    try:
        found = client.run(state, collection, stems)
    except CommClosedError:
        raise
    except Exception as fault:
        raise ParameterError(f"a worker has no project that can be compared: {fault}") from fault
    faults = [
        f"worker {worker} has another {', '.join(other)} than this machine"
        for worker, parts in sorted(found.items())
        if (other := moved_parts(parts, expected))
    ]
    if faults:
        raise ParameterError("\n".join(faults))


def _outcome(task: Task, future: Future) -> Outcome:
    from distributed import KilledWorker

    try:
        made = future.result()
    except KilledWorker as lost:
        return Outcome(task, failure=AnalysisError(f"{task.source.name}: {lost}"))
    if "failure" in made:
        return Outcome(task, failure=AnalysisError(made["failure"]))
    return Outcome(task, made)
