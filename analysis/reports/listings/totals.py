"""Running totals in tables: the lines there are, the falls, the disagreements of mirrors."""

from __future__ import annotations

import pandas as pd

from analysis.collection.labels import labelled
from analysis.collection.totals.found import Totals
from analysis.collection.totals.lines import LINE
from analysis.collection.totals.revisions import LOOKS
from analysis.reports.receipts.recipes import recipe
from analysis.text.tables import Table, table


def lines(found: Totals, most: int = 40) -> Table:
    """List the running totals, the longest first, with their gaps and falls."""
    rows = labelled(found.lines.reset_index(), found.collection)
    return table(
        rows,
        {
            "mirror": "mirror",
            "speaker": "speaker",
            "measure": "measure",
            "scope": "area",
            "first": "first day",
            "last": "last day",
            "days": "days",
            "missing": "days missing",
            "longest_gap": "longest gap",
            "falls": "falls",
        },
        caption="Running totals that were located on at least two days",
        most=most,
        receipts=[recipe("line", *line) for line in found.lines.index],
    )


def revisions(found: Totals, most: int = 40) -> Table:
    """List the falls of all running totals, with what each looks like."""
    rows = labelled(found.revisions.sort_values(["day", *LINE]), found.collection)
    return table(
        rows.assign(look=rows["look"].map(LOOKS), fall=-rows["step"]),
        {
            "day": "day",
            "mirror": "mirror",
            "measure": "measure",
            "before": "before",
            "after": "after",
            "fall": "fall",
            "days": "over days",
            "look": "what it looks like",
        },
        caption="Totals that stood lower than before",
        most=most,
        receipts=_of_steps(rows),
    ).or_none()


def long_steps(
    found: Totals, *, speaker: str, measure: str, scope: str, subject: str = "", most: int = 20
) -> Table:
    """List the steps of one line over more than a day, with what their words allow."""
    line = found.line_of(speaker=speaker, measure=measure, scope=scope, subject=subject)
    steps = found.steps.iloc[:0] if line is None else found.of_line(found.steps, line)
    rows = steps[(steps["days"] > 1) & steps["step"].notna()]
    return table(
        rows,
        {
            "since": "since",
            "day": "up to",
            "days": "over days",
            "before": "before",
            "after": "after",
            "step": "step",
            "low": "least by the words",
            "high": "most by the words",
        },
        caption="Steps over several days",
        most=most,
        receipts=_of_steps(rows),
    ).or_none()


def disagreements(found: Totals, most: int = 80) -> Table:
    """List where mirrors differ: measure, first and last day, size, whether it was resolved."""
    rows = labelled(found.disagreements, found.collection)
    pairs = zip(rows["claim_first"], rows["claim_second"], strict=True)
    settled = rows["resolved"].astype(bool).map({True: "yes", False: "no"}).astype("str")
    return table(
        rows.assign(settled=settled),
        {
            "measure": "measure",
            "first_mirror": "first mirror",
            "second_mirror": "second mirror",
            "first_day": "first day",
            "last_day": "last day",
            "days": "days",
            "largest": "second less first",
            "settled": "resolved",
        },
        caption="Disagreements of mirrors",
        most=most,
        receipts=[recipe("disagreement", *pair) for pair in pairs],
    )


def _of_steps(rows: pd.DataFrame) -> list[str]:
    pairs = zip(rows["claim_before"], rows["claim_after"], strict=True)
    return [recipe("step", *pair) for pair in pairs]
