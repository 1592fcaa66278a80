"""One speaker's ratio over the located days: coverage first, then the ratio of sums."""

from __future__ import annotations

import pandas as pd

from analysis.collection.collection import Collection, keyed
from analysis.collection.comparison import (
    day_states,
    days_of_series,
    days_of_several,
    series_found,
    summarise,
)
from analysis.collection.labels import (
    allowed,
    kinds_of,
    side_of_speaker,
    sides_of_speakers,
    source_line,
)
from analysis.collection.specification import read_as
from analysis.data.names import belonging
from analysis.errors import offering
from analysis.figures.figure import Figure
from analysis.figures.plots.days import calendar, timeline
from analysis.ratios.catalogue import entry, read_catalogue, sides_of
from analysis.ratios.references import has_both
from analysis.ratios.series import SeriesRatio
from analysis.reports import receipts
from analysis.reports.receipts import (
    SINGLE,
    about_others,
    about_whom,
    area_of,
    drawn_point,
    least_to_most,
    name_of,
    or_not_reported,
)
from analysis.reports.wars import bands_beside
from analysis.settings import SERIES_MIN_DAYS
from analysis.store.reads import fact
from analysis.terms import LEAD
from analysis.text import (
    Day,
    Passage,
    Quantity,
    Receipt,
    Table,
    claims_of,
    counted,
    how_many,
    number,
    quantity,
    say,
    span,
    table,
)

__dir__, __getattr__ = offering(__name__)

Span = tuple[str, str]
"""First and last day, YYYY-MM-DD, both included; empty for no limit."""
COLUMNS = ["label", "about", "days", "one_only", "value", "wording", "between_day", "leave_one_out"]


def coverage(held: Collection, days: pd.DataFrame, found: SeriesRatio) -> Passage:
    """Say on how many days both figures were located; comes before any ratio of the found.

    Parameters
    ----------
    days : pandas.DataFrame
        As `comparison.select_series` returns them.
    found : SeriesRatio
        The same days together.
    """
    made = receipts.of_series(days, found)
    if made is None:
        return say("No killed and wounded of this speaker were located for this area.")
    said = say(
        "Both figures were located for {both} of {period} from {first} to {last}, just one of "
        "them for {one}. A missing day is missing, not zero, and days with striking figures are "
        "easier to find.",
        both=how_many(found.days_with_both, made),
        period=counted(found.days_in_period or 0, "day", made),
        first=Day(held.calendar[0]),
        last=Day(held.calendar[-1]),
        one=how_many(found.days_one_only, made),
    )
    remarks = {
        "On {n} of them the words allow a range and no single value, which enters no sum.": (
            found.days_without_point
        ),
        "On {n} of them the second figure is nought and the first is not: the ratio of such a day "
        "is infinite.": found.days_over_zero,
        "On {n} of them both figures are nought: the ratio of such a day is not defined.": (
            found.days_zero_zero
        ),
        "Days with several statements that nothing tells apart, of which none is chosen: {n}.": (
            _several(held, *made.made[1:])
        ),
    }
    for words, count in remarks.items():
        said = said + say(words, n=quantity(count, made)) if count else said
    return said


@fact
def _several(collection: Collection, ratio: str, *key: str) -> int:
    return days_of_several(collection.rows_of(ratio), ratio, *key)


def ratio_of_sums(held: Collection, days: pd.DataFrame, series: SeriesRatio) -> Passage:
    """Say the ratio of sums of a series with its between-day interval and leave-one-day-out.

    The arguments are those of `coverage`.
    """
    made = receipts.of_series(days, series)
    if series.status == "missing" and not series.days_without_point:
        return say("No ratio over days is given: no day has both figures.")
    key = days.iloc[0]
    about = about_others(held, key["speaker"], key["scope"], key["subject"])
    speaker, terms = name_of(key["speaker"], held), terms_of(key["ratio"])
    if series.status == "missing" and series.wording is not None:
        return say(
            "On no day do the words of {speaker}{about} allow a single value; over all days "
            "together they allow {range} {first} for each {one}, sum over sum.",
            speaker=speaker,
            about=about,
            range=span(series.wording, made),
            first=terms[0],
            one=terms[2],
        )
    if series.status == "missing":
        return say("No ratio over days is given: on no day do the words allow a single value.")
    together, summed = _together(series, speaker, terms, made)
    summed["about"] = about
    if series.status == "undefined_zero_zero":
        return say(together + "nought over nought, of which no ratio is defined.", **summed)
    if series.status == "infinite_zero_denominator":
        return say(together + "over nought the ratio is infinite.", **summed)
    value = span(series.wording, made) if series.value is None else quantity(series.value, made)
    total = say(together + "{value} {first} for each {one} (ratio of sums).", value=value, **summed)
    if series.between_day is None:
        return total + _no_interval(series, made)
    note = series.between_day_note
    return total + say(
        "Between-day interval {spread} ({method}; {note}); without any one day {left_out}. It "
        "describes the located days, which are no sample of all days.",
        spread=span(series.between_day, made),
        method=series.between_day_method,
        note=Quantity(note, made) if any(map(str.isdigit, note)) else note,
        left_out=span(series.leave_one_out, made),
    )


def _together(
    series: SeriesRatio, speaker: str, terms: tuple[str, str, str], made: Receipt
) -> tuple[str, dict[str, object]]:
    """Begin a sentence with both sums; the words of a sum without a value give its range."""
    both = {
        "over": (series.numerator_sum, series.numerator_words),
        "under": (series.denominator_sum, series.denominator_words),
    }
    values = {
        name: span(words, made) if value is None else quantity(value, made)
        for name, (value, words) in both.items()
    }
    values |= {"speaker": speaker, "first": terms[0], "second": terms[1], "one": terms[2]}
    values |= {"days": counted(series.days_paired, "day", made)}
    hedged = None in (series.numerator_sum, series.denominator_sum)
    begun = "the words of {speaker}{about} allow" if hedged else "{speaker} stated{about}"
    sums = "{over} {first} and {under} {second} together: "
    if not series.days_without_point:
        return f"Over these days {begun} {sums}", values
    enter = "enters" if series.days_paired == 1 else "enter"
    return f"Over the {{days}} that {enter} the sum {begun} {sums}", values


def _no_interval(series: SeriesRatio, made: Receipt) -> Passage:
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


NO_RATIO = "no ratio"


@keyed
def title(
    speaker: str, scope: str, collection: Collection, found: SeriesRatio, subject: str = ""
) -> str:
    """Head a timeline with the ratio over all located days."""
    name, about = name_of(speaker, collection), about_whom(collection, speaker, subject)
    total = _total(found, " killed per wounded")
    figures = f"{_on_days(found)}{belonging(name, 'located figures')}{about}"
    return f"{figures} give {total} for {area_of(scope, collection)}"


def _on_days(found: SeriesRatio) -> str:
    """Say which days a ratio over days is of, where the words of others give a range alone."""
    return f"On days{SINGLE} " if found.value is not None and found.days_without_point else ""


def _total(found: SeriesRatio, unit: str = "") -> str:
    """Write a ratio over days: its value, the range that its words allow, or that there is none."""
    if found.value is not None:
        return f"{number(found.value, 2)}{unit}"
    if found.wording is None:
        return NO_RATIO
    return f"{least_to_most(found.wording.low, found.wording.high, 2)}{unit}"


@keyed
def explored_title(
    ratio: str,
    speaker: str,
    scope: str,
    collection: Collection,
    found: SeriesRatio,
    subject: str = "",
) -> str:
    """Head any ratio of one speaker over the days that a reader chose."""
    label, about = entry(ratio).label, about_whom(collection, speaker, subject)
    total, where = _total(found), area_of(scope, collection)
    located = belonging(name_of(speaker, collection), "located figures")
    figures = f"{_on_days(found)}{located}{about}"
    if total == NO_RATIO:
        return f"{figures} give no {label} for {where}"
    return f"{figures} put {label} at {total} for {where}"


@keyed
def calendar_title(speaker: str, scope: str, collection: Collection, subject: str = "") -> str:
    """Head a calendar of coverage."""
    about = about_whom(collection, speaker, subject)
    return (
        f"On these days figures of {name_of(speaker, collection)}{about} for "
        f"{area_of(scope, collection)} were located"
    )


@keyed
def series_days(
    held: Collection, ratio: str, *, span: Span = ("", ""), words: str = "drawn", **key: str
) -> pd.DataFrame:
    """Select the days of a series within a span, under one reading of the words.

    Parameters
    ----------
    ratio : str
        A pairing of the catalogue.
    words : str
        A key of `specification.WORDS`; for "wide" the collection is one cleaned with that cap.
    **key : str
        Speaker and scope, and subject where the speaker spoke of several.

    Returns
    -------
    pandas.DataFrame
        As `comparison.days_of_series`.
    """
    days = read_as(days_of_series(held.ratios, ratio, **key), words)
    return days[_between(days["stated_on"], span)].reset_index(drop=True)


@keyed
def period(held: Collection, span: Span = ("", "")) -> pd.DatetimeIndex:
    """Return the days that the collection set out to cover, within a span.

    >>> from analysis.collection.collection import load_collection
    >>> len(period(load_collection("bakhmut-2023"), ("2023-03-01", "2023-03-10")))
    10
    """
    return held.calendar[_between(held.calendar.to_series(), span).to_numpy()]


def _between(days: pd.Series, span: Span) -> pd.Series:
    kept = pd.Series(True, index=days.index)
    first, last = span
    if first:
        kept &= days >= pd.Timestamp(first)
    return kept & (days <= pd.Timestamp(last)) if last else kept


def terms_of(ratio: str) -> tuple[str, str, str]:
    """Say what is divided by what, and what one of that is called, which the name of a ratio holds.

    >>> terms_of("strikes_per_clash")
    ('artillery strikes and airstrikes', 'clashes', 'clash')
    """
    over, under = (side.label for side in sides_of(entry(ratio)))
    under = {"part": f"{over} and {under}"}.get(entry(ratio).form, under)
    return over, under, ratio.partition("_per_")[2].replace("_", " ") or under


def timeline_rows(days: pd.DataFrame, collection: Collection, highlight: str = "") -> pd.DataFrame:
    """Lay the paired days of a series out for `plots.timeline`.

    A day of nought over nought has nothing to be drawn, and is told in words.
    """
    both = days[has_both(days) & (days["status"] != "undefined_zero_zero")]
    first = both["numerator_claims"].str.split(";").str[0]
    behind = collection.claims_behind(";".join(first.unique())).set_index("claim_id")
    return pd.DataFrame(
        {
            "day": both["stated_on"],
            "value": drawn_point(both),
            "low": both["low"],
            "high": both["high"],
            "kind": kinds_of(behind.loc[first], collection).to_numpy(),
            "side": sides_of_speakers(both["speaker"], collection),
            "flagged": both["flags"].str.contains("day_inferred"),
            "highlight": both["stated_on"].dt.strftime("%Y-%m-%d") == highlight,
            "receipt": receipts.of_ratios(both),
        }
    ).reset_index(drop=True)


@keyed
def calendar_rows(
    days: pd.DataFrame, collection: Collection, *, speaker: str, scope: str, subject: str = ""
) -> pd.DataFrame:
    """Lay the days of the collection out for `plots.calendar`; empty if none was located."""
    states = day_states(days, collection.calendar)
    if days.empty:
        return states.iloc[:0]
    key = (days.iloc[0]["ratio"], speaker, scope, *filter(None, [subject]))
    step = f"Days of the calendar were counted by what was located of {entry(key[0]).label}."
    made = Receipt(("calendar", *key), (step,), claims_of(days))
    return states.assign(side=side_of_speaker(speaker, collection), receipt=made)


@keyed
def undated_figures(collection: Collection, *, speaker: str, scope: str, subject: str = "") -> int:
    """Count the speaker's killed and wounded for an area that no day is known for."""
    claims = collection.points
    mine = claims[(claims["speaker"] == speaker) & (claims["scope"] == scope)]
    mine = mine[mine["subject"] == subject] if subject else mine
    return int((mine["measure"].isin(["killed", "wounded"]) & mine["stated_on"].isna()).sum())


@keyed
def ratios_table(held: Collection, *, speaker: str, scope: str, subject: str = "") -> Table:
    """List the ratios of sums of one speaker and area, coverage beside each.

    Those about the subject come first; whom the others are about is told if there are any.
    """
    found = series_found(held.ratios)
    mine = found[(found["speaker"] == speaker) & (found["scope"] == scope)]
    mine = mine[mine["days_paired"] > 0]
    mine = mine.assign(other=mine["subject"] != subject).sort_values("other", kind="stable")
    rows = [_series_row(held, row) for row in mine.itertuples()]
    name = name_of(speaker, held)
    area = area_of(scope, held)
    groups = mine["subject"].unique()
    about = {"about": "about"} if len(groups) > 1 else {}
    whom = about_whom(held, speaker, groups[0]) if len(groups) == 1 and groups[0] != "none" else ""
    return table(
        pd.DataFrame(rows, columns=COLUMNS),
        {
            "label": "ratio",
            **about,
            "days": "days with both",
            "one_only": "days with one",
            "value": "ratio of sums",
            "wording": "words allow",
            "between_day": "between-day interval",
            "leave_one_out": "without any one day",
        },
        caption=f"Ratios of {belonging(name, 'figures')}{whom} for {area} over days",
        receipts=[row["receipt"] for row in rows],
        figures=("value", "wording", "between_day", "leave_one_out"),
    )


def _series_row(held: Collection, row) -> dict[str, object]:
    days = days_of_series(
        held.ratios, row.ratio, speaker=row.speaker, scope=row.scope, subject=row.subject
    )
    found = summarise(days, held.calendar)
    few = found.days_paired < SERIES_MIN_DAYS
    none = "fewer than five days" if few else "none: one sum is nought"
    return {
        "receipt": receipts.of_series(days, found),
        "label": read_catalogue()[row.ratio].label,
        "about": held.words.forces["label"].get(row.subject, row.subject.replace("_", " ")),
        "days": found.days_with_both,
        "one_only": found.days_one_only,
        "value": found.value,
        "wording": allowed(found.wording),
        "between_day": allowed(found.between_day) or none,
        "leave_one_out": allowed(found.leave_one_out),
    }


@keyed
def figure(
    held: Collection,
    days: pd.DataFrame,
    found: SeriesRatio,
    *,
    speaker: str,
    scope: str,
    subject: str = "",
) -> Figure | Passage:
    """Draw killed per wounded from day to day, beside the bands where they may stand.

    Parameters
    ----------
    days : pandas.DataFrame
        As `comparison.select_series` returns them.
    found : SeriesRatio
        The same days together.
    """
    return or_not_reported(
        timeline,
        timeline_rows(days, held),
        found,
        of=(LEAD, speaker, scope, subject),
        title=title(speaker, scope, held, found, subject),
        source=source_line(held),
        bands=bands_beside(held, subject),
    )


@keyed
def calendar_figure(
    held: Collection, days: pd.DataFrame, *, speaker: str, scope: str, subject: str = ""
) -> Figure | Passage:
    """Draw which days of the period have both figures, one or none."""
    key = {"speaker": speaker, "scope": scope, "subject": subject}
    return or_not_reported(
        calendar,
        calendar_rows(days, held, **key),
        of=key.values(),
        undated=undated_figures(held, **key),
        title=calendar_title(collection=held, **key),
        source=source_line(held),
    )


@keyed
def explored_figure(
    held: Collection, days: pd.DataFrame, found: SeriesRatio, ratio: str, *, mark: str, **key: str
) -> Figure | Passage:
    """Draw any ratio over the days that a reader chose.

    Parameters
    ----------
    days : pandas.DataFrame
        As `series_days` returns them.
    found : SeriesRatio
        The same days together.
    ratio : str
        A pairing of the catalogue.
    mark : str
        Day that is ringed, YYYY-MM-DD; empty for none.
    **key : str
        Speaker, scope and subject.
    """
    return or_not_reported(
        timeline,
        timeline_rows(days, held, mark),
        found,
        of=(ratio, *key.values()),
        title=explored_title(ratio, collection=held, found=found, **key),
        source=source_line(held),
        bands=bands_beside(held, key["subject"], ratio),
        terms=terms_of(ratio),
    )
