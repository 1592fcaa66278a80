"""All that is found about the running totals of one collection, once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.keys import keyed
from analysis.collection.totals.lines import LINE, coverage_of, running_totals
from analysis.collection.totals.mirrors import compared, differing, disagreements
from analysis.collection.totals.revisions import revisions_of
from analysis.collection.totals.steps import check_sums, steps_of
from analysis.offers import Offering
from analysis.store.guarded import guarded, guarding
from analysis.store.reads import remembered


@dataclass(frozen=True, eq=False)
class Totals(Offering):
    """The running totals of a collection.

    Parameters
    ----------
    collection : Collection
    rows : pandas.DataFrame
        As `lines.running_totals` returns it.
    """

    collection: Collection
    rows: pd.DataFrame

    @cached_property
    @guarding
    def steps(self) -> pd.DataFrame:
        """As `steps.steps_of`; they make up the totals of every day."""
        steps = steps_of(self.rows)
        check_sums(self.rows, steps)
        return steps

    @cached_property
    @guarding
    def revisions(self) -> pd.DataFrame:
        """As `revisions.revisions_of`."""
        return revisions_of(self.steps)

    @cached_property
    @guarding
    def lines(self) -> pd.DataFrame:
        """As `lines.coverage_of`, with the falls of each line; the longest and largest first."""
        falls = self.revisions.groupby(LINE)["step"].size()
        found = coverage_of(self.rows)
        found = found.assign(falls=falls.reindex(found.index).fillna(0).astype(int))
        return found.sort_values(["days", "last_value"], ascending=False, kind="stable")

    @cached_property
    @guarding
    def cells(self) -> pd.DataFrame:
        """As `mirrors.compared`."""
        return compared(self.rows)

    @cached_property
    @guarding
    def differing(self) -> pd.DataFrame:
        """As `mirrors.differing`."""
        return differing(self.cells)

    @cached_property
    @guarding
    def disagreements(self) -> pd.DataFrame:
        """As `mirrors.disagreements`."""
        return disagreements(self.cells)

    @keyed
    def line_of(
        self, *, speaker: str, measure: str, scope: str, subject: str = ""
    ) -> tuple[str, ...] | None:
        """Return the longest line of a speaker, measure and area; None if there is none.

        An empty subject takes the line of any. It is a tuple in the order of `LINE`.
        """
        keys = self.lines.index.to_frame(index=False)
        mine = (keys["speaker"] == speaker) & (keys["measure"] == measure)
        mine &= (keys["scope"] == scope) & ((keys["subject"] == subject) | (subject == ""))
        return tuple(keys[mine].iloc[0]) if mine.any() else None

    def of_line(self, table: pd.DataFrame, line: tuple[str, ...]) -> pd.DataFrame:
        """Keep the rows of one line."""
        same = (table[LINE] == pd.Series(line, index=LINE)).all(axis=1)
        return table[same].reset_index(drop=True)


@remembered()
def totals_of(collection: Collection) -> Totals:
    """Find the running totals of a collection: those located on at least two days.

    Parameters
    ----------
    collection : Collection

    Returns
    -------
    Totals

    Examples
    --------
    >>> from analysis import load_collection
    >>> found = totals_of(load_collection("bakhmut-2023"))
    >>> found.lines.index.unique("speaker")[0]
    'general_staff_ukraine'
    """
    rows = running_totals(collection)
    days = rows.groupby(LINE)["day"].transform("size")
    return Totals(collection, guarded(rows[days > 1].reset_index(drop=True)))
