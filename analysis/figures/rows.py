"""What every figure needs of its rows: what is checked, how a span is said, where a day stands.

>>> span(0.9698, 0.9698, 0.9698), span(NAN, 5, 24.75), span(NAN, 1.2, NAN)
('0.97', '5–24.8', '1.2 or more')

Days on an axis are counted as whole numbers, and labelled in English on every machine.

>>> ticks(pd.Timestamp("2023-03-06"), pd.Timestamp("2023-03-20"), 2.0)
[(19422, '6 Mar'), (19429, '13 Mar'), (19436, '20 Mar')]
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from operator import itemgetter

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.figures import style
from analysis.figures.sketch import SketchAxes
from analysis.text.say import MONTHS, listed, number
from analysis.text.tables import MOST_ROWS

NAN = math.nan
INTERVAL = ("value", "low", "high")
SLACK = 1e-3
"""Published ratios are rounded to four digits, so an end may miss its value by that much."""


class Record(dict):
    """One row: its values by the names of the columns, which are its attributes too.

    >>> [row] = records(pd.DataFrame({"label": ["killed"], "value": [193]}))
    >>> row.label, row["value"]
    ('killed', 193)
    """

    __getattr__ = dict.__getitem__


def records(rows: pd.DataFrame) -> list[Record]:
    """Return the rows of a frame, ready to be drawn at any width.

    Only as many lead to a receipt as the page lists values of a figure.
    """
    columns = [rows[name].tolist() for name in rows.columns]
    found = [Record(zip(rows.columns, row, strict=True)) for row in zip(*columns, strict=True)]
    for row in found[MOST_ROWS:]:
        row.pop("receipt", None)
    return found


def checked(rows: pd.DataFrame, columns: Sequence[str], figure: str) -> pd.DataFrame:
    """Return the rows with a fresh index, or refuse them in words.

    Parameters
    ----------
    rows : DataFrame
        Not changed.
    columns : sequence of str
        All must be there; their order does not matter.
    figure : str
        Name of the figure, for the message.

    Raises
    ------
    AnalysisError
        If a column is missing, there is no row, a kind is unknown, a row has no figure at all,
        or a value lies outside its own interval.

    Examples
    --------
    >>> checked(pd.DataFrame(columns=["value"]), ["value"], "forest")
    Traceback (most recent call last):
    analysis.errors.AnalysisError: nothing to draw in the forest: print "not reported" instead
    """
    absent = [name for name in columns if name not in rows.columns]
    if absent:
        raise AnalysisError(f"the rows of the {figure} lack {', '.join(absent)}")
    if rows.empty:
        raise AnalysisError(f'nothing to draw in the {figure}: print "not reported" instead')
    if "kind" in columns:
        _check_kinds(rows["kind"], figure)
    if set(INTERVAL) <= set(columns):
        check_intervals(rows, INTERVAL, figure)
        _check_figures(rows, figure)
    return rows.reset_index(drop=True)


def check_intervals(rows: pd.DataFrame, names: Sequence[str], figure: str) -> None:
    """Refuse a value outside its interval, a reversed interval, and a negative figure."""
    value, low, high = (rows[name].astype(float).to_numpy() for name in names)
    slack = 1 + SLACK
    wrong = (low > high * slack) | (value * slack < low) | (value > high * slack)
    wrong |= np.fmin(value, np.fmin(low, high)) < 0
    if wrong.any():
        place = int(np.argmax(wrong))
        found = f"value {value[place]:g}, low {low[place]:g}, high {high[place]:g}"
        raise AnalysisError(f"row {place} of the {figure} is no interval: {found}")


def for_each(terms: Sequence[str]) -> str:
    """Say what is divided by what: two names, or three if one of the second is called otherwise.

    >>> for_each(("killed", "wounded")), for_each(("killed", "clashes", "clash"))
    ('killed for each wounded', 'killed for each clash')
    """
    return f"{terms[0]} for each {terms[-1]}"


def span(value: float, low: float, high: float) -> str:
    """Say a figure with what its wording allows; a missing low or high end is open.

    >>> span(0.309, 0.156, 0.309), span(math.inf, 2.2, math.inf), span(NAN, NAN, 40)
    ('0.309 (0.156–0.309)', 'infinite', '40 or less')
    """
    if math.isinf(value):
        return "infinite"
    bounds = _bounds(low, high)
    if math.isnan(value):
        return bounds or "no figure"
    if not bounds or low == high == value:
        return number(value)
    return f"{number(value)} ({bounds})"


def _bounds(low: float, high: float) -> str:
    opened = math.isnan(high) or math.isinf(high)
    if math.isnan(low):
        return "" if opened else f"{number(high)} or less"
    if opened:
        return f"{number(low)} or more"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def numbers(rows: Iterable[Record], *names: str) -> list[float]:
    """Return all numbers of some columns, missing ones too.

    >>> numbers([Record(low=1, high=2), Record(low=3, high=4)], "low", "high")
    [1.0, 3.0, 2.0, 4.0]
    """
    rows = list(rows)
    return [float(row[name]) for name in names for row in rows]


def edges(bands: Iterable[Record]) -> list[tuple[float, float]]:
    """Return the low and the high edge of each band."""
    return [(float(band.low), float(band.high)) for band in bands]


def in_words(ends: Iterable[float], missing: str) -> list[object]:
    """Return a table column in which a missing number is said in words."""
    return [missing if pd.isna(end) else end for end in ends]


def range_columns(rows: pd.DataFrame, no_value: str = "no point") -> dict[str, list[object]]:
    """Return the columns of a table with the value of each row, and what its words allow."""
    empty = rows[[*INTERVAL]].isna().all(axis=1)
    ends = {
        end: in_words(rows[end].astype(object).mask(empty, no_value), "open")
        for end in ("low", "high")
    }
    return {"value": in_words(rows["value"], no_value), **ends}


def extremes(rows: Iterable[Record]) -> tuple[Record, Record] | None:
    """Return the rows with the least and the greatest value; None if no row has a point."""
    points = [row for row in rows if not math.isnan(row.value)]
    by_value = itemgetter("value")
    return (min(points, key=by_value), max(points, key=by_value)) if points else None


def have_intervals(rows: Iterable[Record], low: str = "low", high: str = "high") -> bool:
    """Whether the words of any row allow more than one number."""
    return any(row[low] < row[high] for row in rows)


def _check_kinds(kinds: pd.Series, figure: str) -> None:
    strange = sorted(set(kinds.astype(str)) - set(style.KINDS))
    if strange:
        known = listed(list(style.KINDS))
        raise AnalysisError(f"the {figure} cannot draw {', '.join(strange)}; kinds are {known}")


def _check_figures(rows: pd.DataFrame, figure: str) -> None:
    missing = [np.isnan(rows[name].astype(float).to_numpy()) for name in INTERVAL]
    empty = np.logical_and.reduce(missing)
    if empty.any():
        place = int(np.argmax(empty))
        raise AnalysisError(f'row {place} of the {figure} has no figure: print "not reported"')


LABEL = 0.56
"""Inches that a day's label takes with the space around it."""


def ordinal(moment: pd.Timestamp) -> int:
    """Count days since 1970, the position of a day on an axis."""
    return (moment.normalize() - pd.Timestamp(0)).days


def short(moment: pd.Timestamp) -> str:
    """Write a day without its year: '18 Mar'."""
    return f"{moment.day} {MONTHS[moment.month - 1][:3]}"


def ticks(first: pd.Timestamp, last: pd.Timestamp, inches: float) -> list[tuple[int, str]]:
    """Return (position, label) of evenly spaced days or months that fit the axis.

    Whole months come with the year on the first label and on each January.
    """
    room = max(2, int(inches / LABEL))
    for freq, step in (("D", 1), ("D", 2), ("W-MON", 1), ("W-MON", 2)):
        days = pd.date_range(first, last, freq=freq)[::step]
        if 0 < len(days) <= room:
            return [(ordinal(moment), short(moment)) for moment in days]
    months = pd.date_range(first, last, freq="MS")
    for step in (1, 2, 3, 6, 12):
        chosen = months[(months.month - 1) % step == 0]
        if len(chosen) <= room:
            break
    return [
        (ordinal(moment), _month(moment, with_year=moment.month == 1 or place == 0))
        for place, moment in enumerate(chosen)
    ]


def day_axis(axes: SketchAxes, first: pd.Timestamp, last: pd.Timestamp, inches: float) -> None:
    """Give the horizontal axis the days from first to last, with a little room at the ends."""
    begin, end = ordinal(first), ordinal(last)
    margin = max(0.7, (end - begin) * 0.12 / inches)
    axes.set_xlim(begin - margin, end + margin)
    places = ticks(first, last, inches)
    axes.set_xticks([place for place, _ in places], [label for _, label in places])


def _month(moment: pd.Timestamp, *, with_year: bool) -> str:
    name = MONTHS[moment.month - 1][:3]
    return f"{name}\n{moment.year}" if with_year else name
