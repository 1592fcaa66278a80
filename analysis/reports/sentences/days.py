"""One speaker's ratio over the located days: coverage first, then the ratio of sums."""

from __future__ import annotations

from analysis.collection.collection import Collection
from analysis.ratios.series import SeriesRatio
from analysis.text.say import Day, Said, quantity, say, span


def coverage(series: SeriesRatio, collection: Collection, made: str) -> Said:
    """Say on how many days both figures were located; comes before any ratio of the series.

    `made` is the recipe of the series; empty if it has no day.
    """
    if not made:
        return say("Killed and wounded of this speaker for this area: not reported.")
    return say(
        "Both figures were located for {both} of {period} days from {first} to {last}, just one of "
        "them for {one}. A missing day is missing, not zero, and days with striking figures are "
        "easier to find.",
        both=quantity(series.days_paired, made),
        period=quantity(series.days_in_period or 0, made),
        first=Day(collection.calendar[0]),
        last=Day(collection.calendar[-1]),
        one=quantity(series.days_one_only, made),
    )


def series_in_words(series: SeriesRatio, speaker: str, terms: tuple[str, str], made: str) -> Said:
    """Say the ratio of sums of a series with its between-day interval and leave-one-day-out."""
    if series.value is None:
        return say("No ratio over days is given: {why}.", why=series.reason)
    total = say(
        "Over these days {speaker} stated {over} {first} and {under} {second} together: {value} "
        "{first} for each {second} (ratio of sums).",
        speaker=speaker,
        over=quantity(series.numerator_sum or 0, made),
        under=quantity(series.denominator_sum or 0, made),
        value=quantity(series.value, made),
        first=terms[0],
        second=terms[1],
    )
    if series.between_day is None:
        return total + say("No between-day interval: {why}.", why=series.between_day_note)
    return total + say(
        "Between-day interval {spread} ({method}; {note}); without any one day {left_out}. It "
        "describes the located days, which are no sample of all days.",
        spread=span(series.between_day, made),
        method=series.between_day_method,
        note=series.between_day_note,
        left_out=span(series.leave_one_out, made),
    )
