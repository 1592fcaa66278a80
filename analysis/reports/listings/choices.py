"""The choices behind a ratio over days, with their alternatives and the reason for each."""

from __future__ import annotations

import pandas as pd

from analysis.collection.alternatives import CHOICES, WORDS
from analysis.text.tables import Table, table


def choices() -> Table:
    """List what had to be settled, what the suite takes, and what another reader could take."""
    rows = [
        {
            "label": choice.label,
            "ours": choice.alternatives[choice.ours],
            "others": "; ".join([*choice.alternatives.values()][1:]),
            "reason": choice.reason,
        }
        for choice in [*CHOICES.values(), WORDS]
    ]
    return table(
        pd.DataFrame(rows),
        {
            "label": "choice",
            "ours": "the suite takes",
            "others": "another reader could take",
            "reason": "why both can be defended",
        },
        caption="Choices that a ratio over days rests on",
    )
