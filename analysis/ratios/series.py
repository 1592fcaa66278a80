"""One ratio over many days: the ratio of sums, and how far it moves between the days.

Days with both figures give the ratio of sums; a day with one figure, or none, gives coverage only.
Nothing is filled, interpolated or carried forward. A zero is a figure, an empty cell is not:

>>> days = pd.DataFrame({
...     "stated_on": pd.to_datetime(["2023-03-08", "2023-03-10", "2023-03-11", "2023-03-12"]),
...     "numerator": [10, 2, 0, 5],
...     "denominator": [20, 1, 4, 0],
... })
>>> series_ratio(days).value
0.68
>>> days["denominator"] = [20, 1, 4, None]
>>> series_ratio(days).value
0.48

There is no mean of daily ratios: it changes its answer when the ratio is turned over, breaks at a
zero, and lets small days rule (step 8 of docs/method.md).

The between-day spread is how far a ratio of sums moves over the days that were located, taken as
two arrays, a figure a day each. The limits describe those days; they are no sample of all
days. No exact (Clopper–Pearson) interval is given for pooled days: it takes all that was
counted as independent (docs/method.md says how little it then covers).

=====================  =======================================================
`between_day`          chooses between the next two and says why
`linearised_interval`  from 5 days; the one to publish
  with `lags` > 0      from 30 mostly consecutive days: Newey–West
=====================  =======================================================

>>> killed, wounded = np.array([115, 127, 221, 239, 193]), np.array([197, 135, 314, 293, 199])
>>> linearised_interval(killed, wounded)
Interval(low=0.62972248..., high=0.98222808...)
"""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import Offering, RatioError
from analysis.ratios.division import divide_ends
from analysis.ratios.noise import pearson_dispersion
from analysis.settings import LEVEL, NEWEY_WEST_MIN_DAYS, SERIES_MIN_DAYS
from analysis.text import card
from analysis.wording.intervals import Interval

SLACK = 1e-9


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
    # It takes a tenth of a second to load, and whoever makes a page needs no interval.
    from scipy.special import stdtrit

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


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRatio(Offering):
    """What the located days of one speaker say about one ratio. None means: not defined.

    Parameters
    ----------
    status, reason : str
        "ok", "missing" (no day has both figures, or none a single value), "undefined_zero_zero",
        "infinite_zero_denominator" or "no_point" (the words allow a range and no single value); a
        sentence unless "ok".
    numerator_sum, denominator_sum, value : float or None
        Sums over the paired days, and their ratio: infinite if only the denominator is 0. None
        where the words of the days exclude it.
    numerator_words, denominator_words : Interval or None
        What the words of all paired days allow for each sum.
    wording : Interval or None
        What the words of all paired days allow for the ratio of sums.
    days_paired, days_one_only : int
        Days with both figures, and with just one of them.
    days_in_period : int or None
        Days of the calendar; None where none was given.
    leave_one_out : Interval or None
        Least and greatest ratio without one of the days; a remainder of 0/0 is none.
    lowest_when_dropping, highest_when_dropping : Timestamp or None
        The days whose absence gives these two, the earliest on a tie; NaT is a day not known.
    between_day : Interval or None
        How far the ratio moves over these days; they are no sample of all days.
    between_day_method, between_day_note : str
        As in `analysis.ratios.series.BetweenDay`.
    typical_briefing_median, typical_briefing_geometric_mean : float or None
        Of daily ratios, only to describe a typical briefing; without days of 0/0, and no
        geometric mean where a day is at 0 or infinity.
    daily_range : Interval or None
        Least and greatest daily ratio.
    phi : float or None
        Pearson dispersion of the numerator given the day's total; 1 is what chance counts give.
    days_without_point : int
        Days with both figures whose words allow a range and no single ratio: in no sum.
    days_over_zero, days_zero_zero : int
        Paired days on which the denominator alone is 0 (infinite), and on which both are
        (not defined).
    """

    status: str
    reason: str
    numerator_sum: float | None
    denominator_sum: float | None
    value: float | None
    wording: Interval | None
    days_paired: int
    days_one_only: int
    days_in_period: int | None
    leave_one_out: Interval | None
    lowest_when_dropping: pd.Timestamp | None
    highest_when_dropping: pd.Timestamp | None
    between_day: Interval | None
    between_day_method: str
    between_day_note: str
    typical_briefing_median: float | None
    typical_briefing_geometric_mean: float | None
    daily_range: Interval | None
    phi: float | None
    days_without_point: int = 0
    days_over_zero: int = 0
    days_zero_zero: int = 0
    numerator_words: Interval | None = None
    denominator_words: Interval | None = None

    @property
    def days_with_both(self) -> int:
        """Days on which both figures were located, with or without a single value."""
        return self.days_paired + self.days_without_point

    def _repr_html_(self) -> str:
        facts = {
            "days with both figures": self.days_paired,
            "days with one": self.days_one_only,
            "days of the period": self.days_in_period,
            "ratio of sums": self.value,
            "words allow": _ends(self.wording),
            "between-day interval": _ends(self.between_day),
            "without any one day": _ends(self.leave_one_out),
            "median day": self.typical_briefing_median,
            "remark": self.reason or self.between_day_note,
        }
        return card("One ratio over the located days, which are no sample of all days", facts)


def _ends(interval: Interval | None) -> str:
    return "" if interval is None else f"{interval.low:.4g} to {interval.high:.4g}"


def series_ratio(
    days: pd.DataFrame,
    numerator: str = "numerator",
    denominator: str = "denominator",
    *,
    calendar: pd.DatetimeIndex | None = None,
    form: str = "ratio",
    level: float = LEVEL,
) -> SeriesRatio:
    """Divide the sums of two figures over the days that have both.

    Parameters
    ----------
    days : DataFrame
        One row a day, in any order: `stated_on` (datetime64; NaT = day not known) and the two
        named columns of numbers; NaN = the day has no such figure.
        Beside them may stand `<column>_low` and `<column>_high`, what the words of each figure
        allow (NaN in the latter = open); without them each figure is exact.
    calendar : DatetimeIndex, optional
        Every day of the period, for coverage; each row must then lie in it.
    form : str
        "part" or "share" if the numerator is part of the denominator, which is its sum with the
        rest, or a figure of its own: `phi` and the between-day interval then set it against the
        remainder, so that the interval stays between 0 and 1. Else any other form of the catalogue.
    level : float
        Nominal level of the between-day interval.

    Raises
    ------
    RatioError
        If a column is absent or not of numbers, a figure negative or infinite, a day given twice
        or outside the calendar, or a part larger than its whole.
    """
    share = form in ("part", "share")
    located = _located_days(days, numerator, denominator)
    paired = located.dropna(subset=["over", "under"])
    day, over, under = paired["day"], paired["over"].to_numpy(), paired["under"].to_numpy()
    if share and (over > under).any():
        raise RatioError(f"{numerator} exceeds {denominator} on some day, so it is no part of it")
    against = under - over if share else under
    try:
        phi = pearson_dispersion(over, against)
    except RatioError:
        phi = None
    spread = between_day(day, over, against, level=level)
    reach = spread.interval
    if share and reach is not None:
        reach = Interval(*(odds / (1 + odds) for odds in (reach.low, reach.high)))
    return SeriesRatio(
        **_ratio_of_sums(over, under, days, (numerator, denominator), form),
        **_coverage(located, calendar),
        **_leave_one_out(day, over, under),
        between_day=reach,
        between_day_method=spread.method,
        between_day_note=spread.note,
        **_typical_briefing(over, under),
        phi=phi,
        days_over_zero=int(((under == 0) & (over > 0)).sum()),
        days_zero_zero=int(((under == 0) & (over == 0)).sum()),
    )


def _located_days(days: pd.DataFrame, numerator: str, denominator: str) -> pd.DataFrame:
    """Return day, over and under in time order, undated days last, or refuse the frame."""
    there = [str(name) for name in days]
    for column in ("stated_on", numerator, denominator):
        if column not in days:
            near = difflib.get_close_matches(column, there, n=1) or there
            raise RatioError(f"no column {column!r} among the days; there is {', '.join(near)}")
    if not pd.api.types.is_datetime64_any_dtype(days["stated_on"]):
        raise RatioError(f"column stated_on holds {days['stated_on'].dtype}, not dates")
    over, under = _figures(days, numerator), _figures(days, denominator)
    day = days["stated_on"].dt.normalize().to_numpy()
    located = pd.DataFrame({"day": day, "over": over, "under": under})
    known = located["day"].dropna()
    if known.duplicated().any():
        twice = known[known.duplicated()].iloc[0]
        raise RatioError(f"{twice:%Y-%m-%d} is given twice: settle echoes and versions first")
    return located.sort_values("day", kind="stable", ignore_index=True)


def _figures(days: pd.DataFrame, column: str) -> np.ndarray:
    if not pd.api.types.is_numeric_dtype(days[column]):
        raise RatioError(f"column {column!r} holds {days[column].dtype}, not numbers")
    figures = days[column].to_numpy(dtype=float, na_value=np.nan)
    refused = figures[(figures < 0) | np.isinf(figures)]
    if refused.size:
        raise RatioError(f"column {column!r} holds {refused[0]:g}: no figure for a day")
    return figures


def _divide(over: np.ndarray, under: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return over / under


def _ratio_of_sums(
    over: np.ndarray, under: np.ndarray, days: pd.DataFrame, columns: tuple[str, str], form: str
) -> dict[str, Any]:
    """Divide the sums of paired figures; the words of the days bound both, and may exclude one."""
    found: dict[str, Any] = {"status": "missing", "reason": "no day has both figures"}
    found |= dict.fromkeys(("numerator_sum", "denominator_sum", "value", "wording"))
    if not over.size:
        return found
    paired = days.dropna(subset=list(columns))
    sums = {"numerator": float(over.sum()), "denominator": float(under.sum())}
    for (side, total), column in zip(sums.items(), columns, strict=True):
        number, (low, high) = paired[column], _ends_of(paired, column)
        # Figures that were added up are rounded each in its own order.
        is_excluded = ((number * (1 + SLACK) < low) | (number > high * (1 + SLACK))).any()
        found |= {f"{side}_sum": None if is_excluded else total}
        found |= {f"{side}_words": _summed_ends(paired, column)}
    if not under.any() and not over.any():
        reason = "both figures are 0 on every paired day"
        return found | {"status": "undefined_zero_zero", "reason": reason}
    if not under.any():
        reason = "the denominator is 0 on every paired day: the ratio has no upper end"
        return found | {"status": "infinite_zero_denominator", "reason": reason, "value": math.inf}
    found["wording"] = words_together(paired, *columns, form=form)
    if None in (found["numerator_sum"], found["denominator_sum"]):
        reason = "the words of its days give a range and no single value"
        return found | {"status": "no_point", "reason": reason}
    value = sums["numerator"] / sums["denominator"]
    return found | {"status": "ok", "reason": "", "value": value}


def words_together(
    days: pd.DataFrame,
    numerator: str = "numerator",
    denominator: str = "denominator",
    *,
    form: str = "ratio",
) -> Interval | None:
    """Bound the sum of one figure over the sum of another by the words of all days.

    None if the words allow nought alone to divide by.

    Parameters
    ----------
    days : DataFrame
        The two columns and, beside them, `<column>_low` and `<column>_high` (NaN in the latter =
        open); without these each figure is exact.
    form : str
        As for `series_ratio`.
    """
    over, under = (_summed_ends(days, column) for column in (numerator, denominator))
    over, under = (over.low, over.high), (under.low, under.high)
    if form == "part":
        # The least sum has the least of both, and the most has the most; what is open stays so.
        under = tuple(
            end if math.isinf(end) else end - own for own, end in zip(over, under, strict=True)
        )
    known = form if form in ("part", "share") else "ratio"
    low, high = (float(end) for end in divide_ends(over, under, known))
    return None if math.isnan(low) else Interval(low, high)


def _summed_ends(days: pd.DataFrame, column: str) -> Interval:
    low, high = _ends_of(days, column)
    return Interval(float(low.sum()), float(high.fillna(math.inf).sum()))


def _ends_of(days: pd.DataFrame, column: str) -> list[pd.Series]:
    """Return what the words of a figure allow, day by day; without words it is exact."""
    names = [f"{column}_{end}" for end in ("low", "high")]
    return [days[name] if name in days else days[column] for name in names]


def _coverage(located: pd.DataFrame, calendar: pd.DatetimeIndex | None) -> dict[str, Any]:
    figures = located[["over", "under"]].notna().sum(axis=1)
    period = None if calendar is None else pd.DatetimeIndex(calendar).normalize().unique()
    if period is not None and not located["day"].isin(period).all():
        stray = located.loc[~located["day"].isin(period), "day"].iloc[0]
        raise RatioError(f"a day is not in the period (NaT = not known): {stray!s:.10}")
    return {
        "days_paired": int((figures == 2).sum()),
        "days_one_only": int((figures == 1).sum()),
        "days_in_period": None if period is None else len(period),
    }


def _leave_one_out(day: pd.Series, over: np.ndarray, under: np.ndarray) -> dict[str, Any]:
    names = ("leave_one_out", "lowest_when_dropping", "highest_when_dropping")
    left = _divide(over.sum() - over, under.sum() - under)
    if np.isnan(left).all():
        return dict.fromkeys(names)
    least, most = np.nanargmin(left), np.nanargmax(left)
    span = Interval(float(left[least]), float(left[most]))
    return dict(zip(names, (span, day.iloc[least], day.iloc[most]), strict=True))


def _typical_briefing(over: np.ndarray, under: np.ndarray) -> dict[str, Any]:
    names = ("typical_briefing_median", "typical_briefing_geometric_mean", "daily_range")
    ratios = _divide(over, under)
    ratios = ratios[~np.isnan(ratios)]
    if not ratios.size:
        return dict.fromkeys(names)
    usable = np.isfinite(ratios).all() and (ratios > 0).all()
    mean = float(np.exp(np.log(ratios).mean())) if usable else None
    span = Interval(float(ratios.min()), float(ratios.max()))
    return dict(zip(names, (float(np.median(ratios)), mean, span), strict=True))
