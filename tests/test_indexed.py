"""Rows found by the values in columns are those that looking at every row finds."""

from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.store.columns import Indexed

VALUES = st.sampled_from(["city", "front", None])
DAYS = st.sampled_from([pd.Timestamp("2023-03-18"), pd.Timestamp("2023-03-19"), pd.NaT])
ROWS = st.lists(st.tuples(VALUES, VALUES, DAYS), max_size=12)


class Held(SimpleNamespace, Indexed):
    """What has one table."""


def held(rows: list[tuple], kind: str = "str") -> Held:
    claims = pd.DataFrame(rows, columns=["scope", "whole", "stated_on"])
    kinds = {"scope": kind, "whole": kind, "stated_on": "datetime64[s]"}
    return Held(claims=claims.astype(kinds))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["str", "category"])
@given(
    rows=ROWS,
    scopes=st.lists(st.sampled_from(["city", "front", "village"])),
    wholes=st.lists(st.sampled_from(["city", "front"])),
    days=st.lists(DAYS),
)
def test_they_are_those_that_looking_at_every_row_finds(kind, rows, scopes, wholes, days):
    """Once each, in the order of the table; what is missing is no value."""
    table = held(rows, kind)
    wanted = {"scope": scopes, "whole": wholes, "stated_on": days}
    found = pd.concat(
        [table.claims[c].isin(v) & table.claims[c].notna() for c, v in wanted.items()], axis=1
    )

    numbers = table.rows_with("claims", **wanted)
    assert numbers.tolist() == [n for n, row in enumerate(found.to_numpy()) if row.all()]
    assert table.claims.take(numbers)["scope"].isin(scopes).all()
