"""Timeline: one speaker's ratio from day to day, with the days that say nothing left open."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

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
    edges,
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
from analysis.figures.plots.forest import band_sources, band_words, checked_bands, shade
from analysis.figures.sheet import EDGE, Heading, Key, Sheet, published
from analysis.figures.sketch import Sketch, SketchAxes
from analysis.text.say import Passage, day, number, say

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
    title, source : str
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
    ends = _ends(days, summary, bands)
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


def _ends(
    days: list[Record], summary: Mapping[str, float], bands: list[Record]
) -> tuple[float, float]:
    """Return the ends of the axis: all days, and of each band the edge nearest to 1."""
    nearest = [min(ends, key=lambda end: abs(math.log(end))) for ends in edges(bands)]
    own = [summary[name] for name in ("value", "low", "high", "median")]
    return style.reaches([*numbers(days, *INTERVAL), *own, *nearest])


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
    for wish, place in zip(wishes, marks.settle(wishes, taken, bounds), strict=True):
        sheet.text(*place.box[:2], place.lines)
        if place.far:
            sheet.line(*place.leader(wish), color=style.RULE, linewidth=0.7)


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
        ({"linewidth": 9, "color": style.SPREAD, "solid_capstyle": "butt"}, style.SPREAD_LINE),
        (style.MEDIAN_TICK,),
    )
    said = zip(_summary_words(days, summary), glyphs, strict=True)
    keys += [Key(words, layers) for words, layers in said if words]
    for tint, band in zip(style.tints(len(bands)), bands, strict=True):
        beyond = band["low"] < ends[0] or band["high"] > ends[1]
        words = f"reviewed wars {band_words(band)}" + (", goes on beyond the axis" * beyond)
        keys.append(Key(words, ({"linewidth": 9, "color": tint, "solid_capstyle": "butt"},)))
    return keys


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
    if bands:
        words = "Bands: {sources}; other wars, other definitions."
        said += say(words, sources=band_sources(bands))
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
