"""Cells of figures to wordings: numbers in the table's locale are written in ours.

So a number alone and a number among words are read by one rule. Whatever is no number stays as it
stands: words are for the rules of wording. A cell in which a number cannot be settled keeps its
text and gets a reason.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pandas as pd

from analysis.data.intake.form import Form
from analysis.errors import AnalysisError
from analysis.wording.amounts import NumberFormat, read_digits
from analysis.wording.lexicon import SCALES

SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)
FACTORS = {100: "hundred", 1000: "thousand", 10**6: "million", 10**9: "billion"}
"""What one may stand for, and the word that says so."""
SPACES = "\u00a0\u2007\u2009\u202f"
DIGITS = re.compile(rf"[.,]?\d+(?:[.,'\u2019\u02bc]\d+|[ {SPACES}]\d{{3}}(?!\d))*")
"""A number among words, with its groups and its decimals."""


def wordings(cells: pd.Series, form: Form, factor: int = 1) -> pd.Series:
    """Write each distinct cell as a wording; empty where nothing was reported.

    Examples
    --------
    >>> wordings(pd.Series(["1.234,5", "k. A."]), Form(decimal=",", missing=("", "k. A."))).tolist()
    ['1234.5', '']
    """
    return cells.map({cell: wording(cell, form, factor) for cell in cells.unique()})


def refusals(cells: pd.Series, form: Form, factor: int = 1) -> dict[str, str]:
    """Say why cells cannot be settled in the table's locale, by cell.

    >>> refusals(pd.Series(["1,100"]), Form(thousands=" "))
    {'1,100': '“1,100” has a separator that the table does not declare.'}
    """
    found = {}
    for cell in cells.unique():
        try:
            _settled(cell.strip(), form, factor)
        except AnalysisError as refusal:
            found[cell] = str(refusal)
    return found


def wording(cell: str, form: Form, factor: int = 1) -> str:
    """Write one cell as a wording; one that cannot be settled stays as it stands.

    >>> wording("1e3", Form()), wording("more than 50", Form()), wording("12O", Form())
    ('1000', 'more than 50', '12O')
    >>> wording("ca. 2.500-3.000", Form(decimal=",")), wording("2.5", Form(), factor=1000)
    ('ca. 2500-3000', '2.5 thousand')
    """
    text = cell.strip()
    try:
        return _settled(text, form, factor)
    except AnalysisError:
        return text


def _settled(text: str, form: Form, factor: int) -> str:
    """Write the numbers of a cell in our locale.

    Raises
    ------
    AnalysisError
        If one has two readings or none in the table's locale, or a unit of its own beside a factor.
    """
    if text in form.missing:
        return ""
    if (plain := _plain(text, form)) is not None:
        return plain if factor == 1 else f"{plain} {FACTORS[factor]}"
    if form.decimal == "." and not form.thousands and factor == 1:
        return text
    declared = NumberFormat(form.decimal, form.thousands or None)
    return DIGITS.sub(lambda found: _in_ours(found, declared, factor), text)


def _plain(text: str, form: Form) -> str | None:
    """Write a cell that is a number and nothing else; None if it is more, or less."""
    if SCIENTIFIC.fullmatch(text):
        return f"{Decimal(text).normalize():f}"
    signs = (form.thousands or " '\u2019.,").replace(form.decimal, "")
    signs += SPACES if " " in signs else ""
    group = rf"[{re.escape(signs)}]" if signs else r"(?!)"
    whole = rf"[+-]?(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)"
    if not re.fullmatch(rf"{whole}(?:{re.escape(form.decimal)}\d+)?", text):
        return None
    return re.sub(group, "", text).replace(form.decimal, ".").removeprefix("+")


def _in_ours(found: re.Match, declared: NumberFormat, factor: int) -> str:
    """Write one number of a cell in our locale, and what one stands for after it."""
    number = read_digits(found.group(), declared)
    decimals = -min(number.place or 0, 0)
    written = f"{float(number.amount):.{decimals}f}" if decimals else str(int(number.amount))
    if factor == 1:
        return written
    after = re.match(r"\s*([^\W\d_]+)", found.string[found.end() :])
    if after and after[1].casefold() in SCALES:
        raise AnalysisError("The table gives a factor, and the cell a unit of its own.")
    return f"{written} {FACTORS[factor]}"


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
