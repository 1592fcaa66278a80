"""Rows of one series as a reader narrows it: its days, its period, its bands and its terms."""

from __future__ import annotations

import pandas as pd

from analysis.collection.alternatives import read_as
from analysis.collection.collection import Collection
from analysis.collection.compare import days_of_series
from analysis.ratios.catalogue import entry
from analysis.ratios.operands import sides_of
from analysis.ratios.references import read_bands

Span = tuple[str, str]
"""First and last day, YYYY-MM-DD, both included; empty for no limit."""


def series_days(
    held: Collection, ratio: str, *, span: Span = ("", ""), words: str = "drawn", **key: str
) -> pd.DataFrame:
    """Select the days of a series within a span, under one reading of the words.

    Parameters
    ----------
    held : Collection
    ratio : str
        A pairing of the catalogue.
    span : tuple of str
    words : str
        A key of `alternatives.WORDS`; for "wide" the collection is one cleaned with that cap.
    **key : str
        Speaker and scope, and subject where the speaker spoke of several.

    Returns
    -------
    pandas.DataFrame
        As `compare.days_of_series`.
    """
    days = read_as(days_of_series(held.ratios, ratio, **key), words)
    return days[_between(days["stated_on"], span)].reset_index(drop=True)


def period(held: Collection, span: Span = ("", "")) -> pd.DatetimeIndex:
    """Return the days that the collection set out to cover, within a span.

    >>> from analysis.collection.collection import load_collection
    >>> len(period(load_collection("bakhmut-2023"), ("2023-03-01", "2023-03-10")))
    10
    """
    return held.calendar[_between(held.calendar.to_series(), span).to_numpy()]


def bands_of(ratio: str) -> pd.DataFrame:
    """Return the reference bands of a ratio; an empty table where no band exists."""
    return read_bands(ratio) if entry(ratio).band else pd.DataFrame()


def terms_of(ratio: str) -> tuple[str, str]:
    """Say what is divided by what.

    >>> terms_of("strikes_per_clash")
    ('artillery strikes and airstrikes', 'clashes')
    """
    over, under = (side.label for side in sides_of(entry(ratio)))
    return over, {"part": f"{over} and {under}"}.get(entry(ratio).form, under)


def _between(days: pd.Series, span: Span) -> pd.Series:
    kept = pd.Series(True, index=days.index)
    first, last = span
    if first:
        kept &= days >= pd.Timestamp(first)
    return kept & (days <= pd.Timestamp(last)) if last else kept


def name_of(speaker: str, held: Collection) -> str:
    """Return a speaker as readers know them; the empty key of a collection without any stays so.

    >>> from analysis.collection.collection import load_collection
    >>> name_of("serhii_cherevatyi", load_collection("bakhmut-2023"))
    'Serhii Cherevatyi'
    """
    return held.speakers["label"].get(speaker, speaker)
