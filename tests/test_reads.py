"""What a report reads is noted; the same answers later mean the same page."""

import random
import shutil
from functools import partial

import pandas as pd
import pytest
from inside import executed
from tiny_collection import change, write_collection

import analysis
from analysis.collection import collection as collections
from analysis.collection.briefing import brief
from analysis.collection.collection import load_collection
from analysis.collection.labels import reported, worded
from analysis.paths import NOTEBOOKS, RAW
from analysis.publish.making import Setting, Task, make
from analysis.publish.putting_out import Form
from analysis.publish.record.record import state_of
from analysis.publish.runs.report import prepare
from analysis.store import reads
from analysis.store.instructions import NAME
from analysis.store.reads import digest_of, fact, listening, moved

SAMPLE = random.Random(4)
"""Seeded, so that a red test can be repeated."""
BRIEFINGS = (
    {"stated_on": "2023-03-18"},
    {"stated_on": "2023-03-11", "scope": "bakhmut_city"},
    {"stated_on": "2023-01-16", "scope": "donetsk_direction", "speaker": "igor_konashenkov"},
)
CORRECTED = ("a0214", "a0217", "a0128")
"""Killed and clashes of one day, and an assessed share of the city."""


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
        f'["analysis.collection.labels.reported", ["tiny", {options}], "c1"]': digest_of(
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

    assert [key.split('"')[1] for key in notes] == ["analysis.collection.briefing.claims_of_day"]


def test_a_table_touched_outside_of_a_question_is_noted_as_read_whole(tiny):
    """Whichever of those that follow from the claims."""
    held = tiny[1]("tiny")
    with listening() as notes:
        assert all(hasattr(held, name) for name in ("claims", "ratios", "sums", "sources"))

    touched = [key.split('"')[-2] for key in notes if reads.WHOLE in key]
    assert touched[0] == "claims" and {"ratios", "sums"} < {*touched}
    assert "sources" not in touched
    assert moved(notes, tiny[1]) == "the whole table: claims"


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


def test_a_question_that_is_no_more_has_moved(tiny):
    """The package may have changed since."""

    @fact
    def forgotten(collection):
        return 1

    with listening() as notes:
        forgotten(tiny[1]("tiny"))
    assert moved(notes, tiny[1]) == ""
    del reads.FACTS[f"{__name__}.{forgotten.__qualname__}"]
    assert moved(notes, tiny[1]) != ""


def test_rows_that_are_chosen_again_have_the_digest_of_those_taken(tiny):
    """Though put again, a question takes no row out of its table."""
    home, load = tiny
    asked = {"stated_on": "2023-03-18", "scope": "bakhmut_direction"}
    with listening() as notes:
        taken = brief(load("tiny"), **asked, speaker="serhii_cherevatyi").claims
    with listening() as others:
        brief(load("tiny"), **asked, speaker="isw").claims  # noqa: B018
    [digest] = notes.values()

    assert len(taken) == 2 and digest == digest_of(taken)
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
    assert digest_of(one) == digest_of(one)
    assert digest_of(one) != digest_of(other)


@pytest.mark.parametrize("name", ["briefing"])
def test_the_briefing_takes_no_table_as_a_whole(name):
    """So one corrected claim runs only the briefings that read it."""
    report = prepare(NOTEBOOKS / f"{name}.ipynb", {})
    notebook = executed(Task(report.source, report.values))
    notes = notebook.cells[-1].outputs[-1]["data"][reads.KIND]

    assert len(notes) > 10
    assert [key for key in notes if reads.WHOLE in key] == []


@pytest.mark.slow
def test_a_briefing_that_would_come_out_otherwise_has_moved(tmp_path, monkeypatch):
    """Corrections of the published collection, held against running every briefing again.

    What is kept is byte for byte what a run makes that names the same data version: text,
    drawings, receipts and downloads.
    """
    raw = tmp_path / "raw"
    shutil.copytree(RAW, raw)
    read = partial(load_collection, folder=raw)
    for place in (collections, analysis):
        monkeypatch.setattr(place, "load_collection", read)
    monkeypatch.setenv(NAME, f'{{"version": "{"0" * 12}"}}')
    before = [_made(values, tmp_path) for values in BRIEFINGS]
    claims = raw / "bakhmut-2023" / "claims.csv"
    table, seen = pd.read_csv(claims, dtype=str, keep_default_na=False), set()
    for claim_id in CORRECTED:
        corrected = table.copy()
        row = corrected["claim_id"] == claim_id
        assert row.sum() == 1
        corrected.loc[row, "reported"] = str(SAMPLE.randrange(20, 90))
        corrected.to_csv(claims, index=False)
        for values, (files, notes) in zip(BRIEFINGS, before, strict=True):
            differs, runs = _made(values, tmp_path)[0] != files, moved(notes, read) != ""
            assert runs or not differs, (claim_id, values)
            seen.add((differs, runs))

    assert {(True, True), (False, False)} <= seen


def _made(values, folder):
    """Make a briefing; return its files without what names the data version, and its reads."""
    report = prepare(NOTEBOOKS / "briefing.ipynb", values)
    declared, states = {"briefing": report.declared}, {"briefing": state_of(report)}
    setting = Setting(declared, states, Form(), True, report.data_version, str(folder))
    task = Task(report.source, report.values, folder / "briefing" / "a.ipynb")
    made = make(setting, task, executed(task))
    version = report.data_version.encode()
    files = {
        name: content.replace(version, b"") if name.endswith(".html") else content
        for name, content in made["files"].items()
        if not name.endswith(".run.json")
    }
    return files, made["reads"]
