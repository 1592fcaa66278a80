"""Rows of one day: its ratios, and one claimed share beside its assessment."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.collection.briefing import Briefing
from analysis.collection.collection import Collection
from analysis.collection.compare import control_shares
from analysis.collection.labels import worded
from analysis.figures.figure import Figure
from analysis.ratios.catalogue import entry
from analysis.reports.receipts.recipes import recipe, recipes_of
from analysis.reports.views.collection import drawn_point
from analysis.store.reads import fact
from analysis.text.marking import Cited
from analysis.text.say import say


def multiples_rows(ratios: pd.DataFrame, collection: Collection) -> pd.DataFrame:
    """Lay ratios of one day out for `plots.multiples`, with the words of both figures."""
    return pd.DataFrame(
        {
            "ratio": [entry(name).label.capitalize() for name in ratios["ratio"]],
            "numerator": [worded(ids, collection) for ids in ratios["numerator_claims"]],
            "denominator": [
                worded(row.denominator_claims, collection, less=entry(row.ratio).form == "odds")
                for row in ratios.itertuples()
            ],
            "value": drawn_point(ratios),
            "low": ratios["low"],
            "high": ratios["high"],
            "receipt": recipes_of(ratios),
            "axis": ratios["unit"].map({"share": "share"}).fillna("ratio"),
        }
    ).reset_index(drop=True)


def gap_rows(gap: pd.Series, collection: Collection) -> pd.DataFrame:
    """Lay one claim and the assessment it is set against out for `plots.gap`."""
    ids = [gap["numerator_claims"], gap["denominator_claims"]]
    shares = _shares(collection, gap["scope"])
    chosen = shares.set_index("claim_id").loc[ids].reset_index()
    return chosen.assign(
        label=chosen["speaker"].map(collection.speakers["label"]),
        stated_on=chosen["as_of"],
        value=drawn_point(chosen),
        receipt=[recipe("claim", key) for key in chosen["claim_id"]],
    )


@fact
def _shares(collection: Collection, scope: str) -> pd.DataFrame:
    return control_shares(collection.points, scope, collection.words)


def gap_of(day: Briefing) -> tuple[pd.DataFrame, dict[str, float]]:
    """Lay the day's claimed share and its assessment out for `plots.gap`; empty if none."""
    row = day.ratio("control_gap_points")
    if row is None:
        return pd.DataFrame(), {}
    ends = {name: row[name] for name in ("value", "low", "high")}
    return gap_rows(row, day.collection), ends


def or_not_reported(draw: Callable[..., Figure], rows: pd.DataFrame, *more, **words) -> object:
    """Draw a figure, or say that nothing was located for it where there are no rows."""
    if rows.empty:
        return say("Nothing was located for the figure “{title}”.", title=Cited(words["title"]))
    return draw(rows, *more, **words)
