"""What a reader can take from a page: its claims and ratios as tables, its figures as pictures.

They lie in a folder beside the page that has the page's name. The pictures are those in the page
itself, so a download never differs from what was read.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import count
from pathlib import Path

import numpy as np
from markupsafe import Markup

from analysis.collection.collection import Collection
from analysis.figures.figure import picture_name
from analysis.publish.downloads.package import Published
from analysis.publish.downloads.spreadsheet import write_csv, write_parquet
from analysis.store.files import write_bytes
from analysis.store.indexed import NO_ROWS
from analysis.store.instructions import instructing
from analysis.store.reads import choosing
from analysis.store.scratch import scratch
from analysis.text.receipt import named

FIGURE = re.compile(r'<figure class="report-figure">.*?</figure>', re.DOTALL)
DRAWING = re.compile(r'<img [^>]*?src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)"')
ALT = re.compile(r'<img [^>]*?alt="([^"]*)"')
ADDRESS = re.compile(r"data:image/[^\"]*")
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Offer:
    """One file that a page offers.

    Parameters
    ----------
    address : str
        From the page's folder.
    kind : str
        Such as "CSV".
    words : str
        What it holds.
    """

    address: str
    kind: str
    words: str


@dataclass(frozen=True)
class Offered:
    """A page with its downloads.

    Parameters
    ----------
    html : str
    tables : tuple of Published
    image, image_alt : str
        The first picture, for previews; empty if the page has none.
    """

    html: str
    tables: tuple[Published, ...] = ()
    image: str = ""
    image_alt: str = ""


@contextmanager
def pictures() -> Iterator[Path]:
    """Have the kernels that are started meanwhile leave each figure they show as PNG, too.

    Yields
    ------
    Path
        The folder; gone afterwards. The files are named by what they show (`picture_name`).
    """
    with scratch() as folder, instructing(pictures=str(folder)):
        yield folder


def offer_downloads(
    html: str,
    folder: Path,
    pngs: Path,
    collection: Collection | None,
    *,
    more: Sequence[Offer] = (),
) -> Offered:
    """Write the downloads of a page and list them in it.

    Parameters
    ----------
    html : str
        The page.
    folder : Path
        Beside the page, of its name; made here.
    pngs : Path
        From `pictures`.
    collection : Collection or None
        That the page was made from.
    more : sequence of Offer
        Files that are written elsewhere.

    Raises
    ------
    AnalysisError
        If a file cannot be written.
    """
    folder.mkdir()
    drawn = FIGURE.findall(html)
    offers = [
        offer for n, figure in enumerate(drawn, 1) for offer in _figure(figure, n, folder, pngs)
    ]
    tables = tables_behind(html, collection, folder) if collection is not None else []
    for table in tables:
        write_csv(table.rows, table.path)
        write_parquet(table.rows, table.path.with_suffix(".parquet"))
    offers += [offer for table in tables for offer in _offers_of(table)]
    with_links = _linked_figures(html, offers)
    listed = _with_list(with_links, _list([*offers, *more]))
    image = next((o.address for o in offers if o.kind == "PNG"), "")
    return Offered(listed, tuple(tables), image, _alt(drawn[0]) if image else "")


def tables_behind(html: str, collection: Collection, folder: Path) -> list[Published]:
    """Return the claims that a page names by their ids, and the ratios of only those.

    A claim brings all versions of its figure with it. A page that names none has no tables of
    its own.
    """
    claims = _claims_named(collection, *sorted(_words_of(html)))
    if claims.empty:
        return []
    return [
        Published(folder / "claims.csv", "claims", claims),
        Published(folder / "ratios.csv", "ratios", _ratios_of(collection, *claims["claim_id"])),
    ]


@choosing("claims")
def _claims_named(collection: Collection, *words: str) -> np.ndarray:
    """Choose the claims whose id is one of some words, with other versions of their figures."""
    found = collection.rows_with("claims", claim_id=words)
    origins = collection.claims["origin_id"].take(found)
    return collection.rows_with("claims", origin_id=origins)


@choosing("ratios")
def _ratios_of(collection: Collection, *claim_ids: str) -> np.ndarray:
    """Choose the ratios of only these claims."""
    known, pairs = {*claim_ids}, _pairs_of(collection)
    behind = [rows for first in claim_ids for ids, rows in pairs.get(first, ()) if ids <= known]
    return np.sort(np.concatenate([NO_ROWS, *behind]))


@cache
def _pairs_of(collection: Collection) -> dict[str, list[tuple[frozenset[str], np.ndarray]]]:
    """Return, by the first of its claims, those of each pair and the rows of ratios made of it."""
    ratios, pairs = collection.ratios, {}
    both = ratios["numerator_claims"] + ";" + ratios["denominator_claims"]
    for written, rows in both.groupby(both, sort=False).indices.items():
        ids = named(written)
        for first in ids[:1]:
            pairs.setdefault(first, []).append((frozenset(ids), rows))
    return pairs


def _words_of(html: str) -> set[str]:
    return set(WORD.findall(ADDRESS.sub("", html)))


def _figure(figure: str, number: int, folder: Path, pngs: Path) -> list[Offer]:
    """Write a figure as SVG and, if its kernel left one, as PNG."""
    drawing = DRAWING.search(figure)
    if not drawing:
        return []
    svg = b64decode(drawing[1])
    name = f"figure-{number}"
    write_bytes(folder / f"{name}.svg", svg)
    offers = [Offer(f"{folder.name}/{name}.svg", "SVG", f"Figure {number}")]
    if (png := pngs / picture_name(svg)).is_file():
        write_bytes(folder / f"{name}.png", png.read_bytes())
        offers.append(Offer(f"{folder.name}/{name}.png", "PNG", f"Figure {number}"))
    return offers


def _offers_of(table: Published) -> list[Offer]:
    rows = "1 row" if len(table.rows) == 1 else f"{len(table.rows):,} rows"
    words = f"{table.table.capitalize()} behind this page, {rows}"
    address = f"{table.path.parent.name}/{table.table}"
    return [Offer(f"{address}.csv", "CSV", words), Offer(f"{address}.parquet", "Parquet", words)]


def _linked_figures(html: str, offers: Sequence[Offer]) -> str:
    """Put the links to its files under each figure."""
    numbers = count(1)

    def linked(match: re.Match[str]) -> str:
        words = f"Figure {next(numbers)}"
        own = [offer for offer in offers if offer.words == words]
        if not own:
            return match[0]
        links = Markup(", ").join(_link(offer) for offer in own)
        line = f'<span class="downloads"> Download this figure: {links}.</span>'
        before, caption, after = match[0].rpartition("</figcaption>")
        return f"{before}{line}{caption}{after}" if caption else f"{match[0]}<p>{line}</p>"

    return FIGURE.sub(linked, html)


def _with_list(html: str, section: str) -> str:
    """Put the list at the end of the text, before the folded code."""
    place = '<details class="code"' if '<details class="code"' in html else "</main>"
    before, found, after = html.rpartition(place)
    return f"{before}{section}\n{found}{after}"


def _list(offers: Sequence[Offer]) -> str:
    """Return the section that lists the files, those of one thing in one line."""
    lines: dict[str, list[Offer]] = {}
    for offer in offers:
        lines.setdefault(offer.words, []).append(offer)
    items = "\n".join(
        Markup("<li>{}: {}</li>").format(words, Markup(", ").join(map(_link, files)))
        for words, files in lines.items()
    )
    return (
        '<section class="downloads" aria-labelledby="files-of-this-page">\n'
        f'<h2 id="files-of-this-page">Downloads</h2>\n<ul>\n{items}\n</ul>\n</section>'
    )


def _link(offer: Offer) -> Markup:
    html = Markup('<a href="{}" download aria-label="{}: {}">{}</a>')
    return html.format(offer.address, offer.words, offer.kind, offer.kind)


def _alt(figure: str) -> str:
    found = ALT.search(figure)
    return unescape(found[1]) if found else ""
