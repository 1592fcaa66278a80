"""Other wars: what the reference rows say together, and why a ratio can come near one."""

from __future__ import annotations

from html import escape

import pandas as pd

from analysis.ratios.references import (
    RELIABILITY_RULE,
    of_a_part,
    other_wars,
    read_bands,
    same_war,
    unverified,
)
from analysis.reports.receipts.recipes import recipe
from analysis.text.marking import Cited
from analysis.text.say import Said, counted, quantity, say

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


def reviewed_wars() -> Said:
    """Say what reviewed wars had, and what a distance from it is: a reason to ask, no proof."""
    outer = read_bands("wounded_per_killed").set_index("name").loc["outer"]
    return say(
        "In the fighting of other wars a review of the literature ({source}) found {low} to {high} "
        "surviving wounded for each killed. A figure outside of that range is a reason to ask how "
        "it was made; it proves nothing, for armies count in different ways.",
        source=Cited(outer["source"]),
        low=quantity(outer["low"], recipe("band", "outer")),
        high=quantity(outer["high"], recipe("band", "outer")),
    )


def land_set(references: pd.DataFrame, war: str = "") -> Said:
    """Say where the land forces of other wars lie to the bands; orientation, not a sample."""
    return _position(_land(references, war), recipe("land set", "")) + say(
        "It is a table made by hand, and no sample of wars: the quartiles are orientation only."
    )


def _land(references: pd.DataFrame, war: str) -> pd.DataFrame:
    others = other_wars(references, war)
    return others[others["in_land_set"]]


def own_war(references: pd.DataFrame, war: str) -> Said:
    """Say how many rows are of the collection's own war, which stand apart from other wars."""
    rows = same_war(references, war)
    if rows.empty:
        return say("No row of the table is of the war that the collection is about.")
    return say(
        "{rows} of the war that the collection is about, and counted apart from other wars.",
        rows=counted(len(rows), "row is", recipe("land set", ""), plural="rows are"),
    )


def reliability() -> Said:
    """Say the rule by which every reference row is graded."""
    return say("How reliable a row is follows from what it rests on. {rule}", rule=RELIABILITY_RULE)


def withdrawn(references: pd.DataFrame) -> Said:
    """Say which reference rows are not shown, and why."""
    rows = references[references["withdrawn"] != ""]
    if rows.empty:
        return say("No reference row is withdrawn.")
    named = [f"{row.conflict}, {row.force} ({row.withdrawn})" for row in rows.itertuples()]
    return say("Not shown, though they stand in the table: {rows}.", rows=Cited("; ".join(named)))


def land_set_without_weak_rows(references: pd.DataFrame, war: str = "") -> Said:
    """Say the same without the rows that are unverified or count a part of a war alone."""
    land = _land(references, war)
    unread, parts = unverified(land), of_a_part(land)
    weak, made = unread | parts, recipe("land set", "without weak")
    return say(
        "Without {n}, of which {unread} and {parts}, the table gives this.",
        n=counted(int(weak.sum()), "row", made),
        unread=counted(int(unread.sum()), "is unverified", made, plural="are unverified"),
        parts=counted(
            int(parts.sum()),
            "counts a part of a war, such as a battle",
            made,
            plural="count a part of a war, such as a battle",
        ),
    ) + _position(land[~weak], made)


def _position(rows: pd.DataFrame, made: str) -> Said:
    bands = read_bands().set_index("name")
    published = read_bands("wounded_per_killed").set_index("name")
    value = rows["value"]
    inner = value.between(bands.at["inner", "low"], bands.at["inner", "high"])
    outer = value.between(bands.at["outer", "low"], bands.at["outer", "high"])
    return say(
        "Of {n} land forces in other wars, {outer} had {low} to {high} wounded for each killed, "
        "the range that a review of the literature found, and {inner} had {low} to {usual}, which "
        "is customary to expect. Half of them had at most {median} killed for each wounded "
        "(quartiles {first} and {third}).",
        n=quantity(len(value), made),
        inner=quantity(int(inner.sum()), made),
        outer=quantity(int(outer.sum()), made),
        low=quantity(published.at["outer", "low"], recipe("band", "outer")),
        high=quantity(published.at["outer", "high"], recipe("band", "outer")),
        usual=quantity(published.at["inner", "high"], recipe("band", "inner")),
        median=quantity(value.median(), made, digits=4),
        first=quantity(value.quantile(0.25), made, digits=4),
        third=quantity(value.quantile(0.75), made, digits=4),
    )


def explanations() -> Said:
    """List why killed per wounded can come near one; the page chooses none of them."""
    items = "".join(f"<li>{escape(words)}</li>" for words in EXPLANATIONS)
    return Said(" ".join(EXPLANATIONS), f"<ul>{items}</ul>")
