"""Rows of one ratio under other choices: for a specification curve and a tornado."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.collection.alternatives import CHOICES, WORDS
from analysis.collection.specification import one_at_a_time, ours
from analysis.reports.receipts.recipes import recipe

SLACK = 1e-9
"""Sums of the same figures in another order differ by so much."""
LABELS = {choice.label: choice.alternatives for choice in CHOICES.values()}
"""Label of each choice to the words of its alternatives, as `plots.specification` takes them."""


def sweep_receipt(ratio: str, *, speaker: str, scope: str, subject: str = "") -> str:
    """Write the recipe of a ratio under every combination of choices."""
    return recipe("sweep", ratio, speaker, scope, subject)


def specification_rows(table: pd.DataFrame, receipt: str) -> pd.DataFrame:
    """Lay combinations out for `plots.specification`, the widest reading of the words beside.

    No rows if no combination has a value.

    Parameters
    ----------
    table : pandas.DataFrame
        As `specification.combinations` returns it.
    receipt : str
        From `sweep_receipt`.
    """
    lows = table[[f"{words}_low" for words in WORDS.alternatives]]
    highs = table[[f"{words}_high" for words in WORDS.alternatives]]
    ends = {
        "low": table[f"{WORDS.ours}_low"],
        "high": table[f"{WORDS.ours}_high"],
        "widest_low": lows.min(axis=1),
        "widest_high": highs.max(axis=1, skipna=False),
    }
    labels = {name: choice.label for name, choice in CHOICES.items()}
    rows = table[[*CHOICES, "value"]].rename(columns=labels)
    rows = rows.assign(**ends, ours=table.index == ours(table).name, receipt=receipt)
    # What the words do not allow is no value: a range is drawn, and no point.
    drawn = rows.assign(value=_allowed(rows, "low", "high"))
    drawn["value"] = _allowed(drawn, "widest_low", "widest_high")
    return drawn if drawn["value"].notna().any() else drawn.iloc[:0]


def _allowed(rows: pd.DataFrame, low: str, high: str) -> pd.Series:
    value = rows["value"].astype(float)
    outside = (value < rows[low] * (1 - SLACK)) | (value > rows[high] * (1 + SLACK))
    return value.mask(outside & ~np.isinf(value))


def tornado_rows(table: pd.DataFrame, receipt: str) -> pd.DataFrame:
    """Lay the combinations that differ from ours in one choice out for `plots.tornado`.

    No rows if no combination has a value.
    """
    moved = one_at_a_time(table)
    moved = moved if table["value"].notna().any() else moved.iloc[:0]
    moved = moved.assign(value=_allowed(moved, "low", "high"))
    choices = CHOICES | {"words": WORDS}
    words = [
        choices[row.choice].alternatives[row.alternative] for row in moved.itertuples(index=False)
    ]
    return moved.assign(
        ours=[choices[row.choice].ours == row.alternative for row in moved.itertuples()],
        choice=moved["choice"].map({name: choice.label for name, choice in choices.items()}),
        alternative=words,
        receipt=receipt,
    )
