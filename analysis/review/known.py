"""Whether a figure is in a collection already: on the same page, or as an echo of a statement."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.claims.cleaning import clean_claims
from analysis.claims.echoes import group_origins
from analysis.data.dates import read_days
from analysis.data.names import fold
from analysis.data.vocabulary import Vocabulary
from analysis.terms import CLAIM_FIELDS

SAME = ("stance", "measure", "subject", "scope", "unit")
"""What a claim must share with a draft, besides the speaker, to be looked at."""
NEW = "\x00draft"


@dataclass(frozen=True)
class Known:
    """What a collection holds of the statement that a draft belongs to.

    Parameters
    ----------
    same_page, echo : str
        The claim that gives the same figure on the same page, or on another; empty if none.
    other_values : tuple of (str, str)
        Claims of the same statement with another value, each with its words.
    """

    same_page: str = ""
    echo: str = ""
    other_values: tuple[tuple[str, str], ...] = ()

    @property
    def refusal(self) -> str:
        """Why the draft may not be accepted, in words; empty if it may."""
        if self.same_page:
            return f"the figure is there already: claim {self.same_page}, from the same page"
        if self.echo:
            return f"the figure is there already: claim {self.echo}, the same statement on a page"
        return ""

    @property
    def remark(self) -> str:
        """What else the statement says, in words; empty if nothing."""
        told = [f"{claim_id} ({reported})" for claim_id, reported in self.other_values]
        return f"the same statement has another value in {', '.join(told)}" if told else ""


def known_of(
    row: dict[str, str], claims: pd.DataFrame, readings: pd.DataFrame, words: Vocabulary
) -> Known:
    """Look for the statement of a draft among the claims of a collection.

    Parameters
    ----------
    row : dict
        The draft as a row of claims.csv, with the id of its page if that is listed.
    claims, readings : pandas.DataFrame
        As they are read: text.
    words : Vocabulary
    """
    near = claims[_like(row, claims, words) & _near(row, claims)]
    if near.empty:
        return Known()
    ours = pd.DataFrame([{**row, "claim_id": NEW}], columns=list(CLAIM_FIELDS))
    raw = pd.concat([near[list(CLAIM_FIELDS)].astype("str"), ours.astype("str")])
    cleaned, _ = clean_claims(raw.reset_index(drop=True), words, readings)
    grouped = group_origins(cleaned)
    if NEW not in set(grouped["claim_id"]):
        return Known()
    draft = grouped[grouped["claim_id"] == NEW].iloc[0]
    others = grouped[grouped["claim_id"] != NEW]
    equal = (others[["low", "high"]].fillna(-1) == draft[["low", "high"]].fillna(-1)).all(axis=1)
    statement = others["origin_id"] == draft["origin_id"]
    here = others[equal & _on_page(others, row["source_id"]) & _same_time(others, draft)]
    echo = others[equal & statement]
    differing = others[statement & ~equal]
    return Known(
        same_page=_first(here),
        echo="" if len(here) else _first(echo),
        other_values=tuple(zip(differing["claim_id"], differing["reported"], strict=True)),
    )


def _like(row: dict[str, str], claims: pd.DataFrame, words: Vocabulary) -> pd.Series:
    spelt = words.speaker_aliases
    speaker = spelt.get(fold(row["speaker"]), "")
    names = {name for name in claims["speaker"].unique() if spelt.get(fold(name)) == speaker}
    alike = claims["speaker"].isin(names)
    for column in SAME:
        alike &= claims[column] == row[column]
    return alike


def _near(row: dict[str, str], claims: pd.DataFrame) -> pd.Series:
    """Keep what may be the same statement: a day apart at most, without a day, or on one page."""
    days, day = read_days(claims["stated_on"]), read_days(pd.Series([row["stated_on"]])).iloc[0]
    if pd.isna(day):
        return pd.Series(True, index=claims.index)
    close = (days - day).abs() <= pd.Timedelta(days=1)
    return close | days.isna() | _on_page(claims, row["source_id"])


def _on_page(claims: pd.DataFrame, source_id: str) -> pd.Series:
    pages = claims["source_id"] + ";" + claims["also_in"]
    return pages.str.split(";").map(lambda ids: bool(source_id) and source_id in ids)


def _same_time(claims: pd.DataFrame, draft: pd.Series) -> pd.Series:
    same = claims["period"] == draft["period"]
    apart = claims["stated_on"].notna() & (claims["stated_on"] != draft["stated_on"])
    return same & ~(apart & pd.notna(draft["stated_on"]))


def _first(rows: pd.DataFrame) -> str:
    return str(rows["claim_id"].iloc[0]) if len(rows) else ""
