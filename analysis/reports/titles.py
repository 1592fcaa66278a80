"""Titles of figures: each names who states the figures, and none is a finding about the world.

>>> from analysis import load_collection
>>> control(load_collection("bakhmut-2023"), "bakhmut_city")
'Share of the city of Bakhmut said to be held by the side of Russia'
"""

from __future__ import annotations

import pandas as pd

from analysis.collection.briefing import LEAD, Briefing
from analysis.collection.collection import Collection
from analysis.collection.compare import opposing_days, side_of_shares
from analysis.collection.labels import worded
from analysis.ratios.catalogue import entry
from analysis.ratios.references import read_bands
from analysis.ratios.series import SeriesRatio
from analysis.reports.views.collection import most_shared_days
from analysis.reports.views.series import name_of
from analysis.store.reads import fact
from analysis.text.readable import day as day_words
from analysis.text.readable import number


def raw_figures(briefing: Briefing) -> str:
    """Head the raw figures of one day."""
    return f"What {_name(briefing)} stated, {day_words(briefing.stated_on)}"


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
    """Head a timeline of one speaker's ratio."""
    about = _about(briefing.collection, briefing.speaker, briefing.about or "")
    return f"Killed per wounded by {_name(briefing)}'s figures{about}, {_area(briefing)}"


def series(
    speaker: str, scope: str, collection: Collection, found: SeriesRatio, subject: str = ""
) -> str:
    """Head a timeline with the ratio over all located days."""
    name, about = name_of(speaker, collection), _about(collection, speaker, subject)
    total = _total(found, " killed per wounded")
    return f"{name}'s located figures{about} give {total}, {_area_of(scope, collection)}"


def _total(found: SeriesRatio, unit: str = "") -> str:
    """Write a ratio over days: its value, the range that its words allow, or that there is none."""
    if found.value is not None:
        return f"{number(found.value, 2)}{unit}"
    if found.wording is None:
        return "no ratio"
    low, high = (number(end, 2) for end in (found.wording.low, found.wording.high))
    return f"{low} to {high}{unit}"


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
    return f"{name_of(speaker, collection)}'s located figures{about}: {label} {total}, {where}"


def sensitivity(
    ratio: str,
    speaker: str,
    scope: str,
    collection: Collection,
    subject: str = "",
    table: pd.DataFrame | None = None,
) -> str:
    """Head a ratio under other choices; with the combinations, by how far they move it."""
    label, about = entry(ratio).label, _about(collection, speaker, subject)
    name, area = name_of(speaker, collection), _area_of(scope, collection)
    values = pd.Series(dtype="float64") if table is None else table["value"].dropna()
    if values.empty:
        return f"{label.capitalize()} by {name}'s figures{about} under other choices, {area}"
    low, high = number(values.min()), number(values.max())
    return f"{name}'s figures{about}: no choice moves {label} out of {low}–{high}, {area}"


def located_days(speaker: str, scope: str, collection: Collection, subject: str = "") -> str:
    """Head a calendar of coverage."""
    about = _about(collection, speaker, subject)
    return (
        f"Days with figures of {name_of(speaker, collection)}{about} for "
        f"{_area_of(scope, collection)}"
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
    return f"Ratios of {_name(briefing)}'s figures, {day_words(briefing.stated_on)}"


def control(collection: Collection, scope: str) -> str:
    """Head the shares of an area, claimed and assessed."""
    words, area = collection.words, _area_of(scope, collection)
    side = side_of_shares(collection.points, scope, words)
    if not side:
        return f"Share of {area} said to be held"
    party = words.forces.at[side, "party"]
    adjective = words.forces.at[side, "label"]
    holder = words.parties["label"].get(party, adjective)
    return f"Share of {area} said to be held by the side of {holder}"


def gap(briefing: Briefing) -> str:
    """Head one claimed share beside one assessment."""
    row = briefing.ratio("control_gap_points")
    label = briefing.collection.speakers["label"]
    if row is None:
        return "No claimed share beside an assessment"
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
    """Head a running total."""
    return f"{_what(collection, speaker, measure, scope, subject)}, in all up to each day"


def steps(
    collection: Collection, *, speaker: str, measure: str, scope: str, subject: str = ""
) -> str:
    """Head the steps of a running total."""
    return f"{_what(collection, speaker, measure, scope, subject)}: steps between located days"


def _what(collection: Collection, speaker: str, measure: str, scope: str, subject: str) -> str:
    if not (speaker and measure and scope):
        return "Running totals"
    words = collection.words
    counted = words.measures.at[measure, "label"].capitalize()
    name, area = words.speakers.at[speaker, "label"], words.scopes.at[scope, "label"]
    about = _about(collection, speaker, subject if subject != "none" else "")
    return f"{counted}{about}, as {name} put it, {area}"


def copies(collection: Collection) -> str:
    """Head the days on which the copies of a series differ."""
    names = sorted(set(collection.places["mirror"]) - {""})
    if not names:
        return "Figures of a second copy of a series"
    return f"Days on which {' and '.join(names)} give other figures"


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
