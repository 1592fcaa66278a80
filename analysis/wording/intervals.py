"""Intervals of what a wording allows, and the rules that turn its kind and number into them.

Intervals are closed, with ends that may be open to infinity.

>>> Interval(193, 193) / Interval(199, 199)
Interval(low=0.9698492462311558, high=0.9698492462311558)
>>> Interval(20, 99) / 4
Interval(low=5.0, high=24.75)

The rules are those of step 3 of docs/method.md.

Conventions without calibration, versioned as `settings.RULES_VERSION`. With s the step and h the
half-width of a number v, and g = 1 for things counted whole, 0 for shares and measured ground:

======================  ====================  ===============
wording                 bounded               strict
======================  ====================  ===============
exact                   [v, v]                [v, v]
about                   [v - h, v + h]        the same
nearly                  [v - h, v - g]        the same
more_than               [v + g, v + s - g]    [v + g, inf)
at_least                [v, v + s - g]        [v, inf)
up_to                   [v - s + g, v]        [0, v]
less_than               [v - s + g, v - g]    [0, v - g]
percent, share          [v - r/2, v + r/2]    the same
======================  ====================  ===============

An end below 0, and one of a share above 100 %, is outside what can be counted and is cut there.
Decimals are read in units of the last figure given: 2.36 has the s and h of 236, divided by 100,
and g = 0. For percent, r is 5 for multiples of 5, 1 for other whole percents and the last decimal
for the rest; a hedge then has s and h of at least 1 point. A share in words ("a third") follows
percent. The sensitivity reading is v +- h for round numbers without a hedge (the nearest 10 for
multiples of 10 %), and the bounded one for all others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from analysis.errors import AnalysisError, Offering, ParameterError, RatioError
from analysis.settings import CAP
from analysis.wording.numerals import Number


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
    The two are treated as free of each other, which gives the widest box (step 8 of
    docs/method.md).

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


VAGUE_BOUNDS = {
    "a_few": (3, 5),
    "several": (3, 7),
    "dozens": (20, 99),
    "several_dozen": (20, 99),
    "tens": (20, 99),
    "hundreds": (200, 999),
    "several_hundred": (300, 900),
    "thousands": (2000, 9999),
    "several_thousand": (3000, 9000),
    "tens_of_thousands": (20_000, 99_999),
    "hundreds_of_thousands": (200_000, 999_999),
    "several_hundred_thousand": (300_000, 900_000),
    "millions": (2_000_000, 9_999_999),
    "none": (0, 0),
}
"""Words without a number. Those from `several_thousand` on extend the table by its own pattern."""

NARROW = {"several_dozen": (36, 84)}
"""Sensitivity readings: 3 to 7 dozen, where the wide default allows for "several tens"."""

MULTIPLE_BOUNDS = {"a_couple": (2, 3), "a_dozen": (Fraction(11, 12), Fraction(13, 12))}
"""Shares of their number: a couple of hundred, two dozen."""

NUMBERS = {
    "range": (2,),
    "estimate": (3,),
    **dict.fromkeys(VAGUE_BOUNDS, (0,)),
    **dict.fromkeys(MULTIPLE_BOUNDS, (0, 1)),
}
"""How many numbers go with a kind; one with all others."""

NO_POINT = frozenset({*VAGUE_BOUNDS, *MULTIPLE_BOUNDS, "range", "n_digits"}) - {"none"}
"""Kinds that allow several values and name none of them."""

EXCLUDING = frozenset({"more_than", "less_than", "nearly"})
"""Kinds whose number is itself no value of what they say, in whatever unit."""

BOUNDING = EXCLUDING | {"at_least", "up_to"}
"""Kinds whose number is a bound of what they say."""

MODES = ("bounded", "strict", "rounded")
SCALES = ("count", "measured", "percent", "share")
WHOLE = {"percent": 100, "share": 1}
ABOVE_WHOLE = "A part is not larger than its whole, 100 %."

Ends = tuple[Fraction, Fraction | None]
"""Low and high; None = open."""


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """A number with what its writing says about its precision, on one scale.

    Parameters
    ----------
    v, s, h, g : fractions.Fraction
        Value, step, half-width when hedged, and smallest difference; in points for shares.
    plain, rounded : fractions.Fraction
        Half-width when not hedged, as drawn and in the sensitivity reading.
    """

    v: Fraction
    s: Fraction
    h: Fraction
    g: Fraction
    plain: Fraction
    rounded: Fraction


def interval_of(
    kind: str,
    values: Sequence[float | Number] = (),
    mode: str = "bounded",
    *,
    cap: float = CAP,
    scale: str = "count",
) -> Interval:
    """Return what a kind of wording allows for its number.

    Parameters
    ----------
    kind : str
        A key of `RULES`, of `VAGUE_BOUNDS` or of `MULTIPLE_BOUNDS`, "range", "estimate",
        "n_digits", or "exact_rounding_sensitivity" (the rounded mode of "exact").
    values : sequence of float or Number
        The numbers in the wording: two for a range, best, low and high for an estimate, none for
        vague words; for "a_couple" and "a_dozen" one number they multiply, if any; how many
        digits for "n_digits".
    mode : {"bounded", "strict", "rounded"}
        What is drawn, what the words strictly say, and the sensitivity reading.
    cap : float
        Largest half-width as a share of the value; from 0 to 1.
    scale : {"count", "measured", "percent", "share"}
        What the number is: things counted whole, ground measured, percent, or a part of 1.

    Returns
    -------
    Interval
        In the unit of `values`; `high` is infinite where the words set no upper end.

    Raises
    ------
    ParameterError
        If the kind, the mode, the scale or the cap does not exist.
    AnalysisError
        If the words cannot hold for the number: less than 0, 150 % of a whole, ends of a range in
        the wrong order.

    Examples
    --------
    >>> interval_of("more_than", [1100])
    Interval(low=1101.0, high=1199.0)
    >>> interval_of("percent", [70], scale="percent")
    Interval(low=67.5, high=72.5)
    """
    if kind == "exact_rounding_sensitivity":
        kind, mode = "exact", "rounded"
    check_choice("kind", kind, KINDS)
    check_choice("mode", mode, MODES)
    check_choice("scale", scale, SCALES)
    check_cap(cap)
    if kind in {"percent", "share"} and scale == "count":
        scale = kind
    numbers = [value if isinstance(value, Number) else Number.of(value) for value in values]
    if len(numbers) not in NUMBERS.get(kind, (1,)):
        raise ParameterError(f"{kind} does not go with {len(numbers)} numbers")
    _check_possible(kind, [number.amount for number in numbers], WHOLE.get(scale, math.inf))
    if kind in RULES:
        return _ruled(kind, numbers[0], mode, cap, scale)
    interval = _interval(*_unruled(kind, [number.amount for number in numbers], mode))
    if interval.high > WHOLE.get(scale, math.inf):
        raise AnalysisError(ABOVE_WHOLE)
    return interval


def check_cap(cap: float) -> None:
    """Refuse a cap that is no share of the value."""
    if not 0 <= cap <= 1:
        raise ParameterError(f"cap is a share from 0 to 1, not {cap}")


def check_choice(name: str, value: str, choices: Sequence[str]) -> None:
    """Refuse a value that is none of the choices, and name them."""
    if value not in choices:
        raise ParameterError(f"{name} {value!r} is none of {', '.join(choices)}")


def _check_possible(kind: str, amounts: list[Fraction], top: float) -> None:
    """Refuse what no number can meet: less than 0, more than 100 %."""
    least, most = min(amounts, default=Fraction(0)), max(amounts, default=Fraction(0))
    if least < 0 or (most == 0 and kind in {"nearly", "less_than"}):
        raise AnalysisError("Nothing that is counted lies below 0.")
    if most > top or (most == top and kind == "more_than"):
        raise AnalysisError(ABOVE_WHOLE)


def _unruled(kind: str, amounts: list[Fraction], mode: str) -> Ends:
    """Ranges, and words that stand for bounds of their own."""
    if kind == "range":
        low, high = amounts
        if low > high:
            raise AnalysisError("The ends of the range stand in the wrong order.")
        return low, high
    if kind == "estimate":
        best, low, high = amounts
        if not low <= best <= high:
            raise AnalysisError("The best figure does not lie between its ends.")
        return low, high
    if kind == "n_digits":
        return 10 ** (amounts[0] - 1), 10 ** amounts[0] - 1
    if kind in MULTIPLE_BOUNDS:
        low, high = MULTIPLE_BOUNDS[kind]
        amount = amounts[0] if amounts else Fraction(12 if kind == "a_dozen" else 1)
        return Fraction(math.floor(low * amount)), Fraction(math.ceil(high * amount))
    low, high = NARROW.get(kind, VAGUE_BOUNDS[kind]) if mode == "rounded" else VAGUE_BOUNDS[kind]
    return Fraction(low), Fraction(high)


def _ruled(kind: str, number: Number, mode: str, cap: float, scale: str) -> Interval:
    stated = _share(number, scale) if scale in WHOLE else _figure(number, scale, cap)
    low, high = RULES[kind](stated, mode)
    low = max(low, Fraction(0))
    if scale in WHOLE:
        high = Fraction(100) if high is None else min(high, Fraction(100))
    hundredfold = 100 if scale == "share" else 1
    return _interval(low / hundredfold, high if high is None else high / hundredfold)


def _interval(low: Fraction, high: Fraction | None) -> Interval:
    return Interval(float(low), math.inf if high is None else float(high))


@lru_cache(maxsize=8)
def _figure(number: Number, scale: str, cap: float) -> StatedNumber:
    """Steps of a count or a measured quantity, in units of the last figure given."""
    place = number.place or 0
    zeros, unit = max(place, 0), Fraction(10) ** min(place, 0)
    n = number.amount / unit
    largest = Fraction(str(cap)) * n
    half = Fraction(10**zeros, 2) if zeros else Fraction(0)  # 0 of a number that is not round
    if not zeros and n >= 20 and n % 10 == 5:
        half = Fraction(5, 2)
    hedged = max(min(half or Fraction(5 if n >= 20 else 1), largest), Fraction(1))
    return StatedNumber(
        v=number.amount,
        s=unit * (10**zeros if zeros else 10 if n >= 20 else 5),
        h=unit * hedged,
        g=Fraction(scale == "count" and place >= 0),
        plain=Fraction(0),
        rounded=min(half, largest) if place >= 0 else Fraction(0),
    )


def _share(number: Number, scale: str) -> StatedNumber:
    """Steps of a share, in points; a part in words is read as its percentage."""
    percent = number.amount * 100 if scale == "share" else number.amount
    if scale == "percent" and number.place is not None and number.place < 0:
        unit = coarse = Fraction(10) ** number.place
    else:
        unit = Fraction(1 if percent % 5 else 5)
        coarse = unit if percent % 10 else Fraction(10)
    return StatedNumber(
        v=percent,
        s=max(unit, Fraction(1)),
        h=max(unit / 2, Fraction(1)),
        g=Fraction(0),
        plain=unit / 2,
        rounded=coarse / 2,
    )


def _unhedged(x: StatedNumber, mode: str) -> Ends:
    half = x.rounded if mode == "rounded" else x.plain
    return x.v - half, x.v + half


def _open(mode: str, end: Fraction) -> Fraction | None:
    """An upper end that the words do not set if they are read strictly."""
    return None if mode == "strict" else end


def _from_nought(mode: str, end: Fraction) -> Fraction:
    """A lower end that the words leave at 0 if they are read strictly."""
    return Fraction(0) if mode == "strict" else end


RULES: dict[str, Callable[[StatedNumber, str], Ends]] = {
    "exact": _unhedged,
    "exactly": lambda x, _mode: (x.v, x.v),
    "about": lambda x, _mode: (x.v - x.h, x.v + x.h),
    "nearly": lambda x, _mode: (x.v - x.h, x.v - x.g),
    "more_than": lambda x, mode: (x.v + x.g, _open(mode, x.v + x.s - x.g)),
    "at_least": lambda x, mode: (x.v, _open(mode, x.v + x.s - x.g)),
    "up_to": lambda x, mode: (_from_nought(mode, x.v - x.s + x.g), x.v),
    "less_than": lambda x, mode: (_from_nought(mode, x.v - x.s + x.g), x.v - x.g),
    "percent": _unhedged,
    "share": _unhedged,
}
"""Kinds with one number, by the ends they allow."""

KINDS = (*RULES, *VAGUE_BOUNDS, *MULTIPLE_BOUNDS, "range", "estimate", "n_digits")
