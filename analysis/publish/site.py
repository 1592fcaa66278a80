"""A site: what changed is run, the rest is taken from the cache, all is put in place at once.

The tables of the collection are rebuilt first. The reports of the suite have pages of their own,
and each sweep has a page for each of its combinations. A report that fails stops no other: its page
says which cell failed and why, and it is told at the end. If it is asked for, the old site stands.
"""

from __future__ import annotations

import os
import shutil
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.paths import NOTEBOOKS, SITE
from analysis.publish.cache import Cache, KeptReport, moved_parts
from analysis.publish.press import (
    FINISH,
    Form,
    Press,
    Setting,
    Task,
    as_of_all,
    make,
    watched_kernels,
)
from analysis.publish.record import SUMS, state_of, write_site_record
from analysis.publish.runner import Outcome, Watcher, run_stream, warm_up
from analysis.publish.sweep.plan import (
    Choice,
    Order,
    Plan,
    failed_of,
    last_of,
    parts_for,
    plan,
    put_together,
)
from analysis.store.files import locked, new_folder, plainly, restore
from analysis.store.reads import files_read

if TYPE_CHECKING:
    from analysis.collection.collection import Collection

MARK = '<meta name="generator" content="reportedly">'
"""In every index of ours; a folder without it is somebody's and is not replaced."""
WAIT_SECONDS = 300
"""For another run on the same site; one takes under a minute."""

Runs = Callable[[Sequence[Task], Setting], Iterator[Outcome]]
"""Runs tasks and makes their files, here or elsewhere; gives each as soon as it has ended."""


@dataclass(frozen=True)
class Result:
    """What became of a site.

    Parameters
    ----------
    index : Path
    planned : Plan
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
    order : Order
    target : Path
        The site's folder: absent, empty or an earlier site.
    folder : Path
        Of notebooks.
    cache : Cache, optional
    run : callable, optional
        Runs the reports; here, a few at a time, if there is none.
    watcher : Watcher, optional

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
            warm_up({choice.task.source for choice in planned.to_run}, FINISH)
        as_of = as_of_all(choice.task for choice in planned.choices)
        held = _rebuild(planned.collection, as_of, watcher) if planned.collection else None
        runs = _Runs(cache, planned, target, held, order.form, watcher)
        runs.go(run or run_here)
        if runs.failed and (order.strict or not runs.made):
            failures = (runs.failed.get(choice.task.address) for choice in planned.choices)
            raise AnalysisError("\n\n".join(filter(None, failures)))
        with new_folder(target) as site:
            press = Press(order.form, order.command, watcher.say)
            put_together(site, press, planned, runs.made, runs.failed, held)
            write_site_record(site, order.told)
            _keep_last(target, site)
    read = ChainMap(*(files_read(kept.reads) for kept in runs.made.values()))
    return Result(target / "index.html", planned, runs.failed, dict(read))


def run_here(tasks: Sequence[Task], setting: Setting) -> Iterator[Outcome]:
    """Run reports on this machine, a few at a time."""
    return run_stream(tasks, partial(make, setting))


@dataclass
class _Runs:
    """The runs of one site: each is kept as soon as it has ended."""

    cache: Cache
    planned: Plan
    target: Path
    held: Collection | None
    form: Form
    watcher: Watcher
    made: dict[str, KeptReport] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def go(self, run: Runs) -> None:
        self.made |= {c.task.address: c.kept for c in self.planned.choices if c.kept}
        to_run = {choice.task.address: choice for choice in self.planned.to_run}
        _clear([choice.task for choice in self.planned.choices])
        if not to_run:
            return
        self._refuse_moved(self.planned.to_run)
        with watched_kernels() as pngs:
            tasks = [self._watched(choice.task) for choice in to_run.values()]
            for ended, outcome in enumerate(run(tasks, self._setting(pngs)), start=1):
                self._take(to_run[outcome.job.address], outcome)
                self.watcher.counted(ended, len(tasks))

    def _watched(self, task: Task) -> Task:
        return replace(task, tell=partial(self.watcher.cell, _report_at(task.address)))

    def _take(self, choice: Choice, outcome: Outcome) -> None:
        address = choice.task.address
        if outcome.failure is not None:
            self.failed[address] = str(outcome.failure)
            return
        self._refuse_moved([choice])
        made = outcome.result
        for note in made["told"]["notes"]:
            self.watcher.say(f"{address}, {note}")
        self.watcher.cell(_report_at(address), 1, 1)
        self.made[address] = self.cache.keep(choice.identity, choice.parts, **made)

    def _refuse_moved(self, choices: Iterable[Choice]) -> None:
        """Keep nothing that may have been made of two states of the project."""
        now = parts_for([choice.task for choice in choices], self.cache)
        for then, parts in zip(choices, now, strict=True):
            if moved := moved_parts(then.parts, parts):
                raise AnalysisError(
                    f"{', '.join(moved)} changed while the reports ran; publish again"
                )

    def _setting(self, pngs: str) -> Setting:
        reports = {report.source.stem: report for report in self.planned.own}
        return Setting(
            {stem: report.declared for stem, report in reports.items()},
            {stem: state_of(report) for stem, report in reports.items()},
            self.form,
            self.held is not None,
            self.held.data_version if self.held else "",
            str(failed_of(self.target)),
            pngs,
        )


def _keep_last(target: Path, new: Path) -> None:
    """Keep the site that stands as the one before, unless the new one is the same.

    Files are linked where the disk allows it; the site itself stays where it is.
    """
    if not (target / "index.html").is_file() or _sums(target) == _sums(new):
        return
    last, part = last_of(target), target.with_name(f".{target.name}.last.new")
    with plainly(f"{last} was not written"):
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(target, part, copy_function=_linked, symlinks=True)
        shutil.rmtree(last, ignore_errors=True)
        part.rename(last)


def _sums(site: Path) -> bytes:
    place = site / SUMS
    return place.read_bytes() if place.is_file() else b""


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _report_at(address: str) -> str:
    return address.removesuffix(".html")


def _rebuild(name: str, as_of: str, watcher: Watcher) -> Collection:
    from analysis.collection.build import build_processed
    from analysis.collection.collection import load_collection

    watcher.say(f"cleaning the claims of {name}")
    build_processed(name)
    return load_collection(name, as_of=as_of)


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
