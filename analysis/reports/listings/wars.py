"""Other wars: the bands and the reference rows, with what they counted."""

from __future__ import annotations

import pandas as pd

from analysis.ratios.references import read_bands
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
    """List reference rows with what each counted."""
    stated = rows[rows["value"].notna()]
    return table(
        stated,
        {
            "conflict": "war",
            "force": "force",
            "value": "killed per wounded",
            "definition": "what was counted",
            "reliability": "reliability",
            "source_title": "source",
        },
        caption="Definitions and sources of the reference rows",
        receipts=[recipe("reference", key) for key in stated["reference_id"]],
    )
