"""Claims side by side: one speaker over days, both sides on one day, claim beside assessment.

Nothing here is averaged over speakers, and nothing is filled in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.collection.collection import keyed
from analysis.data.vocabulary import Vocabulary
from analysis.errors import RatioError
from analysis.ratios.catalogue import entry, read_catalogue
from analysis.ratios.references import SERIES, has_both
from analysis.ratios.series import SeriesRatio, series_ratio, words_together

if TYPE_CHECKING:
    from analysis.collection.collection import Collection

LOSS_MEASURES = ("killed", "wounded", "casualties", "lost_unspecified")

NOTHING = {"stated_on": "datetime64[s]", "numerator": "float64", "denominator": "float64"}

DAY_STATES = ("both", "one", "none")
"""What was located for a day: both figures, one of them, neither."""


@keyed
def select_series(
    collection: Collection, ratio: str, *, speaker: str, scope: str, subject: str | None = None
) -> pd.DataFrame:
    """Select the days of one speaker's ratio, paired or with one of the two figures.

    Parameters
    ----------
    collection : Collection
    ratio : str
        A pairing of the catalogue.
    speaker, scope : str
        Keys.
    subject : str, optional
        Whose losses; needed only where the speaker spoke of several.

    Returns
    -------
    pandas.DataFrame
        Rows of the ratios table, one a day, in time order; refused pairs are left out, and so are
        days with several statements that nothing tells apart (`days_of_several`).

    Raises
    ------
    ParameterError
        If a key is not known, or there is no such ratio, with the nearest.
    RatioError
        If there are several subjects and none was chosen.

    Examples
    --------
    >>> from analysis import load_collection
    >>> days = select_series(load_collection("bakhmut-2023"), "killed_per_wounded",
    ...                      speaker="serhii_cherevatyi", scope="bakhmut_city")
    >>> days["status"].tolist()
    ['ok', 'ok']
    """
    key = {"speaker": speaker, "scope": scope, "subject": subject}
    return days_of_series(collection.ratios, ratio, **key)


def days_of_series(
    ratios: pd.DataFrame, ratio: str, *, speaker: str, scope: str, subject: str | None = None
) -> pd.DataFrame:
    """Select the days of a series from rows of a ratios table; none for keys without any."""
    days = _series_rows(ratios, ratio, speaker=speaker, scope=scope, subject=subject)
    twice = days[days.duplicated("stated_on", keep=False)]
    if twice["subject"].nunique() > 1:
        kinds = ", ".join(sorted(twice["subject"].unique()))
        raise RatioError(
            f"{ratio} of {speaker} for {scope} has several values on "
            f"{twice['stated_on'].iloc[0]:%Y-%m-%d} (subjects: {kinds}): choose one"
        )
    days = days[~_stands_twice(days)]
    undated = days["stated_on"].isna()
    return days[undated | ~days.duplicated("stated_on")].reset_index(drop=True)


def days_of_several(
    ratios: pd.DataFrame, ratio: str, speaker: str, scope: str, subject: str
) -> int:
    """Count the days that a series leaves out, for they hold several statements of one figure.

    A speaker may give one figure as a claim and as an assessment, or for a part of an area: of
    such statements none is chosen.
    """
    days = _series_rows(ratios, ratio, speaker=speaker, scope=scope, subject=subject)
    return int(days.loc[_stands_twice(days), "stated_on"].nunique())


def _series_rows(
    ratios: pd.DataFrame, ratio: str, *, speaker: str, scope: str, subject: str | None
) -> pd.DataFrame:
    entry(ratio)
    chosen = {"ratio": ratio, "speaker": speaker, "scope": scope, "period_kind": "day"}
    chosen |= {"subject": subject} if subject else {}
    paired = has_both(ratios).to_numpy(bool)
    asked = paired | (ratios["status"] == "missing").to_numpy(bool)
    for column, key in chosen.items():
        asked &= (ratios[column] == key).to_numpy(bool)
    # Rows are chosen by what tells them apart; a row of ratios is wide, and taken once.
    apart = ["stated_on", "numerator_claims", "denominator_claims"]
    rows = ratios[apart].reset_index(drop=True)[asked]
    both = paired[asked]
    rows = rows[both | ~rows["stated_on"].isin(rows.loc[both, "stated_on"])].drop_duplicates()
    rows = rows.sort_values("stated_on", kind="stable")
    return ratios.iloc[rows.index].reset_index(drop=True)


def _stands_twice(days: pd.DataFrame) -> pd.Series:
    """Mark the rows of days that hold several pairs; a day known for one figure holds none."""
    both = days["stated_on"].where(has_both(days))
    return both.duplicated(keep=False) & both.notna()


def summarise(days: pd.DataFrame, calendar: pd.DatetimeIndex | None = None) -> SeriesRatio:
    """Compute the ratio of sums of a selected series, with its coverage and intervals.

    Parameters
    ----------
    days : pandas.DataFrame
        As `select_series` returns it.
    calendar : pandas.DatetimeIndex, optional
        Every day of the period.

    Raises
    ------
    RatioError
        If the entry of the catalogue is not one that may be summed over days.

    Examples
    --------
    >>> from analysis import load_collection
    >>> days = select_series(load_collection("bakhmut-2023"), "killed_per_wounded",
    ...                      speaker="serhii_cherevatyi", scope="bakhmut_direction")
    >>> found = summarise(days)
    >>> found.days_paired, found.value == found.numerator_sum / found.denominator_sum
    (36, True)
    """
    if days.empty:
        nothing = days.reindex(columns=["stated_on", "numerator", "denominator"])
        return series_ratio(nothing.astype(NOTHING), calendar=calendar)
    ratio = days["ratio"].iloc[0]
    declared = entry(ratio)
    if declared.aggregate != "ratio_of_sums":
        raise RatioError(f"{ratio} is never summed over days or speakers")
    if calendar is not None:
        days = days[days["stated_on"].isin(calendar)]
    ends = [f"{side}_{end}" for side in ("numerator", "denominator") for end in ("low", "high")]
    figures = days[["stated_on", "numerator", "denominator", *ends]].copy()
    located = has_both(days)
    vague = located & days["value"].isna() & (days["status"] != "undefined_zero_zero")
    vague |= located & days[["numerator", "denominator"]].isna().any(axis=1)
    figures.loc[vague, ["numerator", "denominator"]] = float("nan")
    found = series_ratio(figures, calendar=calendar, share=declared.form in ("part", "share"))
    if found.status == "missing" and vague.any():
        found = replace(found, wording=words_together(figures[vague]))
    one_only = int((~located).sum())
    return replace(found, days_one_only=one_only, days_without_point=int(vague.sum()))


def day_states(days: pd.DataFrame, calendar: pd.DatetimeIndex) -> pd.DataFrame:
    """Say for each day of a calendar what was located for a series: one of `DAY_STATES`.

    Returns
    -------
    pandas.DataFrame
        Columns day and state, one row a day of the calendar, in order.

    Examples
    --------
    >>> from analysis import load_collection
    >>> held = load_collection("bakhmut-2023")
    >>> days = select_series(held, "killed_per_wounded", speaker="serhii_cherevatyi",
    ...                      scope="bakhmut_direction")
    >>> day_states(days, held.calendar)["state"].iloc[30]
    'both'
    """
    both = set(days.loc[has_both(days), "stated_on"])
    one = set(days["stated_on"]) - both
    states = ["both" if day in both else "one" if day in one else "none" for day in calendar]
    return pd.DataFrame({"day": calendar, "state": states})


def opposing_days(points: pd.DataFrame, words: Vocabulary) -> pd.DataFrame:
    """Set both sides' daily figures about the other's losses beside each other.

    The two count different people: they are never divided by each other.

    Parameters
    ----------
    points : pandas.DataFrame
        `Collection.points`.
    words : Vocabulary

    Returns
    -------
    pandas.DataFrame
        The claims of those who fight about the other side's losses over one day, on days for
        which two sides stated each other's, with `side`, the side that speaks; sorted by day,
        side (as the parties stand in their table) and claim.
    """
    speaks, about = (
        points["party"].map(words.side_of).fillna(""),
        points["subject"].map(words.side_of_force).fillna(""),
    )
    # Whole columns come first: a column given to a table without rows would lend it its own.
    points = points.assign(side=speaks, about=about)
    daily = points[
        (points["period_kind"] == "day")
        & points["stated_on"].notna()
        & points["measure"].isin(LOSS_MEASURES)
        & (points["stance"] == "claim")
        & (speaks != "")
        & (about != "")
        & (about != speaks)
    ]
    said = set(zip(daily["stated_on"], daily["side"], daily["about"], strict=True))
    answered = [
        (day, about, side) in said
        for day, side, about in zip(daily["stated_on"], daily["side"], daily["about"], strict=True)
    ]
    both = daily[np.array(answered, dtype=bool)]
    place = {party: number for number, party in enumerate(words.parties.index)}
    order = both.assign(_place=both["side"].map(place))
    order = order.sort_values(["stated_on", "_place", "claim_id"], ignore_index=True)
    return order.drop(columns=["_place", "about"])


def side_of_shares(points: pd.DataFrame, scope: str, words: Vocabulary) -> str:
    """Return the force whose side's shares of an area are listed; empty if there are none.

    Forces of one opponent are one side. The side with the most shares is taken, named by
    its first force; of several with as many the first. First is meant by the keys.
    """
    subjects = _shares_of(points, scope)["subject"]
    sides = subjects[subjects != "none"].map(lambda force: _side_of(force, words))
    counted = sides.value_counts()
    return min(counted.index, key=lambda force: (-counted[force], force), default="")


def _side_of(force: str, words: Vocabulary) -> str:
    """Return the first force that has the same opponent; the force itself if it has none."""
    against = words.opponent_of.get(force)
    return min((f for f, other in words.opponent_of.items() if other == against), default=force)


def _shares_of(points: pd.DataFrame, scope: str) -> pd.DataFrame:
    return points[
        (points["measure"] == "control_share")
        & (points["scope"] == scope)
        & points["stated_on"].notna()
        & (points["stance"] != "denial")
    ]


def control_shares(points: pd.DataFrame, scope: str, words: Vocabulary) -> pd.DataFrame:
    """List the stated shares of an area as held by one side, whoever stated them.

    The side is that of `side_of_shares`. A share stated for the force that opposes it is turned
    into its complement and marked: what is left may also be contested ground. Shares of further
    sides are left out.

    Returns
    -------
    pandas.DataFrame
        Columns claim_id, as_of, speaker, kind (claim, assessment or supporter), subject, value,
        low, high, complement, contradicted (a key of `terms.DENIERS`; empty if nobody said so),
        reported; in time order.
    """
    rows, side = _shares_of(points, scope), side_of_shares(points, scope, words)
    sides = rows["subject"].map(lambda force: _side_of(force, words) if force != "none" else side)
    against = words.opponent_of.get(side)
    rows = rows[(sides == side) | (rows["subject"] == against)]
    turned = rows["subject"] == against
    shares = pd.DataFrame(
        {
            "claim_id": rows["claim_id"],
            "as_of": rows["stated_on"],
            "speaker": rows["speaker"],
            "kind": rows["stance"].replace("estimate", "supporter"),
            "subject": rows["subject"],
            "value": rows["value"].mask(turned, 100 - rows["value"]),
            "low": rows["low"].mask(turned, 100 - rows["high"]),
            "high": rows["high"].mask(turned, 100 - rows["low"]),
            "complement": turned,
            "contradicted": deniers_of(rows, words),
            "reported": rows["reported"],
        }
    )
    return shares.sort_values(["as_of", "claim_id"], ignore_index=True)


def deniers_of(claims: pd.DataFrame, words: Vocabulary) -> pd.Series:
    """Say where those stand who call claims untrue: a key of `terms.DENIERS`, or empty."""
    checker = claims["checked_by"].map(words.speakers["party"])
    standing = checker.map(words.standing_of).fillna("unnamed")
    own = checker.map(words.side_of) == claims["party"].map(words.side_of)
    found = standing.mask(standing == "side", own.map({True: "own", False: "opponent"}))
    return found.where(claims["verification"] == "contradicted", "")


def series_found(ratios: pd.DataFrame) -> pd.DataFrame:
    """Count the days of every daily series: those with both figures and those with one.

    Examples
    --------
    >>> from analysis import load_collection
    >>> found = series_found(load_collection("bakhmut-2023").ratios)
    >>> found.loc[found["days_paired"].idxmax(), "speaker"]
    'serhii_cherevatyi'
    """
    daily = ratios[(ratios["period_kind"] == "day") & ratios["stated_on"].notna()]
    summed = [e.name for e in read_catalogue().values() if e.aggregate == "ratio_of_sums"]
    located = has_both(daily) | (daily["status"] == "missing")
    daily = daily[located & daily["ratio"].isin(summed)]
    counted = daily.assign(both=has_both(daily)).groupby([*SERIES, "both"])["stated_on"]
    return (
        counted.nunique()
        .unstack(fill_value=0)
        .reindex(columns=[True, False], fill_value=0)
        .set_axis(["days_paired", "days_one_only"], axis=1)
        .reset_index()
        .sort_values(["ratio", "days_paired"], ascending=[True, False], ignore_index=True)
    )
