"""A day among the other located days of its speaker."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.collection.comparison import Briefing, gives_range_alone, summarise
from analysis.collection.labels import source_line
from analysis.data.names import belonging
from analysis.errors import offering
from analysis.figures.figure import Figure
from analysis.figures.plots.days import timeline
from analysis.ratios.references import has_both, rank_within
from analysis.reports import receipts
from analysis.reports.receipts import (
    SINGLE,
    about_of_day,
    about_whom,
    interval_around,
    least_to_most,
    of_other_days,
    or_not_reported,
    speaker_of,
    value_or_span,
)
from analysis.reports.series import coverage, ratio_of_sums, timeline_rows
from analysis.reports.wars import bands_beside
from analysis.terms import LEAD
from analysis.text import Day, Passage, Quantity, Receipt, counted, quantity, say, span

__dir__, __getattr__ = offering(__name__)


def place_of_day(briefing: Briefing) -> Passage:
    """Say where the day stands among the speaker's located statements, with their number.

    Days for which the words give a range alone are not ranked; how many, and which, is said.
    """
    lead, others = briefing.ratio(LEAD), briefing.other_days
    if others.empty:
        return _no_other(briefing)
    made = of_other_days(briefing)
    is_of_day = lead is not None and lead["period_kind"] == "day" and pd.notna(lead["value"])
    finite = others[~np.isinf(others)]
    ranges = _ranges(briefing, made)
    said = {
        "n": Quantity("one", made) if len(others) == 1 else quantity(len(others), made),
        "speaker": speaker_of(briefing),
        "about": about_of_day(briefing),
        "statements": "statement" if len(others) == 1 else "statements",
        "over": " over one day" if lead is not None and lead["period_kind"] != "day" else "",
        "single": SINGLE if ranges else "",
        "were": "was" if len(others) == 1 else "were",
    }
    ran = "In the {n} other {statements} of {speaker}{about}{over} that {were} located{single} the "
    ran += "ratio "
    ran += "was {low}" if len(finite) == 1 or finite.nunique() == 1 else "ran from {low} to {high}"
    if finite.empty:
        was = say(ran.split(" was {")[0].split(" ran ")[0] + " was infinite.", **said)
        return _sentences(was, ranges)
    ends = {"low": finite.idxmin(), "high": finite.idxmax()}
    rows = {end: briefing.history.loc[place] for end, place in ends.items()}
    said |= {end: quantity(row["value"], receipts.of_ratio(row)) for end, row in rows.items()}
    if len(finite) < len(others):
        ran += ", and was infinite on {infinite} of them"
        said["infinite"] = quantity(len(others) - len(finite), made)
    if not is_of_day:
        return _sentences(say(ran + ".", **said), ranges)
    place = rank_within(lead["value"], others)
    ran += (
        "; among days with one this day ranks {place}." if ranges else "; this day ranks {place}."
    )
    ranked = say(ran, place=Quantity(str(place), made), **said)
    return _sentences(ranked, ranges, _doubts(briefing, made))


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


def in_words(briefing: Briefing) -> Passage:
    """Say the coverage of the speaker's days, then their ratio of sums."""
    if briefing.series is None:
        return say("No day with both figures was located.")
    of_days = (briefing.collection, briefing.history, briefing.series)
    return coverage(*of_days) + ratio_of_sums(*of_days)


def title(briefing: Briefing) -> str:
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


def figure(day: Briefing) -> Figure | Passage:
    """Draw the speaker's located days, the day itself ringed."""
    return or_not_reported(
        timeline,
        timeline_rows(day.history, day.collection, day.keys[0]),
        day.series,
        of=(LEAD, *day.keys, day.subject),
        title=title(day),
        source=source_line(day.collection),
        bands=bands_beside(day.collection, day.subject),
    )
