"""Shares of ground, claimed and assessed, and the gap between the two."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.collection.collection import Collection, keyed
from analysis.collection.comparison import Briefing, control_shares, side_of_shares
from analysis.collection.labels import sides_of_speakers, source_line, worded
from analysis.data.names import in_sentence
from analysis.errors import offering
from analysis.figures.figure import Figure
from analysis.figures.plots.shares import gap, slope
from analysis.reports import receipts
from analysis.reports.pairs import ratio_rows
from analysis.reports.receipts import (
    area_of,
    as_reported,
    drawn_point,
    least_to_most,
    or_not_reported,
)
from analysis.store.reads import fact
from analysis.text import Day, Passage, Table, counted, quantity, say, span, table
from analysis.wording.intervals import Interval

__dir__, __getattr__ = offering(__name__)


def gap_in_words(briefing: Briefing) -> Passage:
    """Say what was claimed and what was assessed of the area held, each with its day."""
    gap = briefing.ratio("control_gap_points")
    if gap is None:
        return say("For the day no claimed share of the area was located beside an assessment.")
    label, made = briefing.collection.words.spoken, receipts.of_ratio(gap)
    checked_by = briefing.collection.claims_behind(gap["numerator_claims"])["checked_by"]
    rejected = "contradicted" in gap["flags"] and gap["denominator_speaker"] in set(checked_by)
    said = say(
        "{claimant} put the share of {scope} held by {subject} at {claimed}; {assessor} "
        "{verb} {assessed} as of {as_of}, {age} earlier: a gap of {points} points "
        "({span} by the words of all pages).",
        claimant=label[gap["speaker"]],
        scope=briefing.collection.scopes.at[gap["scope"], "label"],
        subject=in_sentence(briefing.collection.words.forces.at[gap["subject"], "label"]),
        claimed=as_reported(briefing, gap["numerator_claims"]),
        assessor=label[gap["denominator_speaker"]],
        verb="rejected this and gave" if rejected else "gave",
        assessed=as_reported(briefing, gap["denominator_claims"]),
        as_of=Day(gap["as_of"]),
        age=counted((gap["stated_on"] - gap["as_of"]).days, "day", made),
        points=quantity(gap["value"], made),
        span=span(_over_pages(gap), made),
    )
    said += _times(briefing.ratio("claim_to_assessment"))
    if "as_of_apart" not in gap["flags"]:
        return said
    return said + say("The two days are far apart.")


def _over_pages(row: pd.Series) -> Interval:
    """Return what the words of all pages allow, those that were retold too."""
    return Interval(
        row["versions_low"], np.inf if pd.isna(row["versions_high"]) else row["versions_high"]
    )


def _times(row: pd.Series | None) -> Passage:
    """Say a ratio of shares as times as much."""
    if row is None or pd.isna(row["value"]) or not row["versions_low"] > 0:
        return say("No ratio of the two shares is given.")
    made = receipts.of_ratio(row)
    return say(
        "The first is {times} times the second ({allowed}).",
        times=quantity(row["value"], made),
        allowed=span(_over_pages(row), made),
    )


@keyed
def title(collection: Collection, scope: str) -> str:
    """Head the shares of an area, claimed and assessed, with the least and the most."""
    words, area = collection.words, area_of(scope, collection)
    side = side_of_shares(collection.points, scope, words)
    if not side:
        return f"Share of {area} said to be held"
    party = words.forces.at[side, "party"]
    adjective = words.forces.at[side, "label"]
    holder = words.parties["label"].get(party, adjective)
    shares = control_shares(collection.points, scope, words)
    spread = least_to_most(shares["low"].min(), shares["high"].max())
    return (
        f"Speakers put the share of {area} held by the side of {in_sentence(holder)} at {spread} %"
    )


def gap_title(briefing: Briefing) -> str:
    """Head one claimed share beside one assessment."""
    row = briefing.ratio("control_gap_points")
    label = briefing.collection.words.spoken
    if row is None:
        return "A claimed share beside an assessment"
    claimed, assessed = (
        worded(row[f"{side}_claims"], briefing.collection) for side in ("numerator", "denominator")
    )
    return (
        f"{label[row['speaker']]} put the share at {claimed}, "
        f"{label[row['denominator_speaker']]} gave {assessed}"
    )


@keyed
def share_rows(collection: Collection, scope: str) -> pd.DataFrame:
    """Lay the stated shares of an area out for `plots.slope`."""
    return _laid_out(control_shares(collection.points, scope, collection.words), collection)


def gap_rows(gap: pd.Series, collection: Collection) -> pd.DataFrame:
    """Lay one claim and the assessment it is set against out for `plots.gap`."""
    ids = [gap["numerator_claims"], gap["denominator_claims"]]
    shares = _shares(collection, gap["scope"])
    return _laid_out(shares.set_index("claim_id").loc[ids].reset_index(), collection)


def _laid_out(shares: pd.DataFrame, collection: Collection) -> pd.DataFrame:
    return shares.assign(
        label=shares["speaker"].map(collection.speakers["label"]),
        side=sides_of_speakers(shares["speaker"], collection),
        stated_on=shares["as_of"],
        value=drawn_point(shares),
        receipt=list(receipts.of_claims(collection, shares["claim_id"])),
    )


@fact
def _shares(collection: Collection, scope: str) -> pd.DataFrame:
    return control_shares(collection.points, scope, collection.words)


def gap_of(day: Briefing) -> tuple[pd.DataFrame, dict[str, float]]:
    """Lay the day's claimed share and its assessment out for `plots.gap`; empty if none."""
    row = day.ratio("control_gap_points")
    if row is None:
        return pd.DataFrame(), {}
    ends = {name: row[name] for name in ("value", "low", "high")}
    return gap_rows(row, day.collection), ends


@keyed
def gaps_table(held: Collection, scope: str) -> Table:
    """List claimed shares of an area beside the last assessment before each."""
    found = held.ratios[
        (held.ratios["ratio"] == "control_gap_points") & (held.ratios["scope"] == scope)
    ]
    rows = ratio_rows(found, held)
    return table(
        rows,
        {
            "stated_on": "claimed on",
            "speaker": "claimed by",
            "first": "claimed",
            "as_of": "assessed as of",
            "denominator_speaker": "assessed by",
            "second": "assessed",
            "value": "gap, points",
            "allowed": "words allow",
            "remarks": "remarks",
        },
        caption="Claimed shares beside the last assessment before each",
        receipts=receipts.of_ratios(found),
        figures=("first", "second", "allowed"),
    ).or_say("No claimed share of the area was located with an assessment before it.")


@keyed
def figure(collection: Collection, scope: str) -> Figure | Passage:
    """Draw the shares of an area, claimed and assessed, over the days they are for."""
    return or_not_reported(
        slope,
        share_rows(collection, scope),
        of=(scope,),
        nothing="No share of the area that somebody holds was located.",
        title=title(collection, scope),
        source=source_line(collection),
    )


def gap_figure(day: Briefing) -> Figure | Passage:
    """Draw the day's claimed share beside the assessment it is set against."""
    return or_not_reported(
        *(gap, *gap_of(day)),
        of=day.keys,
        nothing="",
        title=gap_title(day),
        source=source_line(day.collection),
    )
