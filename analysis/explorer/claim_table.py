"""The claims of a question as a table that is searched, sorted and leafed through.

Everything in it was written by others: each cell is escaped, and nothing in it can run.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.labels import allowed, labelled
from analysis.text.say import Said, say
from analysis.text.tables import Table, table

PAGE = 25
"""Rows on one page of the table."""
HEADINGS = {
    "stated_on": "day",
    "speaker": "speaker",
    "measure": "measure",
    "subject": "about",
    "scope": "area",
    "reported": "as reported",
    "allowed": "words allow",
    "wording": "wording",
    "publisher": "page",
}
SORTED_BY = HEADINGS | {"low": "least that the words allow", "n_pages": "pages that carry it"}
"""Columns a reader may sort by; the last two are not shown."""


@dataclass(frozen=True)
class Leaf:
    """Which part of the claims is shown, and in which order.

    Parameters
    ----------
    search : str
        Words that must all stand somewhere in the row, in any case.
    wording : str
        Kind of wording; empty for every kind.
    by : str
        A key of `SORTED_BY`.
    falling : bool
        Whether the largest or latest come first.
    page : int
        From 1.
    """

    search: str = ""
    wording: str = ""
    by: str = "stated_on"
    falling: bool = False
    page: int = 1


def sifted(claims: pd.DataFrame, held: Collection, leaf: Leaf) -> pd.DataFrame:
    """Return the claims that the search leaves, in words and in order; all pages of them."""
    rows = _in_words(held).loc[claims["claim_id"]]
    if leaf.wording:
        rows = rows[rows["wording"] == leaf.wording]
    for word in leaf.search.casefold().split():
        rows = rows[rows["all_words"].str.contains(word, regex=False)]
    return rows.sort_values(leaf.by, ascending=not leaf.falling, kind="stable")


def pages_of(rows: pd.DataFrame) -> int:
    """Count the pages that rows fill; at least one."""
    return max(1, -(-len(rows) // PAGE))


def leafed(rows: pd.DataFrame, leaf: Leaf) -> Table:
    """Return one page of sifted claims as a table of text alone."""
    first = (min(leaf.page, pages_of(rows)) - 1) * PAGE
    shown = rows.iloc[first : first + PAGE]
    return table(shown[list(HEADINGS)], HEADINGS, caption="Claims, each as its page has it")


def counted(rows: pd.DataFrame, leaf: Leaf) -> Said:
    """Say how many claims are left and which page of them is shown."""
    page = min(leaf.page, pages_of(rows))
    words = "{n} claims, page {page} of {pages}, sorted by {by}."
    return say(words, n=len(rows), page=page, pages=pages_of(rows), by=SORTED_BY[leaf.by])


@cache
def _in_words(held: Collection) -> pd.DataFrame:
    rows = labelled(held.claims, held).assign(
        allowed=[
            allowed(low, high)
            for low, high in zip(held.claims["low"], held.claims["high"], strict=True)
        ],
        wording=held.claims["wording"].str.replace("_", " "),
        publisher=held.claims["source_id"].map(held.sources["publisher"]),
    )
    shown = [column for column in HEADINGS if column != "stated_on"]
    words = rows["stated_on"].dt.strftime("%Y-%m-%d").fillna("")
    for column in (*shown, "note"):
        words = words + " " + rows[column].fillna("")
    return rows.assign(all_words=words.str.casefold()).set_index("claim_id")
