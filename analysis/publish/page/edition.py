"""The pages of a site beside its reports: index, lists, corrections, method and glossary."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from analysis.collection.collection import Collection
from analysis.data.names import isolated
from analysis.paths import ROOT, SHIPPED
from analysis.publish.cache import KeptReport
from analysis.publish.page import lookup
from analysis.publish.page.addresses import table_address
from analysis.publish.page.colophon import Colophon, Preview
from analysis.publish.page.downloads import Downloads, SiteTable
from analysis.publish.page.drawing import Glance
from analysis.publish.page.lookup import HEADINGS, changelog, readings
from analysis.publish.page.markup import set_apart
from analysis.text.say import day as day_words

if TYPE_CHECKING:
    from jinja2 import Environment

DOCUMENTS = {name: SHIPPED / "docs" / f"{name}.md" for name in ("method", "glossary")}
"""Pages made from the project's own documents."""
SITE_CSS = Path(__file__).parent / "templates" / "report" / "site.css"
"""Rules for the pages made here, beside those of every page."""
MOST = 12
"""Speakers and measures that the index names; the lists have all."""


Previews = Callable[[str], Preview | None]
"""Gives the preview of a page by its file name."""


def no_preview(name: str) -> None:
    """Give none: the page stands in no site."""


@dataclass(frozen=True)
class ReportEntry:
    """A report as the index lists it.

    Parameters
    ----------
    address, title : str
        Of its page.
    sentence : Markup
        From `exporter.Page.headline`.
    colophon : Colophon
    glance : Glance
        Its first screen.
    """

    address: str
    title: str
    sentence: Markup
    colophon: Colophon
    glance: Glance = field(default_factory=Glance)


@dataclass(frozen=True)
class FailedReport:
    """A report that could not be made, as its page and the index tell it.

    Parameters
    ----------
    address : str
        Of its page within the site.
    title : str
        What it asks.
    why : str
        Notebook, cell and line, and below them the error.
    parameters : str
        The values that it was to be made with.
    """

    address: str
    title: str
    why: str
    parameters: str = ""

    @property
    def place(self) -> str:
        """The notebook, cell and line that failed."""
        return self.why.partition("\n")[0]

    @property
    def error(self) -> str:
        """What the cell said of it, without places on the machine that it ran on."""
        said = self.why.partition("\n")[2].partition("Kept up to there:")[0]
        return said.replace(f"{ROOT}/", "").strip()


@dataclass(frozen=True)
class SweepEntry:
    """A sweep as the index and its own page list it.

    Parameters
    ----------
    address : str
        Of its page.
    title, by : str
        What the report asks, and what its pages differ in.
    groups : sequence of (str, sequence of (str, str, Markup))
        Under a heading the pages: address, name, headline. All addresses within the site.
    failed : sequence of (str, str)
        Addresses and names of the pages of reports that could not be made.
    absent : sequence of str
        Combinations that were asked for and that no claim has.
    """

    address: str
    title: str
    by: str
    groups: Sequence[tuple[str, Sequence[tuple[str, str, Markup]]]]
    failed: Sequence[tuple[str, str]] = ()
    absent: Sequence[str] = ()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return sum(len(pages) for _, pages in self.groups)


@dataclass(frozen=True)
class Contents:
    """What a site holds.

    Parameters
    ----------
    made : sequence of KeptReport
        Every report that there is.
    listed : sequence of ReportEntry
        Those of the suite, as the index lists them.
    picture : Downloads
        Of the page whose picture stands for the site.
    sweeps : sequence of SweepEntry
    failed : sequence of FailedReport
        Those of the suite and of sweeps.
    reviewed : str
        What reviewed wars had, for the first screen; empty if no ratio here is about fighters.
    """

    made: Sequence[KeptReport] = ()
    listed: Sequence[ReportEntry] = ()
    picture: Downloads = field(default_factory=Downloads)
    sweeps: Sequence[SweepEntry] = ()
    failed: Sequence[FailedReport] = ()
    reviewed: str = ""


def index_page(
    contents: Contents,
    collection: Collection | None,
    again: str,
    tables: Sequence[SiteTable] = (),
    preview: Preview | None = None,
) -> str:
    """Return the index as HTML.

    Parameters
    ----------
    contents : Contents
        Reports that could not be made stand behind the others; those of sweeps on their own page.
    collection : Collection or None
        None if the reports name none.
    again : str
        The command that makes the site again.
    tables : sequence of SiteTable
        The whole tables that the site offers.
    preview : Preview, optional
    """
    first = next((report for report in contents.listed if report.glance.html), None)
    values: dict[str, object] = {
        "reports": sorted(contents.listed, key=lambda report: report is not first),
        "first": first,
        "answer": first.sentence.striptags() if first else "",
        "looks": first.glance.looks if first else "",
        "failed": [report for report in contents.failed if "/" not in report.address],
        "held": None,
        "sweeps": contents.sweeps,
        "reviewed": contents.reviewed,
        "preview": preview,
    }
    if collection is not None:
        rows = lookup.listed_claims(collection)
        days = lookup.by_day(rows)
        values |= {
            "held": collection,
            "rows": rows,
            "days": [group for group in days if group.anchor != lookup.UNDATED],
            "months": lookup.by_month(days),
            "parties": lookup.party_shares(collection),
            "speakers": _largest(lookup.by_speaker(rows, collection)),
            "measures": _largest(lookup.by_measure(rows, collection)),
            "tables": tables,
        }
    return _page("site", _colophon(collection, again), values)


def sweep_page(
    sweep: SweepEntry,
    again: str,
    held: Collection | None,
    preview: Preview | None = None,
    reviewed: str = "",
) -> str:
    """Return the page that lists a sweep, for its place in a folder of the site."""
    values = {"sweep": sweep, "up": "../", "preview": preview, "reviewed": reviewed}
    return _page("sweep", _colophon(held, again), values)


def failed_page(
    failed: FailedReport, again: str, data_version: str = "", preview: Preview | None = None
) -> str:
    """Return the page of a report that could not be made: which cell failed, and why."""
    values = {"failed": failed, "up": "../" * failed.address.count("/"), "preview": preview}
    return _page("failed", Colophon("", again, data_version), values)


def list_pages(
    collection: Collection, again: str, previews: Previews = no_preview
) -> dict[str, str]:
    """Return the lists by day, speaker and measure, and the corrections, by file name."""
    colophon = _colophon(collection, again)
    rows = lookup.listed_claims(collection)
    shown = lookup.shortened(lookup.by_day(rows))
    speakers, measures = (
        lookup.by_speaker(rows, collection),
        lookup.by_measure(rows, collection),
    )
    corrected = {
        "releases": changelog(),
        "readings": readings(collection),
        "headings": HEADINGS,
        "held": collection,
        "listed": {claim.claim_id for group in shown for claim in group.claims},
        "most": lookup.MOST_CORRECTED,
    }
    made = {
        "days.html": ("days", {"groups": shown, "months": lookup.by_month(shown)}),
        "speakers.html": ("directory", _directory(speakers, "speaker")),
        "measures.html": ("directory", _directory(measures, "measure")),
        "corrections.html": ("corrections", corrected),
    }
    return {
        name: _page(template, colophon, {**values, "preview": previews(name)})
        for name, (template, values) in made.items()
    }


def _directory(groups: Sequence[lookup.Group], kind: str) -> dict[str, object]:
    """Return the values of a list that links cut down to one kind, without script."""
    kinds = lookup.kinds_of(groups)
    rules = (
        f"main:has(#only-{n}:target) .entry:not(.kind-{n}){{display:none}}"
        f"main:has(#only-{n}:target) .only a[href='#only-{n}']{{font-weight:700}}"
        for n in range(1, len(kinds) + 1)
    )
    number = {name: n for n, (name, _) in enumerate(kinds, start=1)}
    return {
        "groups": groups,
        "kind": kind,
        "most": lookup.days_shown(groups),
        "kinds": kinds,
        "number": number,
        "looks": "\n".join(rules),
    }


def document_pages(
    again: str,
    data_version: str = "",
    documents: Mapping[str, Path] = DOCUMENTS,
    previews: Previews = no_preview,
) -> dict[str, str]:
    """Return the project's documents as pages, by file name; those that are not there are left out.

    Parameters
    ----------
    again, data_version : str
        For the foot.
    documents : mapping
        From the name of a page to a file in Markdown.
    previews : callable
        Gives the preview of a page by its file name.
    """
    from nbformat.v4 import new_markdown_cell, new_notebook

    from analysis.publish.page.exporter import Standing, export_page

    colophon = Colophon("", again, data_version)
    pages = {}
    for name, path in documents.items():
        if path.is_file():
            text = _linked(path.read_text(encoding="utf-8"), documents)
            notebook = new_notebook(cells=[new_markdown_cell(text)])
            offer = partial(_nothing_offered, previews(f"{name}.html"))
            standing = Standing(has_lists=bool(data_version), offer=offer)
            pages[f"{name}.html"] = export_page(notebook, colophon, standing=standing).html
    return pages


def _nothing_offered(preview: Preview | None, body: object) -> tuple[Markup, Preview | None]:
    return Markup(""), preview


def _linked(text: str, documents: Mapping[str, Path]) -> str:
    """Keep the links between documents, which the exporter takes for links between notebooks."""
    names = "|".join(map(re.escape, documents))
    return re.sub(rf"\]\(({names})\.md", r"](\1.ipynb", text)


def _largest(groups: list[lookup.Group]) -> list[lookup.Group]:
    """Return the groups with the most claims; none is cut off that has as many as one shown."""
    ranked = sorted(groups, key=lambda group: -len(group.claims))
    least = len(ranked[min(MOST, len(ranked)) - 1].claims) if ranked else 0
    return [group for group in ranked if len(group.claims) >= least]


def _colophon(collection: Collection | None, again: str) -> Colophon:
    return Colophon("", again, collection.data_version if collection else "")


def _page(name: str, colophon: Colophon, values: Mapping[str, object]) -> str:
    template = _environment().get_template(f"{name}.html.j2")
    usual = {"up": "", "preview": None, "has_lists": bool(colophon.data_version)}
    return set_apart(template.render(**{"colophon": colophon, **usual, **values}) + "\n")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from analysis.publish.page.exporter import TEMPLATES

    loader = FileSystemLoader(TEMPLATES / "report")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.filters |= {
        "count": "{:,}".format,
        "day": lambda moment: day_words(moment),
        "apart": isolated,
        "amount": _amount,
        "table_address": table_address,
    }
    return environment


def _amount(number: int, one: str, many: str = "") -> str:
    """Write a number of things: "no claim", "1 claim", "1,200 claims"."""
    return f"{number:,} {many or one + 's'}" if number > 1 else f"{number or 'no'} {one}"
