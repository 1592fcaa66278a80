"""The files of a site: those of each page with its downloads and preview, and what stands around.

A worker makes those of one report, here or on another machine (`make`): what goes in and what comes
out is plain data. A press puts them out, and all that lists them (`Press`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.collection.collection import Collection, collection_of
from analysis.collection.labels import latest_day
from analysis.collection.overview import read_codebook
from analysis.data.intake.tables import PAGE_FIELDS, SOURCE_FIELDS
from analysis.execute.execution import errors_printed
from analysis.execute.parameters import Parameter, Report
from analysis.publish.page.downloads import (
    Download,
    Downloads,
    SiteTable,
    offer_downloads,
    pictures,
    print_page,
    resource_of,
    write_package,
    write_table,
)
from analysis.publish.page.drawing import Glance
from analysis.publish.page.edition import (
    SITE_CSS,
    Contents,
    document_pages,
    failed_page,
    feed,
    index_page,
    list_pages,
    sweep_page,
)
from analysis.publish.report import SiteForm
from analysis.publish.runner import Job
from analysis.ratios.references import read_references
from analysis.store import reads
from analysis.store.files import digest_of, scratch, write_text
from analysis.store.instructions import instructing

if TYPE_CHECKING:
    from markupsafe import Markup
    from nbformat import NotebookNode

    from analysis.publish.page.body import Body
    from analysis.publish.page.exporter import Page, Preview

FINISH = (
    *("analysis.publish.press", "analysis.publish.record"),
    *("analysis.figures.renderer", "matplotlib.backends.backend_agg"),
)
"""Modules with which `make` finishes a report; a server of workers has them ready."""


@dataclass(frozen=True)
class Conditions:
    """Under which many reports are made: what is the same for all of them.

    Parameters
    ----------
    declared : dict
        The parameters of each notebook, by its name.
    states : dict
        What goes into each notebook's records (`record.state_of`), by its name.
    has_tables : bool
        Whether the site offers the whole tables.
    failed : str
        Folder that a failed notebook is kept in, under the address of its page.
    pngs : str
        Folder from `downloads.pictures`; empty if there are none.
    """

    declared: Mapping[str, tuple[Parameter, ...]]
    states: Mapping[str, dict]
    form: SiteForm
    has_tables: bool
    data_version: str
    failed: str
    pngs: str = ""


def make(conditions: Conditions, job: Job, notebook: NotebookNode) -> dict[str, dict]:
    """Make the files of a report whose notebook has run.

    Parameters
    ----------
    job : Job
        Of a task, or with what a task has in common with it.

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
    from analysis.publish.record import write_record

    version = conditions.data_version if "collection" in job.values else ""
    report = Report(job.source, conditions.declared[job.name], job.values, version)
    address = job.partial.relative_to(conditions.failed).with_suffix(".html").as_posix()
    noted = reads_of(notebook)
    with reads.listening() as notes, scratch() as site:
        (site / address).parent.mkdir(exist_ok=True)
        press = Press(conditions.form, "", has_tables=conditions.has_tables)
        pngs = Path(conditions.pngs or site)
        page, offered = press.put_report(site, report, notebook, pngs, address)
        state = {**conditions.states[report.source.stem], "parameters": dict(report.values)}
        form = {"address": address, **asdict(conditions.form), "tables": conditions.has_tables}
        write_record(site / address, report, state, form)
        # Only the index shows it, and lists no page of a sweep.
        glance = page.glance(address) if "/" not in address else Glance()
        codebook = read_codebook()
        told = {
            "title": page.text.title,
            # The list that shows it stands beside the page, in the same folder.
            "sentence": str(page.headline(Path(address).name)),
            "glance": [str(glance.html), glance.looks],
            "image": [offered.image, offered.image_alt],
            "resources": [resource_of(table, site, codebook) for table in press.tables],
            "notes": [*errors_printed(notebook), *page.notes],
        }
        paths = sorted(path for path in site.rglob("*") if path.is_file())
        files = {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}
        return {"files": files, "reads": {**noted, **notes}, "told": told}


def reads_of(notebook: NotebookNode) -> reads.Notes:
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


def _with_schemas(described: Sequence[dict], site: Path) -> list[dict]:
    """Return resources for the package of a site; those of a sweep name their schema by place."""
    named = []
    for resource in described:
        folder = resource["path"].split("/")[0]
        if resource["path"].count("/") > 1:
            schema = resource["schema"]
            place = f"{folder}/{SCHEMAS}/{digest_of(schema)[:12]}.json"
            if not (site / place).exists():
                (site / place).parent.mkdir(parents=True, exist_ok=True)
                write_text(site / place, json.dumps(schema, ensure_ascii=False, indent=1) + "\n")
            resource = {**resource, "schema": place}
        named.append(resource)
    return named


SCHEMAS = "schemas"
"""Folder of a sweep: its tables have few schemas, and a package names them by their place."""
WHOLE_TABLES = ("claims", "ratios", "set_aside")
OFFERED = {
    "claims": "All claims of the collection",
    "ratios": "All its ratios and refusals",
    "reference": "Killed and wounded in other wars",
}
"""The whole tables that every page offers."""


@dataclass
class Press:
    """Puts a site out, file by file.

    Parameters
    ----------
    again : str
        The command that makes the site again.
    has_tables : bool
        Whether the site holds the whole tables of a collection.
    """

    form: SiteForm
    again: str
    tables: list[SiteTable] = field(default_factory=list)
    has_tables: bool = False

    def put_site(self, site: Path, contents: Contents, held: Collection | None) -> None:
        """Fill an empty folder with a whole site.

        Raises
        ------
        AnalysisError
            If a file cannot be written.
        """
        again, resources = self.again, []
        if held is not None:
            self.tables += whole_tables(held, site / "data")
        for made in contents.made:
            made.place(site)
            resources += _with_schemas(made.told["resources"], site)
        preview = self._preview("index.html", contents.picture)
        pages = {"index.html": index_page(contents, held, again, self.tables, preview)}
        for sweep in contents.sweeps:
            preview = self._preview(sweep.address)
            page = sweep_page(sweep, again, held, preview, contents.reviewed)
            pages[sweep.address] = page
        version = held.data_version if held else ""
        for report in contents.failed:
            preview = self._preview(report.address)
            pages[report.address] = failed_page(report, again, version, preview)
        if held is not None:
            pages |= list_pages(held, again, self._preview)
            pages |= document_pages(again, version, previews=self._preview)
            if latest := latest_day(held):
                told = {"title": f"Reportedly: {held.title}", "author": held.origin.producer}
                told |= {"updated": latest, "base_url": self.form.base_url}
                pages["feed.xml"] = feed(contents.listed, **told)
        for name, text in pages.items():
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            write_text(site / name, text)
        if held is not None:
            write_package(site, held, self.tables, resources)

    def put_report(
        self, site: Path, report: Report, notebook: NotebookNode, pngs: Path, address: str
    ) -> tuple[Page, Downloads]:
        """Make one page with its downloads and write them.

        Parameters
        ----------
        pngs : Path
            From `downloads.pictures`.
        address : str
            Of the page within the site; in a folder of it if the page is one of a sweep.

        Raises
        ------
        AnalysisError
            If the page cannot be made, a file cannot be written, or a PDF was asked for and there
            is no browser.
        """
        place = site / address
        name, up = place.stem, "../" * address.count("/")
        pdf = [Download(f"{name}/{name}.pdf", "PDF", "This page")] if self.form.pdf else []
        more = [
            Download(f"{up}data/{table}.{kind.lower()}", kind, said)
            for table, said in (OFFERED if self.has_tables else {}).items()
            for kind in ("CSV", "Parquet")
        ]
        held, offers = collection_of(report.values), []

        def offer(body: Body) -> tuple[Markup, Preview]:
            how = {"more": [*more, *pdf], "beside": self.has_tables, "few": "/" in address}
            offered = offer_downloads(body, place.with_suffix(""), pngs, held, **how)
            offers.append(offered)
            return offered.section, self._preview(address, offered)

        from analysis.publish.page.exporter import Standing, export_page

        page = export_page(
            notebook,
            report.colophon,
            standing=Standing(up, self.has_tables, offer),
            collection=held,
            source=report.source.name,
        )
        [offered] = offers
        self.tables += offered.tables
        write_text(place, page.html)
        if self.form.pdf:
            base = self.form.base_url
            print_page(place, place.with_suffix("") / f"{name}.pdf", base and f"{base}{address}")
        return page, offered

    def _preview(self, address: str, offered: Downloads | None = None) -> Preview:
        from analysis.publish.page.exporter import Preview

        offered = offered or Downloads()
        folder = address.rpartition("/")[0]
        image = f"{folder}/{offered.image}".lstrip("/") if offered.image else ""
        base, css = self.form.base_url, SITE_CSS.read_text(encoding="utf-8")
        return Preview(address, base, image, offered.image_alt, css)


def whole_tables(held: Collection, folder: Path) -> list[SiteTable]:
    """Write all tables of a collection, its pages and the other wars, as CSV and Parquet.

    Raises
    ------
    AnalysisError
        If one cannot be written.
    """
    folder.mkdir()
    frames = {name: getattr(held, name) for name in WHOLE_TABLES}
    # The columns that every collection has of its pages, and no remarks of others.
    pages = held.sources.reset_index()
    columns = [n for n in (*SOURCE_FIELDS, "quoted_from", *PAGE_FIELDS) if n in pages]
    frames |= {"sources": pages[columns], "reference": read_references()}
    tables = [SiteTable(folder / f"{name}.csv", name, rows) for name, rows in frames.items()]
    for table in tables:
        write_table(table)
    return tables
