"""The grouping of whole columns beside the same rules told row by row."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_claims import WORDS, claim, raw, readings

from analysis.claims import FIGURE_KEY, clean_claims, group_origins
from analysis.settings import ECHO_DAYS
from analysis.terms import DATE_BASES, FIRM_DATE_BASES

rows = st.builds(
    claim,
    st.sampled_from(["killed", "wounded"]),
    st.sampled_from(["193", "200", "more than 200"]),
    stated_on=st.sampled_from(["", "2023-03-17", "2023-03-18", "2023-03-19", "2023-03-20"]),
    date_basis=st.sampled_from(list(DATE_BASES)),
    source_id=st.sampled_from(["page_1", "page_2"]),
    also_in=st.sampled_from(["", "", "page_3", "page_1;page_4"]),
    claim_group=st.sampled_from(["", "", "", "g", "h"]),
    speaker=st.sampled_from(["Serhiy Cherevaty", "Cherevaty"]),
)
read = st.lists(st.sampled_from(["c1", "c2", "c3"]), unique=True)


def statement_of(row):
    """The key of a row by its own group, day or page."""
    day = str(row["stated_on"])
    own = row["claim_group"] or (day if day != "NaT" else f"undated, page {row['source_id']}")
    return (*(row[column] for column in FIGURE_KEY), own)


def pages_of(row):
    """Every page that carries a row."""
    return {row["source_id"], *filter(None, row["also_in"].split(";"))}


def one_day(row, other):
    """Whether the days of two rows may be one."""
    firm = {row["date_basis"], other["date_basis"]} <= set(FIRM_DATE_BASES)
    return not firm or bool(pages_of(row) & pages_of(other))


def origins_by_hand(claims):
    """Find the claim that leads each row's origin, one row after the other."""
    told = claims.to_dict("records")
    key = [statement_of(row) for row in told]
    dated = [i for i, row in enumerate(told) if str(row["stated_on"]) != "NaT"]
    first = {
        k: min(told[i]["stated_on"] for i in dated if key[i] == k)
        for k in {*map(key.__getitem__, dated)}
    }
    joined = list(key)
    figure = {i: (key[i][:-1], told[i]["low"], told[i]["high"]) for i in dated}
    order = sorted(dated, key=lambda i: (figure[i], told[i]["stated_on"], i))
    for other, row in pairwise(order):
        apart = (told[row]["stated_on"] - told[other]["stated_on"]).days
        if figure[row] != figure[other] or not 0 < apart <= ECHO_DAYS or key[row] == key[other]:
            continue
        since = (told[row]["stated_on"] - first[joined[other]]).days
        if since <= ECHO_DAYS and one_day(told[row], told[other]):
            whole, part = joined[other], key[row]
            joined = [whole if k == part else k for k in joined]
    return [leader(told, [i for i, k in enumerate(joined) if k == mine]) for mine in joined]


def leader(told, members):
    """Choose by the point rule."""

    def rank(i):
        row = told[i]
        basis = list(DATE_BASES).index(row["date_basis"])
        return row["directness"] == "retold", -row["n_pages"], basis, i

    return told[min(members, key=rank)]["claim_id"]


@pytest.mark.slow
@settings(max_examples=10)
@given(rows=st.lists(rows, min_size=1, max_size=14), retold=read)
def test_columns_and_rows_find_the_same_origins(rows, retold):
    """Any few rows of one speaker about four days, two pages and two claim groups."""
    found = readings(*((claim_id, "directness", "retold", "headline") for claim_id in retold))
    claims, _ = clean_claims(raw(*rows), WORDS, found)
    grouped = group_origins(claims)

    assert grouped["origin_id"].tolist() == origins_by_hand(claims)
