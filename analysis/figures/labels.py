"""Labels: direct words beside marks, moved until they cover nothing.

Boxes are (left, top, right, bottom) in inches, downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from operator import itemgetter

from matplotlib.axes import Axes

from analysis.figures import style
from analysis.figures.sheet import text_width, wrap

Box = tuple[float, float, float, float]
MARK = 0.075
"""Half of the room that a mark takes."""
STEPS = (0.1, 0.17, 0.26, 0.4, 0.55, 0.75, 1.0, 1.3)
"""How far from its mark a label may stand, nearest first."""


@dataclass(frozen=True)
class Wish:
    """A label that wants to stand beside the point (x, y)."""

    x: float
    y: float
    words: str
    room: float = 1.7
    """Inches after which the words go on in the next line."""


@dataclass(frozen=True)
class Place:
    """Where a label stands, in lines of words."""

    box: Box
    lines: tuple[str, ...]
    far: bool
    """The label needs a thin line to its mark."""

    def leader(self, wish: Wish) -> tuple[list[float], list[float]]:
        """Return xs and ys of a line from the mark to the nearest point of the label."""
        left, top, right, bottom = self.box
        ends = (min(max(wish.x, left - 0.02), right + 0.02), min(max(wish.y, top), bottom))
        return [wish.x, ends[0]], [wish.y, ends[1]]


@dataclass(frozen=True)
class Plane:
    """Where the values of some axes lie on the sheet.

    Parameters
    ----------
    axes : Axes
        With their scales and limits set.
    """

    axes: Axes

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the place of a value, in inches from the left and from the top."""
        drawing = self.axes.figure
        across, up = self.axes.transData.transform((x, y)) / drawing.dpi
        return across, drawing.get_figheight() - up

    def along(self, values: Sequence[tuple[float, float]]) -> list[Box]:
        """Return small boxes that cover a line through values."""
        places = [self.at(x, y) for x, y in values]
        boxes = []
        for (x, y), (to_x, to_y) in pairwise(places):
            count = max(1, int(math.hypot(to_x - x, to_y - y) / 0.08))
            steps = [step / count for step in range(count + 1)]
            boxes += [around(x + t * (to_x - x), y + t * (to_y - y), 0.03) for t in steps]
        return boxes


def settle(wishes: Sequence[Wish], taken: Sequence[Box], bounds: Box) -> list[Place]:
    """Place labels one after the other where they cover neither marks nor one another.

    Parameters
    ----------
    wishes : sequence of Wish
    taken : sequence of Box
        Marks, bars and lines to keep clear of.
    bounds : Box
        No label leaves it.

    Returns
    -------
    list of Place
        In the order of the wishes. Where nothing is free, the least bad place.

    Examples
    --------
    >>> place = settle([Wish(1, 1, "70 %")], [], (0, 0, 3, 2))[0]
    >>> place.lines, place.far
    (('70 %',), False)
    """
    crowd = [*taken, *(around(wish.x, wish.y) for wish in wishes)]
    places = []
    for wish in wishes:
        place = _best(wish, crowd, bounds)
        crowd.append(place.box)
        places.append(place)
    return places


def _best(wish: Wish, crowd: Sequence[Box], bounds: Box) -> Place:
    """Return the first free place, or the least bad one if none is free."""
    seen = []
    for place in _candidates(wish):
        cost = _cost(place.box, crowd, bounds)
        if cost == 0:
            return place
        seen.append((cost, place))
    return min(seen, key=itemgetter(0))[1]


def _candidates(wish: Wish) -> Iterator[Place]:
    """Right, left, above, below, then the corners; near before far, in few lines before many."""
    wraps = [tuple(wrap(wish.words, wish.room * share)) for share in (1.0, 0.6)]
    for step, lines in product(STEPS, dict.fromkeys(wraps)):
        wide, tall = max(map(text_width, lines)), len(lines) * style.LINE
        middles = (wish.y - tall / 2, wish.y - tall - step * 0.7, wish.y + step * 0.7)
        right, left, centre = wish.x + step, wish.x - step - wide, wish.x - wide / 2
        corners = [(right, middles[0]), (left, middles[0]), (centre, middles[1])]
        corners += [(centre, middles[2]), (right, middles[1]), (left, middles[1])]
        corners += [(right, middles[2]), (left, middles[2])]
        yield from (Place((x, y, x + wide, y + tall), lines, step > 0.2) for x, y in corners)


def _cost(box: Box, crowd: Sequence[Box], bounds: Box) -> float:
    outside = max(
        0.0, bounds[0] - box[0], bounds[1] - box[1], box[2] - bounds[2], box[3] - bounds[3]
    )
    return 100 * outside + sum(_overlap(box, other) for other in crowd)


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return wide * tall if wide > 0 and tall > 0 else 0.0


def around(x: float, y: float, half: float = MARK) -> Box:
    """Return the box of a mark.

    >>> around(1.0, 1.0, 0.5)
    (0.5, 0.5, 1.5, 1.5)
    """
    return (x - half, y - half, x + half, y + half)
