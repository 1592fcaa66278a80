"""Files that change together, and rows of tables that keep their bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data.places import collection_homes
from analysis.errors import AnalysisError
from analysis.review.drafts import header, rows_of, table_of, with_columns, with_rows, without_rows
from analysis.store import files as store_files
from analysis.store.files import JOURNAL, NEW, alone, change, finish, is_unfinished

CELLS = st.lists(
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\r"), max_size=8),
    min_size=2,
    max_size=2,
)


def files(home):
    return {path.name: path.read_text() for path in home.iterdir()}


def test_files_change_all_at_once(tmp_path):
    """Old ones are replaced, new ones and folders made; nothing else is left behind."""
    (tmp_path / "a.csv").write_text("old\n")
    with alone(tmp_path):
        change(tmp_path, {"a.csv": "new\n", "sub/b.csv": "b\n"})

    assert (tmp_path / "a.csv").read_text() == "new\n"
    assert (tmp_path / "sub" / "b.csv").read_text() == "b\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "sub"]


def test_a_decided_change_is_finished_by_whoever_comes_next(tmp_path):
    """The run died between two renames: one file is in place, the other waits."""
    (tmp_path / "a.csv").write_text("new\n")
    (tmp_path / "b.csv").write_text("old\n")
    (tmp_path / f".b.csv{NEW}").write_text("new\n")
    (tmp_path / JOURNAL).write_text(json.dumps(["a.csv", "b.csv"]))
    assert is_unfinished(tmp_path)
    finish(tmp_path)

    assert files(tmp_path) == {"a.csv": "new\n", "b.csv": "new\n"}


def test_a_collection_is_finished_before_anybody_reads_it(tmp_path):
    """Looking for collections is enough; one that is being made is none."""
    home = tmp_path / "losses"
    home.mkdir()
    (tmp_path / ".other.new").mkdir()
    (tmp_path / ".other.new" / "claims.csv").write_text("x\n")
    (home / "claims.csv").write_text("old\n")
    (home / f".claims.csv{NEW}").write_text("new\n")
    (home / JOURNAL).write_text('["claims.csv"]')

    assert list(collection_homes(tmp_path)) == ["losses"]
    assert files(home) == {"claims.csv": "new\n"}


def test_a_change_that_was_not_decided_is_as_if_never_begun(tmp_path):
    """The run died while it wrote: the old file stands, and the next change overwrites the rest."""
    (tmp_path / "a.csv").write_text("old\n")
    (tmp_path / f".a.csv{NEW}").write_text("ha")
    finish(tmp_path)
    assert (tmp_path / "a.csv").read_text() == "old\n"
    with alone(tmp_path):
        change(tmp_path, {"a.csv": "new\n"})

    assert files(tmp_path) == {"a.csv": "new\n"}


def test_a_change_leads_out_of_no_folder(tmp_path):
    """Whatever a journal or a name says."""
    (tmp_path / "home").mkdir()
    with pytest.raises(AnalysisError, match="leads out of the folder"), alone(tmp_path / "home"):
        change(tmp_path / "home", {"../x.csv": "x"})


def test_of_two_runs_one_waits_and_then_refuses(tmp_path, monkeypatch):
    """In a sentence; nothing is half-written."""
    monkeypatch.setattr(store_files, "WAIT", 0)
    with (
        alone(tmp_path),
        pytest.raises(AnalysisError, match=r"another run .* is writing"),
        alone(tmp_path),
    ):
        pass


@given(st.lists(CELLS, max_size=5), CELLS)
def test_rows_are_added_and_taken_out_byte_for_byte(rows, new):
    """Whatever stands in cells: line breaks, quotation marks, signs that end a line elsewhere."""
    keyed = [{"id": f"k{place}", "a": a, "b": b} for place, (a, b) in enumerate(rows)]
    text = table_of(["id", "a", "b"], keyed)
    more = with_rows(text, [{"id": "new", "a": new[0], "b": new[1]}])

    assert [row["a"] for row in rows_of(more)] == [a for a, _ in rows] + [new[0]]
    assert without_rows(more, "id", {"new"}) == text


@given(st.lists(CELLS, max_size=5))
def test_columns_are_added_without_touching_a_cell(rows):
    """Twice is as once."""
    text = table_of(["a", "b"], [{"a": a, "b": b} for a, b in rows])
    wide = with_columns(text, ["c", "d"])

    assert header(wide) == ["a", "b", "c", "d"]
    assert [(r["a"], r["b"], r["c"]) for r in rows_of(wide)] == [(a, b, "") for a, b in rows]
    assert with_columns(wide, ["c", "d"]) == wide


def test_a_table_with_other_line_ends_keeps_them():
    """What comes from another system stays as it is."""
    assert with_rows("a,b\r\n1,2\r\n", [{"a": "3"}]) == "a,b\r\n1,2\r\n3,\r\n"
    assert with_columns("a\r\n1\r\n", ["b"]) == "a,b\r\n1,\r\n"
