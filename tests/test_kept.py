"""Kept tables: they come back as they were, and never for anything but what they were made from."""

import os
import subprocess
import sys
from contextlib import suppress
from functools import partial

import pandas as pd
import pytest
from mapped_collection import FEED, write_mapped
from tiny_collection import write_collection

from analysis.collection import collection
from analysis.collection.collection import RATIOS
from analysis.data.places import ALLOWED
from analysis.data.raw import ORIGIN_FIELDS
from analysis.engine.forkserver import ONE_THREAD
from analysis.errors import RawDataError
from analysis.store import files
from analysis.store import reads as kept
from analysis.store.columns import read_only
from analysis.store.files import Digests

TABLE = pd.DataFrame(
    {
        "claim_id": ["a1", "a2"],
        "reported": pd.Series(["193", None], dtype="str"),
        "loose": pd.Series(["one", float("nan")], dtype=object),
        "value": [193.0, float("nan")],
        "stated_on": pd.to_datetime(["2023-03-18", None]).astype("datetime64[s]"),
        "inferred": [True, False],
    }
)


code_version = kept.code_version


@pytest.fixture(autouse=True)
def settled_code(monkeypatch):
    """Whoever edits a module while the tests run has kept nothing, which is not what they ask."""
    monkeypatch.setattr(kept, "code_version", Digests().of_code)


class Maker:
    """Makes a table and counts how often."""

    def __init__(self, table=TABLE):
        self.table, self.made = table, 0

    def __call__(self):
        self.made += 1
        return {"claims": self.table}


def taken(shelf, maker):
    return shelf.tables("claims", maker)["claims"]


@pytest.fixture
def shelf(tmp_path):
    return kept.shelf_of("x", folder=tmp_path / "kept")


def test_a_table_is_made_once_and_comes_back_the_same(shelf):
    """Texts, missing ones, days, truths and loose columns, with their types."""
    maker = Maker()

    for _ in range(2):
        pd.testing.assert_frame_equal(taken(shelf, maker), TABLE, check_exact=True)
    assert maker.made == 1


def test_what_it_was_made_from_is_in_its_name(tmp_path, shelf):
    """Another cap is another table."""
    other = kept.shelf_of("y", folder=shelf.folder)
    maker = Maker()
    taken(shelf, maker)
    taken(other, maker)

    assert maker.made == 2


@pytest.fixture
def large(monkeypatch):
    """Every table counts as large."""
    monkeypatch.setattr(files, "MAPPED", 1)


@pytest.mark.parametrize("joined", [kept.JOINED, 1])
def test_a_large_table_is_looked_at_where_it_lies(shelf, large, monkeypatch, joined):
    """Its numbers are those on disk, shared by all processes; one made of pieces comes back too."""
    monkeypatch.setattr(kept, "JOINED", joined)
    whole = pd.concat([TABLE, TABLE.assign(value=[27.0, float("inf")])], ignore_index=True)
    maker = Maker(whole)
    made, again = (taken(shelf, maker) for _ in range(2))

    for table in (made, again):
        pd.testing.assert_frame_equal(table, whole, check_exact=True)
        numbers = table["value"].to_numpy().flags
        assert joined == 1 or not (numbers.owndata or numbers.writeable)
    assert maker.made == 1


def test_what_lies_on_disk_is_changed_in_copies_alone(shelf, large):
    """Whoever writes into a table that is shared would write for everybody."""
    shared = taken(shelf, Maker())
    with pytest.raises(ValueError, match="read-only"):
        shared.loc[0, "value"] = 27.0
    mine = read_only(shared).copy()
    mine.loc[0, "value"] = 27.0

    assert mine["value"].tolist()[0] == 27.0
    pd.testing.assert_frame_equal(taken(shelf, Maker()), TABLE)


@pytest.mark.parametrize("place", [0, 64, 65, 100, -1])
def test_a_large_file_with_one_wrong_byte_is_made_again(shelf, large, place):
    """In its seal, at the end of it, in a table, and in the index at its end."""
    maker = Maker()
    taken(shelf, maker)
    [path] = shelf.folder.iterdir()
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)

    pd.testing.assert_frame_equal(taken(shelf, maker), TABLE)
    assert maker.made == 2


def test_the_latest_stays_though_it_is_larger_than_all_may_be(tmp_path, monkeypatch):
    """Of the others as many as the bytes allow, the latest first."""
    for name in ("x", "y", "z"):
        taken(kept.shelf_of(name, folder=tmp_path), Maker())
    sizes = {path.stat().st_size for path in tmp_path.iterdir()}
    monkeypatch.setattr(kept, "MOST_BYTES", 2 * max(sizes))
    taken(kept.shelf_of("w", folder=tmp_path), Maker())
    both = len([*tmp_path.iterdir()])
    monkeypatch.setattr(kept, "MOST_BYTES", 1)
    last = kept.shelf_of("v", folder=tmp_path)
    taken(last, Maker())

    assert both == 2
    assert [path.stem for path in tmp_path.iterdir()] == [f"claims-{last.key}"]


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: b"", bytes.upper])
def test_a_damaged_file_is_made_again(shelf, damage):
    """And replaced by a whole one."""
    maker = Maker()
    taken(shelf, maker)
    [path] = shelf.folder.iterdir()
    path.write_bytes(damage(path.read_bytes()))

    for _ in range(2):
        pd.testing.assert_frame_equal(taken(shelf, maker), TABLE)
    assert maker.made == 2


@pytest.mark.parametrize("values", [[1, "one"], [None, "one"]])
def test_what_would_not_come_back_the_same_is_not_kept(shelf, values):
    """Numbers and texts in one column have no type on disk, and None would come back as NaN."""
    maker = Maker(pd.DataFrame({"loose": pd.Series(values, dtype=object)}))
    taken(shelf, maker)
    taken(shelf, maker)

    assert maker.made == 2


def test_a_folder_that_cannot_be_written_to_is_no_fault(tmp_path):
    """The table is made each time."""
    (tmp_path / "kept").write_text("in the way")
    shelf = kept.shelf_of("x", folder=tmp_path / "kept" / "deeper")

    pd.testing.assert_frame_equal(taken(shelf, Maker()), TABLE)


def test_the_oldest_go_when_there_are_too_many(tmp_path, monkeypatch):
    """The folder does not grow with every change of the code."""
    monkeypatch.setattr(kept, "MOST", 2)
    for name in ("x", "y", "z"):
        taken(kept.shelf_of(name, folder=tmp_path), Maker())

    assert len([*tmp_path.iterdir()]) == 2


def test_code_that_changed_since_the_process_began_keeps_nothing(tmp_path, monkeypatch):
    """What is loaded may be older than what is on disk."""
    source = tmp_path / "module.py"
    source.write_text("one = 1\n")
    os.utime(source, (kept.BEGAN - 10, kept.BEGAN - 10))
    before = code_version(tmp_path)
    code_version.cache_clear()
    os.utime(source, (kept.BEGAN + 10, kept.BEGAN + 10))
    after = code_version(tmp_path)
    monkeypatch.setattr(kept, "code_version", lambda: after)

    assert before
    assert after == ""
    assert kept.shelf_of("x") is None


def test_a_change_of_the_code_is_another_version(tmp_path):
    """A rule that changed makes its tables anew, and a new file does."""
    versions = set()
    for text in ("one = 1\n", "one = 2\n"):
        (tmp_path / "module.py").write_text(text)
        os.utime(tmp_path / "module.py", (0, 0))
        code_version.cache_clear()
        versions.add(code_version(tmp_path))

    assert len(versions) == 2


@pytest.mark.slow
def test_our_collection_is_the_same_from_the_raw_files_and_from_the_shelf():
    """Claims, ledger, pages and ratios, to the last digit and type."""
    held = collection.load_collection("bakhmut-2023")
    _ = held.ratios
    collection._load.cache_clear()
    again = collection.load_collection("bakhmut-2023")
    told = collection.outline(held.home)
    made = collection._cleaned(told, "", collection.RAW, cap=collection.CAP, inferred_days=True)
    words = {name: made.pop(f"{collection.WORDS}{name}") for name in collection.COLUMNS}
    days = made.pop("days")["day"]
    remarks = made.pop("remarks")

    assert [*again.remarks, *again.notes] == remarks["told"].tolist()
    assert made.pop("version")["version"].tolist() == [""]
    assert list(again.calendar) == list(days)
    for name, table in words.items():
        pd.testing.assert_frame_equal(getattr(again.words, name), table, check_exact=True)
    for name, table in {**made, "ratios": again._divided()}.items():
        pd.testing.assert_frame_equal(getattr(again, name), table, check_exact=True)


def test_a_kept_collection_is_recalled_without_a_thread():
    """A process that recalled it can be forked, and has nothing left to read or to check."""
    keep = "from analysis import load_collection; load_collection('bakhmut-2023').ratios"
    recall = (
        "import sys; from analysis.collection import collection; "
        "from analysis.engine.forkserver import threads; "
        "collection.recall(); before = collection._load.cache_info(); "
        "held = collection.load_collection('bakhmut-2023'); "
        "print(threads(), before.currsize, collection._load.cache_info().hits, len(held.claims), "
        "'jsonschema' in sys.modules)"
    )
    alone = os.environ | ONE_THREAD
    for code in (keep, recall):
        command = [sys.executable, "-c", code]
        told = subprocess.run(command, capture_output=True, text=True, check=True, env=alone)

    assert told.stdout.split() == ["[]", "1", "1", "705", "False"]


def test_a_declaration_that_changed_is_checked_though_tables_are_kept(tmp_path, monkeypatch):
    """What is kept was made of the one before."""
    home = write_collection(tmp_path)
    monkeypatch.setattr(collection, "RAW", home.parent)
    monkeypatch.setattr(collection, "shelf_of", partial(kept.shelf_of, folder=tmp_path / "kept"))
    collection.load_collection(home.name, folder=home.parent)
    assert [*(tmp_path / "kept").iterdir()]
    declared = home / "collection.toml"
    declared.write_text("tittle = 'A'\n" + declared.read_text())

    with pytest.raises(RawDataError, match="tittle: no such name; nearest: title"):
        collection.load_collection(home.name, folder=home.parent)


@pytest.fixture
def recalled(tmp_path, monkeypatch):
    """A tiny collection, and the names of what is loaded when kept ones are recalled."""
    home = write_collection(tmp_path)
    monkeypatch.setattr(collection, "shelf_of", lambda *of: kept.Shelf("x", tmp_path / "kept"))
    monkeypatch.setattr(collection, "RAW", home.parent)
    monkeypatch.setattr(collection, "collection_homes", lambda folder: {home.name: home})

    def recall():
        loaded = []
        with monkeypatch.context() as patch:
            patch.setattr(collection, "load_collection", lambda name, **_: loaded.append(name))
            # Nothing is there to be taken from what was not loaded.
            with suppress(AttributeError):
                collection.recall(home.parent)
        return loaded

    return home, recall


def keep_both(tmp_path):
    for name in (collection.CLEANED, RATIOS):
        kept.Shelf("x", tmp_path / "kept").tables(name, Maker())


def test_what_is_not_kept_is_not_recalled(recalled, tmp_path):
    """It would be read by threads."""
    home, recall = recalled
    before = recall()
    keep_both(tmp_path)

    assert (before, recall()) == ([], [home.name])


def test_recalling_is_no_reading():
    """Else every report would seem to have read the tables whole, and run at every change."""
    collection._load.cache_clear()
    _ = collection.load_collection("bakhmut-2023").ratios
    collection._load.cache_clear()
    with kept.listening() as notes:
        collection.recall()

    assert (collection._load.cache_info().currsize, notes) == (1, {})


def test_what_is_large_is_not_even_looked_at(recalled, tmp_path, monkeypatch):
    """Its files would be read to the end at every start."""
    _, recall = recalled
    keep_both(tmp_path)
    monkeypatch.setattr(collection, "RECALLED_BYTES", 10)
    monkeypatch.setattr(collection, "_shelf_of", lambda *_: pytest.fail("its files were read"))

    assert recall() == []


def test_what_is_wrong_with_a_collection_does_not_end_the_server(recalled, tmp_path, monkeypatch):
    """Whoever asks for it is told."""
    home, _ = recalled
    keep_both(tmp_path)
    (home / "collection.toml").write_text("title = ")

    collection.recall(home.parent)


def test_whatever_stands_beside_the_raw_tables_is_in_the_name(tmp_path, monkeypatch):
    """A sidecar that changed is read and checked again; other folders are not kept at all."""
    home = write_collection(tmp_path)
    folder = home.parent
    assert collection._shelf_of(home, folder, {}, "") is None

    monkeypatch.setattr(collection, "RAW", folder)
    before = collection._shelf_of(home, folder, {}, "")
    sidecar = home / "claims.origin.yml"
    sidecar.write_text(sidecar.read_text() + "\n")
    after = collection._shelf_of(home, folder, {}, "")

    assert before.key != after.key


@pytest.mark.parametrize("place", ["tables", "../elsewhere"])
def test_a_table_that_lies_deeper_or_outside_is_in_the_name(tmp_path, monkeypatch, place):
    """Whatever a mapping reads: kept tables of the bytes before would be stale."""
    home = write_mapped(tmp_path / "raw", FEED.replace("feed.json", f"{place}/feed.json"))
    monkeypatch.setattr(collection, "RAW", home.parent)
    monkeypatch.setattr(collection, "shelf_of", partial(kept.shelf_of, folder=tmp_path / "kept"))
    monkeypatch.setenv(ALLOWED, str(tmp_path))
    file = home / place / "feed.json"
    file.parent.mkdir()
    origin = "".join(f"{field}: ''\n" for field in ORIGIN_FIELDS)
    (home / "feed.origin.yml").write_text(origin, encoding="utf-8")
    seen = []
    for tanks in (11, 12):
        file.write_text(f'[{{"date": "2023-03-18", "tank": {tanks}}}]', encoding="utf-8")
        with kept.listening() as notes:
            held = collection.load_collection(home.name, folder=home.parent)
        seen.append(held.claims["reported"].tolist())

    assert seen == [["11"], ["12"]]
    assert [*kept.files_read(notes)] == ([] if place == "tables" else [str(file.resolve())])
