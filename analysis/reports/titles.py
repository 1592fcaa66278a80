"""Titles of figures: each is a sentence that says what is seen and who states it.

None is a finding about the world. Where there is nothing to draw it names the figure.

>>> from analysis import load_collection
>>> control(load_collection("bakhmut-2023"), "bakhmut_city")
'Speakers put the share of the city of Bakhmut held by the side of Russia at 45 to 100 %'
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.collection.briefing import LEAD, Briefing
from analysis.collection.collection import Collection
from analysis.collection.compare import control_shares, opposing_days, side_of_shares
from analysis.collection.labels import reported, worded
from analysis.collection.totals.found import totals_of
from analysis.ratios.catalogue import entry
from analysis.ratios.references import read_bands
from analysis.ratios.series import SeriesRatio
from analysis.reports.views.collection import most_shared_days, shared_days
from analysis.reports.views.series import name_of
from analysis.store.reads import fact
from analysis.text.readable import day as day_words
from analysis.text.readable import number

NO_RATIO = "no ratio"


def raw_figures(briefing: Briefing) -> str:
    """Head the raw figures of one day."""
    return f"{_name(briefing)} stated these figures on {day_words(briefing.stated_on)}"


def beside_other_wars(briefing: Briefing) -> str:
    """Head a forest: the speaker's ratio and the outer band, both as numbers."""
    lead = briefing.ratio(LEAD)
    outer = read_bands().set_index("name").loc["outer"]
    band = f"; reviewed wars {number(outer['low'], 1)}–{number(outer['high'], 1)}"
    if briefing.about in briefing.collection.words.civilians:
        band = ""
    if lead is None:
        finite = "" if briefing.over_nought is None else "finite "
        return f"{_name(briefing)} gives no {finite}killed per wounded{band}"
    if pd.isna(lead["value"]):
        return f"{_name(briefing)}'s words give a range of killed per wounded{band}"
    ratio = number(lead["value"], 2)
    return f"{_name(briefing)}'s figures give {ratio} killed per wounded{band}"


def over_days(briefing: Briefing) -> str:
    """Head a timeline of one speaker's ratio with the least and the most of a day."""
    about = _about(briefing.collection, briefing.speaker, briefing.about or "")
    values = briefing.history["value"].dropna() if len(briefing.history) else pd.Series(dtype=float)
    values = values[np.isfinite(values)]
    if values.empty:
        return f"{_name(briefing)}'s days of killed per wounded{about} for {_area(briefing)}"
    spread = f"{_span(values.min(), values.max())} killed per wounded"
    return f"On single days {_name(briefing)}'s figures{about} give {spread}, {_area(briefing)}"


def series(
    speaker: str, scope: str, collection: Collection, found: SeriesRatio, subject: str = ""
) -> str:
    """Head a timeline with the ratio over all located days."""
    name, about = name_of(speaker, collection), _about(collection, speaker, subject)
    total = _total(found, " killed per wounded")
    return f"{name}'s located figures{about} give {total} for {_area_of(scope, collection)}"


def _total(found: SeriesRatio, unit: str = "") -> str:
    """Write a ratio over days: its value, the range that its words allow, or that there is none."""
    if found.value is not None:
        return f"{number(found.value, 2)}{unit}"
    if found.wording is None:
        return NO_RATIO
    return f"{_span(found.wording.low, found.wording.high, 2)}{unit}"


def _span(low: float, high: float, digits: int = 3) -> str:
    least, most = number(low, digits), number(high, digits)
    return least if least == most else f"{least} to {most}"


def explored(
    ratio: str,
    speaker: str,
    scope: str,
    collection: Collection,
    found: SeriesRatio,
    subject: str = "",
) -> str:
    """Head any ratio of one speaker over the days that a reader chose."""
    label, about = entry(ratio).label, _about(collection, speaker, subject)
    total, where = _total(found), _area_of(scope, collection)
    figures = f"{name_of(speaker, collection)}'s located figures{about}"
    if total == NO_RATIO:
        return f"{figures} give no {label} for {where}"
    return f"{figures} put {label} at {total} for {where}"


def sensitivity(
    ratio: str,
    speaker: str,
    scope: str,
    collection: Collection,
    subject: str = "",
    *,
    table: pd.DataFrame,
) -> str:
    """Head a ratio under other choices by how far its combinations move it."""
    label, about = entry(ratio).label, _about(collection, speaker, subject)
    name, area = name_of(speaker, collection), _area_of(scope, collection)
    values = table["value"].dropna()
    if values.empty:
        return f"No choice gives {label} by {name}'s figures{about} for {area}"
    low, high = number(values.min()), number(values.max())
    return f"No choice moves {label} out of {low}–{high}, by {name}'s figures{about} for {area}"


def located_days(speaker: str, scope: str, collection: Collection, subject: str = "") -> str:
    """Head a calendar of coverage."""
    about = _about(collection, speaker, subject)
    return (
        f"On these days figures of {name_of(speaker, collection)}{about} for "
        f"{_area_of(scope, collection)} were located"
    )


def _area_of(scope: str, collection: Collection) -> str:
    """Name an area; a collection without any has none to choose."""
    return collection.scopes["label"].get(scope, "no area")


def _about(collection: Collection, speaker: str, subject: str) -> str:
    """Say about whom, if the speaker spoke of several groups of people."""
    if not subject or len(subjects_of(collection, speaker)) < 2:
        return ""
    label = collection.words.forces["label"].get(subject, subject.replace("_", " "))
    return f" about {label}"


@fact
def subjects_of(collection: Collection, speaker: str) -> list[str]:
    """List the groups of people whom a speaker gave figures about."""
    mine = collection.points.loc[collection.points["speaker"] == speaker, "subject"]
    return sorted(set(mine) - {"none"})


def ratios(briefing: Briefing) -> str:
    """Head small multiples of one day's ratios."""
    count = len(briefing.own_ratios)
    made = f"{count or 'no'} ratio{'' if count == 1 else 's'}"
    return f"{_name(briefing)}'s figures of {day_words(briefing.stated_on)} give {made}"


def control(collection: Collection, scope: str) -> str:
    """Head the shares of an area, claimed and assessed, with the least and the most."""
    words, area = collection.words, _area_of(scope, collection)
    side = side_of_shares(collection.points, scope, words)
    if not side:
        return f"Share of {area} said to be held"
    party = words.forces.at[side, "party"]
    adjective = words.forces.at[side, "label"]
    holder = words.parties["label"].get(party, adjective)
    shares = control_shares(collection.points, scope, words)
    spread = _span(shares["low"].min(), shares["high"].max())
    return f"Speakers put the share of {area} held by the side of {holder} at {spread} %"


def gap(briefing: Briefing) -> str:
    """Head one claimed share beside one assessment."""
    row = briefing.ratio("control_gap_points")
    label = briefing.collection.speakers["label"]
    if row is None:
        return "A claimed share beside an assessment"
    claimed, assessed = (
        worded(row[f"{side}_claims"], briefing.collection) for side in ("numerator", "denominator")
    )
    return (
        f"{label[row['speaker']]} put the share at {claimed}, "
        f"{label[row['denominator_speaker']]} gave {assessed}"
    )


def total(
    collection: Collection, *, speaker: str, measure: str, scope: str, subject: str = ""
) -> str:
    """Head a running total with its first and its last value."""
    found = totals_of(collection)
    line = found.line_of(speaker=speaker, measure=measure, scope=scope, subject=subject)
    if line is None:
        return "Running totals"
    ends = found.of_line(found.rows, line).iloc[[0, -1]]
    first, last = (
        f"{reported(collection, row['claim_id'])} by {day_words(row['day'])}"
        for _, row in ends.iterrows()
    )
    name = collection.words.speakers.at[speaker, "label"]
    what = _what(collection, speaker, measure, scope, subject)
    return f"{name} put the {what} at {first} and at {last}"


def steps(
    collection: Collection, *, speaker: str, measure: str, scope: str, subject: str = ""
) -> str:
    """Head the steps of a running total with the least and the most that it moved a day."""
    found = totals_of(collection)
    line = found.line_of(speaker=speaker, measure=measure, scope=scope, subject=subject)
    steps = found.steps.iloc[:0] if line is None else found.of_line(found.steps, line)
    moved = (steps["step"] / steps["days"]).dropna()
    if moved.empty:
        return "Steps of running totals"
    name = collection.words.speakers.at[speaker, "label"]
    what = _what(collection, speaker, measure, scope, subject)
    return f"{name}'s {what} moved by {_span(moved.min(), moved.max())} a day"


def _what(collection: Collection, speaker: str, measure: str, scope: str, subject: str) -> str:
    words = collection.words
    counted, area = words.measures.at[measure, "label"], words.scopes.at[scope, "label"]
    about = _about(collection, speaker, subject if subject != "none" else "")
    return f"total of {counted}{about} for {area}"


def copies(collection: Collection) -> str:
    """Head the days on which the copies of a series differ."""
    names = sorted(set(collection.places["mirror"]) - {""})
    if not names:
        return "Figures of a second copy of a series"
    days = totals_of(collection).differing["day"].nunique()
    return f"{' and '.join(names)} give other figures on {_days(days)}"


def _days(count: int) -> str:
    return f"{count or 'no'} day{'' if count == 1 else 's'}"


def both_sides(collection: Collection) -> str:
    """Head the figures of the two speakers who share the most days."""
    if opposing_days(collection.points, collection.words).empty:
        return "What speakers of both sides stated for the same days"
    first, second = most_shared_days(collection)
    label, days = collection.speakers["label"], len(shared_days(collection))
    both = f"{label[first[0]]} and {label[second[0]]}"
    return f"On {_days(days)} {both} each stated the other side's losses"


def of_wars(rows: pd.DataFrame) -> str:
    """Head a forest of other wars with the least and the most of its rows.

    Parameters
    ----------
    rows : pandas.DataFrame
        As `views.reference_rows` and `views.beside_wars` return it.
    """
    ends = {"Speakers give": _ends_of(rows, "Claims"), "other wars had": _ends_of(rows, "Other")}
    ends["others put this one at"] = _ends_of(rows, "This war")
    said = [f"{who} {spread}" for who, spread in ends.items() if spread]
    if not said:
        return "Killed per wounded in wars"
    told = "; ".join(said)
    return f"{told[:1].upper()}{told[1:]} killed per wounded"


def _ends_of(rows: pd.DataFrame, group: str) -> str:
    if rows.empty:
        return ""
    mine = rows[rows["group"].astype(str).str.startswith(group)]
    if mine.empty:
        return ""
    return _span(mine[["low", "value"]].min(axis=None), mine[["high", "value"]].max(axis=None))


def _name(briefing: Briefing) -> str:
    return briefing.collection.speakers.at[briefing.speaker, "label"]


def _area(briefing: Briefing) -> str:
    return briefing.collection.scopes.at[briefing.scope, "label"]
