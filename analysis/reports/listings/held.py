"""What a collection holds: speakers, measures, versions, rows set aside, both sides."""

from __future__ import annotations

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.labels import labelled
from analysis.reports.receipts.recipes import recipe
from analysis.reports.views.collection import opposing_table
from analysis.text.tables import Table, table


def speakers(held: Collection, most: int = 12) -> Table:
    """List the speakers with the most figures, their office, side and number of days."""
    claims = held.claims.groupby("speaker")
    counted = pd.DataFrame({"figures": claims.size(), "days": claims["stated_on"].nunique()})
    office = held.speakers[["label", "role", "party"]]
    rows = labelled(_most_first(counted, held.speakers.index).join(office), held)
    return table(
        rows,
        {"label": "speaker", "role": "who", "party": "side", "figures": "figures", "days": "days"},
        caption="Speakers with the most figures in the collection",
        most=_with_ties(rows["figures"], most),
        receipts=[recipe("count", "speaker", key) for key in rows.index],
    )


def measures(held: Collection, most: int = 12) -> Table:
    """List the measures with the most figures, and what each counts."""
    claims = held.claims.groupby("measure")
    counted = pd.DataFrame({"figures": claims.size(), "speakers": claims["speaker"].nunique()})
    rows = _most_first(counted, held.words.measures.index).join(held.words.measures)
    return table(
        rows.assign(counts=rows["counts"].where(rows["counts"] != "", rows["label"])),
        {"label": "measure", "counts": "what it counts", "figures": "figures", "speakers": "by"},
        caption="Measures with the most figures in the collection, and the number of speakers",
        most=_with_ties(rows["figures"], most),
        receipts=[recipe("count", "measure", key) for key in rows.index],
    )


def _most_first(counted: pd.DataFrame, order: pd.Index) -> pd.DataFrame:
    """Sort by figures; of equals, as their table has them, whatever they are called."""
    known = counted.reindex(order.intersection(counted.index))
    return known.sort_values("figures", ascending=False, kind="stable")


def _with_ties(figures: pd.Series, most: int) -> int:
    """Return how many rows are shown: no row is cut off that has as many figures as one shown."""
    return most if len(figures) <= most else int((figures >= figures.iloc[most - 1]).sum())


def versions(held: Collection, most: int = 15) -> Table:
    """List the statements for which pages give different values, and which value speaks."""
    differing = held.claims[held.claims["point_rule"] != ""]
    others = differing[differing["role"] == "version"].groupby("origin_id")["reported"]
    leading = differing[differing["role"] == "point"].set_index("origin_id")
    rows = labelled(leading.assign(others=others.agg("; ".join)).reset_index(), held)
    rows = rows.sort_values(["stated_on", "claim_id"])
    return table(
        rows,
        {
            "stated_on": "day",
            "speaker": "speaker",
            "measure": "measure",
            "scope": "area",
            "reported": "value that speaks",
            "others": "other pages",
        },
        caption="Statements for which pages give different values",
        most=most,
        receipts=[recipe("origin", key) for key in rows["origin_id"]],
        figures=("reported", "others"),
    )


def set_aside(held: Collection, most: int = 20) -> Table:
    """List the rows left out, each with its reason."""
    return table(
        labelled(held.set_aside, held),
        {
            "claim_id": "row",
            "speaker": "speaker",
            "measure": "measure",
            "reported": "as reported",
            "reason": "why",
        },
        caption="Rows set aside",
        most=most,
        receipts=[recipe("set aside", key) for key in held.set_aside["claim_id"]],
        figures=("reported",),
    )


def opposing(held: Collection) -> Table:
    """List both sides' daily figures about the other's losses, on the days that have both."""
    rows = opposing_table(held)
    return table(
        rows,
        {
            "stated_on": "day",
            "speaker": "speaker",
            "subject": "about",
            "measure": "measure",
            "scope": "area",
            "reported": "as reported",
        },
        caption="Both sides' figures about the other's losses, on days that have both",
        receipts=[recipe("claim", key) for key in rows["claim_id"]],
        figures=("reported",),
    )
