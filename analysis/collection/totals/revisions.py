"""Revisions: totals that are lower than before, and what each looks like.

A fall is never cut off at nought and never spread over the days before it. What it looks like is
read off its neighbours; why it was made is not known.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from analysis.collection.totals.lines import LINE
from analysis.settings import BATCH_LINES, RESTART_SHARE, SLIP_SHARE

LOOKS = {
    "slip": "suspected slip of a digit: with one digit changed, the total would not have fallen",
    "restart": "restart: the count begins anew, far below",
    "batch": "retroactive batch: several totals of one speaker fall on one day",
    "correction": "correction: the total goes on from the lower figure",
}
"""What a fall looks like, in the order in which the rules are tried."""
COLUMNS = ["look", "total_before_that", "total_after_that"]


def revisions_of(steps: pd.DataFrame) -> pd.DataFrame:
    """Say of each falling step what it looks like.

    Parameters
    ----------
    steps : pandas.DataFrame
        As `steps.steps_of` returns it.

    Returns
    -------
    pandas.DataFrame
        The rows of kind `revision`, with look (one of `LOOKS`), and the totals next to the two of
        the step: the one before both and the one after both, missing where there is none.
    """
    pieces = [*LINE, "segment"]
    by_piece = steps[steps["kind"] != "break"].groupby(pieces, sort=False)
    rows = steps.assign(
        total_before_that=by_piece["before"].shift(), total_after_that=by_piece["after"].shift(-1)
    )
    falls = rows[rows["kind"] == "revision"].reset_index(drop=True)
    together = falls.groupby(["mirror", "speaker", "scope", "day"])["measure"].transform("nunique")
    return falls.assign(
        look=[
            _look(row, int(count)) for row, count in zip(falls.itertuples(), together, strict=True)
        ]
    )


def _look(row, falling: int) -> str:
    if _is_slip(row):
        return "slip"
    if row.after < RESTART_SHARE * row.before:
        return "restart"
    return "batch" if falling >= BATCH_LINES else "correction"


def _is_slip(row) -> bool:
    """Whether one changed digit of either total would make the line rise again.

    A slip far larger than the fall would explain any small one, and does not count.
    """
    earlier, later = row.total_before_that, row.total_after_that
    largest = (row.before - row.after) / SLIP_SHARE
    too_high = not math.isnan(earlier) and any(
        earlier <= other <= row.after and abs(other - row.before) <= largest
        for other in one_digit_off(row.before)
    )
    too_low = not math.isnan(later) and any(
        row.before <= other <= later and abs(other - row.after) <= largest
        for other in one_digit_off(row.after)
    )
    return too_high or too_low


def one_digit_off(number: float) -> Iterator[int]:
    """Yield the whole numbers that one slip makes of a number.

    A slip is a digit changed, other than the last; two neighbours exchanged; a digit too many or
    one too few. A changed last digit is left out: it would explain every small fall.

    Examples
    --------
    >>> 37832 in one_digit_off(37842), 911 in one_digit_off(910), 350 in one_digit_off(3500)
    (True, False, True)
    """
    if number % 1 or number < 0:
        return
    digits = str(int(number))
    for place in range(len(digits)):
        left, right = digits[:place], digits[place + 1 :]
        if right:
            yield from (int(f"{left}{digit}{right}") for digit in range(10))
            yield int(f"{left}{right[0]}{digits[place]}{right[1:]}")
        if left or right:
            yield int(left + right)
        yield from (int(f"{left}{digit}{digits[place:]}") for digit in range(10))
    yield from (int(f"{digits}{digit}") for digit in range(10))
