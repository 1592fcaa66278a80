"""Rows that share a key, and what can be said of each group."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.store.columns import group_rows

HUGE = 2**62


def by_hand(keys, values, how):
    """Answer row by row."""
    return [how([v for k, v in zip(keys, values, strict=True) if k == key]) for key in keys]


@pytest.mark.parametrize("offset", [0, HUGE])
@given(keys=st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_groups_are_those_found_row_by_row(offset, keys):
    """Also for keys so large that key and row do not fit into one number."""
    values = np.arange(len(keys)) ** 2
    groups = group_rows(np.array(keys) + offset)

    assert groups.spread(groups.sizes).tolist() == by_hand(keys, values, len)
    for ufunc, how in ((np.add, sum), (np.minimum, min), (np.maximum, max)):
        assert groups.spread(groups.reduce(ufunc, values)).tolist() == by_hand(keys, values, how)


def test_no_rows_are_no_groups():
    """A table in which every row was set aside."""
    groups = group_rows(np.array([], dtype=np.int64))

    assert groups.sizes.tolist() == []
    assert groups.spread(groups.reduce(np.add, np.array([], dtype=np.int64))).tolist() == []
