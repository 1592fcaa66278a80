"""What is asked for, and what becomes of each report: nothing runs here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.collection.meanings import MEANT
from analysis.errors import ParameterError
from analysis.execute.parameters import read_parameters
from analysis.paths import NOTEBOOKS, ROOT, SITE
from analysis.publish.cache.cache import Cache
from analysis.publish.cache.choosing import Choice, Chooser
from analysis.publish.making import Task
from analysis.publish.page.colophon import command
from analysis.publish.page.pdf import find_browser
from analysis.publish.putting_out import Form
from analysis.publish.runs.report import Report
from analysis.publish.runs.suite import prepare_suite, suite
from analysis.publish.sweep.addresses import page_name
from analysis.publish.sweep.sweep import Sweep, sweep_of


@dataclass(frozen=True)
class Order:
    """What was asked for.

    Parameters
    ----------
    given : dict
        Values by parameter, for all reports that declare it.
    each : dict
        From `each.parse_each`; empty for the suite alone.
    notebooks : tuple of Path
        Those to sweep, all of the suite that declare a swept parameter if there is none; those
        that are not of the suite are published with it.
    form : Form
    force : bool
        Whether to run what did not change, too.
    strict : bool
        Whether the old site is to stand if any report fails.
    """

    given: dict[str, object]
    each: dict[str, list[str]]
    notebooks: tuple[Path, ...] = ()
    form: Form = field(default_factory=Form)
    force: bool = False
    strict: bool = False

    @property
    def of_suite(self) -> dict[str, object]:
        """Values for the reports of the suite.

        Beside sweeps a day, an area or a speaker is for these alone: the suite's own day may have
        no claim of them.
        """
        if not self.each:
            return self.given
        return {name: value for name, value in self.given.items() if name not in MEANT}

    @property
    def command(self) -> str:
        """What is typed to have the same site again."""
        names = list(map(named, self.notebooks))
        each = [word for name in self.each for word in ("--each", self._spelled(name))]
        return command("publish", *names, *each, *self.form.options, values=self.given)

    @property
    def told(self) -> dict[str, object]:
        """What a site's record holds of it."""
        return {
            "command": self.command,
            "given": dict(self.given),
            "each": {name: list(values) for name, values in self.each.items()},
            "notebooks": list(map(named, self.notebooks)),
            "base_url": self.form.base_url,
            "pdf": self.form.pdf,
        }

    def _spelled(self, name: str) -> str:
        values = [f'"{value}"' if "," in value else value for value in self.each[name]]
        return f"{name}={','.join(values)}"


@dataclass(frozen=True)
class Plan:
    """Every report of a site, and what becomes of it.

    Parameters
    ----------
    own : tuple of Report
        Of the suite, one for each notebook.
    sweeps : tuple of Sweep
    choices : tuple of Choice
        For the reports of the suite, then for those of each sweep, in order.
    """

    own: tuple[Report, ...]
    sweeps: tuple[Sweep, ...]
    choices: tuple[Choice, ...]

    @property
    def to_run(self) -> list[Choice]:
        """Those that are to run."""
        return [choice for choice in self.choices if choice.why]

    @property
    def collection(self) -> str:
        """The collection of all reports; empty if they name none."""
        named = [choice.task.values.get("collection", "") for choice in self.choices]
        return str(next(filter(None, named), ""))

    @property
    def absent(self) -> list[dict]:
        """Combinations asked for that no claim has."""
        return [one for sweep in self.sweeps for one in sweep.absent]


def plan(order: Order, cache: Cache, *, target: Path = SITE, folder: Path = NOTEBOOKS) -> Plan:
    """Find every report of a site, and whether it is to run.

    Raises
    ------
    ParameterError
        With every fault of the values.
    RawDataError
        If the collection is refused.
    AnalysisError
        If pages are to be printed and there is no browser.
    """
    if order.form.pdf:
        find_browser()
    sources = with_own(suite(folder), order.notebooks)
    reports = prepare_suite(sources, order.of_suite)
    sweeps = _sweeps(order, sources)
    failed = failed_of(target)
    placed = [(report, f"{report.source.stem}.html") for report in reports]
    placed += [
        (report, f"{sweep.source.stem}/{page_name(sweep.swept(report))}.html")
        for sweep in sweeps
        for report in sweep.reports
    ]
    tasks = [
        Task(
            report.source,
            report.values,
            (failed / address).with_suffix(".ipynb"),
            address=address,
        )
        for report, address in placed
    ]
    _refuse_several([report for report, _ in placed])
    chooser = Chooser(cache, order.form, order.force)
    return Plan(tuple(reports), tuple(sweeps), tuple(chooser.choose(tasks)))


def named(notebook: Path) -> str:
    """Name a notebook as a command does: by its bare name, or by its place in the project."""
    if notebook.parent == NOTEBOOKS:
        return notebook.stem
    return notebook.relative_to(ROOT).as_posix() if notebook.is_relative_to(ROOT) else notebook.name


def with_own(sources: Sequence[Path], named: Sequence[Path]) -> list[Path]:
    """Add the notebooks named that are not of the suite: reports of one's own.

    Raises
    ------
    ParameterError
        If one has the name of another, or declares no parameters.
    """
    own = [path for path in named if path not in sources]
    pages = [path.stem for path in (*sources, *own)]
    faults = [
        f"{path}: another report is called so, too" for path in own if pages.count(path.stem) > 1
    ]
    faults += [
        f"{path}: it has no `parameters` cell, so it is no report"
        for path in own
        if not read_parameters(path)
    ]
    if faults:
        raise ParameterError("\n".join(faults))
    return [*sources, *own]


def failed_of(target: Path) -> Path:
    """Return the folder in which what ran of failed reports is kept."""
    return target.with_name(f"{target.name}.failed")


def last_of(target: Path) -> Path:
    """Return the folder in which the site before is kept."""
    return target.with_name(f"{target.name}.last")


def _sweeps(order: Order, sources: Sequence[Path]) -> list[Sweep]:
    """Find the sweeps, or refuse with every fault."""
    if not order.each:
        return []
    names = {source: {p.name for p in read_parameters(source)} for source in sources}
    chosen = order.notebooks or tuple(s for s in sources if names[s] & set(order.each))
    faults = [f"{path.name} is no report of the suite" for path in chosen if path not in names]
    known = set().union(*(names.get(path, set()) for path in chosen or sources))
    faults += [
        f"no report to sweep has a parameter {name!r}; there are {', '.join(sorted(known))}"
        for name in (*order.each, *(name for name in order.given if name in MEANT))
        if name not in known
    ]
    faults += [
        f"{path.name} declares none of {', '.join(order.each)}"
        for path in chosen
        if path in names and not names[path] & set(order.each) and set(order.each) <= known
    ]
    sweeps = []
    for path in [] if faults else chosen:
        own = {name: value for name, value in order.given.items() if name in names[path]}
        try:
            sweeps.append(sweep_of(path, own, order.each))
        except ParameterError as refusal:
            faults += [f"{path.name}: {fault}" for fault in str(refusal).splitlines()]
    if faults:
        raise ParameterError("\n".join(faults))
    return sweeps


def _refuse_several(reports: Sequence[Report]) -> None:
    names = {str(r.values["collection"]) for r in reports if "collection" in r.values}
    if len(names) > 1:
        raise ParameterError(f"the reports name different collections: {sorted(names)}")
