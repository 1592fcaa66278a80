"""Reports made again with this project, with all the files that they came with."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from analysis.publish.making import FINISH, Setting, Task, make, watched_kernels
from analysis.publish.putting_out import Form
from analysis.publish.record.record import state_of
from analysis.publish.runs.report import Report
from analysis.publish.runs.runner import run_stream, warm_up
from analysis.store.instructions import instructing
from analysis.store.scratch import scratch

Tell = Callable[[str, int, int], None]
Made = Mapping[str, object] | str
"""What `making.make` gives of a report; or why the report could not be made."""


@dataclass(frozen=True)
class Request:
    """A report to be made again, as it stands in a site.

    Parameters
    ----------
    report : Report
    address : str
    form : Form
    has_tables : bool
    version : str
        Data version that the page is to name; its own if it is empty.
    """

    report: Report
    address: str
    form: Form
    has_tables: bool
    version: str = ""

    @cached_property
    def key(self) -> str:
        """The same for requests that give the same files."""
        values = sorted(self.report.values.items())
        told = [self.report.source.stem, values, self.address, *self.shared]
        return json.dumps(told, ensure_ascii=True)

    @property
    def shared(self) -> list[object]:
        """What reports made in one go have in common."""
        collection = self.report.values.get("collection", "")
        return [self.form.options, self.has_tables, self.version, collection]


def make_again(requests: Sequence[Request], tell: Tell) -> dict[str, Made]:
    """Make reports again, each but once, with all their files.

    Returns
    -------
    dict
        By the request's `key`.
    """
    groups: dict[tuple[str, int], dict[str, Request]] = {}
    places: Counter[tuple[str, str]] = Counter()
    for key, one in {one.key: one for one in requests}.items():
        shared = json.dumps(one.shared)
        # Two reports for one place are made in two goes.
        go = places[shared, one.address]
        places[shared, one.address] += 1
        groups.setdefault((shared, go), {})[key] = one
    if groups:
        warm_up({one.report.source for one in requests}, FINISH)
    made: dict[str, Made] = {}
    for group in groups.values():
        with scratch() as folder:
            made |= _make_group(group, folder, tell)
    return made


def _make_group(group: Mapping[str, Request], folder: Path, tell: Tell) -> dict[str, Made]:
    """Make reports that have all but their own values in common."""
    first = next(iter(group.values()))
    reports = {one.report.source.stem: one.report for one in group.values()}
    tasks = {(folder / one.address).with_suffix(".ipynb"): key for key, one in group.items()}
    made: dict[str, Made] = {}
    with instructing(version=first.version), watched_kernels() as pngs:
        setting = Setting(
            {stem: report.declared for stem, report in reports.items()},
            {stem: state_of(report) for stem, report in reports.items()},
            first.form,
            first.has_tables,
            first.version or first.report.data_version,
            str(folder),
            pngs,
        )
        jobs = [_task(group[key], place, tell) for place, key in tasks.items()]
        for outcome in run_stream(jobs, partial(make, setting)):
            # What ran of it is gone with the folder.
            why = str(outcome.failure).partition("\nKept up to there")[0]
            made[tasks[outcome.job.partial]] = why if outcome.failure else outcome.result
            outcome.job.tell(1, 1)
    return made


def _task(one: Request, place: Path, tell: Tell) -> Task:
    told = partial(tell, one.address.removesuffix(".html"))
    return Task(one.report.source, one.report.values, place, told, address=one.address)
