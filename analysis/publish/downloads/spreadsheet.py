"""Tables as files for readers: CSV that a spreadsheet shows and does not run, and Parquet.

Claims are text from the open web. A cell that begins with a sign such as `=` is taken for a
formula by the usual programs, so it gets an apostrophe before it; numbers have none.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.store.files import write_text

FORMULA = re.compile(r"(?:(?<=^)|(?<=[;\t\n]))(?=[=+\-@＝＋－＠\x00-\x1f\x7f\ufeff])")
"""Where a cell begins for some program; many cut at semicolons and line breaks as well, and some
pass over control signs before a formula."""
A_NUMBER = r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?"


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as guarded CSV: UTF-8, commas, days as YYYY-MM-DD, missing as empty.

    Raises
    ------
    AnalysisError
        If it cannot be written.
    """
    shown = guarded(table)
    for column in shown.select_dtypes("float"):
        endless = np.isinf(shown[column])
        if endless.any():
            words = shown[column].map({np.inf: "INF", -np.inf: "-INF"})
            shown[column] = shown[column].astype(object).where(~endless, words)
    write_text(path, shown.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d"))
    return path


def guarded(table: pd.DataFrame) -> pd.DataFrame:
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
    >>> guarded(pd.DataFrame({"note": ["=1+1", "-5", "a;@b"], "n": [-5, 0, 1]})).values.tolist()
    [["'=1+1", -5], ['-5', 0], ["a;'@b", 1]]
    """
    texts = table.select_dtypes(["object", "str"])
    return table.assign(**{str(name): _guarded(texts[name]) for name in texts})


def _guarded(cells: pd.Series) -> pd.Series:
    distinct = {cell: guard(cell) for cell in cells.dropna().unique() if isinstance(cell, str)}
    changed = {cell: safe for cell, safe in distinct.items() if safe != cell}
    return cells.replace(changed) if changed else cells


def guard(cell: str) -> str:
    """Return text that no spreadsheet takes for a formula; its line breaks are all of one kind.

    >>> guard("+380 44"), guard("-0.5"), guard("193")
    ("'+380 44", '-0.5', '193')
    """
    lines = cell.replace("\r\n", "\n").replace("\r", "\n")
    return cell if re.fullmatch(A_NUMBER, cell) else FORMULA.sub("'", lines)
