"""What is asked for, what becomes of each report, and what the site will hold: nothing runs here.

A report runs, and why is said, or it is published as it was made before. Each has its place in the
site; the file names of a sweep's pages are safe for any value, unique, and the same every time.
A sweep is one report for many values: those that are asked for and that the collection has.

>>> page_name({"stated_on": "2023-03-10", "scope": "bakhmut_direction"})
'2023-03-10--bakhmut_direction'
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import product
from math import prod
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from analysis.collection.choices import SERIES, check_fixed, default_values, existing, spelled
from analysis.collection.collection import Collection, collection_of, load_collection
from analysis.collection.overview import divided_about_fighters
from analysis.errors import ParameterError
from analysis.execute.execution import Job
from analysis.execute.parameters import (
    Parameter,
    Report,
    Value,
    check_values,
    command,
    following,
    heading_of,
    name_of,
    read_parameters,
    sentence,
    spell,
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
from analysis.publish.page.downloads import Downloads, find_browser
from analysis.publish.page.drawing import Glance
from analysis.publish.page.edition import Contents, FailedReport, ReportEntry, SweepEntry
from analysis.publish.report import SiteForm, prepare_suite
from analysis.reports.wars import reviewed_wars
from analysis.store import reads
from analysis.store.files import Digests
from analysis.terms import AT_ONCE, MEANINGS, MEANT, meaning_of
from analysis.text import day as day_words
from analysis.text import listed as said_listed

ALL = "all"
RANGE = re.compile(r"(.+)\.\.(.+)")
MOST = 20_000
"""Combinations of one sweep, and values of one range; at some seconds each, more than a day."""


def parse_each(assignments: Iterable[str]) -> dict[str, list[str]]:
    """Split `name=value,value` as typed; a value with a comma in it stands in double quotes.

    Raises
    ------
    ParameterError
        With every fault: no name, one given twice, no value, a sign that cannot be shown.

    Examples
    --------
    >>> parse_each(["stated_on=2023-03-10,2023-03-11", 'speaker="Smith, J.",isw'])
    {'stated_on': ['2023-03-10', '2023-03-11'], 'speaker': ['Smith, J.', 'isw']}
    """
    given: dict[str, list[str]] = {}
    faults = []
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals or not name.isidentifier():
            faults.append(f"{assignment[:60]!r} is not of the form name=value,value")
        elif name in given:
            faults.append(f"{name} is given twice")
        elif not text.isprintable():
            faults.append(f"{name}: a character in {text[:60]!r} cannot be shown")
        else:
            given[name] = _split(text)
            if not all(given[name]) or not given[name]:
                faults.append(f"{name}: an empty value in {text[:60]!r}")
            if ALL in given[name] and len(given[name]) > 1:
                faults.append(f"{name}: {ALL!r} stands alone or not at all")
    _refuse(faults)
    return given


def _split(text: str) -> list[str]:
    try:
        return [value.strip() for value in next(csv.reader([text], strict=True), [])]
    except csv.Error as fault:
        raise ParameterError(f"{text[:60]!r} is no list of values: {fault}") from fault


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        raise ParameterError("\n".join(faults))


def _values_of(
    parameter: Parameter, items: Sequence[str], given: Mapping[str, object]
) -> list[Value] | None:
    """Return the values typed for one parameter; None for all that the collection holds."""
    name = parameter.name
    if meaning_of(name).kind == "collection":
        raise ParameterError(f"{name} is not swept: a site is of one collection")
    if name in given:
        raise ParameterError(f"{name} is given both by -p and by --each")
    if items == [ALL] and name in MEANT:
        return None
    if items == [ALL]:
        all_of_them = [False, True] if parameter.kind is bool else meaning_of(name).choices
        if not all_of_them:
            raise ParameterError(f"{name}: no collection tells all its values; name them")
        return list(all_of_them)
    values = [value for item in items for value in _of_item(parameter, item)]
    for value in values:
        check_fixed({name: value})
    return values


def _of_item(parameter: Parameter, item: str) -> list[Value]:
    """Return what one item of a list stands for: a value, or those of a range."""
    name, ends = parameter.name, RANGE.fullmatch(item)
    is_day = meaning_of(name).kind == "day"
    if not ends or not (is_day or parameter.kind is int):
        return [check_values([parameter], {name: item})[name]]

    def number_of(end: str) -> int:
        if parameter.kind is int:
            return int(check_values([parameter], {name: end})[name])
        try:
            return date.fromisoformat(end).toordinal() if len(end) == len("2023-03-18") else int("")
        except ValueError:
            raise ParameterError(f"{name}: {end!r} is not a day as in 2023-03-18") from None

    first, last = map(number_of, ends.groups())
    if last < first:
        raise ParameterError(f"{name}: {item!r} ends before it begins")
    if last - first >= MOST:
        raise ParameterError(f"{name}: {item!r} has more than {MOST:,} values")
    numbers = range(first, last + 1)
    return [date.fromordinal(n).isoformat() for n in numbers] if is_day else list(numbers)


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
class Sweep:
    """The reports of one sweep.

    Parameters
    ----------
    names : tuple of str
        The swept parameters, in the order declared.
    reports : tuple of Report
        One for each combination that exists.
    absent : tuple of dict
        Combinations that were asked for and do not exist: of the values typed, where `all` was
        found to hold nothing.
    """

    source: Path
    names: tuple[str, ...]
    reports: tuple[Report, ...]
    absent: tuple[dict[str, Value], ...] = ()

    def swept(self, report: Report) -> dict[str, Value]:
        """Return the values that tell a report from the others of the sweep."""
        return {name: report.values[name] for name in self.names}

    def address(self, report: Report) -> str:
        """Return the place of a report's page in the site."""
        return f"{self.source.stem}/{page_name(self.swept(report))}.html"


def sweep_of(source: Path, given: Mapping[str, object], each: Mapping[str, list[str]]) -> Sweep:
    """Find the reports of a sweep.

    Parameters
    ----------
    given : mapping
        Values that are the same in all reports.
    each : mapping
        From `parse_each`; names that the notebook does not declare are passed over.

    Raises
    ------
    ParameterError
        With every fault: a value of another type, a spelling that is not known, `all` of what no
        collection tells, a parameter that is both fixed and swept, more than `MOST` combinations.
    RawDataError
        If the collection is refused.
    """
    declared = tuple(read_parameters(source))
    swept = [parameter for parameter in declared if parameter.name in each]
    wanted, faults = {}, []
    for parameter in swept:
        try:
            wanted[parameter.name] = _values_of(parameter, each[parameter.name], given)
        except ParameterError as fault:
            faults.append(str(fault))
    _refuse(faults)
    free = {name: values for name, values in wanted.items() if name not in MEANT}
    reports: dict[tuple, Report] = {}
    absent: dict[tuple, dict[str, Value]] = {}
    for values in _combined(free):
        base = check_values(declared, following(declared, {**given, **values}))
        found, missing = _in_collection(source, declared, base, wanted)
        reports |= {tuple(report.values.items()): report for report in found}
        absent |= {tuple(one.items()): one for one in ({**values, **one} for one in missing)}
    _refuse_too_many(len(reports))
    names = tuple(parameter.name for parameter in swept)
    return Sweep(source, names, tuple(reports.values()), tuple(absent.values()))


def _combined(wanted: Mapping[str, Sequence[Value]]) -> Iterator[dict[str, Value]]:
    _refuse_too_many(prod(map(len, wanted.values())))
    for chosen in product(*wanted.values()):
        yield dict(zip(wanted, chosen, strict=True))


def _refuse_too_many(number: int) -> None:
    if number > MOST:
        raise ParameterError(f"{number:,} combinations are more than {MOST:,}; name fewer values")


def _in_collection(
    source: Path,
    declared: tuple[Parameter, ...],
    base: Mapping[str, Value],
    wanted: Mapping[str, list[Value] | None],
) -> tuple[list[Report], list[dict[str, Value]]]:
    """Return the reports of the combinations that a collection has claims for, and the others."""
    check_fixed(base)
    held = collection_of(base)
    typed = {name: wanted.get(name, [base[name]]) for name in base if name in MEANT}
    typed = {name: values for name, values in typed.items() if values != [""]}
    if held is None:
        if unknown := [name for name, values in typed.items() if values is None]:
            raise ParameterError(f"{unknown[0]}: {source.name} names no collection to take all of")
        return [Report(source, declared, {**base, **one}) for one in _combined(typed)], []
    base = {**base, **_one_series(held, base, typed)}
    typed |= {name: [base[name]] for name in SERIES if base.get(name) and name not in typed}
    reports, absent = [], []
    for one in _combined(_keys(held, typed)):
        found = list(_completed(held, tuple(typed), one))
        values = [default_values(held, {**base, **rest}) for rest in found]
        reports += [Report(source, declared, chosen, held.data_version) for chosen in values]
        absent += [] if found else [{name: one[name] for name in one if name in wanted}]
    return reports, absent


def _one_series(
    held: Collection, base: Mapping[str, Value], typed: Mapping[str, list[Value] | None]
) -> dict[str, object]:
    """Choose whose days are swept, and for which area, where neither is said."""
    days = [name for name in typed if MEANINGS[name].kind == "day"]
    names = [name for name in SERIES if name in base and name not in typed]
    if not names or all(typed[name] == [base[name]] for name in days):
        return {}
    known = {name: base[name] for name in AT_ONCE if name not in days and base.get(name)}
    return default_values(held, {**known, **dict.fromkeys(names, "")})


def _keys(held: Collection, typed: Mapping[str, list[Value] | None]) -> dict[str, list[Value]]:
    """Return the days and keys that values mean, each once; without the names of which all count.

    A refusal tells every value that means nothing.
    """
    keys: dict[str, dict[Value, None]] = {}
    faults = {}
    for name, values in typed.items():
        for value in values or []:
            try:
                keys.setdefault(name, {})[spelled(held, name, str(value))] = None
            except ParameterError as fault:
                faults[str(fault)] = None
    _refuse([*faults])
    return {name: list(meant) for name, meant in keys.items()}


def _completed(
    held: Collection, names: tuple[str, ...], chosen: Mapping[str, Value]
) -> Iterator[dict[str, Value]]:
    """Give the combinations that exist and have what is chosen."""
    together = tuple(name for name in names if name in AT_ONCE)
    groups = [together, *((name,) for name in names if name not in AT_ONCE)]
    options = [
        _by_choice(held, group, tuple(name for name in group if name in chosen)).get(
            tuple(chosen[name] for name in group if name in chosen), []
        )
        for group in filter(None, groups)
    ]
    for parts in product(*options):
        yield {name: value for part in parts for name, value in part.items()}


@reads.remembered(64)
def _by_choice(
    held: Collection, names: tuple[str, ...], chosen: tuple[str, ...]
) -> dict[tuple, list[dict[str, Value]]]:
    """Return the combinations of values that exist, by those of them that are chosen."""
    found: dict[tuple, list[dict[str, Value]]] = {}
    for values in existing(held, names):
        row = dict(zip(names, values, strict=True))
        found.setdefault(tuple(row[name] for name in chosen), []).append(row)
    return found


@dataclass(frozen=True)
class Order:
    """What was asked for.

    Parameters
    ----------
    given : dict
        Values by parameter, for all reports that declare it.
    each : dict
        From `parse_each`; empty for the suite alone.
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
        each = []
        for name, values in self.each.items():
            written = ",".join(f'"{value}"' if "," in value else value for value in values)
            each += ["--each", f"{name}={written}"]
        names = map(name_of, self.notebooks)
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


@dataclass(frozen=True)
class Task(Job):
    """A notebook to run, and the place of its page.

    Parameters
    ----------
    address : str
        Of the page within the site; also that of `partial`, with another ending.
    """

    address: str = field(default="", kw_only=True)


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
    def as_of(self) -> str:
        """The day as of which all reports are made; empty for none."""
        return max((str(fate.task.values.get("as_of", "")) for fate in self.fates), default="")

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
    placed += [(report, sweep.address(report)) for sweep in sweeps for report in sweep.reports]
    tasks = [
        Task(r.source, r.values, (failed / address).with_suffix(".ipynb"), address=address)
        for r, address in placed
    ]
    names = {str(r.values["collection"]) for r, _ in placed if "collection" in r.values}
    if len(names) > 1:
        raise ParameterError(f"the reports name different collections: {sorted(names)}")
    fates = fates_of(tasks, cache, order.form, force=order.force)
    return Plan(tuple(reports), tuple(sweeps), tuple(fates))


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
    _refuse(faults)
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
    _refuse(faults)
    return sweeps


CLAIMS = "claims"


def fates_of(
    tasks: Sequence[Task], kept_reports: Cache, form: SiteForm, *, force: bool = False
) -> list[Fate]:
    """Say of each report whether it is to run: it is held against what is kept of it.

    Parameters
    ----------
    force : bool
        Whether every report is to run.
    """
    load, asked = cache(load_collection), {}

    def why(task: Task, kept: KeptReport | None, parts: Mapping[str, str]) -> str:
        if force or kept is None:
            return "forced" if force else "not made before"
        moved = moved_parts(kept.parts, parts)
        if others := [part for part in moved if part != CLAIMS]:
            return f"{' and '.join(others)} changed"
        # A report of the suite stands for the whole collection and names its version.
        if moved and "/" not in task.address:
            return "the claims changed"
        if file := reads.moved_file(kept.reads, asked):
            return f"what it reads changed ({file})"
        if moved and (question := reads.moved(kept.reads, load, asked)):
            return f"what it reads changed ({question})"
        return "" if kept.is_whole() else "its kept files are damaged"

    fates = []
    for task, parts in zip(tasks, parts_for(tasks, kept_reports), strict=True):
        identity = {"notebook": task.source.stem, "values": task.values}
        identity |= {"address": task.address, "options": form.options}
        kept = kept_reports.find(identity)
        reason = why(task, kept, parts)
        fates.append(Fate(task, identity, parts, None if reason else kept, reason))
    return fates


def parts_for(tasks: Sequence[Task], kept: Cache) -> list[dict[str, str]]:
    """Digest what each report is made of and with, as it stands now."""
    digests = Digests(kept.folder / MEMORY)
    shared = parts_of(digests)
    collection = cache(lambda name: parts_of_collection(digests, name) if name else {})
    notebook = cache(lambda source: part_of_notebook(digests, source))
    parts = [
        {**shared, **notebook(task.source), **collection(str(task.values.get("collection", "")))}
        for task in tasks
    ]
    digests.keep()
    return parts


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
    """
    own = {f"{report.source.stem}.html": report for report in planned.own}
    present = [address for address in own if address in made]
    # The picture for sharing is of the report whose figure stands on the first page.
    leading = sorted(present, key=lambda address: not made[address].told["glance"][0])
    images = [made[address].told["image"] for address in leading]
    declared = {report.source: report.declared for report in planned.own}
    tasks = [fate.task for fate in planned.fates]
    return Contents(
        [made[task.address] for task in tasks if task.address in made],
        [_listed(address, own[address], made[address].told) for address in present],
        next((Downloads("", (), *image) for image in images if image[0]), Downloads("")),
        [_swept(sweep, made, held) for sweep in planned.sweeps],
        [
            FailedReport(
                task.address,
                heading_of(task.source),
                failed[task.address],
                sentence(declared[task.source], task.values),
            )
            for task in tasks
            if failed.get(task.address)
        ],
        # What reviewed wars had, unless no ratio here is about fighters.
        "" if held is not None and divided_about_fighters(held).empty else reviewed_wars().text,
    )


def _listed(address: str, report: Report, told: Mapping) -> ReportEntry:
    html, looks = told["glance"]
    words, glance = Markup(told["sentence"]), Glance(Markup(html), looks)
    return ReportEntry(address, told["title"], words, report.colophon, glance)


def _swept(sweep: Sweep, made: Mapping[str, KeptReport], held: Collection | None) -> SweepEntry:
    """List a sweep under the values of its first parameter, or flat if it has but one."""
    groups: dict[str, list[tuple[str, str, Markup]]] = {}
    lost, titles = [], set()
    for report in sorted(sweep.reports, key=lambda one: [*map(str, sweep.swept(one).values())]):
        address = sweep.address(report)
        first, *rest = _in_words(sweep.swept(report), held)
        if address not in made:
            lost.append((address, ", ".join([first, *rest])))
            continue
        told = made[address].told
        heading, name = (first, ", ".join(rest)) if rest else ("", first)
        groups.setdefault(heading, []).append((address, name, Markup(told["sentence"])))
        titles.add(told["title"])
    absent = [", ".join(_in_words(one, held)) for one in sweep.absent]
    title = titles.pop() if len(titles) == 1 else sweep.source.stem
    by = said_listed(meaning_of(name).word or name.replace("_", " ") for name in sweep.names)
    address = f"{sweep.source.stem}/index.html"
    return SweepEntry(address, title, by, tuple(groups.items()), tuple(lost), tuple(absent))


def _in_words(values: Mapping[str, Value], held: Collection | None) -> list[str]:
    """Write the values of parameters for a reader: a day, the label of a key, or name and value."""
    told = []
    for name, value in values.items():
        meaning, words = meaning_of(name), f"{name} {spell(value)}"
        if held is not None and meaning.column and meaning.kind == "day":
            words = day_words(pd.Timestamp(value))
        elif held is not None and meaning.table:
            words = str(getattr(held.words, meaning.table)["label"].get(value, words))
        told.append(words)
    return told
