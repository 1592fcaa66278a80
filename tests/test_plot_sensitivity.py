"""Specification curve and tornado: order, marks, gaps, and the alt text as a whole."""

import pandas as pd
import pytest
from matplotlib.lines import Line2D
from plot_frames import CHOICES, SOURCE, alternatives, bands, figure, specifications

from analysis import plots
from analysis.errors import AnalysisError

WORDS = {"title": "A speaker's figures", "source": SOURCE, "what": "killed for each wounded"}


def lines(name: str, label: str) -> list[Line2D]:
    """Return the lines of one role in the wide drawing."""
    return [line for line in figure(name).wide.findobj(Line2D) if line.get_label() == label]


def test_a_curve_is_sorted_by_value_and_what_has_none_comes_last():
    """The least on the left; a combination without a day keeps its column, empty."""
    [points] = lines("specification", "_point")

    assert list(points.get_ydata())[:3] == [0.4, 0.7, 0.97]
    assert pd.isna(points.get_ydata()[3])
    assert list(figure("specification").table["value"]) == [0.4, 0.7, 0.97, "no value"]


def test_ours_is_ringed_where_it_stands():
    """In the third column, at its value."""
    [ring] = lines("specification", "_ours")

    assert (list(ring.get_xdata()), list(ring.get_ydata())) == ([2], [0.97])


def test_a_stroke_stands_under_each_combination_that_took_an_alternative():
    """Firm days in columns one and four, all days in two and three: two runs and one."""
    runs = [len(line.get_xdata()) // 3 for line in lines("specification", "_taken")]

    assert runs == [1, 2, 2, 2]


def test_the_curve_is_said_in_words():
    """How many, from where to where, ours, and where they lie to the outermost band."""
    assert figure("specification").alt == (
        "Specification curve of killed for each wounded under 4 combinations where values run "
        "from 0.4 to 0.97, the choices of the suite give 0.97, 2 of 3 lie above the band "
        "0.0769–0.5 (documented, 1929–1996)."
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (specifications().drop(columns="areas"), "lack areas"),
        (specifications().assign(ours=False), "one row of ours"),
        (specifications().assign(value=float("nan")), "values to draw"),
        (specifications().assign(low=2.0), "is no interval"),
    ],
)
def test_a_curve_that_would_mislead_is_refused(rows, words):
    """Without ours, without a value, or with a value outside its interval."""
    with pytest.raises(AnalysisError, match=words):
        plots.specification(rows, CHOICES, bands=bands(), **WORDS)


def test_a_tornado_begins_with_the_choice_that_moves_most():
    """Days move 0.97 to 0.6, words an end from 0.97 to 0.9; areas leave nothing to compare."""
    assert list(figure("tornado").table["group"]) == ["days"] * 2 + ["words"] * 2 + ["areas"] * 2


def test_a_tornado_marks_ours_by_one_line():
    """At the value that all choices of ours share."""
    [own] = lines("tornado", "_ours")

    assert list(own.get_xdata()) == [0.97, 0.97]


def test_an_alternative_that_leaves_no_day_is_said_and_not_drawn():
    """Five alternatives have a point; the sixth says so in words."""
    assert len(lines("tornado", "_point")) == 5
    assert set(figure("tornado").table.iloc[-1][["value", "low", "high"]]) == {"no value"}


def test_the_tornado_is_said_in_words():
    """Ours, and what moves it most."""
    assert figure("tornado").alt == (
        "Tornado of killed for each wounded where the choices of the suite give 0.97; what moves "
        "it most is days: 0.97 for all located days and 0.6 for firm days."
    )


def test_a_choice_without_ours_is_refused():
    """There would be nothing to compare with."""
    rows = alternatives()
    rows.loc[rows["choice"] == "days", "ours"] = False
    with pytest.raises(AnalysisError, match="needs one choice of ours for days"):
        plots.tornado(rows, **WORDS)
