"""All notebooks run on any collection: what it lacks is said in words, no error, no empty plot."""

import ast
import io
import json
import re
from contextlib import redirect_stdout

import pytest
from feeds import GUNS, records
from mapped_collection import FEED, write_mapped

from analysis.collection.collection import load_collection
from analysis.data import places
from analysis.errors import ParameterError
from analysis.execute.parameters import is_tagged, read_notebook, suite
from analysis.publish.plan import sweep_of
from analysis.publish.report import prepare, run_report

REPORTS = {path.stem: path for path in suite()}
READING = "read"
"""Drafts claims from a text by the words of a collection; it prints none of its claims."""
OF_COLLECTIONS = [
    name
    for name, path in REPORTS.items()
    if "load_collection" in path.read_text() and name != READING
]
DAILY = """\
title = "One party, one area, killed alone"

[[table]]
file = "long.csv"

[table.fields]
stated_on = { column = "day" }
period = "day"
speaker = "Russian MoD"
measure = "killed"
subject = "ukrainian_forces"
scope = "unclear"

[[table.figures]]
column = "n"
"""
COLLECTIONS = {
    "a feed": (FEED + GUNS, {"feed_json": json.dumps(records(tank=[1, 2, None, 4], gun=[5] * 4))}),
    "one party": (DAILY, {"long_csv": "day,n\n2023-03-01,5\n2023-03-02,about 60\n"}),
    "one figure": (DAILY, {"long_csv": "day,n\n2023-03-01,0\n"}),
    "no day": (DAILY, {"long_csv": "day,n\n,7\n,8\n"}),
}


READ = ("text/html", "text/plain")
"""Kinds of output that a reader sees on a page; the views of widgets have names of chance."""


def outputs_of(name: str, values: dict) -> list[list[str]]:
    """Run the code cells of a notebook here; return what each shows under each heading."""
    space: dict[str, object] = {}
    shown: list[list[str]] = [[]]
    for cell in read_notebook(REPORTS[name])["cells"]:
        if cell["cell_type"] != "code":
            shown += [[]] if "".join(cell["source"]).startswith("## ") else []
            continue
        *body, last = ast.parse("".join(cell["source"])).body
        if is_tagged(cell, "parameters"):
            space |= values
            continue
        end = last.value if isinstance(last, ast.Expr) else None
        exec(compile(ast.Module(body if end else [*body, last], []), name, "exec"), space)
        if end:
            printed = io.StringIO()
            with redirect_stdout(printed):
                made = eval(compile(ast.Expression(end), name, "eval"), space)
            bundle = {} if made is None else made._repr_mimebundle_()
            shown[-1].append(printed.getvalue() + "\n".join(bundle.get(kind, "") for kind in READ))
    return shown


POOREST = [pytest.param(name, marks=pytest.mark.slow) for name in ("one figure", "no day")]


@pytest.fixture(params=["a feed", "one party", *POOREST])
def desk(request, tmp_path, monkeypatch):
    """A collection outside the project, poor in one way or another."""
    mapping, files = COLLECTIONS[request.param]
    write_mapped(tmp_path, mapping, **files)
    monkeypatch.setenv(places.COLLECTIONS, str(tmp_path))
    return request.param


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_COLLECTIONS)
def test_every_report_runs_on_a_poor_collection(desk, name):
    """Under each heading something is shown, and what is not there is said in words.

    A cell is silent where another one beside it says that there is nothing.
    """
    report = prepare(REPORTS[name], {"collection": "desk"})
    parts = outputs_of(name, report.values)
    shown = [text for part in parts for text in part]

    assert [part for part in parts if part and not "".join(part).strip()] == []
    assert any(re.search(r"\b(?:was|were) located|\bNo\b", text) for text in shown)
    assert not any("nan" in text.split() for text in shown)


def test_every_report_on_a_collection_takes_a_day_as_of_which_it_is_made():
    """So that no page says what nobody knew then."""
    without = [name for name in OF_COLLECTIONS if "as_of: str" not in REPORTS[name].read_text()]

    assert without == []


def test_the_defaults_of_another_collection_are_its_own(tmp_path, monkeypatch):
    """Its most complete day and longest total; what is given stays."""
    write_mapped(tmp_path, *COLLECTIONS["a feed"][:1], **COLLECTIONS["a feed"][1])
    monkeypatch.setenv(places.COLLECTIONS, str(tmp_path))
    briefing = prepare(REPORTS["briefing"], {"collection": "desk"}).values
    totals = prepare(REPORTS["05_totals"], {"collection": "desk", "measure": "artillery_strikes"})

    assert briefing["stated_on"] == "2023-03-04"
    assert [briefing["speaker"], briefing["scope"]] == ["general_staff_ukraine", "front"]
    assert totals.values["measure"] == "artillery_strikes"
    assert prepare(REPORTS["briefing"], {}).values["stated_on"] == "2023-03-18"


def test_a_sweep_over_the_days_of_another_collection_keeps_to_its_own_series(tmp_path, monkeypatch):
    """Every day that it has, each with all its values, and no combination that is absent."""
    write_mapped(tmp_path, COLLECTIONS["a feed"][0], **COLLECTIONS["a feed"][1])
    monkeypatch.setenv(places.COLLECTIONS, str(tmp_path))
    swept = sweep_of(REPORTS["briefing"], {"collection": "desk"}, {"stated_on": ["all"]})

    days = [report.values["stated_on"] for report in swept.reports]
    assert days == ["2023-03-01", "2023-03-02", "2023-03-03", "2023-03-04"]
    assert {report.values["speaker"] for report in swept.reports} == {"general_staff_ukraine"}
    assert {report.values["scope"] for report in swept.reports} == {"front"}
    assert swept.absent == ()


LATER = json.dumps(records(tank=[1, 2, 3, 9], gun=[5, 5, 6, 9])[::-1])
"""The feed with a day more, the newest first, so that every line moves."""
BEFORE = json.dumps(records(tank=[1, 2, 3], gun=[5, 5, 6])[::-1])
AS_OF = {"collection": "desk", "as_of": "2023-03-03"}


@pytest.fixture
def two_editions(tmp_path, monkeypatch):
    """Choose between a feed as it was on a day, and as it is a day later with a new speaker."""
    mapping = FEED + GUNS
    write_mapped(tmp_path / "before", mapping, feed_json=BEFORE)
    home = write_mapped(tmp_path / "after", mapping, feed_json=LATER)
    (home / "speakers.csv").write_text("speaker,label,role,party\nx,Another,,ukraine\n")

    def choose(name: str) -> None:
        monkeypatch.setenv(places.COLLECTIONS, str(tmp_path / name))

    return choose


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_COLLECTIONS)
def test_a_later_claim_changes_nothing_that_a_report_as_of_an_earlier_day_shows(two_editions, name):
    """Neither a figure nor a word, nor the version of the data at its foot."""
    shown = []
    for edition in ("before", "after"):
        two_editions(edition)
        report = prepare(REPORTS[name], AS_OF)
        shown.append([report.data_version, report.values, *outputs_of(name, report.values)])

    assert shown[0] == shown[1]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["01_claims", "05_totals", "briefing"])
def test_a_page_as_of_an_earlier_day_keeps_its_bytes(two_editions, tmp_path, name):
    """With its receipts, and where each claim stands."""
    pages = []
    for edition in ("before", "after"):
        two_editions(edition)
        output = tmp_path / edition / "page.html"
        run_report(prepare(REPORTS[name], AS_OF), output)
        pages.append(output.read_bytes())

    assert pages[0] == pages[1]


def test_as_of_a_day_the_calendar_and_the_ledger_end_there(two_editions):
    """And a claim that came later is not there."""
    two_editions("after")
    held = load_collection("desk", as_of="2023-03-02")

    assert list(held.calendar.day) == [1, 2]
    assert held.claims["stated_on"].max().day == 2
    assert held.data_version != load_collection("desk").data_version


@pytest.mark.parametrize(
    ("day", "words"),
    [("2023-3-1", "not a day as in"), ("2022-01-01", "no claim of desk was known by then")],
)
def test_a_day_that_cannot_be_is_refused(two_editions, day, words):
    """In words, before anything runs."""
    two_editions("before")
    with pytest.raises(ParameterError, match=words):
        prepare(REPORTS["01_claims"], {"collection": "desk", "as_of": day})
