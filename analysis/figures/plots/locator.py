"""Locator: which areas figures are for, as signs at the towns that the areas are named after.

No outline is drawn: where a direction or a segment ends was not published.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from analysis.figures import marks, style
from analysis.figures.figure import Figure
from analysis.figures.marks import LabelWish, Plane, Record
from analysis.figures.sheet import EDGE, Heading, Key, Paper, Sheet, add_spot, published
from analysis.figures.sketch import SketchAxes, Spot
from analysis.text import Citation, listed, number, say, several

Town = tuple[str, float, float]
"""Name, degrees north, degrees east."""
COLUMNS = ("label", "shape", "places", "figures", "chosen")
SHAPES = {
    "city": "a city",
    "surroundings": "a city with its surroundings",
    "direction": "a direction, named after the town",
    "segment": "a segment between two towns",
    "between": "a direction between two towns",
}
"""What an area is, from the innermost sign to the outermost; all but cities have no outline."""
SUBTITLE = "Signs stand at towns, north is up; how far an area reaches was not published"
SIGNS = {"city": ("o", 5.5), "surroundings": ("o", 13.0), "direction": ("D", 17.0)}
"""Marker and size in points of an area of one town; each leaves room for the one within."""
LINES = {"segment": "solid", "between": (0, (3, 2))}
IN_KEY = 0.55
"""Of the size of a sign in the key, whose lines are low."""
TOWN = {"marker": "+", "markersize": 5.0, "color": style.RULE, "linestyle": "none"}
FINGER = {"city": 0.07, "surroundings": 0.11, "direction": 0.18}
"""Inches around a town that lead to the receipt of its sign."""
DEGREE_KM = 111.2
HEIGHT = 2.9
"""Inches of the map."""
MARGIN = 0.3
"""Inches from the outermost town to the frame."""
LEAST_KM = 12.0
"""So much is shown on either axis, however near the towns are to one another."""
SCALES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def locator(
    rows: pd.DataFrame,
    towns: Sequence[Town] = (),
    *,
    title: str,
    source: str,
    absent: Sequence[str] = (),
) -> Figure:
    """Draw areas as signs at the towns that they are named after, on a plane without tiles.

    Parameters
    ----------
    rows : DataFrame
        One row an area: ``label``; ``shape``, a key of `SHAPES`; ``places``, a tuple of (town,
        latitude, longitude), two of them for what lies between two towns; ``figures``, how many
        are stated for it; ``chosen``, whether the page is about it.
    towns : sequence of (str, float, float)
        For orientation; those beyond the frame are not drawn.
    absent : sequence of str
        Areas that are not drawn; the caption names them.

    Raises
    ------
    AnalysisError
        If title or source is empty, a column is missing, or there is no row.
    """
    areas = marks.records(marks.checked(rows, COLUMNS, "locator map"))
    said = say("The towns stand where {source} has them.", source=Citation("GeoNames (CC BY 4.0)"))
    if absent:
        said += say(
            "Not drawn, for they are far away or no town tells where they are: {areas}.",
            areas=Citation(listed(list(absent))),
        )
    table = {"row": [row.label for row in areas]}
    table["what"] = [f"{SHAPES[row.shape]}: {_towns_of(row)}" for row in areas]
    table["figures"] = [row.figures for row in areas]
    return published(
        lambda paper: _draw(areas, towns, paper),
        Heading(title, SUBTITLE, source),
        alt=locator_alt(areas),
        caption=said,
        table=pd.DataFrame(table),
        rows=rows,
    )


def locator_alt(rows: list[Record]) -> str:
    """Describe the map: each town with the areas at it, and what lies between two."""
    towns: dict[str, list[str]] = {}
    for row in rows:
        if len(row.places) == 1:
            towns.setdefault(row.places[0][0], []).append(row.label)
    said = [f"at {town}: {listed(labels)}" for town, labels in towns.items()]
    said += [f"between {_towns_of(row)}: {row.label}" for row in rows if len(row.places) > 1]
    return f"Locator map of {several(len(rows), 'area')} that figures are for; {'; '.join(said)}."


def _towns_of(row: Record) -> str:
    return listed([name for name, *_ in row.places])


def _draw(rows: list[Record], towns: Sequence[Town], paper: Paper) -> Sheet:
    sheet = Sheet(paper, HEIGHT, _keys(rows, towns))
    ground = _Ground.of(sheet, rows)
    for row in sorted(rows, key=itemgetter("chosen")):
        ground.sign(row)
    ground.name_towns(sheet, rows, towns)
    ground.scale(sheet)
    # What lies innermost is touched first, so it comes last.
    inwards = list(SHAPES)[::-1]
    for row in sorted(rows, key=lambda row: inwards.index(row.shape)):
        ground.spot(row)
    return sheet


@dataclass(frozen=True)
class _Ground:
    """The plane of a map, in kilometres east and north, as long as wide."""

    axes: SketchAxes
    across: float
    """How long a degree of longitude is beside one of latitude, at the middle of the map."""

    @classmethod
    def of(cls, sheet: Sheet, rows: list[Record]) -> _Ground:
        """Make a plane that holds all towns of the rows."""
        places = [place for row in rows for place in row.places]
        norths = [north for _, north, _ in places]
        room = (sheet.width - 2 * EDGE, HEIGHT)
        axes = sheet.axes(EDGE, sheet.top, *room)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.grid(visible=False)
        for spine in axes.spines.values():
            spine.set(visible=True, color=style.GRID)
        ground = cls(axes, math.cos(math.radians((min(norths) + max(norths)) / 2)))
        towns = np.array([ground.at(place) for place in places])
        middle = (towns.min(axis=0) + towns.max(axis=0)) / 2
        spans = np.maximum(np.ptp(towns, axis=0), LEAST_KM)
        per_inch = max(spans[n] / (room[n] - 2 * MARGIN) for n in (0, 1))
        for limit, at, inches in zip((axes.set_xlim, axes.set_ylim), middle, room, strict=True):
            limit(at - inches * per_inch / 2, at + inches * per_inch / 2)
        return ground

    def at(self, place: Town) -> tuple[float, float]:
        """Return where a town lies on the plane."""
        _, north, east = place
        return east * self.across * DEGREE_KM, north * DEGREE_KM

    def sign(self, row: Record) -> None:
        """Draw the sign of an area."""
        look = {"color": style.INK if row.chosen else style.SOFT_INK, "label": "_area"}
        xs, ys = zip(*map(self.at, row.places), strict=True)
        self.axes.plot(xs, ys, zorder=3 + row.chosen, **look, **_sign(row.shape, row.chosen))

    def name_towns(self, sheet: Sheet, rows: list[Record], towns: Sequence[Town]) -> None:
        """Write the name of each town beside it, and draw those that are there for orientation."""
        plane, room = Plane(self.axes), sheet.width - 2 * EDGE
        left, top, right, bottom = bounds = (EDGE, sheet.top, EDGE + room, sheet.top + HEIGHT)
        signed = {place: plane.at(*self.at(place)) for row in rows for place in row.places}
        named = dict(signed)
        for town in towns:
            x, y = at = plane.at(*self.at(town))
            is_within = (
                left + MARGIN <= x <= right - MARGIN and top + MARGIN <= y <= bottom - MARGIN
            )
            if town not in signed and is_within:
                named[town] = at
                east, north = self.at(town)
                self.axes.plot([east], [north], label="_town", zorder=2, **TOWN)
        taken = [marks.around(*signed[row.places[0]], _finger(row.shape)) for row in rows]
        wishes = [LabelWish(*at, name) for (name, *_), at in named.items()]
        for town, place in zip(named, marks.settle(wishes, taken, bounds), strict=True):
            ink = style.INK if town in signed else style.SOFT_INK
            sheet.text(*place.box[:2], place.lines, color=ink)

    def scale(self, sheet: Sheet) -> None:
        """Draw how long some kilometres are, in the lower right corner."""
        (left, right), (low, high) = self.axes.get_xlim(), self.axes.get_ylim()
        long = max(km for km in SCALES if km <= (right - left) / 4)
        ends = right - 0.03 * (right - left) - np.array([long, 0])
        at = low + 0.06 * (high - low)
        self.axes.plot(ends, [at, at], label="_scale", color=style.INK, linewidth=1.4)
        x, y = Plane(self.axes).at(ends[1], at)
        words = f"{number(long)} km"
        sheet.text(x, y - style.LINE - 0.03, words, ha="right", color=style.SOFT_INK)

    def spot(self, row: Record) -> None:
        """Let the sign of an area tell how many figures are for it, and lead to their receipt."""
        if not row.get("receipt"):
            return
        places = [Plane(self.axes).at(*self.at(place)) for place in row.places]
        across, down = (sum(ends) / len(places) for ends in zip(*places, strict=True))
        box = marks.around(across, down, _finger(row.shape))
        words = f"{row.label}: {several(row.figures, 'figure')}"
        add_spot(self.axes.figure, Spot(box, words, row.receipt.key))


def _finger(shape: str) -> float:
    return FINGER.get(shape, FINGER["city"])


def _sign(shape: str, chosen: bool, share: float = 1.0) -> dict[str, Any]:
    """Return how an area is drawn: a marker at one town, or a line between two."""
    if shape in LINES:
        return {"linewidth": 2.2 if chosen else 1.3, "linestyle": LINES[shape]}
    marker, size = SIGNS[shape]
    face = {} if shape == "city" else {"markerfacecolor": "none"}
    edge = {"markeredgewidth": 2.2 if chosen else 1.1}
    return {"marker": marker, "markersize": size * share, "linestyle": "none", **face, **edge}


def _keys(rows: list[Record], towns: Sequence[Town]) -> list[Key]:
    """Return an entry for each kind of sign that is drawn."""
    look = {"color": style.SOFT_INK}
    shapes = {row.shape for row in rows}
    found = [shape for shape in SHAPES if shape in shapes]
    keys = [Key(SHAPES[each], (look | _sign(each, False, IN_KEY),)) for each in found]
    if chosen := [row for row in rows if row.chosen]:
        own = _sign(chosen[0].shape, True, IN_KEY)
        keys.append(Key("the area of this page", ({"color": style.INK, **own},)))
    return keys + [Key("another town", (TOWN,))] * bool(towns)
