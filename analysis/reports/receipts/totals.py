"""Receipts of running totals."""

from __future__ import annotations

from analysis.collection.collection import Collection
from analysis.collection.totals.found import totals_of
from analysis.text.receipt import Receipt

LINE_NUMBERS = ("days", "gaps", "missing", "longest_gap", "falls", "first_value", "last_value")


def line(held: Collection, *key: str) -> Receipt:
    """Follow one running total to its located days and the steps between them."""
    found = totals_of(held)
    row = found.lines.loc[key]
    numbers = {name: row[name] for name in LINE_NUMBERS}
    numbers["days from first to last"] = (row["last"] - row["first"]).days + 1
    steps = found.of_line(found.steps, key)
    single = int((steps["days"] == 1).sum())
    numbers |= {"steps": len(steps), "over one day": single, "over several": len(steps) - single}
    numbers |= {"longest step": steps["days"].max()}
    rows = found.of_line(found.rows, key)
    behind = held.claims_behind(";".join(rows["claim_id"]))
    numbers |= {"doubted": (behind["doubted_by"] != "").sum()}
    step = "The located days of one running total were counted; neighbours give the steps."
    return Receipt(numbers, (step,), (rows["claim_id"].iloc[0], rows["claim_id"].iloc[-1]))


def step(held: Collection, before: str, after: str) -> Receipt:
    """Follow a step to the totals before and after it."""
    steps = totals_of(held).steps
    row = steps[(steps["claim_before"] == before) & (steps["claim_after"] == after)].iloc[0]
    numbers = {name: row[name] for name in ("days", "before", "after", "step", "low", "high")}
    numbers |= {"fall": -row["step"], "a day": row["step"] / row["days"]}
    step = "The later total less the earlier one of the same line."
    return Receipt(numbers, (step,), (before, after))


def disagreement(held: Collection, first: str, second: str) -> Receipt:
    """Follow a disagreement of two mirrors to the days that both have."""
    ledger = totals_of(held).disagreements
    row = ledger[(ledger["claim_first"] == first) & (ledger["claim_second"] == second)].iloc[0]
    numbers = {"days": row["days"], "largest": row["largest"], "its size": abs(row["largest"])}
    step = "What the second mirror gives less what the first gives, on the days that both have."
    return Receipt(numbers, (step,), (first, second))


def all_totals(held: Collection, key: str) -> dict[str, float]:
    """Count what was found of all running totals."""
    found = totals_of(held)
    cells, ledger = found.differing, found.disagreements
    looks = found.revisions["look"].value_counts().to_dict()
    mirrors = len(set(found.rows["mirror"]) - {""})
    numbers = {
        "lines": len(found.lines),
        "falls": len(found.revisions),
        "mirrors": mirrors,
        **looks,
    }
    numbers |= {"cells": len(found.cells), "differing": len(cells), "days": cells["day"].nunique()}
    resolved = int(ledger["resolved"].sum())
    numbers |= {"disagreements": len(ledger), "resolved": resolved, "open": len(ledger) - resolved}
    for measure, sizes in cells.groupby("measure")["size"]:
        largest = sizes.loc[sizes.abs().idxmax()]
        numbers |= {f"{measure} differing": len(sizes), f"{measure} largest": largest}
    return numbers | {"carried": held.claims["flags"].str.contains("stale").sum()}
