"""Figures as they were reported, before anything is divided.

`counts` draws those of one day, `paired` those of two parties for the same days, side by side and
never divided, and `wording_strip` what the words of a report allow, phrase by phrase.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import chain, pairwise

import pandas as pd

from analysis.errors import AnalysisError
from analysis.figures import marks, style
from analysis.figures.figure import Figure
from analysis.figures.marks import (
    Lane,
    Record,
    bar_key,
    check_intervals,
    checked,
    draw_ends,
    draw_span,
    extremes,
    have_intervals,
    in_words,
    keys_of_kinds,
    keys_of_ranges,
    keys_of_sides,
    numbers,
    open_key,
    range_columns,
    records,
    shared_edge,
    span,
)
from analysis.figures.sheet import EDGE, Heading, Key, Ladder, Rung, Sheet, published
from analysis.figures.sketch import Sketch, SketchAxes
from analysis.figures.style import text_width
from analysis.text import day, listed, number, several

COLUMNS = ("label", "reported", "value", "low", "high", "group", "kind", "speaker")
NUMBERS = ("value", "low", "high")
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

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, or there is no row.
    """
    rows = checked(rows, COLUMNS, "counts")
    figures = records(rows)
    subtitle = f"{listed(_speakers(figures))}: figures as reported, each group on an axis from zero"
    heading = Heading(title, subtitle, source)
    return published(
        lambda width: _draw(figures, heading, width),
        heading,
        alt=counts_alt(figures),
        caption=f"Bars show what the wording allows; they are {style.NOT_CONFIDENCE}.",
        table=pd.DataFrame(
            {
                "group": rows["group"],
                "what": rows["label"],
                "speaker": rows["speaker"],
                "as reported": rows["reported"],
                **range_columns(rows),
            }
        ),
        rows=rows,
    )


def counts_alt(rows: list[Record]) -> str:
    """Say every figure, by group, with its speaker."""
    groups = []
    for figures in _groups(rows):
        said = [f"{row.label} {_figure(row)}" for row in figures]
        groups.append(f"{figures[0].group}: {listed(said)}")
    what = f"Dot plot of {several(len(rows), 'figure')} reported by {listed(_speakers(rows))}"
    return f"{what}, where {'; '.join(groups)}."


def nice_end(values: Iterable[float]) -> float:
    """Return a round end of a zero-based axis that holds all values.

    >>> nice_end([4, 352]), nice_end([199, 193, math.nan])
    (400, 200)
    """
    top = max((value for value in values if value < math.inf), default=0)
    if not top > 0:
        return 4
    step = 10 ** math.floor(math.log10(top))
    end = next(step * share for share in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * share >= top)
    return max(end, 4)


def count_axis(axes: SketchAxes, end: float) -> None:
    """Give the horizontal axis the counts from zero to a round end, in steps of 1, 2 or 5."""
    parts = next(n for n in (4, 5, 3, 2, 1) if f"{end / n:e}"[0:3] in ("1.0", "2.0", "5.0"))
    places = [end * index / parts for index in range(parts + 1)]
    axes.set_xlim(0, end)
    axes.set_xticks(places, [number(place) for place in places])


def _groups(rows: list[Record]) -> list[list[Record]]:
    """Return the figures that share an axis, group by group."""
    names = dict.fromkeys(row.group for row in rows)
    return [[row for row in rows if row.group == name] for name in names]


def _draw(rows: list[Record], heading: Heading, width: float) -> Sketch:
    groups, noted = _groups(rows), len(_speakers(rows)) > 1
    rungs = [_rungs(figures, noted=noted) for figures in groups]
    columns = Ladder([*chain(*rungs)], width).columns
    ladders = [Ladder(some, width, columns) for some in rungs]
    tall = sum(ladder.height + AXIS + BETWEEN for ladder in ladders)
    sheet = Sheet(heading, width, tall, keys_of_kinds(rows) + keys_of_ranges(rows))
    top = sheet.top
    for ladder, figures in zip(ladders, groups, strict=True):
        axes, end = ladder.axes(sheet, top), nice_end(numbers(figures, *NUMBERS))
        count_axis(axes, end)
        ladder.clear(axes)
        lane = Lane(axes, 0, end)
        for (at,), row in zip(ladder.lanes, figures, strict=True):
            draw_span(lane, at, row, style.look_of(row))
        ladder.write(sheet, top)
        top += ladder.height + AXIS + BETWEEN
    return sheet.drawing


def _rungs(figures: list[Record], *, noted: bool) -> list[Rung]:
    """Return the rows of one group, under its name; noted with the speaker where they differ."""
    return [
        Rung(
            row.label,
            _figure(row),
            row.speaker if noted else "",
            heading=row.group if place == 0 else "",
        )
        for place, row in enumerate(figures)
    ]


def _speakers(rows: list[Record]) -> list[str]:
    return list(dict.fromkeys(row.speaker for row in rows))


def _figure(row: Record) -> str:
    """Say the figure in the words reported, with what they allow if that is more than a point."""
    if row.low == row.high == row.value:
        return str(row.reported)
    return f"{row.reported} ({span(math.nan, row.low, row.high)})"


SIDES = ("left", "right")
PAIRED_COLUMNS = ("day", *(f"{side}_{name}" for side in SIDES for name in ("label", *NUMBERS)))
PAIRED_AXIS = 0.34
GAP = 0.1
"""Inches from a mark to its words."""


def paired(rows: pd.DataFrame, *, title: str, source: str, unit: str = "people") -> Figure:
    """Draw what two speakers stated for the same days on one axis from zero.

    Both are drawn alike, each in the colour of its side and with a mark of its own. They count
    different people, so nothing joins them and nothing is divided.

    Parameters
    ----------
    rows : DataFrame
        One row a day: ``day`` (datetime64) and, for left and right, ``_label`` (speaker, and
        about whom; the same on every row), ``_value``, ``_low``, ``_high``. All three missing:
        not reported that day. Value missing: no point. One end missing: open. Optional ``_side``
        (`terms.Side`, or None).
    unit : str
        What is counted.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, there is no row, or a side has more
        than one label.
    """
    rows = checked(rows, PAIRED_COLUMNS, "paired counts").sort_values("day", ignore_index=True)
    for side in SIDES:
        check_intervals(rows, [f"{side}_{name}" for name in NUMBERS], "paired counts")
        if rows[f"{side}_label"].nunique(dropna=False) != 1:
            raise AnalysisError(f"the {side} side of the paired counts has more than one speaker")
    days = records(rows)
    columns = {"day": rows["day"]} | {
        _label(days, side): [_figure_of_side(row) for row in _side(days, side)] for side in SIDES
    }
    heading = Heading(title, f"{unit.capitalize()} as stated for each day; axis from zero", source)
    return published(
        lambda width: _draw_paired(days, heading, width),
        heading,
        alt=paired_alt(days, unit),
        caption=(
            "The two count different people: they stand side by side and are not divided. "
            f"Bars show what the wording allows; they are {style.NOT_CONFIDENCE}."
        ),
        table=pd.DataFrame(columns),
        rows=rows,
    )


def paired_alt(rows: list[Record], unit: str) -> str:
    """Describe each side by its days and its lowest and highest figure."""
    said = [_side_in_words(rows, side) for side in SIDES]
    return (
        f"Paired dot plot of {unit} on {several(len(rows), 'day')} where {said[0]}, and {said[1]}."
    )


def _side_in_words(rows: list[Record], side: str) -> str:
    figures = _side(rows, side)
    reported = sum(map(_is_reported, figures))
    pointed = sum(not math.isnan(row.value) for row in figures)
    ends = extremes(figures)
    if ends is None:
        return f"{_label(rows, side)} gives no single number on {several(reported, 'day')}"
    days = f"on {several(pointed, 'day')}"
    if pointed < reported:
        days += f", and a range alone on {reported - pointed}"
    low, high = (f"{number(row['value'])} ({day(row['day'])})" for row in ends)
    found = low if low == high else f"from {low} to {high}"
    return f"{_label(rows, side)} gives {found} {days}"


def _side(rows: list[Record], side: str) -> list[Record]:
    """Return the figures of one side, with colour and receipt as far as they are known."""
    found = []
    for row in rows:
        figure = Record({name: float(row[f"{side}_{name}"]) for name in NUMBERS})
        figure |= {"day": row.day, "label": f"{row[f'{side}_label']}, {day(row.day)}"}
        figure |= {"side": row[f"{side}_side"]} if f"{side}_side" in row else {}
        found.append(Record(figure | ({"receipt": row.receipt} if "receipt" in row else {})))
    return found


def _is_reported(row: Record) -> bool:
    return not all(math.isnan(row[name]) for name in NUMBERS)


def _label(rows: list[Record], side: str) -> str:
    return str(rows[0][f"{side}_label"])


def _draw_paired(rows: list[Record], heading: Heading, width: float) -> Sketch:
    sides = [_side(rows, side) for side in SIDES]
    ladder = Ladder([Rung(day(row.day), lanes=2) for row in rows], width)
    sheet = Sheet(heading, width, ladder.height + PAIRED_AXIS, _keys_of_sides(rows, sides))
    axes = ladder.axes(sheet, sheet.top)
    end = nice_end(numbers(chain(*sides), *NUMBERS))
    count_axis(axes, end)
    ladder.clear(axes)
    lane = Lane(axes, 0, end)
    for place, lanes in enumerate(ladder.lanes):
        for at, side, look in zip(lanes, sides, style.PAIR, strict=True):
            row = side[place]
            _draw_figure(sheet, lane, at, row, look.coloured(row))
    ladder.write(sheet, sheet.top)
    return sheet.drawing


def _draw_figure(sheet: Sheet, lane: Lane, at: float, row: Record, look: style.Mark) -> None:
    """Draw one figure with its words right of it, or left where the axis ends."""
    plane = marks.Plane(lane.axes)
    if not _is_reported(row):
        x, y = plane.at(0, at)
        sheet.text(x + GAP, y - style.LINE / 2, "not reported", color=style.SOFT_INK)
        return
    draw_span(lane, at, row, look)
    words = _figure_of_side(row)
    known = [row[name] for name in NUMBERS if not math.isnan(row[name])]
    opened = math.isnan(row.low) or math.isnan(row.high)
    low, high = (min(known), min(known) if opened else max(known))
    x, y = plane.at(high, at)
    if opened or x + GAP + text_width(words) > sheet.width - EDGE:
        sheet.text(plane.at(low, at)[0] - GAP, y - style.LINE / 2, words, ha="right")
    else:
        sheet.text(x + GAP, y - style.LINE / 2, words)


def _figure_of_side(row: Record) -> str:
    return span(*(row[name] for name in NUMBERS)) if _is_reported(row) else "not reported"


def _keys_of_sides(rows: list[Record], sides: list[list[Record]]) -> list[Key]:
    keys = [
        Key(f"{_label(rows, name)}: claimed, unverified", (look.coloured(side[0]).line(),))
        for name, side, look in zip(SIDES, sides, style.PAIR, strict=True)
    ]
    figures = [*chain(*sides)]
    if have_intervals(figures):
        keys.append(bar_key(figures))
    if any(math.isnan(row.low) != math.isnan(row.high) for row in figures):
        keys.append(open_key(figures))
    return keys


STRIP_COLUMNS = ("reported", "value", "low", "high", "strict_low", "strict_high")
APART = 0.08
"""Inches between two numbers under the axis, at least."""
PHRASES_SAID = 8
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

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, or there is no row.
    """
    rows = checked(rows, STRIP_COLUMNS, "wording strip")
    check_intervals(rows, ("value", "strict_low", "strict_high"), "wording strip")
    phrases = records(rows)
    heading = Heading(title, "What the words allow, in the unit reported, logarithmic", source)
    return published(
        lambda width: _draw_strip(phrases, heading, width),
        heading,
        alt=wording_alt(phrases),
        caption=(
            "Conventions of this project, not measurements: the bar is the reading in use, the "
            f"line what the words leave open. Either is {style.NOT_CONFIDENCE}."
        ),
        table=_table_of_strip(rows),
        rows=rows,
    )


def wording_alt(rows: list[Record]) -> str:
    """Say what each of the first phrases allows, and how many there are."""
    said = [
        f"“{row.reported}” allows {', '.join([span(row.value, row.low, row.high), *_strict(row)])}"
        for row in rows
    ]
    if len(said) > PHRASES_SAID:
        said[PHRASES_SAID:] = [f"{len(said) - PHRASES_SAID} more are in the table"]
    return f"Interval strip of {several(len(rows), 'phrase')} where {listed(said)}."


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


def _draw_strip(rows: list[Record], heading: Heading, width: float) -> Sketch:
    rungs = []
    for row in rows:
        note = "; ".join([row.label, *_strict(row)] if "label" in row else _strict(row))
        rungs.append(Rung(f"“{row.reported}”", span(row.value, row.low, row.high), note))
    ladder = Ladder(rungs, width)
    sheet = Sheet(heading, width, ladder.height + AXIS, _keys_of_strip(rows))
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
    names = [name for name in STRIP_COLUMNS if name != "reported"]
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
    """Write every first, second or third tick, so that no two touch; a decade is in inches.

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


def _strict(row: Record) -> list[str]:
    words = span(math.nan, row.strict_low, row.strict_high)
    return (
        [] if words in ("no figure", span(math.nan, row.low, row.high)) else [f"strictly {words}"]
    )


def _keys_of_strip(rows: list[Record]) -> list[Key]:
    keys = []
    if not all(math.isnan(row.value) for row in rows):
        tick = {**style.STATED.line(), "markeredgecolor": shared_edge(rows)}
        keys.append(Key("figure as stated", (tick,)))
    if have_intervals(rows):
        keys.append(bar_key(rows, style.THICK))
    if any(map(_strict, rows)):
        keys.append(Key("line and arrow: strict reading", open_key(rows).layers))
    return keys + keys_of_sides(rows)


def _table_of_strip(rows: pd.DataFrame) -> pd.DataFrame:
    columns = {"as reported": rows["reported"]}
    if "label" in rows.columns:
        columns["what"] = rows["label"]
    columns["value"] = in_words(rows["value"], "no point")
    for name in ("low", "high", "strict_low", "strict_high"):
        columns[name.replace("_", " ")] = in_words(rows[name], "open")
    return pd.DataFrame(columns)
