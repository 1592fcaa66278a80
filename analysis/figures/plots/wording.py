"""Wording: what the words of a report allow, phrase by phrase."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

import pandas as pd

from analysis.figures import style
from analysis.figures.figure import Figure
from analysis.figures.lettering import text_width
from analysis.figures.marks import (
    Lane,
    Record,
    bar_key,
    check_intervals,
    checked,
    draw_ends,
    draw_span,
    have_intervals,
    in_words,
    keys_of_sides,
    numbers,
    open_key,
    records,
    shared_edge,
    span,
)
from analysis.figures.sheet import Heading, Key, Ladder, Rung, Sheet, published
from analysis.figures.sketch import Sketch, SketchAxes
from analysis.text.say import listed, number, several

COLUMNS = ("reported", "value", "low", "high", "strict_low", "strict_high")
AXIS = 0.3
APART = 0.08
"""Inches between two numbers under the axis, at least."""
MOST = 8
"""Phrases that the alt text says one by one."""


def wording_strip(rows: pd.DataFrame, *, title: str, source: str) -> Figure:
    """Draw the interval that each phrase allows, bounded and strict, on a logarithmic axis.

    Equal lengths are equal multiples. The bounded reading is a bar with square ends; where the
    strict one goes on, a thin line does, and an arrow where it has no end.

    Parameters
    ----------
    rows : DataFrame
        One row a phrase, in the order to be shown: ``reported``, ``value`` (NaN: the words give
        no point), ``low``, ``high``, ``strict_low``, ``strict_high`` (NaN: open); optional
        ``label`` (what is counted, and who said so).
    title, source : str

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, or there is no row.
    """
    rows = checked(rows, COLUMNS, "wording strip")
    check_intervals(rows, ("value", "strict_low", "strict_high"), "wording strip")
    phrases = records(rows)
    heading = Heading(title, "What the words allow, in the unit reported, logarithmic", source)
    return published(
        lambda width: _draw(phrases, heading, width),
        heading,
        alt=wording_alt(phrases),
        caption=(
            "Conventions of this project, not measurements: the bar is the reading in use, the "
            f"line what the words leave open. Either is {style.NOT_CONFIDENCE}."
        ),
        table=_table(rows),
        rows=rows,
    )


def wording_alt(rows: list[Record]) -> str:
    """Say what each of the first phrases allows, and how many there are."""
    said = [f"“{row.reported}” allows {_allowed(row)}" for row in rows]
    shown = said[:MOST] + [f"{len(said) - MOST} more are in the table"] * (len(said) > MOST)
    return f"Interval strip of {several(len(rows), 'phrase')} where {listed(shown)}."


def log_ends(values: Iterable[float]) -> tuple[float, float]:
    """Return round ends around all positive values: a power of ten, and one of 1, 2, 5, 10.

    >>> log_ends([0, 3, 352])
    (1.0, 500.0)
    """
    shown = [value for value in values if 0 < value < math.inf]
    if not shown:
        return 1.0, 10.0
    low = 10.0 ** math.floor(math.log10(min(shown)))
    series = (step * 10.0**power for power in range(-6, 15) for step in (1, 2, 5))
    return low, next(place for place in series if place >= max(*shown, 5 * low))


def _draw(rows: list[Record], heading: Heading, width: float) -> Sketch:
    ladder = Ladder([_rung(row) for row in rows], width)
    sheet = Sheet(heading, width, ladder.height + AXIS, _keys(rows))
    axes = ladder.axes(sheet, sheet.top)
    lane = Lane(axes, *_log_axis(axes, rows, ladder.across))
    ladder.clear(axes)
    for (at,), row in zip(ladder.lanes, rows, strict=True):
        strict = Record(row, low=row.strict_low, high=row.strict_high)
        look = style.STATED.coloured(row)
        draw_ends(lane, at, strict, look, bar=style.THIN)
        draw_span(lane, at, row, look, bar=style.THICK)
    ladder.write(sheet, sheet.top)
    return sheet.drawing


def _log_axis(axes: SketchAxes, rows: list[Record], inches: float) -> tuple[float, float]:
    """Make the horizontal axis logarithmic, with whole numbers at as many ticks as have room."""
    names = [name for name in COLUMNS if name != "reported"]
    low, high = log_ends(numbers(rows, *names))
    steps = (1,) if high / low > 100 else (1, 2, 5)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    places = [step * 10.0**power for power in powers for step in steps]
    places = [place for place in places if low <= place <= high]
    axes.set_xscale("log")
    axes.set_xticks(places, _named(places, inches / math.log10(high / low)))
    axes.set_xticks([], minor=True)
    axes.set_xlim(low, high)
    return low, high


def _named(places: list[float], decade: float) -> list[str]:
    """Write every first, second or third tick, so that no two of the numbers touch.

    Parameters
    ----------
    places : list of float
    decade : float
        Inches between a number and ten times it.

    Examples
    --------
    >>> _named([1, 10, 100, 1000, 10_000], 0.4)
    ['1', '', '100', '', '10,000']
    """
    words = [number(place) for place in places]
    for step in range(1, len(words)):
        shown = list(zip(places, words, strict=True))[::step]
        if all(
            (text_width(one) + text_width(other)) / 2 + APART < decade * math.log10(right / left)
            for (left, one), (right, other) in pairwise(shown)
        ):
            break
    return [word if place % step == 0 else "" for place, word in enumerate(words)]


def _rung(row: Record) -> Rung:
    notes = [row.label] if "label" in row else []
    strict = _strict(row)
    return Rung(f"“{row.reported}”", span(row.value, row.low, row.high), "; ".join(notes + strict))


def _strict(row: Record) -> list[str]:
    words = span(math.nan, row.strict_low, row.strict_high)
    return (
        [] if words in ("no figure", span(math.nan, row.low, row.high)) else [f"strictly {words}"]
    )


def _allowed(row: Record) -> str:
    return ", ".join([span(row.value, row.low, row.high), *_strict(row)])


def _keys(rows: list[Record]) -> list[Key]:
    keys = []
    if not all(math.isnan(row.value) for row in rows):
        tick = {**style.STATED.line(), "markeredgecolor": shared_edge(rows)}
        keys.append(Key("figure as stated", (tick,)))
    if have_intervals(rows):
        keys.append(bar_key(rows, style.THICK))
    if any(map(_strict, rows)):
        keys.append(Key("line and arrow: strict reading", open_key(rows).layers))
    return keys + keys_of_sides(rows)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    columns = {"as reported": rows["reported"]}
    if "label" in rows.columns:
        columns["what"] = rows["label"]
    columns["value"] = in_words(rows["value"], "no point")
    for name in ("low", "high", "strict_low", "strict_high"):
        columns[name.replace("_", " ")] = in_words(rows[name], "open")
    return pd.DataFrame(columns)
