"""Receipts of numbers that an analyst worked out of rows by a named way."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.collection.collection import Collection
from analysis.text.receipt import Receipt, claims_of

WAYS: dict[str, Callable[[pd.Series], float]] = {
    "mean": pd.Series.mean,
    "median": pd.Series.median,
    "least": pd.Series.min,
    "most": pd.Series.max,
    "count": pd.Series.count,
}
"""Ways to one number of many rows; a row whose number is missing is left out and counted."""


def of_claims(held: Collection, way: str, column: str, *claim_ids: str) -> Receipt:
    """Follow a number worked out of claims."""
    rows = held.claims_behind(";".join(claim_ids))
    return _worked_out(way, rows[column], f"claims, of the column {column}", claim_ids)


def of_ratios(
    held: Collection, way: str, column: str, ratio: str, variant: str, *pairs: str
) -> Receipt:
    """Follow a number worked out of rows of one ratio, each named by its claims: `a1;a2/a3`."""
    sides = [pair.split("/") for pair in pairs]
    rows = pd.DataFrame([held.ratio_row(ratio, variant, *pair) for pair in sides])
    what = f"rows of {ratio.replace('_', ' ')}, of the column {column}"
    return _worked_out(way, rows[column], what, claims_of(rows))


def _worked_out(way: str, numbers: pd.Series, what: str, claim_ids: tuple[str, ...]) -> Receipt:
    known = numbers.astype("float64").dropna()
    steps = [f"The author of this page took the {way} of {len(numbers)} {what}."]
    if len(known) < len(numbers):
        steps.append(f"{len(numbers) - len(known)} of them name no number, and were left out.")
    return Receipt({way: WAYS[way](known), "rows": len(numbers)}, tuple(steps), claim_ids)
