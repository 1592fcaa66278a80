"""Counts: the figures of one day as they were reported, before anything is divided."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from analysis.figures import style
from analysis.figures.figure import Figure
from analysis.figures.marks import Lane, bar_key, draw_span, key_of, open_key, runs_on
from analysis.figures.plots.ladder import Ladder, Rung
from analysis.figures.rows import checked, in_words, several, span
from analysis.figures.sheet import Heading, Key, Sheet, published
from analysis.text.readable import number
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
