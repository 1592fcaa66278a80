"""Running totals: the total of each located day, and what it gained between days.

Days that follow each other are joined; over a gap nothing is drawn. A step over several days is
drawn over all of them, and a step of hedged totals as what their words allow.

Differing: the days on which two mirrors of one series give other figures, by measure.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.figures import style
from analysis.figures.figure import Figure
from analysis.figures.marks import (
    Lane,
    checked,
    colour_of,
    day_axis,
    in_words,
    keys_of_speaker,
    ordinal,
    records,
    span,
)
from analysis.figures.sheet import EDGE, Heading, Key, Sheet, published
from analysis.figures.sketch import Sketch, SketchAxes
from analysis.figures.style import text_width
from analysis.text import Passage, day, number, say, several

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
    rows = checked(rows, TOTALS, "running total").sort_values("day", ignore_index=True)
    heading = Heading(title, f"{unit.capitalize()} in all up to each day, as stated", source)
    shown = _chosen(rows, rows["look"] != "")
    said = say("A day without a mark was not located; no line leads over it.")
    if (rows["look"] != "").any():
        said += say("A fall is a revision of what was counted before, not a negative count.")
    return published(
        lambda width: _draw_totals(rows, heading, width),
        heading,
        alt=totals_alt(rows, unit),
        caption=said,
        table=pd.DataFrame(
            {
                "day": shown["day"],
                "total": in_words(shown["value"], "no point"),
                "what": shown["look"],
            }
        ),
        rows=shown,
    )


def totals_alt(rows: pd.DataFrame, unit: str) -> str:
    """Describe a running total by its first and last day, its gaps and its falls."""
    first, last = rows.iloc[0], rows.iloc[-1]
    ends = " and ".join(
        f"{number(row['value']) if pd.notna(row['value']) else 'no single number'} on "
        f"{day(row['day'])}"
        for row in (first, last)
    )
    falls, gaps = int((rows["look"] != "").sum()), int((rows["day"].diff().dt.days > 1).sum())
    return (
        f"Line of {unit} on {several(len(rows), 'located day')} where the first and the last total "
        f"are {ends}; gaps left open: {number(gaps)}; falls: {number(falls)}."
    )


def _draw_totals(rows: pd.DataFrame, heading: Heading, width: float) -> Sketch:
    sheet = Sheet(heading, width, TALL + AXIS, _keys_of_totals(rows))
    top = float(np.nanmax([*rows["value"].astype(float), 1.0])) * 1.05
    axes = _axes(sheet, rows["day"].min(), rows["day"].max(), 0.0, top)
    new = _begins(rows)
    for _, run in rows.groupby(new.cumsum()):
        places = [ordinal(moment) for moment in run["day"]]
        axes.plot(places, run["value"], label="_run", zorder=3, color=colour_of(rows), **JOIN)
    alone = _marked(rows)
    places = [ordinal(moment) for moment in alone["day"]]
    axes.plot(places, alone["value"], label="_point", zorder=4, clip_on=False, **_mark(rows))
    _mark_falls(axes, rows["day"], rows["value"], rows["look"])
    lane = Lane(axes, 0.0, top, upright=True)
    for row in records(alone[alone["value"].notna()]) if "receipt" in alone else ():
        words = f"{day(row.day)}: {number(row.value)}"
        lane.spot(row.value, row.value, ordinal(row.day), words, row.receipt.key)
    for moment in rows["day"][rows["segment"].diff() > 0]:
        axes.axvline(ordinal(moment) - 0.5, label="_break", zorder=2, **CUT)
    return sheet.drawing


def _begins(rows: pd.DataFrame) -> pd.Series:
    """Say where a run of days begins that follow each other and count the same."""
    return (rows["day"].diff().dt.days != 1) | (rows["segment"].diff() != 0)


def _marked(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the days with a mark of their own: all of few, of many those that stand alone."""
    new = _begins(rows)
    return rows if len(rows) <= FEW_MARKS else rows[new & new.shift(-1, fill_value=True)]


def _mark(rows: pd.DataFrame) -> dict[str, object]:
    return {**MARK, "markeredgecolor": colour_of(rows)}


def _over(rows: pd.DataFrame) -> dict[str, object]:
    return {**OVER, "color": colour_of(rows)}


def _mark_falls(axes: SketchAxes, days: pd.Series, values: pd.Series, looks: pd.Series) -> None:
    fell = looks != ""
    places = [ordinal(moment) for moment in days[fell]]
    axes.plot(places, values[fell], label="_fall", zorder=5, clip_on=False, **FALL)


def _axes(
    sheet: Sheet, first: pd.Timestamp, last: pd.Timestamp, low: float, high: float
) -> SketchAxes:
    left = max(text_width(number(end, 2)) for end in (low, round(high))) + 0.12
    across = sheet.width - 2 * EDGE - left
    axes = sheet.axes(EDGE + left, sheet.top, across, TALL)
    axes.set_ylim(low, high)
    from matplotlib.ticker import MaxNLocator

    steps = MaxNLocator(6, integer=True).tick_values(low, high)
    places = [step for step in steps if low <= step <= high]
    axes.set_yticks(places, [number(place) for place in places])
    day_axis(axes, first, last, across)
    axes.grid(axis="x", visible=False)
    return axes


def _keys_of_totals(rows: pd.DataFrame) -> list[Key]:
    keys = [] if _marked(rows).empty else [Key("total as stated, unverified", (_mark(rows),))]
    if (rows["day"].diff().dt.days == 1).any():
        line = {**JOIN, "color": colour_of(rows)}
        keys.append(Key("totals as stated of days that follow each other", (line,)))
    if (rows["look"] != "").any():
        keys.append(Key("lower than the day before it: a revision", (FALL,)))
    if (rows["segment"].diff() > 0).any():
        keys.append(Key("from here on it counts something else", (CUT,)))
    return keys + keys_of_speaker(rows)


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
    rows = checked(rows, STEPS, "steps").sort_values("day", ignore_index=True)
    rows = _a_day(rows)
    subtitle = f"{unit.capitalize()} gained for each day between located ones; axis with zero"
    heading = Heading(title, subtitle, source)
    shown = _chosen(rows, (rows["look"] != "") | (rows["days"] > 1))
    return published(
        lambda width: _draw_steps(rows, heading, width),
        heading,
        alt=steps_alt(rows, unit),
        caption=_caption_of_steps(rows),
        table=_table_of_steps(shown),
        rows=shown,
    )


def _a_day(rows: pd.DataFrame) -> pd.DataFrame:
    """Divide what the words of each step allow by its days; `per_day` where it is one number."""
    ends = {end: rows.get(end, rows["step"]).astype(float) for end in ("low", "high")}
    exact = ends["low"] == ends["high"]
    return rows.assign(
        **ends,
        hedged=~exact & (ends["low"].notna() | ends["high"].notna()),
        step=rows["step"].astype(float).where(exact),
        per_day=(rows["step"].astype(float) / rows["days"]).where(exact),
        low_day=ends["low"] / rows["days"],
        high_day=ends["high"] / rows["days"],
    )


def _caption_of_steps(rows: pd.DataFrame) -> Passage:
    said = say(
        "A step over several days is drawn over all of them as so many a day: its area is its "
        "size, and how it fell on the days was not stated."
    )
    if rows["hedged"].any():
        said += say(
            "Where a total is hedged or a bound, a step is what the words of both totals allow: "
            "the least of the later less the most of the earlier, up to the reverse."
        )
    return said


def _table_of_steps(rows: pd.DataFrame) -> pd.DataFrame:
    hedged = rows["hedged"]
    none = hedged.map({True: "no single number", False: "no step"})
    columns = {"day": rows["day"], "over days": rows["days"]}
    columns["step"] = rows["step"].astype(object).where(rows["step"].notna(), none)
    if hedged.any():
        without = hedged.map({True: "open", False: "no step"})
        for end, heading in (("low", "least by the words"), ("high", "most by the words")):
            columns[heading] = rows[end].astype(object).where(rows[end].notna(), without)
    columns["a day"] = rows["per_day"].astype(object).where(rows["per_day"].notna(), none)
    return pd.DataFrame(columns | {"what": rows["look"]})


def steps_alt(rows: pd.DataFrame, unit: str) -> str:
    """Describe steps by their number, the longest of them, and the largest over one day."""
    single = rows[(rows["days"] == 1) & rows["high"].notna()]
    longest = rows.loc[rows["days"].idxmax()]
    parts = [f"the longest covers {several(int(longest['days']), 'day')}"]
    if len(single):
        most = single.loc[single["high"].idxmax()]
        size = span(most["step"], most["low"], most["high"])
        parts.append(f"the largest over one day is {size} on {day(most['day'])}")
    return f"Chart of {several(len(rows), 'step')} of {unit} where {', and '.join(parts)}."


def _draw_steps(rows: pd.DataFrame, heading: Heading, width: float) -> Sketch:
    top, bottom = _reach(rows)
    sheet = Sheet(heading, width, TALL + AXIS, _keys_of_steps(rows, top))
    axes = _axes(sheet, rows["since"].min(), rows["day"].max(), bottom, top)
    axes.axhline(0, color=style.RULE, linewidth=0.9, zorder=1.5, label="_zero")
    fell = rows["look"] != ""
    single = rows[(rows["days"] == 1) & ~fell & rows["step"].notna()]
    look = _mark(rows) | ({} if len(rows) <= FEW_MARKS else SMALL)
    inside = single[single["per_day"] <= top]
    places = [ordinal(moment) for moment in inside["day"]]
    axes.plot(places, inside["step"], label="_point", zorder=3, **look)
    for row in rows[(rows["days"] > 1) & rows["step"].notna()].itertuples():
        ends = [ordinal(row.since), ordinal(row.day)]
        axes.plot(ends, [min(row.per_day, top)] * 2, label="_over", zorder=4, **_over(rows))
    lane = Lane(axes, bottom, top, upright=True)
    for row in rows[rows["hedged"]].itertuples():
        low, high = _inside(row, bottom, top)
        if row.days > 1:
            left, right = ordinal(row.since), ordinal(row.day)
            corners = [left, right, right, left, left], [low, low, high, high, low]
            axes.plot(*corners, label="_allowed", zorder=4, **_allowed(rows, AROUND))
        else:
            lane.plot([low, high], ordinal(row.day), label="_allowed", **_allowed(rows, style.BAR))
    beyond = rows[rows["low_day"] > top]
    middles = [_middle(row) for row in beyond.itertuples()]
    axes.plot(middles, [top] * len(beyond), label="_beyond", zorder=5, clip_on=False, **BEYOND)
    _mark_falls(axes, rows["day"], rows["per_day"].fillna(rows["high_day"]), rows["look"])
    known = rows["step"].notna() | rows["hedged"]
    few = rows[known] if len(rows) <= FEW_MARKS and "receipt" in rows else rows[:0]
    for row in records(few):
        words = f"{day(row.since)} to {day(row.day)}: {span(row.step, row.low, row.high)}"
        lane.spot(*_inside(row, bottom, top), _middle(row), words, row.receipt.key)
    return sheet.drawing


def _allowed(rows: pd.DataFrame, look: dict[str, object]) -> dict[str, object]:
    return {**look, "color": colour_of(rows)}


def _inside(row, bottom: float, top: float) -> tuple[float, float]:
    """Return what a step may be a day, cut at the ends of the axis; an open end goes to them."""
    low = bottom if np.isnan(row.low_day) else row.low_day
    high = top if np.isnan(row.high_day) else row.high_day
    return min(low, top), min(high, top)


def _middle(row) -> float:
    """Return where a step stands: on its day, or amid the days that it covers."""
    if row.days == 1:
        return ordinal(row.day)
    return (ordinal(row.since) + ordinal(row.day)) / 2


def _reach(rows: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the axis: of the steps over one day, where there are enough of them."""
    known = rows[["low_day", "high_day"]].max(axis=1)
    single = known[rows["days"] == 1].dropna()
    setting = single if len(single) >= LEAST_DAYS else known.dropna()
    top = max(float(setting.max()) if len(setting) else 1.0, 1.0)
    low = np.nanmin([*rows["low_day"], 0.0])
    return top * ROOM, low * ROOM


def _keys_of_steps(rows: pd.DataFrame, top: float) -> list[Key]:
    keys = []
    if ((rows["days"] == 1) & (rows["look"] == "") & rows["step"].notna()).any():
        keys.append(Key("over one day", (_mark(rows),)))
    if ((rows["days"] > 1) & rows["step"].notna()).any():
        keys.append(Key("a day, over the days that the step covers", (_over(rows),)))
    if rows["hedged"].any():
        look = _allowed(rows, style.BAR)
        keys.append(Key("bar or box: what the words of both totals allow", (look,)))
    if (rows["look"] != "").any():
        keys.append(Key("fall of the total: a revision", (FALL,)))
    if (rows["low_day"] > top).any():
        keys.append(Key("larger than the axis: see the table", (BEYOND,)))
    return keys + keys_of_speaker(rows)


def _chosen(rows: pd.DataFrame, striking: pd.Series) -> pd.DataFrame:
    """Choose the rows of a long table: what is striking, and the last day of each month."""
    if len(rows) <= FEW:
        return rows
    month = rows["day"].dt.strftime("%Y-%m")
    last = ~month.duplicated(keep="last")
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
    rows = checked(rows, COLUMNS, "differing days").sort_values("day", ignore_index=True)
    heading = Heading(title, "One tick a day on which the two give other figures", source)
    counted = rows.groupby("label").agg(days=("day", "size"), largest=("size", _largest))
    counted = counted.sort_values("days", ascending=False, kind="stable").reset_index()
    return published(
        lambda width: _draw(rows, list(counted["label"]), heading, width),
        heading,
        alt=differing_alt(rows, counted),
        caption="A day that only one of the two has is no disagreement, and has no tick.",
        table=counted.rename(columns={"label": "what", "largest": "largest difference"}),
        rows=rows,
    )


def differing_alt(rows: pd.DataFrame, counted: pd.DataFrame) -> str:
    """Describe the disagreements by their number, their days and the measure with the most."""
    most = counted.iloc[0]
    return (
        f"Strip chart of {several(len(rows), 'differing figure')} of two mirrors from "
        f"{day(rows['day'].min())} to {day(rows['day'].max())} where {most['label']} has the most, "
        f"{number(most['days'])}."
    )


def _largest(sizes: pd.Series) -> float:
    return float(sizes.loc[sizes.abs().idxmax()])


def _draw(rows: pd.DataFrame, labels: list[str], heading: Heading, width: float) -> Sketch:
    sheet = Sheet(
        heading, width, ROW * len(labels) + TICKS_HEIGHT, [Key("a differing figure", (TICK,))]
    )
    left = max(map(text_width, labels)) + 0.12
    across = width - 2 * EDGE - left
    axes = sheet.axes(EDGE + left, sheet.top, across, ROW * len(labels))
    day_axis(axes, rows["day"].min(), rows["day"].max(), across)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks(range(len(labels)), labels)
    for place, label in enumerate(labels):
        days = [ordinal(moment) for moment in rows["day"][rows["label"] == label]]
        axes.plot(days, [place] * len(days), label="_tick", zorder=3, **TICK)
    return sheet.drawing
