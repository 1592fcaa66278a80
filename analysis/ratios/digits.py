"""Last digits of stated figures: how many end in 0 or 5, and whether a test is allowed at all.

Uneven last digits show rounding or a liking for certain numbers, not invention; even ones prove
nothing (methods 3.7). First digits (Benford) are not looked at: daily figures span too little.

>>> digits = last_digits([183, 277, 63, 115, 127, 4, None], unit="persons")
>>> digits.n, digits.left_out, digits.whipple_like
(5, 2, 100.0)
>>> digits.reason
'5 figures: fewer than 50, so counts and no test'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from analysis.errors import RatioError
from analysis.settings import DIGIT_TEST_MIN


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDigits:
    """How often each last digit was stated.

    Parameters
    ----------
    counts : tuple of int
        Figures ending in 0, 1, … 9.
    n, left_out : int
        Figures of two digits or more, and those that are missing or have one digit.
    whipple_like : float or None
        500 times the share ending in 0 or 5: 100 is no heaping, 500 is all; None of no figures.
    excess_share : float or None
        Share ending in 0 or 5 beyond the fifth that even digits give.
    myers_like : float or None
        Half the sum of deviations from 10 % each, in percentage points; 0 to 90.
    chi_square, p_value : float or None
        Of even digits, 9 degrees of freedom; None below 50 figures.
    reason : str
        Why there is no test; empty if there is one.
    """

    counts: tuple[int, ...]
    n: int
    left_out: int
    whipple_like: float | None
    excess_share: float | None
    myers_like: float | None
    chi_square: float | None
    p_value: float | None
    reason: str


def last_digits(figures: Iterable[float], *, unit: str) -> LastDigits:
    """Count the last digits of one speaker's figures, and test them if there are enough.

    Give each origin once and one speaker at a time: an echo is no second figure, and habits of
    rounding differ. Even digits are to be expected only where figures spread wide against 10 and
    no rule rounds them.

    Parameters
    ----------
    figures : iterable of float
        Whole counts as stated; NaN = no such figure.
    unit : str
        What they count, in words; percentages are refused, as they are rounded by custom.

    Raises
    ------
    RatioError
        If the figures are percentages, negative or not whole.

    Source
    ------
    Whipple's and Myers' indices of age heaping, after H. S. Shryock and J. S. Siegel, The Methods
    and Materials of Demography (1976), chapter 8; B. Beber and A. Scacco, Political Analysis 20
    (2012) 211, for what the test assumes.
    """
    if "percent" in unit.lower() or "%" in unit:
        raise RatioError(f"last digits of figures in {unit} are not counted: rounded by custom")
    try:
        stated = pd.Series(list(figures), dtype=float)
    except (TypeError, ValueError) as error:
        raise RatioError(f"last digits are those of numbers: {error}") from error
    bad = stated[stated.notna() & ((stated < 0) | (stated % 1 != 0))]
    if bad.size:
        raise RatioError(f"last digits are those of whole counts, and {bad.iloc[0]:g} is none")
    long_enough = stated[stated >= 10]
    counts = np.bincount((long_enough % 10).astype(int), minlength=10)
    return _summary(counts, left_out=len(stated) - len(long_enough))


def speaker_digits(claims: pd.DataFrame) -> LastDigits:
    """Count the last digits of one speaker's claims, one claim for each origin.

    Parameters
    ----------
    claims : DataFrame
        Cleaned claims with `speaker`, `role`, `unit` and `value`; a value of NaN is left out.

    Raises
    ------
    RatioError
        If the claims have several speakers or none, hold echoes or versions, or percentages.

    Examples
    --------
    >>> cherevatyi = pd.DataFrame({
    ...     "speaker": "cherevatyi", "role": "point", "unit": "persons", "value": [193, 199]
    ... })
    >>> speaker_digits(cherevatyi).counts
    (0, 0, 0, 1, 0, 0, 0, 0, 0, 1)
    """
    speakers = claims["speaker"].unique()
    if len(speakers) != 1:
        raise RatioError(f"last digits are counted for one speaker at a time, not {len(speakers)}")
    versions = int((claims["role"] != "point").sum())
    if versions:
        raise RatioError(f"{versions} of {len(claims)} claims repeat another; leave them out first")
    return last_digits(claims["value"], unit=", ".join(claims["unit"].unique()))


def _summary(counts: np.ndarray, *, left_out: int) -> LastDigits:
    n = int(counts.sum())
    shares = counts / n if n else None
    heaped = None if shares is None else float((counts[0] + counts[5]) / n)
    tested = n >= DIGIT_TEST_MIN
    chi_square = float(np.square(counts - n / 10).sum() / (n / 10)) if tested else None
    few = f"{n} figures: fewer than {DIGIT_TEST_MIN}, so counts and no test"
    return LastDigits(
        counts=tuple(int(count) for count in counts),
        n=n,
        left_out=left_out,
        whipple_like=None if heaped is None else 500 * heaped,
        excess_share=None if heaped is None else heaped - 0.2,
        myers_like=None if shares is None else float(np.abs(100 * shares - 10).sum() / 2),
        chi_square=chi_square,
        # scipy.stats.chisquare gives the same, and takes a third of a second to load.
        p_value=float(chdtrc(9, chi_square)) if tested else None,
        reason="" if tested else few,
    )
