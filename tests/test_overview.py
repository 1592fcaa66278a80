"""`reportedly check`: all that is wrong with a collection at once, each with its place."""

import json

import pytest
from mapped_collection import FEED, write_mapped
from tiny_collection import change, write_collection
from typer.testing import CliRunner

from analysis import cli
from analysis.collection import collection
from analysis.collection.overview import check_up, mends
from analysis.data import places
from analysis.data.intake.cells import KINDS
from analysis.data.intake.mapping import SCHEMA

WELL = "no fault, no remark; it can be published"
RECORDS = json.dumps([{"date": "2023-03-17", "tank": 3500}, {"date": "2023-03-18", "tank": 3506}])


def lines_of(tmp_path, mapping: str = FEED, records: str = RECORDS) -> list[str]:
    write_mapped(tmp_path, mapping, feed_json=records)
    return check_up("desk", tmp_path).lines()


def test_a_collection_without_fault_says_so(tmp_path):
    """With the number of figures that would be built."""
    assert lines_of(tmp_path) == [
        "2 figures, 0 set aside, no fault, no remark; it can be published"
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("scope", "scoop", "collection.toml line 10, table.fields.scoop: no such name; nearest: s"),
        ("title = ", "tilte = ", "collection.toml: title is missing"),
        (
            "tanks_destroyed",
            "tank_destroyed",
            "line 15, table.figures.measure: 'tank_destroyed' i",
        ),
        ('"tank"', '"tanks"', "line 14, table.figures.column: 'tanks' is no column of feed.json"),
        ("feed.json", "fed.json", "fed.json: there is no such file in desk/"),
        ("General Staff", "General Staf", "speaker: 'General Staf' is no spelling of a known spe"),
        ("russian_forces", "russia", "subject: 'russia' is not a known subject; nearest: russian"),
        ("since 2022-02-24", "sinse 2022", "period: 'sinse 2022' is not a known period"),
        ('speaker = "General Staff"\n', "", "table.fields: speaker is missing: a constant or a c"),
        ("[table.fields]", "[table.form]\ndecimal = ';'\n\n[table.fields]", "';' is not known; ne"),
        ('{ column = "date" }', "{ colum = 'date' }", "stated_on.colum: no such name; nearest: co"),
        ("[[table.fig", "[[break]]\n\n[[table.fig", "break: day is missing"),
        (
            'column = "tank"',
            'note = "x"',
            "names nothing to take: one of column, low, best, ",
        ),
        ('file = "feed.json"', 'file = "feed.json"\nname = "a-b"', "'a-b' is not of letters, digi"),
        ('title = "', "title = ", "collection.toml: Invalid"),
        ("title", "[[break]]\nday = 2023-01-01\nreason = 'x'\nmeasures = ['a']\n[x]\ntitle", "x:"),
    ],
)
def test_a_fault_of_the_mapping_is_told_with_its_line(tmp_path, old, new, line):
    """And with the value and the nearest that is known."""
    assert old in FEED
    found = lines_of(tmp_path, FEED.replace(old, new, 1))

    assert any(line in fault for fault in found), found
    assert found[-1].endswith("; nothing can be published")


def test_all_faults_of_all_tables_are_told_at_once(tmp_path):
    """One line each; a value that stands in many rows is told once, with their number."""
    mapping = FEED.replace('"General Staff"', '{ column = "who" }')
    rows = [
        {"date": "18.3.2023", "who": "General Staf", "tank": 1},
        {"date": "2023-02-30", "who": "x"},
    ]
    rows += [{"date": "2023-03-19", "who": "General Staf", "tank": 2}, {"tank": 3, "who": "ISW"}]
    found = lines_of(tmp_path, mapping, "[" + ",\n".join(map(json.dumps, rows)) + "]")

    assert found == [
        "feed.json line 1, column date: '18.3.2023' is not a day written YYYY-MM-DD",
        "feed.json line 1, column who: 'General Staf' is no spelling of a known speaker; nearest: "
        "General Staff of Ukraine (2 figures)",
        "to mend: feed.json; a name that is right and new is a row of speakers.csv (a new speaker) "
        "or aliases.csv (a spelling)",
        "2 faults; nothing can be published",
    ]


def test_a_party_that_many_speakers_have_and_nobody_knows_is_one_fault(tmp_path):
    """It was a line for each of them; cells that are open are one each, for answers differ."""
    write_mapped(tmp_path, FEED, feed_json=RECORDS)
    rows = "".join(f"brigade_{n},Brigade {n},moon\n" for n in range(421))
    rows += "one,Brigade One,?\ntwo,Brigade Two,?\n"
    (tmp_path / "desk" / "speakers.csv").write_text(f"speaker,label,party\n{rows}")
    moon, *others = check_up("desk", tmp_path).faults

    assert moon.startswith("speakers.csv line 2, column party: 'moon' is not known; nearest: ")
    assert moon.endswith(" (421 rows)")
    assert [told.split(", column")[0] for told in others] == [
        "speakers.csv line 423",
        "speakers.csv line 424",
    ]


def test_many_parties_that_nobody_knows_are_a_few_faults_and_one_that_names_the_others(tmp_path):
    """It was a line for each; none is lost."""
    write_mapped(tmp_path, FEED, feed_json=RECORDS)
    rows = "".join(f"brigade_{n},Brigade {n},moon {n}\n" for n in range(40))
    (tmp_path / "desk" / "speakers.csv").write_text(f"speaker,label,party\n{rows}")
    faults = check_up("desk", tmp_path).faults

    assert len(faults) == 13
    named = ", ".join(f"'moon {n}'" for n in range(12, 40))
    assert faults[-1] == f"speakers.csv: 28 more values of party that each is not known: {named}"


def test_what_is_wrong_with_one_part_hides_no_other(tmp_path):
    """Of the mapping, of a table, of the sidecar and of the vocabulary, in one round."""
    second = FEED.partition("[[table]]")[2].replace("feed.json", "other.json")
    mapping = FEED.replace("scope =", "scoop =") + "[[table]]" + second.replace('"tank"', '"tnk"')
    home = write_mapped(
        tmp_path, mapping.replace("title", "tilte"), feed_json=RECORDS, other_json=RECORDS
    )
    sidecar = home / "feed.origin.yml"
    sidecar.write_text(sidecar.read_text().replace("licence: ''", "licence: '?'"))
    (home / "readings.csv").write_text("claim_id,column\n")
    faults = check_up("desk", tmp_path).faults

    for words in (
        "table.fields.scoop: no such name",
        "tilte: no such name",
        "title is missing",
        "'tnk' is no column of other.json",
        "readings.csv line 1: column reading is missing",
    ):
        assert any(words in fault for fault in faults), (words, faults)


def test_cells_that_cannot_be_read_and_days_given_twice_are_remarks(tmp_path):
    """The collection is built without them; `check` says so all the same."""
    rows = [{"date": "2023-03-17", "tank": "35OO"}, {"date": "2023-03-18", "tank": 1}]
    rows += [{"date": "2023-03-18", "tank": 2}, {"date": "2023-03-18", "tank": 1}]
    found = lines_of(tmp_path, FEED, "[" + ",\n".join(map(json.dumps, rows)) + "]")

    assert found == [
        "feed.json line 1, column tank: '35OO' is set aside: The rules do not know the words after "
        "the number: “oo”.",
        "feed.json line 3, column tank: '2' for a day for which feed.json line 2, column tank "
        "gives '1'; the first speaks",
        "3 figures, 1 set aside, no fault, 2 remarks; it can be published",
    ]


def test_set_aside_rows_of_a_transcribed_collection_are_no_remarks(tmp_path):
    """Words without a number are transcribed on purpose, and have their place in the ledger."""
    write_collection(tmp_path)

    assert check_up("tiny", tmp_path).lines() == [
        "2 figures, 1 set aside, no fault, no remark; it can be published"
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("", "", 0, "no fault, no remark; it can be published"),
        ('period = "since 2022-02-24"', 'period = "2023-03-17 to 2023-04-01"', 0, "1 remark; it"),
        ("front", "fromt", 1, "nearest: front"),
    ],
)
def test_the_command_ends_with_a_code_that_says_whether_it_can_be_published(
    tmp_path, monkeypatch, old, new, code, told
):
    """A remark is no fault: a host that checks first would publish nothing for it."""
    home = write_mapped(tmp_path, FEED, feed_json=RECORDS)
    change(home / "collection.toml", old, new)
    monkeypatch.setenv(places.COLLECTIONS, str(tmp_path))
    result = CliRunner().invoke(cli.app, ["check", "desk"])

    assert result.exit_code == code, result.stdout
    assert told in result.stdout


QUOTED = """\
title = "Cells as they stand"

[[table]]
file = "a.csv"

[table.form]
decimal = ","

[table.fields]
stated_on = { column = "day" }
speaker = { column = "who" }
subject = "russian_forces"
scope = "front"
period = "day"

[[table.figures]]
column = "killed"
measure = "killed"
"""


def test_a_cell_is_quoted_as_it_stands_in_the_file(tmp_path):
    """Its spaces, its separators and marks that look like another letter, for it is looked for."""
    cell, name = " ca. 2.500 oder so ", " Jose\u0301 "
    rows = f"day,who,killed\n2023-03-17,ISW,{cell}\n2023-03-18,ISW,5\n"
    home = write_mapped(tmp_path, QUOTED, a_csv=rows)
    found = check_up("desk", tmp_path)
    (home / "a.csv").write_text(rows.replace("18,ISW", f"18,{name}"), encoding="utf-8")
    refused = check_up("desk", tmp_path)

    assert f"a.csv line 2, column killed: {cell!r} is set aside: " in found.remarks[0]
    assert "a.csv line 3, column who: ' Jose\\u0301 ' is no spelling of a" in refused.faults[0]
    assert f"a.csv line 2, column killed: {cell!r} is set aside: " in refused.remarks[0]
    assert len(refused.faults) == 1
    assert refused.lines()[-1] == "1 fault, 1 remark; nothing can be published"


def test_a_collection_may_stand_outside_the_project(tmp_path, monkeypatch):
    """In the folder that an environment variable names; those of the project come first."""
    write_mapped(tmp_path, FEED, feed_json=RECORDS)
    monkeypatch.setenv(places.COLLECTIONS, str(tmp_path))

    assert collection.collection_names() == ["bakhmut-2023", "desk"]
    assert len(collection.load_collection("desk").claims) == 2


def test_a_file_of_every_kind_can_be_named_as_the_one_to_mend():
    """Also packed; a kind that is added is known here without being told again."""
    for ending in (*KINDS, *(f"{ending}.gz" for ending in KINDS), ".toml"):
        told = mends([f"a b{ending} line 2: 'ISV' is no spelling of a known speaker"])

        assert told[0].startswith(f"to mend: a b{ending}; "), ending


def test_the_schema_explains_every_name():
    """An editor shows the words beside what it completes."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    places = [schema, *schema["$defs"].values()]
    names = {name: told for place in places for name, told in place.get("properties", {}).items()}

    assert [name for name, told in names.items() if not ({"description", "$ref"} & set(told))] == []


def with_page(home, **cells):
    """Give the page of a tiny collection further columns."""
    path = home / "sources.csv"
    head, row = path.read_text(encoding="utf-8").splitlines()
    names, values = ",".join([head, *cells]), ",".join([row, *cells.values()])
    path.write_text(f"{names}\n{values}\n", encoding="utf-8")


def test_pages_without_an_archived_copy_are_named_in_one_line(tmp_path):
    """That is no fault; a table that has no such column gets no remark."""
    home = write_collection(tmp_path)
    assert check_up("tiny", tmp_path).lines() == [
        "2 figures, 1 set aside, no fault, no remark; it can be published"
    ]
    with_page(home, read_on="2023-04-01", archived="")
    found = check_up("tiny", tmp_path)

    assert found.lines()[0] == "sources.csv: 1 of 1 page without an archived copy: page_1"
    assert (found.faults, found.remarks) == ((), ())


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("read_on", "1 April", "column read_on: '1 April' is not a day written YYYY-MM-DD"),
        ("text_sha256", "abc", "column text_sha256: 'abc' is no SHA-256 of 64 hexadecimal digits"),
        ("archived", "web", "column archived: 'web' is no address that begins with https:// or h"),
    ],
)
def test_what_is_said_of_a_page_that_may_vanish_is_checked(tmp_path, column, value, fault):
    """Day, digest and address each have a form."""
    with_page(write_collection(tmp_path), **{column: value})

    assert any(fault in line for line in check_up("tiny", tmp_path).faults)
