"""Other wars: what the reference rows say together, and why a ratio can come near one."""

from __future__ import annotations

from html import escape

import pandas as pd

from analysis.ratios.references import read_bands
from analysis.reports.receipts.recipes import recipe
from analysis.text.say import Said, quantity, say

EXPLANATIONS = (
    "Wounded who were evacuated are not visible to the one who counts.",
    "The killed include missing or presumed dead, or are worked out from strikes.",
    "Only severe wounds are counted.",
    "Evacuation was poor, or the fighting was at close quarters.",
    "The killed include deaths from all causes; official counts with a ratio near one exist.",
    "One of the two figures was derived from the other by a rule.",
    "The figures are exaggerated or made up.",
)
"""Why killed per wounded can come near one (methods 1.5). None of them is chosen here."""


def land_set(references: pd.DataFrame) -> Said:
    """Say where the land forces of other wars lie to the bands; orientation, not a sample."""
    return _position(references[references["in_land_set"]], recipe("land set", "")) + say(
        "It is a table made by hand: the quartiles are orientation only."
    )


def land_set_without_weak_rows(references: pd.DataFrame) -> Said:
    """Say the same without the unverified row and the two rows of one battle."""
    land = references[references["in_land_set"]]
    weak = (land["reliability"] == "unverified") | land["conflict"].str.contains("Kursk")
    made = recipe("land set", "without weak")
    return say(
        "Without {n} of these rows, one unverified and two of a single battle:",
        n=quantity(int(weak.sum()), made),
    ) + _position(land[~weak], made)


def _position(rows: pd.DataFrame, made: str) -> Said:
    bands = read_bands().set_index("name")
    value = rows["value"]
    inner = value.between(bands.at["inner", "low"], bands.at["inner", "high"])
    outer = value.between(bands.at["outer", "low"], bands.at["outer", "high"])
    return say(
        "{n} rows of land forces: {inner} lie in the inner band, {outer} in the outer; half of "
        "them state at most {median} killed for each wounded (quartiles {first} and {third}).",
        n=quantity(len(value), made),
        inner=quantity(int(inner.sum()), made),
        outer=quantity(int(outer.sum()), made),
        median=quantity(value.median(), made, digits=4),
        first=quantity(value.quantile(0.25), made, digits=4),
        third=quantity(value.quantile(0.75), made, digits=4),
    )


def explanations() -> Said:
    """List why killed per wounded can come near one; the page chooses none of them."""
    items = "".join(f"<li>{escape(words)}</li>" for words in EXPLANATIONS)
    return Said(" ".join(EXPLANATIONS), f"<ul>{items}</ul>")
