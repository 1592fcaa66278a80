"""One speaker's days: the ratio of each, and which of them figures were located for.

`timeline` draws the ratio from day to day, with the days that say nothing left open; `calendar`
draws every day of a period with what was located for it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.figures import marks, style
from analysis.figures.figure import Figure
from analysis.figures.marks import INTERVAL, LabelWish, Lane, Plane, Record
from analysis.figures.plots.ratios import (
    band_keys,
    band_words,
    bands_in_words,
    checked_bands,
    nearest_edges,
    shade,
)
from analysis.figures.sheet import EDGE, Heading, Key, Paper, Sheet, add_spot, published
from analysis.figures.sketch import SketchAxes, Spot
from analysis.text import MONTHS, day, number, say, several

COLUMNS = ("day", "value", "low", "high", "kind", "flagged")
SUMMARY = ("value", "low", "high", "median", "days_paired", "days_in_period")
TALL = 3.2
LEFT = 0.5
AXIS = 0.42
RING_ROOM = 0.05


def timeline(
    days: pd.DataFrame,
    summary: Mapping[str, float] | Any,
    *,
    title: str,
    source: str,
    bands: pd.DataFrame | None = None,
    terms: Sequence[str] = ("killed", "wounded"),
) -> Figure:
    """Draw a ratio as dots over its days, with the ratio of sums and how far days move about it.

    Dots are never joined. Where the bands lie outside what the days need, their names say how
    far they go on.

    Parameters
    ----------
    days : DataFrame
        One row a day with both figures: ``day`` (datetime64), ``value`` (NaN: no point),
        ``low``, ``high`` (NaN: open), ``kind`` (a key of `style.KINDS`), ``flagged`` (the day is
        inferred); optional ``highlight`` (bool: the day that the page is about).
    summary : mapping or SeriesRatio
        ``value`` (ratio of sums), ``low``, ``high`` (between-day interval; NaN: not defined),
        ``median`` (of the daily ratios; NaN: not wanted), ``days_paired``, ``days_in_period``
        (NaN: no period was given). Or what `analysis.ratios.series.series_ratio` returns.
    bands : DataFrame, optional
        As in `forest`.
    terms : sequence of str
        What is divided by what; and, if one of that is called otherwise, what it is called.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column or an entry of the summary is missing, or there is
        no day.
    """
    days = marks.checked(days, COLUMNS, "timeline").sort_values("day", ignore_index=True)
    told, summary, bands = marks.records(days), _checked_summary(summary), checked_bands(bands)
    used, all_days = number(summary.days_paired), summary.days_in_period
    coverage = f"{used} located days"
    if not math.isnan(all_days):
        coverage = f"{used} of {number(all_days)} days"
    said = say("A day without a mark is missing, not zero.")
    if not math.isnan(summary.low):
        said += say(
            "The between-day interval says how much the ratio moves over the located days, "
            "which are no sample of all days."
        )
    if bands:
        said += bands_in_words(bands)
    what = marks.for_each(terms)
    parts = _days_in_words(told) + [entry.words for entry in _keys_of_summary(told, summary)]
    parts += [f"the widest reference band is {band_words(band)}" for band in bands[:1]]
    table = {"day": days["day"], "kind": marks.kinds_in_words(days), **marks.range_columns(days)}
    return published(
        lambda paper: _draw(told, summary, bands, paper),
        Heading(title, f"{what.capitalize()}, on a logarithmic scale; {coverage}", source),
        alt=f"Timeline of dots of {what} on {coverage} where {', '.join(parts)}.",
        caption=said + say(style.BARS_SAID),
        table=pd.DataFrame(table | {"day inferred": days["flagged"].astype(bool)}),
        rows=days,
    )


def _days_in_words(days: list[Record]) -> list[str]:
    """Say the lowest and the highest day, and how many give no single value."""
    parts, ranges = [], _range_alone(days)
    if (ends := marks.extremes(days)) is not None:
        (low, first), (high, last) = ((number(row.value), day(row.day)) for row in ends)
        which = "days with a single value" if ranges else "single days"
        spread = f"run from {low} on {first} to {high} on {last}"
        parts.append(f"{which} {f'give {low}' if low == high else spread}")
    if ranges:
        parts.append(f"{'1 day gives' if ranges == 1 else f'{ranges} days give'} a range alone")
    return parts


def _checked_summary(summary: Mapping[str, float] | Any) -> Record:
    if not isinstance(summary, Mapping):
        between = summary.between_day
        summary = {
            "value": summary.value,
            "low": between.low if between else None,
            "high": between.high if between else None,
            "median": summary.typical_briefing_median,
            "days_paired": summary.days_paired,
            "days_in_period": summary.days_in_period,
        }
    absent = [name for name in SUMMARY if name not in summary]
    if absent:
        raise AnalysisError(f"the summary of the timeline lacks {', '.join(absent)}")
    return Record({n: math.nan if pd.isna(summary[n]) else summary[n] for n in SUMMARY})


def _draw(days: list[Record], summary: Record, bands: list[Record], paper: Paper) -> Sheet:
    # All days, and of each band the edge nearest to 1.
    own = marks.numbers([summary], *INTERVAL, "median")
    ends = style.reaches([*marks.numbers(days, *INTERVAL), *own, *nearest_edges(bands)])
    sheet = Sheet(paper, TALL + AXIS, _keys(days, summary, bands, ends))
    axes = marks.day_panel(sheet, TALL, LEFT, [row.day for row in days])
    style.log_ratio_axis(axes, "y", ends[1], low=ends[0])
    axes.grid(axis="x", visible=False)
    shade(axes, bands, upright=True)
    _draw_summary(axes, summary)
    lane = Lane(axes, *ends, upright=True)
    for row in days:
        marks.draw_span(lane, marks.ordinal(row.day), row, _look(row))
    for row in _highlighted(days):
        lane.plot([row.value], marks.ordinal(row.day), label="_highlight", **style.RING)
    _write_labels(sheet, axes, days, [n for n in (1.0, summary.value) if math.isfinite(n)])
    return sheet


def _draw_summary(axes: SketchAxes, summary: Record) -> None:
    if not math.isnan(summary.low):
        look = {"facecolor": style.SPREAD, "edgecolor": "none", "zorder": 1, "label": "_spread"}
        axes.axhspan(summary.low, summary.high, **look)
        for edge in (summary.low, summary.high):
            axes.axhline(edge, zorder=1.2, label="_spread", **style.SPREAD_LINE)
    if not math.isnan(summary.value):
        axes.axhline(summary.value, zorder=2, label="_ratio_of_sums", **style.SUM_LINE)
    if not math.isnan(summary.median):
        for ends in ((0, 0.025), (0.975, 1)):
            axes.axhline(summary.median, *ends, zorder=2, label="_median", **style.MEDIAN_TICK)


def _look(row: Record) -> style.Mark:
    look = style.look_of(row)
    return replace(look, edge=style.INFERRED, width=1.0) if row.flagged else look


def _highlighted(days: list[Record]) -> list[Record]:
    return [row for row in days if _is_set(row.get("highlight")) and marks.is_marked(row, log=True)]


def _is_set(flag: Any) -> bool:
    return not pd.isna(flag) and bool(flag)


def _write_labels(sheet: Sheet, axes: SketchAxes, days: list[Record], lines: list[float]) -> None:
    """Write day and figure beside the highlighted, the lowest and the highest day, on no line."""
    drawn = [row for row in days if 0 < row.value < math.inf]
    told = {id(row): row for row in (*_highlighted(drawn), *(marks.extremes(drawn) or ()))}
    plane = Plane(axes)
    taken = [marks.around(*plane.at(marks.ordinal(row.day), row.value)) for row in drawn]
    for height in lines:
        taken += plane.along([(place, height) for place in axes.get_xlim()])
    wishes = [
        LabelWish(
            *plane.at(marks.ordinal(row.day), row.value),
            f"{marks.short(row.day)}: {number(row.value)}",
            ring=RING_ROOM * _is_set(row.get("highlight")),
        )
        for row in told.values()
    ]
    bounds = (EDGE + LEFT + 0.03, sheet.top, sheet.width - EDGE, sheet.top + TALL)
    marks.write_labels(sheet, wishes, taken, bounds)


def _keys(
    days: list[Record], summary: Record, bands: list[Record], ends: tuple[float, float]
) -> list[Key]:
    keys = marks.keys_of_kinds(days, log=True)
    if flagged := [row for row in days if row.flagged]:
        pointed = (_look(row).line() for row in flagged if marks.is_marked(row, log=True))
        bar = {**style.BAR, "color": style.INFERRED}
        keys.append(Key("day inferred", (next(pointed, bar),)))
    if _highlighted(days):
        keys.append(Key("this day", (style.RING,)))
    keys += marks.keys_of_ranges(days, log=True)
    return keys + _keys_of_summary(days, summary) + band_keys(bands, ends)


def _range_alone(days: list[Record]) -> int:
    """Count the days whose words give a range and no single value: they enter no sum."""
    return sum(math.isnan(row.value) for row in days)


def _keys_of_summary(days: list[Record], summary: Record) -> list[Key]:
    """Return the entries of the days together, whose words the alt text says as well."""
    ranges = _range_alone(days)
    which = "days with a single value" if ranges else "all days"
    keys = []
    if not math.isnan(summary.value):
        words = f"{which} together (ratio of sums) {number(summary.value)}"
        keys.append(Key(words, (style.SUM_LINE,)))
    if not math.isnan(summary.low):
        words = f"between-day interval {marks.span(math.nan, summary.low, summary.high)}"
        keys.append(Key(words, ({**style.STRIP, "color": style.SPREAD}, style.SPREAD_LINE)))
    if not math.isnan(summary.median):
        words = f"{f'median of {which}' if ranges else 'median day'} {number(summary.median)}"
        keys.append(Key(words, (style.MEDIAN_TICK,)))
    return keys


CALENDAR_COLUMNS = ("day", "state")
WORDS = {"both": "both figures", "one": "one figure only", "none": "no figure located"}
"""The states of a day."""
OUTSIDE = "outside"
"""A cell that is no day of the period."""
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
    days = marks.checked(days, CALENDAR_COLUMNS, "calendar").sort_values("day", ignore_index=True)
    if strange := sorted(set(days["state"].astype(str)) - set(WORDS)):
        raise AnalysisError(f"a day is both, one or none, not {', '.join(strange)}")
    if days["day"].duplicated().any():
        twice = day(days["day"][days["day"].duplicated()].iloc[0])
        raise AnalysisError(f"{twice} comes twice in the calendar")
    months = _months(days)
    both = number((days["state"] == "both").sum())
    subtitle = f"Days with {pair[0]} and {pair[1]}: {both} of {number(len(days))}"
    subtitle += f"; {number(undated)} more figures without a day" if undated else ""
    table = months[months.any(axis=1)]
    table.index = [f"{MONTHS[each.month - 1]} {each.year}" for each in table.index]
    table.loc[TOTAL] = table.sum()
    return published(
        lambda paper: _draw_calendar(days, months, paper),
        Heading(title, subtitle, source),
        alt=_calendar_in_words(days, table[WORDS["both"]], undated, pair),
        caption="A hatched day is missing, not zero: nothing was located for it.",
        table=table.rename_axis(index="month", columns=None).reset_index(),
        rows=days,
    )


def _months(days: pd.DataFrame) -> pd.DataFrame:
    """Count the days of each month by state: a row for every day would bury the reader."""
    counts = pd.crosstab(days["day"].dt.to_period("M"), days["state"])
    every = pd.period_range(counts.index.min(), counts.index.max(), freq="M")
    return counts.reindex(index=every, columns=list(WORDS), fill_value=0).rename(columns=WORDS)


def _calendar_in_words(
    days: pd.DataFrame, counts: pd.Series, undated: int, pair: tuple[str, str]
) -> str:
    """Describe the coverage: days by state, the fullest and the emptiest month."""
    first, last = day(days["day"].min()), day(days["day"].max())
    both, one, none = (number((days["state"] == state).sum()) for state in WORDS)
    text = f"Calendar heatmap of {several(len(days), 'day')}, {first} to {last}, where {both} have"
    text += f" both {pair[0]} and {pair[1]}, {one} have one of them and {none} have none"
    counts = counts.drop(TOTAL)
    if len(counts) > 1:
        most, least = counts.idxmax(), counts.idxmin()
        text += f"; with both figures, {most} has most days ({counts[most]})"
        text += f" and {least} fewest ({counts[least]})"
    return f"{text}; {number(undated)} more figures have no day." if undated else f"{text}."


def _draw_calendar(days: pd.DataFrame, months: pd.DataFrame, paper: Paper) -> Sheet:
    grid = pd.DataFrame(OUTSIDE, months.index, range(1, 32))
    for moment, state in zip(days["day"], days["state"].astype(str), strict=True):
        grid.loc[moment.to_period("M"), moment.day] = state
    upright = paper.is_narrow and len(grid) <= MANY_MONTHS
    # What heads the columns: dates, or months with their year.
    above, below = style.LINE * (2.3 if upright else 1.3), style.LINE * 2.3 if upright else 0.06
    colour, states = marks.colour_of(days), set(days["state"])
    keys = [Key(WORDS[state], style.squares(colour)[state]) for state in WORDS if state in states]
    shown = grid.T if upright else grid
    tall = len(shown) * CELL[upright]
    sheet = Sheet(paper, above + tall + below, keys)
    left = EDGE + (DAY_LABEL if upright else MONTH_LABEL)
    across = sheet.width - EDGE - left - (0 if upright else COUNT)
    across = min(across, len(grid) * WIDEST) if upright else across
    axes = sheet.axes(left, sheet.top + above, across, tall)
    plane = Plane(axes)
    _draw_cells(axes, shown.to_numpy(), colour)
    for date in DATES:
        if upright:
            x, y, side = left - 0.06, plane.at(0, date - 0.5)[1] - style.LINE / 2, "right"
        else:
            x, y = plane.at(date - 0.5, 0)
            y, side = y - style.LINE * 1.2, "center"
        sheet.text(x, y, str(date), color=style.SOFT_INK, ha=side)
    made = days["receipt"].iloc[0] if "receipt" in days else None
    for place, (month, found) in enumerate(months.iterrows()):
        name, count = MONTHS[month.month - 1][:3], f"{found[WORDS['both']]} of {found.sum()}"
        if made is not None:
            ends = ((place, 0), (place + 1, 31)) if upright else ((0, place), (31, place + 1))
            box = tuple(inches for end in ends for inches in plane.at(*end))
            words = f"{name} {month.year}: {count} days with both figures"
            add_spot(axes.figure, Spot(box, words, made.key))
        _write_month(sheet, plane, place, (name, str(month.year), count), upright=upright)
    return sheet


def _draw_cells(axes: SketchAxes, grid: np.ndarray, colour: str) -> None:
    """Hatch the whole plane, lay the other cells over it, and part all by lines of paper."""
    down, across = grid.shape
    axes.set_xlim(0, across)
    axes.set_ylim(down, 0)
    for edge in axes.spines.values():
        edge.set(visible=False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(visible=False)
    if (grid == "none").any():
        axes.plot(*_hatch(axes, down, across), **style.HATCH, label="_none", zorder=0.5)
    for (y, x), state in np.ndenumerate(grid):
        ends, face = (x / across, (x + 1) / across), {"both": colour, "one": style.tint(colour)}
        if state != "none":
            look = {"facecolor": face.get(state, style.PAPER), "label": f"_{state}"}
            axes.axhspan(y, y + 1, *ends, edgecolor="none", **look)
        if state == "one":
            lower = {"facecolor": colour, "label": "_half", "edgecolor": "none"}
            axes.axhspan(y + 0.5, y + 1, *ends, **lower)
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


def _write_month(
    sheet: Sheet, plane: Plane, place: int, words: tuple[str, str, str], *, upright: bool
) -> None:
    """Write the name of a month, its year, and its count of days with both figures."""
    name, year, count = words
    if not upright:
        y = plane.at(0, place + 0.5)[1] - style.LINE / 2
        sheet.text(EDGE, y, f"{name} {year}")
        sheet.text(sheet.width - EDGE, y, count, ha="right", color=style.SOFT_INK)
        return
    x, top = plane.at(place + 0.5, 0)
    if place == 0 or name == "Jan":
        sheet.text(x, top - style.LINE * 2.2, year, ha="center", color=style.SOFT_INK)
    sheet.text(x, top - style.LINE * 1.2, name, ha="center")
    below = plane.at(0, 31)[1] + 0.04
    sheet.text(x, below, count.split(" ", 1), ha="center", color=style.SOFT_INK)
