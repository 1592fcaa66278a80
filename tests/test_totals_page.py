"""The report on running totals: what its figures draw, its tables list and its sentences say."""

import pandas as pd
import pytest
from feeds import GUNS, feed, records
from mapped_collection import FEED
from recounted import numbers_of

from analysis import reports
from analysis.collection.choices import default_values
from analysis.collection.collection import load_collection
from analysis.collection.totals import totals_of
from analysis.errors import AnalysisError, ParameterError
from analysis.figures.plots import daily_steps, differing_days, running_total

CHOSEN = {"speaker": "general_staff_ukraine", "measure": "tanks_destroyed", "scope": "front"}
WORDS = {"title": "Tanks by somebody's figures", "source": "Data version 1.", "unit": "tanks"}


@pytest.fixture
def found(tmp_path):
    """Two mirrors: a gap, a fall, and a day on which they differ."""
    first = records(tank=[100, 105, None, 120, 119, 130], gun=[1, 2, 3, 4, 5, 6])
    second = records(tank=[100, 106, 110, 120, 119, None])
    return totals_of(feed(tmp_path, first, second, mapping=FEED + GUNS))


def drawn(figure, label: str) -> list[int]:
    axes = figure.wide.axes[0]
    return [len(line.get_xdata()) for line in axes.lines if line.get_label() == label]


def test_days_that_follow_each_other_are_joined_and_a_gap_is_not(found):
    """Each run of days is a line of its own."""
    figure = running_total(reports.totals.total_rows(found, **CHOSEN), **WORDS)

    assert drawn(figure, "_run") == [2, 3]
    assert drawn(figure, "_fall") == [1]
    assert repr(figure) == (
        "Line of tanks on 5 located days where the first and the last total are 100 on 1 March "
        "2023 and 130 on 6 March 2023; gaps left open: 1; falls: 1."
    )


def test_a_break_is_drawn_and_ends_a_run():
    """What follows counts something else."""
    days = pd.date_range("2023-03-01", periods=4)
    rows = pd.DataFrame({"day": days, "value": [1, 2, 9, 10], "segment": [0, 0, 1, 1], "look": ""})
    figure = running_total(rows, **WORDS)

    assert drawn(figure, "_run") == [2, 2]
    assert drawn(figure, "_break") == [2]


def test_a_step_over_a_gap_is_drawn_over_its_days_as_so_many_a_day(found):
    """Fifteen over two days, from before the gap to after it; a fall has its mark below nought."""
    figure = daily_steps(reports.totals.step_rows(found, **CHOSEN), **WORDS)
    axes = figure.wide.axes[0]
    over = next(line for line in axes.lines if line.get_label() == "_over")
    fall = next(line for line in axes.lines if line.get_label() == "_fall")

    assert over.get_xdata()[1] - over.get_xdata()[0] == 2
    assert list(over.get_ydata()) == [7.5, 7.5]
    assert list(fall.get_ydata()) == [-1]
    assert "the longest covers 2 days" in repr(figure)


def test_a_step_of_hedged_totals_is_what_their_words_allow(tmp_path):
    """At least 300, then 350: it may be any number up to 50, and so say title, mark and table."""
    words = ["at least 300", "350", "400"]
    found = totals_of(feed(tmp_path, records(tank=words)))
    rows = reports.totals.step_rows(found, **CHOSEN)
    title = reports.totals.steps_title(found.collection, **CHOSEN)
    figure = daily_steps(rows, **WORDS)

    assert rows[["low", "high"]].to_numpy().tolist() == [[-49, 50], [50, 50]]
    assert title.endswith("may have moved by −49 to 50 a day")
    assert drawn(figure, "_allowed") == [2] and drawn(figure, "_point") == [1]
    assert "the largest over one day is −49–50 on 2 March 2023" in figure.alt
    assert figure.table["step"].tolist() == ["no single number", 50]
    assert figure.table["least by the words"].tolist() == [-49, 50]


def test_a_step_of_exact_totals_is_one_number(found):
    """Nothing is said of words."""
    title = reports.totals.steps_title(found.collection, **CHOSEN)

    assert " moved by " in title
    assert "words" not in str(
        daily_steps(reports.totals.step_rows(found, **CHOSEN), **WORDS).caption
    )


def test_a_total_that_may_be_lower_than_before_is_no_fall(tmp_path):
    """About 1,000, then about 995: the words of both allow a rise."""
    hedged = totals_of(feed(tmp_path, records(tank=["about 1000", "about 995", "900"])))

    assert hedged.revisions["day"].dt.day.tolist() == [3]


def test_a_step_beyond_the_axis_of_single_days_is_an_arrow():
    """The axis is set by steps over one day where there are enough of them."""
    days = pd.date_range("2023-03-01", periods=12)
    rows = pd.DataFrame({"since": days, "day": days + pd.Timedelta(days=1), "days": 1, "step": 5.0})
    rows.loc[11, ["day", "days", "step"]] = [pd.Timestamp("2023-06-01"), 81, 900.0]
    figure = daily_steps(rows.assign(look=""), **WORDS)

    assert drawn(figure, "_beyond") == [1]
    assert figure.wide.axes[0].get_ylim()[1] < 10


def test_a_long_table_shows_what_is_striking_and_the_end_of_each_month():
    """A day after a gap, a fall, and the last day of a month."""
    days = pd.date_range("2023-03-01", "2023-05-31").delete([10])
    rows = pd.DataFrame({"day": days, "value": range(len(days)), "segment": 0, "look": ""})
    rows.loc[50, "look"] = "correction"
    shown = running_total(rows, **WORDS).table["day"]

    assert [f"{day:%m-%d}" for day in shown] == ["03-12", "03-31", "04-21", "04-30", "05-31"]


@pytest.mark.parametrize("draw", [running_total, daily_steps])
def test_nothing_is_drawn_of_nothing(draw):
    """The page says "not reported" instead."""
    columns = ["day", "value", "segment", "look", "since", "days", "step"]

    with pytest.raises(AnalysisError, match='print "not reported" instead'):
        draw(pd.DataFrame(columns=columns), **WORDS)


def test_each_differing_day_has_a_tick(found):
    """Measures with the most first; a day that one mirror lacks has none."""
    words = {name: WORDS[name] for name in ("title", "source")}
    figure = differing_days(reports.totals.differing_rows(found), **words)

    assert drawn(figure, "_tick") == [1]
    assert figure.table.to_numpy().tolist() == [["tanks lost", 1, 1.0]]


def test_the_sentences_attribute_the_total_and_count_its_gaps(found):
    """Speaker, subject, area and days stand in one sentence."""
    assert str(reports.totals.in_words(found, **CHOSEN)) == (
        "The General Staff of Ukraine put the tanks lost of Russian forces for the whole front at "
        "100 in all by 1 March 2023, and at 130 by 6 March 2023. "
        "The total was located on 5 of 6 days. 1 gap leaves out 1 day; the longest is of 1 day."
    )
    assert str(reports.totals.falls_in_words(found)).startswith(
        "In 2 places a total stands lower than before: 2 as a correction."
    )
    assert "they differ. That makes 1 disagreement, of which 1 was resolved" in str(
        reports.totals.mirrors_in_words(found)
    )


def test_every_number_of_the_tables_is_in_its_receipt(found):
    """So that each can be computed again."""
    tables = [
        reports.totals.lines_table(found),
        reports.totals.falls_table(found),
        reports.totals.long_steps_table(found, **CHOSEN),
        reports.totals.disagreements_table(found),
    ]
    for table in tables:
        numeric = table.frame.select_dtypes("number")
        for numbers, made in zip(numeric.to_numpy().tolist(), table.receipts, strict=True):
            known = set(numbers_of(made.key, found.collection).values())

            assert set(numbers) <= known, (table.caption, numbers, known)


def test_a_total_stands_in_a_table_as_its_page_words_it():
    """A hedge is no less a part of it there than in a sentence."""
    found = totals_of(load_collection("bakhmut-2023"))
    where = {"measure": "killed", "scope": "front"}
    steps = reports.totals.long_steps_table(found, speaker="general_staff_ukraine", **where).frame

    assert "about 121,480" in [*steps["before"]]
    assert steps["step"].dtype == float


def test_a_collection_without_a_second_mirror_or_a_fall_says_so(tmp_path):
    """In words, and with no empty table."""
    found = totals_of(feed(tmp_path, records(tank=[1, 2])))

    assert "no second copy" in str(reports.totals.mirrors_in_words(found))
    assert str(reports.totals.falls_in_words(found)) == "No running total of this collection fell."
    assert reports.totals.falls_table(found).html() == ""
    assert repr(reports.totals.disagreements_table(found)).startswith(
        "This collection has no second"
    )
    assert str(reports.totals.differing_figure(found)) == ""


def test_the_longest_total_is_chosen_where_nothing_is_given(found):
    """What is given stays; a measure without a total is refused with those that have one."""
    from analysis.collection.choices import check_choices

    chosen = default_values(found.collection, {"speaker": "", "measure": "", "scope": ""})
    with pytest.raises(
        ParameterError, match="it; none is near; there are artillery_strikes, tanks_destroyed"
    ):
        check_choices(found.collection, speaker="", measure="tanks", scope="")

    assert chosen == CHOSEN | {"measure": "artillery_strikes"}
    assert reports.totals.title(found.collection, **CHOSEN) == (
        "the General Staff of Ukraine put the total of tanks lost for the whole front "
        "at 100 by 1 March 2023 and at 130 by 6 March 2023"
    )
