"""One speaker's ratio over the located days, and one day among them.

Coverage comes first, then the ratio of sums. A series is named by its speaker and scope, and by a
subject where the speaker spoke of several.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.collection.collection import Collection, keyed
from analysis.collection.comparison import (
    Briefing,
    day_states,
    days_of_series,
    days_of_several,
    gives_range_alone,
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
from analysis.ratios.gate import entry, sides_of
from analysis.ratios.references import has_both, rank_within
from analysis.ratios.series import SeriesRatio
from analysis.reports import receipts
from analysis.reports.receipts import (
    SINGLE,
    about_of_day,
    about_others,
    about_whom,
    area_of,
    drawn_point,
    figures_of,
    interval_around,
    least_to_most,
    name_of,
    of_other_days,
    or_not_reported,
    speaker_of,
    value_or_span,
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
def title(held: Collection, found: SeriesRatio, **key: str) -> str:
    """Head a timeline with the ratio over all located days."""
    return f"{_located(held, found, **key)} give {_total(found, ' killed per wounded')} for " + (
        area_of(key["scope"], held)
    )


@keyed
def explored_title(held: Collection, found: SeriesRatio, ratio: str, **key: str) -> str:
    """Head any ratio of one speaker over the days that a reader chose."""
    label, total, where = entry(ratio).label, _total(found), area_of(key["scope"], held)
    gives = f"give no {label}" if total == NO_RATIO else f"put {label} at {total}"
    return f"{_located(held, found, **key)} {gives} for {where}"


def _located(
    held: Collection, found: SeriesRatio, *, speaker: str, scope: str, subject: str = ""
) -> str:
    """Name the located figures, and which days are meant where others give a range alone."""
    on = f"On days{SINGLE} " if found.value is not None and found.days_without_point else ""
    return on + figures_of(held, speaker, subject, "located figures")


def _total(found: SeriesRatio, unit: str = "") -> str:
    """Write a ratio over days: its value, the range that its words allow, or that there is none."""
    if found.value is not None:
        return f"{number(found.value, 2)}{unit}"
    if found.wording is None:
        return NO_RATIO
    return f"{least_to_most(found.wording.low, found.wording.high, 2)}{unit}"


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
def ratios_table(held: Collection, *, speaker: str, scope: str, subject: str = "") -> Table:
    """List the ratios of sums of one speaker and area, coverage beside each.

    Those about the subject come first; whom the others are about is told if there are any.
    """
    found = series_found(held.ratios)
    mine = found[(found["speaker"] == speaker) & (found["scope"] == scope)]
    mine = mine[mine["days_paired"] > 0]
    mine = mine.assign(other=mine["subject"] != subject).sort_values("other", kind="stable")
    rows = [_series_row(held, row) for row in mine.itertuples()]
    groups = mine["subject"].unique()
    whom = groups[0] if len(groups) == 1 and groups[0] != "none" else ""
    shown = {
        "label": "ratio",
        **({"about": "about"} if len(groups) > 1 else {}),
        "days": "days with both",
        "one_only": "days with one",
        "value": "ratio of sums",
        "wording": "words allow",
        "between_day": "between-day interval",
        "leave_one_out": "without any one day",
    }
    return table(
        pd.DataFrame(rows, columns=[*shown]),
        shown,
        caption=f"Ratios of {figures_of(held, speaker, whom)} for {area_of(scope, held)} over days",
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
        "label": entry(row.ratio).label,
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
    held: Collection, days: pd.DataFrame, found: SeriesRatio, **key: str
) -> Figure | Passage:
    """Draw killed per wounded from day to day, beside the bands where they may stand.

    Parameters
    ----------
    days : pandas.DataFrame
        As `comparison.select_series` returns them.
    found : SeriesRatio
        The same days together.
    **key : str
        Speaker, scope and, of several, subject.
    """
    return or_not_reported(
        timeline,
        timeline_rows(days, held),
        found,
        of=(LEAD, *names_of(**key)),
        title=title(held, found, **key),
        source=source_line(held),
        bands=bands_beside(held, key.get("subject", "")),
    )


@keyed
def calendar_figure(held: Collection, days: pd.DataFrame, **key: str) -> Figure | Passage:
    """Draw which days of the period have both figures, one or none; of nothing located nothing."""
    speaker, scope, subject = names_of(**key)
    rows = day_states(days, held.calendar)
    rows = rows.assign(side=side_of_speaker(speaker, held))
    if not days.empty:
        ratio = days.iloc[0]["ratio"]
        step = f"Days of the calendar were counted by what was located of {entry(ratio).label}."
        of = ("calendar", ratio, speaker, scope, *filter(None, [subject]))
        rows = rows.assign(receipt=Receipt(of, (step,), claims_of(days)))
    points = held.points
    mine = (points["speaker"] == speaker) & (points["scope"] == scope)
    mine &= (points["subject"] == subject) | (subject == "")
    undated = points["measure"].isin(["killed", "wounded"]) & points["stated_on"].isna()
    about = about_whom(held, speaker, subject)
    return or_not_reported(
        calendar,
        rows.iloc[:0] if days.empty else rows,
        of=(speaker, scope, subject),
        undated=int((mine & undated).sum()),
        title=f"On these days figures of {name_of(speaker, held)}{about} for "
        f"{area_of(scope, held)} were located",
        source=source_line(held),
    )


def names_of(*, speaker: str, scope: str, subject: str = "") -> tuple[str, str, str]:
    """Return what names a series, in order."""
    return speaker, scope, subject


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
        title=explored_title(held, found, ratio, **key),
        source=source_line(held),
        bands=bands_beside(held, key["subject"], ratio),
        terms=terms_of(ratio),
    )


def place_of_day(briefing: Briefing) -> Passage:
    """Say where the day stands among the speaker's located statements, with their number.

    Days for which the words give a range alone are not ranked; how many, and which, is said.
    """
    lead, others = briefing.ratio(LEAD), briefing.other_days
    if others.empty:
        return _no_other(briefing)
    made = of_other_days(briefing)
    ranges = _ranges(briefing, made)
    is_of_day = lead is not None and lead["period_kind"] == "day" and pd.notna(lead["value"])
    ranked = is_of_day and np.isfinite(others).any()
    place = "; among days with one this day ranks {place}" if ranges else "; this day ranks {place}"
    said = say(
        "In the {n} other {statements} of {speaker}{about}{over} that {were} located{single} the "
        "ratio {moved}{place}.",
        n=Quantity("one", made) if len(others) == 1 else quantity(len(others), made),
        statements="statement" if len(others) == 1 else "statements",
        speaker=speaker_of(briefing),
        about=about_of_day(briefing),
        over=" over one day" if lead is not None and lead["period_kind"] != "day" else "",
        were="was" if len(others) == 1 else "were",
        single=SINGLE if ranges else "",
        moved=_moved(others, briefing.history, made),
        place=say(place, place=Quantity(str(rank_within(lead["value"], others)), made))
        if ranked
        else "",
    )
    return _sentences(said, ranges, _doubts(briefing, made) if ranked else None)


def _moved(others: pd.Series, days: pd.DataFrame, made: Receipt) -> Passage:
    """Say between which values other days lie, and on how many the ratio was infinite."""
    finite = others[~np.isinf(others)]
    if finite.empty:
        return say("was infinite")
    infinite = len(others) - len(finite)
    beyond = say(", and was infinite on {days} of them", days=quantity(infinite, made))
    rows = {"low": days.loc[finite.idxmin()], "high": days.loc[finite.idxmax()]}
    return say(
        "was {low}{beyond}" if finite.nunique() == 1 else "ran from {low} to {high}{beyond}",
        **{end: quantity(row["value"], receipts.of_ratio(row)) for end, row in rows.items()},
        beyond=beyond if infinite else "",
    )


def _sentences(first: Passage, *more: Passage | None) -> Passage:
    return sum(filter(None, more), start=first)


def _ranges(briefing: Briefing, made: Receipt) -> Passage | None:
    """Say how many other days have no place, for their words give a range alone, and which."""
    rows = briefing.other_ranges
    if rows.empty:
        return None
    one = len(rows) == 1
    return say(
        "For {days} more the words give a range alone, {which}, and {are} not ranked.",
        days=counted(len(rows), "day", made),
        which=span(interval_around(rows), made),
        are="it is" if one else "they are",
    )


def _doubts(briefing: Briefing, made: Receipt) -> Passage | None:
    """Say which days rest on doubted figures, who doubts them, and what the others alone give."""
    days = briefing.history
    doubted = days[days["flags"].str.contains("doubted") & days["value"].notna()]
    if doubted.empty:
        return None
    clear = days[~days.index.isin(doubted.index) & days["value"].notna()]
    behind = briefing.collection.claims_behind(
        ";".join(doubted["numerator_claims"] + ";" + doubted["denominator_claims"])
    )
    told = say(
        "{which} on figures that {who} doubt: {days}.",
        which=_which_days(days, doubted),
        who=list(dict.fromkeys(behind["doubted_by"][behind["doubted_by"] != ""])),
        days=[
            say("{day} ({value})", day=Day(row["stated_on"]), value=value_or_span(row))
            for _, row in doubted.iterrows()
        ],
    )
    rest, today = clear[clear["stated_on"] != briefing.stated_on], briefing.stated_on
    if (
        rest.empty
        or not (clear["stated_on"] == today).any()
        or not np.isfinite(rest["value"]).all()
    ):
        return told
    value = clear.loc[clear["stated_on"] == today, "value"].iloc[0]
    together = summarise(clear, briefing.collection.calendar)
    single = SINGLE if gives_range_alone(days).any() else ""
    return told + say(
        "Without them the ratio ran from {low} to {high}, this day ranks {place}, and all days"
        "{single} together give {sums}.",
        single=single,
        low=quantity(rest["value"].min(), made),
        high=quantity(rest["value"].max(), made),
        place=Quantity(str(rank_within(value, rest["value"])), made),
        sums=quantity(together.value, made) if together.value is not None else "no single ratio",
    )


def _which_days(days: pd.DataFrame, doubted: pd.DataFrame) -> str:
    """Say by the values whether the doubted days are the highest of all."""
    others = days.loc[~days.index.isin(doubted.index), "value"]
    one = len(doubted) == 1
    single = SINGLE if gives_range_alone(days).any() else ""
    if others.empty or doubted["value"].min() > others.max():
        several = {2: "two ", 3: "three "}.get(len(doubted), "")
        if one:
            return f"The highest day{single} rests"
        return f"The {several}highest of these days{single} rest"
    return f"One of these days{single} rests" if one else f"Some of these days{single} rest"


def _no_other(briefing: Briefing) -> Passage:
    """Say that no other day has a ratio, or that the others have a range alone."""
    history = briefing.history
    days = history[has_both(history) & (history["stated_on"] != briefing.stated_on)]
    said = "The other located statements of this speaker{about} for the area allow no single ratio."
    if days.empty:
        said = "No other located statement of this speaker{about} has both figures for the area."
    return say(said, about=about_of_day(briefing))


def day_in_words(briefing: Briefing) -> Passage:
    """Say the coverage of the speaker's days, then their ratio of sums."""
    if briefing.series is None:
        return say("No day with both figures was located.")
    of_days = (briefing.collection, briefing.history, briefing.series)
    return coverage(*of_days) + ratio_of_sums(*of_days)


def day_title(briefing: Briefing) -> str:
    """Head a timeline of one speaker's ratio with the least and the most of a day."""
    about = about_whom(briefing.collection, briefing.speaker, briefing.about or "")
    values = briefing.history["value"].dropna() if len(briefing.history) else pd.Series(dtype=float)
    values = values[np.isfinite(values)]
    speaker = speaker_of(briefing)
    area = briefing.collection.scopes.at[briefing.scope, "label"]
    if values.empty:
        return f"{belonging(speaker, 'days')} of killed per wounded{about} for {area}"
    spread = f"{least_to_most(values.min(), values.max())} killed per wounded"
    days = f"days{SINGLE}" if gives_range_alone(briefing.history).any() else "single days"
    return f"On {days} {belonging(speaker, 'figures')}{about} give {spread} for {area}"


def day_figure(day: Briefing) -> Figure | Passage:
    """Draw the speaker's located days, the day itself ringed."""
    return or_not_reported(
        timeline,
        timeline_rows(day.history, day.collection, day.keys[0]),
        day.series,
        of=(LEAD, *day.keys, day.subject),
        title=day_title(day),
        source=source_line(day.collection),
        bands=bands_beside(day.collection, day.subject),
    )
