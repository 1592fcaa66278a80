"""Receipts of reference bands and of other wars."""

from __future__ import annotations

from functools import cache

import pandas as pd

from analysis.collection.collection import Collection
from analysis.ratios.references import (
    of_a_part,
    other_wars,
    read_bands,
    read_references,
    same_war,
    unverified,
)
from analysis.text.receipt import Receipt

ENDS = ("low", "high")


def band(held: Collection, name: str) -> Receipt:
    """Follow a reference band to its source, as published and turned round."""
    published = read_bands("wounded_per_killed", norms=True).set_index("name").loc[name]
    turned = read_bands(norms=True).set_index("name").loc[name]
    numbers = {f"{end} {way}": row[end] for way, row in _ways(published, turned) for end in ENDS}
    step = f"Published as wounded for each killed: {published['definition']}; turned round."
    return Receipt(numbers, (step, f"Source: {published['source']}."))


def _ways(published: pd.Series, turned: pd.Series) -> list[tuple[str, pd.Series]]:
    return [("wounded per killed", published), ("killed per wounded", turned)]


@cache
def _references() -> pd.DataFrame:
    return read_references().set_index("reference_id")


def reference(held: Collection, reference_id: str) -> Receipt:
    """Follow a reference row to its source."""
    row = _references().loc[reference_id]
    numbers = {name: row[name] for name in ("value", "low", "high", "killed", "wounded")}
    step = f"{row['conflict']}, {row['force']}, {row['period']}: {row['definition']}."
    grade = f"Reliability {row['reliability']}: {row['reason']}."
    return Receipt(numbers, (step, grade, f"Source: {row['source_title']}."))


def land_set(held: Collection, without_weak: str) -> Receipt:
    """Follow what is said of all land forces to the rows of the table."""
    rows = _references()
    rows = other_wars(rows, held.war)
    rows = rows[rows["in_land_set"]]
    weak = unverified(rows) | of_a_part(rows)
    kept = rows[~weak] if without_weak else rows
    bands, value = read_bands().set_index("name"), kept["value"]
    numbers = {
        "rows": len(value),
        "of the same war": len(same_war(_references(), held.war)),
        "left out": int(weak.sum()),
        "left out, unverified": int(unverified(rows).sum()),
        "left out, of a part": int(of_a_part(rows).sum()),
        "median": value.median(),
        "first quartile": value.quantile(0.25),
        "third quartile": value.quantile(0.75),
        **{
            f"in the {name} band": int(value.between(band.low, band.high).sum())
            for name, band in bands.iterrows()
        },
    }
    return Receipt(numbers, ("Land forces of reference_ratios.csv, one account of each, counted.",))
