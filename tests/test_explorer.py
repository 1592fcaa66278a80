"""The explorer without a browser: what is offered, what is answered, what is taken away."""

import dataclasses

import pytest
import yaml

from analysis import explore
from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.execute.executed import WIDGET, settled
from analysis.explorer.answer import Answer
from analysis.explorer.claim_table import PAGE, Leaf, counted, leafed, pages_of, sifted
from analysis.explorer.code import code_of
from analysis.explorer.question import Question, Reading, claims_asked_for, offered
from analysis.explorer.report import command_of, make_report, parameters_of
from analysis.figures.figure import Figure

NAME, SPEAKER, SCOPE = "bakhmut-2023", "serhii_cherevatyi", "bakhmut_direction"
FIRST = Question(speakers=(SPEAKER,), scope=SCOPE, ratio="killed_per_wounded")


def answer(reading: Reading | None = None, **chosen: object) -> Answer:
    return Answer(NAME, dataclasses.replace(FIRST, **chosen), reading or Reading())


def test_each_choice_offers_what_exists_for_those_before_it(collection):
    """Of a party its speakers, of these their areas, measures, days and ratios."""
    everything, _ = offered(collection, Question())
    russian, _ = offered(collection, Question(parties=("russia",)))
    claims = collection.claims[collection.claims["party"] == "russia"]

    assert set(russian.parties) == set(everything.parties)
    assert set(russian.speakers) == set(claims["speaker"]) < set(everything.speakers)
    assert set(russian.scopes) == set(claims["scope"])
    assert set(russian.measures) == set(claims["measure"])
    assert russian.days[0] == f"{claims['stated_on'].min():%Y-%m-%d}"
    assert set(russian.ratios) < set(everything.ratios)
    assert (russian.series, len(everything.series) > 3) == ({}, True)


def test_a_choice_that_no_longer_exists_is_dropped(collection):
    """Another party has neither the speaker nor the area, nor a series; days are its own."""
    asked = dataclasses.replace(FIRST, parties=("russia",), first="1999-01-01", last="1999-02-01")
    _, kept = offered(collection, asked)

    assert (kept.parties, kept.speakers, kept.series) == (("russia",), (), "")
    assert (kept.scope, kept.first, kept.last) == ("", "", "")


def test_measures_limit_the_ratios_to_those_made_of_them(collection):
    """Killed and clashes give one ratio; killed alone gives none."""
    two, _ = offered(collection, dataclasses.replace(FIRST, measures=("killed", "clashes")))
    one, kept = offered(collection, dataclasses.replace(FIRST, measures=("killed",)))

    assert list(two.ratios) == ["killed_per_clash"]
    assert (one.ratios, kept.ratio) == ({}, "")


def test_days_limit_claims_ratio_and_coverage_alike(collection):
    """Within March only days of March, of 31."""
    march = answer(first="2023-03-02", last="2023-03-30")

    assert march.claims["stated_on"].dt.month.unique().tolist() == [3]
    assert {day[:7] for day in march.marks} == {"2023-03"}
    assert march.found.days_in_period == 29
    assert len(claims_asked_for(collection, FIRST)) > len(march.claims)


def test_the_ratio_is_that_of_the_reports():
    """All located days: the sum of the killed over the sum of the wounded."""
    found = answer().found

    assert found.value == found.numerator_sum / found.denominator_sum
    assert answer().ratio_figure().table["value"].iloc[0] == found.value


def test_the_yardstick_is_drawn_only_if_it_is_switched_on_and_allowed():
    """For killed per wounded of a day; never for casualties per clash."""
    on = Reading(counting_noise=True)

    assert len(answer(mark="2023-03-18").ratio_figure().table) == 3
    drawn = answer(on, mark="2023-03-18").ratio_figure().table
    assert drawn[["low", "high"]].round(4).values.tolist().count([0.7915, 1.1882]) == 1
    assert len(answer(on, ratio="casualties_per_clash").ratio_figure().table) == 3


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [("drawn", 100 / 97, 100 / 97), ("rounded", 90 / 97, 110 / 97)],
)
def test_another_reading_moves_what_the_words_allow(words, low, high):
    """100 killed may be a round figure; 97 wounded is none."""
    row = answer(Reading(words=words), mark="2023-03-30").marked

    assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_refusals_come_with_their_reason():
    """Pairs of the same question that are not divided, never without a sentence."""
    shown = answer(ratio="killed_per_artillery_strike").refusals().frame

    assert len(shown) > 0
    assert (shown["why not"] != "").all()


def test_where_nothing_can_be_drawn_the_reason_is_said():
    """A figure without rows is an error in words, in each view."""
    nothing = answer(measures=("killed",))
    for draw in (nothing.ratio_figure, nothing.timeline_figure, nothing.tornado_figure):
        with pytest.raises(AnalysisError, match="no two figures of this choice belong to a ratio"):
            draw()
    with pytest.raises(AnalysisError, match="no two figures"):
        parameters_of(nothing)


@pytest.mark.parametrize(
    "asked",
    [
        answer(),
        answer(Reading(inferred_days=False, words="rounded"), first="2023-03-01"),
        answer(Reading(words="wide"), ratio="killed_share", mark="2023-03-18"),
        answer(scope="bakhmut_city", ratio="killed_per_wounded"),
    ],
    ids=["first view", "firm days, rounded", "a share, wider cap", "another area"],
)
def test_the_copied_lines_draw_the_same_figure(asked):
    """Run as they are, to the same bytes."""
    lines = code_of(asked).rstrip()
    drawn: dict[str, Figure] = {}
    exec(lines.replace("reports.series.explored", "drawn = reports.series.explored"), drawn)

    assert drawn["drawn"].svg() == asked.timeline_figure().svg()


def test_the_copied_lines_of_a_question_without_a_ratio_give_its_claims():
    """The table that is shown, row by row."""
    asked = answer(measures=("killed",), first="2023-03-02", last="2023-03-30")
    lines = code_of(asked).rstrip().removesuffix("claims") + "found = claims"
    names: dict = {}
    exec(lines, names)

    assert list(names["found"]["claim_id"]) == list(asked.claims["claim_id"])


def test_the_copied_lines_import_from_the_package_alone():
    """A notebook may not import more."""
    imports = [line for line in code_of(answer()).splitlines() if "import" in line]

    assert [line.split(" import ")[0] for line in imports] == ["from analysis"]


def test_a_report_is_the_briefing_of_the_mark_with_its_parameters_beside_it(tmp_path, monkeypatch):
    """The page, the notebook, and a file that papermill takes."""
    told = []
    monkeypatch.setattr(
        "analysis.explorer.report.run_report",
        lambda report, place, *, html: (told.append((report.values, html)), ([place], []))[1],
    )
    asked = answer(Reading(counting_noise=True), mark="2023-03-12")
    written = make_report(asked, tmp_path)

    assert told == [(parameters_of(asked), True)]
    name = "briefing--stated_on-2023-03-12--subject-russian_forces--counting_noise-true.yml"
    assert written[-1].name == name
    assert yaml.safe_load(written[-1].read_text()) == parameters_of(asked)
    assert command_of(asked).startswith("reportedly run briefing -p stated_on=2023-03-12")


def test_claims_are_searched_in_every_column_and_in_any_case(collection):
    """All words must stand somewhere in the row."""
    rows = sifted(collection.claims, collection, Leaf(search="SEVERAL dozen cherevatyi"))

    assert 0 < len(rows) < 30
    assert set(rows["reported"]) == {"several dozen"}
    assert len(sifted(collection.claims, collection, Leaf(search="nobody said this"))) == 0


def test_claims_are_filtered_by_wording_and_sorted_by_what_they_allow(collection):
    """The greatest first, of one kind of wording."""
    leaf = Leaf(wording="more than", by="low", falling=True)
    rows = sifted(collection.claims, collection, leaf)

    assert set(rows["wording"]) == {"more than"}
    assert rows["low"].is_monotonic_decreasing


def test_a_page_that_is_not_there_shows_the_last_one(collection):
    """Leafing past the end is no error."""
    rows = sifted(collection.claims, collection, Leaf())
    last = leafed(rows, Leaf(page=10_000))

    assert pages_of(rows) == -(-len(rows) // PAGE)
    assert len(last.frame) == len(rows) - PAGE * (pages_of(rows) - 1)
    assert f"page {pages_of(rows)} of" in counted(rows, Leaf(page=10_000)).text


def test_a_first_view_that_does_not_exist_is_refused_with_the_nearest():
    """All faults at once."""
    with pytest.raises(ParameterError) as refusal:
        explore(NAME, speaker="serhi_cherevaty", scope="bakmut_city", ratio="killed_per_wound")

    for words in ("serhii_cherevatyi", "bakhmut_city", "killed_per_wounded"):
        assert words in str(refusal.value)


def test_without_widgets_the_first_view_stands_there_as_figures():
    """Two figures with their alt text, and the refusals."""
    view = explore(NAME, speaker=SPEAKER, scope=SCOPE)
    shown = view._repr_mimebundle_()

    assert shown["text/html"].count("<img src=") == 2
    assert "why not" in shown["text/html"]
    assert shown["text/plain"] == repr(view)
    assert WIDGET in shown


def test_a_first_view_without_a_ratio_says_why():
    """A figure is not made up, and the notebook does not stop."""
    view = explore(NAME, speaker="yevgeny_prigozhin", ratio="control_gap_points")

    assert "Nothing to draw: no day of this choice has both figures of control gap" in repr(view)
    assert view._repr_mimebundle_()["text/html"].count("<img") == 0


def test_a_widget_is_not_stored_in_a_notebook():
    """Its model ends with the kernel; what stands in for it stays."""
    from nbformat.v4 import new_code_cell, new_notebook, new_output

    data = {WIDGET: {"model_id": "x"}, "text/html": "<p>y</p>"}
    cell = new_code_cell("view", outputs=[new_output("display_data", data=data)])
    [kept] = settled(new_notebook(cells=[cell]), [None]).cells

    assert dict(kept.outputs[0].data) == {"text/html": "<p>y</p>"}


def test_moving_a_widget_keeps_the_mark_and_makes_the_view_anew():
    """The chosen day stays chosen under another reading of the words."""
    panel = explore(NAME, speaker=SPEAKER, scope=SCOPE).panel
    panel.marks.value = "2023-03-30"
    before = panel.views["Ratio"].value
    panel.controls.words.value = "rounded"

    assert panel.answer.mark == panel.marks.value == "2023-03-30"
    assert panel.views["Ratio"].value != before


def test_a_fault_in_the_tables_is_told_and_the_view_stays(monkeypatch):
    """Every fault above the tabs, escaped; nothing is shown in part."""
    panel = explore(NAME, speaker=SPEAKER, scope=SCOPE).panel

    def refuse(self, name):
        raise RawDataError(["claims.csv line 2: <b>about"])

    monkeypatch.setattr(Reading, "collection", refuse)
    before = panel.views["Ratio"].value
    panel.controls.ratio.value = "killed_share"

    assert "<li>claims.csv line 2: &lt;b&gt;about</li>" in panel.said.value
    assert panel.views["Ratio"].value == before
