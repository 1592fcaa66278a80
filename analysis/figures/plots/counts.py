"""Figures as they were reported, before anything is divided.

`counts` draws those of one day, `paired` those of two parties for the same days, side by side and
never divided, and `wording_strip` what the words of a report allow, phrase by phrase.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial
from itertools import chain, pairwise

import pandas as pd

from analysis.errors import AnalysisError
from analysis.figures import marks, style
from analysis.figures.figure import Figure
from analysis.figures.marks import INTERVAL, Lane, Plane, Record
from analysis.figures.sheet import EDGE, Heading, Key, Ladder, Paper, Rung, Sheet, published
from analysis.figures.sketch import SketchAxes
from analysis.figures.style import text_width
from analysis.text import day, listed, number, several

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

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, or there is no row.
    """
    rows = marks.checked(rows, COLUMNS, "counts")
    speakers = list(rows["speaker"].unique())
    groups: dict[str, list[Record]] = {}
    for row in marks.records(rows):
        groups.setdefault(row.group, []).append(row)
    columns = {"group": "group", "label": "what", "speaker": "speaker", "reported": "as reported"}
    subtitle = f"{listed(speakers)}: figures as reported, each group on an axis from zero"
    said = [
        f"{group}: {listed([f'{row.label} {_figure(row)}' for row in figures])}"
        for group, figures in groups.items()
    ]
    return published(
        lambda paper: _draw(list(groups.values()), len(speakers) > 1, paper),
        Heading(title, subtitle, source),
        alt=f"Dot plot of {several(len(rows), 'figure')} reported by {listed(speakers)}, "
        f"where {'; '.join(said)}.",
        caption=style.BARS_SAID,
        table=rows[[*columns]].rename(columns=columns).assign(**marks.range_columns(rows)),
        rows=rows,
    )


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


def count_axis(rows: Iterable[Record], axes: SketchAxes) -> tuple[float, float]:
    """Give the horizontal axis the counts from zero to a round end, in steps of 1, 2 or 5."""
    end = nice_end(marks.numbers(rows, *INTERVAL))
    parts = next(n for n in (4, 5, 3, 2, 1) if f"{end / n:e}"[0:3] in ("1.0", "2.0", "5.0"))
    places = [end * index / parts for index in range(parts + 1)]
    axes.set_xlim(0, end)
    axes.set_xticks(places, [number(place) for place in places])
    return 0, end


def _draw(groups: list[list[Record]], noted: bool, paper: Paper) -> Sheet:
    """Draw groups one below the other; rows are noted with the speaker where they differ."""
    rows, rungs = [*chain(*groups)], []
    for figures in groups:
        headings = [figures[0].group, *[""] * (len(figures) - 1)]
        rungs.append(
            [
                Rung(row.label, _figure(row), row.speaker if noted else "", heading=heading)
                for row, heading in zip(figures, headings, strict=True)
            ]
        )
    columns = Ladder([*chain(*rungs)], paper.width).columns
    ladders = [Ladder(some, paper.width, columns) for some in rungs]
    tall = sum(ladder.height + AXIS + BETWEEN for ladder in ladders)
    sheet = Sheet(paper, tall, marks.keys_of_kinds(rows) + marks.keys_of_ranges(rows))
    top = sheet.top
    for ladder, figures in zip(ladders, groups, strict=True):
        lane = marks.ladder_lane(ladder, sheet, top, partial(count_axis, figures))
        for (at,), row in zip(ladder.lanes, figures, strict=True):
            marks.draw_span(lane, at, row, style.look_of(row))
        ladder.write(sheet, top)
        top += ladder.height + AXIS + BETWEEN
    return sheet


def _figure(row: Record) -> str:
    """Say the figure in the words reported, with what they allow if that is more than a point."""
    if row.low == row.high == row.value:
        return str(row.reported)
    return f"{row.reported} ({marks.span(math.nan, row.low, row.high)})"


SIDES = ("left", "right")
PAIRED_COLUMNS = ("day", *(f"{side}_{name}" for side in SIDES for name in ("label", *INTERVAL)))
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
    rows = marks.checked(rows, PAIRED_COLUMNS, "paired counts").sort_values(
        "day", ignore_index=True
    )
    for side in SIDES:
        marks.check_intervals(rows, [f"{side}_{name}" for name in INTERVAL], "paired counts")
        if rows[f"{side}_label"].nunique(dropna=False) != 1:
            raise AnalysisError(f"the {side} side of the paired counts has more than one speaker")
    sides = [[_of_side(row, side) for row in marks.records(rows)] for side in SIDES]
    columns = {side[0].speaker: [_said(row) for row in side] for side in sides}
    left, right = map(_side_in_words, sides)
    days = several(len(rows), "day")
    return published(
        lambda paper: _draw_paired(sides, paper),
        Heading(title, f"{unit.capitalize()} as stated for each day; axis from zero", source),
        alt=f"Paired dot plot of {unit} on {days} where {left}, and {right}.",
        caption=(
            "The two count different people: they stand side by side and are not divided. "
            f"{style.BARS_SAID}"
        ),
        table=pd.DataFrame({"day": rows["day"]} | columns),
        rows=rows,
    )


def _side_in_words(side: list[Record]) -> str:
    """Describe a side by its days and its lowest and highest figure."""
    reported = sum(map(_is_reported, side))
    pointed = sum(not math.isnan(row.value) for row in side)
    if (ends := marks.extremes(side)) is None:
        return f"{side[0].speaker} gives no single number on {several(reported, 'day')}"
    days = f"on {several(pointed, 'day')}"
    if pointed < reported:
        days += f", and a range alone on {reported - pointed}"
    low, high = (f"{number(row.value)} ({day(row.day)})" for row in ends)
    return f"{side[0].speaker} gives {low if low == high else f'from {low} to {high}'} {days}"


def _of_side(row: Record, side: str) -> Record:
    """Return the figure of one side, with colour and receipt as far as they are known."""
    figure = Record({name: float(row[f"{side}_{name}"]) for name in INTERVAL}, day=row.day)
    figure["speaker"] = str(row[f"{side}_label"])
    figure["label"] = f"{figure.speaker}, {day(row.day)}"
    known = {"side": f"{side}_side", "receipt": "receipt"}
    return Record(figure | {name: row[own] for name, own in known.items() if own in row})


def _is_reported(row: Record) -> bool:
    return not all(math.isnan(row[name]) for name in INTERVAL)


def _said(row: Record) -> str:
    return marks.span_of(row) if _is_reported(row) else "not reported"


def _draw_paired(sides: list[list[Record]], paper: Paper) -> Sheet:
    figures = [*chain(*sides)]
    keys = []
    for side, mark in zip(sides, style.PAIR, strict=True):
        look = mark.coloured(side[0])
        strip = {**style.STRIP, "color": look.edge}
        glyph = look.line() if any(map(marks.is_marked, side)) else strip
        keys.append(Key(f"{side[0].speaker}: claimed, unverified", (glyph,)))
    keys += [marks.bar_key(figures)] if marks.have_intervals(figures) else []
    if any(math.isnan(row.low) != math.isnan(row.high) for row in figures):
        keys.append(marks.open_key(figures))
    ladder = Ladder([Rung(day(row.day), lanes=2) for row in sides[0]], paper.width)
    sheet = Sheet(paper, ladder.height + PAIRED_AXIS, keys)
    lane = marks.ladder_lane(ladder, sheet, sheet.top, partial(count_axis, figures))
    for lanes, rows in zip(ladder.lanes, zip(*sides, strict=True), strict=True):
        for at, row, look in zip(lanes, rows, style.PAIR, strict=True):
            _draw_figure(sheet, lane, at, row, look.coloured(row))
    ladder.write(sheet, sheet.top)
    return sheet


def _draw_figure(sheet: Sheet, lane: Lane, at: float, row: Record, look: style.Mark) -> None:
    """Draw one figure with its words right of it, or left where the axis ends."""
    plane = Plane(lane.axes)
    if not _is_reported(row):
        x, y = plane.at(0, at)
        sheet.text(x + GAP, y - style.LINE / 2, "not reported", color=style.SOFT_INK)
        return
    marks.draw_span(lane, at, row, look)
    words = marks.span_of(row)
    known = [row[name] for name in INTERVAL if not math.isnan(row[name])]
    opened = math.isnan(row.low) or math.isnan(row.high)
    low, high = (min(known), min(known) if opened else max(known))
    x, y = plane.at(high, at)
    if opened or x + GAP + text_width(words) > sheet.width - EDGE:
        sheet.text(plane.at(low, at)[0] - GAP, y - style.LINE / 2, words, ha="right")
    else:
        sheet.text(x + GAP, y - style.LINE / 2, words)


STRIP_NUMBERS = ("value", "low", "high", "strict_low", "strict_high")
APART = 0.08
"""Inches between two numbers under the axis, at least."""


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
    rows = marks.checked(rows, ("reported", *STRIP_NUMBERS), "wording strip")
    marks.check_intervals(rows, ("value", "strict_low", "strict_high"), "wording strip")
    phrases = marks.records(rows)
    columns = {"as reported": rows["reported"]}
    columns |= {"what": rows["label"]} if "label" in rows else {}
    for name in STRIP_NUMBERS:
        missing = "no point" if name == "value" else "open"
        columns[name.replace("_", " ")] = marks.in_words(rows[name], missing)
    allowed = [", ".join([marks.span_of(row), *_strict(row)]) for row in phrases]
    said = [f"“{row.reported}” allows {ends}" for row, ends in zip(phrases, allowed, strict=True)]
    return published(
        lambda paper: _draw_strip(phrases, paper),
        Heading(title, "What the words allow, in the unit reported, logarithmic", source),
        alt=f"Interval strip of {several(len(rows), 'phrase')} where {marks.said_first(said)}.",
        caption=(
            "Conventions of this project, not measurements: the bar is the reading in use, the "
            f"line what the words leave open. Either is {style.NOT_CONFIDENCE}."
        ),
        table=pd.DataFrame(columns),
        rows=rows,
    )


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


def _draw_strip(rows: list[Record], paper: Paper) -> Sheet:
    rungs = []
    for row in rows:
        note = "; ".join([row.label, *_strict(row)] if "label" in row else _strict(row))
        rungs.append(Rung(f"“{row.reported}”", marks.span_of(row), note))
    ladder = Ladder(rungs, paper.width)
    sheet = Sheet(paper, ladder.height + AXIS, _keys_of_strip(rows))
    lane = marks.ladder_lane(ladder, sheet, sheet.top, partial(_log_axis, rows, ladder.across))
    for (at,), row in zip(ladder.lanes, rows, strict=True):
        strict = Record(row, low=row.strict_low, high=row.strict_high)
        look = style.STATED.coloured(row)
        marks.draw_ends(lane, at, strict, look, bar=style.THIN)
        marks.draw_span(lane, at, row, look, bar=style.THICK)
    ladder.write(sheet, sheet.top)
    return sheet


def _log_axis(rows: list[Record], inches: float, axes: SketchAxes) -> tuple[float, float]:
    """Make the horizontal axis logarithmic, with whole numbers at as many ticks as have room."""
    low, high = log_ends(marks.numbers(rows, *STRIP_NUMBERS))
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
    """Say the strict reading, where it is another one."""
    words = marks.span(math.nan, row.strict_low, row.strict_high)
    known = ("no figure", marks.span(math.nan, row.low, row.high))
    return [] if words in known else [f"strictly {words}"]


def _keys_of_strip(rows: list[Record]) -> list[Key]:
    keys = []
    if any(marks.is_marked(row, log=True) for row in rows):
        tick = {**style.STATED.line(), "markeredgecolor": marks.shared_edge(rows)}
        keys.append(Key("figure as stated", (tick,)))
    keys += [marks.bar_key(rows, style.THICK)] if marks.have_intervals(rows) else []
    if any(map(_strict, rows)):
        keys.append(Key("line and arrow: strict reading", marks.open_key(rows).layers))
    return keys + marks.keys_of_sides(rows)
