"""A collection in Parquet parts is cleaned to the same table as in one piece."""

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from tiny_claims import claim, raw, readings
from tiny_collection import write_collection

from analysis.claims import clean_claims, group_origins
from analysis.collection.build import clean_parts, on_cluster, part_collections
from analysis.errors import AnalysisError, RawDataError

INFERRED = {"stated_on": "2023-03-19", "date_basis": "inferred"}
TOLD = [
    claim("killed", "193"),
    claim("wounded", "199", also_in="page_2"),
    claim("missing", "no figure"),
    claim("killed", "193", source_id="page_2", **INFERRED),
    claim("wounded", "more than 200"),
    claim("killed", "193", speaker="Hanna Maliar", stated_on="", date_basis="unknown"),
    claim("casualties", "535", claim_group="g"),
    claim("casualties", "several dozen", claim_group="g", stated_on="2023-03-20"),
]
"""Echoes, versions, a repeat of a day later and a row without a figure."""


@pytest.fixture
def write(tmp_path):
    """Return a function that writes rows as the parts of `tiny`, given where parts end."""
    home = write_collection(tmp_path / "raw")
    sources = (home / "sources.csv").read_text(encoding="utf-8")
    (home / "sources.csv").write_text(sources + "page_2,,LIGA,,,ru\n", encoding="utf-8")
    (home / "claims.csv").unlink()

    def parts(rows, ends):
        folder = home / "claims"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for number, (start, end) in enumerate(zip([0, *ends], [*ends, len(rows)], strict=True)):
            rows.iloc[start:end].to_parquet(folder / f"part-{number}.parquet", index=False)
        return home

    return parts


def cleaned(home, **how):
    """Clean the parts; return claims and ledger, each as one table."""
    done = clean_parts("tiny", home.parent.parent / "out", folder=home.parent, **how)
    return [
        pd.concat([pd.read_parquet(path) for path in paths], ignore_index=True)
        for paths in (done.claims, done.set_aside)
    ]


def in_one_piece(rows, words):
    """Clean and group the same rows as one table."""
    claims, ledger = clean_claims(rows, words, readings())
    return [group_origins(claims), ledger]


def assert_same(found, expected):
    """Compare claims and ledger; Parquet holds days finer, and knows no type of what is empty."""
    for table, whole in zip(found, expected, strict=True):
        assert_frame_equal(table.astype(whole.dtypes.to_dict()), whole)


def faults(home):
    """Return the faults that cleaning ends with."""
    with pytest.raises(RawDataError) as refusal:
        cleaned(home)
    return refusal.value.faults


@pytest.mark.slow
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.sampled_from(TOLD), min_size=3, max_size=9),
    ends=st.tuples(st.integers(0, 3), st.integers(0, 3)),
)
def test_parts_are_cleaned_as_one_piece_is(write, words, rows, ends):
    """Row by row and in the same order, wherever the parts end, also if one is empty."""
    table = raw(*rows)
    home = write(table, sorted(ends))

    assert_same(cleaned(home), in_one_piece(table, words))


def test_a_statement_told_in_two_parts_is_one(write):
    """193 killed of 18 March in the first part, and dated a day later in the second."""
    claims, _ = cleaned(write(raw(TOLD[0], TOLD[3]), [1]))

    assert claims["origin_id"].tolist() == ["c1", "c1"]
    assert claims["n_echoes"].tolist() == [1, 1]


def test_every_fault_of_every_part_comes_at_once(write):
    """A misspelt measure, a page that is not listed, and an id of an earlier part."""
    rows = [claim("killed", "1"), claim("wounded", "2"), claim("killed", "3", source_id="page_9")]
    rows += [claim("killed", "4", claim_id="c1"), claim("killed", "5", claim_id="c1")]
    rows[1]["measure"] = "kiled"
    expected = [
        "part-0.parquet line 2, column measure: 'kiled' is not a known measure; nearest: killed",
        "part-1.parquet line 1, column source_id: 'page_9' is not listed in the sources; "
        "nearest: page_2, page_1",
    ]

    assert faults(write(raw(*rows[:3]), [2])) == expected
    assert faults(write(raw(rows[0], *rows[3:]), [1, 2])) == [
        f"part-{part}.parquet line 1, column claim_id: 'c1' stands in an earlier part already"
        for part in (1, 2)
    ]
    assert not (write(raw(rows[0]), []).parent.parent / "out").exists()


def test_a_part_holds_all_columns_as_text(write):
    """Numbers in place of words could not be read as worded."""
    home = write(raw(claim("killed", "193")), [])
    place = home / "claims" / "part-0.parquet"
    rows = pd.read_parquet(place)
    rows.assign(reported=193).drop(columns="unit").to_parquet(place, index=False)

    assert faults(home) == [
        "part-0.parquet line 1: column unit is missing; the file has "
        + ", ".join(column for column in rows if column != "unit"),
        "part-0.parquet: column reported is int64, where all is text",
    ]


def test_a_reading_of_a_claim_that_no_part_holds_is_a_fault(write):
    """The readings are held against all parts together."""
    home = write(raw(claim("killed", "193"), claim("wounded", "199")), [1])
    readings(("c2", "part", "left flank", "two"), ("c9", "part", "left flank", "two")).to_csv(
        home / "readings.csv", index=False
    )

    assert faults(home) == [
        "readings.csv line 3, column claim_id: 'c9' is not a claim of the collection"
    ]


def test_what_is_missing_in_a_part_is_not_reported(write, words):
    """Other writers leave a cell without text where ours have an empty one."""
    rows = raw(*TOLD)
    home = write(rows.replace("", None), [4])

    assert_same(cleaned(home), in_one_piece(rows, words))


def test_collections_in_parts_are_found_by_their_folder(write):
    """One of our own has a file, and is not among them."""
    assert part_collections(write(raw(TOLD[0]), []).parent) == ["tiny"]
    assert part_collections() == []


def test_a_cluster_cleans_as_one_process_does(write, words):
    """Two workers in threads of their own; tasks travel as they would between machines."""
    distributed = pytest.importorskip("distributed")
    rows = raw(*TOLD)
    home = write(rows, [3, 6])
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        on_cluster(cluster.scheduler_address) as each,
    ):
        found = cleaned(home, each=each)

    assert_same(found, in_one_piece(rows, words))


def test_without_dask_a_cluster_is_refused_in_words(monkeypatch):
    """The extra brings it."""
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)

    refusal = pytest.raises(AnalysisError, match=r"pip install reportedly\[cluster\]")
    with refusal, on_cluster("tcp://127.0.0.1:8786"):
        pass


def test_a_part_is_written_as_the_whole_table_would_be(write):
    """The columns of `data/processed/claims.parquet`, in their order."""
    home = write(raw(TOLD[0]), [])
    done = clean_parts("tiny", home.parent.parent / "out", folder=home.parent)
    columns = pq.read_schema(done.claims[0]).names

    assert (done.rows_in, done.kept) == (1, 1)
    assert columns[:3] + columns[-2:] == [
        *("claim_id", "source_id", "also_in"),
        *("versions_high", "point_rule"),
    ]
