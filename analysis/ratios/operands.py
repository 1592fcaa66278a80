"""The two sides of a ratio, made from the claims that may stand for them.

An operand is one figure, or several of one statement added up (killed and wounded), or a figure
with the part for a smaller area taken off. It keeps the claims it was made from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.data.vocabulary import Vocabulary
from analysis.ratios.catalogue import Entry
from analysis.terms import GROUP_OF_DAY

READINGS = ("", "strict_", "rounded_", "versions_")
"""Prefixes of the four pairs of ends that a claim carries: bounded, strict, rounded, versions."""

SAME_STATEMENT = ["day", "speaker", "subject", "actor", "scope", "part", "period_key"]
"""What figures must share to be added up."""

CARRIED = [
    "stated_on",
    "speaker",
    "party",
    "stance",
    "subject",
    "actor",
    "scope",
    "part",
    "unit",
    "period",
    "period_kind",
    "period_start",
    "period_end",
    "date_basis",
]


@dataclass(frozen=True)
class Side:
    """What may stand on one side of a ratio.

    Parameters
    ----------
    measures : tuple of str
        Added up.
    less : str
        Measure of a nested area to take off; empty for none.
    stance : str
        claim or assessment; empty for both.
    of_subject : str
        own or other: whether the speaker's party is the subject's; empty for either.
    """

    measures: tuple[str, ...]
    less: str = ""
    stance: str = ""
    of_subject: str = ""

    @property
    def label(self) -> str:
        """The measures in words: "killed and wounded"."""
        return " and ".join(measure.replace("_", " ") for measure in self.measures)


def sides_of(entry: Entry) -> tuple[Side, Side]:
    """Return what may stand on the two sides of an entry."""
    return (
        Side(entry.numerator, entry.numerator_less, entry.numerator_stance, entry.numerator_side),
        Side(
            entry.denominator,
            entry.denominator_less,
            entry.denominator_stance,
            entry.denominator_side,
        ),
    )


def figures_of(points: pd.DataFrame, words: Vocabulary) -> pd.DataFrame:
    """Lay claims out as figures that can be paired: once for all ratios.

    Parameters
    ----------
    points : pandas.DataFrame
        Claims that speak for their origin, as `echoes.points_of` returns them; denials are left
        out.
    words : Vocabulary

    Returns
    -------
    pandas.DataFrame
        One row a claim: measure, the fields in `CARRIED`, day and period_key to join on,
        of_subject (own or other), value (the number that the words name, missing where they name
        none), excluded (whether the words exclude that number), low and high under each of
        `READINGS` (high infinite where open), claims, pages and flags.
    """
    rows = points[points["stance"] != "denial"].reset_index(drop=True)
    day = rows["stated_on"].dt.strftime("%Y-%m-%d")
    ends = [rows[end].dt.strftime("%Y-%m-%d").fillna("?") for end in ("period_start", "period_end")]
    is_own = rows["subject"].map(words.forces["party"]) == rows["party"]
    figures = rows[["measure", "flags", *CARRIED]].assign(
        value=rows["named"],
        excluded=rows["named"].notna() & rows["value"].isna(),
        day=day.fillna("undated, page " + rows["source_id"]),
        period_key=rows["period_kind"].str.cat(ends, sep=" "),
        of_subject=is_own.map({True: "own", False: "other"}),
        claims=rows["claim_id"],
        pages=_pages(rows),
    )
    bounds = {f"{reading}low": rows[f"{reading}low"] for reading in READINGS}
    bounds |= {f"{reading}high": rows[f"{reading}high"].fillna(np.inf) for reading in READINGS}
    return figures.assign(**bounds)


def _pages(rows: pd.DataFrame) -> pd.Series:
    """Name the pages of each figure; a table that says itself which row is of which day is none."""
    pages = rows["source_id"].str.cat(rows["also_in"], sep=";").str.rstrip(";")
    return pages.mask(rows["claim_group"].str.startswith(GROUP_OF_DAY), "")


def operands(figures: pd.DataFrame, side: Side, words: Vocabulary) -> pd.DataFrame:
    """Make every operand of one side that the collection holds.

    Parameters
    ----------
    figures : pandas.DataFrame
        As `figures_of` returns it.
    side : Side
    words : Vocabulary

    Returns
    -------
    pandas.DataFrame
        One row an operand, with the columns of `figures_of`; `claims` holds several ids,
        semicolon-separated, where several figures were joined.
    """
    usable = figures
    if side.stance:
        usable = usable[usable["stance"] == side.stance]
    if side.of_subject:
        usable = usable[usable["of_subject"] == side.of_subject]
    single = [usable[usable["measure"] == measure] for measure in side.measures]
    total = single[0]
    for further in single[1:]:
        total = _add(total, further)
    if side.less:
        total = _take_off(total, usable[usable["measure"] == side.less], words)
    return total.reset_index(drop=True)


def _add(total: pd.DataFrame, further: pd.DataFrame) -> pd.DataFrame:
    both = total.merge(further, on=SAME_STATEMENT, suffixes=("", "_2"))
    both["value"] = both["value"] + both["value_2"]
    for reading in READINGS:
        for end in (f"{reading}low", f"{reading}high"):
            both[end] = both[end] + both[f"{end}_2"]
    return _joined(both)[total.columns]


def _take_off(whole: pd.DataFrame, part: pd.DataFrame, words: Vocabulary) -> pd.DataFrame:
    keys = [key for key in SAME_STATEMENT if key != "scope"]
    both = whole.merge(part, on=keys, suffixes=("", "_2"))
    nested = words.nested.rename(columns={"scope": "scope_2", "whole": "scope"})
    both = both.merge(nested, on=["scope", "scope_2"])
    both["scope"] = both["scope"] + " less " + both["scope_2"]
    both["value"] = both["value"] - both["value_2"]
    for reading in READINGS:
        low, high = f"{reading}low", f"{reading}high"
        taken = (both[low] - both[f"{high}_2"], both[high] - both[f"{low}_2"])
        both[low], both[high] = taken
    return _joined(both)[whole.columns]


def _joined(both: pd.DataFrame) -> pd.DataFrame:
    for column in ("claims", "pages", "flags"):
        both[column] = union(both[column], both[f"{column}_2"])
    both["excluded"] |= both["excluded_2"]
    return both


def union(left: pd.Series, right: pd.Series) -> pd.Series:
    """Join two columns of semicolon-separated words, each word once, in order.

    Each distinct pair is joined once.

    >>> union(pd.Series(["a;b"]), pd.Series(["b;c"])).tolist()
    ['a;b;c']
    """
    pairs = left.str.cat(right, sep="|")
    distinct = {
        pair: ";".join(dict.fromkeys(word for word in pair.replace("|", ";").split(";") if word))
        for pair in pairs.unique()
    }
    return pairs.map(distinct)
