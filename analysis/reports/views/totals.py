"""Rows of running totals: their days, their steps, and where mirrors differ."""

from __future__ import annotations

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.totals.found import Totals
from analysis.collection.totals.revisions import LOOKS
from analysis.reports.receipts.recipes import recipe

NO_TOTALS = pd.DataFrame(columns=["day", "value", "segment", "look"])


def unit_of(held: Collection, *, measure: str) -> str:
    """Say in words what a measure is counted in; "figures" where none is chosen."""
    if not measure:
        return "figures"
    known = held.words.measures.loc[measure]
    return f"{known['label']} ({known['unit'].replace('_', ' ')})"


def total_rows(
    found: Totals, *, speaker: str, measure: str, scope: str, subject: str = ""
) -> pd.DataFrame:
    """Lay the longest line of a speaker, measure and area out for `plots.totals`."""
    line = found.line_of(speaker=speaker, measure=measure, scope=scope, subject=subject)
    if line is None:
        return NO_TOTALS
    rows = found.of_line(found.rows, line)
    falls = found.of_line(found.revisions, line).set_index("claim_after")["look"]
    looks = rows["claim_id"].map(falls.to_dict()).astype("str").fillna("")
    made = [recipe("claim", key) for key in rows["claim_id"]]
    return rows[["day", "value", "segment"]].assign(look=_in_words(looks), receipt=made)


def step_rows(
    found: Totals, *, speaker: str, measure: str, scope: str, subject: str = ""
) -> pd.DataFrame:
    """Lay the steps of that line out for `plots.steps`; empty with fewer than two days."""
    line = found.line_of(speaker=speaker, measure=measure, scope=scope, subject=subject)
    if line is None:
        return NO_TOTALS
    rows = found.of_line(found.steps, line)
    falls = found.of_line(found.revisions, line).set_index("claim_after")["look"]
    looks = rows["claim_after"].map(falls.to_dict()).astype("str").fillna("")
    made = [
        recipe("step", *pair)
        for pair in zip(rows["claim_before"], rows["claim_after"], strict=True)
    ]
    shown = rows[["since", "day", "days", "step"]]
    return shown.assign(look=_in_words(looks), receipt=made)


def _in_words(looks: pd.Series) -> pd.Series:
    words = {look: told.split(":")[0] for look, told in LOOKS.items()}
    return looks.map(words).astype("str").fillna("")


def differing_rows(found: Totals) -> pd.DataFrame:
    """Lay the figures in which mirrors differ out for `plots.differing_days`."""
    cells = found.differing[found.differing["size"].notna()]
    labels = found.collection.words.measures["label"]
    made = recipe("count", "totals")
    return pd.DataFrame(
        {"day": cells["day"], "label": cells["measure"].map(labels), "size": cells["size"]}
    ).assign(receipt=made)
