"""Rows that share a key, found by one sort, and what can be said of each group.

>>> groups = group_rows(np.array([7, 5, 7]))
>>> groups.spread(groups.reduce(np.add, np.array([1, 10, 100]))).tolist()
[101, 10, 101]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Groups:
    """Rows in the order of their groups.

    Parameters
    ----------
    order : numpy.ndarray of int
        Row numbers, group by group.
    starts : numpy.ndarray of int
        Where each group begins in `order`.
    """

    order: np.ndarray
    starts: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """How many rows each group has."""
        return np.diff(self.starts, append=len(self.order))

    def reduce(self, how: np.ufunc, values: np.ndarray) -> np.ndarray:
        """Bring the values of each group to one, by `np.add`, `np.minimum` or the like."""
        return how.reduceat(values[self.order], self.starts) if len(self.order) else values

    def spread(self, of_groups: np.ndarray) -> np.ndarray:
        """Give each row what belongs to its group."""
        spread = np.empty(len(self.order), dtype=of_groups.dtype)
        spread[self.order] = np.repeat(of_groups, self.sizes)
        return spread


def group_rows(keys: np.ndarray) -> Groups:
    """Find the rows that have the same key.

    Parameters
    ----------
    keys : numpy.ndarray of int
        From 0. Key and row are sorted as one number where both fit into it.
    """
    row_bits = max(len(keys) - 1, 1).bit_length()
    largest = int(keys.max(initial=0))
    if largest.bit_length() + row_bits < 64:
        packed = (keys.astype(np.int64) << row_bits) | np.arange(len(keys))
        packed.sort()
        order, keys = packed & ((1 << row_bits) - 1), packed >> row_bits
    else:
        order = np.argsort(keys)
        keys = keys[order]
    begins = np.ones(len(keys), dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=begins[1:])
    return Groups(order, np.flatnonzero(begins))
