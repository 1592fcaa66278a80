"""The tables of a collection, and what follows from them: each is made when it is first taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import pandas as pd

from analysis.claims.echoes import points_of
from analysis.claims.events import with_sums
from analysis.data.vocabulary import Vocabulary
from analysis.ratios.derived import derived_rows
from analysis.ratios.division import compute_ratios, with_texts
from analysis.store.codes import decode
from analysis.store.guarded import guarded, guarding
from analysis.store.indexed import Indexed
from analysis.store.kept import Shelf, tables_of

RATIOS = "ratios"
"""The name under which they are kept between processes."""


@dataclass(frozen=True, eq=False, repr=False)
class Tables(Indexed):
    """The claims of a collection. Reports take them from the collection, which notes it.

    Parameters
    ----------
    coded, set_aside, places : pandas.DataFrame
        As `Collection` has them.
    words : Vocabulary
    days : int
        That the collection set out to cover.
    refused : mapping
        From a ratio that the collection rules out to the reason.
    shelf : Shelf, optional
        Where its ratios are kept between processes.
    """

    coded: pd.DataFrame
    set_aside: pd.DataFrame
    places: pd.DataFrame
    words: Vocabulary
    days: int
    refused: Mapping[str, str] = field(default_factory=dict)
    shelf: Shelf | None = None

    @cached_property
    @guarding
    def claims(self) -> pd.DataFrame:
        """One row a figure, its text as text."""
        return decode(self.coded)

    @cached_property
    @guarding
    def points(self) -> pd.DataFrame:
        """The claims that speak for their origin, and sums of events."""
        return with_sums(decode(points_of(self.coded)))

    @cached_property
    def sums(self) -> dict[str, str]:
        """From the id of an event that was added to others to the ids of all of them."""
        together = self.points.loc[self.points["claim_id"].str.contains(";"), "claim_id"]
        return {claim_id: ids for ids in together for claim_id in ids.split(";")}

    @cached_property
    @guarding
    def ratios(self) -> pd.DataFrame:
        """Every ratio of the catalogue with its refusals; kept between processes."""
        return tables_of(self.shelf, RATIOS, lambda: {"ratios": self.divided()})["ratios"]

    def divided(self) -> pd.DataFrame:
        """Compute the ratios."""
        table = compute_ratios(self.points, self.words, self.refused)
        derived = derived_rows(table, self.days, self.words.civilians)
        return with_texts(pd.concat([table, derived], ignore_index=True))

    @cached_property
    @guarding
    def by_id(self) -> pd.DataFrame:
        """The claims, indexed by their ids."""
        return self.claims.set_index("claim_id")

    @cached_property
    def records(self) -> Mapping[str, Mapping]:
        """The claims by id, each as a mapping from its columns that nobody can change."""
        rows = map(MappingProxyType, self.claims.to_dict("records"))
        return MappingProxyType({row["claim_id"]: row for row in rows})

    def of_ratio(self, ratio: str) -> pd.DataFrame:
        """Return the rows of one ratio, the same table each time."""
        if ratio not in self._by_ratio:
            rows = self.standing(RATIOS, "ratio").get(ratio, [])
            self._by_ratio[ratio] = guarded(self.ratios.iloc[rows])
        return self._by_ratio[ratio]

    @cached_property
    def _by_ratio(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def ratio_numbers(self) -> dict[tuple[str, ...], int]:
        """The number of each row of the ratios, by what tells it apart."""
        key = ["ratio", "variant", "numerator_claims", "denominator_claims"]
        return {row: number for number, row in enumerate(self.ratios[key].itertuples(False, None))}
