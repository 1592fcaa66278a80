"""Claims side by side: one speaker over days, both sides on one day, claim beside assessment.

Nothing here is averaged over speakers, and nothing is filled in. A briefing is one day of one
speaker in one area: what was said, what may be divided, and what may not.

>>> from analysis.collection.collection import load_collection
>>> day = brief(load_collection("bakhmut-2023"), stated_on="2023-03-18",
...             scope="bakhmut_direction", speaker="serhii_cherevatyi")
>>> float(round(day.ratio("killed_per_wounded")["value"], 4))
0.9698
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.collection.collection import Collection, keyed
from analysis.data.names import LESS
from analysis.data.vocabulary import Vocabulary
from analysis.errors import Offering, RatioError
from analysis.ratios.gate import entry, read_catalogue
from analysis.ratios.references import SERIES, has_both
from analysis.ratios.series import SeriesRatio, series_ratio, words_together
from analysis.store.reads import fact
from analysis.terms import DIVIDED, LEAD, PERIOD_KINDS
from analysis.text import card, claims_of

LOSS_MEASURES = ("killed", "wounded", "casualties", "lost_unspecified")

NOTHING = {"stated_on": "datetime64[s]", "numerator": "float64", "denominator": "float64"}

NO_SINGLE = "on no day do the words allow a single value"

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
        If a key is not known or left empty, or there is no such ratio, with the nearest.
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
    vague = located & ~enters_sum(days)
    figures.loc[vague, ["numerator", "denominator"]] = float("nan")
    found = series_ratio(figures, calendar=calendar, form=declared.form)
    if found.status in ("missing", "undefined_zero_zero") and vague.any():
        # Noughts alone have no ratio, and with the days of a range they have its.
        words = words_together(days[located], form=declared.form)
        found = replace(found, status="missing", reason=NO_SINGLE, wording=words)
    one_only = int((~located).sum())
    return replace(found, days_one_only=one_only, days_without_point=int(vague.sum()))


def gives_range_alone(days: pd.DataFrame) -> pd.Series:
    """Mark the days with both figures whose words allow a range and no single ratio."""
    return has_both(days) & days["value"].isna() & (days["status"] != "undefined_zero_zero")


def enters_sum(days: pd.DataFrame) -> pd.Series:
    """Mark the days with both figures that a ratio of sums takes: those with single numbers."""
    return has_both(days) & has_single_numbers(days)


def has_single_numbers(days: pd.DataFrame) -> pd.Series:
    """Mark the days whose figures are single numbers, and their ratio is, or is not defined."""
    numbers = days[["numerator", "denominator"]].notna().all(axis=1)
    return numbers & (days["value"].notna() | (days["status"] == "undefined_zero_zero"))


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
    both = has_both(days)
    known = dict.fromkeys(days["stated_on"], "one")
    known |= dict.fromkeys(days.loc[both, "stated_on"], "both")
    return pd.DataFrame({"day": calendar, "state": [known.get(day, "none") for day in calendar]})


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
    speaks = points["party"].map(words.side_of).fillna("")
    about = points["subject"].map(words.side_of_force).fillna("")
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
    said = [*zip(daily["stated_on"], daily["side"], daily["about"], strict=True)]
    known = set(said)
    answered = [(day, about, side) in known for day, side, about in said]
    both = daily[np.array(answered, dtype=bool)].drop(columns="about")
    place = {party: number for number, party in enumerate(words.parties.index)}
    order = both.assign(_place=both["side"].map(place))
    order = order.sort_values(["stated_on", "_place", "claim_id"], ignore_index=True)
    return order.drop(columns="_place")


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
    # Rows are wide, and there may be a million of them.
    daily = ratios[[*SERIES, "stated_on", "status", "period_kind"]]
    daily = daily[(daily["period_kind"] == "day") & daily["stated_on"].notna()]
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


CONTROL = ("control_gap_points", "claim_to_assessment", "assessment_age_days")
WITHOUT_RATIO = ("infinite_zero_denominator", "undefined_zero_zero")
READ_OFF = ("band_multiple", "implied_other_term", "within_speaker_rank")


@dataclass(frozen=True, eq=False, repr=False)
class Briefing(Offering):
    """What one speaker stated on one day for one area and the areas in it.

    Parameters
    ----------
    collection : Collection
    stated_on : pandas.Timestamp
    scope, speaker : str
        Keys.
    subject : str
        Whose losses are divided, a key of the forces; empty for those of the day's first ratio.
    """

    collection: Collection
    stated_on: pd.Timestamp
    scope: str
    speaker: str
    subject: str = ""

    def __repr__(self) -> str:
        day, scope, speaker = self.keys
        return f"{speaker}, {scope}, {day or 'no day'}: {len(self.claims)} claims"

    def _repr_html_(self) -> str:
        words, lead = self.collection.words, self.ratio(LEAD)
        facts = {
            "speaker": words.speakers.at[self.speaker, "label"],
            "area": words.scopes.at[self.scope, "label"],
            "claims": len(self.claims),
            "ratios": len(self.divided),
            "refused": len(self.refused),
            "killed per wounded": None if lead is None else lead["value"],
        }
        return card(f"Stated on {self.keys[0] or 'no day'}", facts)

    @cached_property
    def areas(self) -> list[str]:
        """The area and those declared to lie in it."""
        return self.collection.words.areas_of(self.scope)

    @property
    def keys(self) -> tuple[str, str, str]:
        """Day, area and speaker, as text; the day is empty if the collection has none."""
        day = "" if pd.isna(self.stated_on) else f"{self.stated_on:%Y-%m-%d}"
        return day, self.scope, self.speaker

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Every ratio of the day, refusals included: the speaker's own, and shares of control."""
        return ratios_of_day(self.collection, *self.keys)

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The speaker's figures for the area that day, and those of one page dated a day apart."""
        return _by_id(claims_of_day(self.collection, *self.keys))

    @cached_property
    def others(self) -> pd.DataFrame:
        """What other speakers stated that day for the area: beside, never divided."""
        return _by_id(claims_of_others(self.collection, *self.keys))

    @property
    def divided(self) -> pd.DataFrame:
        """Ratios of the day that carry an interval, in catalogue order."""
        rows = self.rows[~self.rows["ratio"].isin(READ_OFF)]
        return rows[rows["status"].isin(DIVIDED)].reset_index(drop=True)

    @property
    def own_ratios(self) -> pd.DataFrame:
        """Ratios of the speaker's own figures, for panels: differences and shares left out."""
        rows, catalogue = self.divided, read_catalogue()
        apart = {name for name, one in catalogue.items() if one.form in ("gap", "change", "days")}
        return rows[~rows["ratio"].isin([*CONTROL, *apart])].reset_index(drop=True)

    @property
    def refused(self) -> pd.DataFrame:
        """Pairs of the day that are not divided, each with its reason.

        A figure that lacks its partner is no pair, and is left out.
        """
        undivided = ~self.rows["status"].isin([*DIVIDED, "missing"])
        return self.rows[undivided].reset_index(drop=True)

    def ratio(self, name: str, variant: str = "") -> pd.Series | None:
        """Return one ratio of the day for the area itself, or None if it was not divided.

        Of several periods the day is taken, else the nearest to it; of shares of control the
        speaker's own. What is left over stands in the tables.
        """
        if (name, variant) not in self._ratios:
            rows = self.rows[(self.rows["ratio"] == name) & self.rows["status"].isin(DIVIDED)]
            if variant:
                rows = rows[rows["variant"] == variant]
            elif read_catalogue()[name].scope == "same" and name not in CONTROL:
                rows = rows[rows["scope"] == self.scope]
            self._ratios[name, variant] = self._first(rows, name)
        found = self._ratios[name, variant]
        return None if found is None else found.copy()

    @cached_property
    def _ratios(self) -> dict[tuple[str, str], pd.Series | None]:
        return {}

    @cached_property
    def over_nought(self) -> pd.Series | None:
        """The day's leading pair if its second figure is nought, so that no ratio is finite."""
        rows = self.rows[(self.rows["ratio"] == LEAD) & (self.rows["scope"] == self.scope)]
        return self._first(rows[rows["status"].isin(WITHOUT_RATIO)], LEAD)

    def _first(self, rows: pd.DataFrame, name: str) -> pd.Series | None:
        if self.subject and name not in CONTROL:
            rows = rows[rows["subject"] == self.subject]
        if len(rows) < 2:
            return None if rows.empty else rows.iloc[0]
        order = rows.assign(
            _other=rows["speaker"] != self.speaker,
            _within=rows["scope"] != self.scope,
            _period=rows["period_kind"].map({kind: n for n, kind in enumerate(PERIOD_KINDS)}),
        )
        by = ["_other", "_within", "_period", "period", "subject", "numerator_claims"]
        return rows.loc[order.sort_values([*by, "denominator_claims"], kind="stable").index[0]]

    @cached_property
    def about(self) -> str | None:
        """Whose losses the page divides: as chosen, or those of the day's ratio; None if none."""
        if self.subject:
            return self.subject
        lead = self.ratio(LEAD)
        lead = self.over_nought if lead is None else lead
        return None if lead is None else str(lead["subject"])

    @cached_property
    def history(self) -> pd.DataFrame:
        """The speaker's located days of killed per wounded for the area."""
        return located_days(self.collection, self.scope, self.speaker, self.about)

    @cached_property
    def series(self) -> SeriesRatio | None:
        """The located days together; None where there is none."""
        if self.history.empty:
            return None
        return summarise(self.history, self.collection.calendar)

    @property
    def other_days(self) -> pd.Series:
        """The speaker's ratio on the other located days, in time order."""
        others = self.history[self.history["stated_on"] != self.stated_on]
        return others["value"].dropna()

    @property
    def other_ranges(self) -> pd.DataFrame:
        """The other located days whose words give a range alone: in no rank."""
        others = self.history[self.history["stated_on"] != self.stated_on]
        return others[gives_range_alone(others)]


@keyed
def brief(
    collection: Collection, *, stated_on: str, scope: str, speaker: str, subject: str = ""
) -> Briefing:
    """Choose one day, area, speaker and group of people of a collection.

    Parameters
    ----------
    collection : Collection
    stated_on : str
        Day of announcement, YYYY-MM-DD.
    scope, speaker : str
        Keys; `choices.check_choices` turns any known spelling into them.
    subject : str
        Whose losses are divided, where the speaker spoke of several.

    Raises
    ------
    ParameterError
        If a key is not known, with the nearest, or the day is written in another way.

    Examples
    --------
    >>> from analysis import load_collection
    >>> brief(load_collection("bakhmut-2023"), stated_on="2023-03-18",
    ...       scope="bakhmut_direction", speaker="serhii_cherevatyi")
    serhii_cherevatyi, bakhmut_direction, 2023-03-18: 10 claims
    """
    return Briefing(collection, pd.Timestamp(stated_on), scope, speaker, subject)


def _by_id(claims: pd.DataFrame) -> pd.DataFrame:
    """Sort claims by their ids: where a row stands in its file is nobody's order."""
    return claims.sort_values("claim_id", ignore_index=True)


@fact
def ratios_of_day(collection: Collection, stated_on: str, scope: str, speaker: str) -> pd.DataFrame:
    """Return every ratio of a day: the speaker's own, and shares of control."""
    own = _own_ratios(collection, stated_on, scope, speaker)
    rows = np.union1d(own, _ratios(collection, stated_on, scope, ratio=CONTROL))
    return _taken(collection.ratios, rows)


@fact
def claims_of_day(collection: Collection, stated_on: str, scope: str, speaker: str) -> pd.DataFrame:
    """Return the speaker's figures of a day, and those that a ratio of the day was made of."""
    today = _claims(collection, stated_on, scope, speaker=[speaker])
    own = _own_ratios(collection, stated_on, scope, speaker)
    divided = claims_of(collection.ratios[["numerator_claims", "denominator_claims"]].take(own))
    rows = np.union1d(today, collection.rows_with("points", claim_id=divided))
    return _taken(collection.points, rows)


@fact
def claims_of_others(
    collection: Collection, stated_on: str, scope: str, speaker: str
) -> pd.DataFrame:
    """Return what others than the speaker stated on a day for an area."""
    own = _claims(collection, stated_on, scope, speaker=[speaker])
    return _taken(collection.points, np.setdiff1d(_claims(collection, stated_on, scope), own))


@fact
def located_days(
    collection: Collection, scope: str, speaker: str, subject: str | None
) -> pd.DataFrame:
    """Return the days of the speaker's leading ratio for an area (`comparison.days_of_series`)."""
    days = collection.rows_of(LEAD)
    mine = (days["speaker"] == speaker) & (days["scope"] == scope)
    if subject is None and days.loc[mine, "subject"].nunique() > 1:
        return days.iloc[:0]
    return days_of_series(days, LEAD, speaker=speaker, scope=scope, subject=subject)


def _taken(table: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    return table.take(rows).reset_index(drop=True)


def _own_ratios(collection: Collection, stated_on: str, scope: str, speaker: str) -> np.ndarray:
    own = [ratio for ratio in collection.standing("ratios", "ratio") if ratio not in CONTROL]
    return _ratios(collection, stated_on, scope, speaker=[speaker], ratio=own)


def _ratios(
    collection: Collection, stated_on: str, scope: str, **chosen: Sequence[str]
) -> np.ndarray:
    """Choose the ratios of a day for an area and those in it; a difference counts for its first."""
    areas = collection.words.areas_of(scope)
    scopes = [s for s in collection.standing("ratios", "scope") if s.split(LESS)[0] in areas]
    day = [pd.Timestamp(stated_on)]
    return collection.rows_with("ratios", stated_on=day, scope=scopes, **chosen)


def _claims(
    collection: Collection, stated_on: str, scope: str, **chosen: Sequence[str]
) -> np.ndarray:
    day, areas = [pd.Timestamp(stated_on)], collection.words.areas_of(scope)
    return collection.rows_with("points", stated_on=day, scope=areas, **chosen)
