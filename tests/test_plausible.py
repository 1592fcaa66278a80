"""What may be so and is hardly meant: told once a kind, with its place, and nothing is left out."""

import json

import pandas as pd
import pytest
from mapped_collection import FEED, write_mapped

from analysis.collection.overview import check_up

DAILY = FEED.replace("since 2022-02-24", "day")
WOUNDED = '\n[[table.figures]]\ncolumn = "hurt"\nmeasure = "wounded"\n'
KILLED = DAILY.replace("tanks_destroyed", "killed") + WOUNDED


def found(tmp_path, mapping: str, *rows: dict) -> tuple[str, ...]:
    write_mapped(tmp_path, mapping, feed_json=json.dumps(list(rows)))
    checkup = check_up("desk", tmp_path)
    assert checkup.faults == ()
    return checkup.remarks


def of(day: str, tank, **more) -> dict:
    return {"date": day, "tank": tank} | more


WEEK = [of(f"2023-03-{day}", day) for day in range(10, 17)]


def test_days_years_from_all_others_are_told(tmp_path):
    """A year with two figures changed places; four years of silence are none."""
    assert found(tmp_path, DAILY, *WEEK, of("2013-03-17", 5), of("2013-03-18", 6)) == (
        "feed.json line 1, column tank: '5' is of a day more than 5 years from the other days "
        "(2 figures)",
    )


def test_days_apart_by_less_are_not_told(tmp_path):
    """A collection may have gaps."""
    assert found(tmp_path, DAILY, *WEEK, of("2019-03-17", 5)) == ()


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        ("first_day = 2023-03-12", "'10' is of a day before first_day, which collection.toml"),
        ("last_day = 2023-03-12", "'13' is of a day after last_day, which collection.toml"),
    ],
)
def test_days_outside_those_declared_are_told(tmp_path, declared, says):
    """The calendar of the pages has no place for them."""
    told = found(tmp_path, f"{declared}\n{DAILY}", *WEEK)

    assert len(told) == 1 and says in told[0] and "figures)" in told[0]


def test_a_time_that_goes_on_after_its_statement_is_told(tmp_path):
    """Nobody knows a figure before its time is over."""
    mapping = DAILY.replace('period = "day"', 'period = "2023-03-01 to 2023-03-31"')

    assert found(tmp_path, mapping, of("2023-03-18", 5)) == (
        "feed.json line 1, column tank: '5' is for a time that goes on after the day of its "
        "statement",
    )


def test_two_measures_equal_on_every_day_are_told(tmp_path):
    """One column was mapped twice, or copied."""
    rows = [of(f"2023-03-{day}", day, hurt=day) for day in range(10, 14)]

    assert found(tmp_path, KILLED, *rows) == (
        "feed.json line 1, column hurt: '10' equals killed on each of the 4 days that give both "
        "(4 figures)",
    )


def test_two_measures_equal_on_some_days_are_not_told(tmp_path):
    """As happens by chance."""
    rows = [of(f"2023-03-{day}", day, hurt=max(day, 11)) for day in range(10, 14)]

    assert found(tmp_path, KILLED, *rows) == ()


def test_a_total_that_falls_is_told(tmp_path):
    """A slip of a digit, or a correction."""
    rows = [of("2023-03-17", 3500), of("2023-03-18", 350), of("2023-03-19", 3510)]

    assert found(tmp_path, FEED, *rows) == (
        "feed.json line 1, column tank: '350' is a running total below the one before it",
    )


def test_remarks_of_one_kind_are_one(tmp_path):
    """Hundreds of lines are none."""
    rows = [of(f"2023-03-{n + 1:02}", f"many of {n}") for n in range(30)]
    lines = "\n".join(json.dumps(row) for row in [*rows, of("2023-04-18", 5)]) + "\n"
    write_mapped(tmp_path, DAILY.replace("feed.json", "feed.jsonl"), feed_jsonl=lines)
    remarks = check_up("desk", tmp_path).remarks

    assert len(remarks) == 1
    assert remarks[0].startswith("feed.jsonl line 1, column tank: 'many of 0' is set aside: ")
    assert remarks[0].endswith(" (likewise lines 2, 3, 4, 5, 6 and 24 more)")


def test_many_values_at_fault_are_counted(tmp_path):
    """A vocabulary that is missing is one fault, not two million."""
    mapping = DAILY.replace('"General Staff"', '{ column = "who" }')
    rows = [of("2023-03-17", 5, who=f"Nobody {n}") for n in range(300)]
    write_mapped(tmp_path, mapping, feed_json=json.dumps(rows))
    faults = check_up("desk", tmp_path).faults

    named = ", ".join(f"'Nobody {n}'" for n in range(12, 300))
    assert [fault for fault in faults if "more values of speaker" in fault] == [
        "feed.json: 288 more values of speaker that each is no spelling of a known speaker: "
        + named
    ]
    assert len([fault for fault in faults if "is no spelling of" in fault]) == 13


def test_a_collection_without_any_figure_is_at_fault(tmp_path):
    """There would be nothing to publish."""
    write_mapped(tmp_path, DAILY, feed_json=json.dumps([of("2023-03-17", "heavy")]))

    assert check_up("desk", tmp_path).faults[-1] == "desk: no figure is left that can be read"


@pytest.mark.parametrize(
    ("label", "people", "told"),
    [
        ("Northern forces", "soldiers", True),
        ("Northern forces", "northern soldiers", False),
        ("Northern forces", "Northerners", False),
        ("rebels", "rebels", False),
    ],
)
def test_fighters_of_nobody_in_sentences_are_told(tmp_path, label, people, told):
    """A sentence that 31 soldiers were killed is of both sides."""
    home = write_mapped(tmp_path, KILLED, feed_json=json.dumps([of("2023-03-18", 5, hurt=9)]))
    forces = pd.read_csv(tmp_path / "forces.csv", dtype="str", keep_default_na=False)
    forces.loc[forces["force"] == "russian_forces", ["label", "people"]] = [label, people]
    forces.to_csv(tmp_path / "forces.csv", index=False)
    said = (
        f"forces.csv, people of russian_forces: {people!r} does not say whose they are, "
        f"as '{people} of {label}' would"
    )

    assert check_up(home.name, tmp_path).remarks == ((said,) if told else ())
