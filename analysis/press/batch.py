"""A site with sweeps: what changed is run, the rest is taken from the cache, all is put in place.

The new site takes the old one's place in one step, as `site.publish` does it. A report that fails
stops no other: it is left out, and told at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.files import locked, new_folder, restore
from analysis.paths import NOTEBOOKS, SITE
from analysis.press.cache import Cache, Kept
from analysis.press.choosing import Choice, parts_for
from analysis.press.fingerprint import moved_parts
from analysis.press.listing import put_together
from analysis.press.making import FINISH, Setting, Task, make, watched_kernels
from analysis.press.plan import Order, Plan, failed_of, plan
from analysis.press.putting_out import Form, Press
from analysis.press.record import state_of
from analysis.press.runner import Outcome, run_stream, warm_up
from analysis.press.site import WAIT_SECONDS, Watcher, as_of_all, rebuild, refuse_foreign

if TYPE_CHECKING:
    from analysis.collection import Collection

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
    """

    index: Path
    planned: Plan
    failed: dict[str, str]


def publish(
    order: Order,
    *,
    target: Path = SITE,
    folder: Path = NOTEBOOKS,
    cache: Cache | None = None,
    run: Runs | None = None,
    watcher: Watcher | None = None,
) -> Result:
    """Publish the suite with sweeps; the old site stands until the new one is whole.

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
        If the data changed meanwhile, or the site cannot be written. A report that fails is in
        the result.
    """
    watcher, cache, target = watcher or Watcher(), cache or Cache(), target.resolve()
    waiting = {"wait_seconds": WAIT_SECONDS, "tell": watcher.say}
    with locked(cache.folder, **waiting), locked(target, **waiting):
        planned = plan(order, cache, target=target, folder=folder)
        restore(target)
        refuse_foreign(target)
        if planned.to_run and run is None:
            warm_up({choice.task.source for choice in planned.to_run}, FINISH)
        as_of = as_of_all(choice.task for choice in planned.choices)
        held = rebuild(planned.collection, as_of, watcher) if planned.collection else None
        runs = _Runs(cache, planned, target, held, order.form, watcher)
        runs.go(run or run_here)
        with new_folder(target) as site:
            press = Press(order.form, order.command, watcher.say)
            put_together(site, press, planned, runs.made, runs.failed, held)
    return Result(target / "index.html", planned, runs.failed)


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
    made: dict[str, Kept] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def go(self, run: Runs) -> None:
        self.made |= {c.task.address: c.kept for c in self.planned.choices if c.kept}
        to_run = {choice.task.address: choice for choice in self.planned.to_run}
        _clear([choice.task for choice in self.planned.choices])
        if not to_run:
            return
        self._refuse_moved(self.planned.to_run)
        with watched_kernels() as pngs:
            tasks = [choice.task for choice in to_run.values()]
            for ended, outcome in enumerate(run(tasks, self._setting(pngs)), start=1):
                self._take(to_run[outcome.job.address], outcome)
                self.watcher.counted(ended, len(tasks))

    def _take(self, choice: Choice, outcome: Outcome) -> None:
        address = choice.task.address
        if outcome.failure is not None:
            self.failed[address] = str(outcome.failure)
            return
        self._refuse_moved([choice])
        made = outcome.result
        for note in made["told"]["notes"]:
            self.watcher.say(f"{address}, {note}")
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


def _clear(tasks: Sequence[Task]) -> None:
    """Remove what earlier failures left."""
    folders = {task.partial.parent for task in tasks}
    for task in tasks:
        task.partial.unlink(missing_ok=True)
    for place in sorted(folders, key=lambda folder: -len(folder.parts)):
        with suppress(OSError):
            place.rmdir()
