"""Receipts that several topics give: of claims, of ratios, of a series, of counts and of bands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.labels import allowed
from analysis.ratios.catalogue import entry
from analysis.ratios.references import has_both, read_bands
from analysis.ratios.series import SeriesRatio
from analysis.store.reads import fact
from analysis.terms import STATUS_WORDS
from analysis.text.receipt import Receipt, claims_of, named

RATIO_KEY = ["ratio", "variant", "numerator_claims", "denominator_claims"]
"""What tells the rows of a ratios table apart."""
COMPUTED = {
    "part": "first over the sum of both",
    "odds": "first over what is left of the second",
    "gap": "first less second",
    "change": "first less second",
    "days": "days between",
}
"""What was done with two figures, by the form of a ratio; else they were divided."""


def of_claim(collection: Collection, claim_ids: str) -> Receipt:
    """Tell how claims are worded, and what the words allow.

    Parameters
    ----------
    collection : Collection
    claim_ids : str
        One id, or several with semicolons between them.
    """
    made, ids = ("claim", claim_ids), tuple(claim_ids.split(";"))
    return Receipt(made, _how_read(collection, claim_ids), ids)


def of_claims(collection: Collection, claim_ids: Iterable[str]) -> Iterator[Receipt]:
    """Give the receipt of each of several figures."""
    return (of_claim(collection, ids) for ids in claim_ids)


@fact
def _how_read(collection: Collection, claim_ids: str) -> tuple[str, ...]:
    ids = claim_ids.split(";")
    if collection.sums.get(ids[0]) == claim_ids:
        return ("The rows of the table are events of their own, and were added up.",)
    rows = (collection.records[claim_id] for claim_id in ids)
    return tuple(
        f"As reported: “{row['reported']}”; the words allow "
        f"{allowed(row['low'], row['high']) or 'no number'}."
        for row in rows
    )


def of_ratio(row: pd.Series) -> Receipt:
    """Tell how one row of a ratios table was paired and computed, and what became of it."""
    return _of_ratio(*(row[name] for name in (*RATIO_KEY, "status", "reason")))


def of_ratios(rows: pd.DataFrame) -> list[Receipt]:
    """Give the receipt of each row of a ratios table."""
    told = rows[[*RATIO_KEY, "status", "reason"]]
    return [_of_ratio(*row) for row in told.itertuples(index=False, name=None)]


def _of_ratio(ratio: str, variant: str, first: str, second: str, *ending: str) -> Receipt:
    declared, (status, reason) = entry(ratio), ending
    became = f"Status: {STATUS_WORDS[status]}"
    steps = (
        f"Paired as {declared.label}: {declared.read_as}.",
        f"{became}; {reason}." if reason else f"{became}.",
        f"Computed as {COMPUTED.get(declared.form, 'first over second')}.",
    )
    return Receipt(("ratio", ratio, variant, first, second), steps, named(first, second))


def of_series(days: pd.DataFrame, found: SeriesRatio) -> Receipt | None:
    """Tell how the days of a series were added up; None if there is no day.

    Parameters
    ----------
    days : pandas.DataFrame
        As `compare.select_series` returns them.
    found : SeriesRatio
        The same days together.
    """
    if days.empty:
        return None
    key = tuple(days.iloc[0][["ratio", "speaker", "scope", "subject"]])
    steps = (
        f"Days with both figures of {entry(key[0]).label} were added up: sum over sum.",
        f"Between days: {found.between_day_method or 'no interval'}; {found.between_day_note}.",
    )
    return Receipt(("series", *key), steps, claims_of(days[has_both(days)]))


def of_count(what: str, *key: str) -> Receipt:
    """Tell what was counted.

    >>> of_count("party", "russia").steps
    ('Counted in the tables of the collection: the rows of this party.',)
    """
    which = f": the rows of this {what}" if key else ""
    return Receipt(("count", what, *key), (f"Counted in the tables of the collection{which}.",))


def of_band(name: str) -> Receipt:
    """Tell where a reference band comes from, and that it was turned round."""
    published = read_bands("wounded_per_killed", norms=True).set_index("name").loc[name]
    step = f"Published as wounded for each killed: {published['definition']}; turned round."
    return Receipt(("band", name), (step, f"Source: {published['source']}."))
