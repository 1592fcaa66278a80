"""What is asked for, what becomes of each report, and what the site will hold: nothing runs here.

A report runs, and why is said, or it is published as it was made before. Each has its place in the
site; the file names of a sweep's pages are safe for any value, unique, and the same every time.

>>> page_name({"stated_on": "2023-03-10", "scope": "bakhmut_direction"})
'2023-03-10--bakhmut_direction'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from analysis.collection.collection import load_collection
from analysis.collection.overview import divided_about_fighters
from analysis.errors import ParameterError
from analysis.execute.execution import Job
from analysis.execute.parameters import (
    Report,
    Value,
    following,
    heading_of,
    name_of,
    read_parameters,
    suite,
)
from analysis.paths import NOTEBOOKS, SITE
from analysis.publish.cache import (
    MEMORY,
    Cache,
    KeptReport,
    moved_parts,
    part_of_notebook,
    parts_of,
    parts_of_collection,
)
from analysis.publish.page.colophon import colophon_of, command, sentence, spell
from analysis.publish.page.downloads import Downloads, find_browser
from analysis.publish.page.drawing import Glance
from analysis.publish.page.edition import Contents, FailedReport, ReportEntry, SweepEntry
from analysis.publish.report import SiteForm, prepare_suite
from analysis.publish.sweep import Sweep, sweep_of
from analysis.reports.wars import reviewed_wars
from analysis.store import reads
from analysis.store.files import Digests
from analysis.terms import MEANT, meaning_of
from analysis.text import day as day_words
from analysis.text import listed as said_listed

if TYPE_CHECKING:
    from analysis.collection.collection import Collection

CLAIMS = "claims"


@dataclass(frozen=True)
class Task(Job):
    """A notebook to run, and the place of its page.

    Parameters
    ----------
    address : str
        Of the page within the site; also that of `partial`, with another ending.
    """

    address: str = field(default="", kw_only=True)


def as_of_all(tasks: Iterable[Task]) -> str:
    """Return the day as of which all reports of a site are made; empty for none."""
    return max((str(task.values.get("as_of", "")) for task in tasks), default="")


@dataclass(frozen=True)
class Fate:
    """What becomes of one report.

    Parameters
    ----------
    identity : dict
        Which report it is, for the cache.
    parts : dict
        Digests of what it is made of and with.
    kept : KeptReport or None
        As it was made before; None if it is to run.
    why : str
        Why it is to run; empty if it is not.
    """

    task: Task
    identity: dict
    parts: dict[str, str]
    kept: KeptReport | None
    why: str = ""


@dataclass
class Chooser:
    """Holds reports against what is kept of them.

    Parameters
    ----------
    force : bool
        Whether every report is to run.
    """

    cache: Cache
    form: SiteForm
    force: bool = False
    load: Callable = field(default_factory=lambda: cache(load_collection))
    _asked: dict[str, str] = field(default_factory=dict)

    def choose(self, tasks: Sequence[Task]) -> list[Fate]:
        """Say of each report whether it is to run."""
        parts = parts_for(tasks, self.cache)
        fates = []
        for task, own in zip(tasks, parts, strict=True):
            identity = {
                "notebook": task.source.stem,
                "values": task.values,
                "address": task.address,
                "options": self.form.options,
            }
            kept = self.cache.find(identity)
            why = self._why(task, kept, own)
            fates.append(Fate(task, identity, own, None if why else kept, why))
        return fates

    def _why(self, task: Task, kept: KeptReport | None, parts: Mapping[str, str]) -> str:
        if self.force:
            return "forced"
        if kept is None:
            return "not made before"
        moved = moved_parts(kept.parts, parts)
        if others := [part for part in moved if part != CLAIMS]:
            return f"{' and '.join(others)} changed"
        # A report of the suite stands for the whole collection and names its version.
        if moved and "/" not in task.address:
            return "the claims changed"
        if file := reads.moved_file(kept.reads, self._asked):
            return f"what it reads changed ({file})"
        if moved and (question := reads.moved(kept.reads, self.load, self._asked)):
            return f"what it reads changed ({question})"
        return "" if kept.is_whole() else "its kept files are damaged"


def parts_for(tasks: Sequence[Task], kept: Cache) -> list[dict[str, str]]:
    """Digest what each report is made of and with, as it stands now."""
    digests = Digests(kept.folder / MEMORY)
    shared = parts_of(digests)
    collection = cache(lambda name: parts_of_collection(digests, name))
    notebook = cache(lambda source: part_of_notebook(digests, source))
    named = [str(task.values.get("collection", "")) for task in tasks]
    parts = [
        {**shared, **notebook(task.source), **(collection(name) if name else {})}
        for task, name in zip(tasks, named, strict=True)
    ]
    digests.keep()
    return parts


PLAIN = re.compile(r"[a-z0-9_]+(?:-[a-z0-9_]+)*|[0-9]+\.[0-9]+")
"""Values that stand as they are: none holds two hyphens, and no two differ by case alone."""
TAKEN = re.compile(r"index|schemas|con|prn|aux|nul|(?:com|lpt)\d")
"""Names that mean something else, here or to some system."""
LONGEST = 80
"""Characters of a name without its digest; file systems end at 255 bytes, some paths sooner."""
DIGEST = 12
"""Signs of a digest: 48 bits, so that a thousand names share one by chance once in 10^8."""


def page_name(values: Mapping[str, Value]) -> str:
    """Name the page of one combination of a sweep.

    Parameters
    ----------
    values : mapping
        Of the swept parameters, in the order declared.

    Returns
    -------
    str
        The values joined by two hyphens. Where that would not be safe, or would not tell all
        values apart, signs are replaced, and a tilde and a digest of the values follow.

    Examples
    --------
    >>> page_name({"speaker": "../Etc"}), page_name({"speaker": ".._etc"})
    ('etc~de8fd3ae3076', '_etc~e875682d08f2')
    >>> page_name({"speaker": "observatorio_cívico"})
    'observatorio_civico~7ca05e37fcfe'
    """
    words = [spell(value) for value in values.values()]
    name = "--".join(words)
    if all(map(PLAIN.fullmatch, words)) and len(name) <= LONGEST and not TAKEN.fullmatch(name):
        return name
    bare = "".join(s for s in unicodedata.normalize("NFKD", name) if not unicodedata.combining(s))
    shown = re.sub(r"[^a-z0-9_]+", "-", bare.lower()).strip("-")[:LONGEST].strip("-")
    digest = sha256("\0".join(words).encode("utf-8", "backslashreplace")).hexdigest()
    return f"{shown or 'page'}~{digest[:DIGEST]}"


@dataclass(frozen=True)
class Order:
    """What was asked for.

    Parameters
    ----------
    given : dict
        Values by parameter, for all reports that declare it.
    each : dict
        From `sweep.parse_each`; empty for the suite alone.
    notebooks : tuple of Path
        Those to sweep, all of the suite that declare a swept parameter if there is none; those
        that are not of the suite are published with it.
    force : bool
        Whether to run what did not change, too.
    strict : bool
        Whether the old site is to stand if any report fails.
    """

    given: dict[str, object]
    each: dict[str, list[str]]
    notebooks: tuple[Path, ...] = ()
    form: SiteForm = field(default_factory=SiteForm)
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
        names = list(map(name_of, self.notebooks))
        each = [word for name in self.each for word in ("--each", self._spelled(name))]
        return command("publish", *names, *each, *self.form.options, values=self.given)

    @property
    def record(self) -> dict[str, object]:
        """What a site's record holds of it."""
        return {
            "command": self.command,
            "given": dict(self.given),
            "each": {name: list(values) for name, values in self.each.items()},
            "notebooks": list(map(name_of, self.notebooks)),
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
    fates : tuple of Fate
        For the reports of the suite, then for those of each sweep, in order.
    """

    own: tuple[Report, ...]
    sweeps: tuple[Sweep, ...]
    fates: tuple[Fate, ...]

    @property
    def to_run(self) -> list[Fate]:
        """Those that are to run."""
        return [fate for fate in self.fates if fate.why]

    @property
    def collection(self) -> str:
        """The collection of all reports; empty if they name none."""
        named = [fate.task.values.get("collection", "") for fate in self.fates]
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
    sources = with_own(with_a_text(suite(folder), order), order.notebooks)
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
    names = {str(r.values["collection"]) for r, _ in placed if "collection" in r.values}
    if len(names) > 1:
        raise ParameterError(f"the reports name different collections: {sorted(names)}")
    chooser = Chooser(cache, order.form, order.force)
    return Plan(tuple(reports), tuple(sweeps), tuple(chooser.choose(tasks)))


def with_a_text(sources: Sequence[Path], order: Order) -> list[Path]:
    """Leave out reports of a text where none is given: the usual one is of another collection."""
    kept = []
    for source in sources:
        declared = read_parameters(source)
        values = {p.name: p.default for p in declared} | following(declared, order.of_suite)
        if not any(meaning_of(name).kind == "text" and values[name] == "" for name in values):
            kept.append(source)
    return kept


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


def contents_of(
    planned: Plan,
    made: Mapping[str, KeptReport],
    failed: Mapping[str, str],
    held: Collection | None,
) -> Contents:
    """Say what a site holds.

    Parameters
    ----------
    made : mapping
        Every report that there is, by its address.
    failed : mapping
        Why a report is not there, by its address.
    held : Collection or None
        For readers' words.
    """
    addresses = [fate.task.address for fate in planned.fates]
    own = {f"{report.source.stem}.html": report for report in planned.own}
    present = {address: report for address, report in own.items() if address in made}
    # The picture for sharing is of the report whose figure stands on the first page.
    leading = sorted(present, key=lambda address: not made[address].told["glance"][0])
    images = [made[address].told["image"] for address in leading]
    return Contents(
        [made[address] for address in addresses if address in made],
        [_listed(address, report, made[address]) for address, report in present.items()],
        next((Downloads("", (), *image) for image in images if image[0]), Downloads("")),
        [_swept(sweep, made, failed, held) for sweep in planned.sweeps],
        _failed(planned, failed),
        # What reviewed wars had, unless no ratio here is about fighters.
        "" if held is not None and divided_about_fighters(held).empty else reviewed_wars().text,
    )


def _failed(planned: Plan, failed: Mapping[str, str]) -> list[FailedReport]:
    """Tell the reports that could not be made, each by what it asks and where it failed."""
    declared = {report.source: report.declared for report in planned.own}
    told = []
    for task in (fate.task for fate in planned.fates):
        if why := failed.get(task.address):
            made_with = sentence(declared[task.source], task.values)
            told.append(FailedReport(task.address, heading_of(task.source), why, made_with))
    return told


def in_words(values: Mapping[str, Value], held: Collection | None) -> list[str]:
    """Write the values of parameters for a reader: a day, the label of a key, or name and value."""
    return [_in_words(name, value, held) for name, value in values.items()]


def _in_words(name: str, value: Value, held: Collection | None) -> str:
    meaning = meaning_of(name)
    if held is not None and meaning.column and meaning.kind == "day":
        return day_words(pd.Timestamp(value))
    if held is not None and meaning.table:
        labels = getattr(held.words, meaning.table)["label"]
        return str(labels[value]) if value in labels else f"{name} {spell(value)}"
    return f"{name} {spell(value)}"


def _swept(
    sweep: Sweep,
    made: Mapping[str, KeptReport],
    failed: Mapping[str, str],
    held: Collection | None,
) -> SweepEntry:
    """List a sweep under the values of its first parameter, or flat if it has but one."""
    stem = sweep.source.stem
    groups: dict[str, list[tuple[str, str, Markup]]] = {}
    lost, titles = [], []
    for report in sorted(sweep.reports, key=lambda one: [*map(str, sweep.swept(one).values())]):
        address = f"{stem}/{page_name(sweep.swept(report))}.html"
        first, *rest = in_words(sweep.swept(report), held)
        if address not in made:
            lost.append((address, ", ".join([first, *rest])))
            continue
        told = made[address].told
        heading, name = (first, ", ".join(rest)) if rest else ("", first)
        groups.setdefault(heading, []).append((address, name, Markup(told["sentence"])))
        titles.append(told["title"])
    absent = [", ".join(in_words(one, held)) for one in sweep.absent]
    title = titles[0] if len(set(titles)) == 1 else stem
    by = said_listed(meaning_of(name).word or name.replace("_", " ") for name in sweep.names)
    address = f"{stem}/index.html"
    return SweepEntry(address, title, by, tuple(groups.items()), tuple(lost), tuple(absent))


def _listed(address: str, report: Report, kept: KeptReport) -> ReportEntry:
    told = kept.told
    html, looks = told["glance"]
    glance = Glance(Markup(html), looks)
    return ReportEntry(
        address, told["title"], Markup(told["sentence"]), colophon_of(report), glance
    )
