"""What a mapping can say: rows, factors, days, flags, names of records, ids, events."""

import io
import json

import pytest
from mapped_collection import ONE_COLUMN, write_mapped

from analysis.collection.collection import load_collection
from analysis.collection.overview import check_up


@pytest.fixture
def desk(tmp_path):
    """Return a function that writes a collection of one table."""

    def write(content: str, *, file: str = "a.csv", replace: tuple = ("", ""), **parts: str) -> str:
        given = dict.fromkeys(("table", "form", "fields", "figures"), "") | parts
        mapping = ONE_COLUMN.format(**given).replace("a.csv", file).replace(*replace)
        write_mapped(tmp_path, mapping, **{file.replace(".", "_"): content})
        return "desk"

    return write


def claims_of(tmp_path, *columns: str) -> list[list]:
    return load_collection("desk", folder=tmp_path).claims[list(columns)].values.tolist()


def days_of(tmp_path) -> list[str]:
    return [f"{row[0]:%Y-%m-%d}" for row in claims_of(tmp_path, "stated_on")]


ROWS = "day,n,kind\n2023-03-17,190,final\n2023-03-18,5,draft of 9\n2023-03-19,193,final\n"


@pytest.mark.parametrize(
    ("table", "kept"),
    [
        ('without = [{ column = "kind", values = ["draft of 9"] }]', ["190", "193"]),
        ('without = [{ column = "kind", containing = ["draft"] }]', ["190", "193"]),
        ('only = [{ column = "kind", values = ["final"] }]', ["190", "193"]),
        ('only = [{ column = "n", values = ["5", "193"], reason = "x" }]', ["5", "193"]),
        (
            'only = [{ column = "kind", values = ["final"] }]\n'
            'without = [{ column = "n", values = ["193"] }]',
            ["190"],
        ),
    ],
)
def test_rows_are_taken_or_left_out_by_what_stands_in_them(desk, tmp_path, table, kept):
    """Whole or in part; `check` counts those that are left out."""
    desk(ROWS, table=table)

    assert [row[0] for row in claims_of(tmp_path, "reported")] == kept
    assert check_up("desk", tmp_path).notes == (
        f"a.csv: 3 rows below the heading, of them {3 - len(kept)} left out by the mapping",
    )


def test_a_filter_that_tells_no_row_is_a_fault(desk, tmp_path):
    """It would leave nothing out in silence."""
    desk(ROWS, table='without = [{ column = "kind", values = ["finl"] }]')

    assert check_up("desk", tmp_path).faults == (
        "collection.toml line 5, table.without: no row of a.csv is told by kind 'finl'; "
        "nearest: 'final'",
    )


def test_a_filter_of_a_column_that_is_not_there_is_a_fault(desk, tmp_path):
    """As for any other column."""
    desk(ROWS, table='only = [{ column = "kin", values = ["final"] }]')

    assert "'kin' is no column of a.csv; nearest: kind" in check_up("desk", tmp_path).faults[0]


def test_a_factor_goes_with_numbers_and_words(desk, tmp_path):
    """With the precision of the last figure given; a cell with a unit of its own is set aside."""
    content = "day,n\n2023-03-17,2.5\n2023-03-18,about 3\n2023-03-19,2-3\n2023-03-20,1 million\n"
    desk(content, figures="factor = 1000")
    held = load_collection("desk", folder=tmp_path)

    assert held.claims[["reported", "low", "high"]].values.tolist() == [
        ["2.5 thousand", 2500.0, 2500.0],
        ["about 3 thousand", 2700.0, 3300.0],
        ["2 thousand-3 thousand", 2000.0, 3000.0],
    ]
    assert held.set_aside["reason"].tolist() == [
        "not settled: The table gives a factor, and the cell a unit of its own."
    ]


def test_a_day_may_stand_in_several_columns(desk, tmp_path):
    """Their texts are joined by a space and read by the form of days."""
    desk(
        "year,month,dom,n\n2023,March,17,190\n2023,April,2,193\n",
        form='days = "%Y %B %d"',
        replace=('{ column = "day" }', '{ columns = ["year", "month", "dom"] }'),
    )

    assert days_of(tmp_path) == ["2023-03-17", "2023-04-02"]


def test_days_may_be_counted_from_a_day(desk, tmp_path):
    """Of the war, or as a spreadsheet counts them."""
    desk("day,n\n1,190\n387,193\n", form="days_from = 2022-02-24\nday_number = 1")

    assert days_of(tmp_path) == ["2022-02-24", "2023-03-17"]


def test_a_column_of_flags_says_what_a_figure_bounds(desk, tmp_path):
    """By what its values stand for."""
    desk(
        "day,n,flag\n2023-03-17,190,min\n2023-03-18,200,max\n2023-03-19,193,\n",
        figures='qualifier = { column = "flag", values = { min = "at least", max = "up to" } }',
    )

    assert [row[0] for row in claims_of(tmp_path, "reported")] == [
        *("at least 190", "up to 200", "193")
    ]


JSON = {
    "under days": ({"2023-03-17": {"n": 190}, "2023-03-18": {"n": 193}}, 'keys = ["day"]'),
    "figures under days": ({"2023-03-17": 190, "2023-03-18": 193}, 'keys = ["day"]'),
    "under places and days": (
        {"front": {"2023-03-17": {"n": 190}}, "rear": {"2023-03-18": {"n": 193}}},
        'keys = ["place", "day"]',
    ),
    "columns": ({"day": ["2023-03-17", "2023-03-18"], "n": [190, 193]}, 'layout = "columns"'),
    "deeper": (
        {"data": {"2023-03-17": {"n": 190}, "2023-03-18": {"n": 193}}},
        'keys = ["day"]\nrecords = "data"',
    ),
}


@pytest.mark.parametrize("kind", JSON)
def test_records_of_json_may_stand_under_names_or_column_by_column(desk, tmp_path, kind):
    """The names become columns."""
    content, form = JSON[kind]
    column = "value" if kind == "figures under days" else "n"
    desk(
        json.dumps(content),
        file="a.json",
        form=form,
        replace=('column = "n"', f'column = "{column}"'),
    )

    assert days_of(tmp_path) == ["2023-03-17", "2023-03-18"]
    assert [row[0] for row in claims_of(tmp_path, "reported")] == ["190", "193"]


def test_columns_of_different_lengths_are_refused(desk, tmp_path):
    """A cell would stand in the row of another."""
    desk('{"day": ["2023-03-17"], "n": [1, 2]}', file="a.json", form='layout = "columns"')

    assert check_up("desk", tmp_path).faults == (
        "a.json: the columns are of different lengths: day 1, n 2",
    )


def test_an_id_is_a_column_and_no_constant(desk, tmp_path):
    """A constant would name every claim alike."""
    desk(ROWS, fields='claim_id = "kind"')

    assert "table.fields.claim_id: 'kind' is not a table" in check_up("desk", tmp_path).faults[0]


def test_ids_of_a_column_are_those_of_the_claims(desk, tmp_path):
    """A reader finds the row again."""
    desk("day,n,id\n2023-03-17,190,a1\n2023-03-18,193,b2\n", fields='claim_id = { column = "id" }')

    assert [row[0] for row in claims_of(tmp_path, "claim_id")] == ["a1", "b2"]


@pytest.mark.parametrize(("table", "rows"), [("", "statements"), ('rows = "events"', "events")])
def test_a_table_says_whether_its_rows_are_events(desk, tmp_path, table, rows):
    """Which stands beside the place of each claim."""
    desk(ROWS, table=table)

    assert set(load_collection("desk", folder=tmp_path).places["rows"]) == {rows}


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ('days = "%Q"', "form.days: '%Q' is no form of days"),
        ('days = "%d.%m"', "form.days: '%d.%m' names no year"),
        ('days = "%Y-%m-%d %z"', "names a time zone; leave `days` out"),
        ('days = "%Y%Y"', "form.days: '%Y%Y' is no form of days"),
        ('zone = "Europe/Kiew"', "form.zone: 'Europe/Kiew' is no time zone; nearest: Europe/K"),
        ('thousands = "."', "form.thousands: '.' is the decimal mark as well"),
        ('thousands = "9"', "form.thousands: '9' is not signs between digits"),
        ("days_from = 2022-02-30", "collection.toml: Invalid date"),
        ('days = "%d"\ndays_from = 2022-02-24', "and `days` exclude each other"),
        ('delimiter = "\\""', "can be no delimiter"),
        ("skip_rows = -1", "form.skip_rows: -1, where no less than 0 is taken"),
        ("open_end = 1", "form.open_end: 1 is not"),
    ],
)
def test_a_form_that_cannot_be_is_told_with_its_line(desk, tmp_path, form, says):
    """Before the file is read under it."""
    desk(ROWS, form=form)
    found = check_up("desk", tmp_path).faults

    assert any(says in fault for fault in found), found
    assert found[0].startswith("collection.toml")


def test_a_separator_that_is_not_declared_sets_a_figure_aside(desk, tmp_path):
    """1,100 would be 1.1 in another locale; the reason says what is wrong."""
    desk('day,n\n2023-03-17,1 200\n2023-03-18,"1,100"\n', form='thousands = " "')
    held = load_collection("desk", folder=tmp_path)

    assert held.claims["reported"].tolist() == ["1200"]
    assert held.set_aside["reason"].tolist() == [
        "not settled: “1,100” has a separator that the table does not declare."
    ]


def test_a_formula_that_was_never_computed_is_a_fault_where_its_column_is_used(tmp_path):
    """In a column that nobody mapped it is none."""
    from test_intake import workbook

    rows = [["day", "n", "sum"], ["2023-03-17", 190, "=B2*2"], ["2023-03-18", 193, "=B3*2"]]
    mapping = ONE_COLUMN.format(table="", form="", fields="", figures="").replace("a.csv", "a.xlsx")
    write_mapped(tmp_path / "x", mapping, a_xlsx=workbook(rows))
    assert check_up("desk", tmp_path / "x").faults == ()

    write_mapped(tmp_path / "y", mapping.replace('"n"', '"sum"'), a_xlsx=workbook(rows))
    assert check_up("desk", tmp_path / "y").faults[0] == (
        "a.xlsx (sheet Sheet) cell C2: a formula that was never computed; open and save the file "
        "in a spreadsheet program"
    )


@pytest.mark.parametrize(
    "form", ["0%", "0.00 %", "0.0,", "#,##0,,", '0" thousand"', '0"K"', "0\\k", '0"00"', '0" тис."']
)
def test_a_number_that_its_format_shows_as_another_is_a_fault(tmp_path, form):
    """199 that is shown as 19900 % was read as 199; below a merged cell, too."""
    from openpyxl import Workbook

    book, content = Workbook(), io.BytesIO()
    for row in [["day", "m", "n"], ["2023-03-17", 190, 190], ["2023-03-18", 199, None]]:
        book.active.append(row)
    book.active["B3"].number_format = form
    book.active.merge_cells("B3:C3")
    book.save(content)
    mapping = ONE_COLUMN.format(table="", form="", fields="", figures="").replace("a.csv", "a.xlsx")
    write_mapped(tmp_path / "x", mapping, a_xlsx=content.getvalue())

    assert check_up("desk", tmp_path / "x").faults[0] == (
        f"a.xlsx (sheet Sheet) cell B3: its format {form!r} shows another number than the one "
        "that it holds; write the number that is meant, with a plain format"
    )


def test_formats_that_show_the_number_itself_change_nothing(tmp_path):
    """Separators, decimals, currency, colour, words beside it."""
    from openpyxl import Workbook

    forms = ["#,##0", "0.00", '"$"#,##0_);("$"#,##0)', "[Red]0", '0" killed"', "0.00E+00", '0"%"']
    book, content = Workbook(), io.BytesIO()
    book.active.append(["day", "n"])
    for place, form in enumerate(forms, start=2):
        book.active.append([f"2023-03-{place + 10}", 190 + place])
        book.active[f"B{place}"].number_format = form
    book.save(content)
    mapping = ONE_COLUMN.format(table="", form="", fields="", figures="").replace("a.csv", "a.xlsx")
    write_mapped(tmp_path / "x", mapping, a_xlsx=content.getvalue())

    assert check_up("desk", tmp_path / "x").faults == ()


def test_names_and_spellings_stand_for_their_keys(desk, tmp_path):
    """A table that says "Killed" or "the city of Bakhmut" needs no list of values."""
    desk(
        "day,n,what,whom,where\n2023-03-17,190,Killed,Russian forces,The city of  Bakhmut\n",
        fields='subject = { column = "whom" }\nscope = { column = "where" }',
        figures='measure = { column = "what" }',
        replace=('subject = "russian_forces"\nscope = "bakhmut_direction"\n', ""),
    )

    assert claims_of(tmp_path, "measure", "subject", "scope") == [
        ["killed", "russian_forces", "bakhmut_city"]
    ]


PAIR = "day,n,w\n2023-03-18,193,199\n"
WOUNDED = '\n[[table.figures]]\ncolumn = "w"\nmeasure = "wounded"\n'


def test_a_ratio_that_a_collection_rules_out_is_refused_with_its_reason(desk, tmp_path):
    """Whatever else agrees; the others are made."""
    refused = '\n[[refuse]]\nratios = ["killed_per_wounded"]\nreason = "hospitals count"\n'
    desk(PAIR, figures=WOUNDED + refused)
    ratios = load_collection("desk", folder=tmp_path).ratios.set_index("ratio")

    assert ratios.loc["killed_per_wounded", ["status", "reason"]].tolist() == [
        "blocked_collection",
        "hospitals count",
    ]
    assert ratios.at["wounded_per_killed", "status"] == "ok"
    assert ratios.loc["killed_per_wounded", "value"] != ratios.at["wounded_per_killed", "value"]


def test_a_refused_ratio_that_is_none_is_a_fault(desk, tmp_path):
    """It would refuse nothing in silence."""
    desk(PAIR, figures=WOUNDED + '\n[[refuse]]\nratios = ["killed_per_wonded"]\nreason = "x"\n')

    assert check_up("desk", tmp_path).faults == (
        "collection.toml, refuse: 'killed_per_wonded' is no ratio of the catalogue; nearest: "
        "killed_per_wounded, killed_per_clash, killed_share",
    )


def test_a_table_of_many_speakers_says_how_many_versions_a_day_may_have(desk, tmp_path):
    """One of them speaks; without a word of it, more than three are a fault."""
    content = "day,n\n" + "".join(f"2023-03-18,{n}\n" for n in range(190, 195))
    desk(content, table="versions = 5")

    assert check_up("desk", tmp_path).faults == ()
