"""Rows of figures about a collection: coverage, wordings, days, shares, both sides."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.compare import control_shares, day_states, opposing_days
from analysis.collection.labels import kinds_of, labelled, told_apart
from analysis.errors import AnalysisError
from analysis.ratios.derived import has_both
from analysis.ratios.series import SeriesRatio
from analysis.reports.receipts.recipes import recipe, recipes_of
from analysis.text.readable import period_words

Series = tuple[str, str, str, str]
"""Speaker, measure, area and subject of figures over days."""

SIDE = ["label", "value", "low", "high"]
"""What a side of paired figures needs."""

GROUP_OF_UNIT = {"persons": "People", "events": "Events"}
HEDGES_SHOWN = 14
"""Phrases in a strip: what fits on one page of a phone."""


def drawn_point(rows: pd.DataFrame) -> pd.Series:
    """Keep the value as stated where the words allow it: "more than 50" is drawn as a bar alone.

    >>> drawn_point(pd.DataFrame({"value": [50, 50], "low": [51, 45], "high": [59, 55]})).tolist()
    [nan, 50.0]
    """
    value = rows["value"].astype(float)
    allowed = (value >= rows["low"]) & ~(value > rows["high"])
    return value.where(allowed | np.isinf(value))


def count_rows(claims: pd.DataFrame, collection: Collection) -> pd.DataFrame:
    """Lay raw figures of people and events out for `plots.counts`, others left out.

    Figures of different times never share an axis; whom they are about is told where it differs.
    """
    shown = claims[claims["unit"].isin(GROUP_OF_UNIT)].copy()
    named, apart = labelled(shown, collection), told_apart(shown)
    label, group = named["measure"].str.capitalize(), shown["unit"].map(GROUP_OF_UNIT)
    if "subject" in apart:
        label = label + named["subject"].map(lambda about: f", {about}" if about else "")
    if "period" in apart:
        group = group + shown["period"].map(lambda period: f", over {period_words(period)}")
    return named.assign(
        label=label + ", " + named["scope"],
        group=group,
        kind=kinds_of(shown, collection),
        receipt=[recipe("claim", key) for key in shown["claim_id"]],
        value=drawn_point(shown),
    ).sort_values(["group", "claim_id"], ascending=[False, True], ignore_index=True)


def strip_rows(claims: pd.DataFrame, collection: Collection) -> pd.DataFrame:
    """Choose for `plots.wording` one claim of each kind of hedged or vague wording.

    The first claim of each kind stands for it; exact figures need no strip.
    """
    hedged = claims[~claims["wording"].isin(["exact", "exactly"])]
    chosen = hedged.sort_values("claim_id").drop_duplicates("wording").head(HEDGES_SHOWN)
    named = labelled(chosen, collection)
    label = named["measure"] + ", " + named["speaker"]
    made = [recipe("claim", key) for key in chosen["claim_id"]]
    rows = chosen.assign(label=label, value=drawn_point(chosen), receipt=made)
    return rows.sort_values("low", ignore_index=True)


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
            "flagged": both["flags"].str.contains("day_inferred"),
            "highlight": both["stated_on"].dt.strftime("%Y-%m-%d") == highlight,
            "receipt": recipes_of(both),
        }
    ).reset_index(drop=True)


def timeline_summary(series: SeriesRatio | None) -> dict[str, float]:
    """Name the parts of a series that a timeline draws; a missing interval is missing.

    Empty if there is no series, for then there is no timeline either.
    """
    if series is None:
        return {}
    spread = series.between_day
    median = series.typical_briefing_median
    return {
        "value": float("nan") if series.value is None else series.value,
        "low": spread.low if spread else float("nan"),
        "high": spread.high if spread else float("nan"),
        "median": float("nan") if median is None else median,
        "days_paired": series.days_paired,
        "days_in_period": series.days_in_period,
    }


def calendar_rows(
    days: pd.DataFrame, collection: Collection, *, speaker: str, scope: str, subject: str = ""
) -> pd.DataFrame:
    """Lay the days of the collection out for `plots.calendar`; empty if none was located."""
    states = day_states(days, collection.calendar)
    made = calendar_receipt(speaker=speaker, scope=scope, subject=subject)
    return states.assign(receipt=made) if len(days) else states.iloc[:0]


def share_rows(collection: Collection, scope: str) -> pd.DataFrame:
    """Lay the stated shares of an area out for `plots.slope`."""
    shares = control_shares(collection.points, scope, collection.words)
    return shares.assign(
        label=shares["speaker"].map(collection.speakers["label"]),
        stated_on=shares["as_of"],
        value=drawn_point(shares),
        receipt=[recipe("claim", key) for key in shares["claim_id"]],
    )


def paired_rows(collection: Collection, left: Series, right: Series) -> pd.DataFrame:
    """Lay the figures of two speakers for the same days out for `plots.paired`.

    Parameters
    ----------
    collection : Collection
    left, right : tuple of str
        Speaker, measure, scope and subject of each side.

    Returns
    -------
    pandas.DataFrame
        One row a day for which both were stated.
    """
    daily = collection.points[
        (collection.points["period_kind"] == "day") & (collection.points["stance"] == "claim")
    ]
    sides = [_side(daily, chosen, collection) for chosen in (left, right)]
    both = sides[0].join(sides[1], lsuffix="_l", rsuffix="_r", how="inner")
    ids = both.pop("claim_id_l") + ";" + both.pop("claim_id_r")
    both.columns = [f"{side}_{name}" for side in ("left", "right") for name in SIDE]
    made = [recipe("claim", pair) for pair in ids]
    return both.assign(receipt=made).reset_index(names="day")


def shared_days(collection: Collection) -> pd.DataFrame:
    """Lay the two series that share the most days out for `plots.paired`; empty if none does."""
    if opposing_days(collection.points, collection.words).empty:
        return pd.DataFrame(columns=["day"])
    return paired_rows(collection, *most_shared_days(collection))


def _side(daily: pd.DataFrame, chosen: Series, collection: Collection) -> pd.DataFrame:
    speaker, measure, scope, _ = chosen
    rows = daily[(daily[["speaker", "measure", "scope", "subject"]] == chosen).all(axis=1)]
    rows = (
        rows.sort_values("claim_id")
        .drop_duplicates("stated_on")
        .set_index("stated_on")
        .sort_index()
    )
    words = collection.words
    subject = rows["subject"].map(words.forces["label"]).iloc[:1]
    label = (
        f"{words.speakers.at[speaker, 'label']}: {words.measures.at[measure, 'label']}, "
        f"{''.join(subject)}, {words.scopes.at[scope, 'label']}"
    )
    ends = rows[["low", "high", "claim_id"]].assign(label=label, value=drawn_point(rows))
    return ends[[*SIDE, "claim_id"]]


def opposing_table(collection: Collection) -> pd.DataFrame:
    """List both sides' daily figures about the other's losses, on the days that have both."""
    return labelled(opposing_days(collection.points, collection.words), collection)


def undated_figures(collection: Collection, *, speaker: str, scope: str, subject: str = "") -> int:
    """Count the speaker's killed and wounded for an area that no day is known for."""
    claims = collection.points
    mine = claims[(claims["speaker"] == speaker) & (claims["scope"] == scope)]
    mine = mine[mine["subject"] == subject] if subject else mine
    return int((mine["measure"].isin(["killed", "wounded"]) & mine["stated_on"].isna()).sum())


def most_shared_days(collection: Collection) -> tuple[Series, Series]:
    """Find the two series of opposing sides that share the most days.

    Returns
    -------
    tuple
        Speaker, measure, area and subject of each; in the order of the table of parties.

    Raises
    ------
    AnalysisError
        If no day has figures of both sides.
    """
    days = opposing_days(collection.points, collection.words)
    key = ["speaker", "measure", "scope", "subject"]
    place = {side: number for number, side in enumerate(collection.words.parties.index)}
    days = days.assign(
        against=days["subject"].map(collection.words.side_of_force), _place=days["side"].map(place)
    )
    both = days.merge(days, on="stated_on", suffixes=("_1", "_2"))
    answers = (both["side_1"] == both["against_2"]) & (both["side_2"] == both["against_1"])
    both = both[answers & (both["_place_1"] < both["_place_2"])]
    if both.empty:
        raise AnalysisError("no day has figures of both sides about the other's losses")
    keys = [f"{name}_{side}" for side in (1, 2) for name in key]
    shared = both.groupby(keys, sort=False)["stated_on"].nunique()
    chosen = shared.index[shared == shared.max()][0]
    return chosen[:4], chosen[4:]


def calendar_receipt(*, speaker: str, scope: str, subject: str = "") -> str:
    """Write the recipe of the days of a month that were located."""
    return recipe("calendar", "killed_per_wounded", speaker, scope, *filter(None, [subject]))


def series_receipt(days: pd.DataFrame) -> str:
    """Write the recipe of a series over its days; empty if no day was located."""
    if days.empty:
        return ""
    return recipe("series", *days.iloc[0][["ratio", "speaker", "scope", "subject"]])
