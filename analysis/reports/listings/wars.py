"""Other wars: the bands and the reference rows, with what they counted."""

from __future__ import annotations

import pandas as pd

from analysis.collection.labels import allowed
from analysis.ratios.references import COUNTED_BY, READ_ON, read_bands
from analysis.reports.receipts.recipes import recipe
from analysis.text.tables import Table, table


def bands() -> Table:
    """List the reference bands with their sources and what they counted."""
    rows = read_bands(norms=True)
    return table(
        rows,
        {
            "label": "band",
            "low": "killed per wounded, low",
            "high": "high",
            "source": "source",
            "definition": "what was counted",
        },
        caption="Reference bands, published as wounded for each killed",
        receipts=[recipe("band", name) for name in rows["name"]],
    )


def references(rows: pd.DataFrame) -> Table:
    """List reference rows with what each counted, who counted, and what was read."""
    stated = rows[rows[["value", "low", "high"]].notna().any(axis=1)]
    ends = zip(stated["low"], stated["high"], strict=True)
    named = stated.assign(
        range=["" if pd.isna(low) or pd.isna(high) else allowed(low, high) for low, high in ends],
        counted_by=stated["counted_by"].map(COUNTED_BY),
        read_on=stated["read_on"].map(READ_ON),
    )
    return table(
        named,
        {
            "conflict": "war",
            "force": "force",
            "period": "time",
            "value": "killed per wounded",
            "range": "range",
            "definition": "what was counted",
            "reliability": "reliability",
            "counted_by": "rests on",
            "read_on": "read on",
            "source_title": "source",
        },
        caption="Definitions and sources of the reference rows",
        receipts=[recipe("reference", key) for key in stated["reference_id"]],
        figures=("range",),
    )
