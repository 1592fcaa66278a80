"""Calendar: which days a pair of figures was located for; the first figure of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.figures import marks, style
from analysis.figures.figure import Figure
from analysis.figures.marks import checked
from analysis.figures.sheet import EDGE, Heading, Key, Sheet, add_spot, published
from analysis.figures.sketch import Spot
from analysis.text.say import MONTHS, day, number, several

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from analysis.figures.sketch import SketchAxes

COLUMNS = ("day", "state")
STATES = ("both", "one", "none")
OUTSIDE = "outside"
"""A cell that is no day of the period."""
WORDS = {"both": "both figures", "one": "one figure only", "none": "no figure located"}
MANY_MONTHS = 12
"""Of more months than this a phone shows rows too: columns would be too narrow."""
TOTAL = "whole period"
MONTH_LABEL = 0.72
"""Inches for "Mar 2023"."""
DAY_LABEL = 0.28
COUNT = 0.66
"""Inches for "12 of 31"."""
CELL = (0.24, 0.16)
"""Inches that a row is high: of a month, of a day."""
WIDEST = 0.6
"""Inches that the column of a month may be wide."""
HATCH_STEP = 4.8 / 72
"""Inches from one stroke of the hatch to the next, along the foot."""
SEAM = {"color": style.PAPER, "linewidth": 1.2, "label": "_seam", "zorder": 2}
DATES = (1, 5, 10, 15, 20, 25, 31)


def calendar(
    days: pd.DataFrame,
    *,
    title: str,
    source: str,
    undated: int = 0,
    pair: tuple[str, str] = ("killed", "wounded"),
) -> Figure:
    """Draw every day of a period with what was located for it.

    A month is a row; on a phone it is a column. Days without a figure are hatched: they are
    missing, not zero.

    Parameters
    ----------
    days : DataFrame
        One row for each day of the period: ``day`` (datetime64), ``state`` ("both", "one" or
        "none"); optional ``side`` (`terms.Side`, or None) of the speaker, one.
    title, source : str
    undated : int
        Located figures whose day is not known; they stand beside the calendar as a count.
    pair : tuple of str
        The two figures.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, there is no day, a day comes twice or
        a state is none of the three.
    """
    days = _checked_days(days)
    heading = Heading(title, _subtitle(days, undated, pair), source)
    return published(
        lambda width: _draw(days, heading, width),
        heading,
        alt=calendar_alt(days, undated, pair),
        caption="A hatched day is missing, not zero: nothing was located for it.",
        table=_table(days),
        rows=days,
    )


def calendar_alt(days: pd.DataFrame, undated: int, pair: tuple[str, str]) -> str:
    """Describe the coverage: days by state, the fullest and the emptiest month."""
    first, last = day(days["day"].min()), day(days["day"].max())
    both, one, none = (number((days["state"] == state).sum()) for state in STATES)
    text = f"Calendar heatmap of {several(len(days), 'day')}, {first} to {last}, where {both} have"
    text += f" both {pair[0]} and {pair[1]}, {one} have one of them and {none} have none"
    counts = _table(days).set_index("month")[WORDS["both"]].drop(TOTAL)
    if len(counts) > 1:
        most, least = counts.idxmax(), counts.idxmin()
        text += f"; with both figures, {most} has most days ({counts[most]})"
        text += f" and {least} fewest ({counts[least]})"
    return f"{text}; {number(undated)} more figures have no day." if undated else f"{text}."


def _checked_days(days: pd.DataFrame) -> pd.DataFrame:
    days = checked(days, COLUMNS, "calendar").sort_values("day", ignore_index=True)
    strange = sorted(set(days["state"].astype(str)) - set(STATES))
    if strange:
        raise AnalysisError(f"a day is both, one or none, not {', '.join(strange)}")
    if days["day"].duplicated().any():
        twice = day(days["day"][days["day"].duplicated()].iloc[0])
        raise AnalysisError(f"{twice} comes twice in the calendar")
    return days


def _subtitle(days: pd.DataFrame, undated: int, pair: tuple[str, str]) -> str:
    both = number((days["state"] == "both").sum())
    text = f"Days with {pair[0]} and {pair[1]}: {both} of {number(len(days))}"
    return f"{text}; {number(undated)} more figures without a day" if undated else text


def _draw(days: pd.DataFrame, heading: Heading, width: float) -> Drawing:
    grid = _grid(days)
    upright = width < style.TEXT_WIDTH and len(grid) <= MANY_MONTHS
    sheet = Sheet(heading, width, _height(upright, len(grid)), _keys(days))
    left, top = EDGE + (DAY_LABEL if upright else MONTH_LABEL), sheet.top + _above(upright)
    across = width - EDGE - left - (0 if upright else COUNT)
    if upright:
        across = min(across, len(grid) * WIDEST)
    shown = grid.T if upright else grid
    axes = sheet.axes(left, top, across, len(shown) * CELL[upright])
    _draw_cells(axes, shown, marks.colour_of(days))
    _write_days(sheet, axes, upright=upright)
    _write_months(sheet, axes, _month_words(days), upright=upright)
    if "receipt" in days:
        _tell_months(axes, _month_words(days), days["receipt"].iloc[0].key, upright=upright)
    return sheet.drawing


def _height(upright: bool, months: int) -> float:
    below = style.LINE * 2.3 if upright else 0.06
    return _above(upright) + (31 if upright else months) * CELL[upright] + below


def _above(upright: bool) -> float:
    """Return inches for what heads the columns: dates, or months with their year."""
    return style.LINE * (2.3 if upright else 1.3)


def _grid(days: pd.DataFrame) -> pd.DataFrame:
    """Return states by month (rows) and day of the month (columns); empty outside the period."""
    month = days["day"].dt.to_period("M").rename("month")
    grid = days.assign(month=month, date=days["day"].dt.day)
    grid = grid.pivot(index="month", columns="date", values="state").reindex(columns=range(1, 32))
    return grid.reindex(pd.period_range(month.min(), month.max(), freq="M"))


def _draw_cells(axes: SketchAxes, grid: pd.DataFrame, colour: str) -> None:
    """Hatch the whole plane, lay the other cells over it, and part all by lines of paper."""
    down, across = grid.shape
    axes.set_xlim(0, across)
    axes.set_ylim(down, 0)
    for edge in axes.spines.values():
        edge.set(visible=False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(visible=False)
    if (grid == "none").to_numpy().any():
        axes.plot(*_hatch(axes, down, across), **style.HATCH, label="_none", zorder=0.5)
    for (y, x), state in np.ndenumerate(grid.astype("str").fillna(OUTSIDE).to_numpy()):
        if state != "none":
            face = {"both": colour, "one": style.tint(colour)}.get(state, style.PAPER)
            look = {"facecolor": face, "label": f"_{state}"}
            axes.axhspan(y, y + 1, x / across, (x + 1) / across, edgecolor="none", **look)
        if state == "one":
            lower = {"facecolor": colour, "label": "_half", "edgecolor": "none"}
            axes.axhspan(y + 0.5, y + 1, x / across, (x + 1) / across, **lower)
    for y in range(down + 1):
        axes.plot((0, across), (y, y), **SEAM)
    for x in range(across + 1):
        axes.plot((x, x), (0, down), **SEAM)


def _hatch(axes: SketchAxes, down: int, across: int) -> tuple[np.ndarray, np.ndarray]:
    """Return strokes over the plane, up and to the right, with a missing place between two."""
    box = axes.get_window_extent()
    wide, tall = box.width / axes.figure.dpi, box.height / axes.figure.dpi
    sums = np.arange(HATCH_STEP, wide + tall, HATCH_STEP)
    lefts, rights = np.maximum(0, sums - tall), np.minimum(wide, sums)
    nothing = np.full_like(sums, np.nan)
    xs = np.column_stack([lefts, rights, nothing]).ravel() / wide * across
    ys = np.column_stack([sums - lefts, sums - rights, nothing]).ravel() / tall * down
    return xs, ys


def _write_days(sheet: Sheet, axes: SketchAxes, *, upright: bool) -> None:
    plane = marks.Plane(axes)
    for date in DATES:
        if upright:
            y = plane.at(0, date - 0.5)[1] - style.LINE / 2
            sheet.text(EDGE + DAY_LABEL - 0.06, y, str(date), color=style.SOFT_INK, ha="right")
        else:
            x, y = plane.at(date - 0.5, 0)
            sheet.text(x, y - style.LINE * 1.2, str(date), color=style.SOFT_INK, ha="center")


def _write_months(
    sheet: Sheet, axes: SketchAxes, months: list[tuple[str, str]], *, upright: bool
) -> None:
    """Write each month with its count of days with both figures."""
    plane = marks.Plane(axes)
    for place, (month, count) in enumerate(months):
        if upright:
            x, top = plane.at(place + 0.5, 0)
            name, year = month.split(" ")
            if place == 0 or name == "Jan":
                sheet.text(x, top - style.LINE * 2.2, year, ha="center", color=style.SOFT_INK)
            sheet.text(x, top - style.LINE * 1.2, name, ha="center")
            words = count.split(" ", 1)
            sheet.text(x, plane.at(0, 31)[1] + 0.04, words, ha="center", color=style.SOFT_INK)
        else:
            y = plane.at(0, place + 0.5)[1] - style.LINE / 2
            sheet.text(EDGE, y, month)
            sheet.text(sheet.width - EDGE, y, count, ha="right", color=style.SOFT_INK)


def _tell_months(
    axes: SketchAxes, months: list[tuple[str, str]], receipt: str, *, upright: bool
) -> None:
    """Let each month tell its count of days with both figures, and lead to the receipt of all."""
    plane, days = marks.Plane(axes), 31
    for place, (month, count) in enumerate(months):
        ends = ((place, 0), (place + 1, days)) if upright else ((0, place), (days, place + 1))
        (left, top), (right, bottom) = (plane.at(*end) for end in ends)
        words = f"{month}: {count} days with both figures"
        add_spot(axes.figure, Spot((left, top, right, bottom), words, receipt))


def _month_words(days: pd.DataFrame) -> list[tuple[str, str]]:
    """Return, for each month, its short name and "12 of 31"."""
    month = days["day"].dt.to_period("M")
    every = pd.period_range(month.min(), month.max(), freq="M")
    both = (days["state"] == "both").groupby(month).sum().reindex(every, fill_value=0)
    total = month.value_counts().reindex(every, fill_value=0)
    return [
        (f"{MONTHS[each.month - 1][:3]} {each.year}", f"{both[each]} of {total[each]}")
        for each in every
    ]


def _keys(days: pd.DataFrame) -> list[Key]:
    return [
        Key(WORDS[state], style.squares(marks.colour_of(days))[state])
        for state in STATES
        if (days["state"] == state).any()
    ]


def _table(days: pd.DataFrame) -> pd.DataFrame:
    """Count days by month and state: a row for every day would bury the reader."""
    month = days["day"].dt.to_period("M")
    counts = pd.crosstab(month, days["state"]).reindex(columns=list(STATES), fill_value=0)
    counts.index = [f"{MONTHS[each.month - 1]} {each.year}" for each in counts.index]
    counts.loc[TOTAL] = counts.sum()
    return counts.rename(columns=WORDS).rename_axis(index="month", columns=None).reset_index()
