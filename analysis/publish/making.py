"""One report from its notebook to its files: what a worker does, here or on another machine.

What goes in and what comes out is plain data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.execute.executed import errors_printed
from analysis.execute.parameters import Parameter
from analysis.publish.downloads.downloads import pictures
from analysis.publish.runs.runner import Job
from analysis.store import reads
from analysis.store.instructions import instructing
from analysis.store.scratch import scratch

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from analysis.publish.putting_out import Form
    from analysis.publish.runs.report import Report

FINISH = ("analysis.publish.putting_out", "analysis.publish.record.record")
"""Modules with which `make` finishes a report; a server of workers has them ready."""


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
class Setting:
    """What is the same for many reports.

    Parameters
    ----------
    declared : dict
        The parameters of each notebook, by its name.
    states : dict
        What goes into each notebook's records (`record.state_of`), by its name.
    form : Form
    has_tables : bool
        Whether the site offers the whole tables.
    data_version : str
        Of the collection.
    failed : str
        Folder that a failed notebook is kept in, under the address of its page.
    pngs : str
        Folder from `downloads.pictures`; empty if there are none.
    """

    declared: Mapping[str, tuple[Parameter, ...]]
    states: Mapping[str, dict]
    form: Form
    has_tables: bool
    data_version: str
    failed: str
    pngs: str = ""

    def address_of(self, job: Job) -> str:
        """Return the place of a job's page within the site."""
        return job.partial.relative_to(self.failed).with_suffix(".html").as_posix()

    def report_of(self, job: Job) -> Report:
        """Return the report that a job runs."""
        from analysis.publish.runs.report import Report

        version = self.data_version if "collection" in job.values else ""
        return Report(job.source, self.declared[job.name], job.values, version)


def make(setting: Setting, job: Job, notebook: NotebookNode) -> dict[str, dict]:
    """Make the files of a report whose notebook has run.

    Parameters
    ----------
    setting : Setting
    job : Job
        Of a task, or with what a task has in common with it.
    notebook : NotebookNode

    Returns
    -------
    dict
        `files`, bytes by place in the site; `reads`, what it read of the collection
        (`reads.Notes`); `told`, what the pages around it say of it (`cache.TOLD`).

    Raises
    ------
    AnalysisError
        If the page cannot be made, with the notebook's name.
    """
    from analysis.publish.page.glance import Glance
    from analysis.publish.putting_out import Press
    from analysis.publish.record.record import write_record

    report, address = setting.report_of(job), setting.address_of(job)
    noted = reads_told(notebook)
    with reads.listening() as notes, scratch() as site:
        (site / address).parent.mkdir(exist_ok=True)
        press = Press(setting.form, "", has_tables=setting.has_tables)
        pngs = Path(setting.pngs or site)
        page, offered = press.put_report(site, report, notebook, pngs, address)
        state = {**setting.states[report.source.stem], "parameters": dict(report.values)}
        form = {
            "address": address,
            "base_url": setting.form.base_url,
            "pdf": setting.form.pdf,
            "tables": setting.has_tables,
        }
        write_record(site / address, report, state, form)
        # Only the index shows it, and lists no page of a sweep.
        glance = page.glance(address) if "/" not in address else Glance()
        told = {
            "title": page.title,
            # The list that shows it stands beside the page, in the same folder.
            "sentence": str(page.headline(Path(address).name)),
            "glance": [str(glance.html), glance.looks],
            "image": [offered.image, offered.image_alt],
            "resources": _described(press, site),
            "notes": [*errors_printed(notebook), *page.notes],
        }
        return {"files": _bytes_in(site), "reads": {**noted, **notes}, "told": told}


def reads_told(notebook: NotebookNode) -> reads.Notes:
    """Return what a kernel told of its reads, and take it out of the notebook."""
    notes: reads.Notes = {}
    for cell in notebook.cells:
        if "outputs" in cell:
            for output in cell.outputs:
                notes |= output.get("data", {}).get(reads.KIND, {})
            cell.outputs = [o for o in cell.outputs if reads.KIND not in o.get("data", {})]
    return notes


@contextmanager
def watched_kernels() -> Iterator[str]:
    """Have the kernels started meanwhile tell their reads, and leave their figures as PNG.

    Yields
    ------
    str
        The folder of the figures.
    """
    with instructing(listen=True), pictures() as folder:
        yield str(folder)


def _described(press: object, site: Path) -> list[dict]:
    from analysis.collection.codebook import read_codebook
    from analysis.publish.downloads.package import resource_of

    codebook = read_codebook()
    return [resource_of(table, site, codebook) for table in press.tables]


def _bytes_in(site: Path) -> dict[str, bytes]:
    paths = sorted(path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}
