"""What a table that nobody has described looks like: its form, and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.data.dates import read_days
from analysis.data.intake.cells import Cells
from analysis.data.intake.days import days_as_written
from analysis.data.intake.form import Form
from analysis.data.intake.reading import read_cells
from analysis.data.intake.telling import tell_form
from analysis.data.intake.wordings import wordings
from analysis.errors import RawDataError
from analysis.wording.reading import read_wordings

SAMPLE = 5_000
"""Rows from which columns are told."""
DAY_FORMS = (
    *("", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%y"),
    *("%d %B %Y", "%B %d, %Y", "%d %b %Y"),
)
"""Forms of days, tried in this order."""
MOST_READ = 300
"""Distinct cells that are read as words, to tell what a column holds."""
SOME = 0.2
"""Share of the cells with a digit in them above which a column may hold figures in words."""
MOSTLY = 0.8
"""Share of the filled cells that make a column one of days or of figures."""
COMMA_DECIMAL = re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+),\d{1,2}")
PLAIN = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Column:
    """What a column looks like.

    Parameters
    ----------
    name : str
    kind : str
        day, address, figures, words or empty.
    days, also_days : str
        The form of its days, and another that fits as well.
    rises : bool
        Figures that never fall much from one row to the next, or from the next to it.
    counts_rows : bool
        Whole numbers of which each is the one before and one more.
    """

    name: str
    kind: str
    days: str = ""
    also_days: str = ""
    rises: bool = False
    counts_rows: bool = False


@dataclass(frozen=True)
class Looked:
    """A table that nobody has described, under the form that fits it best.

    Parameters
    ----------
    form : Form
    cells : Cells
        All of them.
    sample : Cells
        The first rows, from which columns are told.
    doubts : mapping
        From a part of the form to why it may be another.
    """

    form: Form
    cells: Cells
    sample: Cells
    doubts: Mapping[str, str]


def look_at(path: Path, given: Form | None = None) -> Looked:
    """Find the form of a file, and read it once.

    Parameters
    ----------
    path : Path
    given : Form, optional
        What its owner says of it.

    Raises
    ------
    RawDataError
        If there is no table with figures, with what is wrong under the plainest form; or the file
        is damaged.
    """
    told = tell_form(path, given or Form())
    cells = read_cells(path, told.form)
    sample = replace(cells, rows=cells.rows[:SAMPLE])
    if len(cells.columns) < 2 or not any(_has_digit(row.texts) for row in sample.rows):
        raise RawDataError([f"{path.name}: no table with figures was found in it"])
    form = (
        told.form
        if given and given.decimal != "."
        else replace(told.form, decimal=_decimal(sample))
    )
    return Looked(form, cells, sample, told.doubts)


def _has_digit(texts: list[str]) -> bool:
    return any(sign.isdigit() for text in texts for sign in text)


def _decimal(cells: Cells) -> str:
    texts = [text for row in cells.rows for text in row.texts if "," in text]
    commas = [text for text in texts if COMMA_DECIMAL.fullmatch(text)]
    return "," if commas and len(commas) > len(texts) / 2 else "."


def columns_of(cells: Cells, form: Form) -> list[Column]:
    """Say what each column of a table looks like."""
    return [_column(name, cells.frame[name], form) for name in cells.columns]


def _column(name: str, texts: pd.Series, form: Form) -> Column:
    filled = texts[~texts.isin(form.missing)]
    if filled.empty:
        return Column(name, "empty")
    if filled.str.match(r"https?://").mean() >= MOSTLY:
        return Column(name, "address")
    tried = (form.days,) if form.days else DAY_FORMS
    forms = [days for days in tried if _share_of_days(filled, days) >= MOSTLY]
    if forms:
        return Column(name, "day", *forms[:2])
    read = wordings(filled, form)
    numbers = read.str.fullmatch(PLAIN.pattern)
    if numbers.mean() >= MOSTLY:
        found = read[numbers].astype(float)
        return Column(name, "figures", rises=_rises(found), counts_rows=_counts_rows(found))
    if read.str.contains(r"\d").mean() >= SOME:
        return Column(name, "figures" if _are_worded(read) else "words")
    return Column(name, "words")


def _are_worded(texts: pd.Series) -> bool:
    """Whether most cells are figures in words, as "more than 40" or "dozens"."""
    distinct = texts.drop_duplicates().head(MOST_READ)
    read = read_wordings(distinct, pd.Series("persons", index=distinct.index))
    return bool((read["set_aside_reason"] == "").mean() >= MOSTLY)


def _counts_rows(numbers: pd.Series) -> bool:
    moves = numbers.diff().dropna()
    return len(moves) >= 3 and bool((moves.abs() == 1).all() and moves.nunique() == 1)


def _share_of_days(texts: pd.Series, form: str) -> float:
    written = days_as_written(texts, Form(days=form))
    own = written if form else written.where(texts.str.match(r"\d{4}-"), "")
    known = read_days(own).notna()
    already = texts.str.match(r"\d{4}-\d{2}-\d{2}") if form else pd.Series(False, texts.index)
    return float((known & ~already).mean())


def _rises(numbers: pd.Series) -> bool:
    """Whether figures only go up, but for a few, in the order of the file or against it."""
    moves = numbers.diff().dropna()
    if len(moves) < 3 or (moves == 0).all():
        return False
    return bool(max((moves >= 0).mean(), (moves <= 0).mean()) >= 0.97)
