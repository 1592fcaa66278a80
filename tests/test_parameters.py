"""Parameters: declared once, checked before anything runs."""

import json
from pathlib import Path

import pytest

from analysis.errors import ParameterError
from analysis.execute.parameters import (
    Parameter,
    Report,
    check_values,
    declared_in,
    parse_assignments,
    read_parameters,
)
from analysis.paths import NOTEBOOKS as SUITE

NOTEBOOKS = Path(__file__).parent / "notebooks"
DECLARED = [
    Parameter("stated_on", str, "2023-03-18", "day of the announcement, YYYY-MM-DD"),
    Parameter("days", int, 30, "length of the series, in days"),
    Parameter("cap", float, 0.1, "largest half-width, a share"),
    Parameter("inferred", bool, False, "whether inferred days count"),
]


def test_a_notebook_declares_names_types_defaults_and_help():
    """Everything about a parameter stands in one line of one cell."""
    assert read_parameters(NOTEBOOKS / "parameters.ipynb") == DECLARED


def test_a_notebook_without_the_tag_declares_nothing():
    """No `parameters` cell, nothing to vary."""
    assert read_parameters(NOTEBOOKS / "no_parameters.ipynb") == []


def test_literals_may_be_negative_and_comments_may_stand_alone():
    """A minus sign belongs to a literal; a line of comment or an empty one declares nothing."""
    source = "# the series\n\noffset: int = -3  # days before the first claim\n"

    assert declared_in(source, "x") == [Parameter("offset", int, -3, "days before the first claim")]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("days = 30  # help", "'days = 30  # help' is not of the form name: type = literal"),
        ("import os", "is not of the form"),
        ("days: list = [1]  # help", "the type of days is not one of str, int, float, bool"),
        ("days: int = 30", "days has no comment to say what it is"),
        ('days: int = "30"  # help', "the literal of days is not a whole number"),
        ("days: int = True  # help", "the literal of days is not a whole number"),
        ("cap: float = 1  # help", "the literal of cap is not a finite number"),
        ("cap: float = 1e999  # help", "the literal of cap is not a finite number"),
        ("window: int = 2 * 5  # help", "would not follow an override"),
        ("window: int = days  # help", "would not follow an override"),
        ('name: str = f"{days}"  # help', "would not follow an override"),
        ("days: int  # help", "is not a literal"),
        ("days: int = 30  # 30 = a month", "a second = stands in the line of days"),
        ("a: int = 1; b: int = 2  # help", "has one line, and that to itself"),
        ("days: int = (\n    30\n)  # help", "has one line, and that to itself"),
        ("days: int = 30  # one\ndays: int = 7  # two", "line 2: days is declared twice"),
        ("days: int = ", "line 1: invalid syntax"),
    ],
)
def test_a_line_that_declares_no_parameter_is_refused(line, fault):
    """Papermill would run each of these; an override or its help would then go wrong."""
    with pytest.raises(ParameterError) as refusal:
        declared_in(line, "x.ipynb")
    assert fault in str(refusal.value)
    assert str(refusal.value).startswith("x.ipynb, `parameters` cell, line ")


def test_all_lines_at_fault_are_told_at_once():
    """One message for each line, in their order."""
    with pytest.raises(ParameterError) as refusal:
        declared_in("a = 1\nb: int = 2  # fine\nc: int = 3", "x.ipynb")

    assert str(refusal.value).splitlines() == [
        "x.ipynb, `parameters` cell, line 1: 'a = 1' is not of the form "
        "name: type = literal  # help",
        "x.ipynb, `parameters` cell, line 3: c has no comment to say what it is",
    ]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 1}', b"\xff\xfe"])
def test_a_file_that_is_no_notebook_is_refused(tmp_path, content):
    """Empty, cut off, of another shape or in another encoding."""
    path = tmp_path / "x.ipynb"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(ParameterError, match=r"x\.ipynb (cannot be read as|is not) a notebook"):
        read_parameters(path)


def test_a_notebook_that_is_not_there_is_named_with_the_nearest():
    """A slip of the finger is answered with the name that was meant."""
    with pytest.raises(ParameterError, match=r"no notebook paramters\.ipynb .* parameters\.ipynb"):
        read_parameters(NOTEBOOKS / "paramters.ipynb")


def test_two_tagged_cells_are_refused(tmp_path):
    """Parameters are declared once."""
    cell = {"metadata": {"tags": ["parameters"]}, "source": ["a: int = 1  # one"]}
    (tmp_path / "x.ipynb").write_text(json.dumps({"cells": [cell, cell]}))

    with pytest.raises(ParameterError, match="2 cells are tagged `parameters`, not one"):
        read_parameters(tmp_path / "x.ipynb")


def test_values_not_given_keep_their_default():
    """The answer has every declared name, in the order declared."""
    assert check_values(DECLARED, {"days": "7"}) == {
        "stated_on": "2023-03-18",
        "days": 7,
        "cap": 0.1,
        "inferred": False,
    }


def test_text_stays_text():
    """Papermill's command line makes 7 of 007, and a float of nan; a str here stays as typed."""
    for typed in ("007", "nan", "1e5", "true", "", "2023-03-18"):
        assert check_values(DECLARED, {"stated_on": typed})["stated_on"] == typed


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("days", "7", 7),
        ("days", "-7", -7),
        ("cap", "0.2", 0.2),
        ("cap", "1", 1.0),
        ("cap", "1e-2", 0.01),
        ("inferred", "true", True),
        ("inferred", "false", False),
        ("cap", 1, 1.0),
        ("days", 7, 7),
    ],
)
def test_what_spells_a_type_is_read_as_it(name, typed, value):
    """A command line carries text only; the declaration says what it is."""
    read = check_values(DECLARED, {name: typed})[name]

    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "typed", "fault"),
    [
        ("days", "7.0", "days is '7.0', not a whole number"),
        ("days", "seven", "days is 'seven', not a whole number"),
        ("days", "٧", "not a whole number"),
        ("days", "9" * 19, "not a whole number"),
        ("days", True, "days is True, not a whole number"),
        ("cap", "nan", "cap is 'nan', not a finite number"),
        ("cap", "inf", "cap is 'inf', not a finite number"),
        ("cap", "1e999", "cap is inf, not a finite number"),
        ("cap", float("nan"), "cap is nan, not a finite number"),
        ("cap", "1_0", "not a finite number"),
        ("inferred", "1", "inferred is '1', not true or false"),
        ("inferred", "True", "not true or false"),
        ("stated_on", 20230318, "stated_on is 20230318, not text"),
        ("stated_on", "a\nimport os", "a character in it cannot be shown"),
        ("stated_on", "\u202e81-30", "a character in it cannot be shown"),
        ("stated_on", "x" * 1001, "longer than 1000 characters"),
    ],
)
def test_a_value_of_another_type_is_refused(name, typed, fault):
    """Nothing is bent into shape, and nothing that cannot be printed passes."""
    with pytest.raises(ParameterError) as refusal:
        check_values(DECLARED, {name: typed})
    assert fault in str(refusal.value)
    assert len(str(refusal.value)) < 200


def test_an_unknown_name_is_answered_with_the_nearest_and_all():
    """Papermill runs on with the default; here it ends before anything runs."""
    with pytest.raises(ParameterError) as refusal:
        check_values(DECLARED, {"stated_no": "2023-03-12"})

    assert str(refusal.value) == (
        "there is no parameter 'stated_no'; the nearest is stated_on. Declared: stated_on (str), "
        "days (int), cap (float), inferred (bool)"
    )


def test_all_values_at_fault_are_told_at_once():
    """A reader corrects a command once."""
    with pytest.raises(ParameterError) as refusal:
        check_values(DECLARED, {"dayz": "7", "days": "x", "cap": "inf"})
    assert [line.split(";")[0] for line in str(refusal.value).splitlines()] == [
        "there is no parameter 'dayz'",
        "days is 'x', not a whole number such as 3",
        "cap is 'inf', not a finite number such as 0.5",
    ]


@pytest.mark.parametrize(
    "assignment", ["stated_on", "=2023", "a b=1", "x\nimport os=1", "1day=2", "scope.x=1"]
)
def test_an_assignment_needs_a_name_and_an_equals_sign(assignment):
    """Papermill pastes a name into code as it stands, so a name is an identifier."""
    with pytest.raises(ParameterError, match="is not of the form name=value"):
        parse_assignments([assignment])


def test_a_name_given_twice_is_refused():
    """Which of the two was meant is not for us to say."""
    with pytest.raises(ParameterError, match="days is given twice"):
        parse_assignments(["days=7", "days=8"])


def test_the_foot_of_a_page_says_values_in_a_sentence_and_the_command():
    """Both carry what the page was made with, quoted so that a shell reads it back."""
    values = check_values(DECLARED, {"stated_on": "a 'day'", "inferred": "true"})
    foot = Report(SUITE / "briefing.ipynb", tuple(DECLARED), values, "0123456789ab").colophon

    assert foot.parameters == (
        "Made with stated_on a 'day' (day of the announcement, YYYY-MM-DD); "
        "days 30 (length of the series, in days); cap 0.1 (largest half-width, a share); "
        "inferred true (whether inferred days count)."
    )
    assert foot.command == (
        "reportedly run briefing -p 'stated_on=a '\"'\"'day'\"'\"'' -p days=30 -p cap=0.1 "
        "-p inferred=true"
    )
