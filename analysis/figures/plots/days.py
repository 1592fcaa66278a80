"""One speaker's days: the ratio of each, and which of them figures were located for.

`timeline` draws the ratio from day to day, with the days that say nothing left open; `calendar`
draws every day of a period with what was located for it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.figures import marks, style
from analysis.figures.figure import Figure
from analysis.figures.marks import (
    INTERVAL,
    Lane,
    Record,
    checked,
    day_axis,
    draw_span,
    extremes,
    for_each,
    keys_of_kinds,
    keys_of_ranges,
    numbers,
    ordinal,
    range_columns,
    records,
    short,
    span,
)
from analysis.figures.plots.ratios import (
    band_keys,
    band_words,
    bands_in_words,
    checked_bands,
    nearest_edges,
    shade,
)
from analysis.figures.sheet import EDGE, Heading, Key, Sheet, add_spot, published
from analysis.figures.sketch import Sketch, SketchAxes, Spot
from analysis.text import MONTHS, Passage, day, number, say, several

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

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
    days = checked(days, COLUMNS, "timeline").sort_values("day", ignore_index=True)
    told = records(days)
    summary = _checked_summary(summary)
    bands = checked_bands(bands)
    subtitle = f"{for_each(terms).capitalize()}, on a logarithmic scale; {_coverage(summary)}"
    heading = Heading(title, subtitle, source)
    return published(
        lambda width: _draw(told, summary, bands, heading, width),
        heading,
        alt=timeline_alt(told, summary, bands, terms),
        caption=_caption(summary, bands),
        table=_table(days),
        rows=days,
    )


def timeline_alt(
    days: list[Record], summary: Mapping[str, float], bands: list[Record], terms: Sequence[str]
) -> str:
    """Describe the series: coverage, lowest and highest day, ratio of sums, outermost band."""
    text = f"Timeline of dots of {for_each(terms)} on {_coverage(summary)}"
    parts, ranges = [], _range_alone(days)
    if (ends := extremes(days)) is not None:
        low, high = (number(row.value) for row in ends)
        first, last = (day(row.day) for row in ends)
        which = "days with a single value" if ranges else "single days"
        spread = f"run from {low} on {first} to {high} on {last}"
        parts.append(f"{which} {f'give {low}' if low == high else spread}")
    if ranges:
        parts.append(f"{'1 day gives' if ranges == 1 else f'{ranges} days give'} a range alone")
    parts += [words for words in _summary_words(days, summary) if words]
    if bands:
        parts.append(f"the widest reference band is {band_words(bands[0])}")
    return f"{text} where {', '.join(parts)}."


def _checked_summary(summary: Mapping[str, float] | Any) -> dict[str, float]:
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
    return {name: math.nan if pd.isna(summary[name]) else summary[name] for name in SUMMARY}


def _draw(
    days: list[Record],
    summary: Mapping[str, float],
    bands: list[Record],
    heading: Heading,
    width: float,
) -> Sketch:
    # All days, and of each band the edge nearest to 1.
    own = [summary[name] for name in ("value", "low", "high", "median")]
    ends = style.reaches([*numbers(days, *INTERVAL), *own, *nearest_edges(bands)])
    sheet = Sheet(heading, width, TALL + AXIS, _keys(days, summary, bands, ends))
    across = width - 2 * EDGE - LEFT
    axes = sheet.axes(EDGE + LEFT, sheet.top, across, TALL)
    style.log_ratio_axis(axes, "y", ends[1], low=ends[0])
    day_axis(axes, days[0].day, days[-1].day, across)
    axes.grid(axis="x", visible=False)
    shade(axes, bands, upright=True)
    _draw_summary(axes, summary)
    lane = Lane(axes, *ends, upright=True)
    for row in days:
        draw_span(lane, ordinal(row.day), row, _look(row))
    for row in _highlighted(days):
        lane.plot([row.value], ordinal(row.day), label="_highlight", **style.RING)
    lines = [height for height in (1.0, summary["value"]) if math.isfinite(height)]
    _write_labels(sheet, axes, days, lines)
    return sheet.drawing


def _draw_summary(axes: SketchAxes, summary: Mapping[str, float]) -> None:
    low, high, middle = (float(summary[name]) for name in ("low", "high", "median"))
    if not math.isnan(low):
        axes.axhspan(low, high, facecolor=style.SPREAD, edgecolor="none", zorder=1, label="_spread")
        for edge in (low, high):
            axes.axhline(edge, zorder=1.2, label="_spread", **style.SPREAD_LINE)
    if not math.isnan(float(summary["value"])):
        axes.axhline(summary["value"], zorder=2, label="_ratio_of_sums", **style.SUM_LINE)
    if not math.isnan(middle):
        for ends in ((0, 0.025), (0.975, 1)):
            axes.axhline(middle, *ends, zorder=2, label="_median", **style.MEDIAN_TICK)


def _look(row: Record) -> style.Mark:
    look = style.look_of(row)
    return replace(look, edge=style.INFERRED, width=1.0) if row.flagged else look


def _highlighted(days: list[Record]) -> list[Record]:
    return [row for row in days if _is_set(row.get("highlight")) and not math.isnan(row.value)]


def _is_set(flag: Any) -> bool:
    return not pd.isna(flag) and bool(flag)


def _write_labels(sheet: Sheet, axes: SketchAxes, days: list[Record], lines: list[float]) -> None:
    """Write day and figure beside the highlighted, the lowest and the highest day, on no line."""
    drawn = [row for row in days if 0 < row.value < math.inf]
    told = [*_highlighted(drawn), *(extremes(drawn) or ())]
    told = list({id(row): row for row in told}.values())
    plane = marks.Plane(axes)
    taken = [marks.around(*plane.at(ordinal(row.day), row.value)) for row in drawn]
    for height in lines:
        taken += plane.along([(place, height) for place in axes.get_xlim()])
    wishes = [
        marks.LabelWish(
            *plane.at(ordinal(row.day), row.value),
            f"{short(row.day)}: {number(row.value)}",
            ring=RING_ROOM * _is_set(row.get("highlight")),
        )
        for row in told
    ]
    bounds = (EDGE + LEFT + 0.03, sheet.top, sheet.width - EDGE, sheet.top + TALL)
    marks.write_labels(sheet, wishes, taken, bounds)


def _keys(
    days: list[Record], summary: Mapping[str, float], bands: list[Record], ends: tuple[float, float]
) -> list[Key]:
    keys = keys_of_kinds(days)
    if flagged := [row for row in days if row.flagged]:
        keys.append(Key("day inferred", (_look(flagged[0]).line(),)))
    if _highlighted(days):
        keys.append(Key("this day", (style.RING,)))
    keys += keys_of_ranges(days, log=True)
    glyphs = (
        (style.SUM_LINE,),
        ({**style.STRIP, "color": style.SPREAD}, style.SPREAD_LINE),
        (style.MEDIAN_TICK,),
    )
    said = zip(_summary_words(days, summary), glyphs, strict=True)
    keys += [Key(words, layers) for words, layers in said if words]
    return keys + band_keys(bands, ends)


def _range_alone(days: list[Record]) -> int:
    """Count the days whose words give a range and no single value: they enter no sum."""
    return sum(math.isnan(row.value) for row in days)


def _summary_words(days: list[Record], summary: Mapping[str, float]) -> tuple[str, str, str]:
    value, low, high, middle = (float(summary[name]) for name in SUMMARY[:4])
    which, of_them = "all days", "median day"
    if _range_alone(days):
        which = "days with a single value"
        of_them = f"median of {which}"
    together = "" if math.isnan(value) else f"{which} together (ratio of sums) {number(value)}"
    between = "" if math.isnan(low) else f"between-day interval {span(math.nan, low, high)}"
    typical = "" if math.isnan(middle) else f"{of_them} {number(middle)}"
    return together, between, typical


def _coverage(summary: Mapping[str, float]) -> str:
    used = number(summary["days_paired"])
    if math.isnan(summary["days_in_period"]):
        return f"{used} located days"
    return f"{used} of {number(summary['days_in_period'])} days"


def _caption(summary: Mapping[str, float], bands: list[Record]) -> Passage:
    said = say("A day without a mark is missing, not zero.")
    if not math.isnan(summary["low"]):
        said += say(
            "The between-day interval says how much the ratio moves over the located days, "
            "which are no sample of all days."
        )
    said = said + bands_in_words(bands) if bands else said
    words = "Bars show what the wording allows; they are {what}."
    return said + say(words, what=style.NOT_CONFIDENCE)


def _table(days: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "day": days["day"],
            "kind": [style.KINDS[kind].words for kind in days["kind"]],
            **range_columns(days),
            "day inferred": days["flagged"].astype(bool),
        }
    )


CALENDAR_COLUMNS = ("day", "state")
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
    days = checked(days, CALENDAR_COLUMNS, "calendar").sort_values("day", ignore_index=True)
    strange = sorted(set(days["state"].astype(str)) - set(STATES))
    if strange:
        raise AnalysisError(f"a day is both, one or none, not {', '.join(strange)}")
    if days["day"].duplicated().any():
        twice = day(days["day"][days["day"].duplicated()].iloc[0])
        raise AnalysisError(f"{twice} comes twice in the calendar")
    both = number((days["state"] == "both").sum())
    subtitle = f"Days with {pair[0]} and {pair[1]}: {both} of {number(len(days))}"
    subtitle += f"; {number(undated)} more figures without a day" if undated else ""
    heading = Heading(title, subtitle, source)
    return published(
        lambda width: _draw_calendar(days, heading, width),
        heading,
        alt=calendar_alt(days, undated, pair),
        caption="A hatched day is missing, not zero: nothing was located for it.",
        table=_table_of_months(days),
        rows=days,
    )


def calendar_alt(days: pd.DataFrame, undated: int, pair: tuple[str, str]) -> str:
    """Describe the coverage: days by state, the fullest and the emptiest month."""
    first, last = day(days["day"].min()), day(days["day"].max())
    both, one, none = (number((days["state"] == state).sum()) for state in STATES)
    text = f"Calendar heatmap of {several(len(days), 'day')}, {first} to {last}, where {both} have"
    text += f" both {pair[0]} and {pair[1]}, {one} have one of them and {none} have none"
    counts = _table_of_months(days).set_index("month")[WORDS["both"]].drop(TOTAL)
    if len(counts) > 1:
        most, least = counts.idxmax(), counts.idxmin()
        text += f"; with both figures, {most} has most days ({counts[most]})"
        text += f" and {least} fewest ({counts[least]})"
    return f"{text}; {number(undated)} more figures have no day." if undated else f"{text}."


def _draw_calendar(days: pd.DataFrame, heading: Heading, width: float) -> Drawing:
    month = days["day"].dt.to_period("M").rename("month")
    grid = days.assign(month=month, date=days["day"].dt.day)
    grid = grid.pivot(index="month", columns="date", values="state").reindex(columns=range(1, 32))
    grid = grid.reindex(pd.period_range(month.min(), month.max(), freq="M"))
    upright = width < style.TEXT_WIDTH and len(grid) <= MANY_MONTHS
    # What heads the columns: dates, or months with their year.
    above, below = style.LINE * (2.3 if upright else 1.3), style.LINE * 2.3 if upright else 0.06
    colour, states = marks.colour_of(days), set(days["state"])
    keys = [Key(WORDS[state], style.squares(colour)[state]) for state in STATES if state in states]
    tall = (31 if upright else len(grid)) * CELL[upright]
    sheet = Sheet(heading, width, above + tall + below, keys)
    left, top = EDGE + (DAY_LABEL if upright else MONTH_LABEL), sheet.top + above
    across = width - EDGE - left - (0 if upright else COUNT)
    if upright:
        across = min(across, len(grid) * WIDEST)
    shown = grid.T if upright else grid
    axes = sheet.axes(left, top, across, len(shown) * CELL[upright])
    _draw_cells(axes, shown, colour)
    _write_days(sheet, axes, upright=upright)
    _write_months(sheet, axes, days, upright=upright)
    return sheet.drawing


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


def _write_months(sheet: Sheet, axes: SketchAxes, days: pd.DataFrame, *, upright: bool) -> None:
    """Write each month with its count of days with both figures, and lead to the receipt of all."""
    plane = marks.Plane(axes)
    for place, (month, count) in enumerate(_month_words(days)):
        if "receipt" in days:
            ends = ((place, 0), (place + 1, 31)) if upright else ((0, place), (31, place + 1))
            box = (*plane.at(*ends[0]), *plane.at(*ends[1]))
            words = f"{month}: {count} days with both figures"
            add_spot(axes.figure, Spot(box, words, days["receipt"].iloc[0].key))
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


def _table_of_months(days: pd.DataFrame) -> pd.DataFrame:
    """Count days by month and state: a row for every day would bury the reader."""
    month = days["day"].dt.to_period("M")
    counts = pd.crosstab(month, days["state"]).reindex(columns=list(STATES), fill_value=0)
    counts.index = [f"{MONTHS[each.month - 1]} {each.year}" for each in counts.index]
    counts.loc[TOTAL] = counts.sum()
    return counts.rename(columns=WORDS).rename_axis(index="month", columns=None).reset_index()
