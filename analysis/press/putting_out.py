"""From pages to a site: each with its downloads and preview, and what stands around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.collection import Collection
from analysis.files import write_text
from analysis.press.downloads import Offer, Offered, offer_downloads
from analysis.press.edition import SITE_CSS, Listed, document_pages, index_page, list_pages
from analysis.press.feed import Entry, feed
from analysis.press.headline import headline
from analysis.press.markup import plain
from analysis.press.package import Published, write_package
from analysis.press.preview import Preview, description_of, title_of, with_preview
from analysis.press.spreadsheet import write_csv, write_parquet
from analysis.received import SOURCE_FIELDS
from analysis.references import read_references

if TYPE_CHECKING:
    from analysis.press.exporter import Page
    from analysis.press.report import Report

WHOLE_TABLES = ("claims", "ratios", "set_aside")


@dataclass(frozen=True)
class Form:
    """How a site is put out.

    Parameters
    ----------
    base_url : str
        Where it will stand on the web (`preview.checked_base`). Links between pages stay relative
        either way; previews and feed are absolute only with it.
    pdf : bool
        Whether each report is printed to a PDF as well, which needs Chromium.
    """

    base_url: str = ""
    pdf: bool = False

    @property
    def options(self) -> list[str]:
        """What of it is typed on the command line."""
        base = ["--base-url", self.base_url] if self.base_url else []
        return [*base, *(["--pdf"] if self.pdf else [])]


@dataclass
class Press:
    """Puts a site out, file by file.

    Parameters
    ----------
    form : Form
    again : str
        The command that makes the site again.
    say : callable
        Called with a sentence for who waits.
    tables : list of Published
        Filled on the way.
    """

    form: Form
    again: str
    say: Callable[[str], None] = lambda sentence: None
    tables: list[Published] = field(default_factory=list)

    def put_out(
        self,
        site: Path,
        made: Sequence[tuple[Report, Page]],
        held: Collection | None,
        pngs: Path,
    ) -> None:
        """Write a whole site.

        Parameters
        ----------
        site : Path
            An empty folder.
        made : sequence of (Report, Page)
            In the order to list them.
        held : Collection or None
            None if the reports name no collection.
        pngs : Path
            From `downloads.pictures`.

        Raises
        ------
        AnalysisError
            If a file cannot be written, or a PDF was asked for and there is no browser.
        """
        if held is not None:
            self.tables += whole_tables(held, site / "data")
        offered = [self._put_report(site, report, page, pngs) for report, page in made]
        if self.form.pdf:
            self._print(site, made)
        listed = [_listed(report, page) for report, page in made]
        whole = [table for table in self.tables if table.path.parent.name == "data"]
        index = index_page(listed, held, self.again, whole)
        picture = next((page for page in offered if page.image), Offered(""))
        self._put(site, "index.html", index, picture)
        if held is not None:
            self._put_library(site, held, listed)

    def _put_report(self, site: Path, report: Report, page: Page, pngs: Path) -> Offered:
        name = report.source.stem
        pdf = [Offer(f"{name}/{name}.pdf", "PDF", "This page")] if self.form.pdf else []
        whole = _whole_offers() if self.tables else []
        held = report.collection()
        offered = offer_downloads(page.html, site / name, pngs, held, more=[*whole, *pdf])
        self.tables += offered.tables
        self._put(site, f"{name}.html", offered.html, offered)
        return offered

    def _put_library(self, site: Path, held: Collection, listed: Sequence[Listed]) -> None:
        for name, html in list_pages(held, self.again).items():
            self._put(site, name, html, Offered(""))
        for name, html in document_pages(self.again, held.data_version).items():
            self._put(site, name, html, Offered(""))
        entries = [
            Entry(report.colophon.command, report.address, report.title, plain(report.sentence))
            for report in listed
        ]
        told = {"title": f"Reportedly: {held.title}", "author": held.origin.producer}
        latest = latest_day(held)
        if latest:
            text = feed(entries, updated=latest, base_url=self.form.base_url, **told)
            write_text(site / "feed.xml", text)
        write_package(site, held, self.tables)

    def _put(self, site: Path, name: str, html: str, offered: Offered) -> None:
        told = Preview(name, title_of(html), description_of(html), offered.image, offered.image_alt)
        write_text(site / name, with_preview(html, told, self.form.base_url, SITE_CSS.read_text()))

    def _print(self, site: Path, made: Sequence[tuple[Report, Page]]) -> None:
        from analysis.press.pdf import print_page

        for report, _ in made:
            name = report.source.stem
            self.say(f"printing {name}")
            print_page(site / f"{name}.html", site / name / f"{name}.pdf")


def _whole_offers() -> list[Offer]:
    words = {"claims": "All claims of the collection", "ratios": "All its ratios and refusals"}
    words |= {"reference": "Killed and wounded in other wars"}
    return [
        Offer(f"data/{name}.{kind.lower()}", kind, said)
        for name, said in words.items()
        for kind in ("CSV", "Parquet")
    ]


def _listed(report: Report, page: Page) -> Listed:
    address = f"{report.source.stem}.html"
    sentence = headline(page.html, address, page.first_sentence)
    return Listed(address, page.title, sentence, report.colophon)


def whole_tables(held: Collection, folder: Path) -> list[Published]:
    """Write all tables of a collection, its pages and the other wars, as CSV and Parquet.

    Raises
    ------
    AnalysisError
        If one cannot be written.
    """
    folder.mkdir()
    frames = {name: getattr(held, name) for name in WHOLE_TABLES}
    frames |= {"sources": _sources(held), "reference": read_references()}
    tables = [Published(folder / f"{name}.csv", name, rows) for name, rows in frames.items()]
    for table in tables:
        write_csv(table.rows, table.path)
        write_parquet(table.rows, table.path.with_suffix(".parquet"))
    return tables


def _sources(held: Collection) -> pd.DataFrame:
    """Return the pages, with the columns that every collection has and no remarks of others."""
    pages = held.sources.reset_index()
    return pages[[name for name in (*SOURCE_FIELDS, "quoted_from") if name in pages]]


def latest_day(held: Collection) -> date | None:
    """Return the latest day that the data know of: stated, or printed on a page or a table.

    Returns
    -------
    datetime.date or None
        None if the data know of none.
    """
    days = [*held.claims["stated_on"].dropna().dt.date.unique()]
    pages = pd.to_datetime(held.sources["published"], format="%Y-%m-%d", errors="coerce")
    days += [*pages.dropna().dt.date.unique(), *filter(None, [held.origin.published])]
    return max(days, default=None)
