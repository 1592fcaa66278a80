"""Between-day spread: how far a ratio of sums moves over the days that were located.

Everything here takes paired days as two arrays, a figure a day each. The limits describe those
days; they are no sample of all days (methods 3.6).

=====================  =======================================================
`between_day`          chooses between the next two and says why
`linearised_interval`  from 5 days; the one to publish
  with `lags` > 0      from 30 mostly consecutive days: Newey–West
=====================  =======================================================

No exact (Clopper–Pearson) interval is given for pooled days: it takes all that was counted as
independent (docs/method.md says how little it then covers).

>>> killed, wounded = np.array([115, 127, 221, 239, 193]), np.array([197, 135, 314, 293, 199])
>>> linearised_interval(killed, wounded)
Interval(low=0.62972248..., high=0.98222808...)
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from analysis.settings import LEVEL, NEWEY_WEST_MIN_DAYS, SERIES_MIN_DAYS
from analysis.wording.intervals import Interval


@dataclass(frozen=True, slots=True)
class BetweenDay:
    """A between-day interval, or the reason why there is none.

    Parameters
    ----------
    interval : Interval or None
        None where it would be a guess.
    method : str
        "linearised log-ratio", "Newey–West", or nothing.
    note : str
        A sentence: what the interval takes for granted, or why there is none.
    """

    interval: Interval | None
    method: str
    note: str


def between_day(
    day: pd.Series, over: np.ndarray, under: np.ndarray, *, level: float = LEVEL
) -> BetweenDay:
    """Choose the between-day interval by the number and spacing of the paired days.

    Fewer than 5 days: none. From 30 days, if more than half of the steps from one to the next
    are a single day: Newey–West. Else, and in between: the days are taken as independent.

    Parameters
    ----------
    day : Series of datetime64
        In time order and different; NaT = not known, and then dependence is not modelled.
    over, under : array of float
        One figure a day.
    level : float
        Nominal level of the two-sided limits, between 0 and 1.

    Examples
    --------
    >>> between_day(pd.Series([], dtype="datetime64[ns]"), np.array([]), np.array([])).note
    'fewer than 5 paired days (0): no between-day interval'
    """
    if over.size < SERIES_MIN_DAYS:
        few = f"fewer than {SERIES_MIN_DAYS} paired days ({over.size})"
        return BetweenDay(None, "", f"{few}: no between-day interval")
    if not (over.any() and under.any()):
        return BetweenDay(None, "", "one sum is 0: a ratio of 0 or infinity has no logarithm")
    lags, note = _dependence(day)
    interval = linearised_interval(over, under, day=day, lags=lags, level=level)
    return BetweenDay(interval, "Newey–West" if lags else "linearised log-ratio", note)


def linearised_interval(
    over: np.ndarray,
    under: np.ndarray,
    *,
    day: pd.Series | None = None,
    lags: int = 0,
    level: float = LEVEL,
) -> Interval:
    """Limits ratio · exp(± t · se / ratio), with t on one degree of freedom less than days.

    On the log scale, so that they never reach zero and turn over with the ratio. Where days depend
    on each other they cover too little, with `lags` less so.

    Parameters
    ----------
    over, under : array of float
        One figure a day, at least two days; neither sum is 0.
    day, lags
        As for `linearised_se`.
    level : float
        Nominal level of the two-sided limits, between 0 and 1.

    Source
    ------
    W. G. Cochran, Sampling Techniques (3rd ed., 1977), chapter 6.
    """
    ratio = float(over.sum() / under.sum())
    t = float(stdtrit(over.size - 1, (1 + level) / 2))
    reach = t * linearised_se(over, under, day=day, lags=lags) / ratio
    return Interval(ratio * math.exp(-reach), ratio * math.exp(reach))


def linearised_se(
    over: np.ndarray, under: np.ndarray, *, day: pd.Series | None = None, lags: int = 0
) -> float:
    """Standard error of a ratio of sums from the residuals e = over - ratio · under of its days.

    With `lags`, products of residuals up to so many calendar days apart count with Bartlett
    weights. Days on either side of a gap are as far apart as the calendar says, so a missing day
    adds no product and brings no others closer.

    Parameters
    ----------
    over, under : array of float
        One figure a day, at least two days.
    day : Series of datetime64, optional
        The days, all known and different; needed with `lags`.
    lags : int
        Reach of the dependence in days; see `newey_west_lags`.

    Source
    ------
    W. K. Newey and K. D. West, Econometrica 55 (1987) 703.

    Examples
    --------
    >>> linearised_se(np.array([3, 1]), np.array([2, 2]))
    0.5
    """
    residuals = over - over.sum() / under.sum() * under
    if lags:
        residuals = np.bincount((day - day.min()).dt.days, weights=residuals)
    # The sum of (1 - |l| / (L + 1)) e_t e_(t+l) over all |l| <= L equals the sum of squares of
    # all windows of L + 1 days over L + 1: the same number, and never below zero.
    windows = np.convolve(residuals, np.ones(lags + 1))
    scatter = (windows**2).sum() / (lags + 1) * over.size / (over.size - 1)
    return math.sqrt(scatter) / float(under.sum())


def newey_west_lags(days: int) -> int:
    """Return how many days back dependence is modelled: floor(4 (days / 100)^(2/9)).

    Source
    ------
    W. K. Newey and K. D. West, Review of Economic Studies 61 (1994) 631.

    Examples
    --------
    >>> newey_west_lags(30), newey_west_lags(100)
    (3, 4)
    """
    return math.floor(4 * (days / 100) ** (2 / 9))


def _dependence(day: pd.Series) -> tuple[int, str]:
    """Return the lags of dependence to model, and a sentence on what that leaves."""
    if len(day) < NEWEY_WEST_MIN_DAYS:
        return 0, f"{len(day)} paired days, taken as independent of each other"
    if day.isna().any():
        return 0, "some days are not known, so all are taken as independent of each other"
    single_steps = day.diff().iloc[1:] == pd.Timedelta(days=1)
    if 2 * single_steps.sum() <= len(single_steps):
        return 0, "most days do not follow each other and are taken as independent"
    lags = newey_west_lags(len(day))
    return lags, f"dependence over {lags} days is modelled; still too narrow if it is strong"
