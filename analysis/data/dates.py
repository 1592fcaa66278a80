"""Days and periods: when something was said, and what time a figure covers.

>>> read_period("two weeks")
Period(kind='span', days=14, start='', end='')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.errors import ParameterError

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
COUNT_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
UNIT_DAYS = {"day": 1, "days": 1, "week": 7, "weeks": 7}


@dataclass(frozen=True)
class Period:
    """What a wording says about the time a figure covers.

    Parameters
    ----------
    kind : str
        A key of `terms.PERIOD_KINDS`.
    days : int
        Length of a span that ends with the announcement; 0 if it has no stated length.
    start, end : str
        Days as YYYY-MM-DD, or MM-DD where the wording has no year; empty if not stated.
    """

    kind: str
    days: int = 0
    start: str = ""
    end: str = ""


FIXED = {
    "day": Period("day", days=1),
    "moment": Period("moment"),
    "to_date": Period("to_date"),
    "day_average": Period("average"),
    "unclear": Period("unclear"),
    "several days": Period("span"),
    "week": Period("span", days=7),
    "month": Period("span", days=30),
}


def iso_day(written: str, name: str) -> date:
    """Read a day that somebody chose, named by its parameter.

    Raises
    ------
    ParameterError
        If it is written in any other way, so that no month is taken for a day.

    >>> iso_day("3.4.2023", "stated_on")
    Traceback (most recent call last):
    ...
    analysis.errors.ParameterError: stated_on is '3.4.2023', not a day as in 2023-03-18
    """
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, re.ASCII):
            raise ValueError
        return date.fromisoformat(written)
    except ValueError:
        raise ParameterError(f"{name} is {written!r}, not a day as in 2023-03-18") from None


def read_period(text: str) -> Period | None:
    """Read a wording such as "day", "since 2022-12", "two days" or "3-6 April".

    Returns
    -------
    Period or None
        None if the wording is none of those known; nothing is guessed.

    Examples
    --------
    >>> read_period("since 2022-12").start
    '2022-12-01'
    >>> read_period("3-6 April")
    Period(kind='span', days=0, start='04-03', end='04-06')
    >>> read_period("2023-03-01 to 2023-03-31").end, read_period("48 hours").days
    ('2023-03-31', 2)
    >>> read_period("lately") is None
    True
    """
    text = text.strip().lower()
    if text in FIXED:
        return FIXED[text]
    if match := re.fullmatch(r"since (\d{4}-\d{2})(-\d{2})?", text):
        start = match[1] + (match[2] or "-01")
        return Period("cumulative", start=start) if is_day(start) else None
    if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2}) to (\d{4}-\d{2}-\d{2})", text, re.ASCII):
        start, end = match.groups()
        known = is_day(start) and is_day(end) and start <= end
        return Period("span", start=start, end=end) if known else None
    if match := re.fullmatch(r"(\d{1,4}) hours", text, re.ASCII):
        days, rest = divmod(int(match[1]), 24)
        return (
            (Period("span", days=days) if days > 1 else FIXED["day"]) if days and not rest else None
        )
    if match := re.fullmatch(r"(\w+) (days|weeks)", text):
        word, unit = match.groups()
        count = COUNT_WORDS.get(word) or (
            int(word) if re.fullmatch(r"\d{1,4}", word, re.ASCII) else 0
        )
        return Period("span", days=count * UNIT_DAYS[unit]) if count else None
    if match := re.fullmatch(r"(\d{1,2})-(\d{1,2}) (\w+)", text):
        first, last, month = match.groups()
        number = MONTHS.index(month) + 1 if month in MONTHS else 0
        start, end = (f"{number:02d}-{int(day):02d}" for day in (first, last))
        if start < end and is_day(f"2024-{start}") and is_day(f"2024-{end}"):
            return Period("span", start=start, end=end)
    return None


def is_day(text: str) -> bool:
    """Say whether a text is a day of the calendar, written YYYY-MM-DD.

    >>> is_day("2023-02-28"), is_day("2023-02-30"), is_day("20230228")
    (True, False, False)
    """
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def read_days(written: pd.Series) -> pd.Series:
    """Read days written YYYY-MM-DD.

    Parameters
    ----------
    written : pandas.Series of str
        Empty where the day is not known.

    Returns
    -------
    pandas.Series of datetime64
        NaT where the cell is empty, and where it holds none, which `claim_rules` refuse.
    """
    return pd.to_datetime(written, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")


def period_columns(period: pd.Series, stated_on: pd.Series) -> pd.DataFrame:
    """Set the kind, first and last day of each period beside each other.

    A span without dates of its own ends on the day of announcement; "day" is the 24 hours that
    end on it. A beginning that is not stated stays missing.

    Parameters
    ----------
    period : pandas.Series of str
        Wordings that `read_period` knows.
    stated_on : pandas.Series of datetime64
        Same index.

    Returns
    -------
    pandas.DataFrame
        Columns period_kind, period_start, period_end; same index.
    """
    codes, wordings = pd.factorize(period)
    read = [read_period(text) or FIXED["unclear"] for text in wordings]
    kind = pd.Series([p.kind for p in read]).take(codes).to_numpy()
    length = pd.Series([p.days for p in read]).take(codes).set_axis(period.index)
    year = stated_on.dt.year.astype("Int64").astype("string")
    start = _fixed_day([p.start for p in read], codes, year)
    end = _fixed_day([p.end for p in read], codes, year)
    has_no_day = pd.Series(kind, index=period.index).isin(["unclear", "average"])
    back = stated_on - pd.to_timedelta(length, unit="D")
    back = back.where((length > 0) | (pd.Series(kind, index=period.index) == "moment"))
    return pd.DataFrame(
        {
            "period_kind": kind,
            "period_start": start.fillna(back),
            "period_end": end.fillna(stated_on.mask(has_no_day)),
        },
        index=period.index,
    )


def _fixed_day(written: list[str], codes, year: pd.Series) -> pd.Series:
    texts = pd.Series(written).take(codes).set_axis(year.index)
    with_year = texts.where(texts.str.len() != 5, year.str.cat(texts, sep="-"))
    return read_days(with_year.fillna(""))
