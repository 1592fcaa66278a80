"""Small multiples: several ratios of one day, each in a panel with an axis of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from analysis.errors import AnalysisError
from analysis.figures import style
from analysis.figures.figure import Figure
from analysis.figures.lettering import text_width, wrap
from analysis.figures.marks import (
    INTERVAL,
    Lane,
    Record,
    checked,
    draw_span,
    keys_of_ranges,
    numbers,
    range_columns,
    records,
    span,
)
from analysis.figures.sheet import EDGE, Heading, Key, Ruler, Sheet, published
from analysis.figures.sketch import Sketch
from analysis.text.say import listed, number, several, within

COLUMNS = ("ratio", "numerator", "denominator", "value", "low", "high")
AXES = ("ratio", "share", "points")
GAP = 0.3
"""Inches between panels."""
LANE = 0.26
VALUE = style.FIGURE_SIZE * 1.35 / 72
"""Inches for the ratio in large type."""
INSET = 0.16
"""Inches on either side of an axis for half of its outermost labels."""
MOST = 8
"""Ratios that the alt text says one by one."""
TICKS = 0.3


def multiples(rows: pd.DataFrame, *, title: str, source: str) -> Figure:
    """Draw each ratio in a panel of its own, with the raw figures that it divides.

    Unlike ratios never share an axis. A ratio without a point is drawn as its interval alone.

    Parameters
    ----------
    rows : DataFrame
        One row a ratio, in the order to be shown: ``ratio`` (its name with its unit),
        ``numerator``, ``denominator`` (texts with the raw figures, "4 airstrikes"), ``value``
        (NaN: no point), ``low``, ``high`` (NaN: open); optional ``band_low``, ``band_high`` (NaN:
        no band) and ``axis`` ("ratio": logarithmic about 1, the default; "share": 0 to 1;
        "points": 0 to 100).
    title, source : str

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, there is no row, or an axis is unknown.
    """
    rows = checked(rows, COLUMNS, "small multiples")
    panels = _filled(records(rows))
    heading = Heading(title, "Each ratio has an axis of its own", source)
    return published(
        lambda width: _draw(panels, heading, width),
        heading,
        alt=multiples_alt(panels),
        caption=(
            "The raw figures stand under each ratio. Bars show what the wording allows; they are "
            f"{style.NOT_CONFIDENCE}."
        ),
        table=_table(rows),
        rows=rows,
    )


def multiples_alt(rows: list[Record]) -> str:
    """Say every ratio with its raw figures."""
    said = [f"{row.ratio} is {span(row.value, row.low, row.high)} ({_raw(row)})" for row in rows]
    if len(said) > MOST:
        said = [*said[:MOST], f"{len(said) - MOST} more are in the table"]
    return f"Small multiples of {several(len(rows), 'ratio')} where {listed(said)}."


def _filled(rows: list[Record]) -> list[Record]:
    """Return the rows with every optional column."""
    defaults = {"band_low": math.nan, "band_high": math.nan, "axis": "ratio"}
    rows = [Record({**defaults, **row}) for row in rows]
    strange = sorted({row.axis for row in rows} - set(AXES))
    if strange:
        raise AnalysisError(f"an axis is {listed(list(AXES))}, not {', '.join(strange)}")
    return rows


@dataclass(frozen=True)
class PanelWords:
    """The words of one ratio, broken into lines for its panel."""

    row: Record
    name: list[str]
    raw: list[str]


def _draw(rows: list[Record], heading: Heading, width: float) -> Sketch:
    across = 3 if width == style.TEXT_WIDTH else 2
    room = (width - 2 * EDGE - (across - 1) * GAP) / across
    panels = [
        PanelWords(row, wrap(row.ratio, room, bold=True), wrap(_raw(row), room)) for row in rows
    ]
    lines = [panels[place : place + across] for place in range(0, len(panels), across)]
    sheet = Sheet(heading, width, sum(map(_tall, lines)), _keys(rows))
    top = sheet.top
    for line in lines:
        for place, panel in enumerate(line):
            _draw_panel(sheet, panel, (EDGE + place * (room + GAP), top), line, room)
        top += _tall(line)
    return sheet.drawing


def _tall(line: list[PanelWords]) -> float:
    """Return inches that a line of panels needs, so that their axes stand level."""
    return _words_tall(line) + LANE + TICKS + 0.1


def _words_tall(line: list[PanelWords]) -> float:
    return max(len(panel.name) + len(panel.raw) for panel in line) * style.LINE + VALUE + 0.06


def _draw_panel(
    sheet: Sheet,
    panel: PanelWords,
    corner: tuple[float, float],
    line: list[PanelWords],
    room: float,
) -> None:
    x, y = corner
    row = panel.row
    sheet.text(x, y, panel.name, fontweight="bold")
    y += len(panel.name) * style.LINE
    figure = span(row["value"], row["low"], row["high"])
    fits = text_width(figure, style.FIGURE_SIZE) <= room
    sheet.text(x, y, figure, fontsize=style.FIGURE_SIZE if fits else style.SIZE)
    sheet.text(x, y + VALUE, panel.raw, color=style.SOFT_INK)
    top = corner[1] + _words_tall(line)
    ruler = _ruler(sheet, row, (x + INSET, top), (room - 2 * INSET, LANE))
    ruler.draw()
    if pd.notna(row["band_low"]):
        ruler.shade(row["band_low"], row["band_high"], style.BANDS[1], "_band")
    if ruler.log:
        ruler.plot((1, 1), (0, 1), color=style.RULE, linewidth=0.9, zorder=1.5, label="_one")
    draw_span(Lane(ruler, ruler.low, ruler.high), 0.5, row, style.KINDS["claim"].coloured(row))


def _ruler(
    sheet: Sheet, row: Record, corner: tuple[float, float], size: tuple[float, float]
) -> Ruler:
    if row["axis"] == "ratio":
        limit = style.reach(numbers([row], *INTERVAL, "band_low", "band_high"))
        ticks = {tick: style.fraction(tick) for tick in (1 / limit, 1, limit)}
        return Ruler(sheet, corner, size, ticks, log=True)
    end = 1 if row["axis"] == "share" else 100
    return Ruler(sheet, corner, size, {tick: number(tick) for tick in (0, end / 2, end)})


def _raw(row: Record) -> str:
    over, under = within(row.numerator), within(row.denominator)
    return f"{over} {'less' if row.axis == 'points' else '/'} {under}"


def _keys(rows: list[Record]) -> list[Key]:
    keys = []
    if not all(math.isnan(row.value) for row in rows):
        look = style.KINDS["claim"].coloured(rows[0])
        keys.append(Key(look.words, (look.line(),)))
    keys += keys_of_ranges(rows, log=True)
    if not all(math.isnan(row.band_low) for row in rows):
        band = {"linewidth": 9, "color": style.BANDS[1], "solid_capstyle": "butt"}
        keys.append(Key("band: reviewed wars", (band,)))
    return keys


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "what": rows["ratio"],
            "numerator": rows["numerator"],
            "denominator": rows["denominator"],
            **range_columns(rows),
        }
    )
