"""Statements that pages date a day apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_claims import claim, claims

from analysis.claims import group_origins


def test_undated_rows_alone_are_one_statement_a_page():
    """There is no day that could be a neighbour."""
    undated = {"stated_on": "", "date_basis": "unknown"}
    rows = [claim("clashes", "25", source_id=page, **undated) for page in ("p", "q", "p")]

    assert claims(*rows)["origin_id"].tolist() == ["c1", "c2", "c1"]


def days_of(*written):
    """Tell one figure on the given days of March, each on a page of its own, dated by inference."""
    rows = [
        claim("clashes", "25", stated_on=f"2023-03-{day}", source_id=f"p{day}", **how)
        for day, how in written
    ]
    return claims(*rows)["origin_id"].tolist()


INFERRED, FIRM = {"date_basis": "inferred"}, {}


@pytest.mark.parametrize(
    ("written", "origins"),
    [
        ([("18", FIRM), ("19", INFERRED)], ["c1", "c1"]),
        ([("18", INFERRED), ("20", INFERRED)], ["c1", "c2"]),
        (
            [("18", INFERRED), ("19", INFERRED), ("20", INFERRED), ("21", INFERRED)],
            ["c1", "c1", "c3", "c3"],
        ),
        (
            [("18", FIRM), ("19", INFERRED), ("20", FIRM), ("21", INFERRED)],
            ["c1", "c1", "c3", "c3"],
        ),
    ],
    ids=["neighbours", "a day between", "a chain", "two pairs"],
)
def test_a_statement_stretches_over_two_days_at_most(written, origins):
    """A chain of neighbouring days is cut into pairs from its first day on."""
    assert days_of(*written) == origins


def test_a_whole_claim_group_moves_with_the_row_that_joins():
    """Its second value too; the group began on the day that its row is told again."""
    found = claims(
        claim("casualties", "535"),
        claim("casualties", "535", stated_on="2023-03-19", date_basis="inferred", claim_group="g"),
        claim("casualties", "540", stated_on="2023-03-19", date_basis="inferred", claim_group="g"),
    )

    assert found["origin_id"].tolist() == ["c1", "c1", "c1"]
    assert found["versions_high"].tolist() == [540, 540, 540]


def test_a_group_that_began_earlier_takes_no_later_day():
    """The first row of the group is of the 16th; the 19th is three days on."""
    group = {"claim_group": "g"}
    found = claims(
        claim("casualties", "500", stated_on="2023-03-16", **group),
        claim("casualties", "535", stated_on="2023-03-18", **group),
        claim("casualties", "535", stated_on="2023-03-19", date_basis="inferred"),
    )

    assert found["origin_id"].tolist() == ["c1", "c1", "c3"]


def test_figures_without_an_upper_end_can_be_one():
    """More than 500, open above, told again a day later."""
    rows = claims(
        claim("killed", "more than 500"),
        claim("killed", "more than 500", stated_on="2023-03-19", date_basis="inferred"),
    )
    opened = rows.assign(high=np.nan, flags="")

    assert group_origins(opened)["origin_id"].tolist() == ["c1", "c1"]


def day_rows():
    """One figure of two days, each told by three pages; some date it by inference."""
    told = st.tuples(st.sampled_from(["18", "19"]), st.booleans(), st.sampled_from("pqrs"))
    group = st.sampled_from(["", "", "", "g", "h"])
    return st.lists(st.tuples(told, group), min_size=2, max_size=6)


def joined(rows, order):
    """Return which rows are one statement, the rows taken in an order."""
    written = [
        claim(
            "clashes",
            "25",
            claim_id=f"c{n}",
            stated_on=f"2023-03-{rows[n][0][0]}",
            date_basis="stated" if rows[n][0][1] else "inferred",
            source_id=rows[n][0][2],
            claim_group=rows[n][1],
        )
        for n in order
    ]
    found = claims(*written)
    return sorted(sorted(ids) for _, ids in found.groupby("origin_id")["claim_id"])


@pytest.mark.slow
@given(day_rows(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    """Which row stands last on one day and first on the next is chance."""
    order = list(range(len(rows)))
    random.shuffle(order)

    assert joined(rows, range(len(rows))) == joined(rows, order)


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0)])
def test_a_day_is_firm_if_one_of_its_rows_is(order):
    """A row of the 18th is inferred, another firm; the 19th is firm and another statement."""
    rows = [(("18", False, "p"), ""), (("18", True, "q"), ""), (("19", True, "r"), "")]

    assert joined(rows, order) == [["c0", "c1"], ["c2"]]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0)])
def test_a_page_that_carries_both_days_is_found_among_all(order):
    """It stands first on the 18th in one order, and last in another."""
    rows = [(("18", True, "p"), ""), (("18", True, "q"), ""), (("19", True, "p"), "")]

    assert joined(rows, order) == [["c0", "c1", "c2"]]
