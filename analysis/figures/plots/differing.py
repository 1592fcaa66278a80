"""Differing: the days on which two mirrors of one series give other figures, by measure."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure as Drawing

from analysis.figures import style
from analysis.figures.days import day_axis, ordinal
from analysis.figures.figure import Figure
from analysis.figures.rows import checked, several
from analysis.figures.sheet import EDGE, Heading, Key, Sheet, published, text_width
from analysis.text.readable import day, number

COLUMNS = ("day", "label", "size")
ROW = 0.27
AXIS = 0.42
TICK = {"marker": "|", "markersize": 11.0, "linestyle": "none", "markeredgecolor": style.CLAIMED}
TICK |= {"markeredgewidth": 1.3}


def differing_days(rows: pd.DataFrame, *, title: str, source: str) -> Figure:
    """Draw a tick for each day and measure in which two mirrors differ.

    Parameters
    ----------
    rows : DataFrame
        One row a differing figure: ``day`` (datetime64), ``label`` (the measure), ``size`` (the
        second less the first).
    title, source : str

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


def _draw(rows: pd.DataFrame, labels: list[str], heading: Heading, width: float) -> Drawing:
    sheet = Sheet(heading, width, ROW * len(labels) + AXIS, [Key("a differing figure", (TICK,))])
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
