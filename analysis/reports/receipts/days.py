"""Receipts of a series: its days together, one by one, and under every choice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.collection.alternatives import CHOICES, WORDS
from analysis.collection.collection import Collection
from analysis.collection.compare import (
    DAY_STATES,
    day_states,
    days_of_series,
    days_of_several,
    summarise,
)
from analysis.collection.specification import combinations
from analysis.ratios.catalogue import entry
from analysis.ratios.derived import has_both
from analysis.ratios.references import read_bands
from analysis.ratios.series import rank_within
from analysis.ratios.spread import newey_west_lags
from analysis.settings import SERIES_MIN_DAYS
from analysis.text.receipt import Receipt, claims_of


def series(held: Collection, ratio: str, speaker: str, scope: str, subject: str) -> Receipt:
    """Follow a series to the sums over its days, and how far its days lie apart."""
    key = {"speaker": speaker, "scope": scope, "subject": subject or None}
    days = days_of_series(held.rows_of(ratio), ratio, **key)
    found = summarise(days, held.calendar)
    both = days[has_both(days)]
    numbers = {
        "numerator": found.numerator_sum,
        "denominator": found.denominator_sum,
        "value": found.value,
        "days with both": found.days_with_both,
        "days in the sum": found.days_paired,
        "days without a single value": found.days_without_point,
        "days over nought": found.days_over_zero,
        "days of nought over nought": found.days_zero_zero,
        "days of several statements": days_of_several(
            held.rows_of(ratio), ratio, speaker, scope, subject
        ),
        "fewest days for an interval": SERIES_MIN_DAYS,
        "days with one": found.days_one_only,
        "days in period": found.days_in_period,
        "days of dependence": newey_west_lags(found.days_paired) if found.days_paired else None,
        "median": found.typical_briefing_median,
        "one day, least wording": both["low"].min(),
        "one day, most wording": both["high"].max(),
    }
    for name in ("wording", "leave_one_out", "between_day", "daily_range"):
        interval = getattr(found, name)
        if interval is not None:
            numbers |= {f"{name} low": interval.low, f"{name} high": interval.high}
    steps = (
        f"Days with both figures of {entry(ratio).label} were added up: sum over sum.",
        f"Between days: {found.between_day_method or 'no interval'}; {found.between_day_note}.",
    )
    return Receipt(numbers, steps, claims_of(both))


def sweep(held: Collection, ratio: str, speaker: str, scope: str, subject: str) -> Receipt:
    """Follow a ratio over days through every combination of choices."""
    key = {"speaker": speaker, "scope": scope, "subject": subject or None}
    table = combinations(held.name, ratio, as_of=held.as_of, **key)
    values = table["value"].dropna()
    numbers = {
        f"{name} {place}": value
        for name in table.columns[len(CHOICES) :]
        for place, value in enumerate(table[name])
    }
    numbers |= {
        "combinations": len(table),
        "readings": len(WORDS.alternatives),
        "combinations and readings": len(table) * len(WORDS.alternatives),
        "different values": values.nunique(),
        **_beside_bands(ratio, values),
    }
    step = f"{entry(ratio).label.capitalize()} was computed under every combination of choices."
    days = days_of_series(held.rows_of(ratio), ratio, **key)
    both = days[has_both(days)]
    return Receipt(numbers, (step,), claims_of(both))


def _beside_bands(ratio: str, values: pd.Series) -> dict[str, float]:
    if not entry(ratio).band:
        return {}
    outer = read_bands(ratio).set_index("name").loc["outer"]
    return {
        "above the outer band": (values > outer["high"]).sum(),
        "in the outer band": values.between(outer["low"], outer["high"]).sum(),
        "below the outer band": (values < outer["low"]).sum(),
    }


def other_days(
    held: Collection, ratio: str, speaker: str, scope: str, day: str, subject: str = ""
) -> Receipt:
    """Follow a day's place among the speaker's other days."""
    key = {"speaker": speaker, "scope": scope, "subject": subject or None}
    days = days_of_series(held.rows_of(ratio), ratio, **key)
    today = days["stated_on"] == pd.Timestamp(day)
    others = days.loc[~today, "value"].dropna()
    finite = others[~np.isinf(others)]
    numbers = {
        "other days": len(others),
        "least": finite.min(),
        "most": finite.max(),
        "median": others.median(),
        "days over nought": len(others) - len(finite),
        **_undoubted(held, days, today),
    }
    own = days.loc[today, "value"].dropna()
    if len(own):
        place = rank_within(own.iloc[0], others)
        numbers |= {"rank": place.rank, "days ranked": place.n}
    step = f"The speaker's other located days of {entry(ratio).label} were ranked, highest first."
    return Receipt(numbers, (step,), claims_of(days))


def _undoubted(held: Collection, days: pd.DataFrame, today: pd.Series) -> dict[str, float]:
    """Count what the days give whose figures nobody doubts."""
    clear = ~days["flags"].str.contains("doubted") & days["value"].notna()
    others = days.loc[clear & ~today, "value"]
    found = {
        "undoubted least": others.min(),
        "undoubted most": others.max(),
        "undoubted together": summarise(days[clear], held.calendar).value,
    }
    if (clear & today).any():
        place = rank_within(days.loc[clear & today, "value"].iloc[0], others)
        found |= {"undoubted rank": place.rank, "undoubted days ranked": place.n}
    return found


def calendar(held: Collection, ratio: str, speaker: str, scope: str, subject: str = "") -> Receipt:
    """Follow a calendar to how many days have both figures, one, or none."""
    key = {"speaker": speaker, "scope": scope, "subject": subject or None}
    days = days_of_series(held.rows_of(ratio), ratio, **key)
    states = day_states(days, held.calendar)
    month = states["day"].dt.strftime("%Y-%m")
    counted = pd.crosstab(month, states["state"]).reindex(columns=DAY_STATES, fill_value=0)
    counted.loc["all"] = counted.sum()
    numbers = {f"{place} {state}": n for (place, state), n in counted.stack().items()}
    step = f"Days of the calendar were counted by what was located of {entry(ratio).label}."
    return Receipt(numbers, (step,), claims_of(days))
