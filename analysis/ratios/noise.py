"""What chance alone would do to a ratio: counting-noise yardsticks, and the dispersion of days.

A yardstick says how far one ratio *would* move if both figures were independent Poisson counts.
It is not a confidence interval: a claimed figure is not a sample.

>>> counting_noise(193, 199)
Interval(low=0.7914749134..., high=1.188229496...)
>>> counting_noise(0, 10).high, counting_noise(10, 0).high
(0.4461255495..., inf)

Given a + b = n, the count a is Binomial(n, p) with p = ratio / (1 + ratio) (Przyborowski and
Wilenski 1940), so a method is a limit for p. Each is written once, as a lower limit: the upper one
is the lower one of the other count. Casualties come in clusters within clashes: for casualties per
clash all of these are far too narrow, and not to be published. For unequal exposures divide the
result by their ratio.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Real

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.errors import RatioError
from analysis.ratios.gate import entry
from analysis.settings import LEVEL
from analysis.wording.intervals import Interval


def counting_noise(
    over: float, under: float, *, method: str = "clopper_pearson", level: float = LEVEL
) -> Interval:
    """Limits for the ratio of two counts, if both were independent Poisson counts.

    Parameters
    ----------
    over, under : float
        Whole counts, 0 or more, of what was counted over equal exposures.
    method : str
        One of `METHODS`; the fault of each stands in its function.
    level : float
        Nominal level of the two-sided limits, between 0 and 1.

    Returns
    -------
    Interval
        0/b starts at 0; a/0 has no upper end; 0/0 leaves everything open, from 0 to infinity.

    Raises
    ------
    RatioError
        If a figure is missing, negative or not whole, if method or level do not exist, or if
        the method has no answer for a zero.

    Source
    ------
    J. Przyborowski and H. Wilenski, Homogeneity of results in testing samples from Poisson
    series, Biometrika 31 (1940) 313.

    Examples
    --------
    >>> counting_noise(0, 0)
    Interval(low=0.0, high=inf)
    >>> counting_noise(4, 27, method="midp")
    Interval(low=0.0442524392..., high=0.393801783...)
    """
    over, under = _count(over), _count(under)
    lower = _lower_limit(method, level)
    turned_over = _odds(lower(under, over))
    return Interval(_odds(lower(over, under)), 1 / turned_over if turned_over else math.inf)


def counting_noise_share(
    part: float, whole: float, *, method: str = "clopper_pearson", level: float = LEVEL
) -> Interval:
    """Limits for a share of a whole, if the parts fell to it one by one and by chance.

    Parameters
    ----------
    part, whole : float
        Whole counts; the part lies in the whole. A whole of 0 leaves all of 0 to 1 open.
    method : str
        One of `METHODS`; "score" is Wilson's interval and "wald_log" acts on the logit.
    level : float
        Nominal level of the two-sided limits, between 0 and 1.

    Returns
    -------
    Interval
        A share, from 0 to 1.

    Raises
    ------
    RatioError
        As for `counting_noise`, and if the part is larger than the whole.

    Examples
    --------
    >>> counting_noise_share(16, 27)
    Interval(low=0.387983930..., high=0.77610270...)
    """
    part, whole = _count(part), _count(whole)
    if part > whole:
        raise RatioError(f"a part of {part} does not lie in a whole of {whole}: this is no share")
    lower = _lower_limit(method, level)
    return Interval(lower(part, whole - part), 1 - lower(whole - part, part))


def yardstick(row: pd.Series) -> Interval | None:
    """Limits for one ratio of two figures, or None where there are none.

    Parameters
    ----------
    row : pandas.Series
        ratio, value, numerator and denominator of a row of a ratios table. The catalogue says
        whether a yardstick may be shown, and whether the ratio is a share; a ratio without a value
        has none, and a figure that is missing, infinite or not whole was not counted.

    Examples
    --------
    >>> row = pd.Series({"ratio": "killed_share", "value": 16 / 27, "numerator": 16,
    ...                  "denominator": 27})
    >>> yardstick(row)
    Interval(low=0.387983930..., high=0.77610270...)
    >>> yardstick(row.replace("killed_share", "killed_per_clash")) is None
    True
    """
    declared, over, under = entry(row.ratio), row.numerator, row.denominator
    if declared.noise or pd.isna(row.value) or over % 1 != 0 or under % 1 != 0:
        return None
    is_share = declared.form in ("part", "share")
    return (counting_noise_share if is_share else counting_noise)(over, under)


def pearson_dispersion(over: ArrayLike, under: ArrayLike) -> float:
    """Dispersion of daily numerators, each given the day's total; 1 is what Poisson counts give.

    A day without either (0 and 0) says nothing and has no part in it.

    Parameters
    ----------
    over, under : array of float
        One figure a day, both present, 0 or more.

    Returns
    -------
    float
        Pearson's chi-square of equal shares, divided by the number of days less one.

    Raises
    ------
    RatioError
        If fewer than two days have a total, or all of one figure is zero.

    Examples
    --------
    >>> pearson_dispersion([10, 30], [20, 10])
    12.152777777...
    """
    over, under = np.asarray(over, float), np.asarray(under, float)
    total = over + under
    over, total = over[total > 0], total[total > 0]
    if over.size < 2 or over.sum() in (0, total.sum()):
        raise RatioError("a dispersion needs two days or more, and both figures above zero")
    share = over.sum() / total.sum()
    squares = (over - total * share) ** 2 / (total * share * (1 - share))
    return float(squares.sum() / (over.size - 1))


def clopper_pearson(hits: int, misses: int, tail: float) -> float:
    """The p at which this many hits or more would have probability `tail`: Beta(a, b + 1).

    Defined at zero. Fault: covers more than its level, most of all at small counts.

    Source
    ------
    C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404.
    """
    from scipy.special import betaincinv

    return 0.0 if hits == 0 else float(betaincinv(hits, misses + 1, tail))


def midp(hits: int, misses: int, tail: float) -> float:
    """As `clopper_pearson`, but only half of the probability of exactly this many hits counts.

    Solves P(more | p) + P(exactly | p) / 2 = tail. Fault: for some p it covers less than its level.
    A two-sided mid-P test that orders outcomes by likelihood does not belong to these limits.

    Source
    ------
    H. O. Lancaster, J. Am. Stat. Assoc. 56 (1961) 223; G. Berry and P. Armitage, The Statistician
    44 (1995) 417.
    """
    # scipy.optimize takes a quarter of a second to load, and no report asks for this method.
    from scipy.optimize import brentq
    from scipy.special import betainc

    if hits == 0:
        return 0.0

    def excess(p: float) -> float:
        more = betainc(hits + 1, misses, p) if misses else 0.0
        return float((more + betainc(hits, misses + 1, p)) / 2) - tail

    return float(brentq(excess, clopper_pearson(hits, misses, tail), 1.0, xtol=1e-16))


def jeffreys(hits: int, misses: int, tail: float) -> float:
    """Quantile of Beta(a + 1/2, b + 1/2); at no hits forced to 0.

    Fault: the prior is a choice, and without the forced end it would shut out 0 when 0 was counted.

    Source
    ------
    L. D. Brown, T. T. Cai and A. DasGupta, Statistical Science 16 (2001) 101.
    """
    from scipy.special import betaincinv

    return 0.0 if hits == 0 else float(betaincinv(hits + 0.5, misses + 0.5, tail))


def score(hits: int, misses: int, tail: float) -> float:
    """Lower root of (a - n p)^2 = z^2 n p (1 - p): Wilson's interval, the score test inverted.

    The same as the score interval of the Poisson ratio. Fault: covers too little for counts of a
    few; meant for large ones.

    Source
    ------
    E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209.
    """
    from scipy.special import ndtri

    if hits == 0:
        return 0.0
    n, z2 = hits + misses, float(ndtri(tail)) ** 2
    # The smaller root as product of roots over the larger one: no cancellation near zero.
    return 2 * hits**2 / n / (2 * hits + z2 + math.sqrt(z2 * (z2 + 4 * hits * misses / n)))


def wald_log(hits: int, misses: int, tail: float) -> float:
    """Lower limit of log(a/b) ± z sqrt(1/a + 1/b), as p.

    Fault: undefined at zero, and poor when either count is small; for comparison only.

    Source
    ------
    B. Woolf, Annals of Human Genetics 19 (1955) 251.
    """
    from scipy.special import ndtri

    if hits == 0 or misses == 0:
        raise RatioError(
            f"wald_log has no limits for counts {hits} and {misses}: a zero has no logarithm; "
            "use clopper_pearson"
        )
    odds = hits / misses * math.exp(float(ndtri(tail)) * math.sqrt(1 / hits + 1 / misses))
    return odds / (1 + odds)


METHODS = {rule.__name__: rule for rule in (clopper_pearson, midp, jeffreys, score, wald_log)}
"""Every method by its name, the default first; each maps (hits, misses, tail) to a lower limit."""


def _lower_limit(method: str, level: float) -> Callable[[int, int], float]:
    if method not in METHODS:
        raise RatioError(f"no method {method!r} for counting noise; there are {', '.join(METHODS)}")
    if not 0 < level < 1:
        raise RatioError(f"a level lies between 0 and 1, not at {level}")
    return lambda hits, misses: METHODS[method](hits, misses, (1 - level) / 2)


def _count(figure: float) -> int:
    known = isinstance(figure, Real) and math.isfinite(figure)
    if not known or figure < 0 or figure != int(figure):
        raise RatioError(f"counting noise is defined for whole counts of 0 or more, not {figure!r}")
    return int(figure)


def _odds(share: float) -> float:
    return math.inf if share == 1 else share / (1 - share)
