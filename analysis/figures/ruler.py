"""A ruler: a short axis drawn on the sheet itself, so that many cost what one set of axes does."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.patches import Rectangle

from analysis.figures import style
from analysis.figures.sheet import Sheet

TICK = 3.5 / 72
"""Inches of a tick, and between its end and the label."""


@dataclass(frozen=True)
class Ruler:
    """An axis with its ticks, and a lane above it for one figure.

    Parameters
    ----------
    sheet : Sheet
    corner : tuple of float
        Inches from the left and from the top to the lane's upper left corner.
    size : tuple of float
        Width and height of the lane, in inches.
    ticks : mapping
        From value to label, in order; the first and the last are the ends of the axis.
    log : bool
        Whether equal factors, rather than equal differences, lie equally far apart.
    """

    sheet: Sheet
    corner: tuple[float, float]
    size: tuple[float, float]
    ticks: Mapping[float, str]
    log: bool = False

    @property
    def low(self) -> float:
        """The value at the left end."""
        return next(iter(self.ticks))

    @property
    def high(self) -> float:
        """The value at the right end."""
        return list(self.ticks)[-1]

    def draw(self) -> None:
        """Draw the axis, its ticks and their labels."""
        foot = self.corner[1] + self.size[1]
        look = {"color": style.RULE, "linewidth": 0.8}
        self.plot((self.low, self.high), (0, 0), label="_axis", zorder=2.5, **look)
        for value, label in self.ticks.items():
            x = self._across(value)
            self.sheet.line((x, x), (foot, foot + TICK), label="_tick", **look)
            self.sheet.text(x, foot + 2 * TICK, label, ha="center", label="_tick")

    def plot(self, values: Iterable[float], heights: Iterable[float], **look: Any) -> None:
        """Draw through values at heights within the lane, from 0 at the axis to 1."""
        top, tall = self.corner[1], self.size[1]
        down = [top + tall * (1 - height) for height in heights]
        self.sheet.line([self._across(value) for value in values], down, **look)

    def shade(self, low: float, high: float, colour: str, label: str) -> None:
        """Shade the lane from one value to another."""
        drawing, sheet = self.sheet.drawing, self.sheet
        left, right = (self._across(value) for value in (low, high))
        foot = self.corner[1] + self.size[1]
        corner = (left / sheet.width, 1 - foot / sheet.height)
        wide, tall = (right - left) / sheet.width, self.size[1] / sheet.height
        area = Rectangle(corner, wide, tall, facecolor=colour, zorder=0.5, label=label)
        area.set_transform(drawing.transFigure)
        drawing.add_artist(area)

    def _across(self, value: float) -> float:
        low, high, value = (
            math.log2(number) if self.log else number for number in (self.low, self.high, value)
        )
        return self.corner[0] + self.size[0] * (value - low) / (high - low)
