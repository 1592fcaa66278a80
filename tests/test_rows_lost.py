"""No row is lost in silence: what is read is held against a second count of the file."""

import gzip
import io
import json
import random
import warnings
import zipfile

import pytest
from mapped_collection import FEED, write_mapped
from test_intake import FILES, ROWS, cells_of, parquet, refusal_of, workbook
from test_limits import changed
from tiny_collection import write_collection

from analysis.collection.overview import check_up
from analysis.data import raw
from analysis.data.inputs import count_records
from analysis.data.intake import cells, formats
from analysis.data.intake.cells import EMPTY
from analysis.data.raw import read_raw
from analysis.errors import RawDataError

HEADING = "day,killed,wounded,note\n"
DAY = "2023-03-{:02},{},{},{}\n"


def table(rows: int, **notes: str) -> str:
    """Write rows of a table; some have a note of their own, by their number."""
    return HEADING + "".join(
        DAY.format(n, 100 + n, 200 + n, notes.get(f"row_{n}", "")) for n in range(1, rows + 1)
    )


@pytest.mark.parametrize("closed", ["", '"', '" and more'])
def test_an_open_quotation_mark_takes_no_rows_in_silence(tmp_path, closed):
    """Whether another mark closes it far below, or none: 26 of 30 rows would stand in one cell."""
    content = table(30, row_2='"he said so', row_28=closed)

    assert any("line 3: a quotation mark" in f for f in refusal_of(tmp_path, "a.csv", content))


def test_a_cell_of_several_lines_is_no_open_mark(tmp_path):
    """Prose with commas and figures has another shape; what has the same may be declared."""
    prose = '"he said:\n5, perhaps 6, were hit\nand no more"'
    listed = '"as in\n2023-03-01,1,2,3\nof another table"'

    assert len(cells_of(tmp_path, "a.csv", table(4, row_2=prose)).rows) == 4
    assert (
        "line 3: a quotation mark takes the 1 rows"
        in (refusal_of(tmp_path, "a.csv", table(4, row_2=listed))[0])
    )
    assert len(cells_of(tmp_path, "a.csv", table(4, row_2=listed), line_breaks=True).rows) == 4


def test_a_mark_inside_a_cell_without_marks_is_told(tmp_path):
    """Programs differ in what they make of it, so the rows could be counted in two ways."""
    content = table(5, row_2='a 12" gun')

    assert (
        "line 3: a quotation mark stands inside a cell"
        in (refusal_of(tmp_path, "a.csv", content)[0])
    )


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_file_cut_off_anywhere_in_its_last_row_is_refused(tmp_path, cut):
    """Its last figure may be the beginning of a longer one."""
    content = "day,killed,wounded\n2023-03-17,190,205\n2023-03-18,193,199\n"[:-cut]

    assert (
        "line 3: the file ends in the middle of a line"
        in (refusal_of(tmp_path, "a.csv", content)[0])
    )
    assert len(cells_of(tmp_path, "a.csv", content, open_end=True).rows) == 2


def test_a_row_cut_off_behind_the_mark_of_a_cell_is_refused(tmp_path):
    """The cells that are gone would read as figures that nobody reported."""
    whole = '"day","killed","wounded"\n"2023-03-17","190","205"\n"2023-03-18","193","199"'

    assert len(cells_of(tmp_path, "a.csv", whole).rows) == 2
    for cut in range(1, 24):
        assert (
            "line 3: the file ends in the middle of a line"
            in (refusal_of(tmp_path, "a.csv", whole[:-cut])[0])
        ) or "quotation mark" in refusal_of(tmp_path, "a.csv", whole[:-cut])[0]


@pytest.mark.parametrize("name", ["feed.csv.gz", "feed.json", "feed.xlsx", "feed.parquet"])
def test_a_file_of_another_kind_is_refused_wherever_it_is_cut(tmp_path, name):
    """Each says itself where it ends."""
    content = FILES[name].rstrip()
    for cut in range(1, len(content), max(len(content) // 25, 1)):
        assert refusal_of(tmp_path, name, content[:-cut])


SECOND_COUNTS = {
    "a.csv": (cells, "count_records", lambda *_, **__: 7, FILES["feed.csv"]),
    "a.json": (formats, "_elements", lambda *_: iter([(0, {"date": "x"})]), FILES["feed.json"]),
    "a.parquet": (formats, "AT_ONCE", None, FILES["feed.parquet"]),
}


@pytest.mark.parametrize("name", ["a.csv", "a.json"])
def test_two_counts_that_differ_are_refused(tmp_path, monkeypatch, name):
    """Whichever of both is wrong."""
    module, counted, other, content = SECOND_COUNTS[name]
    monkeypatch.setattr(module, counted, other)

    assert "rows by one count and" in refusal_of(tmp_path, name, content)[0]


def test_a_row_of_a_sheet_that_a_library_does_not_give_is_refused(tmp_path, monkeypatch):
    """The XML says which rows hold text."""
    looked = formats.look_through

    def more(content, name):
        seen = looked(content, name)
        seen.filled[9] += 1
        return seen

    monkeypatch.setattr("analysis.data.intake.formats.look_through", more)

    assert (
        "row 9: holds text that could not be read"
        in (refusal_of(tmp_path, "a.xlsx", workbook(ROWS))[0])
    )


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        ('<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>', "row 2"),
        ('<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>', "row 2: holds text"),
        ('<row r="2"><c r="A3"><v>1</v></c></row>', "the cell A3 stands in row 2"),
        ('<row r="9999999999"><c><v>1</v></c></row>', "row 9999999999, where a sheet ends"),
        ('<row r="2"><c r="A2" t="inlineStr"><v>1</v></c></row>', "row 2: holds text"),
    ],
)
def test_a_cell_that_a_library_passes_over_is_told(tmp_path, sheet, says):
    """A row or a cell that stands twice, in another row, or beyond the last one."""
    content = changed("</row></sheetData>", f"</row>{sheet}</sheetData>", [["day", "n"]])

    assert says in refusal_of(tmp_path, "a.xlsx", content)[0]


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ('[{"a.b": 190, "a": {"b": 391}, "c": 1}]', {}),
        ('{"17": {"day": "18", "n": 190}}', {"keys": ("day",)}),
    ],
)
def test_no_name_of_json_hides_another(tmp_path, content, form):
    """Names joined by points, and names that become columns."""
    assert refusal_of(tmp_path, "a.json", content, **form)


def test_rows_without_any_text_are_counted(tmp_path):
    """So that all rows of the file are accounted for."""
    cells = cells_of(tmp_path, "a.csv", "day,n\n2023-03-17,1\n,\n\n2023-03-18,2\n")

    assert cells.left_out == {"above the table": 1, EMPTY: 1}
    assert sum(cells.left_out.values()) + len(cells.rows) == 4


def test_records_are_counted_as_they_are_read_whatever_stands_in_cells():
    """Line ends of every kind, quoted ones, blank lines: the count is that of a reader of CSV."""
    import csv
    import io

    draw = random.Random(1)
    pieces = ["a", ",", "\n", "\r\n", "\r", '"x\ny"', '"a""b"', '"\n\n"', "\n\n", "1,2"]
    for _ in range(500):
        cells = [draw.choice(pieces) for _ in range(draw.randint(1, 12))]
        # A quoted piece is a cell of its own.
        text = "".join(f",{c}," if c.startswith('"') else c for c in cells)
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]

        assert count_records(text.encode()) == len(rows), ascii(text)


def test_a_transcribed_table_is_counted_twice(tmp_path, monkeypatch):
    """By its line ends outside quotation marks, and by what was read."""
    home = write_collection(tmp_path)
    monkeypatch.setattr(raw, "_parse", lambda path, coded: (parsed(path, coded)[0][:-1], False))
    with pytest.raises(RawDataError, match="rows by one count and"):
        read_raw(home / "claims.csv")


parsed = raw._parse


def test_a_mark_that_takes_rows_of_a_transcribed_table_is_refused(tmp_path):
    """Though another one closes it."""
    path = tmp_path / "claims.csv"
    path.write_text(table(6, row_2='"open', row_5='close"'), encoding="utf-8")
    with pytest.raises(RawDataError, match="line 3: a quotation mark takes the 3 rows after it"):
        read_raw(path)


def test_a_table_that_is_not_the_one_of_its_checksum_is_refused(tmp_path):
    """It was cut off between two lines, or changed."""
    lines = "".join(json.dumps({"date": f"2023-03-{n}", "tank": n}) + "\n" for n in range(10, 20))
    home = write_mapped(tmp_path, FEED.replace("feed.json", "feed.jsonl"), feed_jsonl=lines)
    sidecar, file = home / "feed.origin.yml", home / "feed.jsonl"
    said = f"sha256: {raw.sha256_of(file)}\n"
    sidecar.write_text(sidecar.read_text().replace("sha256: ''\n", said))
    assert check_up("desk", tmp_path).faults == ()
    file.write_text(lines[: lines.rindex("{")])

    assert "feed.jsonl is not the file whose checksum" in check_up("desk", tmp_path).faults[0]


def test_a_packed_file_is_whole_or_refused(tmp_path):
    """The end of a gzipped file holds a count of its bytes."""
    content = gzip.compress(FILES["feed.csv"])

    assert "cannot be unpacked" in refusal_of(tmp_path, "a.csv.gz", content[:-3])[0]


def test_a_parquet_file_keeps_its_count(tmp_path):
    """Its foot says how many rows it has."""
    import pandas as pd

    content = parquet(pd.DataFrame({"n": range(120_000)}))

    assert len(cells_of(tmp_path, "a.parquet", content).rows) == 120_000


def test_a_workbook_with_two_sheets_in_one_place_or_with_none_is_refused(tmp_path):
    """One program would show the first, another the last; a sheet that is not there has no name."""
    parts = zipfile.ZipFile(io.BytesIO(FILES["feed.xlsx"]))
    [sheet] = [name for name in parts.namelist() if "worksheets/" in name]
    for times, says in ((2, f"{sheet} stands twice in it"), (0, "there is no sheet in it")):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as written:
            for name in parts.namelist():
                if name != sheet:
                    written.writestr(name, parts.read(name))
            with warnings.catch_warnings(action="ignore"):
                for _ in range(times):
                    written.writestr(sheet, parts.read(sheet))
        assert refusal_of(tmp_path, "a.xlsx", content.getvalue()) == [f"a.xlsx: {says}"]
