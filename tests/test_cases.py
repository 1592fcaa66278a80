"""Small files that people bring: each is read as written, or refused by its line."""

import shutil
from pathlib import Path

import pytest

from analysis.collection.collection import load_collection
from analysis.collection.overview import check_up
from analysis.data.intake.cells import Form
from analysis.data.intake.formats import read_cells
from analysis.data.intake.new_collection import make_collection
from analysis.errors import RawDataError
from analysis.paths import RAW

CASES = Path(__file__).with_name("cases")
FIELDS = "[table.fields]"


@pytest.fixture
def case(tmp_path):
    """Return a function that copies a case, changes its mapping, and gives where it stands."""
    for table in RAW.glob("*.csv"):
        shutil.copy(table, tmp_path)

    def copied(name: str, **changes: str) -> Path:
        home = shutil.copytree(CASES / name, tmp_path / name)
        mapping = home / "collection.toml"
        text = mapping.read_text(encoding="utf-8-sig")
        for old, new in changes.values():
            assert old in text
            text = text.replace(old, new, 1)
        if changes:
            mapping.write_text(text, encoding="utf-8")
        return home

    return copied


def lines_of(home: Path) -> list[str]:
    return check_up(home.name, home.parent).lines()


def figures_of(home: Path, *columns: str) -> list[list]:
    return load_collection(home.name, folder=home.parent).claims[list(columns)].values.tolist()


def test_a_day_of_the_year_25_is_a_fault_that_names_its_row(case):
    """A calendar from there to now would never end."""
    assert lines_of(case("01-year-0025"))[0] == (
        "y0025.csv line 2, column day: '0025-09-26' is a day before the year 1000; write its year "
        "in full (2 figures)"
    )


def test_a_day_far_from_the_rest_is_a_remark(case):
    """It may be so; whoever brought it looks again."""
    home = case("01-year-0025")
    table = home / "y0025.csv"
    table.write_text(table.read_text().replace("0025-", "2015-"))
    sidecar = home / "y0025.origin.yml"
    sidecar.write_text(sidecar.read_text().partition("sha256")[0] + "sha256: ''\n")

    assert lines_of(home)[0] == (
        "y0025.csv line 2, column killed: '7' is of a day more than 5 years from the other days "
        "(2 figures)"
    )


def test_a_quotation_mark_that_is_never_closed_is_a_fault_with_its_line(case):
    """It would take every row after it into one cell."""
    assert lines_of(case("06-stray-quote"))[0] == (
        "quote.csv line 3: a quotation mark is opened and not closed"
    )


def test_a_declared_decimal_comma_holds_for_numbers_among_words(case):
    """2.500 is 2500 alone, after "ca." and in a range; 1,500 is one and a half."""
    home = case("08-decimal-comma-hedge")

    assert figures_of(home, "reported", "low", "high")[:2] == [
        ["2500", 2500.0, 2500.0],
        ["ca. 2500", 2450.0, 2550.0],
    ]
    assert figures_of(home, "reported")[2:] == [["ca. 1.500"], ["2500-3000"]]


def test_a_month_is_the_month_and_its_day_is_inferred(case):
    """Not thirty days before the first of it."""
    found = figures_of(case("09-month-form"), "period_start", "period_end", "date_basis")

    assert [[f"{day:%Y-%m-%d}" for day in row[:2]] for row in found[::2]] == [
        ["2023-03-01", "2023-03-31"],
        ["2023-04-01", "2023-04-30"],
    ]
    assert {row[2] for row in found} == {"inferred"}


def test_parts_of_persons_are_set_aside(case):
    """1,2345 persons is a number that was misread."""
    assert figures_of(case("11-fractions"), "reported") == [["10"], ["12"]]


def test_a_factor_says_what_one_stands_for(case):
    """7.25 thousand persons are 7250, with the precision of the last figure given."""
    home = case("11-fractions", factor=('measure = "killed"', 'measure = "killed"\nfactor = 1000'))

    assert ["7.25 thousand", 7250.0] in figures_of(home, "reported", "value")


def test_a_number_in_brackets_is_set_aside(case):
    """It may be a loss, a note or a correction; and so may what has a sign after it."""
    kept = figures_of(case("12-brackets-spaces"), "reported")

    assert [row[0] for row in kept] == ["12", "30", "200", "100200", "199", "0", "0", "10", "10"]


def test_a_day_with_a_time_zone_is_told_and_the_zone_may_be_named(case):
    """22:00 UTC on the 17th is the 18th in Kyiv."""
    assert (
        "'2023-03-17T22:00:00.000Z' has a time zone; its day is taken as"
        in (lines_of(case("15-tz"))[0])
    )


def test_a_named_zone_decides_the_day(case):
    """And nothing is left to be told."""
    home = case("15-tz", zone=(FIELDS, '[table.form]\nzone = "Europe/Kyiv"\n' + FIELDS))

    assert lines_of(home) == ["4 figures, 0 set aside, no fault, no remark; it can be published"]
    assert [f"{row[0]:%d}" for row in figures_of(home, "stated_on")[::2]] == ["18", "19"]


def test_wordings_with_a_decimal_comma_are_read(case):
    """What is set aside has a true reason: a part of a person, or words that are not known."""
    home = case("16-decimal-comma-persons")

    assert [row[0] for row in figures_of(home, "reported")] == [
        "ca. 1200",
        "2500-3000",
        "~1500",
        "1200+",
    ]


def test_a_row_of_totals_can_be_left_out(case):
    """By what stands in it, or as the last row; it is counted either way."""
    without = '\n[[table.without]]\ncolumn = "day"\nvalues = ["Total"]\n[[table.figures]]'
    home = case("17-totals-row", rows=("[[table.figures]]", without))

    assert lines_of(home) == [
        "total.csv: 3 rows below the heading, of them 1 left out by the mapping",
        "4 figures, 0 set aside, no fault, no remark; it can be published",
    ]


def test_a_footer_can_be_left_out(case):
    """Rows below a table have no heading of their own."""
    home = case("17-totals-row", form=(FIELDS, "[table.form]\nfooter_rows = 1\n" + FIELDS))

    assert lines_of(home)[0] == ("total.csv: 3 rows below the heading, of them 1 below the table")


NEW = {
    "byday.json": [
        'keys = ["day"]  # UNSURE',
        'stated_on = { column = "day" }',
        'column = "killed"',
    ],
    "cols.json": ['layout = "columns"', 'stated_on = { column = "day" }'],
    "cp1252.csv": ['encoding = "cp1252"  # UNSURE: line 1 is not UTF-8; it reads', "tués"],
    "u16.csv": ['encoding = "utf-16"', 'stated_on = { column = "day" }'],
    "xbig.xlsx": ['stated_on = { column = "day" }', 'column = "wounded"'],
    "xhid.xlsx": ['stated_on = { column = "day" }', 'column = "wounded"'],
}


@pytest.mark.parametrize("name", NEW)
def test_the_form_of_a_new_table_is_told_or_asked(tmp_path, name):
    """Records under days, columns as lists, other encodings, a styled last row, a hidden sheet."""
    make_collection("desk", [CASES / "18-new" / name], tmp_path)
    text = (tmp_path / "desk" / "collection.toml").read_text(encoding="utf-8")

    assert [line for line in NEW[name] if line not in text] == []


def test_an_encoding_is_told_by_a_word_that_shows_it(tmp_path):
    """The line begins with words that read alike in both."""
    file = tmp_path / "bilan.csv"
    file.write_text("Date;Porte-parole;Tués\n01/03/2031;Une voix;3\n", encoding="cp1252")
    make_collection("desk", [file], tmp_path)
    text = (tmp_path / "desk" / "collection.toml").read_text(encoding="utf-8")

    assert "it reads 'Tués' in cp1252 and 'Tuйs' in cp1251" in text


def test_a_heading_that_stands_twice_is_told_and_no_data_is_taken_for_one(tmp_path):
    """The first row of figures would become the names of columns."""
    with pytest.raises(RawDataError, match=r"dup\.csv line 1: column killed stands twice"):
        make_collection("desk", [CASES / "18-new" / "dup.csv"], tmp_path)


def test_rows_that_a_sheet_hides_are_read_and_told(tmp_path):
    """A reader of the sheet does not see them."""
    cells = read_cells(CASES / "18-new" / "xhid.xlsx", Form())

    assert cells.remarks == (
        "xhid.xlsx (sheet Data) row 3: hidden in the sheet, and read all the same",
    )


def test_a_mark_of_byte_order_before_a_mapping_is_no_fault(case):
    """Editors of some systems write one."""
    assert lines_of(case("20-toml-bom"))[0] == "yok.csv: there is no such file in 20-toml-bom/"
