"""Running totals in small, of one or two mirrors; and where the big feeds would lie."""

import json
from pathlib import Path

import pandas as pd
from mapped_collection import FEED, write_mapped

from analysis.collection.collection import Collection, load_collection
from analysis.paths import ROOT

FEEDS = ROOT.parent / "shared" / "data" / "feeds"
"""Two mirrors of one ministry's daily totals; no part of the project."""

OTHER = FEED.replace("title", "#").replace("feed.json", "other.json")


def records(**columns: list) -> list[dict]:
    """Return one record a day from 1 March 2023; None leaves the name out of a record."""
    length = len(next(iter(columns.values())))
    days = pd.date_range("2023-03-01", periods=length).strftime("%Y-%m-%d")
    rows = [
        {"date": day} | {name: v[n] for name, v in columns.items() if v[n] is not None}
        for n, day in enumerate(days)
    ]
    return [row for row in rows if len(row) > 1]


def feed(folder: Path, *mirrors: list[dict], mapping: str = FEED, more: str = "") -> Collection:
    """Write one or two mirrors as a collection and load it."""
    texts = dict(zip(("feed_json", "other_json"), map(json.dumps, mirrors), strict=False))
    write_mapped(folder, mapping + (OTHER if len(mirrors) > 1 else "") + more, **texts)
    return load_collection("desk", folder=folder)


GUNS = '\n[[table.figures]]\ncolumn = "gun"\nmeasure = "artillery_strikes"\n'
"""A second running total in the same records."""
