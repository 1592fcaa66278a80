"""Days on an axis: counted as whole numbers, labelled in English on every machine.

>>> ticks(pd.Timestamp("2023-03-06"), pd.Timestamp("2023-03-20"), 2.0)
[(19422, '6 Mar'), (19429, '13 Mar'), (19436, '20 Mar')]
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.text.readable import MONTHS

LABEL = 0.56
"""Inches that a day's label takes with the space around it."""


def ordinal(moment: pd.Timestamp) -> int:
    """Count days since 1970, the position of a day on an axis."""
    return (moment.normalize() - pd.Timestamp(0)).days


def short(moment: pd.Timestamp) -> str:
    """Write a day without its year: '18 Mar'."""
    return f"{moment.day} {MONTHS[moment.month - 1][:3]}"


def ticks(first: pd.Timestamp, last: pd.Timestamp, inches: float) -> list[tuple[int, str]]:
    """Return (position, label) of evenly spaced days or months that fit the axis.

    Whole months come with the year on the first label and on each January.
    """
    room = max(2, int(inches / LABEL))
    for freq, step in (("D", 1), ("D", 2), ("W-MON", 1), ("W-MON", 2)):
        days = pd.date_range(first, last, freq=freq)[::step]
        if 0 < len(days) <= room:
            return [(ordinal(moment), short(moment)) for moment in days]
    months = pd.date_range(first, last, freq="MS")
    for step in (1, 2, 3, 6, 12):
        chosen = months[(months.month - 1) % step == 0]
        if len(chosen) <= room:
            break
    return [
        (ordinal(moment), _month(moment, with_year=moment.month == 1 or place == 0))
        for place, moment in enumerate(chosen)
    ]


def day_axis(axes: Axes, first: pd.Timestamp, last: pd.Timestamp, inches: float) -> None:
    """Give the horizontal axis the days from first to last, with a little room at the ends."""
    begin, end = ordinal(first), ordinal(last)
    margin = max(0.7, (end - begin) * 0.12 / inches)
    axes.set_xlim(begin - margin, end + margin)
    places = ticks(first, last, inches)
    axes.set_xticks([place for place, _ in places], [label for _, label in places])


def _month(moment: pd.Timestamp, *, with_year: bool) -> str:
    name = MONTHS[moment.month - 1][:3]
    return f"{name}\n{moment.year}" if with_year else name
