"""What claims and ratios of a collection give: whether a number that names them is theirs.

A number carries its receipt from the cell where it was made. There, whoever takes a copy of a
table may change it, and the receipt would still name the claims; so their numbers are looked up.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.collection.collection import Collection
from analysis.errors import AnalysisError
from analysis.ratios.catalogue import entry
from analysis.ratios.division import ENDS
from analysis.ratios.noise import yardstick
from analysis.store.reads import fact, remembered
from analysis.terms import DIVIDED
from analysis.text.readable import whole
from analysis.text.receipt import SIDES, Receipt, named, numerals, prints

KEPT = 10_000
"""Receipts whose numbers are kept: the pages of a batch share many of them."""
WAYS: dict[str, Callable[[pd.Series], float]] = {
    "mean": pd.Series.mean,
    "median": pd.Series.median,
    "least": pd.Series.min,
    "most": pd.Series.max,
    "count": pd.Series.count,
}
"""Ways to one number of many rows; a row whose number is missing is left out and counted."""


def gives(collection: Collection | None, receipt: Receipt, text: str) -> bool:
    """Say whether claims or a ratio give the numerals of a text; of anything else, yes.

    Raises
    ------
    AnalysisError
        If the receipt names what the collection does not hold.
    """
    if collection is None or receipt.made[0] not in KINDS:
        return True
    numbers = [*numbers_of(collection, *receipt.made).values()]
    if prints(numbers, text) or receipt.made[0] != "ratio":
        return prints(numbers, text)
    # Few texts print a yardstick, and SciPy is loaded for it.
    return prints([*numbers, *yardstick_of(collection, *receipt.made[1:]).values()], text)


@fact
def numbers_of(collection: Collection, *made: str) -> dict[str, float]:
    """Return every number that a text about claims or a ratio may print, by its name.

    Those of a yardstick stand apart.
    """
    return _numbers_once(collection, *made)


@fact
def yardstick_of(collection: Collection, *ratio: str) -> dict[str, float]:
    """Return the limits of the yardstick of a ratio, by their names, if there may be one."""
    row = collection.ratio_row(*ratio)
    if row["status"] not in DIVIDED:
        return {}
    limits = yardstick(entry(row["ratio"]), *(row[side] for side in SIDES))
    return {"yardstick low": limits.low, "yardstick high": limits.high} if limits else {}


@remembered(KEPT)
def _numbers_once(collection: Collection, kind: str, *arguments: str) -> dict[str, float]:
    try:
        numbers = KINDS[kind](collection, *arguments)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        what = (kind, *arguments)
        raise AnalysisError(f"{what!r} names nothing of this collection: {error}") from error
    return {name: float(n) for name, n in numbers.items() if n is not None and not pd.isna(n)}


def _claim(held: Collection, claim_ids: str) -> dict[str, float]:
    numbers: dict[str, float] = {}
    ids = claim_ids.split(";")
    for row in (held.records[claim_id] for claim_id in ids):
        own = {name: row[name] for name in ("value", "n_pages", *ENDS)}
        if row["unit"] == "percent":
            own |= {f"the rest of {name}": 100 - n for name, n in own.items()}
        own |= numerals(row["reported"])
        numbers |= {f"{row['claim_id']} {name}": number for name, number in own.items()}
    if held.sums.get(ids[0]) == claim_ids:
        numbers |= {f"sum of {name}": n for name, n in _sum_of_events(held, claim_ids).items()}
    return numbers


def _sum_of_events(held: Collection, claim_ids: str) -> dict[str, float]:
    rows = [held.records[claim_id] for claim_id in claim_ids.split(";")]
    added = {name: sum(row[name] for row in rows) for name in ("value", *ENDS)}
    return added | {"rows": len(rows)}


def _ratio(held: Collection, ratio: str, variant: str, first: str, second: str) -> dict[str, float]:
    row = held.ratio_row(ratio, variant, first, second)
    names = ["value", *ENDS, *SIDES]
    names += [f"{side}_{end}" for side in SIDES for end in ("low", "high")]
    numbers = {name: row[name] for name in names}
    numbers |= {f"{end}, whole": whole(row[end]) for end in ("low", "high")}
    ids = named(first, second)
    for claim_id in ids:
        words = numerals(held.records[claim_id]["reported"])
        numbers |= {f"{claim_id} {name}": n for name, n in words.items()}
    for together in {held.sums[claim_id] for claim_id in ids if claim_id in held.sums}:
        added = _sum_of_events(held, together)
        numbers |= {f"{together} {name}": n for name, n in added.items()}
    if pd.notna(row["as_of"]):
        numbers["days apart"] = (row["stated_on"] - row["as_of"]).days
    return numbers


def _own_of_claims(held: Collection, way: str, column: str, *claim_ids: str) -> dict[str, float]:
    return _worked_out(way, held.claims_behind(";".join(claim_ids))[column])


def _own_of_ratios(
    held: Collection, way: str, column: str, ratio: str, variant: str, *pairs: str
) -> dict[str, float]:
    sides = [pair.split("/") for pair in pairs]
    rows = pd.DataFrame([held.ratio_row(ratio, variant, *pair) for pair in sides])
    return _worked_out(way, rows[column])


def _worked_out(way: str, numbers: pd.Series) -> dict[str, float]:
    return {way: WAYS[way](numbers.astype("float64").dropna()), "rows": len(numbers)}


KINDS: dict[str, Callable[..., dict[str, float]]] = {
    "claim": _claim,
    "ratio": _ratio,
    "own claim": _claim,
    "own claims": _own_of_claims,
    "own ratios": _own_of_ratios,
}
"""What is looked up, by the way in which a receipt says that its number was made."""
