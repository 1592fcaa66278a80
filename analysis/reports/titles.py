"""Titles of figures: each names who states the figures, and none is a finding about the world.

>>> from analysis import load_collection
>>> control(load_collection("bakhmut-2023"), "bakhmut_city")
'Share of the city of Bakhmut said to be held by the Russian side'
"""

from __future__ import annotations

import pandas as pd

from analysis.collection.briefing import LEAD, Briefing
from analysis.collection.collection import Collection
from analysis.collection.compare import opposing_days
from analysis.ratios.catalogue import entry
from analysis.ratios.references import read_bands
from analysis.ratios.series import SeriesRatio
from analysis.reports.views.collection import most_shared_days
from analysis.text.readable import day as day_words
from analysis.text.readable import number


def raw_figures(briefing: Briefing) -> str:
    """Head the raw figures of one day."""
    return f"What {_name(briefing)} stated, {day_words(briefing.stated_on)}"


def beside_other_wars(briefing: Briefing) -> str:
    """Head a forest: the speaker's ratio and the outer band, both as numbers."""
    lead = briefing.ratio(LEAD)
    outer = read_bands().set_index("name").loc["outer"]
    band = f"reviewed wars {number(outer['low'], 1)}–{number(outer['high'], 1)}"
    if lead is None or pd.isna(lead["value"]):
        return f"{_name(briefing)} gives no killed per wounded; {band}"
    ratio = number(lead["value"], 2)
    return f"{_name(briefing)}'s figures give {ratio} killed per wounded; {band}"


def over_days(briefing: Briefing) -> str:
    """Head a timeline of one speaker's ratio."""
    return f"Killed per wounded by {_name(briefing)}'s figures, {_area(briefing)}"


def series(speaker: str, scope: str, collection: Collection, found: SeriesRatio) -> str:
    """Head a timeline with the ratio over all located days."""
    name = collection.speakers.at[speaker, "label"]
    total = "no ratio" if found.value is None else f"{number(found.value, 2)} killed per wounded"
    return f"{name}'s located figures give {total}, {collection.scopes.at[scope, 'label']}"


def explored(
    ratio: str, speaker: str, scope: str, collection: Collection, found: SeriesRatio
) -> str:
    """Head any ratio of one speaker over the days that a reader chose."""
    name, label = collection.speakers.at[speaker, "label"], entry(ratio).label
    total = "no ratio" if found.value is None else number(found.value, 2)
    return f"{name}'s located figures: {label} {total}, {collection.scopes.at[scope, 'label']}"


def sensitivity(ratio: str, speaker: str, scope: str, collection: Collection) -> str:
    """Head a ratio under other choices."""
    name, label = collection.speakers.at[speaker, "label"], entry(ratio).label
    area = collection.scopes.at[scope, "label"]
    return f"{label.capitalize()} by {name}'s figures under other choices, {area}"


def located_days(speaker: str, scope: str, collection: Collection) -> str:
    """Head a calendar of coverage."""
    name = collection.speakers.at[speaker, "label"]
    return f"Days with figures of {name} for {collection.scopes.at[scope, 'label']}"


def ratios(briefing: Briefing) -> str:
    """Head small multiples of one day's ratios."""
    return f"Ratios of {_name(briefing)}'s figures, {day_words(briefing.stated_on)}"


def control(collection: Collection, scope: str) -> str:
    """Head the shares of an area, claimed and assessed."""
    return f"Share of {collection.scopes.at[scope, 'label']} said to be held by the Russian side"


def gap(briefing: Briefing) -> str:
    """Head one claimed share beside one assessment."""
    row = briefing.ratio("control_gap_points")
    label = briefing.collection.speakers["label"]
    if row is None:
        return "No claimed share beside an assessment"
    return (
        f"{label[row['speaker']]} put the share at {number(row['numerator'])} %, "
        f"{label[row['denominator_speaker']]} at {number(row['denominator'])} %"
    )


def total(collection: Collection, *, speaker: str, measure: str, scope: str) -> str:
    """Head a running total."""
    return f"{_what(collection, speaker, measure, scope)}, in all up to each day"


def steps(collection: Collection, *, speaker: str, measure: str, scope: str) -> str:
    """Head the steps of a running total."""
    return f"{_what(collection, speaker, measure, scope)}: steps between located days"


def _what(collection: Collection, speaker: str, measure: str, scope: str) -> str:
    if not (speaker and measure and scope):
        return "Running totals"
    words = collection.words
    counted = words.measures.at[measure, "label"].capitalize()
    name, area = words.speakers.at[speaker, "label"], words.scopes.at[scope, "label"]
    return f"{counted} by the figures of {name}, {area}"


def copies(collection: Collection) -> str:
    """Head the days on which the copies of a series differ."""
    names = sorted(set(collection.places["mirror"]) - {""})
    return f"Days on which {' and '.join(names) or 'copies of a series'} give other figures"


def both_sides(collection: Collection) -> str:
    """Head the figures of the two speakers who share the most days."""
    if opposing_days(collection.points, collection.words).empty:
        return "What speakers of both sides stated for the same days"
    first, second = most_shared_days(collection)
    label = collection.speakers["label"]
    return f"What {label[first[0]]} and {label[second[0]]} stated for the same days"


def _name(briefing: Briefing) -> str:
    return briefing.collection.speakers.at[briefing.speaker, "label"]


def _area(briefing: Briefing) -> str:
    return briefing.collection.scopes.at[briefing.scope, "label"]
