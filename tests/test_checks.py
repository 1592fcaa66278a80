"""Checks of a raw collection: every fault at once, each with file, line, column and value."""

import sys

import pandas as pd
import pytest
from tiny_claims import claim, raw, readings

from analysis.data.inputs import refuse
from analysis.data.intake.tables import check_sources
from analysis.data.raw import Rule, check_table, filled, one_of, read_raw, unique
from analysis.data.vocabulary import check_claims, check_readings
from analysis.errors import RawDataError

PAGES = ("page_1", "page_2")


@pytest.fixture
def check(tmp_path, words):
    """Return a function that writes raw rows down and gives their faults."""

    def faults(*rows, pages=PAGES, without=()):
        path = tmp_path / "claims.csv"
        raw(*rows).drop(columns=list(without)).to_csv(path, index=False, lineterminator="\n")
        return check_claims(read_raw(path), pages, words, path)

    return faults


def test_what_words_faults_is_loaded_for_a_table_that_has_one(tmp_path, monkeypatch):
    """It takes longer to load than a sound table to check."""
    monkeypatch.setitem(sys.modules, "pandera.pandas", None)
    path = tmp_path / "a.csv"
    path.write_text('claim_id\na0214\n""\n')
    table = read_raw(path)

    assert check_table(table.iloc[:1], [filled("claim_id")], path) == []
    with pytest.raises(ImportError):
        check_table(table, [filled("claim_id")], path)


def test_rows_that_hold_have_no_faults(check):
    """A claim on two pages, one with no day, and one in the second unit of its measure."""
    assert (
        check(
            claim("killed", "193", also_in="page_2"),
            claim("clashes", "27", stated_on="", date_basis="unknown"),
            claim("area_gained", "350", unit="metres", subject="russian_forces"),
        )
        == []
    )


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("claim_id", "c1", "stands on an earlier line already"),
        ("source_id", "page_3", "is not listed in the sources; nearest: page_2, page_1"),
        ("also_in", "page_2;page_9", "names a page that is not listed in the sources"),
        ("stated_on", "18.03.2023", "is not a day written YYYY-MM-DD"),
        ("stated_on", "2023-02-30", "is not a day written YYYY-MM-DD"),
        ("date_basis", "infered", "is not a known way of knowing the day; nearest: inferred"),
        ("period", "dya", "is not a known period; nearest: day"),
        ("period", "since 2023-02-30", "is not a known period"),
        ("speaker", "Hanna Malyr", "is no spelling of a known speaker; nearest: Hanna Maliar"),
        ("party", "", "is not a known party"),
        ("party", "rusia", "is not a known party; nearest: russia"),
        ("stance", "claims", "is not a known stance; nearest: claim"),
        ("measure", "kiled", "is not a known measure; nearest: killed"),
        ("subject", "wagnr", "is not a known subject; nearest: wagner"),
        ("scope", "soldar", "is not a known scope; nearest: soledar"),
        ("reported", "", "is empty"),
    ],
)
def test_each_fault_has_line_column_value_and_the_nearest(check, column, value, says):
    """The second row, on the third line, is at fault."""
    second = {**claim("wounded", "199"), column: value}

    assert check(claim("killed", "193"), second) == [
        f"claims.csv line 3, column {column}: {value!r} {says}"
    ]


def test_a_unit_of_another_measure_is_refused_with_its_own_units(check):
    """Square metres printed as metres are a unit, but not one of people."""
    assert check(claim("killed", "193", unit="metres")) == [
        "claims.csv line 2, column unit: 'metres' is not a unit of killed; nearest: persons"
    ]


def test_all_faults_come_at_once_in_order_of_the_lines(check):
    """Three rows, five faults; a quoted line break pushes the lines down."""
    assert check(
        claim("killed", "193", note="one\ntwo", scope="bakhmut_cty"),
        claim("wounded", "199", stated_on="yesterday", source_id="page_3"),
        claim("clashes", "", claim_id="c1"),
    ) == [
        "claims.csv line 2, column scope: 'bakhmut_cty' is not a known scope; "
        "nearest: bakhmut_city, bakhmut_direction",
        "claims.csv line 4, column source_id: 'page_3' is not listed in the sources; "
        "nearest: page_2, page_1",
        "claims.csv line 4, column stated_on: 'yesterday' is not a day written YYYY-MM-DD",
        "claims.csv line 5, column claim_id: 'c1' stands on an earlier line already",
        "claims.csv line 5, column reported: '' is empty",
    ]


def test_a_missing_column_does_not_hide_what_is_wrong_with_the_others(check):
    """Without measures no unit can be told to be of another measure, but areas still are read."""
    assert check(claim("killed", "193", unit="metres", scope="x"), without=["measure"]) == [
        "claims.csv line 2, column scope: 'x' is not a known scope"
    ]


def test_no_page_is_looked_up_where_the_list_of_sources_cannot_be_read(check):
    """The list itself is the fault then, not every row."""
    assert check(claim("killed", "193", source_id="page_9"), pages=None) == []


def test_a_source_needs_an_id_of_its_own_and_a_publisher(tmp_path):
    """Nothing else about a page is required: 123 of them show no date."""
    path = tmp_path / "sources.csv"
    path.write_text("source_id,publisher\np1,UAWire\np1,\n,LIGA\n", encoding="utf-8")

    assert check_sources(read_raw(path), path) == [
        "sources.csv line 3, column publisher: '' is empty",
        "sources.csv line 3, column source_id: 'p1' stands on an earlier line already",
        "sources.csv line 4, column source_id: '' is empty",
    ]


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (("c1", "part", "left flank", "two flanks"), []),
        (
            ("c9", "part", "left flank", "two flanks"),
            ["column claim_id: 'c9' is not a claim of the collection"],
        ),
        (
            ("c1", "verifcation", "contradicted", "why"),
            [
                "column column: 'verifcation' is not what a reading can be about; "
                "nearest: verification"
            ],
        ),
        (
            ("c1", "verification", "contradictd", "why"),
            ["column reading: 'contradictd' is not a known verification; nearest: contradicted"],
        ),
        (
            ("c1", "directness", "retolt", "why"),
            ["column reading: 'retolt' is not a known directness; nearest: retold"],
        ),
        (
            ("c1", "inferred", "scope;perod", "why"),
            ["column reading: 'scope;perod' is not a known inferred; nearest: scope;period, scope"],
        ),
        (("c1", "set_aside", "unit error", ""), ["column reason: '' is empty"]),
        (("c1", "set_aside", "", "why"), ["column reading: '' is empty"]),
    ],
)
def test_a_reading_is_about_a_claim_and_says_why(tmp_path, reading, expected):
    """A misspelt reading would be passed over in silence."""
    path = tmp_path / "readings.csv"
    readings(reading).to_csv(path, index=False)
    faults = check_readings(read_raw(path), ["c1"], path)

    assert [fault.split(", ", 1)[1] for fault in faults] == expected


def test_one_thing_about_a_claim_is_read_once(tmp_path):
    """Two readings would contradict each other."""
    path = tmp_path / "readings.csv"
    readings(
        ("c1", "verification", "contradicted", "one"),
        ("c1", "part", "left flank", "two"),
        ("c1", "verification", "uncorroborated", "three"),
    ).to_csv(path, index=False)

    assert check_readings(read_raw(path), None, path) == [
        "readings.csv line 4, column claim_id: 'c1' has such a reading already"
    ]


def test_rules_speak_of_the_cells_that_break_them(tmp_path):
    """Each kind of rule on one column; an empty cell is a value like another."""
    path = tmp_path / "table.csv"
    path.write_text("key,size\na,1\na,\n,x\n", encoding="utf-8")
    rules = [
        unique("key"),
        filled("key"),
        one_of("size", ("1", "2"), "is no size", empty=True),
        Rule("absent", lambda cells: cells == "", "is not looked at"),
    ]

    assert check_table(read_raw(path), rules, path) == [
        "table.csv line 3, column key: 'a' stands on an earlier line already",
        "table.csv line 4, column key: '' is empty",
        "table.csv line 4, column size: 'x' is no size",
    ]


def test_a_table_without_rows_breaks_no_rule(tmp_path):
    """There is nothing to be wrong."""
    path = tmp_path / "table.csv"
    path.write_text("key\n", encoding="utf-8")

    assert check_table(pd.DataFrame({"key": []}, dtype="str"), [filled("key")], path) == []


def test_faults_are_refused_together_and_counted():
    """One error holds them all; without faults nothing is refused."""
    refuse([])
    with pytest.raises(RawDataError, match="2 faults in the raw data:\none\ntwo") as refusal:
        refuse(["one", "two"])

    assert refusal.value.faults == ["one", "two"]
