"""Control shares: what `slope` and `gap` have in common.

A share is a figure in per cent that a speaker gave for some day, its as-of day.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.errors import AnalysisError
from analysis.figures import style
from analysis.figures.days import short
from analysis.figures.marks import Lane, bar_key, cross, draw_span, key_of, open_key, runs_on
from analysis.figures.plots.ladder import Ladder
from analysis.figures.rows import checked, in_words, span
from analysis.figures.sheet import Key, Sheet
from analysis.terms import DENIERS
from analysis.text.readable import day

COLUMNS = (
    *("as_of", "stated_on", "value", "low", "high", "kind"),
    *("label", "contradicted", "complement"),
)
AXIS = 0.34
"""Inches under the axis."""
NBSP = "\u00a0"
QUARTERS = (0, 25, 50, 75, 100)


def checked_shares(rows: pd.DataFrame, figure: str) -> pd.DataFrame:
    """Return the rows by their as-of days; refuse a share above 100 or without such a day."""
    rows = checked(rows, COLUMNS, figure)
    if (rows[["value", "low", "high"]].astype(float) > 100).any(axis=None):
        raise AnalysisError(f"a share in the {figure} is above 100 per cent")
    if rows["as_of"].isna().any():
        speaker = rows["label"][rows["as_of"].isna()].iloc[0]
        raise AnalysisError(f"the figure of {speaker} has no day that it is for")
    return rows.sort_values("as_of", kind="stable", ignore_index=True)


def share_axes(sheet: Sheet, ladder: Ladder) -> Axes:
    """Return axes from 0 to 100 per cent beside the words of the rows."""
    axes = ladder.axes(sheet, sheet.top)
    axes.set_xlim(0, 100)
    axes.set_xticks(QUARTERS, [f"{share} %" for share in QUARTERS])
    ladder.clear(axes)
    ladder.write(sheet, sheet.top)
    return axes


def draw_across(lane: Lane, at: float, row: pd.Series) -> None:
    """Draw one share, with the sign of whoever contradicted it."""
    draw_span(lane, at, row, style.KINDS[row["kind"]])
    if row["contradicted"]:
        at_value = row["low"] if pd.isna(row["value"]) else row["value"]
        cross(lane, at, at_value, row["contradicted"])


def when(row: pd.Series) -> str:
    """Say which day a share is for, and when it was stated if that was later."""
    if pd.isna(row.stated_on) or row.stated_on == row.as_of:
        return f"as of {day(row.as_of)}"
    return f"as of {day(row.as_of)}, said {short(row.stated_on)}"


def per_cent(figure: str) -> str:
    """Add the sign where a reader expects it: '76 % or more'."""
    start, *rest = figure.partition(" or ")
    return f"{start}{NBSP}%{''.join(rest)}"


def said(row: pd.Series) -> str:
    """Say a share with its speaker and its day."""
    figure = per_cent(span(row["value"], row["low"], row["high"]))
    return f"{row['label']}, {figure} as of {day(row['as_of'])}"


def keys_of(rows: pd.DataFrame) -> list[Key]:
    """Return the key of the kinds and marks that occur."""
    keys = [key_of(kind) for kind in style.KINDS if (rows["kind"] == kind).any()]
    keys += [
        Key(DENIERS[denier], (look,))
        for denier, look in style.DENIALS.items()
        if (rows["contradicted"] == denier).any()
    ]
    if (rows["low"] < rows["high"]).any():
        keys.append(bar_key())
    if runs_on(rows):
        keys.append(open_key("arrow: no end stated"))
    return keys


def table_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the values as drawn."""
    return pd.DataFrame(
        {
            "speaker": rows["label"],
            "as of": rows["as_of"],
            "stated on": in_words(rows["stated_on"], "day not known"),
            "kind": [style.KINDS[kind].words for kind in rows["kind"]],
            "per cent": in_words(rows["value"], "no point"),
            "low": in_words(rows["low"], "open"),
            "high": in_words(rows["high"], "open"),
            "contradicted": [DENIERS.get(denier, "no") for denier in rows["contradicted"]],
            "from the remainder": rows["complement"].astype(bool),
        }
    )
