"""Numbers and days as a reader reads them, the same on every machine.

>>> number(0.9698492), number(193), number(1823.0), number(float("inf"))
('0.97', '193', '1,823', 'infinite')
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def whole(value: float) -> float:
    """Return a number of people in whole ones, a half upwards; what is infinite stays so.

    >>> whole(49.75), whole(99.5), whole(float("inf"))
    (50.0, 100.0, inf)
    """
    return float(math.floor(value + 0.5)) if math.isfinite(value) else value


def within(words: str) -> str:
    """Put brackets around a figure made of several, where it is written beside another.

    >>> within("193"), within("193 + 199")
    ('193', '(193 + 199)')
    """
    return f"({words})" if " + " in words or " − " in words else words


def period_words(period: str) -> str:
    """Write a period as part of a sentence: "one day", "the time since 24 February 2022".

    >>> period_words("day"), period_words("since 2022-02-24"), period_words("two days")
    ('one day', 'the time since 24 February 2022', 'two days')
    """
    if match := re.fullmatch(r"since (\d{4}-\d{2}-\d{2})", period):
        return f"the time since {day(pd.Timestamp(match[1]))}"
    fixed = {
        "day": "one day",
        "to_date": "the time up to then",
        "moment": "that moment",
        "week": "a week",
        "month": "a month",
        "day_average": "an average day",
        "unclear": "a time that is not made clear",
    }
    if period.startswith("since"):
        return f"the time {period}"
    return fixed.get(period, period.replace("_", " "))


def grouped(words: str) -> str:
    """Part the digits of long numbers in a wording by thousands.

    >>> grouped("about 121480"), grouped("1100"), grouped("2.54321")
    ('about 121,480', '1,100', '2.54321')
    """
    return re.sub(r"(?<![\d.,])\d{4,}(?![\d.,])", lambda found: f"{int(found[0]):,}", words)


def number(value: float, digits: int = 3) -> str:
    """Write a figure for a reader: counts in full, anything else to `digits` digits.

    Never in powers of ten, and without zeros at the end that claim more than was said.

    Parameters
    ----------
    value : float
        Not missing: what is missing is said in words by the caller.
    digits : int
        Significant digits of a value that is no whole number; 3 in text and charts, 4 in
        tables (methods 5.2).

    Raises
    ------
    AnalysisError
        If the value is missing.

    Examples
    --------
    >>> number(0.0769), number(14.5185), number(1234.56), number(0.15625, 4)
    ('0.0769', '14.5', '1,230', '0.1562')
    """
    if pd.isna(value):
        raise AnalysisError("a missing figure has no digits: say in words what is missing")
    if math.isinf(value):
        return "infinite" if value > 0 else "minus infinite"
    if float(value).is_integer():
        return f"{int(value):,}"
    shown = float(np.format_float_positional(value, precision=digits, fractional=False))
    if shown.is_integer():
        return f"{int(shown):,}"
    text = np.format_float_positional(shown, trim="-")
    whole, _, rest = text.partition(".")
    return f"{int(whole):,}.{rest}" if abs(shown) >= 1000 else text


def day(moment: date | datetime | pd.Timestamp) -> str:
    """Write a day as a reader says it, whatever the language of the machine.

    >>> day(date(2023, 3, 18))
    '18 March 2023'
    """
    if pd.isna(moment):
        return "day not known"
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def cell(value: object, digits: int = 3) -> str:
    """Write one value of a table, a number to so many significant digits.

    >>> cell(0.9698492), cell("open"), cell(pd.Timestamp("2023-03-18")), cell(None)
    ('0.97', 'open', '18 March 2023', '')
    """
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (date, pd.Timestamp)):
        return day(value)
    is_number = isinstance(value, (int, float, np.number))
    return number(float(value), digits) if is_number else str(value)
