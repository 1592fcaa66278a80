"""Rows of a table by what stands in its columns.

Where each value stands is found once a table, so that a day of many costs no more than one of few.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np

from analysis.offers import Offering

NO_ROWS = np.array([], dtype=np.intp)


class Indexed(Offering):
    """What has tables as attributes.

    >>> from types import SimpleNamespace
    >>> from pandas import DataFrame
    >>> class Held(SimpleNamespace, Indexed): pass
    >>> table = DataFrame({"scope": ["city", "front", "city"], "measure": ["killed"] * 2 + [None]})
    >>> held = Held(claims=table)
    >>> held.rows_with("claims", scope=["city", "village"]).tolist()
    [0, 2]
    >>> held.rows_with("claims", scope=["city"], measure=["killed"]).tolist()
    [0]
    """

    def rows_with(self, table: str, **chosen: Iterable[object]) -> np.ndarray:
        """Return the numbers of the rows that have, in each column named, one of some values.

        Parameters
        ----------
        table : str
        **chosen
            Values by column, at least one column.
        """
        found = []
        for column, values in chosen.items():
            rows = self.standing(table, column)
            found.append([rows[value] for value in dict.fromkeys(values) if value in rows])
        # Few rows are looked up in many: a day has some, an area may have most.
        fewest, *others = sorted(found, key=lambda groups: sum(map(len, groups)))
        numbers = np.sort(np.concatenate([NO_ROWS, *fewest]))
        for groups in others:
            numbers = numbers[_are_in(numbers, groups)]
        return numbers

    def standing(self, table: str, column: str) -> dict[Any, np.ndarray]:
        """Return, for each value in a column, the numbers of the rows that have it.

        A missing value stands nowhere; a day is a `pandas.Timestamp`.
        """
        rows = getattr(self, table)
        if (table, column) not in self._found:
            self._found[table, column] = rows.groupby(column, sort=False, observed=True).indices
        return self._found[table, column]

    @cached_property
    def _found(self) -> dict[tuple[str, str], dict[Any, np.ndarray]]:
        return {}


def _are_in(numbers: np.ndarray, groups: Iterable[np.ndarray]) -> np.ndarray:
    """Tell of each number whether it stands in one of some groups, each in ascending order."""
    found = np.zeros(len(numbers), bool)
    for group in groups:
        found |= group.take(np.searchsorted(group, numbers), mode="clip") == numbers
    return found
