"""Paired: two parties' raw figures for the same days, side by side and never divided."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure as Drawing

from analysis.errors import AnalysisError
from analysis.figures import labels, style
from analysis.figures.figure import Figure
from analysis.figures.marks import Lane, bar_key, draw_span, open_key
from analysis.figures.plots.counts import count_axis, nice_end
from analysis.figures.plots.ladder import Ladder, Rung
from analysis.figures.rows import check_intervals, checked, extremes, several, span
from analysis.figures.sheet import EDGE, Heading, Key, Sheet, published, text_width
from analysis.text.readable import day, number

SIDES = ("left", "right")
NUMBERS = ("value", "low", "high")
COLUMNS = ("day", *(f"{side}_{name}" for side in SIDES for name in ("label", *NUMBERS)))
AXIS = 0.34
GAP = 0.1
"""Inches from a mark to its words."""


def paired(rows: pd.DataFrame, *, title: str, source: str, unit: str = "people") -> Figure:
    """Draw what two speakers stated for the same days on one axis from zero.

    Both are drawn alike; only the shape of the mark differs. They count different people over
    different ground, so nothing joins them and nothing is divided.

    Parameters
    ----------
    rows : DataFrame
        One row a day: ``day`` (datetime64) and, for left and right, ``_label`` (speaker, and
        about whom; the same on every row), ``_value``, ``_low``, ``_high``. All three missing:
        not reported that day. Value missing: no point. One end missing: open.
    title, source : str
    unit : str
        What is counted.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, there is no row, or a side has more
        than one label.
    """
    rows = _checked_sides(rows)
    heading = Heading(title, f"{unit.capitalize()} as stated for each day; axis from zero", source)
    return published(
        lambda width: _draw(rows, heading, width),
        heading,
        alt=paired_alt(rows, unit),
        caption=(
            "The two count different people over different ground: they stand side by side and "
            f"are not divided. Bars show what the wording allows; they are {style.NOT_CONFIDENCE}."
        ),
        table=_table(rows),
        rows=rows,
    )


def paired_alt(rows: pd.DataFrame, unit: str) -> str:
    """Describe each side by its days and its lowest and highest figure."""
    said = [_side_in_words(rows, side) for side in SIDES]
    return (
        f"Paired dot plot of {unit} on {several(len(rows), 'day')} where {said[0]}, and {said[1]}."
    )


def _side_in_words(rows: pd.DataFrame, side: str) -> str:
    figures = _side(rows, side).assign(day=rows["day"])
    reported = int(figures[list(NUMBERS)].notna().any(axis=1).sum())
    days = f"on {several(reported, 'day')}"
    ends = extremes(figures)
    if ends is None:
        return f"{_label(rows, side)} gives no single number {days}"
    low, high = (f"{number(row['value'])} ({day(row['day'])})" for row in ends)
    found = low if low == high else f"from {low} to {high}"
    return f"{_label(rows, side)} gives {found} {days}"


def _checked_sides(rows: pd.DataFrame) -> pd.DataFrame:
    rows = checked(rows, COLUMNS, "paired counts").sort_values("day", ignore_index=True)
    for side in SIDES:
        check_intervals(rows, [f"{side}_{name}" for name in NUMBERS], "paired counts")
        if rows[f"{side}_label"].nunique(dropna=False) != 1:
            raise AnalysisError(f"the {side} side of the paired counts has more than one speaker")
    return rows


def _side(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return value, low and high of one side."""
    return rows[[f"{side}_{name}" for name in NUMBERS]].set_axis(list(NUMBERS), axis=1)


def _label(rows: pd.DataFrame, side: str) -> str:
    return str(rows[f"{side}_label"].iloc[0])


def _draw(rows: pd.DataFrame, heading: Heading, width: float) -> Drawing:
    sides = [_side(rows, side) for side in SIDES]
    ladder = Ladder([Rung(day(moment), lanes=2) for moment in rows["day"]], width)
    sheet = Sheet(heading, width, ladder.height + AXIS, _keys(rows, sides))
    axes = ladder.axes(sheet, sheet.top)
    end = nice_end(pd.concat([side.astype(float).stack() for side in sides]))
    count_axis(axes, end)
    ladder.clear(axes)
    lane = Lane(axes, 0, end)
    for place, lanes in enumerate(ladder.lanes):
        for at, side, look in zip(lanes, sides, style.PAIR, strict=True):
            _draw_figure(sheet, lane, at, side.loc[place], look)
    ladder.write(sheet, sheet.top)
    return sheet.drawing


def _draw_figure(sheet: Sheet, lane: Lane, at: float, row: pd.Series, look: style.Mark) -> None:
    """Draw one figure with its words right of it, or left where the axis ends."""
    plane = labels.Plane(lane.axes)
    if row.isna().all():
        x, y = plane.at(0, at)
        sheet.text(x + GAP, y - style.LINE / 2, "not reported", color=style.SOFT_INK)
        return
    draw_span(lane, at, row, look)
    words = _figure(row)
    opened = row[["low", "high"]].isna().any()
    low, high = (row.min(), row.max()) if not opened else (row.min(), row.min())
    x, y = plane.at(high, at)
    if opened or x + GAP + text_width(words) > sheet.width - EDGE:
        sheet.text(plane.at(low, at)[0] - GAP, y - style.LINE / 2, words, ha="right")
    else:
        sheet.text(x + GAP, y - style.LINE / 2, words)


def _figure(row: pd.Series) -> str:
    return span(*(float(row[name]) for name in NUMBERS)) if row.notna().any() else "not reported"


def _keys(rows: pd.DataFrame, sides: list[pd.DataFrame]) -> list[Key]:
    keys = [
        Key(f"{_label(rows, side)}: claimed, unverified", (look.line(),))
        for side, look in zip(SIDES, style.PAIR, strict=True)
    ]
    if any((side["low"] < side["high"]).any() for side in sides):
        keys.append(bar_key())
    if any((side[["low", "high"]].isna().sum(axis=1) == 1).any() for side in sides):
        keys.append(open_key())
    return keys


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    columns = {"day": rows["day"]}
    for side in SIDES:
        figures = _side(rows, side)
        columns[_label(rows, side)] = [_figure(row) for _, row in figures.iterrows()]
    return pd.DataFrame(columns)
