"""Raw files: strict reading, and where they come from."""

import hashlib
from datetime import date

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.data.raw import (
    ORIGIN_FIELDS,
    lines_of_rows,
    missing_columns,
    read_origin,
    read_raw,
    sha256_of,
)
from analysis.errors import RawDataError
from analysis.paths import RAW


@pytest.fixture
def written(tmp_path):
    """Return a function that writes bytes or text to a table and gives its place."""

    def write(content):
        path = tmp_path / "claims.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def faults(path, required=()):
    """Return the faults that reading a table ends with."""
    with pytest.raises(RawDataError) as refusal:
        read_raw(path, required)
    return refusal.value.faults


def test_a_raw_table_is_text_cell_by_cell(written):
    """Nothing is taken for a number, a day or a missing value; an empty cell is empty text."""
    path = written('id,reported,note\nc1,1.100,NA\nc2,007,"a, ""b""\nc"\nc3,,\n')
    expected = [("c1", "1.100", "NA"), ("c2", "007", 'a, "b"\nc'), ("c3", "", "")]

    assert_frame_equal(
        read_raw(path), pd.DataFrame(expected, columns=["id", "reported", "note"]).astype("str")
    )


@pytest.mark.parametrize("variant", [b"\xef\xbb\xbfid,note\nc1,x\n", b"id,note\r\nc1,x\r\n"])
def test_a_byte_order_mark_and_other_line_ends_change_nothing(written, variant):
    """Spreadsheets on other systems write both."""
    assert read_raw(written(variant)).to_dict("list") == {"id": ["c1"], "note": ["x"]}


def test_a_table_without_rows_is_a_table(written):
    """A header alone is no damage."""
    assert read_raw(written("id,note\n")).columns.tolist() == ["id", "note"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "claims.csv: the file is empty"),
        (b"\n \n", "claims.csv: the file is empty"),
        (
            b"id,note\nc1,\xeb\n",
            "claims.csv line 2: byte 0xeb is not UTF-8; save the file as UTF-8",
        ),
        (
            b"id,note\nc1,x\nc2,cut of",
            "claims.csv line 3: the file stops in the middle of a line (cut off?)",
        ),
        (b"id,note\nc1\n", "claims.csv line 2: 1 cells where the header has 2"),
        (b"id,note\nc1,x,y\n", "claims.csv line 2: 3 cells where the header has 2"),
        (b"id,id\nc1,x\n", "claims.csv line 1: column id stands twice"),
    ],
    ids=["empty", "blank", "encoding", "cut off", "short row", "long row", "twice"],
)
def test_a_damaged_file_is_refused_with_its_line(written, content, expected):
    """One damage, one sentence."""
    assert faults(written(content)) == [expected]


def test_an_unclosed_quotation_mark_is_refused_where_it_opens(written):
    """Else the rest of the file would be one cell, and its rows gone without a word."""
    path = written('id,note\nc1,"x\nx"\nc2,"y\nc3,z\nc4,"w"\n')

    assert faults(path) == ["claims.csv line 4: a quotation mark is opened and not closed"]


def test_a_file_that_is_not_there_is_named_with_its_folder(tmp_path):
    """No path of the machine, only the folder in data/raw."""
    path = tmp_path / "bakhmut-2023" / "claims.csv"

    assert faults(path) == ["claims.csv: there is no such file in bakhmut-2023/"]


def test_all_that_is_wrong_with_the_shape_is_said_at_once(written):
    """Short rows, a repeated column and missing ones; quoted line breaks push lines down."""
    path = written('id,id\n"c\n1",x\nc2\n\nc3,x,y\n')

    assert faults(path, ("note",)) == [
        "claims.csv line 4: 1 cells where the header has 2",
        "claims.csv line 6: 3 cells where the header has 2",
        "claims.csv line 1: column note is missing; the file has id, id",
        "claims.csv line 1: column id stands twice",
    ]


def test_missing_columns_are_named_beside_those_there_are(tmp_path):
    """A misspelt heading is found by looking at the two lists."""
    table = pd.DataFrame(columns=["claim_id", "measur"])

    assert missing_columns(table, ("claim_id", "measure"), tmp_path / "claims.csv") == [
        "claims.csv line 1: column measure is missing; the file has claim_id, measur"
    ]


def test_a_row_is_found_at_its_first_line(written):
    """Empty lines hold no row, and a quoted cell may run over several lines."""
    assert lines_of_rows(written('id,note\nc1,x\n\nc2,"y\nz"\nc3,w\n')) == [2, 4, 6]


def test_an_origin_says_who_made_a_file_and_how():
    """The collection's own sidecar, as it is printed under a figure."""
    origin = read_origin(RAW / "bakhmut-2023" / "claims.csv")

    assert origin.published == date(2026, 11, 1)
    assert origin.source_line == (
        "Figures reported about the battle of Bakhmut, January to June 2023 "
        "(The Reportedly project, CC BY 4.0)"
    )


def test_a_file_without_a_sidecar_has_no_origin(written):
    """Nobody can say where such a file came from."""
    with pytest.raises(RawDataError, match=r"no origin file claims\.origin\.yml beside it"):
        read_origin(written("id\n"))


def test_a_sidecar_names_all_that_it_lacks(written):
    """Every field at once."""
    path = written("id\n")
    sidecar = path.with_name("claims.origin.yml")
    sidecar.write_text("".join(f"{field}: ''\n" for field in ORIGIN_FIELDS[2:]), encoding="utf-8")

    with pytest.raises(RawDataError) as refusal:
        read_origin(path)

    assert refusal.value.faults == [
        "claims.origin.yml: field producer is missing",
        "claims.origin.yml: field title is missing",
    ]


def test_a_checksum_covers_all_files_in_their_order(tmp_path):
    """The published digest of "abc" (FIPS 180-2), from one file and from two."""
    whole, first, second = (tmp_path / name for name in ("whole", "first", "second"))
    for path, content in ((whole, b"abc"), (first, b"a"), (second, b"bc")):
        path.write_bytes(content)
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    assert sha256_of(whole) == sha256_of(first, second) == abc
    assert sha256_of(second, first) == hashlib.sha256(b"bca").hexdigest()
