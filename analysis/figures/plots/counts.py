"""Counts: the figures of one day as they were reported, before anything is divided.

Paired: two parties' raw figures for the same days, side by side and never divided.
"""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from analysis.errors import AnalysisError
from analysis.figures import marks, style
from analysis.figures.figure import Figure
from analysis.figures.marks import Lane, bar_key, draw_span, key_of, open_key, runs_on
from analysis.figures.plots.ladder import Ladder, Rung
from analysis.figures.rows import check_intervals, checked, extremes, in_words, several, span
from analysis.figures.sheet import EDGE, Heading, Key, Sheet, published, text_width
from analysis.text.readable import day, number
from analysis.text.say import listed

COLUMNS = ("label", "reported", "value", "low", "high", "group", "kind", "speaker")
AXIS = 0.3
BETWEEN = 0.12


def counts(rows: pd.DataFrame, *, title: str, source: str) -> Figure:
    """Draw raw figures as dots from zero, one axis for each group of like things.

    Parameters
    ----------
    rows : DataFrame
        One row a figure, in the order to be shown: ``label`` (what is counted, where),
        ``reported`` (words as collected), ``value`` (NaN: the words give no point), ``low``,
        ``high`` (NaN: open), ``group`` (people, events: what shares an axis), ``kind`` (a key of
        `style.KINDS`), ``speaker``.
    title, source : str

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, or there is no row.
    """
    rows = checked(rows, COLUMNS, "counts")
    subtitle = f"{listed(_speakers(rows))}: figures as reported, each group on an axis from zero"
    heading = Heading(title, subtitle, source)
    return published(
        lambda width: _draw(rows, heading, width),
        heading,
        alt=counts_alt(rows),
        caption=f"Bars show what the wording allows; they are {style.NOT_CONFIDENCE}.",
        table=_table(rows),
        rows=rows,
    )


def counts_alt(rows: pd.DataFrame) -> str:
    """Say every figure, by group, with its speaker."""
    groups = []
    for group, figures in rows.groupby("group", sort=False):
        said = [f"{row.label} {_figure(row)}" for row in figures.itertuples()]
        groups.append(f"{group}: {listed(said)}")
    what = f"Dot plot of {several(len(rows), 'figure')} reported by {listed(_speakers(rows))}"
    return f"{what}, where {'; '.join(groups)}."


def nice_end(values: pd.Series) -> float:
    """Return a round end of a zero-based axis that holds all values.

    >>> nice_end(pd.Series([4, 352])), nice_end(pd.Series([199, 193]))
    (400, 200)
    """
    top = values[values < math.inf].max()
    if not top > 0:
        return 4
    step = 10 ** math.floor(math.log10(top))
    end = next(step * share for share in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * share >= top)
    return max(end, 4)


def count_axis(axes: Axes, end: float) -> None:
    """Give the horizontal axis the counts from zero to a round end, in steps of 1, 2 or 5."""
    parts = next(n for n in (4, 5, 3, 2, 1) if f"{end / n:e}"[0:3] in ("1.0", "2.0", "5.0"))
    places = [end * index / parts for index in range(parts + 1)]
    axes.set_xlim(0, end)
    axes.set_xticks(places, [number(place) for place in places])


def ends(rows: pd.DataFrame) -> pd.Series:
    """Return all numbers that an axis has to hold."""
    return pd.concat([rows[name].astype(float) for name in ("value", "low", "high")])


def _draw(rows: pd.DataFrame, heading: Heading, width: float) -> Drawing:
    rows = rows.assign(note=rows["speaker"] if len(_speakers(rows)) > 1 else "")
    groups = [figures for _, figures in rows.groupby("group", sort=False)]
    columns = Ladder([rung for figures in groups for rung in _rungs(figures)], width)
    ladders = [Ladder(_rungs(figures), width, columns.columns) for figures in groups]
    tall = sum(ladder.height + AXIS + BETWEEN for ladder in ladders)
    sheet = Sheet(heading, width, tall, _keys(rows))
    top = sheet.top
    for ladder, figures in zip(ladders, groups, strict=True):
        _draw_group(sheet, top, ladder, figures)
        top += ladder.height + AXIS + BETWEEN
    return sheet.drawing


def _draw_group(sheet: Sheet, top: float, ladder: Ladder, figures: pd.DataFrame) -> None:
    axes = ladder.axes(sheet, top)
    end = nice_end(ends(figures))
    count_axis(axes, end)
    ladder.clear(axes)
    lane = Lane(axes, 0, end)
    for (at,), (_, row) in zip(ladder.lanes, figures.iterrows(), strict=True):
        draw_span(lane, at, row, style.KINDS[row["kind"]])
    ladder.write(sheet, top)


def _rungs(figures: pd.DataFrame) -> list[Rung]:
    return [
        Rung(row.label, _figure(row), row.note, heading=row.group if first else "")
        for row, first in zip(figures.itertuples(), ~figures["group"].duplicated(), strict=True)
    ]


def _speakers(rows: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(rows["speaker"]))


def _figure(row: pd.Series) -> str:
    """Say the figure in the words reported, with what they allow if that is more than a point."""
    if row.low == row.high == row.value:
        return str(row.reported)
    return f"{row.reported} ({span(math.nan, row.low, row.high)})"


def _keys(rows: pd.DataFrame) -> list[Key]:
    keys = [key_of(kind) for kind in style.KINDS if (rows["kind"] == kind).any()]
    if (rows["low"] < rows["high"]).any():
        keys.append(bar_key())
    if runs_on(rows):
        keys.append(open_key())
    return keys


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group": rows["group"],
            "what": rows["label"],
            "speaker": rows["speaker"],
            "as reported": rows["reported"],
            "value": in_words(rows["value"], "no point"),
            "low": in_words(rows["low"], "open"),
            "high": in_words(rows["high"], "open"),
        }
    )


SIDES = ("left", "right")
NUMBERS = ("value", "low", "high")
PAIRED_COLUMNS = ("day", *(f"{side}_{name}" for side in SIDES for name in ("label", *NUMBERS)))
PAIRED_AXIS = 0.34
GAP = 0.1
"""Inches from a mark to its words."""


def paired(rows: pd.DataFrame, *, title: str, source: str, unit: str = "people") -> Figure:
    """Draw what two speakers stated for the same days on one axis from zero.

    Both are drawn alike; only the shape of the mark differs. They count different people, so
    nothing joins them and nothing is divided.

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
        lambda width: _draw_paired(rows, heading, width),
        heading,
        alt=paired_alt(rows, unit),
        caption=(
            "The two count different people: they stand side by side and are not divided. "
            f"Bars show what the wording allows; they are {style.NOT_CONFIDENCE}."
        ),
        table=_table_of_sides(rows),
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
    rows = checked(rows, PAIRED_COLUMNS, "paired counts").sort_values("day", ignore_index=True)
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


def _draw_paired(rows: pd.DataFrame, heading: Heading, width: float) -> Drawing:
    sides = [_side(rows, side) for side in SIDES]
    ladder = Ladder([Rung(day(moment), lanes=2) for moment in rows["day"]], width)
    sheet = Sheet(heading, width, ladder.height + PAIRED_AXIS, _keys_of_sides(rows, sides))
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
    plane = marks.Plane(lane.axes)
    if row.isna().all():
        x, y = plane.at(0, at)
        sheet.text(x + GAP, y - style.LINE / 2, "not reported", color=style.SOFT_INK)
        return
    draw_span(lane, at, row, look)
    words = _figure_of_side(row)
    opened = row[["low", "high"]].isna().any()
    low, high = (row.min(), row.max()) if not opened else (row.min(), row.min())
    x, y = plane.at(high, at)
    if opened or x + GAP + text_width(words) > sheet.width - EDGE:
        sheet.text(plane.at(low, at)[0] - GAP, y - style.LINE / 2, words, ha="right")
    else:
        sheet.text(x + GAP, y - style.LINE / 2, words)


def _figure_of_side(row: pd.Series) -> str:
    return span(*(float(row[name]) for name in NUMBERS)) if row.notna().any() else "not reported"


def _keys_of_sides(rows: pd.DataFrame, sides: list[pd.DataFrame]) -> list[Key]:
    keys = [
        Key(f"{_label(rows, side)}: claimed, unverified", (look.line(),))
        for side, look in zip(SIDES, style.PAIR, strict=True)
    ]
    if any((side["low"] < side["high"]).any() for side in sides):
        keys.append(bar_key())
    if any((side[["low", "high"]].isna().sum(axis=1) == 1).any() for side in sides):
        keys.append(open_key())
    return keys


def _table_of_sides(rows: pd.DataFrame) -> pd.DataFrame:
    columns = {"day": rows["day"]}
    for side in SIDES:
        figures = _side(rows, side)
        columns[_label(rows, side)] = [_figure_of_side(row) for _, row in figures.iterrows()]
    return pd.DataFrame(columns)
