"""The tables of data/processed: written whole, the same each time, or left as they were."""

import errno
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from pyarrow.parquet import ParquetWriter
from tiny_collection import change, write_collection

from analysis.collection.build import build_parts, build_processed, clean_parts, write_tables
from analysis.collection.collection import load_collection
from analysis.errors import AnalysisError, RawDataError
from analysis.store.columns import csv_blocks

FILES = ["claims.csv", "set_aside.csv", "ratios.csv", "claims.parquet", "ratios.parquet"]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The folder of a collection of three claims, from which tables are built."""
    home = write_collection(tmp_path / "raw")
    reads = partial(load_collection, folder=home.parent)
    monkeypatch.setattr("analysis.collection.build.load_collection", reads)
    return home


@pytest.fixture
def target(tmp_path):
    return tmp_path / "processed"


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".lock"}


def test_five_files_are_written_and_named(home, target):
    """Claims and ratios in two forms, the ledger in one; nothing else stays."""
    written = build_processed("tiny", target)

    assert sorted(path.name for path in written) == sorted(FILES)
    assert sorted(contents(target)) == sorted(FILES)


def test_a_table_of_claims_is_text_that_anyone_can_read(home, target):
    """One line a claim; days as YYYY-MM-DD, missing ends empty."""
    build_processed("tiny", target)
    columns = ["claim_id", "stated_on", "value", "low", "high", "strict_high", "flags"]
    claims = pd.read_csv(target / "claims.csv", dtype=str, keep_default_na=False)

    assert claims[columns].values.tolist() == [
        ["c1", "2023-03-18", "190.0", "185.0", "195.0", "195.0", "day_inferred"],
        ["c2", "2023-03-18", "199.0", "199.0", "199.0", "199.0", ""],
    ]
    assert (target / "set_aside.csv").read_text(encoding="utf-8").splitlines()[1].startswith("c3,")


def test_both_forms_of_a_table_hold_the_same(collection, target):
    """The published tables, read back: rows, columns, missing and infinite values."""
    build_processed("bakhmut-2023", target)
    for name in ("claims", "ratios"):
        expected = getattr(collection, name)
        columnar = pd.read_parquet(target / f"{name}.parquet").astype(expected.dtypes.to_dict())
        text = pd.read_csv(target / f"{name}.csv", keep_default_na=False, dtype=str)
        numbers = expected.select_dtypes("float").columns

        assert_frame_equal(expected, columnar)
        assert text.columns.tolist() == expected.columns.tolist()
        assert len(text) == len(expected)
        assert_frame_equal(
            text[numbers].apply(pd.to_numeric, errors="coerce"),
            expected[numbers],
            check_dtype=False,
        )


@pytest.mark.slow
def test_ratios_in_pieces_are_those_divided_at_once(collection, target, monkeypatch):
    """A large collection is divided entry by entry, and its tables are written so."""
    monkeypatch.setattr("analysis.ratios.division.MOST_OPERANDS", 1)
    monkeypatch.setattr("analysis.collection.build.ROWS_OF_GROUP", 5)
    pieces = list(replace(collection, shelf=None).pieces_of("ratios"))
    target.mkdir()
    write_tables(pieces, target / "ratios.csv", target / "ratios.parquet")
    columnar = pd.read_parquet(target / "ratios.parquet").astype(collection.ratios.dtypes)

    assert len(pieces) > 10
    assert_frame_equal(collection.ratios, columnar)
    assert (target / "ratios.csv").read_bytes() == b"".join(csv_blocks(collection.ratios))


def test_a_build_keeps_no_ratios(home, target):
    """They may be several gigabytes, and only whoever asks for all of them at once needs them."""
    build_processed("tiny", target)

    assert "ratios" not in load_collection("tiny", folder=home.parent)._kept


def test_refused_undefined_and_missing_ratios_are_in_the_table(collection, target):
    """Not only those that have a value."""
    build_processed("bakhmut-2023", target)
    statuses = set(pd.read_csv(target / "ratios.csv", usecols=["status"])["status"])

    assert {
        *("ok", "conditional", "qualified", "missing", "infinite_zero_denominator"),
        *("blocked_scope", "blocked_subject", "blocked_period", "blocked_speaker"),
    } <= statuses


def test_what_was_deleted_is_made_again_to_the_same_bytes(home, target):
    """Everything in the folder can go."""
    build_processed("tiny", target)
    before = contents(target)
    for path in target.iterdir():
        path.unlink()
    build_processed("tiny", target)

    assert contents(target) == before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("claims.csv", ",killed,", ",kiled,"),
        ("claims.csv", "measure", "messure"),
        ("sources.csv", "page_1", "page_2"),
        ("collection.toml", "first_day", "frist_day"),
    ],
)
def test_a_build_from_bad_data_leaves_the_last_tables_untouched(home, target, name, old, new):
    """Not a byte, nor a file more."""
    build_processed("tiny", target)
    before = contents(target)
    change(home / name, old, new)

    with pytest.raises(RawDataError):
        build_processed("tiny", target)
    assert contents(target) == before


def test_a_build_from_bad_data_makes_no_folder(home, target):
    """There was nothing good before, and there is nothing after."""
    change(home / "claims.csv", ",killed,", ",kiled,")

    with pytest.raises(RawDataError):
        build_processed("tiny", target)
    assert not target.exists()


def test_a_table_that_cannot_be_written_leaves_the_old_one(home, target, monkeypatch):
    """The disk is full while the last file is written."""
    build_processed("tiny", target)
    before = contents(target)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ParquetWriter, "write_table", full)
    with pytest.raises(AnalysisError, match="was not written: the disk is full"):
        build_processed("tiny", target)

    assert contents(target) == before


def test_a_collection_in_parts_is_built_into_a_folder_of_its_own(home, target, monkeypatch):
    """The same three rows, as two parts: the tables of the one file, part by part."""
    build_processed("tiny", target)
    rows = pd.read_csv(home / "claims.csv", dtype=str, keep_default_na=False)
    (home / "claims").mkdir()
    for number, part in enumerate((rows[:1], rows[1:])):
        part.to_parquet(home / "claims" / f"{number}.parquet", index=False)
    monkeypatch.setattr(
        "analysis.collection.build.clean_parts", partial(clean_parts, folder=home.parent)
    )
    written = build_parts("tiny", folder=target)

    assert [path.relative_to(target).as_posix() for path in written] == [
        *("tiny/claims/0.parquet", "tiny/claims/1.parquet"),
        *("tiny/set_aside/0.parquet", "tiny/set_aside/1.parquet"),
    ]
    parts = pd.concat([pd.read_parquet(path) for path in written[:2]], ignore_index=True)
    whole = pd.read_parquet(target / "claims.parquet")
    assert_frame_equal(parts.astype(whole.dtypes.to_dict()), whole)
