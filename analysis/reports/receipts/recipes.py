"""What stands behind a printed number: a recipe from which it can be computed again.

A recipe names a kind and its arguments; `numbers_of` computes, from the raw files, every number
that a text made by it may print. It is written into the markup beside the number.

>>> recipe("claim", "a0214")
'["claim", "a0214"]'
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache

import pandas as pd

from analysis.collection.collection import Collection, load_collection
from analysis.errors import AnalysisError
from analysis.reports.receipts import counts, days, own, stated, totals, wars
from analysis.store.reads import fact
from analysis.text.receipt import Receipt

KEPT = 10_000
"""Receipts that are kept: the pages of a batch share those of wars, bands, counts and series."""
RATIO_KEY = ["ratio", "variant", "numerator_claims", "denominator_claims"]
"""What tells the rows of a ratios table apart."""


KINDS: dict[str, Callable[..., Receipt]] = {
    "claim": stated.claim,
    "origin": stated.origin,
    "set aside": stated.set_aside,
    "ratio": stated.ratio_row,
    "series": days.series,
    "sweep": days.sweep,
    "other days": days.other_days,
    "calendar": days.calendar,
    "band": wars.band,
    "reference": wars.reference,
    "land set": wars.land_set,
    "count": counts.count,
    "line": totals.line,
    "step": totals.step,
    "disagreement": totals.disagreement,
    "own claims": own.of_claims,
    "own ratios": own.of_ratios,
}
"""Every way in which a printed number is made."""


def recipe(kind: str, *arguments: str) -> str:
    """Write a recipe.

    Raises
    ------
    AnalysisError
        If no number is made that way.
    """
    if kind not in KINDS:
        raise AnalysisError(f"no number is made by {kind!r}; known: {', '.join(KINDS)}")
    return json.dumps([kind, *map(str, arguments)], ensure_ascii=False)


def recipe_of(row: pd.Series) -> str:
    """Write the recipe of one row of a ratios table."""
    return recipe("ratio", *(row[key] for key in RATIO_KEY))


def recipes_of(ratios: pd.DataFrame) -> list[str]:
    """Write the recipe of each row of a ratios table."""
    return [recipe("ratio", *row) for row in ratios[RATIO_KEY].itertuples(index=False, name=None)]


def receipt_of(written: str, collection: Collection | None) -> Receipt:
    """Follow a recipe.

    Parameters
    ----------
    written : str
        As `recipe` returns it.
    collection : Collection or None
        None for a recipe that needs none, such as that of a band.

    Raises
    ------
    AnalysisError
        If it is no recipe, or names what the collection does not hold.
    """
    return _followed(collection, written)


@fact
def _followed(collection: Collection | None, written: str) -> Receipt:
    return _followed_once(collection, written)


@lru_cache(KEPT)
def _followed_once(collection: Collection | None, written: str) -> Receipt:
    try:
        kind, *arguments = json.loads(written)
        made = KINDS[kind](collection, *arguments)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise AnalysisError(f"{written!r} is no recipe for this collection: {error}") from error
    known = {name: float(n) for name, n in made.numbers.items() if n is not None and not pd.isna(n)}
    return Receipt(known, made.steps, made.claims)


def numbers_of(written: str, collection_name: str) -> dict[str, float]:
    """Compute, from the raw files, the numbers that a text made by a recipe may print."""
    return receipt_of(written, load_collection(collection_name)).numbers
