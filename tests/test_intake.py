"""Tables of others: from any file a mapping makes claims, each with its place."""

import gzip
import io
import json
from dataclasses import fields

import pandas as pd
import pytest
from mapped_collection import FEED, write_mapped
from openpyxl import Workbook

from analysis.collection.collection import load_collection
from analysis.data.intake import declaration
from analysis.data.intake.cells import Form
from analysis.data.intake.formats import READERS, read_cells
from analysis.data.intake.mapping import SCHEMA
from analysis.errors import RawDataError
from analysis.terms import TABLE_KINDS

ROWS = [["date", "tank"], ["2023-03-17", "3500"], ["2023-03-18", "3506"]]
TEXT = "\n".join(",".join(row) for row in ROWS) + "\n"
RECORDS = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]


def workbook(rows, *merged: str) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def parquet(frame: pd.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.to_parquet(content, index=False)
    return content.getvalue()


FILES = {
    "feed.csv": TEXT.encode(),
    "bom.csv": b"\xef\xbb\xbf" + TEXT.encode(),
    "feed.tsv": TEXT.replace(",", "\t").encode(),
    "feed.csv.gz": gzip.compress(TEXT.encode()),
    "feed.json": json.dumps(RECORDS, indent=1).encode(),
    "feed.json.gz": gzip.compress(json.dumps(RECORDS).encode()),
    "feed.jsonl": "\n".join(map(json.dumps, RECORDS)).encode(),
    "feed.xlsx": workbook(ROWS),
    "feed.parquet": parquet(pd.DataFrame(RECORDS)),
}


def cells_of(tmp_path, name: str, content: bytes | str, **form):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_cells(path, Form.of(form))


def refusal_of(tmp_path, name: str, content: bytes | str, **form) -> list[str]:
    with pytest.raises(RawDataError) as refusal:
        cells_of(tmp_path, name, content, **form)
    return refusal.value.faults


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_file_gives_the_same_cells(tmp_path, name):
    """Columns, texts and order do not depend on how a table was saved."""
    cells = cells_of(tmp_path, name, FILES[name])

    assert cells.columns == ROWS[0]
    assert [row.texts for row in cells.rows] == ROWS[1:]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("feed.csv", "feed.csv line 3, column tank"),
        ("feed.json", "feed.json line 6, column tank"),
        ("feed.jsonl", "feed.jsonl line 2, column tank"),
        ("feed.xlsx", "feed.xlsx (sheet Sheet) row 3, column tank"),
        ("feed.parquet", "feed.parquet row 2, column tank"),
    ],
)
def test_each_cell_keeps_its_place_in_the_file(tmp_path, name, place):
    """The line on which its record begins, or its row in the sheet."""
    assert cells_of(tmp_path, name, FILES[name]).place(1, "tank") == place


def test_headings_of_several_rows_are_joined_and_merged_cells_stand_for_all_they_cover(tmp_path):
    """A heading over two columns belongs to both, and so does a day over two rows."""
    rows = [
        ["a title"],
        ["day", "killed", None, "wounded"],
        [None, "least", "most", None],
        ["2023-03-18", 190, 200, 300],
        [None, 191.0, 1.5, None],
    ]
    content = workbook(rows, "A2:A3", "B2:C2", "A4:A5")
    cells = cells_of(tmp_path, "a.xlsx", content, skip_rows=1, header_rows=2)

    assert cells.columns == ["day", "killed / least", "killed / most", "wounded"]
    assert [row.texts for row in cells.rows] == [
        ["2023-03-18", "190", "200", "300"],
        ["2023-03-18", "191", "1.5", ""],
    ]


def test_records_may_lie_deeper_lack_names_and_gain_names_midway(tmp_path):
    """Names inside names are joined by points; NaN, null and a name not there are nothing."""
    text = '{"about": {"n": 2}, "data": {"rows": [{"a": NaN, "b": {"c": 12345678901234567890}},\n'
    text += '{"a": null, "d": 1.50}, {"a": true, "b": {"c": "x"}}]}}'
    cells = cells_of(tmp_path, "a.json", text, records="data.rows")

    assert cells.columns == ["a", "b.c", "d"]
    assert [row.texts for row in cells.rows] == [
        ["", "12345678901234567890", ""],
        ["", "", "1.50"],
        ["true", "x", ""],
    ]


@pytest.mark.parametrize(
    ("name", "content", "form", "fault"),
    [
        ("a.csv", "a,b\n1,2,3\n", {}, "a.csv line 2: 3 cells where the heading has 2"),
        ("a.csv", "a,a\n1,2\n", {}, "a.csv line 1: column a stands twice"),
        ("a.csv", "a,,c\n1,2,3\n", {}, "a.csv line 1: column 2 has no heading"),
        ("a.csv", b"a\n\xff\n", {}, "a.csv line 2: byte 0xff is not utf-8"),
        ("a.csv", "a\n\u202e1\n", {}, "a.csv line 2: U+202E, a sign that cannot be seen"),
        ("a.csv", "", {}, "a.csv: the file is empty"),
        ("a.csv", "a\n1\n", {"encoding": "utf-9"}, "a.csv: no encoding is called 'utf-9'"),
        ("a.csv", "a\n", {"skip_rows": 4}, "a.csv: there is no heading in line 5"),
        ("a.doc", "a\n", {}, "a.doc: its kind is not known; it ends in none of .csv"),
        ("a.csv.gz", b"no", {}, "a.csv.gz cannot be unpacked"),
        ("a.json", "[{]", {}, "a.json cannot be read as JSON"),
        ("a.json", '{"x": [1]}', {}, "a.json: there is no list of records at the top"),
        ("a.json", '{"x": 1}', {"records": "y"}, "a.json: nothing is called 'y'"),
        ("a.json", "[1]", {}, "a.json line 1: no record with names and values"),
        ("a.json", '[{"a": 1, "a": 2}]', {}, "a stands twice in one record"),
        ("a.jsonl", '{"a": 1}\n{\n', {}, "a.jsonl line 2 cannot be read as JSON"),
        ("a.xlsx", b"no", {}, "a.xlsx cannot be read as a workbook"),
        ("a.xlsx", workbook(ROWS), {"sheet": "Shet"}, "no sheet 'Shet'; nearest: Sheet"),
        ("a.parquet", b"no", {}, "a.parquet cannot be read as Parquet"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(tmp_path, name, content, form, fault):
    """In words, and before anything is made of it."""
    assert any(fault in found for found in refusal_of(tmp_path, name, content, **form))


def test_a_feed_becomes_claims_with_their_place(tmp_path):
    """Constants, the unit of the measure and the side of the speaker are filled in."""
    home = write_mapped(tmp_path, FEED, feed_json=FILES["feed.json"])
    held = load_collection("desk", folder=tmp_path)
    claim = held.claims.iloc[1]

    assert list(held.claims["claim_id"]) == [
        "feed_20230317_tanks_destroyed_russian_forces",
        "feed_20230318_tanks_destroyed_russian_forces",
    ]
    assert list(claim[["speaker", "party", "measure", "unit", "value", "period_kind"]]) == [
        *("general_staff_ukraine", "ukraine", "tanks_destroyed", "items", 3506.0, "cumulative")
    ]
    assert held.places.iloc[1].to_list()[1:] == [
        *("feed.json", "line", 6, "tank", "feed", "statements", "3506")
    ]
    assert home.name == held.name


LONG = """\
title = "One figure a row"

[[table]]
file = "long.csv"
name = "desk"

[table.form]
delimiter = ";"
decimal = ","
days = "%d.%m.%Y"
missing = ["k. A."]

[table.fields]
stated_on = { column = "Tag" }
period = "day"
speaker = { column = "Quelle", values = { Sprecher = "Serhii Cherevatyi" } }
measure = { column = "Art", values = { Gefallene = "killed", Verwundete = "wounded" } }
subject = "russian_forces"
scope = "bakhmut_direction"

[table.page]
url = { column = "Link" }
publisher = "A desk"

[[table.figures]]
low = "von"
best = "Zahl"
high = "bis"
"""
TABLE = """\
Tag;Quelle;Art;von;Zahl;bis;Link
18.3.2023;Sprecher;Gefallene;1.000;1.193,0;1.300;https://example.org/a
18.3.2023;Sprecher;Verwundete;;199;;https://example.org/a
19.3.2023;Sprecher;Gefallene;100;;200;https://example.org/b
20.3.2023;Sprecher;Gefallene;100;k. A.;;
21.3.2023;Sprecher;Gefallene;;150;160;
22.3.2023;Sprecher;Gefallene;k. A.;;;
"""


def test_three_estimates_a_row_become_one_claim(tmp_path):
    """With decimal commas and other days; an end alone is a bound, or goes to the note."""
    write_mapped(tmp_path, LONG, long_csv=TABLE)
    claims = load_collection("desk", folder=tmp_path).claims

    assert claims[["reported", "low", "high", "note"]].values.tolist() == [
        ["1193.0 (between 1000 and 1300)", 1000.0, 1300.0, ""],
        ["199", 199.0, 199.0, ""],
        ["100-200", 100.0, 200.0, ""],
        ["at least 100", 100.0, 199.0, ""],
        ["150", 150.0, 150.0, "the table gives as high: 160"],
    ]
    assert list(claims["value"].fillna(0)) == [1193.0, 199.0, 0.0, 100.0, 150.0]


def test_each_address_is_a_page_and_a_table_without_is_one(tmp_path):
    """So a figure leads to where it was read."""
    write_mapped(tmp_path, LONG, long_csv=TABLE)
    sources = load_collection("desk", folder=tmp_path).sources

    assert list(sources["url"]) == ["https://example.org/a", "https://example.org/b", ""]
    assert list(sources["publisher"].unique()) == ["A desk"]


def test_mapped_claims_go_through_the_gate_like_any_other(tmp_path):
    """Killed and wounded of one day and speaker are divided, with the ends of the estimate."""
    write_mapped(tmp_path, LONG, long_csv=TABLE)
    ratios = load_collection("desk", folder=tmp_path).ratios
    row = ratios[(ratios["ratio"] == "killed_per_wounded") & (ratios["status"] == "ok")].iloc[0]

    assert [row["value"], row["low"], row["high"]] == [1193 / 199, 1000 / 199, 1300 / 199]


def test_equal_figures_of_two_days_in_one_table_stay_two(tmp_path):
    """A total that did not move is no repeat of yesterday's statement."""
    same = TEXT.replace("3506", "3500").replace("tank", "tank")
    write_mapped(tmp_path, FEED.replace("feed.json", "feed.csv"), feed_csv=same)

    assert list(load_collection("desk", folder=tmp_path).claims["role"]) == ["point", "point"]


def test_a_column_may_change_its_measure_on_a_day(tmp_path):
    """What was renamed or merged is mapped apart, by its first and last day."""
    later = '\n[[table.figures]]\ncolumn = "tank"\nmeasure = "battalions_lost"\n'
    mapping = FEED + "last_day = 2023-03-17\n" + later + "first_day = 2023-03-18\n"
    write_mapped(tmp_path, mapping, feed_json=FILES["feed.json"])
    claims = load_collection("desk", folder=tmp_path).claims

    assert list(claims["measure"]) == ["tanks_destroyed", "battalions_lost"]


def test_a_collection_brings_its_own_measures(tmp_path):
    """A desk adds rows to tables of its own and leaves the shared ones alone."""
    own = "measure,label,unit,also_in,counts,role\nboats,boats lost,items,,,subject\n"
    mapping = FEED.replace("tanks_destroyed", "boats")
    home = write_mapped(tmp_path, mapping, feed_json=FILES["feed.json"])
    (home / "measures.csv").write_text(own, encoding="utf-8")

    assert (
        load_collection("desk", folder=tmp_path).words.measures.at["boats", "label"] == "boats lost"
    )


HOSTILE = """\
[{"date": "2023-03-19", "tank": "3,510"}, {"date": "2023-03-17", "tank": null},
 {"date": "2023-03-18", "tank": -4}, {"date": "2023-03-18", "tank": NaN, "new": 1},
 {"date": "2023-03-20", "tank": 99999999999999999999}, {"tank": 5}, {"date": "2023-03-21"},
 {"date": "2023-03-19", "tank": 3511}, {"date": "2023-03-16", "tank": "12O"},
 {"date": "2023-03-15", "tank": 1e3}]
"""


def test_a_feed_in_any_state_is_survived(tmp_path):
    """Nothing is dropped in silence: what cannot be read is in the ledger with its reason."""
    write_mapped(tmp_path, FEED, feed_json="\ufeff" + HOSTILE)
    held = load_collection("desk", folder=tmp_path)

    assert held.claims[["claim_id", "value"]].values.tolist() == [
        ["feed_20230319_tanks_destroyed_russian_forces", 3510.0],
        ["feed_undated_tanks_destroyed_russian_forces", 5.0],
        ["feed_20230319_tanks_destroyed_russian_forces_2", 3511.0],
        ["feed_20230315_tanks_destroyed_russian_forces", 1000.0],
    ]
    assert list(held.set_aside["reported"]) == ["-4", "99999999999999999999", "12O"]
    assert (held.set_aside["reason"] != "").all()


def test_a_number_of_any_length_is_kept_as_written(tmp_path):
    """One too long to be a count is for the ledger, and stops no other record."""
    text = f'[{{"a": {"9" * 5000}}}, {{"a": 1}}]'

    assert [len(row.texts[0]) for row in cells_of(tmp_path, "a.json", text).rows] == [5000, 1]


def test_every_kind_of_file_has_a_reader():
    """Mappings may name the kinds of the table of kinds, and files end in its endings."""
    assert set(READERS) == set(TABLE_KINDS)


def test_the_schema_that_editors_read_is_made_of_the_types_of_today():
    """Where this fails, `reportedly refresh` writes it."""
    assert SCHEMA.read_text(encoding="utf-8") == declaration.schema_text()


def test_what_a_mapping_may_say_of_the_form_of_a_file_is_what_is_read_of_it():
    """One type describes it for the schema, the other holds what was said."""
    assert list(declaration.Form.model_fields) == [field.name for field in fields(Form)]
