"""What a reader can take from a page: its claims and ratios as tables, its figures as pictures.

They lie in a folder beside the page that has the page's name. The pictures are those in the page
itself, so a download never differs from what was read.

One of them stands on a card of one size too, the picture that is shown where somebody links to the
page. Claims are text from the open web: in a CSV, a cell that begins with a sign such as `=` is
taken for a formula by the usual programs, so it gets an apostrophe before it; numbers have none.
What a site offers is described as a data package, `datapackage.json` after the Frictionless
specification: every CSV with its schema, sources and licence, and nothing from the clock.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.collection.collection import Collection
from analysis.collection.overview import kind_of, read_codebook
from analysis.data.raw import read_origin
from analysis.errors import AnalysisError
from analysis.paths import RAW
from analysis.publish.page.body import FILES, Body, is_beside
from analysis.publish.page.markup import tree_of
from analysis.store.columns import csv_blocks
from analysis.store.files import scratch, write_blocks, write_bytes, write_parquet, write_text
from analysis.store.instructions import PICTURE_DPI, instructing, picture_name
from analysis.store.reads import fact, remembered

SIZE = (1200, 630)
"""Pixels: what programs that show links ask for (Open Graph, 1.91 to 1)."""
EDGE = 30
"""Pixels of paper left free on every side."""
CARD = "card.png"
OWN = 10_000
"""Claims that a page may rest on and still bring tables of its own beside the whole ones."""


def card_of(picture: bytes) -> bytes:
    """Put a picture whole onto a card, as large as it fits, on white paper."""
    from PIL import Image

    card = Image.new("RGB", SIZE, "white")
    with Image.open(BytesIO(picture)) as found:
        share = min((SIZE[n] - 2 * EDGE) / found.size[n] for n in (0, 1))
        size = tuple(max(1, round(side * share)) for side in found.size)
        shown = found.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    card.paste(shown, ((SIZE[0] - size[0]) // 2, (SIZE[1] - size[1]) // 2))
    stream = BytesIO()
    card.save(stream, "PNG")
    return stream.getvalue()


FORMULA = re.compile(r"(?:(?<=^)|(?<=[;\t\n]))(?=[=+\-@＝＋－＠\x00-\x1f\x7f\ufeff])")
"""Where a cell begins for some program; many cut at semicolons and line breaks as well, and some
pass over control signs before a formula."""
A_NUMBER = r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?"


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as disarmed CSV: UTF-8, commas, days as YYYY-MM-DD, missing as empty.

    Raises
    ------
    AnalysisError
        If it cannot be written.
    """
    return write_blocks(path, csv_blocks(disarmed(table), infinity="INF"))


def disarmed(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which no text cell begins a formula.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns of numbers, days and yes-or-no are left alone, and so is text that is a number.

    Returns
    -------
    pandas.DataFrame
        A copy; text as before but for the apostrophes.

    Examples
    --------
    >>> disarmed(pd.DataFrame({"note": ["=1+1", "-5", "a;@b"], "n": [-5, 0, 1]})).values.tolist()
    [["'=1+1", -5], ['-5', 0], ["a;'@b", 1]]
    """
    safe = {}
    for name, cells in table.select_dtypes(["object", "str"]).items():
        distinct = (cell for cell in cells.dropna().unique() if isinstance(cell, str))
        changed = {cell: safer for cell in distinct if (safer := disarm(cell)) != cell}
        safe[str(name)] = cells.replace(changed) if changed else cells
    return table.assign(**safe)


def disarm(cell: str) -> str:
    """Return text that no spreadsheet takes for a formula; its line breaks are all of one kind.

    >>> disarm("+380 44"), disarm("-0.5"), disarm("193")
    ("'+380 44", '-0.5', '193')
    """
    lines = cell.replace("\r\n", "\n").replace("\r", "\n")
    return cell if re.fullmatch(A_NUMBER, cell) else FORMULA.sub("'", lines)


LICENCES = {
    "CC BY 4.0": {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Attribution 4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    },
    "CC0": {
        "name": "CC0-1.0",
        "title": "Creative Commons Zero 1.0",
        "path": "https://creativecommons.org/publicdomain/zero/1.0/",
    },
}
"""By the words of an origin sidecar; another licence is given by its words alone."""
KEYS = {
    "claims": "claim_id",
    "set_aside": "claim_id",
    "sources": "source_id",
    "reference": "reference_id",
}
"""The column that names a row, by table."""
IN_NAMES = {ord("_"): "-", ord("~"): "/"}
"""What signs of a file's place become in the name of its resource, which allows few."""
OTHER_WARS = RAW / "reference" / "reference_ratios.csv"
DESCRIPTION = (
    "Figures are claims by the speakers named; not independently verified. An empty cell is not "
    "known, never zero; INF is a ratio over zero. A text cell that a spreadsheet would take for a "
    "formula has an apostrophe before it; the Parquet files have the text as it was."
)


@dataclass(frozen=True, eq=False)
class SiteTable:
    """A table that lies in the site as CSV.

    Parameters
    ----------
    table : str
        Its name in the codebook.
    """

    path: Path
    table: str
    rows: pd.DataFrame


def write_table(table: SiteTable) -> None:
    """Write a table as CSV, and beside it as Parquet.

    Raises
    ------
    AnalysisError
        If it cannot be written.
    """
    write_csv(table.rows, table.path)
    write_parquet(table.rows, table.path.with_suffix(".parquet"))


def write_package(
    site: Path,
    collection: Collection,
    published: Sequence[SiteTable],
    described: Sequence[Mapping[str, object]] = (),
) -> Path:
    """Describe the tables of a site.

    Parameters
    ----------
    described : sequence of mapping
        Further resources, as `resource_of` describes them.

    Returns
    -------
    Path
        Of `datapackage.json`.

    Raises
    ------
    AnalysisError
        If the codebook does not know a column.
    """
    codebook = read_codebook()
    origins = [collection.origin, *([read_origin(OTHER_WARS)] if OTHER_WARS.is_file() else [])]
    package = {
        "profile": "tabular-data-package",
        "name": collection.name.lower(),
        "title": collection.title,
        "description": DESCRIPTION,
        "version": collection.data_version,
        "licenses": [
            LICENCES.get(name, {"name": name.replace(" ", "-"), "title": name})
            for name in dict.fromkeys(origin.licence for origin in origins if origin.licence)
        ],
        "sources": [
            {"title": f"{origin.producer}: {origin.title}"}
            | ({"path": origin.url} if origin.url else {})
            for origin in origins
        ],
        "resources": [*(resource_of(table, site, codebook) for table in published), *described],
    }
    path = site / "datapackage.json"
    write_text(path, json.dumps(package, ensure_ascii=False, indent=2) + "\n")
    return path


def resource_of(
    published: SiteTable, site: Path, codebook: dict[str, dict[str, str]]
) -> dict[str, object]:
    """Describe one table of a site.

    Raises
    ------
    AnalysisError
        If the codebook does not know a column.
    """
    table, place = published.table, published.path.relative_to(site)
    content, told = published.path.read_bytes(), codebook.get(table, {})
    if unknown := ", ".join(sorted(set(published.rows.columns) - set(told))):
        raise AnalysisError(f"{table}.csv: the codebook does not say what {unknown} means")
    fields = []
    for name, column in published.rows.items():
        kind = kind_of(column)
        words = {"trueValues": ["True"], "falseValues": ["False"]} if kind == "boolean" else {}
        fields.append({"name": str(name), "type": kind, **words, "description": told[name]})
    key = {"primaryKey": [KEYS[table]]} if table in KEYS else {}
    return {
        "name": "-".join(place.with_suffix("").parts).lower().translate(IN_NAMES),
        "path": place.as_posix(),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""], **key},
    }


@dataclass(frozen=True)
class Download:
    """One file that a page offers.

    Parameters
    ----------
    address : str
        From the page's folder.
    kind : str
        Such as "CSV".
    """

    address: str
    kind: str
    words: str


@dataclass(frozen=True)
class Downloads:
    """The downloads of a page.

    Parameters
    ----------
    section : Markup
        The list of them, for the end of the page.
    image, image_alt : str
        The first picture, for previews; empty if the page has none.
    """

    section: Markup = field(default_factory=Markup)
    tables: tuple[SiteTable, ...] = ()
    image: str = ""
    image_alt: str = ""


@contextmanager
def pictures() -> Iterator[Path]:
    """Have kernels started meanwhile leave a PNG of each figure that matplotlib drew, too.

    Yields
    ------
    Path
        The folder; gone afterwards. The files are named by what they show (`picture_name`).
    """
    with scratch() as folder, instructing(pictures=str(folder)):
        yield folder


def offer_downloads(  # noqa: PLR0913
    body: Body,
    folder: Path,
    pngs: Path,
    collection: Collection | None,
    *,
    more: Sequence[Download] = (),
    beside: bool = False,
    few: bool = False,
) -> Downloads:
    """Write the downloads of a page and put links to them where the page speaks of them.

    Parameters
    ----------
    folder : Path
        Beside the page, of its name; made here.
    pngs : Path
        From `pictures`.
    collection : Collection or None
        That the page was made from.
    beside : bool
        Whether the whole tables are among them: a page that rests on very many claims then brings
        none of its own, which would be the same once more.
    few : bool
        Whether the card is the only picture: the page is one of many.

    Raises
    ------
    AnalysisError
        If a file cannot be written.
    """
    folder.mkdir()
    body.lead_to_files()
    offers: list[Download] = []
    image, shows = "", ""
    for number, drawing in enumerate(body.drawings, start=1):
        if not drawing.svg:
            continue
        files = {"SVG": drawing.svg, "PNG": b"" if few else _picture_of(drawing.svg, pngs)}
        own = [
            Download(f"{folder.name}/{drawing.node.id}.{kind.lower()}", kind, f"Figure {number}")
            for kind, content in files.items()
            if content
        ]
        for offer in own:
            write_bytes(folder / Path(offer.address).name, files[offer.kind])
        body.put_under(drawing, [(o.address, f"{o.words}: {o.kind}", o.kind) for o in own])
        offers += own
        if not image and (card := _picture_of(drawing.svg, pngs, on_card=True)):
            write_bytes(folder / CARD, card)
            image, shows = f"{folder.name}/{CARD}", drawing.alt
    claims = body.behind.claims
    is_own = collection is not None and not (beside and len(claims) > OWN)
    tables = tables_behind(claims, collection, folder) if is_own else []
    for table in tables:
        write_table(table)
        words = f"{table.table.capitalize()} behind this page, {amount(len(table.rows), 'row')}"
        address = f"{folder.name}/{table.table}"
        offers += [Download(f"{address}.{end.lower()}", end, words) for end in ("CSV", "Parquet")]
    return Downloads(_list([*offers, *more]), tuple(tables), image, shows)


def tables_behind(
    claim_ids: Sequence[str], collection: Collection, folder: Path
) -> list[SiteTable]:
    """Return the claims that the receipts of a page rest on, and the ratios of only those.

    A claim brings all versions of its figure with it. A page whose receipts rest on none has no
    tables of its own.
    """
    if not claim_ids:
        return []
    claims = _claims_named(collection, *sorted(claim_ids))
    ratios = ratios_of(collection, *claims["claim_id"])
    frames = {"claims": claims, "ratios": ratios}
    return [SiteTable(folder / f"{name}.csv", name, rows) for name, rows in frames.items()]


@fact
def _claims_named(collection: Collection, *claim_ids: str) -> pd.DataFrame:
    """Return claims by their ids, with all versions of their figures."""
    found = collection.rows_with("claims", claim_id=claim_ids)
    origins = collection.claims["origin_id"].take(found)
    rows = collection.rows_with("claims", origin_id=origins)
    return collection.claims.take(rows).reset_index(drop=True)


@fact
def ratios_of(collection: Collection, *claim_ids: str) -> pd.DataFrame:
    """Return the ratios of only these claims."""
    names, numbers, starts = _claims_of_ratios(collection)
    strangers = np.concatenate([[0], np.cumsum(~names.isin(list(claim_ids))[numbers])])
    first, end = starts[:-1], starts[1:]
    rows = np.flatnonzero((strangers[first] == strangers[end]) & (first < end))
    return collection.ratios.take(rows).reset_index(drop=True)


@remembered()
def _claims_of_ratios(collection: Collection) -> tuple[pd.Index, np.ndarray, np.ndarray]:
    """Return ids of claims, the places of those that ratios name, and where each ratio begins."""
    # Numbers, for there may be a million of them.
    import pyarrow as pa
    import pyarrow.compute as pc

    ratios = collection.ratios
    both = ratios["numerator_claims"] + ";" + ratios["denominator_claims"]
    cells = pc.split_pattern(pa.table({"both": both})["both"].combine_chunks(), ";")
    coded = cells.values.dictionary_encode()
    names, numbers = coded.dictionary.to_pandas(), coded.indices.to_numpy()
    is_name = (names != "").to_numpy()[numbers]
    places = np.concatenate([[0], np.cumsum(is_name)])
    return pd.Index(names), numbers[is_name], places[cells.offsets.to_numpy()]


def _picture_of(svg: bytes, pngs: Path, *, on_card: bool = False) -> bytes:
    """Return a figure as PNG, as its kernel left it or painted; empty if it is neither."""
    left = pngs / picture_name(svg)
    if left.is_file():
        return card_of(left.read_bytes()) if on_card else left.read_bytes()
    from analysis.figures.renderer import as_card, as_png

    return (as_card(svg, SIZE, EDGE) if on_card else as_png(svg, PICTURE_DPI)) or b""


def amount(number: int, one: str, many: str = "") -> str:
    """Write a number of things.

    >>> amount(0, "claim"), amount(1, "claim"), amount(1200, "claim")
    ('no claim', '1 claim', '1,200 claims')
    """
    return f"{number:,} {many or one + 's'}" if number > 1 else f"{number or 'no'} {one}"


def _list(offers: Sequence[Download]) -> Markup:
    """Return the section that lists the files, those of one thing in one line."""
    lines: dict[str, list[Markup]] = {}
    link = Markup('<a href="{}" download aria-label="{}: {}">{}</a>')
    for o in offers:
        lines.setdefault(o.words, []).append(link.format(o.address, o.words, o.kind, o.kind))
    item = Markup("<li>{}: {}</li>")
    items = "\n".join(item.format(words, Markup(", ").join(to)) for words, to in lines.items())
    return Markup(
        f'<section class="downloads" aria-labelledby="{FILES}">\n'
        f'<h2 id="{FILES}">What can be taken away?</h2>\n'
        f"<ul>\n{items}\n</ul>\n</section>"
    )


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SECONDS = 120
"""A page takes some five; a browser that hangs is ended."""
CLOCK = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}[^)]*\)")


def find_browser() -> str:
    """Return the Chromium of this machine.

    Raises
    ------
    AnalysisError
        If there is none.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise AnalysisError("no PDF without Chromium; install it, or publish without --pdf")
    return found


def print_page(page: Path, target: Path, address: str = "") -> Path:
    """Print a page as its print style has it.

    A PDF is read far from the files beside its page, and names no folder of this machine: links
    to them lead to the web, or are none.

    Parameters
    ----------
    page : Path
        An HTML file that asks for nothing else.
    target : Path
        The PDF. One browser gives the same bytes each time; two versions of it may not.
    address : str
        Where the page will stand on the web; empty if that is not known.

    Raises
    ------
    AnalysisError
        If there is no browser, or it did not print.
    """
    browser = find_browser()
    with scratch() as folder:
        printed, copy = folder / "page.pdf", folder / "page.html"
        copy.write_text(with_links_to(address, page.read_text(encoding="utf-8")), encoding="utf-8")
        words = [browser, "--headless", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        words += ["--no-pdf-header-footer", f"--print-to-pdf={printed}"]
        # Chromium's sandbox refuses root; the page has no script and asks for nothing.
        words += ["--no-sandbox"] if os.geteuid() == 0 else []
        try:
            done = subprocess.run([*words, copy.as_uri()], capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired as slow:
            raise AnalysisError(f"{page.name} was not printed within {SECONDS} s") from slow
        if not printed.is_file():
            last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise AnalysisError(f"{page.name} was not printed: {' '.join(last) or browser}")
        write_bytes(target, without_clock(printed.read_bytes()))
    return target


def with_links_to(address: str, html: str) -> str:
    """Return a page whose links to other files are whole addresses, or text without an address.

    >>> with_links_to("https://example.org/day/a.html", '<a href="../b.csv">b</a>')[25:-14]
    '<a href="https://example.org/b.csv">b</a>'
    >>> with_links_to("", '<a href="b.csv">b</a> <a href="#c">c</a>')[25:-14]
    '<a>b</a> <a href="#c">c</a>'
    """

    tree = tree_of(html)
    for link in tree.css("a[href]"):
        beside = link.attributes["href"] or ""
        if is_beside(beside) and address:
            link.attrs["href"] = urljoin(address, beside)
        elif is_beside(beside):
            del link.attrs["href"]
    return str(tree.html)


def without_clock(pdf: bytes) -> bytes:
    """Return a PDF with its two days put to the beginning of PDF's calendar, lengths unchanged.

    >>> without_clock(b"<</ModDate (D:20261123223724+00'00')>>")
    b"<</ModDate (D:20000101000000+00'00')>>"
    """
    return CLOCK.sub(lambda day: day[0][: day[0].index(b"D:")] + b"D:20000101000000+00'00')", pdf)
