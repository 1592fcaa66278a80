"""An analyst's own numbers, tables and figures, so that a page tells which have a receipt.

>>> from analysis import load_collection, say, select_series
>>> held = load_collection("bakhmut-2023")
>>> where = {"speaker": "serhii_cherevatyi", "scope": "bakhmut_direction"}
>>> days = select_series(held, "killed_per_wounded", **where)
>>> say("The median of the days is {median}.", median=number_of(days, "median"))
The median of the days is 0.771.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.collection.labels import TOLD_BESIDE, WAYS, unlike
from analysis.data.names import unknown
from analysis.errors import AnalysisError, ParameterError, RatioError
from analysis.reports import receipts
from analysis.reports.receipts import RATIO_KEY
from analysis.text.say import Passage, Quantity, Receipt, cell, claims_of, quantity, say
from analysis.text.tables import Table

if TYPE_CHECKING:
    from analysis.figures.figure import Figure

AMOUNT = re.compile(r"\D?\d[\d.,]*(\s?[^\W\d]+|\s?%)?")
"""A cell that is a number, perhaps with its unit."""
OWN_MARKS = "Its marks are the author's own drawing and have no receipts."
"""Said under a drawing of one's own, of which nothing is looked up."""


def number_of(rows: pd.DataFrame, way: str, column: str = "value") -> Quantity:
    """Work one number out of claims or ratios, with a receipt that follows it back to them.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of `claims`, or of `ratios`, as they stand in the collection.
    way : str
        mean, median, least, most or count; rows without a number are left out, and the receipt
        counts them.
    column : str
        Of which the numbers are taken.

    Returns
    -------
    Quantity
        For `say`; three digits.

    Raises
    ------
    ParameterError
        If there is no such way, with the nearest.
    RatioError
        If the rows are of several speakers, subjects, areas, measures or ratios, of which nothing
        is averaged, or none has a number.
    AnalysisError
        If the rows are neither claims nor ratios, or lack the column.

    Examples
    --------
    >>> from analysis import load_collection
    >>> claims = load_collection("bakhmut-2023").claims
    >>> str(number_of(claims[claims["claim_id"].isin(["a0214", "a0215"])], "mean"))
    Traceback (most recent call last):
    ...
    analysis.errors.RatioError: no mean of rows of several measures: killed, wounded
    """
    if way not in WAYS:
        raise ParameterError(unknown("way", way, WAYS))
    if column not in rows or (not {"claim_id"} <= {*rows} and not {*RATIO_KEY} <= {*rows}):
        raise AnalysisError(f"rows of claims or of ratios, with a column {column!r}, are needed")
    if way != "count":
        _refuse_unlike(rows, way)
    number = WAYS[way](rows[column].astype("float64").dropna())
    if pd.isna(number):
        raise RatioError(f"no row has a number in {column!r}, so there is no {way}")
    return quantity(number, _receipt(rows, way, column))


def table(frame: pd.DataFrame, headings: Mapping[str, str] | None = None, *, caption: str) -> Table:
    """Show a table of one's own; rows of claims or ratios keep their receipts.

    Parameters
    ----------
    frame : pandas.DataFrame
    headings : mapping, optional
        From column to spoken heading, in the order shown; all columns under their names if there
        is none.
    caption : str
        What the table lists, and who says so.

    Raises
    ------
    AnalysisError
        If a column is not there, or the caption is empty.

    Examples
    --------
    >>> table(pd.DataFrame({"who": ["a"], "days": [3]}), caption="Days, counted by hand")
    Days, counted by hand
    who | days
    a | 3
    """
    named = headings or {name: str(name).replace("_", " ") for name in frame.columns}
    absent = [column for column in named if column not in frame]
    if absent or not caption.strip():
        raise AnalysisError(f"a table needs a caption and its columns; absent: {absent}")
    shown = frame[list(named)].set_axis(list(named.values()), axis=1)
    figures = tuple(heading for column, heading in named.items() if _has_figures(frame[column]))
    return Table(shown, caption, receipts=tuple(_receipts(frame, named)), figures=figures)


def figure(
    drawn: Any,
    *,
    title: str,
    alt: str,
    caption: str | Passage = "",
    source: str = "",
    values: Table | None = None,
) -> Figure:
    """Publish a drawing of one's own, by matplotlib, pandas or seaborn.

    Parameters
    ----------
    drawn : matplotlib Axes or Figure, or a seaborn grid
    title, alt, caption, source : str
        As for `Figure`: the alt text says the chart in words, with its extreme values. The caption
        ends in the sentence that the marks have no receipts.
    values : Table, optional
        The rows as drawn, as `table` shows them; folded away under the figure.

    Raises
    ------
    AnalysisError
        If title or alt text is empty.

    Examples
    --------
    >>> from matplotlib.figure import Figure as Drawing
    >>> figure(Drawing().add_subplot(), title="Days of a speaker", alt="An empty chart")
    An empty chart
    """
    from analysis.figures.figure import Figure

    whole = getattr(drawn, "figure", drawn)
    told = (
        caption + say(OWN_MARKS)
        if isinstance(caption, Passage)
        else f"{caption} {OWN_MARKS}".strip()
    )
    words = {"title": title, "alt": alt, "caption": told, "source": source}
    rows = {"table": values.frame, "receipts": values.receipts} if values else {}
    return Figure(whole, **words, **rows)


def _refuse_unlike(rows: pd.DataFrame, way: str) -> None:
    for name, found in unlike(rows).items():
        what = f"{name.replace('_', ' ')}s"
        raise RatioError(f"no {way} of rows of several {what}: {', '.join(found)}")


def _has_figures(column: pd.Series) -> bool:
    """Say whether the numerals of a column are figures, as words too, and not those of a name."""
    if pd.api.types.is_numeric_dtype(column) or column.name == "reported":
        return True
    if str(column.name).endswith(("_id", "_claims")):
        return False
    return any(AMOUNT.fullmatch(value) for value in column if isinstance(value, str))


def _receipts(rows: pd.DataFrame, shown: Iterable[str]) -> Iterable[Receipt]:
    """Give the receipts of rows of one's own table, if they are claims or ratios.

    That of a claim holds what the row shows of whose it is, which a copy may have changed.
    """
    if {*RATIO_KEY, "status", "reason"} <= {*rows}:
        return receipts.of_ratios(rows)
    if "claim_id" not in rows:
        return ()
    step = "A row of the author's table names this claim."
    beside = [column for column in TOLD_BESIDE if column in shown]
    said = [
        [f"{column}={cell(value)}" for column, value in zip(beside, row, strict=True)]
        for row in rows[beside].itertuples(index=False, name=None)
    ]
    named = zip(rows["claim_id"], said, strict=True)
    return [Receipt(("own claim", key, *told), (step,), (key,)) for key, told in named]


def _receipt(rows: pd.DataFrame, way: str, column: str) -> Receipt | None:
    """Tell of which rows a number was worked out; None if there are none."""
    if rows.empty:
        return None
    if "claim_id" in rows:
        ids = tuple(rows["claim_id"])
        made, what, claims = ("own claims", way, column, *ids), "claims", ids
    else:
        sides = zip(rows["numerator_claims"], rows["denominator_claims"], strict=True)
        pairs = (f"{first}/{second}" for first, second in sides)
        ratio, variant = rows[["ratio", "variant"]].iloc[0]
        made = ("own ratios", way, column, ratio, variant, *pairs)
        what, claims = f"rows of {ratio.replace('_', ' ')}", claims_of(rows)
    steps = [
        f"The author of this page took the {way} of {len(rows)} {what}, of the column {column}."
    ]
    if missing := int(rows[column].isna().sum()):
        steps.append(f"{missing} of them name no number, and were left out.")
    return Receipt(made, tuple(steps), claims)
