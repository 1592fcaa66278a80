"""From the words of a claim to what they allow: a value, if any, and intervals.

Missing words, words without a number and ambiguous ones give no interval, only a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError, ParameterError
from analysis.settings import CAP, RULES_VERSION
from analysis.store.columns import decode, distinct_rows
from analysis.wording.intervals import Interval
from analysis.wording.languages import candidates, in_english
from analysis.wording.numerals import COUNTED_WHOLE, ENGLISH, MEASURED, UNITS, Number, NumberFormat
from analysis.wording.phrases import Phrase, read_phrase
from analysis.wording.rules import EXCLUDING, MODES, NO_POINT, check_cap, interval_of

__all__ = ["Reading", "interval_of", "read_wording", "read_wordings"]

COLUMNS = [
    "wording",
    "named",
    "value",
    "low",
    "high",
    "strict_low",
    "strict_high",
    "rounded_low",
    "rounded_high",
    "set_aside_reason",
]
"""What `read_wordings` returns."""

BRACKETED = re.compile(r"[-+]?\s*[(\[{]\s*[-+]?\d[\d.,'\u2019\s]*[)\]}]")
"""A number that stands in brackets, and nothing beside them."""

PERCENT = {"percent", "percentage_points"}
NO_UNIT = {"", "none"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one wording says.

    Parameters
    ----------
    text : str
        The words, untouched.
    wording : str
        Kind of wording, one of `wording_rules.KINDS`; empty if set aside.
    value : float or None
        The number as stated, also where a hedge puts it outside the interval ("more than 300" has
        300); None for ranges and vague words, and if set aside.
    bounded, strict, rounded : Interval or None
        What is drawn, what the words strictly say (`high` may be infinite), and the sensitivity
        reading; None if set aside.
    unit_hint : str or None
        Unit that the words name: percent, percentage_points, share, metres, ...
    rule_version : str
        Version of the rules.
    reason : str
        Why it is set aside, one sentence; empty if it was read.
    """

    text: str
    wording: str = ""
    value: float | None = None
    bounded: Interval | None = None
    strict: Interval | None = None
    rounded: Interval | None = None
    unit_hint: str | None = None
    rule_version: str = RULES_VERSION
    reason: str = ""

    @property
    def point(self) -> float | None:
        """The number as stated, if its own words allow it: "more than 300" excludes 300."""
        if self.value is None or self.bounded is None or self.wording in EXCLUDING:
            return None
        if self.value not in self.bounded:
            return None
        return self.value

    def as_rounded(self) -> Reading:
        """Draw the sensitivity reading in place of the headline one."""
        if self.bounded is None or self.strict is None or self.rounded is None:
            return self
        return replace(self, bounded=self.rounded, strict=self.strict.hull(self.rounded))


def read_wording(
    text: str,
    unit: str = "",
    *,
    cap: float = CAP,
    number_format: NumberFormat = ENGLISH,
    as_rounded: bool = False,
    language: str = "",
) -> Reading:
    """Read one wording by the rules of `wording_rules`.

    Parameters
    ----------
    text : str
        One figure as reported; any text at all is answered by a reading.
    unit : str
        Unit the table gives for the figure; empty = not known. It decides what is percent, what
        has decimals, and whether the words contradict it. A part in words ("a third") is given in
        percent if the unit is, else as a part of 1.
    cap : float
        Largest half-width of a rounded or hedged figure, as a share of it.
    number_format : NumberFormat
        How the table writes numbers.
    as_rounded : bool
        Whether to draw the sensitivity reading.
    language : str
        Of the words, two letters of a table of `data/raw/reading`. Empty = English, and what
        English cannot read and has Cyrillic letters by the tables whose letters they are.

    Returns
    -------
    Reading

    Raises
    ------
    ParameterError
        If the cap is no share.

    Examples
    --------
    >>> read_wording("almost 200").bounded
    Interval(low=180.0, high=199.0)
    >>> read_wording("almost all").reason
    'The wording holds no number.'
    >>> read_wording("майже 200").bounded
    Interval(low=180.0, high=199.0)
    """
    check_cap(cap)
    try:
        reading = _read(text, unit, cap, number_format)
    except AnalysisError as refusal:
        foreign = _read_foreign(text, unit, cap, language)
        if foreign is None:
            return Reading(text, reason=str(refusal))
        reading = foreign
    return reading.as_rounded() if as_rounded else reading


def _read_foreign(text: str, unit: str, cap: float, language: str) -> Reading | None:
    """Read words of another language by its tables; None if they do not, or do not agree."""
    found = []
    for name in [language] if language else candidates(text):
        english = in_english(text, name)
        if english is None:
            continue
        try:
            found.append(replace(_read(english, unit, cap, ENGLISH), text=text))
        except AnalysisError:
            continue
    return found[0] if found and all(reading == found[0] for reading in found) else None


def _read(text: str, unit: str, cap: float, number_format: NumberFormat) -> Reading:
    if BRACKETED.fullmatch(text.strip()):
        raise AnalysisError("A number in brackets may be a loss, a note or a correction.")
    phrase = _in_unit(read_phrase(text, number_format), unit)
    scale = _scale(phrase, unit)
    bounded, strict, rounded = (
        interval_of(phrase.kind, phrase.numbers, mode, cap=cap, scale=scale) for mode in MODES
    )
    value = None if phrase.kind in NO_POINT else _value(phrase)
    return Reading(text, phrase.kind, value, bounded, strict, rounded, phrase.unit)


def _value(phrase: Phrase) -> float:
    return float(phrase.numbers[0].amount) if phrase.numbers else 0.0


def _in_unit(phrase: Phrase, unit: str) -> Phrase:
    """Bring the words into the table's unit, or refuse where the two contradict each other."""
    if phrase.unit == "share" and unit == "percent":
        numbers = tuple(Number(number.amount * 100, None) for number in phrase.numbers)
        return replace(phrase, numbers=numbers, unit="percent")
    if unit not in NO_UNIT and not _agree(phrase.unit, unit):
        raise AnalysisError(f"The words give {phrase.unit}, and the table {unit}.")
    if phrase.kind == "exact" and unit in PERCENT:
        phrase = replace(phrase, kind="percent")
    for number in phrase.numbers:
        if unit in COUNTED_WHOLE and number.amount.denominator > 1:
            told = (
                "By the decimal mark of its table the figure has thousandths"
                if number.settled
                else ("The figure has decimals")
            )
            raise AnalysisError(f"{told}, and its unit comes whole.")
    return phrase


def _agree(hint: str | None, unit: str) -> bool:
    """Whether a figure worded in one unit can stand in a column of another."""
    if hint is None or hint == unit or {hint, unit} == PERCENT:
        return True
    return unit not in UNITS.values() and hint not in {*PERCENT, "share"}


def _scale(phrase: Phrase, unit: str) -> str:
    if phrase.unit in PERCENT or unit in PERCENT:
        return "percent"
    if phrase.unit == "share":
        return "share"
    return "measured" if {phrase.unit, unit} & MEASURED else "count"


def read_wordings(
    texts: pd.Series,
    unit: pd.Series | None = None,
    *,
    cap: float = CAP,
    number_format: NumberFormat = ENGLISH,
    as_rounded: bool = False,
) -> pd.DataFrame:
    """Read a column of wordings, each distinct pair of wording and unit once.

    Parameters
    ----------
    texts : pandas.Series of str
        Figures as reported; missing = set aside.
    unit : pandas.Series of str, optional
        Their units, with the same index; missing = not known.
    cap, number_format, as_rounded
        As for `read_wording`.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, indexed and ordered as `texts`. Numbers in the unit of the claim. `named` is
        the number in the words, missing where there is none; `value` is the same number where
        the words allow it, and missing where they exclude it, as "more than 300" does. `high` and
        `strict_high` are missing where the words set no upper end (the `Interval` has infinity
        there). A row that is set aside has a sentence in `set_aside_reason`, no kind and no
        number; else the reason is empty.

    Raises
    ------
    ParameterError
        If the units are not indexed like the texts, or the cap is no share.

    Examples
    --------
    >>> read_wordings(pd.Series(["at least 300", "600-700"]))[["value", "low", "high"]]
       value    low   high
    0  300.0  300.0  399.0
    1    NaN  600.0  700.0
    """
    check_cap(cap)
    units = pd.Series("", index=texts.index) if unit is None else unit
    if not units.index.equals(texts.index):
        raise ParameterError("texts and units are not indexed alike")
    rows = pd.DataFrame({"text": texts, "unit": units}, copy=False).astype("str").fillna("")
    found = distinct_rows(rows)
    readings = [
        read_wording(text, unit, cap=cap, number_format=number_format, as_rounded=as_rounded)
        for text, unit in zip(found.rows["text"], found.rows["unit"], strict=True)
    ]
    return decode(found.spread(_frame(readings), texts.index))


def _frame(readings: list[Reading]) -> pd.DataFrame:
    rows = [
        (
            reading.wording,
            reading.value,
            reading.point,
            *_ends(reading.bounded),
            *_ends(reading.strict),
            *_ends(reading.rounded),
            reading.reason,
        )
        for reading in readings
    ]
    words = {"wording": "str", "set_aside_reason": "str"}
    types = {column: words.get(column, "float64") for column in COLUMNS}
    return pd.DataFrame(rows, columns=COLUMNS).astype(types)


def _ends(interval: Interval | None) -> tuple[float, float]:
    if interval is None:
        return np.nan, np.nan
    return interval.low, interval.high if np.isfinite(interval.high) else np.nan
