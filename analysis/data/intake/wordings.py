"""Cells of figures to wordings: a number in the table's locale is written in ours.

Whatever is no number stays as it stands: words are for the rules of wording.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pandas as pd

from analysis.data.intake.form import Form

SPACES = "\u00a0\u2007\u2009\u202f"
SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}")


def wordings(cells: pd.Series, form: Form) -> pd.Series:
    """Write each distinct cell as a wording; empty where nothing was reported.

    Examples
    --------
    >>> wordings(pd.Series(["1.234,5", "k. A."]), Form(decimal=",", missing=("", "k. A."))).tolist()
    ['1234.5', '']
    """
    return cells.map({cell: wording(cell, form) for cell in cells.unique()})


def wording(cell: str, form: Form) -> str:
    """Write one cell as a wording.

    >>> wording("1e3", Form()), wording("more than 50", Form()), wording("12O", Form())
    ('1000', 'more than 50', '12O')
    """
    text = cell.strip()
    if text in form.missing:
        return ""
    signs = (form.thousands or " '’.,").replace(form.decimal, "")
    signs += SPACES if " " in signs else ""
    grouped = rf"[+-]?\d{{1,3}}(?:[{re.escape(signs)}]\d{{3}})+"
    plain = r"[+-]?\d+"
    if re.fullmatch(rf"(?:{grouped}|{plain})(?:{re.escape(form.decimal)}\d+)?", text):
        digits = re.sub(rf"[{re.escape(signs)}]", "", text)
        return digits.replace(form.decimal, ".").removeprefix("+")
    if SCIENTIFIC.fullmatch(text):
        return f"{Decimal(text).normalize():f}"
    return text


def estimates(low: pd.Series, best: pd.Series, high: pd.Series) -> pd.Series:
    """Join low, best and high to one wording.

    Two ends without a best are a range, one end alone is a bound; a best without both ends stands
    alone, and the end is for the note.

    Examples
    --------
    >>> low, high = pd.Series(["100", "100", "100", ""]), pd.Series(["200", "200", "", "9"])
    >>> estimates(low, pd.Series(["150", "", "", "7"]), high).tolist()
    ['150 (between 100 and 200)', '100-200', 'at least 100', '7']
    """
    both = (low != "") & (high != "")
    joined = best + " (between " + low + " and " + high + ")"
    alone = ("at least " + low).where(low != "", "up to " + high)
    without_best = (low + "-" + high).where(both, alone.where((low != "") | (high != ""), ""))
    same = both & (low == high) & ((best == "") | (best == low))
    words = joined.where(both, best).where(best != "", without_best)
    return words.mask(same, low)


def left_over(low: pd.Series, best: pd.Series, high: pd.Series) -> pd.Series:
    """Say which end a table gives beside a best figure without the other end.

    >>> left_over(pd.Series(["100"]), pd.Series(["150"]), pd.Series([""])).tolist()
    ['the table gives as low: 100']
    """
    one = (best != "") & ((low == "") != (high == ""))
    which = ("the table gives as low: " + low).where(low != "", "the table gives as high: " + high)
    return which.where(one, "")
