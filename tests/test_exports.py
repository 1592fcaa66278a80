"""What a notebook imports: few names, each with help, and an answer to a wrong one."""

import importlib
import inspect

import pytest

import analysis


def test_there_are_few_names():
    """A reader can look through them."""
    assert len(analysis.__all__) <= 25
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
        ("load_colection", "did you mean load_collection?"),
        ("forest", "did you mean plots.forest?"),
        ("against_bands", "did you mean sentences.against_bands?"),
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
    days = analysis.select_series(collection.ratios, "killed_per_wounded", **key)
    held = analysis.load_collection("bakhmut-2023")
    spoilt = type(held)(**{**vars_of(held), "title": "<script>x</script>"})

    assert "<th>claims</th><td>10</td>" in day._repr_html_()
    assert "<th>days with both figures</th><td>36</td>" in (
        analysis.summarise(days, collection.calendar)._repr_html_()
    )
    assert "<caption>&lt;script&gt;" in spoilt._repr_html_()
    assert repr(spoilt).startswith("<script>x</script>: 705 claims")


def vars_of(held) -> dict:
    """Return the fields that a collection was made with."""
    return {name: getattr(held, name) for name in held.__dataclass_fields__}
