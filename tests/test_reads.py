"""What a report reads is noted; the same answers later mean the same page."""

import math
import re
from functools import partial
from unittest.mock import ANY

import pandas as pd
import pytest
from inside import executed
from tiny_collection import change, write_collection

from analysis.collection.collection import load_collection
from analysis.collection.comparison import brief
from analysis.collection.labels import reported, worded
from analysis.collection.totals import totals_of
from analysis.paths import NOTEBOOKS, PACKAGE
from analysis.publish.plan import Task
from analysis.publish.report import prepare
from analysis.store import reads
from analysis.store.reads import (
    digest_of_answer,
    file_read,
    files_read,
    listening,
    moved,
    moved_file,
    quietly,
)


@pytest.fixture
def tiny(tmp_path):
    """The folder of a collection of three claims, and what loads it."""
    home = write_collection(tmp_path / "raw")
    return home, partial(load_collection, folder=home.parent)


def test_a_question_is_noted_with_a_digest_of_its_answer(tiny):
    """Under its name, its collection and its arguments."""
    held = tiny[1]("tiny")
    with listening() as notes:
        assert reported(held, "c1") == "about 190"

    options = '{"cap": 0.1, "inferred_days": true, "as_of": ""}'
    assert notes == {
        f'["analysis.collection.labels:reported", ["tiny", {options}], "c1"]': digest_of_answer(
            "about 190"
        )
    }


def test_without_a_listener_nothing_is_noted(tiny):
    """Nor does anything cost."""
    with listening() as notes:
        pass
    worded("c1;c2", tiny[1]("tiny"))

    assert notes == {}


def test_what_a_question_asks_in_turn_is_part_of_its_answer(tiny):
    """Only the outermost is noted."""
    day = brief(
        tiny[1]("tiny"),
        stated_on="2023-03-18",
        scope="bakhmut_direction",
        speaker="serhii_cherevatyi",
    )
    with listening() as notes:
        assert len(day.claims) == 2

    assert [key.split('"')[1] for key in notes] == ["analysis.collection.comparison:claims_of_day"]


def test_a_table_touched_outside_of_a_question_is_noted_as_read_whole(tiny):
    """Whichever of those that follow from the claims."""
    held = tiny[1]("tiny")
    with listening() as notes:
        assert all(hasattr(held, name) for name in ("claims", "ratios", "sums", "sources"))

    touched = [key.split('"')[-2] for key in notes if reads.WHOLE in key]
    assert touched[0] == "claims" and {"ratios", "sums"} < {*touched}
    assert "sources" not in touched
    assert moved(notes, tiny[1]) == "the whole table: claims"


def test_looking_rows_up_takes_the_table_each_time(tiny):
    """Outside of a question a report has then read it whole."""
    held = tiny[1]("tiny")
    for _ in range(2):
        with listening() as notes:
            held.standing("claims", "scope")
        assert [key for key in notes if reads.WHOLE in key]


def test_a_side_in_words_takes_no_table_as_a_whole(tiny):
    """Whether its events were added up is a question about its ids alone."""
    with listening() as notes:
        assert worded("c1;c2", tiny[1]("tiny")).count(" + ") == 1

    assert notes and not [key for key in notes if reads.WHOLE in key]


def test_the_same_answers_have_not_moved_and_others_have(tiny):
    """A corrected claim moves what was asked about it."""
    home, load = tiny
    with listening() as notes:
        reported(load("tiny"), "c2")
    with listening() as others:
        reported(load("tiny"), "c1")
    change(home / "claims.csv", "about 190", "about 180")

    assert moved(notes, load) == ""
    assert moved(others, load) == "reported: c1"


def test_a_claim_that_is_gone_has_moved(tiny):
    """A question that fails has no answer."""
    home, load = tiny
    with listening() as notes:
        reported(load("tiny"), "c1")
    change(home / "claims.csv", "c1,", "c7,")

    assert moved(notes, load) == "reported: c1"


def test_a_question_that_is_no_more_has_moved(tiny, monkeypatch):
    """The package may have changed since; and a question is one of ours, or is not put."""
    with listening() as notes:
        reported(tiny[1]("tiny"), "c1")
    assert moved(notes, tiny[1]) == ""
    monkeypatch.delattr("analysis.collection.labels.reported")
    assert moved(notes, tiny[1]) == "reported: c1"
    [[written, digest]] = notes.items()
    other = written.replace("analysis.collection.labels", "inside")
    assert moved({other: digest}, tiny[1]) != ""


def test_what_is_remembered_counts_as_read_by_all_who_take_it(tiny):
    """Also where it was computed for somebody who was not listened to, or in another process."""
    held = tiny[1]("tiny")
    totals_of(held)
    with quietly(), listening():
        totals_of(held)
    for _ in range(2):
        with listening() as notes:
            totals_of(held)
        assert [key.split('"')[-2] for key in notes] == ["claims", "places"]


def test_nothing_that_takes_a_collection_keeps_its_answer_unseen():
    """What `cache` keeps is read by the next report without a note; `remembered` is for that."""
    cached = re.compile(r"@(?:lru_)?cache\b[^\n]*\ndef \w+\([^)]*: Collection\b")
    found = [path.name for path in PACKAGE.rglob("*.py") if cached.search(path.read_text("utf-8"))]

    assert found == []


def test_a_file_is_noted_whatever_reads_it(tmp_path):
    """By its bytes; and one that is gone has changed."""
    text = tmp_path / "briefing.txt"
    text.write_text("193 killed", "utf-8")
    with listening() as notes, quietly():
        file_read(text)
    assert (moved_file(notes), files_read(notes)) == ("", {str(text): ANY})
    text.write_text("194 killed", "utf-8")
    assert moved_file(notes) == f"the file: {text}"
    text.unlink()
    assert moved_file(notes) == f"the file: {text}"


def test_rows_of_one_speaker_do_not_move_with_those_of_another(tiny):
    """The day's claims are the answer, not the table they stand in."""
    home, load = tiny
    asked = {"stated_on": "2023-03-18", "scope": "bakhmut_direction"}
    with listening() as notes:
        taken = brief(load("tiny"), **asked, speaker="serhii_cherevatyi").claims
    with listening() as others:
        brief(load("tiny"), **asked, speaker="isw").claims  # noqa: B018
    [digest] = notes.values()

    assert len(taken) == 2 and digest == digest_of_answer(taken)
    assert moved(notes, load) == moved(others, load) == ""
    change(home / "claims.csv", "about 190", "about 180")
    assert moved(notes, load).startswith("claims of day: 2023-03-18, bakhmut_direction")
    assert moved(others, load) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (pd.DataFrame({"a": [1.0]}), pd.DataFrame({"a": [1.5]})),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})),
        (pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [2, 1]})),
        (pd.DataFrame({"a": [0.1 + 0.2]}), pd.DataFrame({"a": [0.3]})),
        (pd.DataFrame({"a": [None]}), pd.DataFrame({"a": [0.0]})),
        (pd.Series({"a": 1}), pd.Series({"b": 1})),
        (("a", "b"), ("a b",)),
        ("1", 1),
    ],
)
def test_unlike_answers_have_unlike_digests(one, other):
    """To the last bit; missing is not zero; a name is not a value."""
    assert digest_of_answer(one) == digest_of_answer(one)
    assert digest_of_answer(one) != digest_of_answer(other)


@pytest.mark.parametrize("name", ["briefing"])
def test_the_briefing_takes_no_table_as_a_whole(name):
    """So one corrected claim runs only the briefings that read it."""
    report = prepare(NOTEBOOKS / f"{name}.ipynb", {})
    notebook = executed(Task(report.source, report.values))
    notes = notebook.cells[-1].outputs[-1]["data"][reads.KIND]

    assert len(notes) > 10
    assert [key for key in notes if reads.WHOLE in key] == []


@pytest.mark.parametrize("rows", [3, 5_000])
def test_a_digest_tells_each_cell_and_each_kind(rows):
    """Of a small table and of one that is told by a hash of each row."""
    table = pd.DataFrame({"killed": range(rows), "words": "so far", "share": 0.5})
    others = [
        table.assign(killed=table["killed"].where(table.index != rows - 1, -1)),
        table.assign(words=table["words"].where(table.index != 1, "so  far")),
        table.assign(share=table["share"].where(table.index != 0, math.nan)),
        table.assign(killed=table["killed"].astype(float)),
        table.rename(columns={"killed": "wounded"}),
        table.iloc[::-1],
        table.iloc[:-1],
    ]
    digests = {digest_of_answer(each) for each in (table, *others)}

    assert len(digests) == 1 + len(others)
    assert digest_of_answer(table) == digest_of_answer(table.copy())
