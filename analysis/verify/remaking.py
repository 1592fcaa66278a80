"""Reports made again with this project, with all the files that they came with.

What stands around the pages of a site, made again: index, lists, feed, package, whole tables.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.collection.collection import load_collection
from analysis.errors import AnalysisError, ParameterError
from analysis.paths import ROOT
from analysis.publish.cache import Cache
from analysis.publish.making import FINISH, Form, Press, Setting, Task, make, watched_kernels
from analysis.publish.page.colophon import checked_base
from analysis.publish.record import (
    ENDING,
    NAME,
    SIGNATURES,
    SUMS,
    files_in,
    read_site_record,
    state_of,
    sums_of,
    write_site_record,
)
from analysis.publish.report import Report, prepare
from analysis.publish.runner import run_stream, warm_up
from analysis.publish.site import as_of_all
from analysis.publish.sweep.plan import Order, Plan, plan, put_together
from analysis.store.files import scratch
from analysis.store.instructions import instructing
from analysis.verify.files import LARGEST, compare_files
from analysis.verify.verdict import Cause, Verdict

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


REST = "what stands around the pages"
SHOWN = (".html", ".htm", ".xhtml", ".shtml", ".svg", ".xml", ".pdf")
"""Ends of files that a browser shows as pages."""


def is_site(path: Path) -> bool:
    """Say whether a folder is a whole site, with its record."""
    return path.is_dir() and (path / NAME).is_file()


def order_of(path: Path, known: Mapping[str, Path]) -> Order:
    """Read what a site was made from.

    Raises
    ------
    ParameterError
        If its record is not ours, or names a report that the project lacks.
    """
    told = read_site_record(path / NAME)
    names = told["notebooks"]
    there = dict(known) | {name: own for name in names if (own := _own_notebook(name))}
    if unknown := [name for name in names if name not in there]:
        raise ParameterError(
            f"{path / NAME} names {unknown[0]!r}, which is no report of this project; there are "
            f"{', '.join(known)}"
        )
    notebooks = tuple(there[name] for name in names)
    form = Form(checked_base(told["base_url"]), told["pdf"])
    return Order(told["given"], told["each"], notebooks, form)


def _own_notebook(name: str) -> Path | None:
    """Return a notebook of the project outside of its suite, as a record names it."""
    place = (ROOT / name).resolve()
    inside = place.suffix == ".ipynb" and place.is_relative_to(ROOT)
    return place if inside and place.is_file() else None


@dataclass
class Surroundings:
    """Makes sites again around their pages, each but once.

    Parameters
    ----------
    folder : Path
        Of notebooks.
    make_again : callable
        Makes reports, or returns them if they were made before.
    """

    folder: Path
    make_again: Callable[[list[Request]], Mapping[str, Made]]
    _made: dict[str, tuple[dict[str, bytes], set[str]]] = field(default_factory=dict)

    def judge(
        self, home: Path, order: Order, asked: Mapping[str, Request], causes: tuple[Cause, ...]
    ) -> Verdict:
        """Make a site again around its pages and compare it.

        Parameters
        ----------
        home : Path
            The site.
        order : Order
            From its record.
        asked : mapping
            The pages that have a verdict of their own, by address.
        causes : tuple of Cause
            What changed since its pages were made.
        """
        told = {"name": REST, "figures": 0, "causes": causes, "is_page": False}
        told["base_url"] = order.form.base_url
        try:
            made, own = self._made_again(order, asked)
        except AnalysisError as refusal:
            return Verdict(refusal=str(refusal), **told)
        rest = {name: content for name, content in made.items() if name not in own}
        compared = compare_files(home, rest, exactly=not causes)
        known = {*made, *own, SUMS, *SIGNATURES}
        here = (path.relative_to(home).as_posix() for path in files_in(home))
        more = [f"{name}: not made with this site" for name in here if name not in known]
        absent = [f"{name}: not there" for name in compared.absent]
        links = [f"{name}: no file" for name in SIGNATURES if _is_no_file(home / name)]
        strange = [*compared.differing, *absent, *more, *links]
        # Digests of files that are not those made say nothing, and may never be done.
        sums = [] if more or links else _of_sums(home, LARGEST * sum(map(len, made.values())))
        return Verdict(
            differing=(*strange, *sums),
            files=compared.same,
            by_content=compared.by_content,
            **told,
        )

    def _made_again(
        self, order: Order, asked: Mapping[str, Request]
    ) -> tuple[dict[str, bytes], set[str]]:
        """Return the files of a whole site, and the names of those that pages answer for."""
        keys = {address: one.key for address, one in sorted(asked.items())}
        name = json.dumps([order.told, keys])
        if name not in self._made:
            with TemporaryDirectory(prefix="reportedly-verify-") as place:
                self._made[name] = self._made_in(Path(place), order, asked)
        return self._made[name]

    def _made_in(
        self, place: Path, order: Order, asked: Mapping[str, Request]
    ) -> tuple[dict[str, bytes], set[str]]:
        cache, site = Cache(place / "cache"), place / "site"
        planned = plan(order, cache, target=site, folder=self.folder)
        requests = _requests(planned, order, asked)
        results = self.make_again(list(requests.values()))
        made, failed, own = {}, {}, set()
        for choice in planned.choices:
            address = choice.task.address
            result = results[requests[address].key]
            if isinstance(result, str):
                failed[address] = result
                continue
            made[address] = cache.keep(choice.identity, choice.parts, **result)
            own |= set(result["files"]) if requests[address] is asked.get(address) else set()
        as_of = as_of_all(choice.task for choice in planned.choices)
        held = load_collection(planned.collection, as_of=as_of) if planned.collection else None
        site.mkdir()
        put_together(site, Press(order.form, order.command), planned, made, failed, held)
        write_site_record(site, order.told)
        (site / SUMS).unlink()
        files = {p.relative_to(site).as_posix(): p.read_bytes() for p in files_in(site)}
        return files, own


def _is_no_file(place: Path) -> bool:
    """Say whether something is there that is no file of its own: a link, a pipe."""
    return place.is_symlink() or (place.exists() and not place.is_file())


def judge_no_site(home: Path, pages: Iterable[Path]) -> Verdict | None:
    """Judge a folder without a site's record: what is left of a site lost it; of others it is said.

    Parameters
    ----------
    home : Path
    pages : iterable of Path
        Those that have a verdict of their own.
    """
    told = {"name": REST, "figures": 0, "is_page": False}
    own = [page.with_suffix("") for page in pages]
    more = [
        path.relative_to(home).as_posix()
        for path in files_in(home)
        if path.name.removesuffix(ENDING) not in {page.name for page in own}
        and path.with_suffix("") not in own
        and path.parent not in own
    ]
    shown = [name for name in more if name == SUMS or name.lower().endswith(SHOWN)]
    if shown:
        return Verdict(
            differing=tuple(f"{NAME}: not there, so {name} is nobody's" for name in shown), **told
        )
    return Verdict(absent=tuple(more), **told) if more else None


def _of_sums(home: Path, most: int) -> list[str]:
    """Hold the list of digests against the files that are here, if they have no more bytes."""
    place = home / SUMS
    if not place.is_file() or place.is_symlink():
        return [f"{SUMS}: not there"]
    held = sum(path.stat().st_size for path in files_in(home))
    if held > most:
        return [f"{SUMS}: not looked at, for the files have {held:,} bytes"]
    same = place.read_bytes() == sums_of(home).encode("utf-8")
    return [] if same else [f"{SUMS}: not the digests of the files that are here"]


def _requests(planned: Plan, order: Order, asked: Mapping[str, Request]) -> dict[str, Request]:
    """Return what is to be made, by address: what was asked for already, where it is the same."""
    requests = {}
    for choice in planned.choices:
        task = choice.task
        before = asked.get(task.address)
        same = before and (before.report.source, before.report.values) == (task.source, task.values)
        requests[task.address] = before if same else _request(task, planned, order)
    return requests


def _request(task: object, planned: Plan, order: Order) -> Request:
    report: Report = prepare(task.source, task.values)
    return Request(report, task.address, order.form, bool(planned.collection))
