"""Receipts of claims, and of ratios of two of them."""

from __future__ import annotations

import pandas as pd

from analysis.collection.collection import Collection
from analysis.ratios.catalogue import entry
from analysis.ratios.division import ENDS
from analysis.ratios.noise import counting_noise, counting_noise_share
from analysis.terms import DIVIDED, STATUS_WORDS
from analysis.text.readable import whole
from analysis.text.receipt import SIDES, Receipt, named, numerals


def claim(held: Collection, claim_ids: str) -> Receipt:
    """Follow claims to their words as reported, and how those were read."""
    numbers: dict[str, float] = {}
    ids = claim_ids.split(";")
    steps = []
    for row in (held.records[claim_id] for claim_id in ids):
        own = {name: row[name] for name in ("value", "n_pages", *ENDS)}
        if row["unit"] == "percent":
            own |= {f"the rest of {name}": 100 - n for name, n in own.items()}
        own |= numerals(row["reported"])
        numbers |= {f"{row['claim_id']} {name}": number for name, number in own.items()}
        kind = row["wording"].replace("_", " ")
        steps.append(f"As reported: “{row['reported']}”, read as {kind}.")
    if claim_ids in held.sums.values():
        numbers |= {f"sum of {name}": n for name, n in _sum_of_events(held, claim_ids).items()}
        steps = ["The rows of the table are events of their own, and were added up."]
    return Receipt(numbers, tuple(steps), tuple(ids))


def _sum_of_events(held: Collection, claim_ids: str) -> dict[str, float]:
    rows = [held.records[claim_id] for claim_id in claim_ids.split(";")]
    added = {name: sum(row[name] for row in rows) for name in ("value", *ENDS)}
    return added | {"rows": len(rows)}


def origin(held: Collection, origin_id: str) -> Receipt:
    """Follow an origin to all rows that state it."""
    columns = ["claim_id", "reported", "point_rule"]
    rows = held.claims.loc[held.claims["origin_id"] == origin_id, columns]
    numbers: dict[str, float] = {}
    for row in rows.itertuples():
        numbers |= {f"{row.claim_id} {name}": n for name, n in numerals(row.reported).items()}
    step = f"Pages give different values; chosen by: {rows['point_rule'].max()}."
    return Receipt(numbers, (step,), tuple(rows["claim_id"]))


def set_aside(held: Collection, claim_id: str) -> Receipt:
    """Follow a row that was left out to its words and the reason."""
    row = held.set_aside.set_index("claim_id").loc[claim_id]
    return Receipt(numerals(row["reported"]), (f"Set aside: {row['reason']}.",))


def ratio_row(held: Collection, ratio: str, variant: str, first: str, second: str) -> Receipt:
    """Follow one row of the ratios to both figures, its intervals and its claims."""
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
    numbers |= _yardstick(row)
    if pd.notna(row["as_of"]):
        numbers["days apart"] = (row["stated_on"] - row["as_of"]).days
    return Receipt(numbers, _steps_of_ratio(row), ids)


def _yardstick(row: pd.Series) -> dict[str, float]:
    declared = entry(row["ratio"])
    figures = [row[side] for side in SIDES]
    if declared.noise or row["status"] not in DIVIDED or any(pd.isna(n) or n % 1 for n in figures):
        return {}
    is_share = declared.form in ("part", "share")
    limits = (counting_noise_share if is_share else counting_noise)(*figures)
    return {"yardstick low": limits.low, "yardstick high": limits.high}


def _steps_of_ratio(row: pd.Series) -> tuple[str, ...]:
    declared = entry(row["ratio"])
    pairing = f"Paired as {declared.label}: {declared.read_as}."
    status = f"Status: {STATUS_WORDS[row['status']]}"
    reason = f"{status}; {row['reason']}." if row["reason"] else f"{status}."
    how = {"part": "first over the sum of both", "odds": "first over what is left of the second"}
    how |= {"gap": "first less second", "change": "first less second", "days": "days between"}
    return (pairing, reason, f"Computed as {how.get(declared.form, 'first over second')}.")
