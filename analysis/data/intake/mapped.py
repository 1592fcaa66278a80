"""Cells and a mapping to the table of claims that is checked and cleaned like any other.

Each claim keeps the file, line and columns that it was read from, and the mirror it belongs to.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analysis.data.intake.cells import Cells
from analysis.data.intake.days import days_as_written, days_of, days_told
from analysis.data.intake.delimited import ABOVE, EMPTY
from analysis.data.intake.mapping import Figures, TableMap, Taken
from analysis.data.intake.wordings import estimates, left_over, refusals, wordings
from analysis.data.names import fold
from analysis.data.vocabulary import Vocabulary
from analysis.terms import CLAIM_FIELDS, GROUP_OF_DAY, OF_EVENT

PAGE_FIELDS = ("url", "publisher", "title", "published", "language")
DEFAULTS = {"stance": "claim", "subject": "none"}
ORDER = ("_row", "_place")
BESIDE = (*ORDER, "_refusal")


@dataclass(frozen=True, eq=False)
class Mapped:
    """A table of others as claims.

    Parameters
    ----------
    claims : pandas.DataFrame
        Columns of `terms.CLAIM_FIELDS`, all text; in the order of the file.
    sources : pandas.DataFrame
        The pages of those claims: source_id and `PAGE_FIELDS`.
    places : pandas.DataFrame
        Where each claim stands, same index: claim_id, file, noun (line or row) and its number,
        column (headings), mirror, and rows, whether its row is a statement or an event.
    taken : list of Figures
        Which figures of the mapping each claim belongs to, same order.
    cells : Cells
    unsettled : pandas.DataFrame
        Cells that cannot be read in the table's locale, as readings that set them aside.
    remarks, notes : tuple of str
        What a reader of the table should know, and how its rows were counted.
    """

    claims: pd.DataFrame
    sources: pd.DataFrame
    places: pd.DataFrame
    taken: list[Figures]
    cells: Cells
    unsettled: pd.DataFrame
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def map_table(table: TableMap, cells: Cells, words: Vocabulary) -> Mapped:
    """Turn one table into claims by its mapping.

    Parameters
    ----------
    table : TableMap
        All columns that it names are in the cells (`checking.column_faults`).
    cells : Cells
    words : Vocabulary
        From which the side of a speaker and the unit of a measure are taken where the mapping
        gives none.

    Returns
    -------
    Mapped
        One row a cell that reports something.
    """
    pages = _pages(table, cells)
    found = [
        _claims_of(figures, table, cells).assign(_place=place)
        for place, figures in enumerate(table.figures)
    ]
    rows = pd.concat(found, ignore_index=True).sort_values(list(ORDER), ignore_index=True)
    rows = _completed(rows, words)
    rows["source_id"] = pages["source_id"].take(rows["_row"]).to_numpy()
    rows["claim_id"] = _ids(rows, table)
    if table.are_events:
        rows["claim_group"] += OF_EVENT + rows["claim_id"]
    places = pd.DataFrame(
        {
            "claim_id": rows["claim_id"],
            "file": cells.file,
            "noun": cells.noun,
            "number": cells.numbers.take(rows["_row"]).to_numpy(),
            "column": [table.figures[place].label for place in rows["_place"]],
            "mirror": table.mirror,
            "rows": "events" if table.are_events else "statements",
        }
    )
    used = pages[pages["source_id"].isin(rows["source_id"].unique())].drop_duplicates("source_id")
    claims = rows[list(CLAIM_FIELDS)]
    taken = [table.figures[place] for place in rows["_place"]]
    pages = used.reset_index(drop=True)
    remarks = (*cells.remarks, *days_told(table, cells))
    notes = _rows_told(cells, rows["_row"].nunique())
    return Mapped(claims, pages, places, taken, cells, _unsettled(rows), remarks, notes)


def _rows_told(cells: Cells, reporting: int) -> tuple[str, ...]:
    """Say how many rows of the file were taken, if not all below its heading hold a figure."""
    counts = {why: count for why, count in cells.left_out.items() if why not in (ABOVE, EMPTY)}
    silent = len(cells.rows) - reporting
    counts |= {"without any figure": silent} if silent else {}
    if not counts:
        return ()
    told = ", ".join(f"{count:,} {why}" for why, count in counts.items())
    rows = len(cells.rows) + sum(cells.left_out.get(why, 0) for why in counts)
    return (f"{cells.file}: {rows:,} rows below the heading, of them {told}",)


def _unsettled(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the readings that set aside what cannot be settled in the table's locale."""
    found = rows[rows["_refusal"] != ""]
    return pd.DataFrame(
        {
            "claim_id": found["claim_id"],
            "column": "set_aside",
            "reading": "not settled",
            "reason": found["_refusal"],
        }
    ).astype("str")


def _claims_of(figures: Figures, table: TableMap, cells: Cells) -> pd.DataFrame:
    """Return one row a cell of the figures that reports something, with its row in the file."""
    frame, form = cells.frame, table.form
    taken = {name: _text(part, frame) for name, part in figures.taken.items()}
    rows = pd.DataFrame(taken, index=frame.index)
    for name in ("stated_on", "date_basis"):
        rows[name] = rows.get(name, pd.Series("", index=rows.index))
    rows["period"] = rows.get("period", pd.Series("", index=rows.index))
    rows = rows.assign(**days_of(rows, form))
    cells = {part: frame[name] for part, name in figures.columns.items()}
    read = {part: wordings(texts, form, figures.factor) for part, texts in cells.items()}
    refused = pd.Series("", index=rows.index, dtype="str")
    for texts in cells.values():
        refused = refused.mask(refused == "", texts.map(refusals(texts, form, figures.factor)))
    rows["_refusal"] = refused.fillna("")
    rows["reported"], left = _reported(read, rows.index)
    rows["note"] = _joined([rows.get("note", ""), left], rows.index)
    if figures.qualifier:
        rows["reported"] = _qualified(_text(figures.qualifier, frame), rows["reported"])
    keep = (rows["reported"] != "") & _within(rows["stated_on"], figures)
    return rows.assign(_row=range(len(rows)))[keep]


def _text(taken: Taken, frame: pd.DataFrame) -> pd.Series:
    if not taken.column:
        return pd.Series(taken.constant, index=frame.index, dtype="str")
    cells = frame[taken.column].str.strip()
    for name in taken.further:
        cells = (cells + " " + frame[name].str.strip()).str.strip()
    if not taken.values:
        return cells
    return cells.map({cell: taken.values.get(cell, cell) for cell in cells.unique()})


def _reported(read: dict[str, pd.Series], index: pd.Index) -> tuple[pd.Series, pd.Series]:
    nothing = pd.Series("", index=index, dtype="str")
    if "column" in read:
        return read["column"], nothing
    ends = [read.get(part, nothing) for part in ("low", "best", "high")]
    return estimates(*ends), left_over(*ends)


def _joined(parts: Iterable, index: pd.Index) -> pd.Series:
    """Join remarks, leaving out those that are empty."""
    first, second = (
        part if isinstance(part, pd.Series) else pd.Series(part, index=index, dtype="str")
        for part in parts
    )
    between = ((first != "") & (second != "")).map({True: "; ", False: ""})
    return first + between + second


def _qualified(qualifier: pd.Series, reported: pd.Series) -> pd.Series:
    return (qualifier + " " + reported).str.strip().where(reported != "", "")


def _within(days: pd.Series, figures: Figures) -> pd.Series:
    after = (days >= figures.first_day) if figures.first_day else days.notna()
    return after & ((days <= figures.last_day) if figures.last_day else days.notna())


def _completed(rows: pd.DataFrame, words: Vocabulary) -> pd.DataFrame:
    """Fill in what a mapping may leave out: the side of a speaker, the unit of a measure."""
    rows = rows.reindex(columns=list(CLAIM_FIELDS)).astype("str").join(rows[list(BESIDE)])
    for name, usual in DEFAULTS.items():
        rows[name] = rows[name].fillna(usual)
    for name, spelt in words.spellings.items():
        keys = {
            text: spelt.get(fold(str(text)), text) if text else text for text in rows[name].unique()
        }
        rows[name] = rows[name].map(keys).astype("str")
    rows["unit"] = rows["unit"].fillna(_looked_up(rows["measure"], words.measures["unit"]))
    rows["speaker"] = rows["speaker"].fillna("")
    speakers = {name: words.speaker_aliases.get(fold(name)) for name in rows["speaker"].unique()}
    side = _looked_up(rows["speaker"].map(speakers), words.speakers["party"])
    rows["party"] = rows["party"].fillna(side)
    dated = rows["stated_on"] != ""
    # A table says itself which row is of which day: equal figures of two days stay two.
    rows["claim_group"] = (GROUP_OF_DAY + rows["stated_on"]).where(dated, "")
    known = dated.map({True: "stated", False: "unknown"})
    rows["date_basis"] = rows["date_basis"].where(rows["date_basis"] != "", known)
    return rows.fillna("")


def _looked_up(keys: pd.Series, table: pd.Series) -> pd.Series:
    return keys.map(table.to_dict()).astype("str")


def _pages(table: TableMap, cells: Cells) -> pd.DataFrame:
    """Return the page of each row: one for each address, or one for the whole table."""
    frame = cells.frame
    pages = pd.DataFrame(index=frame.index)
    for name in PAGE_FIELDS:
        taken = table.page.get(name, Taken())
        pages[name] = _text(taken, frame)
    pages["publisher"] = pages["publisher"].where(pages["publisher"] != "", table.name)
    pages["published"] = days_as_written(pages["published"], table.form)
    distinct = {url: f"{table.name}_{_short(url)}" for url in pages["url"].unique() if url}
    several = table.page.get("url", Taken()).column
    pages["source_id"] = pages["url"].map(distinct).fillna(table.name) if several else table.name
    return pages[["source_id", *PAGE_FIELDS]]


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _ids(rows: pd.DataFrame, table: TableMap) -> pd.Series:
    """Name each claim by table, day and column, so that a new row renames none.

    A second figure of the same name gets a number.
    """
    slugs = [re.sub(r"\W+", "_", figures.label).strip("_") for figures in table.figures]
    column = rows["_place"].map(dict(enumerate(slugs)))
    if len(set(slugs)) < len(slugs) or len(slugs) == 1:
        column = rows["measure"] + "_" + rows["subject"]
    day = rows["stated_on"].str.replace("-", "").where(rows["stated_on"] != "", "undated")
    given = rows["claim_id"]
    names = (table.name + "_" + day).where(given == "", given) + "_" + column
    names = names.str.replace(r"\W+", "_", regex=True)
    names = names.mask((given != "") & (len(table.figures) == 1), given)
    # Which of several is the second is said by what stands in the row, not by where it stands.
    content = rows[["speaker", "scope", "period", "stance", "reported", "source_id", "note"]]
    ordered = names[content.sort_values(list(content)).index]
    count = ordered.groupby(ordered).cumcount().reindex(names.index)
    return names.where(count == 0, names + "_" + (count + 1).astype("str"))


def joined(tables: Iterable[Mapped]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Put the claims, pages and places of several tables under each other."""
    parts = list(tables)
    return (
        pd.concat([part.claims for part in parts], ignore_index=True),
        pd.concat([part.sources for part in parts], ignore_index=True).drop_duplicates("source_id"),
        pd.concat([part.places for part in parts], ignore_index=True),
    )
