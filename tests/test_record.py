"""The run record: what a page was made of, without a word about the machine."""

import getpass
import json
import re
import shutil
from pathlib import Path

import pytest
from tiny_collection import change, write_collection

from analysis.paths import ROOT
from analysis.publish import record
from analysis.publish.report import prepare
from analysis.verify.diff import Cause, causes_between, why

NOTEBOOK = Path(__file__).parent / "notebooks" / "parameters.ipynb"
HTML = "<h1>What?</h1><p>He said that 193 were killed.</p>"


@pytest.fixture
def site(tmp_path):
    """A page beside which a record is written."""
    (tmp_path / "parameters.html").write_text(HTML, encoding="utf-8")
    record.write_record(tmp_path / "parameters.html", prepare(NOTEBOOK, {"days": "7"}))
    return tmp_path


def test_a_record_says_what_the_page_was_made_of_and_what_it_prints(site):
    """All that is needed to make it again, and to say what changed."""
    told = record.read_record(site / "parameters.run.json")

    assert list(told) == [
        *("format", "report", "command", "page", "page_sha256", "parameters", "rules_version"),
        *("data", "code", "templates", "notebook", "environment", "figures"),
    ]
    assert told["parameters"] == {
        "stated_on": "2023-03-18",
        "days": 7,
        "cap": 0.1,
        "inferred": False,
    }
    assert told["figures"] == [
        {"place": "What?", "label": "He said that # were killed.", "values": {"1": "193"}}
    ]
    assert told["code"]["files"].keys() >= {
        "analysis/ratios/division.py",
        "analysis/ratios/catalogue.toml",
    }
    assert "analysis/publish/page/templates/report/page.css" in told["templates"]["files"]
    assert told["data"]["tables"].keys() >= {"speakers.csv", "reference/bands.csv"}
    assert told["environment"].keys() >= {"python", "requirements.lock", "numpy", "matplotlib"}
    assert all(told["environment"].values())


def test_a_record_tells_nothing_of_the_machine(site):
    """No path, no user, no moment: the same bytes again elsewhere."""
    text = (site / "parameters.run.json").read_text(encoding="utf-8")
    again = site / "elsewhere"
    again.mkdir()
    shutil.copy(site / "parameters.html", again)
    record.write_record(again / "parameters.html", prepare(NOTEBOOK, {"days": "7"}))

    assert (again / "parameters.run.json").read_text(encoding="utf-8") == text
    assert not [word for word in (str(ROOT), str(site), f"/{getpass.getuser()}") if word in text]
    assert not re.search(r"\d\d:\d\d:\d\d", text)


def test_outputs_stored_in_a_notebook_do_not_count(tmp_path):
    """Its cells and their tags do: they decide the page."""
    source = tmp_path / "x.ipynb"
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    digests = []
    for path, value in (("outputs", []), ("outputs", [{}]), ("source", "1"), ("metadata", {})):
        notebook["cells"][1][path] = value
        source.write_text(json.dumps(notebook), encoding="utf-8")
        digests.append(record.notebook_digest(source))

    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_a_collection_brings_its_own_tables_and_those_of_no_collection(tmp_path):
    """Another collection, or what the tests compare with, makes no page."""
    write_collection(tmp_path)
    for name in ("other/claims.csv", "reference/bands.csv", "test-vectors/x.csv"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    found = {path.relative_to(tmp_path).as_posix() for path in record.raw_files("tiny", tmp_path)}

    assert found >= {"tiny/claims.csv", "tiny/collection.toml", "reference/bands.csv"}
    assert found.isdisjoint({"other/claims.csv", "test-vectors/x.csv"})


def test_a_claim_is_known_by_its_cells_and_its_readings(tmp_path):
    """A new, empty column changes none; a reading of one changes that one."""
    home = write_collection(tmp_path)
    before = record.claim_digests(home)
    change(home / "claims.csv", "about 190", "about 180")
    corrected = record.claim_digests(home)
    (home / "readings.csv").write_text("claim_id,column,reading,reason\nc2,reported,9,misprint\n")
    read = record.claim_digests(home)

    assert list(before) == ["c1", "c2", "c3"]
    assert [claim for claim in before if before[claim] != corrected[claim]] == ["c1"]
    assert [claim for claim in before if corrected[claim] != read[claim]] == ["c2"]
    rows = (home / "claims.csv").read_text().splitlines()
    (home / "claims.csv").write_text(
        "\n".join([rows[0] + ",new", *(f"{r}," for r in rows[1:])]) + "\n"
    )
    assert record.claim_digests(home) == read


OLD = {
    "parameters": {"days": 7},
    "rules_version": "1",
    "data": {
        "collection": "c",
        "tables": {"c/claims.csv": "1", "speakers.csv": "1"},
        "claims": {"a1": "x", "a2": "x", "a3": "x"},
    },
    "code": {"files": {"analysis/ratios/division.py": "1", "analysis/cli.py": "1"}},
    "notebook": {"name": "n.ipynb", "sha256": "1"},
    "environment": {"numpy": "2.4.1"},
}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, []),
        ({"rules_version": "2"}, ["rules version (1 → 2)"]),
        ({"parameters": {"days": 8, "cap": 0.1}}, ["parameters (days 7 → 8, cap none → 0.1)"]),
        ({"notebook": {"name": "n.ipynb", "sha256": "2"}}, ["notebook (n.ipynb)"]),
        ({"environment": {"numpy": "2.4.2"}}, ["environment (numpy 2.4.1 → 2.4.2)"]),
        (
            {"code": {"files": {"analysis/ratios/division.py": "2", "analysis/new.py": "1"}}},
            ["code (new.py, ratios/division.py, cli.py)"],
        ),
        (
            {"data": OLD["data"] | {"claims": {"a1": "x", "a2": "y", "a4": "x"}}},
            [
                "data: new claim (a4)",
                "data: correction of a claim (a2)",
                "data: claim gone (a3)",
            ],
        ),
        (
            {"data": OLD["data"] | {"tables": {"c/claims.csv": "2", "speakers.csv": "2"}}},
            ["data: table (c/claims.csv, speakers.csv)"],
        ),
        ({"data": {"collection": "d", "claims": {}}}, ["data: collection (c → d)"]),
    ],
)
def test_what_two_records_differ_in_is_named(changed, words):
    """Claims one by one, files by name, versions from what to what."""
    assert [cause.words for cause in causes_between(OLD, OLD | changed)] == words


def test_a_table_that_changed_by_its_claims_is_told_by_them():
    """Its checksum is no second cause."""
    data = {
        "collection": "c",
        "tables": {"c/claims.csv": "2", "speakers.csv": "1"},
        "claims": OLD["data"]["claims"] | {"a2": "y"},
    }

    assert causes_between(OLD, OLD | {"data": data}) == [Cause("correction of a claim", ("a2",))]


def test_a_figure_that_names_its_claims_moved_because_of_those():
    """One that does not, or whose claims stand, may have moved because of anything."""
    causes = [Cause("correction of a claim", ("a1", "a2")), Cause("code", ("ratios.py",))]

    assert why(["a2", "a9"], causes) == [Cause("correction of a claim", ("a2",))]
    assert why(["a9"], causes) == causes
    assert why([], causes) == causes
