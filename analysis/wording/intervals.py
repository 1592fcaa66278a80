"""Closed intervals of what a wording allows, with ends that may be open to infinity.

>>> Interval(193, 193) / Interval(199, 199)
Interval(low=0.9698492462311558, high=0.9698492462311558)
>>> Interval(20, 99) / 4
Interval(low=5.0, high=24.75)
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from analysis.errors import Offering, RatioError


@dataclass(frozen=True, slots=True)
class Interval(Offering):
    """The values from `low` to `high` that a wording, or arithmetic on wordings, allows.

    A set, without probability: it is never a confidence interval.

    Parameters
    ----------
    low, high : float
        In the unit of the claim; `high` is infinite where the wording sets no upper end.

    Raises
    ------
    RatioError
        If the ends are not numbers, or stand in the wrong order.

    Examples
    --------
    >>> Interval(600, 700).width
    100
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high):
            raise RatioError(f"an interval needs two numbers, not {self.low} and {self.high}")
        if self.low > self.high:
            raise RatioError(f"an interval cannot run from {self.low} down to {self.high}")

    @property
    def width(self) -> float:
        """How far apart the ends are; 0 for a figure that is exact as stated."""
        return self.high - self.low

    @property
    def is_point(self) -> bool:
        """Whether only one value is allowed."""
        return self.low == self.high

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def __add__(self, other: Interval | float) -> Interval:
        other = _as_interval(other)
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval | float) -> Interval:
        other = _as_interval(other)
        return Interval(self.low - other.high, self.high - other.low)

    def __truediv__(self, other: Interval | float) -> Interval:
        return ratio_bounds(self, _as_interval(other))

    def hull(self, other: Interval) -> Interval:
        """Return the smallest interval that holds both.

        >>> Interval(87, 87).hull(Interval(97, 97))
        Interval(low=87, high=97)
        """
        return Interval(min(self.low, other.low), max(self.high, other.high))


def ratio_bounds(over: Interval, under: Interval) -> Interval:
    """Bound how many times larger one claimed figure is than another.

    The low end sets the least of `over` against the most of `under`, the high end the reverse.
    The two are treated as free of each other (methods 3.2), which gives the widest box.

    Parameters
    ----------
    over, under : Interval
        Non-negative; `high` is infinite for a wording such as "at least".

    Returns
    -------
    Interval
        `high` is infinite if `under` admits zero or `over` has no upper end.

    Raises
    ------
    RatioError
        If a figure is negative, or `under` is exactly zero: then there is no ratio, and the
        caller says so by status. Nothing is clamped.

    Examples
    --------
    >>> ratio_bounds(Interval(900, 1200), Interval(300, 400))
    Interval(low=2.25, high=4.0)
    >>> ratio_bounds(Interval(10, 10), Interval(0, 40))
    Interval(low=0.25, high=inf)
    """
    if over.low < 0 or under.low < 0:
        raise RatioError(f"claimed figures are not negative: {over} / {under}")
    if under.high == 0:
        raise RatioError(f"the denominator {under} is zero: no ratio exists")
    low = 0.0 if math.isinf(under.high) else over.low / under.high
    high = math.inf if under.low == 0 or math.isinf(over.high) else over.high / under.low
    return Interval(low, high)


def _as_interval(value: Interval | float) -> Interval:
    return value if isinstance(value, Interval) else Interval(value, value)
