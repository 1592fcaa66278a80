"""What each cell of a vocabulary table may hold: keys, names, levels, sides, units and roles.

A fault names file, line, column and value, and what may stand there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.data.names import nearest
from analysis.data.signs import shown
from analysis.wording.lexicon import UNITS as UNITS_IN_WORDS

OPEN = "?"
"""What a drafted row leaves to whoever knows."""
LEVELS = (
    *("point", "segment", "city", "city_and_surroundings"),
    *("direction", "front", "country", "unclear"),
)
"""How large an area is, the smallest first."""
ROLES = {
    "subject": "counted of those whom the figure is about: their killed, their tanks",
    "opponent": "done by the other side to those whom the figure is about: attacks on them",
    "own": "done by those whom the figure is about",
    "both": "done by both sides together: clashes",
}
"""Whose a measure is."""
UNITS = tuple(sorted({*UNITS_IN_WORDS.values(), "persons_per_100m", "persons_per_km", "none"}))
"""Units that the rules of wording know, and those of figures that are ratios themselves."""
YES_NO = ("yes", "no")
KINDS = ("speaker", "scope", "force", "measure")
"""What an alias may be a spelling of."""
NEEDED = {
    "scopes": ("label", "level"),
    "measures": ("label", "unit", "role"),
    "parties": ("label", "interested"),
    "forces": ("label", "people"),
    "speakers": ("label", "party"),
    "aliases": ("kind", "written", "key"),
}
"""Columns that are filled in every row, where the table has them."""
NOBODY = "none"
"""The force of figures that are about nobody: it has no name."""


def choices(table: str, known: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return what may stand in the columns of a table that take one of a few values.

    Parameters
    ----------
    table : str
        A key of `NEEDED`.
    known : mapping
        From "party" and "force" to the keys there are.
    """
    return {
        "scopes": {"level": LEVELS},
        "measures": {"unit": UNITS, "role": tuple(ROLES), "adds_up": YES_NO},
        "parties": {"opponent": known["force"], "interested": YES_NO, "named": YES_NO},
        "forces": {"party": known["party"]},
        "speakers": {"party": known["party"]},
        "aliases": {"kind": KINDS},
    }[table]


def faults_of_rows(
    table: str,
    rows: pd.DataFrame,
    lines: Sequence[int],
    known: Mapping[str, Sequence[str]],
) -> list[str]:
    """Hold the rows of one file of the vocabulary against what its columns may hold.

    Parameters
    ----------
    table : str
        Its name without the ending.
    rows : pandas.DataFrame
        All text, as `sources.read_raw` returns it.
    lines : sequence of int
        The line of each row.
    known : mapping
        As for `choices`.

    Returns
    -------
    list of str
    """
    allowed, needed = choices(table, known), NEEDED[table]
    faults = []
    for line, row in zip(lines, rows.to_dict("records"), strict=True):
        nobody = table == "forces" and row["force"] == NOBODY
        for column, value in row.items():
            if told := _fault(column, value, allowed, () if nobody else needed):
                faults.append(f"{table}.csv line {line}, column {column}: {told}")
        key = next(iter(row.values()))
        if table != "aliases" and key != OPEN and not re.fullmatch(r"[\w-]+", key):
            told = "is no key; use letters, digits, underscores and hyphens"
            faults.append(f"{table}.csv line {line}, column {rows.columns[0]}: {shown(key)} {told}")
    return faults


def _fault(
    column: str, value: str, allowed: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> str:
    """Say what is wrong with one cell; empty if nothing is."""
    known = allowed.get(column, ())
    if value == OPEN:
        few = ", ".join(known) if len(known) <= 8 else f"{known[0]}, {known[1]} and the like"
        return f"'?' is still open{f'; one of {few}' if known else ''}"
    if value == "":
        return "is empty" if column in needed else ""
    if known and value not in known:
        close = nearest(value, known) or list(known)[:8]
        return f"{shown(value)} is not known; nearest: {', '.join(close)}"
    return ""
