"""Running totals: the total of each located day, and what it gained between days.

Days that follow each other are joined; over a gap nothing is drawn. A step over several days is
drawn over all of them, and a step of hedged totals as what their words allow.

Differing: the days on which two mirrors of one series give other figures, by measure.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis.figures import marks, style
from analysis.figures.figure import Figure
from analysis.figures.marks import Lane, Record
from analysis.figures.sheet import Heading, Key, Paper, Sheet, published
from analysis.figures.sketch import SketchAxes
from analysis.figures.style import text_width
from analysis.text import day, number, say, several

TOTALS = ("day", "value", "segment", "look")
STEPS = ("since", "day", "days", "step", "look")
TALL = 3.0
AXIS = 0.42
FEW = 60
"""Rows of a table of values; longer ones show revisions, gaps and the last day of each month."""
FEW_MARKS = 90
"""Days up to which every one has a mark of its own."""
ROOM = 1.25
"""How far the axis of steps goes beyond the largest step over one day."""
LEAST_DAYS = 10
"""Steps over one day that set the axis; with fewer, all steps do."""

MARK = {"marker": "o", "markersize": 4.0, "linestyle": "none", "markerfacecolor": style.PAPER}
MARK |= {"markeredgewidth": 1.3}
SMALL = {"markersize": 2.0, "markeredgewidth": 0.8}
JOIN = {"linewidth": 1.4, "solid_capstyle": "round"}
FALL = {"marker": "v", "markersize": 8.0, "linestyle": "none", "markerfacecolor": style.INK}
FALL |= {"markeredgecolor": style.PAPER, "markeredgewidth": 0.8}
OVER = {"linewidth": 2.6, "solid_capstyle": "butt"}
AROUND = {"linewidth": 1.3, "solid_capstyle": "butt"}
CUT = {"linewidth": 1.2, "linestyle": (0, (1, 2)), "color": style.INK}
BEYOND = {"marker": "^", "markersize": 6.0, "linestyle": "none", "markerfacecolor": style.INK}
BEYOND |= {"markeredgewidth": 0.0}


def running_total(rows: pd.DataFrame, *, title: str, source: str, unit: str) -> Figure:
    """Draw one running total over its located days.

    Parameters
    ----------
    rows : DataFrame
        One row a located day: ``day`` (datetime64), ``value`` (NaN: the words give no point),
        ``segment`` (goes up at a break), ``look`` (what a fall looks like; empty if the total did
        not fall); optional ``side`` (`terms.Side`, or None), one.
    unit : str
        What is counted, for the subtitle.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, or there is no row.
    """
    rows = marks.checked(rows, TOTALS, "running total").sort_values("day", ignore_index=True)
    fell, gaps = rows["look"] != "", rows["day"].diff().dt.days > 1
    shown = _chosen(rows, fell)
    said = say("A day without a mark was not located; no line leads over it.")
    if fell.any():
        said += say("A fall is a revision of what was counted before, not a negative count.")
    first, last = (
        f"{'no single number' if pd.isna(row.value) else number(row.value)} on {day(row.day)}"
        for row in (rows.iloc[0], rows.iloc[-1])
    )
    alt = (
        f"Line of {unit} on {several(len(rows), 'located day')} where the first and the last total "
        f"are {first} and {last}; gaps left open: {number(gaps.sum())}; "
        f"falls: {number(fell.sum())}."
    )
    columns = {"day": shown["day"], "total": marks.in_words(shown["value"], "no point")}
    return published(
        lambda paper: _draw_totals(rows, paper),
        Heading(title, f"{unit.capitalize()} in all up to each day, as stated", source),
        alt=alt,
        caption=said,
        table=pd.DataFrame(columns | {"what": shown["look"]}),
        rows=shown,
    )


def _draw_totals(rows: pd.DataFrame, paper: Paper) -> Sheet:
    colour = {"color": marks.colour_of(rows)}
    follows, cut = rows["day"].diff().dt.days == 1, rows["segment"].diff() > 0
    # Where a run of days begins that follow each other and count the same.
    new = ~follows | (rows["segment"].diff() != 0)
    # All of few days have a mark of their own, of many those that stand alone.
    alone = rows if len(rows) <= FEW_MARKS else rows[new & new.shift(-1, fill_value=True)]
    mark = MARK | {"markeredgecolor": colour["color"]}
    keys = {
        "total as stated, unverified": (alone["value"].notna().any(), mark),
        "totals as stated of days that follow each other": (follows.any(), JOIN | colour),
        "lower than the day before it: a revision": ((rows["look"] != "").any(), FALL),
        "from here on it counts something else": (cut.any(), CUT),
    }
    keys = marks.keys_where(keys) + marks.keys_of_speaker(rows)
    sheet = Sheet(paper, TALL + AXIS, keys)
    top = float(np.nanmax([*rows["value"].astype(float), 1.0])) * 1.05
    axes = _axes(sheet, rows["day"], 0.0, top)
    for _, run in rows.groupby(new.cumsum()):
        _plot(axes, run["day"], run["value"], label="_run", zorder=3, **JOIN, **colour)
    _plot(axes, alone["day"], alone["value"], label="_point", zorder=4, clip_on=False, **mark)
    _mark_falls(axes, rows, rows["value"])
    lane = Lane(axes, 0.0, top, upright=True)
    for row in marks.records(alone[alone["value"].notna()]) if "receipt" in alone else ():
        words = f"{day(row.day)}: {number(row.value)}"
        lane.spot(row.value, row.value, marks.ordinal(row.day), words, row.receipt.key)
    for moment in rows["day"][cut]:
        axes.axvline(marks.ordinal(moment) - 0.5, label="_break", zorder=2, **CUT)
    return sheet


def _plot(axes: SketchAxes, days: pd.Series, values: pd.Series, **look: object) -> None:
    axes.plot([marks.ordinal(moment) for moment in days], values, **look)


def _mark_falls(axes: SketchAxes, rows: pd.DataFrame, values: pd.Series) -> None:
    fell = rows["look"] != ""
    _plot(axes, rows["day"][fell], values[fell], label="_fall", zorder=5, clip_on=False, **FALL)


def _axes(sheet: Sheet, days: pd.Series, low: float, high: float) -> SketchAxes:
    from matplotlib.ticker import MaxNLocator

    left = max(text_width(number(end, 2)) for end in (low, round(high))) + 0.12
    axes = marks.day_panel(sheet, TALL, left, days)
    axes.set_ylim(low, high)
    steps = MaxNLocator(6, integer=True).tick_values(low, high)
    places = [step for step in steps if low <= step <= high]
    axes.set_yticks(places, [number(place) for place in places])
    axes.grid(axis="x", visible=False)
    return axes


def daily_steps(rows: pd.DataFrame, *, title: str, source: str, unit: str) -> Figure:
    """Draw what a running total gained from each located day to the next.

    Parameters
    ----------
    rows : DataFrame
        One row a step: ``since`` and ``day`` (datetime64), ``days`` between them, ``step`` (NaN:
        none is drawn), ``look`` as in `running_total`; optional ``low`` and ``high``, what the
        words of both totals allow (`step`, if they are not given; NaN: open). Where they are two
        numbers they are drawn, and `step` is not.

    Raises
    ------
    AnalysisError
        As `running_total`.
    """
    rows = marks.checked(rows, STEPS, "steps").sort_values("day", ignore_index=True)
    rows = _a_day(rows)
    shown = _chosen(rows, (rows["look"] != "") | (rows["days"] > 1))
    said = say(
        "A step over several days is drawn over all of them as so many a day: its area is its "
        "size, and how it fell on the days was not stated."
    )
    if rows["hedged"].any():
        said += say(
            "Where a total is hedged or a bound, a step is what the words of both totals allow: "
            "the least of the later less the most of the earlier, up to the reverse."
        )
    parts = [f"the longest covers {several(int(rows['days'].max()), 'day')}"]
    single = rows[(rows["days"] == 1) & rows["high"].notna()]
    if len(single):
        most = single.loc[single["high"].idxmax()]
        size = marks.span(most["step"], most["low"], most["high"])
        parts.append(f"the largest over one day is {size} on {day(most['day'])}")
    subtitle = f"{unit.capitalize()} gained for each day between located ones; axis with zero"
    return published(
        lambda paper: _draw_steps(rows, paper),
        Heading(title, subtitle, source),
        alt=f"Chart of {several(len(rows), 'step')} of {unit} where {', and '.join(parts)}.",
        caption=said,
        table=_table_of_steps(shown),
        rows=shown,
    )


def _a_day(rows: pd.DataFrame) -> pd.DataFrame:
    """Divide what the words of each step allow by its days; `per_day` where it is one number."""
    step, days = rows["step"].astype(float), rows["days"]
    low, high = (rows.get(end, rows["step"]).astype(float) for end in ("low", "high"))
    exact = low == high
    return rows.assign(
        low=low,
        high=high,
        hedged=~exact & (low.notna() | high.notna()),
        step=step.where(exact),
        per_day=(step / days).where(exact),
        low_day=low / days,
        high_day=high / days,
    )


def _table_of_steps(rows: pd.DataFrame) -> pd.DataFrame:
    hedged = rows["hedged"]
    none = hedged.map({True: "no single number", False: "no step"})
    shown = {"step": ("step", none)}
    if hedged.any():
        without = hedged.map({True: "open", False: "no step"})
        shown |= {"least by the words": ("low", without), "most by the words": ("high", without)}
    columns = {"day": rows["day"], "over days": rows["days"]}
    for heading, (name, missing) in (shown | {"a day": ("per_day", none)}).items():
        columns[heading] = rows[name].astype(object).where(rows[name].notna(), missing)
    return pd.DataFrame(columns | {"what": rows["look"]})


def _draw_steps(rows: pd.DataFrame, paper: Paper) -> Sheet:
    top, bottom = _reach(rows)
    colour = {"color": marks.colour_of(rows)}
    mark, over = MARK | {"markeredgecolor": colour["color"]}, OVER | colour
    one, fell, known = rows["days"] == 1, rows["look"] != "", rows["step"].notna()
    single, beyond = rows[one & ~fell & (rows["per_day"] <= top)], rows["low_day"] > top
    keys = {
        "over one day": (not single.empty, mark),
        "a day, over the days that the step covers": ((~one & known).any(), over),
        "bar or box: what the words of both totals allow": (
            rows["hedged"].any(),
            style.BAR | colour,
        ),
        "fall of the total: a revision": (fell.any(), FALL),
        "larger than the axis: see the table": (beyond.any(), BEYOND),
    }
    keys = marks.keys_where(keys) + marks.keys_of_speaker(rows)
    sheet = Sheet(paper, TALL + AXIS, keys)
    axes = _axes(sheet, pd.concat([rows["since"], rows["day"]]), bottom, top)
    axes.axhline(0, color=style.RULE, linewidth=0.9, zorder=1.5, label="_zero")
    look = mark | ({} if len(rows) <= FEW_MARKS else SMALL)
    _plot(axes, single["day"], single["step"], label="_point", zorder=3, **look)
    for row in marks.records(rows[~one & known]):
        ends = [marks.ordinal(row.since), marks.ordinal(row.day)]
        axes.plot(ends, [min(row.per_day, top)] * 2, label="_over", zorder=4, **over)
    lane = Lane(axes, bottom, top, upright=True)
    for row in marks.records(rows[rows["hedged"]]):
        _draw_allowed(lane, row, colour)
    middles = [_middle(row) for row in marks.records(rows[beyond])]
    axes.plot(middles, [top] * len(middles), label="_beyond", zorder=5, clip_on=False, **BEYOND)
    _mark_falls(axes, rows, rows["per_day"].fillna(rows["high_day"]))
    told = len(rows) <= FEW_MARKS and "receipt" in rows
    for row in marks.records(rows[known | rows["hedged"]]) if told else ():
        words = f"{day(row.since)} to {day(row.day)}: {marks.span(row.step, row.low, row.high)}"
        lane.spot(*_inside(lane, row), _middle(row), words, row.receipt.key)
    return sheet


def _draw_allowed(lane: Lane, row: Record, colour: dict[str, object]) -> None:
    """Draw what the words of both totals allow: a bar, or a box over several days."""
    low, high = _inside(lane, row)
    if row.days == 1:
        lane.plot([low, high], marks.ordinal(row.day), label="_allowed", **style.BAR, **colour)
        return
    left, right = marks.ordinal(row.since), marks.ordinal(row.day)
    corners = [left, right, right, left, left], [low, low, high, high, low]
    lane.axes.plot(*corners, label="_allowed", zorder=4, **AROUND, **colour)


def _inside(lane: Lane, row: Record) -> tuple[float, float]:
    """Return what a step may be a day, cut at the ends of the axis; an open end goes to them."""
    low = lane.low if math.isnan(row.low_day) else row.low_day
    high = lane.high if math.isnan(row.high_day) else row.high_day
    return min(low, lane.high), min(high, lane.high)


def _middle(row: Record) -> float:
    """Return where a step stands: on its day, or amid the days that it covers."""
    if row.days == 1:
        return marks.ordinal(row.day)
    return (marks.ordinal(row.since) + marks.ordinal(row.day)) / 2


def _reach(rows: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the axis: of the steps over one day, where there are enough of them."""
    known = rows[["low_day", "high_day"]].max(axis=1)
    single = known[rows["days"] == 1].dropna()
    setting = single if len(single) >= LEAST_DAYS else known.dropna()
    top = max(float(setting.max()) if len(setting) else 1.0, 1.0)
    low = np.nanmin([*rows["low_day"], 0.0])
    return top * ROOM, low * ROOM


def _chosen(rows: pd.DataFrame, striking: pd.Series) -> pd.DataFrame:
    """Choose the rows of a long table: what is striking, and the last day of each month."""
    if len(rows) <= FEW:
        return rows
    last = ~rows["day"].dt.strftime("%Y-%m").duplicated(keep="last")
    after_gap = rows["day"].diff().dt.days > 1
    return rows[striking | last | after_gap].reset_index(drop=True)


COLUMNS = ("day", "label", "size")
ROW = 0.27
TICKS_HEIGHT = 0.42
TICK = {"marker": "|", "markersize": 11.0, "linestyle": "none", "markeredgecolor": style.INK}
TICK |= {"markeredgewidth": 1.3}


def differing_days(rows: pd.DataFrame, *, title: str, source: str) -> Figure:
    """Draw a tick for each day and measure in which two mirrors differ.

    Parameters
    ----------
    rows : DataFrame
        One row a differing figure: ``day`` (datetime64), ``label`` (the measure), ``size`` (the
        second less the first).

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, or there is no row.
    """
    rows = marks.checked(rows, COLUMNS, "differing days").sort_values("day", ignore_index=True)
    counted = rows.groupby("label").agg(days=("day", "size"), largest=("size", _largest))
    counted = counted.sort_values("days", ascending=False, kind="stable").reset_index()
    first, last = day(rows["day"].min()), day(rows["day"].max())
    alt = (
        f"Strip chart of {several(len(rows), 'differing figure')} of two mirrors from {first} to "
        f"{last} where {counted['label'][0]} has the most, {number(counted['days'][0])}."
    )
    return published(
        lambda paper: _draw_ticks(rows, list(counted["label"]), paper),
        Heading(title, "One tick a day on which the two give other figures", source),
        alt=alt,
        caption="A day that only one of the two has is no disagreement, and has no tick.",
        table=counted.rename(columns={"label": "what", "largest": "largest difference"}),
        rows=rows,
    )


def _largest(sizes: pd.Series) -> float:
    return float(sizes.loc[sizes.abs().idxmax()])


def _draw_ticks(rows: pd.DataFrame, labels: list[str], paper: Paper) -> Sheet:
    tall = ROW * len(labels)
    sheet = Sheet(paper, tall + TICKS_HEIGHT, [Key("a differing figure", (TICK,))])
    axes = marks.day_panel(sheet, tall, max(map(text_width, labels)) + 0.12, rows["day"])
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks(range(len(labels)), labels)
    for place, label in enumerate(labels):
        days = rows["day"][rows["label"] == label]
        _plot(axes, days, [place] * len(days), label="_tick", zorder=3, **TICK)
    return sheet
