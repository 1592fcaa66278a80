"""What is counted of a collection: pages, pairs that were judged, losses stated apart.

A count says what it counts: what is worked out from pairs is no pair that was found.
"""

from __future__ import annotations

import pandas as pd

from analysis.collection.collection import Collection
from analysis.ratios.catalogue import read_catalogue
from analysis.ratios.derived import has_both
from analysis.store.reads import fact
from analysis.terms import LEAD

TOGETHER = ("casualties", "lost_unspecified", "irrecoverable_losses")
"""Measures of people lost that do not say how many were killed and how many wounded."""


@fact
def pages_of(collection: Collection) -> list[str]:
    """List the pages on which a figure that was kept stands."""
    claims = collection.claims
    further = {page for ids in claims["also_in"].unique() for page in ids.split(";") if page}
    return sorted(set(claims["source_id"]) | further)


def pairs_judged(collection: Collection) -> pd.DataFrame:
    """Return the ratios of two figures, refusals and missing ones too, without what is derived."""
    pairings = [entry.name for entry in read_catalogue().values() if entry.is_pairing]
    return collection.ratios[collection.ratios["ratio"].isin(pairings)]


def divided_about_fighters(collection: Collection) -> pd.DataFrame:
    """Return the pairs of killed and wounded that may be divided, without those about civilians."""
    pairs = collection.rows_of(LEAD)
    return pairs[has_both(pairs) & ~pairs["subject"].isin(collection.words.civilians)]


def rows_of_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Join the pairs of one series of days; a pair over another time, or without a day, is alone.

    Returns
    -------
    pandas.DataFrame
        One row a series or single pair: speaker, party, subject, scope.
    """
    daily = (pairs["period_kind"] == "day") & pairs["stated_on"].notna()
    key = ["speaker", "party", "subject", "scope"]
    series = pairs.loc[daily, key].drop_duplicates(["speaker", "subject", "scope"])
    return pd.concat([series, pairs.loc[~daily, key]], ignore_index=True)


def figures_apart(collection: Collection) -> pd.DataFrame:
    """Count for each party that fights its figures of wounded, of killed, and of both together.

    Returns
    -------
    pandas.DataFrame
        Indexed by party, the one with most figures first; columns wounded, killed, together.
    """
    points = collection.points
    fights = points[points["party"].isin(list(collection.words.side_of))]
    kinds = {"wounded": "wounded", "killed": "killed"} | dict.fromkeys(TOGETHER, "together")
    counted = pd.crosstab(fights["party"], fights["measure"].map(kinds))
    counted = counted.reindex(columns=["wounded", "killed", "together"], fill_value=0)
    return counted.loc[most_first(counted.sum(axis="columns")).index]


def most_first(counts: pd.Series) -> pd.Series:
    """Order counts from the highest, and those that are equal by their key.

    The rows of a table come in any order, and what is said of them in one.

    >>> most_first(pd.Series({"south": 2, "north": 2, "desk": 3})).to_dict()
    {'desk': 3, 'north': 2, 'south': 2}
    """
    return counts.sort_index().sort_values(ascending=False, kind="stable")
