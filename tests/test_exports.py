"""What a notebook imports: few names, each with help, and an answer to a wrong one."""

import importlib
import inspect
import re
import subprocess
import sys

import pytest

import analysis
from analysis.errors import AnalysisError


def test_there_are_few_names():
    """A reader can look through them."""
    assert len(analysis.__all__) <= 32
    assert analysis.__all__ == sorted(set(analysis.__all__))


@pytest.mark.parametrize("name", analysis.__all__)
def test_each_name_is_there_and_its_help_shows_an_example(name):
    """The examples run with the tests of the package."""
    assert ">>> " in inspect.getdoc(getattr(analysis, name))


def test_completion_offers_the_names_and_nothing_else():
    """Neither modules that happen to be loaded nor what this package uses itself."""
    assert [name for name in dir(analysis) if not name.startswith("__")] == analysis.__all__


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("load_colection", "did you mean load_collection or collections?"),
        ("forest", "did you mean plots.forest?"),
        ("against_bands", "did you mean reports.briefing.against_bands?"),
        ("xyzzy", "it offers Interval, brief, check_choices"),
    ],
)
def test_a_wrong_name_is_answered_with_the_right_one(name, answer):
    """As an attribute and in an import, where Python would say less."""
    with pytest.raises(AttributeError, match=f"no {name!r}; ") as asked:
        getattr(analysis, name)
    with pytest.raises(ImportError, match=f"no {name!r}; ") as imported:
        exec(f"from analysis import {name}", {})

    assert answer in str(asked.value)
    assert str(imported.value) == str(asked.value)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("control", "control is part of pairs: control.figure is pairs.shares_figure, "),
        ("history", "history is part of series: history.figure is series.day_figure, "),
        ("sides", "sides.figures_table is pairs.sides_table, sides.in_words is pairs.sides_in_"),
        ("shares_figure", "did you mean reports.pairs.shares_figure?"),
        ("total", "did you mean totals?"),
        ("xyzzy", "it offers briefing, holdings, pairs, "),
    ],
)
def test_a_topic_of_before_and_a_function_of_a_topic_are_answered_with_where_they_stand(
    name, answer
):
    """As an attribute of the reports and in an import from them."""
    with pytest.raises(AttributeError, match=f"no {name!r}; ") as asked:
        getattr(analysis.reports, name)
    with pytest.raises(ImportError, match=f"no {name!r}; ") as imported:
        exec(f"from analysis.reports import {name}", {})

    assert answer in str(asked.value)
    assert str(imported.value) == str(asked.value)


def test_topics_of_before_lead_to_functions_that_there_are():
    """And hide no topic of today."""
    for name, (topic, renamed) in analysis.reports.MOVED.items():
        assert name not in analysis.reports.__all__
        assert set(renamed.values()) <= set(dir(getattr(analysis.reports, topic)))


@pytest.mark.parametrize("wrong", ["figur", "reports.total", "reports.series.figur", "say('').tex"])
def test_python_adds_no_hint_to_the_answer(wrong):
    """It wrote "did you mean figure?. Did you mean: 'figure'?" under it."""
    asked = [sys.executable, "-c", f"import analysis; analysis.{wrong}"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stderr

    assert told.splitlines()[-1].endswith("?")
    assert told.lower().count("did you mean") == 1


def test_modules_can_still_be_imported_by_name():
    """Whatever is a module is not taken for a misspelling."""
    namespace = {}
    exec("from analysis import text", namespace)

    assert namespace["text"] is importlib.import_module("analysis.text")
    assert not hasattr(analysis, "wordingz")


def test_a_collection_a_day_and_a_series_show_themselves_escaped(collection):
    """As a card; what others wrote in a title stays text."""
    key = {"speaker": "serhii_cherevatyi", "scope": "bakhmut_direction"}
    day = analysis.brief(collection, stated_on="2023-03-18", **key)
    days = analysis.select_series(collection, "killed_per_wounded", **key)
    held = analysis.load_collection("bakhmut-2023")
    spoilt = type(held)(**{**vars_of(held), "title": "<script>x</script>"})

    assert "<th>claims</th><td>10</td>" in day._repr_html_()
    assert "<th>days with both figures</th><td>36</td>" in (
        analysis.summarise(days, collection.calendar)._repr_html_()
    )
    assert "<caption>&lt;script&gt;" in spoilt._repr_html_()
    assert repr(spoilt).startswith("<script>x</script>: 705 claims")


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (lambda held: select(held, speaker="serhii_cherevaty"), "nearest: serhii_cherevatyi"),
        (lambda held: select(held, scope="bakhmut_cty"), "nearest: bakhmut_city"),
        (lambda held: select(held, subject="russian_force"), "nearest: russian_forces"),
        (lambda held: select(held, ratio="killed_per_wound"), "nearest: killed_per_wounded"),
        (lambda held: combine(held, speaker="serhii_cherevaty"), "nearest: serhii_cherevatyi"),
        (lambda held: day_of(held, scope="bakhmut_cty"), "nearest: bakhmut_city"),
        (lambda held: day_of(held, stated_on="3.4.2023"), "not a day as in 2023-03-18"),
        (lambda held: day_of(held, stated_on=20230318), "not a day as in 2023-03-18"),
        (lambda held: select(held, speaker=["serhii_cherevatyi"]), "nearest: serhii_cherevatyi"),
        (lambda held: start(held, subject="russian_force"), "nearest: russian_forces"),
        (lambda held: start(held, as_of="3.4.2023"), "not a day as in 2023-03-18"),
        (lambda held: line_of(held, measure="kiled"), "nearest: killed"),
        (lambda held: analysis.select_series(held.ratios, **KEY), "asks a collection"),
        (lambda held: analysis.reports.pairs.shares_figure(held, "bakhmut_cty"), "bakhmut_city"),
        (lambda held: analysis.reports.series.period(held, ("3.4.2023", "")), "not a day as in"),
    ],
)
def test_a_key_that_nothing_can_have_is_refused_with_the_nearest(collection, ask, answer):
    """Everywhere, rather than by a table without rows."""
    with pytest.raises(AnalysisError, match=answer):
        ask(collection)


def test_a_wrong_column_is_answered_with_the_right_one(collection):
    """However it is asked for; what pandas looks for, and a default, is answered as by pandas."""
    claims = collection.claims
    right = "this table of the collection has no 'valu'; did you mean value?"
    with pytest.raises(AttributeError, match=re.escape(right)):
        claims.valu  # noqa: B018  asked for, and not there
    with pytest.raises(KeyError, match=re.escape(right)):
        claims["valu"]

    assert claims.get("valu", "default") == "default"
    assert not hasattr(claims, "_repr_latex_pretty_")
    assert claims.value.equals(claims["value"])


def test_a_wrong_attribute_is_answered_with_the_right_one(collection):
    """Of what is handed out, and of the names for drawings."""
    day = day_of(collection)
    for thing, wrong, right in [
        (collection, "clams", "claims"),
        (day, "divded", "divided"),
        (analysis.plots, "forrest", "forest"),
    ]:
        with pytest.raises(AttributeError, match=f"no '{wrong}'; did you mean {right}"):
            getattr(thing, wrong)
        assert not [name for name in dir(thing) if name.startswith("_")]


def test_what_there_is_to_ask_about_is_listed(collection):
    """Collections by name, speakers by key, columns with their meaning."""
    assert analysis.collections().index.tolist() == ["bakhmut-2023"]
    first = analysis.speakers(collection).iloc[0]
    assert (first["figures"], first["days"] <= first["figures"]) == (first["figures"], True)
    assert analysis.speakers(collection)["figures"].sum() == len(collection.claims)
    told = analysis.columns(collection.ratios)["meaning"]
    assert told[told == ""].index.tolist() == []
    with pytest.raises(AnalysisError, match="nearest: claims"):
        analysis.columns("clams")


KEY = {
    "ratio": "killed_per_wounded",
    "speaker": "serhii_cherevatyi",
    "scope": "bakhmut_direction",
}


def select(held, **key):
    return analysis.select_series(held, **KEY | key)


def combine(held, **key):
    return analysis.combinations(held.name, **KEY | key)


def day_of(held, stated_on="2023-03-18", **key):
    where = {name: KEY[name] for name in ("speaker", "scope")}
    return analysis.brief(held, stated_on=stated_on, **where | key)


def start(held, **key):
    return analysis.explore(held.name, **KEY | key)


def line_of(held, **key):
    where = {"speaker": "general_staff_ukraine", "scope": "ukraine", "measure": "killed"}
    return analysis.totals_of(held).line_of(**where | key)


def vars_of(held) -> dict:
    """Return the fields that a collection was made with."""
    return {name: getattr(held, name) for name in held.__dataclass_fields__}
