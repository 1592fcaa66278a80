"""What a reader can take from a page: its claims and ratios as tables, its figures as pictures.

They lie in a folder beside the page that has the page's name. The pictures are those in the page
itself, so a download never differs from what was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.collection.collection import Collection
from analysis.figures.figure import picture_name
from analysis.publish.downloads.card import CARD, write_card
from analysis.publish.downloads.package import Published
from analysis.publish.downloads.spreadsheet import write_csv
from analysis.publish.page.body import Body, Drawing
from analysis.store.files import write_bytes, write_parquet
from analysis.store.indexed import NO_ROWS
from analysis.store.instructions import instructing
from analysis.store.reads import fact, remembered
from analysis.store.scratch import scratch
from analysis.text.receipt import named


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
    """The downloads of a page.

    Parameters
    ----------
    section : Markup
        The list of them, for the end of the page.
    tables : tuple of Published
    image, image_alt : str
        The first picture, for previews; empty if the page has none.
    """

    section: Markup = field(default_factory=Markup)
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
    body: Body,
    folder: Path,
    pngs: Path,
    collection: Collection | None,
    *,
    more: Sequence[Offer] = (),
) -> Offered:
    """Write the downloads of a page and put links to its figures' files under each of them.

    Parameters
    ----------
    body : Body
        The text of the page.
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
    drawn = body.drawings
    offers: list[Offer] = []
    for number, drawing in enumerate(drawn, start=1):
        own = _figure(drawing, number, folder, pngs)
        if own:
            body.put_under(drawing, [(o.address, f"{o.words}: {o.kind}", o.kind) for o in own])
        offers += own
    tables = tables_behind(body.behind.claims, collection, folder) if collection else []
    for table in tables:
        write_csv(table.rows, table.path)
        write_parquet(table.rows, table.path.with_suffix(".parquet"))
    offers += [offer for table in tables for offer in _offers_of(table)]
    numbers = range(1, len(drawn) + 1)
    first = next((n for n in numbers if (folder / f"figure-{n}.png").is_file()), 0)
    image, words = (f"{folder.name}/{CARD}", drawn[first - 1].alt) if first else ("", "")
    if first:
        write_card(folder / f"figure-{first}.png", folder / CARD)
    return Offered(_list([*offers, *more]), tuple(tables), image, words)


def tables_behind(
    claim_ids: Sequence[str], collection: Collection, folder: Path
) -> list[Published]:
    """Return the claims that the receipts of a page rest on, and the ratios of only those.

    A claim brings all versions of its figure with it. A page whose receipts rest on none has no
    tables of its own.
    """
    if not claim_ids:
        return []
    claims = _claims_named(collection, *sorted(claim_ids))
    return [
        Published(folder / "claims.csv", "claims", claims),
        Published(folder / "ratios.csv", "ratios", _ratios_of(collection, *claims["claim_id"])),
    ]


@fact
def _claims_named(collection: Collection, *claim_ids: str) -> pd.DataFrame:
    """Return claims by their ids, with other versions of their figures."""
    found = collection.rows_with("claims", claim_id=claim_ids)
    origins = collection.claims["origin_id"].take(found)
    rows = collection.rows_with("claims", origin_id=origins)
    return collection.claims.take(rows).reset_index(drop=True)


@fact
def _ratios_of(collection: Collection, *claim_ids: str) -> pd.DataFrame:
    """Return the ratios of only these claims."""
    known, pairs = {*claim_ids}, _pairs_of(collection)
    behind = [rows for first in claim_ids for ids, rows in pairs.get(first, ()) if ids <= known]
    rows = np.sort(np.concatenate([NO_ROWS, *behind]))
    return collection.ratios.take(rows).reset_index(drop=True)


@remembered()
def _pairs_of(collection: Collection) -> dict[str, list[tuple[frozenset[str], np.ndarray]]]:
    """Return, by the first of its claims, those of each pair and the rows of ratios made of it."""
    ratios, pairs = collection.ratios, {}
    both = ratios["numerator_claims"] + ";" + ratios["denominator_claims"]
    for written, rows in both.groupby(both, sort=False).indices.items():
        ids = named(written)
        for first in ids[:1]:
            pairs.setdefault(first, []).append((frozenset(ids), rows))
    return pairs


def _figure(drawing: Drawing, number: int, folder: Path, pngs: Path) -> list[Offer]:
    """Write a figure as SVG and, if its kernel left one, as PNG."""
    svg = drawing.svg
    if not svg:
        return []
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


def _list(offers: Sequence[Offer]) -> Markup:
    """Return the section that lists the files, those of one thing in one line."""
    lines: dict[str, list[Offer]] = {}
    for offer in offers:
        lines.setdefault(offer.words, []).append(offer)
    items = "\n".join(
        Markup("<li>{}: {}</li>").format(words, Markup(", ").join(map(_link, files)))
        for words, files in lines.items()
    )
    return Markup(
        '<section class="downloads" aria-labelledby="files-of-this-page">\n'
        '<h2 id="files-of-this-page">What can be taken away?</h2>\n'
        f"<ul>\n{items}\n</ul>\n</section>"
    )


def _link(offer: Offer) -> Markup:
    html = Markup('<a href="{}" download aria-label="{}: {}">{}</a>')
    return html.format(offer.address, offer.words, offer.kind, offer.kind)
