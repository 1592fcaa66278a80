"""The site: the tables rebuilt, every report of the suite run, an index, put in place at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError, ParameterError
from analysis.files import locked, new_folder, restore
from analysis.paths import NOTEBOOKS, SITE
from analysis.press.colophon import command
from analysis.press.downloads import pictures
from analysis.press.executed import errors_printed
from analysis.press.parameters import read_parameters
from analysis.press.putting_out import Form, Press
from analysis.press.record import write_records
from analysis.press.report import Report, prepare, report_of
from analysis.press.runner import Job, run_all, warm_up

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from analysis.collection import Collection
    from analysis.press.exporter import Page

MARK = '<meta name="generator" content="reportedly">'
"""In every index of ours; a folder without it is somebody's and is not replaced."""
WAIT_SECONDS = 300
"""For another run on the same site; one takes under a minute."""


@dataclass(frozen=True)
class Watcher:
    """Who is told how a long run goes.

    Parameters
    ----------
    say : callable
        Called with a sentence.
    cell : callable
        Called with the name of a report, the cells done and the cells it has; from any thread.
    counted : callable
        Called with the reports of a sweep that have ended, and all that are to run.
    """

    say: Callable[[str], None] = lambda sentence: None
    cell: Callable[[str, int, int], None] = lambda report, done, cells: None
    counted: Callable[[int, int], None] = lambda ended, tasks: None


def suite(folder: Path = NOTEBOOKS) -> list[Path]:
    """Return the reports: the notebooks of a folder with a `parameters` cell, by name.

    Raises
    ------
    ParameterError
        If there is none, or one declares its parameters wrongly.
    """
    found = [path for path in sorted(folder.glob("*.ipynb")) if read_parameters(path)]
    if not found:
        raise ParameterError(f"no notebook in {folder} has a `parameters` cell")
    return found


def prepare_suite(sources: list[Path], given: Mapping[str, object]) -> list[Report]:
    """Check the values of all reports before any runs.

    Parameters
    ----------
    sources : list of Path
    given : mapping
        Each value goes to the reports that declare its name.

    Raises
    ------
    ParameterError
        With every fault; one is a name that no report declares.
    """
    names = {source: [p.name for p in read_parameters(source)] for source in sources}
    known = sorted({name for declared in names.values() for name in declared})
    faults: dict[str, list[str]] = {
        f"no report has a parameter {name!r}; there are {', '.join(known)}": []
        for name in sorted(set(given) - set(known))
    }
    reports = []
    for source in sources:
        own = {name: value for name, value in given.items() if name in names[source]}
        try:
            reports.append(prepare(source, own))
        except ParameterError as refusal:
            for fault in str(refusal).splitlines():
                faults.setdefault(fault, []).append(source.name)
    if faults:
        lines = [
            f"{', '.join(where)}: {fault}" if where else fault for fault, where in faults.items()
        ]
        raise ParameterError("\n".join(lines))
    return reports


def publish(
    given: Mapping[str, object],
    *,
    target: Path = SITE,
    folder: Path = NOTEBOOKS,
    watcher: Watcher | None = None,
    form: Form | None = None,
) -> Path:
    """Publish all reports of a folder with an index; the old site stands until the new is whole.

    Parameters
    ----------
    given : mapping
        Values by parameter, for all reports that declare it; `collection` among them.
    target : Path
        The site's folder: absent, empty or an earlier site.
    folder : Path
        Of notebooks.
    watcher : Watcher, optional
    form : Form, optional

    Returns
    -------
    Path
        The index.

    Raises
    ------
    ParameterError, RawDataError
        If the input is bad; nothing has run then.
    AnalysisError
        If a report fails or the site cannot be written. What ran of a failed report is in
        `<target>.failed`.
    """
    watcher = watcher or Watcher()
    target = target.resolve()
    notebooks = suite(folder)
    warm_up(notebooks)
    reports = prepare_suite(notebooks, given)
    collections = {str(r.values["collection"]) for r in reports if "collection" in r.values}
    if len(collections) > 1:
        raise ParameterError(f"the reports name different collections: {sorted(collections)}")
    form = form or Form()
    press = Press(form, command("publish", *form.options, values=dict(given)), watcher.say)
    with locked(target, wait_seconds=WAIT_SECONDS, tell=watcher.say):
        restore(target)
        refuse_foreign(target)
        held = (
            rebuild(next(iter(collections)), as_of_all(reports), watcher) if collections else None
        )
        with new_folder(target) as site, pictures() as pngs:
            pages = _run(reports, target, watcher)
            press.put_out(site, list(zip(reports, pages, strict=True)), held, pngs)
            write_records(site, reports)
    return target / "index.html"


def as_of_all(reports: Iterable[Report]) -> str:
    """Return the day as of which all reports of a site are made; empty for none."""
    return max((str(report.values.get("as_of", "")) for report in reports), default="")


def rebuild(name: str, as_of: str, watcher: Watcher) -> Collection:
    from analysis.build import build_processed
    from analysis.collection import load_collection

    watcher.say(f"cleaning the claims of {name}")
    build_processed(name)
    return load_collection(name, as_of=as_of)


def _run(reports: list[Report], target: Path, watcher: Watcher) -> list[Page]:
    from analysis.press.exporter import Page

    failed = target.with_name(f"{target.name}.failed")
    jobs = [
        Job(
            report.source,
            report.values,
            failed / report.source.name,
            partial(watcher.cell, report.name),
        )
        for report in reports
    ]
    for job in jobs:
        job.partial.unlink(missing_ok=True)
    with suppress(OSError):
        failed.rmdir()

    pages = []
    for report, made in zip(reports, run_all(jobs, partial(_page, reports)), strict=True):
        for note in made.pop("notes"):
            watcher.say(f"{report.source.name}, {note}")
        watcher.cell(report.name, 1, 1)
        pages.append(Page(**made))
    return pages


def _page(reports: Sequence[Report], job: Job, notebook: NotebookNode) -> dict:
    """Return a report's page, field by field, and what cells wrote to standard error."""
    page = report_of(reports, job).page(notebook, in_site=True)
    return {**asdict(page), "notes": errors_printed(notebook)}


def refuse_foreign(target: Path) -> None:
    """Refuse a folder that holds anything but an earlier site: it would be lost."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    index = target / "index.html"
    if not index.is_file() or MARK not in index.read_text(encoding="utf-8", errors="replace"):
        raise AnalysisError(f"{target} holds something else than a site made here; name another")
