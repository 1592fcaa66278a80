"""One day of one speaker in one area: what was said, what may be divided, and what may not.

>>> from analysis.collection.collection import load_collection
>>> day = brief(load_collection("bakhmut-2023"), stated_on="2023-03-18",
...             scope="bakhmut_direction", speaker="serhii_cherevatyi")
>>> float(round(day.ratio("killed_per_wounded")["value"], 4))
0.9698
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.collection.collection import Collection, keyed
from analysis.collection.comparison import days_of_series, summarise
from analysis.errors import Offering
from analysis.ratios.catalogue import read_catalogue
from analysis.ratios.series import SeriesRatio
from analysis.store.reads import fact
from analysis.terms import DIVIDED, LEAD, PERIOD_KINDS
from analysis.text.say import claims_of
from analysis.text.tables import card

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
            self._ratios[name, variant] = self._ratio(name, variant)
        found = self._ratios[name, variant]
        return None if found is None else found.copy()

    @cached_property
    def _ratios(self) -> dict[tuple[str, str], pd.Series | None]:
        return {}

    def _ratio(self, name: str, variant: str) -> pd.Series | None:
        rows = self.rows[(self.rows["ratio"] == name) & self.rows["status"].isin(DIVIDED)]
        if variant:
            rows = rows[rows["variant"] == variant]
        elif read_catalogue()[name].scope == "same" and name not in CONTROL:
            rows = rows[rows["scope"] == self.scope]
        return self._first(rows, name)

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
    scopes = [s for s in collection.standing("ratios", "scope") if s.split(" less ")[0] in areas]
    day = [pd.Timestamp(stated_on)]
    return collection.rows_with("ratios", stated_on=day, scope=scopes, **chosen)


def _claims(
    collection: Collection, stated_on: str, scope: str, **chosen: Sequence[str]
) -> np.ndarray:
    day, areas = [pd.Timestamp(stated_on)], collection.words.areas_of(scope)
    return collection.rows_with("points", stated_on=day, scope=areas, **chosen)
