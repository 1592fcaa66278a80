"""Small files that ask for all time or memory: refused, with an option that raises the limit."""

import gzip
import io
import json
import time
import tracemalloc
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from mapped_collection import FEED, write_mapped
from test_intake import cells_of, refusal_of, workbook

from analysis.collection.overview import check_up
from analysis.data import inputs
from analysis.data.inputs import bytes_of
from analysis.data.intake.new_collection import make_collection
from analysis.errors import ParameterError, RawDataError

ROWS = [["day", "n"], ["2023-03-17", 190], ["2023-03-18", 193]]
DECLARED = '<!DOCTYPE w [<!ENTITY a "aaaa">]>'
SECONDS = 5
"""Of this process; more than any of these files takes."""


def changed(old: str, new: str, rows=ROWS) -> bytes:
    """Change the XML of the only sheet of a workbook."""
    read, content = zipfile.ZipFile(io.BytesIO(workbook(rows))), io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            part = read.read(name)
            if name.endswith("sheet1.xml"):
                assert old.encode() in part
                part = part.replace(old.encode(), new.encode())
            written.writestr(name, part)
    return content.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """Write a workbook with another part of some name."""
    read, written = zipfile.ZipFile(io.BytesIO(workbook(ROWS))), io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in {*read.namelist(), name}:
            packed.writestr(part, content if part == name else read.read(part))
    return written.getvalue()


def packed(piece: bytes, times: int, first: bytes = b"a,b\n", last: bytes = b"\n") -> bytes:
    """Pack the same bytes many times over."""
    return gzip.compress(first + piece * times + last)


def long_list(length: int) -> bytes:
    """Write a Parquet file with one cell that holds a list."""
    items = pa.nulls(length, pa.int8())
    content = io.BytesIO()
    pq.write_table(pa.table({"n": pa.ListArray.from_arrays([0, length], items)}), content)
    return content.getvalue()


def last_row(more: str = "") -> bytes:
    """A workbook with a text in the last row that a sheet can have."""
    cell = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return changed("</sheetData>", cell + more)


def dictionary(texts: list[str], rows: int) -> bytes:
    """A Parquet file in which each row is the first of few texts."""
    codes = pa.array([0] * rows, pa.int32())
    content = io.BytesIO()
    pq.write_table(pa.table({"n": pa.DictionaryArray.from_arrays(codes, texts)}), content)
    return content.getvalue()


MERGED = '<mergeCells count="1"><mergeCell ref="A4:XFD1048575"/></mergeCells>'
FILES = {
    "a merge over all": ("a.xlsx", lambda: last_row(MERGED), "cells covered by merged ones", {}),
    "a far column": (
        *("a.xlsx", lambda: workbook([*ROWS, [*[None] * 5000, "x"]]), "5,001 columns", {}),
    ),
    "many marked cells": (
        "a.xlsx",
        lambda: changed("</sheetData>", '<row><c s="1"/></row>' * 2000 + "</sheetData>"),
        "marked cells in a sheet",
        {"sheet": 1000},
    ),
    "rows of a dictionary": (
        *("a.parquet", lambda: dictionary(["x"], 10**6), "1,000,000 c", {"cells": 10**5}),
    ),
    "a long list in one cell": ("a.parquet", lambda: long_list(10**6), "cells", {"cells": 10**5}),
    "a line without end": (
        *("a.csv.gz", lambda: packed("\u200b".encode(), 10**5), "a line of more than 40,000 bytes"),
        {"columns": 10, "cell": 1000},
    ),
    "lines without end": ("a.csv.gz", lambda: packed(b"\n", 10**6), "cells", {"cells": 10**5}),
    "commas without end": ("a.csv.gz", lambda: packed(b",", 10**6), "cells", {"cells": 10**5}),
    "records without end": (
        *("a.json.gz", lambda: packed(b"{},", 10**6, b"[{},", b"{}]"), "cells", {"cells": 10**5}),
    ),
    "JSON of many bytes": (
        *("a.json", lambda: '[{"a": "1", "b": "2"}' + " " * 10**6 + "]"),
        *("1,000,022 bytes of JSON", {"json": 10**6}),
    ),
    "JSON lines of many bytes": (
        *("a.jsonl", lambda: '{"a": "1", "b": "2"}' + " " * 10**6 + "\n"),
        *("bytes of JSON", {"json": 10**6}),
    ),
    "lines of records": ("a.jsonl.gz", lambda: packed(b"\n", 10**6), "cells", {"cells": 10**5}),
    "styles without end": (
        "a.xlsx",
        lambda: with_part("xl/styles.xml", b"<styleSheet>" + b"<x/>" * 10**5 + b"</styleSheet>"),
        "xl/styles.xml in it: 100,001 marked cells",
        {"sheet": 10**4},
    ),
    "marks without end": (
        *("a.xlsx", lambda: changed("</sheetData>", "</sheetData>" + "<x/>" * 10**5)),
        *("marked cells in a sheet", {"sheet": 10**4}),
    ),
    "a heading without end": ("a.csv", lambda: "a," + "b" * 30_000 + "\n1,2\n", "30,000 s", {}),
    "a text without end": (
        *("a.xlsx", lambda: changed("<v>190</v>", f"<v>{'1' * 200_000}</v>")),
        *("cell B2: ", {}),
    ),
    "texts without end": (
        "a.xlsx",
        lambda: with_part("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 10**5 + b"</sst>"),
        "xl/sharedStrings.xml in it: 100,001 marked cells",
        {"sheet": 10**4},
    ),
    "a long text in many rows": (
        *("a.parquet", lambda: dictionary(["x" * 10**6], 10_000), "bytes once unpacked", {}),
    ),
    "much unpacked": (
        "a.csv.gz",
        lambda: gzip.compress(b"a,b\n" + b"1,2\n" * 5_000_000),
        "--limit bytes=NUMBER raises that",
        {"bytes": 10**7},
    ),
    "a workbook of much text": (
        *(
            "a.xlsx",
            lambda: workbook([["x" * 30_000]] * 40),
            "bytes once unpacked",
            {"bytes": 10**5},
        ),
    ),
    "a million columns": ("a.csv", lambda: ",".join(map(str, range(10**6))) + "\n", "columns", {}),
    "ten thousand names": (
        "a.json",
        lambda: json.dumps([{f"n{n}": 1} for n in range(10_000)]),
        "10,000 columns",
        {},
    ),
    "names in names": ("a.json", lambda: '[{"a":' * 50 + "1" + "}]" * 50, "100 levels", {}),
    "lists in lists": ("a.json", lambda: "[" * 10**5 + "]" * 10**5, "nested too deep", {}),
    "a long cell": ("a.csv", lambda: "a,b\n1," + "x" * 30_000 + "\n", "30,000 signs", {}),
    "a declared entity": (
        "a.xlsx",
        lambda: changed("<worksheet", f"{DECLARED}<worksheet"),
        "declares more than a sheet does",
        {},
    ),
    "an entity declared late": (
        "a.xlsx",
        lambda: changed("<worksheet", f"<!--{' ' * 9000}-->{DECLARED}<worksheet"),
        "declares more than a sheet does",
        {},
    ),
    "an entity declared in UTF-16": (
        "a.xlsx",
        lambda: with_part(
            "xl/worksheets/sheet1.xml",
            ('<?xml version="1.0" encoding="utf-16"?>' + DECLARED + "<w/>").encode("utf-16"),
        ),
        "declares more than a sheet does",
        {},
    ),
    "an entity declared in a part of any name": (
        "a.xlsx",
        lambda: with_part("xl/sheet.bin", f"{DECLARED}<w/>".encode()),
        "declares more than a sheet does",
        {},
    ),
}


@pytest.fixture
def within(monkeypatch):
    """Return a function that lowers limits."""

    def lower(given: dict[str, int]) -> None:
        monkeypatch.setenv(inputs.LIMITS, ",".join(f"{k}={v}" for k, v in given.items()))

    return lower


@pytest.mark.parametrize("kind", FILES)
def test_a_file_over_a_limit_is_refused_at_once_and_says_how_to_raise_it(tmp_path, within, kind):
    """Whatever its size on disk."""
    name, made, words, given = FILES[kind]
    content = made()
    within(given)
    begun = time.process_time()
    found = refusal_of(tmp_path, name, content)

    assert any(words in fault for fault in found), found
    assert time.process_time() - begun < SECONDS


def test_a_packed_file_over_the_limit_is_counted_and_never_kept(tmp_path, within):
    """A gzip of 3 GB took 1 GB of memory before it was refused."""
    file = tmp_path / "a.csv.gz"
    file.write_bytes(gzip.compress(b"1,2\n" * 16_000_000, 1))
    within({"bytes": 50_000_000})
    tracemalloc.start()
    with pytest.raises(RawDataError, match="more than 50,000,000 bytes once unpacked"):
        bytes_of(file)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 10_000_000


def test_a_new_collection_of_many_rows_is_told_from_its_beginning(tmp_path):
    """Every form was tried on the whole file before: minutes without a word."""
    file = tmp_path / "a.csv"
    row = "2023-03-{:02},General Staff,{},about {}\n"
    lines = (row.format(n % 28 + 1, n % 400, n % 300) for n in range(30_000))
    file.write_text("a title\nday,speaker,killed,wounded\n" + "".join(lines))
    begun = time.process_time()
    make_collection("desk", [file], tmp_path / "homes")

    assert "skip_rows = 1" in (tmp_path / "homes" / "desk" / "collection.toml").read_text()
    assert time.process_time() - begun < 4 * SECONDS


def test_a_cell_in_the_last_row_is_read_without_the_rows_between(tmp_path):
    """As is one that is only styled: it holds nothing."""
    begun = time.process_time()
    texts = cells_of(tmp_path, "a.xlsx", last_row()).rows
    styled = changed("</sheetData>", '<row r="1048576"><c r="A1048576" s="1"/></row></sheetData>')

    assert [row.number for row in texts] == [2, 3, 1048576]
    assert [row.number for row in cells_of(tmp_path, "a.xlsx", styled).rows] == [2, 3]
    assert time.process_time() - begun < SECONDS


def test_a_merge_over_all_cells_is_followed_as_far_as_there_is_text(tmp_path):
    """The heading is then one text, and stands twice."""
    content = changed("</sheetData>", f"</sheetData>{MERGED.replace('A4', 'A4')}")

    assert len(cells_of(tmp_path, "a.xlsx", content).rows) == 2


def test_a_limit_is_raised_by_name(tmp_path, monkeypatch):
    """On the command line, which sets the environment; a collection cannot raise its own."""
    content = ",".join(map(str, range(3000))) + "\n" + ",".join(["1"] * 3000) + "\n"
    assert "--limit columns=3000 raises" in refusal_of(tmp_path, "a.csv", content)[0]
    monkeypatch.setenv(inputs.LIMITS, inputs.settings_of(["columns=3000"]))

    assert len(cells_of(tmp_path, "a.csv", content).columns) == 3000


@pytest.mark.parametrize("given", ["colums=5", "columns=many", "columns=-1", "columns"])
def test_a_limit_that_is_none_is_refused(given):
    """With the nearest that there is."""
    with pytest.raises(ParameterError, match="limit"):
        inputs.raised([given])


def test_much_json_is_refused_before_anything_is_made_of_it(tmp_path):
    """A hole on disk; a gigabyte of records took 8 GB of memory and minutes."""
    file = tmp_path / "a.json"
    file.touch()
    with file.open("r+b") as hole:
        hole.truncate(200_000_000)
    begun = time.process_time()
    with pytest.raises(RawDataError, match="200,000,000 bytes of JSON, where no more than"):
        make_collection("desk", [file], tmp_path / "homes")

    assert time.process_time() - begun < SECONDS
    assert not (tmp_path / "homes").exists()


FEED_OF_ONE = json.dumps([{"date": "2023-03-17", "tank": 3500}])
MAPPINGS = {
    "a long mapping": FEED + "# " + "x" * 300_000,
    "deep lists": FEED + "\nx = " + "[" * 30 + "]" * 30,
    "very deep lists": FEED + "\nx = " + "[" * 5_000 + "]" * 5_000,
    "a number of many digits": FEED + "\nx = " + "9" * 5_000,
    "a digit between thousands": FEED.replace(
        "[table.fields]", '[table.form]\nthousands = "9"\n\n[table.fields]'
    ),
    "spaces in a header": FEED + "\n[" + " " * 60_000 + "x",
}


@pytest.mark.parametrize("kind", MAPPINGS)
def test_a_mapping_that_asks_for_much_is_refused_at_once(tmp_path, kind):
    """With a sentence."""
    write_mapped(tmp_path, MAPPINGS[kind], feed_json=FEED_OF_ONE)
    begun = time.process_time()

    assert check_up("desk", tmp_path).faults[0].startswith("collection.toml")
    assert time.process_time() - begun < SECONDS


SIDECARS = {
    "an alias": "title: &a x\nproducer: *a\n",
    "aliases of aliases": "a: &a [x]\n"
    + "".join(
        f"{n}: &{n} [{', '.join(['*' + last] * 9)}]\n"
        for last, n in zip("abcdef", "bcdefg", strict=True)
    ),
    "deep lists": "title: " + "[" * 5_000 + "]" * 5_000,
    "a long text": "title: " + "x" * 300_000,
    "many spaces": "title: 'x" + " " * 60_000 + "y'",
}


@pytest.mark.parametrize("kind", SIDECARS)
def test_a_sidecar_that_asks_for_much_is_refused_at_once(tmp_path, kind):
    """With a sentence."""
    home = write_mapped(tmp_path, FEED, feed_json=FEED_OF_ONE)
    (home / "feed.origin.yml").write_text(SIDECARS[kind])
    begun = time.process_time()

    assert check_up("desk", tmp_path).faults[0].startswith("feed.origin.yml")
    assert time.process_time() - begun < SECONDS


def test_days_that_no_collection_spans_are_refused_with_the_farthest(tmp_path):
    """A calendar of a thousand years would fill every page."""
    days = ["1023-03-17", "2023-03-17", "2023-03-18", "2023-03-19"]
    write_mapped(tmp_path, FEED, feed_json=json.dumps([{"date": day, "tank": 1} for day in days]))

    assert (
        check_up("desk", tmp_path)
        .faults[0]
        .startswith(
            "feed.json line 1: the day 1023-03-17: 365,246 days from first to last, where no more"
        )
    )
