"""Text held as codes: each distinct text is read once, and the rows take what was read."""

import math
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from analysis.store import columns
from analysis.store.columns import (
    constant,
    csv_blocks,
    decode,
    distinct_rows,
    each_distinct,
    encode,
    like,
    number_rows,
)

ROWS = pd.DataFrame(
    {"id": ["c1", "c2", "c3"], "party": ["russia", "ukraine", "russia"], "pages": [1, 2, 1]},
    index=[7, 3, 5],
)
texts = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "x", "y"])), max_size=20)


def test_text_becomes_codes_and_text_again():
    """The index and what is no text stay; identifiers can be left as they are."""
    coded = encode(ROWS, but=["id"])

    assert [str(kind) for kind in coded.dtypes] == ["str", "category", "int64"]
    assert coded["party"].cat.codes.tolist() == [0, 1, 0]
    assert_frame_equal(decode(coded), ROWS)


def test_coding_twice_changes_nothing():
    """What is coded already is taken as it is."""
    assert_frame_equal(encode(encode(ROWS)), encode(ROWS))


def test_a_result_is_held_as_the_table_it_came_from():
    """Plain text in, plain text out; codes in, codes out."""
    coded = encode(ROWS)

    assert_frame_equal(like(ROWS, coded), ROWS)
    assert_frame_equal(like(coded, coded), coded)


def test_a_question_is_put_to_each_distinct_text_once():
    """Two parties in three rows; a third category that does not occur is not asked about."""
    party = ROWS["party"].astype(pd.CategoricalDtype(["russia", "wagner", "ukraine"]))
    asked = []

    def length(distinct):
        asked.extend(distinct["party"])
        return distinct["party"].str.len()

    found = each_distinct(party.to_frame(), length)

    assert sorted(asked) == ["russia", "ukraine"]
    assert_series_equal(found, pd.Series([6, 7, 6], index=[7, 3, 5]))


def test_answers_in_text_are_codes_and_equal_answers_are_one():
    """Two spellings of one name have one key."""
    names = pd.DataFrame({"written": ["ISW", "isw", "ISW", "none"]})
    found = each_distinct(names, lambda n: n["written"].str.lower().replace("none", np.nan))

    assert found.cat.categories.tolist() == ["isw"]
    assert found.tolist()[:3] == ["isw"] * 3
    assert pd.isna(found[3])


def test_a_table_of_answers_is_spread_column_by_column():
    """Days stay days, also where there is none."""
    written = pd.DataFrame({"day": ["2023-03-18", "", "2023-03-18"]}, index=[2, 1, 0])
    found = each_distinct(
        written, lambda d: pd.DataFrame({"on": pd.to_datetime(d["day"]), "n": d["day"].str.len()})
    )

    assert found.index.tolist() == [2, 1, 0]
    assert found["on"].isna().tolist() == [False, True, False]
    assert found["n"].tolist() == [10, 0, 10]


@given(rows=texts)
def test_rows_have_one_number_if_they_agree_in_all_columns(rows):
    """Numbers run from 0 without a gap, and the distinct row of each number is the row's own."""
    table = pd.DataFrame(rows, columns=["a", "b"]).astype("str")
    found = distinct_rows(encode(table))

    assert sorted(set(found.numbers)) == list(range(len(set(rows))))
    assert_frame_equal(found.rows.take(found.numbers).reset_index(drop=True), table)


@given(rows=texts)
def test_many_combinations_are_numbered_as_few_are(rows):
    """Before their numbers leave 64 bits, they are numbered anew."""
    table = encode(pd.DataFrame(rows, columns=["a", "b"]).astype("str"))
    few = number_rows(table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "MOST", 1)
        many = number_rows(table)

    assert few[1] == many[1]
    assert len(set(zip(few[0], many[0], strict=True))) == few[1]


def test_missing_values_are_one_value_of_their_own():
    """As a day that is not known."""
    days = pd.DataFrame({"day": pd.to_datetime(["2023-03-18", None, None])})

    assert number_rows(days)[0].tolist() == [0, 1, 1]


def test_a_constant_column_is_one_code():
    """The version of the rules, on every row."""
    column = constant("1", pd.RangeIndex(3))

    assert column.tolist() == ["1", "1", "1"]
    assert column.cat.codes.dtype == "int8"


CELLS = {
    "words": st.sampled_from(["", "193", 'said "so far"', "a, b", "two\nlines", None]),
    "shares": st.sampled_from([0.0, -0.0, 0.1, 193.0, 1e-07, 1e22, math.nan, math.inf, -math.inf]),
    "counts": st.integers(-(10**12), 10**12),
    "yes": st.booleans(),
    "mixed": st.sampled_from(["INF", 1, 1.0, True, None, 0.5]),
}
DAYS = st.sampled_from([pd.NaT, pd.Timestamp("2023-03-18"), pd.Timestamp("1999-12-31")])


@given(rows=st.lists(st.tuples(*CELLS.values(), DAYS), max_size=12))
def test_a_table_as_csv_is_what_pandas_writes(rows):
    """Letter for letter, whatever stands in a cell."""
    table = pd.DataFrame(rows, columns=[*CELLS, "day"])
    table["mixed"] = table["mixed"].astype(object)
    table["day"] = pd.to_datetime(table["day"])
    table["coded"] = table["words"].astype("category")
    table["may_lack"] = table["counts"].astype("Int64").where(table["yes"])
    table["shares"] = table["shares"].astype(float)

    blocks = [*csv_blocks(table, rows=5)]
    plain = table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")

    assert b"".join(blocks).decode() == plain
    assert len(blocks) == 1 + -(-len(rows) // 5)


def test_a_table_of_several_pieces_as_csv_is_that_of_one():
    """What was put under each other lies in memory in pieces, and in a file in lines."""
    whole = pd.DataFrame({"words": ["so far", None, "193"], "killed": [193.0, 27.0, None]})
    pieces = pd.concat([whole.iloc[:1], whole.iloc[1:]])

    assert [*csv_blocks(pieces)] == [*csv_blocks(whole)]


def test_a_lone_carriage_return_stays_in_its_cell():
    """Written bare, as some versions of Python do, it would end the row for whoever reads it."""
    table = pd.DataFrame({"words": ["so\rfar", "193"], "pages": [1, 2]})

    assert pd.read_csv(BytesIO(b"".join(csv_blocks(table)))).equals(table)
