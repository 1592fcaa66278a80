"""One speaker's ratio over the located days: coverage first, then the ratio of sums."""

from __future__ import annotations

import json
import math

from analysis.collection.collection import Collection
from analysis.collection.compare import days_of_several
from analysis.ratios.series import SeriesRatio
from analysis.settings import SERIES_MIN_DAYS
from analysis.store.reads import fact
from analysis.text.marking import Quantity
from analysis.text.say import Day, Said, counted, quantity, say, span


def coverage(series: SeriesRatio, collection: Collection, made: str) -> Said:
    """Say on how many days both figures were located; comes before any ratio of the series.

    `made` is the recipe of the series; empty if it has no day.
    """
    if not made:
        return say("No killed and wounded of this speaker were located for this area.")
    said = say(
        "Both figures were located for {both} of {period} from {first} to {last}, just one of "
        "them for {one}. A missing day is missing, not zero, and days with striking figures are "
        "easier to find.",
        both=quantity(series.days_with_both, made),
        period=counted(series.days_in_period or 0, "day", made),
        first=Day(collection.calendar[0]),
        last=Day(collection.calendar[-1]),
        one=quantity(series.days_one_only, made),
    )
    remarks = {
        "On {n} of them the words allow a range and no single value, which enters no sum.": (
            series.days_without_point
        ),
        "On {n} of them the second figure is nought and the first is not: the ratio of such a day "
        "is infinite.": series.days_over_zero,
        "On {n} of them both figures are nought: the ratio of such a day is not defined.": (
            series.days_zero_zero
        ),
        "Days with several statements that nothing tells apart, of which none is chosen: {n}.": (
            _several(collection, *_key(made))
        ),
    }
    for words, days in remarks.items():
        said = said + say(words, n=quantity(days, made)) if days else said
    return said


@fact
def _several(collection: Collection, ratio: str, *key: str) -> int:
    return days_of_several(collection.rows_of(ratio), ratio, *key)


def _key(made: str) -> list[str]:
    """Return ratio, speaker, area and subject of the recipe of a series."""
    return json.loads(made)[1:]


def series_in_words(series: SeriesRatio, speaker: str, terms: tuple[str, str], made: str) -> Said:
    """Say the ratio of sums of a series with its between-day interval and leave-one-day-out."""
    if series.status == "missing" and not series.days_without_point:
        return say("No ratio over days is given: no day has both figures.")
    if series.status == "missing" and series.wording is not None:
        return say(
            "On no day do the words of {speaker} allow a single value; over all days together they "
            "allow {range} {first} for each {second}, sum over sum.",
            speaker=speaker,
            range=span(series.wording, made),
            first=terms[0],
            second=terms[1],
        )
    if series.status == "missing":
        return say("No ratio over days is given: on no day do the words allow a single value.")
    summed = {
        "speaker": speaker,
        "over": quantity(series.numerator_sum or 0, made),
        "under": quantity(series.denominator_sum or 0, made),
        "first": terms[0],
        "second": terms[1],
    }
    together = "Over these days {speaker} stated {over} {first} and {under} {second} together: "
    if series.value is None:
        return say(together + "nought over nought, of which no ratio is defined.", **summed)
    if math.isinf(series.value):
        return say(together + "over nought the ratio is infinite.", **summed)
    total = say(
        together + "{value} {first} for each {second} (ratio of sums).",
        value=quantity(series.value, made),
        **summed,
    )
    if series.between_day is None:
        return total + _no_interval(series, made)
    return total + say(
        "Between-day interval {spread} ({method}; {note}); without any one day {left_out}. It "
        "describes the located days, which are no sample of all days.",
        spread=span(series.between_day, made),
        method=series.between_day_method,
        note=_with_receipt(series.between_day_note, made),
        left_out=span(series.leave_one_out, made),
    )


def _with_receipt(note: str, made: str) -> Quantity | str:
    return Quantity(note, made) if any(map(str.isdigit, note)) else note


def _no_interval(series: SeriesRatio, made: str) -> Said:
    """Say why there is no between-day interval."""
    if series.days_paired >= SERIES_MIN_DAYS:
        return say("No between-day interval: one sum is nought.")
    return say(
        "No between-day interval: it takes at least {least} days with a ratio, and here there "
        "{are} {days}.",
        least=quantity(SERIES_MIN_DAYS, made),
        are="is" if series.days_paired == 1 else "are",
        days=quantity(series.days_paired, made),
    )
