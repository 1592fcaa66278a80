"""The explorer without a browser: what is offered, what is answered, what is taken away."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis import explore, load_collection
from analysis.cli import EXAMPLE
from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.execute.execution import WIDGET, settled
from analysis.explorer.answer import (
    Answer,
    code_of,
    command_of,
    left_out,
    make_report,
    notebook_of,
    values_of,
)
from analysis.explorer.panel import CLAIMS, MORE, TABS, Explorer, Panel, claim_rows, refused_rows
from analysis.explorer.question import (
    Question,
    Switches,
    claims_asked_for,
    drawable,
    drawing,
    offered,
)
from analysis.figures.figure import Figure
from analysis.paths import RAW
from analysis.publish.report import faults_of
from analysis.text import KIND

NAME, SPEAKER, SCOPE = "bakhmut-2023", "serhii_cherevatyi", "bakhmut_direction"
FIRST = Question(speakers=(SPEAKER,), scope=SCOPE, ratio="killed_per_wounded")

RANGES = "third_assault_brigade|russian_forces|bakhmut_direction"
"""A series whose words allow a range on each day, and no single value."""


def answer(reading: Switches | None = None, **chosen: object) -> Answer:
    return Answer(NAME, replace(FIRST, **chosen), reading or Switches())


@pytest.mark.slow
def test_every_choice_that_is_offered_leaves_a_day_to_draw(collection):
    """Whichever is made first; later choices that leave nothing are dropped."""
    everything, asked = offered(collection, Question())
    many = {"parties": everything.parties, "speakers": everything.speakers}
    many |= {"measures": everything.measures}
    asks = [replace(asked, **{name: (key,)}) for name, keys in many.items() for key in keys]
    asks += [replace(asked, scope=key) for key in everything.scopes]
    asks += [replace(asked, ratio=key, series="") for key in everything.ratios]
    asks += [replace(asked, first=day, last=day) for day in list(everything.days)[::9]]

    assert len(asks) >= 50
    for question in asks:
        found = Answer(NAME, drawing(collection, question, asked), Switches())
        assert found.marks, question
        assert found.offer.days[found.mark] > 0
        assert not found.days[found.days["stated_on"] == found.mark].empty


def test_choices_say_how_many_days_they_leave(collection):
    """As many as are drawn."""
    everything, _ = offered(collection, FIRST)
    drawn = answer().marks

    assert everything.series[answer().asked.series].endswith(f"({len(drawn)} days)")
    assert everything.ratios["killed_per_wounded"].endswith(f"({len(drawn)} days)")


def test_a_later_choice_that_leaves_nothing_is_dropped_for_an_earlier_one(collection):
    """Another speaker, who said nothing of the area: the area goes, the speaker stays."""
    before = replace(FIRST, scope="lyman_kupiansk_direction")
    asked = replace(before, speakers=("third_assault_brigade",))
    _, kept = offered(collection, drawing(collection, asked, before))

    assert (kept.speakers, kept.scope) == (("third_assault_brigade",), "")
    assert kept.series


def test_one_that_was_asked_for_by_name_stays_though_nothing_is_drawn(collection):
    """What a reader named is not answered with something else."""
    asked = Question(speakers=("yevgeny_prigozhin",))
    there, kept = offered(collection, asked)

    assert (kept.speakers, kept.ratio) == (("yevgeny_prigozhin",), "")
    assert there.speakers["yevgeny_prigozhin"].endswith("(0)")


def test_a_measure_brings_the_ratios_that_it_enters(collection):
    """Those of all chosen measures come first."""
    two, _ = offered(collection, replace(FIRST, measures=("killed", "clashes")))
    one, kept = offered(collection, replace(FIRST, measures=("airstrikes",)))

    assert next(iter(two.ratios)) == "killed_per_clash"
    assert all("strike" in name for name in one.ratios)
    assert "airstrike" in kept.ratio


def test_the_panel_says_what_its_numbers_count_and_who_is_not_offered(collection):
    """They count drawn ratios of single days; a reader knows claims from the other pages."""
    panel = Panel(answer())
    number = panel.answer.offer.speakers[SPEAKER]
    drawn = drawable(collection)
    said = panel.controls.note.value

    assert number.endswith(f"({(drawn['speaker'] == SPEAKER).sum()})")
    assert "count ratios of single days that can be drawn, not claims" in said
    claims = collection.claims
    apart = set(claims["speaker"]) - set(drawn["speaker"])
    assert f"Not offered: {len(apart)} of {claims['speaker'].nunique()} speakers (all of: " in said
    assert "Russia, Wagner" in said
    assert "no two figures of theirs of one day may be divided" in said


def test_two_speakers_stand_beside_each_other():
    """The second with its own series of the same ratio, in the same days."""
    beside = next(iter(answer().offer.beside))
    both = answer(beside=beside)

    assert both.beside.asked.series == beside
    assert both.beside.asked.ratio == both.asked.ratio
    assert both.beside.timeline_figure().title != both.timeline_figure().title


SPAN = {"first": "2023-03-01", "last": "2023-05-30"}


def test_a_second_series_stands_in_the_days_and_words_of_the_first():
    """As drawn, in the copied lines and in the report, also if its own days begin and end inside.

    A series without a day in them is not offered.
    """
    strictly = Switches(words="strict")
    asked = answer(strictly, ratio="wounded_per_killed", beside=RANGES, **SPAN)

    second = values_of(asked.beside)
    assert asked.beside.found.days_in_period == asked.found.days_in_period == 91
    assert {name: second[name] for name in SPAN} == SPAN
    lines = [line for line in code_of(asked).splitlines() if line.startswith(("first", "last"))]
    assert lines == ["first = '2023-03-01'", "last = '2023-05-30'"] * 2
    assert code_of(asked).count("words = 'strict'") == 2
    written = [cell["source"] for cell in notebook_of(asked)["cells"]]
    assert sum("first = '2023-03-01'" in text for text in written) == 1
    assert sum("first: str = '2023-03-01'" in text for text in written) == 1

    apart = answer(beside=RANGES, first="2023-03-01", last="2023-04-30")
    assert RANGES not in apart.offer.beside
    assert apart.beside is None


LESS = "bakhmut_direction less bakhmut_city_and_surroundings"


def test_an_area_less_one_in_it_is_chosen_and_named_like_any(collection):
    """It draws, its claims are those of both, and a reader sees labels in place of keys."""
    before = offered(collection, Question())[1]
    asked = Answer(NAME, drawing(collection, replace(before, scope=LESS), before), Switches())
    label = "the Bakhmut direction less Bakhmut and its surroundings"

    assert asked.asked.scope == LESS
    assert asked.offer.scopes[LESS].startswith(label)
    assert label in asked.offer.series[asked.asked.series]
    assert label in asked.ratio_figure().title and label in asked.timeline_figure().title
    assert set(asked.claims["scope"]) == set(LESS.split(" less "))
    assert asked.ratio_figure().table["value"].iloc[0] == asked.found.value
    with pytest.raises(AnalysisError, match="of differences"):
        asked.tornado_figure()


def test_every_area_that_is_offered_stays_chosen(collection):
    """Whichever it is: one that falls back to all areas is an offer not kept."""
    before = offered(collection, Question())[1]
    there = offered(collection, Question())[0].scopes
    chosen = [drawing(collection, replace(before, scope=key), before) for key in there]

    assert [offered(collection, one)[1].scope for one in chosen] == list(there)


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
    on = Switches(counting_noise=True)

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
    row = answer(Switches(words=words), mark="2023-03-30").marked

    assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_refusals_come_with_their_reason():
    """Pairs of the same question that are not divided, never without a sentence."""
    shown = answer(ratio="killed_per_artillery_strike").refusals().frame

    assert len(shown) > 0
    assert (shown["why not"] != "").all()


def test_where_nothing_can_be_drawn_the_reason_is_said():
    """A figure without rows is an error in words, in each view."""
    nothing = Answer(NAME, Question(speakers=("yevgeny_prigozhin",)), Switches())
    for draw in (nothing.ratio_figure, nothing.timeline_figure, nothing.tornado_figure):
        with pytest.raises(AnalysisError, match="no two figures of this choice belong to a ratio"):
            draw()
    with pytest.raises(AnalysisError, match="no two figures"):
        make_report(nothing)


@pytest.mark.parametrize(
    "asked",
    [
        answer(),
        answer(Switches(inferred_days=False, words="rounded"), first="2023-03-01"),
        answer(Switches(words="wide"), ratio="killed_share", mark="2023-03-18"),
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
    silent = Question(speakers=("yevgeny_prigozhin",))
    asked = Answer(NAME, silent, Switches())
    lines = code_of(asked).rstrip().removesuffix("claims") + "found = claims"
    names: dict = {}
    exec(lines, names)

    assert list(names["found"]["claim_id"]) == list(asked.claims["claim_id"])


def test_the_copied_lines_import_from_the_package_alone():
    """A notebook may not import more."""
    imports = [line for line in code_of(answer()).splitlines() if "import" in line]

    assert [line.split(" import ")[0] for line in imports] == ["from analysis"]


def test_a_report_holds_the_whole_question(tmp_path, monkeypatch):
    """Ratio, words, span and mark are its parameters; what it leaves out is said."""
    told = []
    monkeypatch.setattr(
        "analysis.explorer.answer.run_report",
        lambda report, place, *, html, keep_failed: (
            told.append((report.values, html)),
            ([place], []),
        )[1],
    )
    asked = answer(
        Switches(words="rounded", counting_noise=True),
        ratio="killed_share",
        first="2023-03-01",
        mark="2023-03-12",
    )
    written = make_report(asked, tmp_path, tmp_path)
    again = make_report(asked, tmp_path, tmp_path)

    values = values_of(asked)
    assert told == [(values, True)] * 2
    assert (values["ratio"], values["words"], values["first"]) == (
        *("killed_share", "rounded", "2023-03-01"),
    )
    assert written == again
    assert "yardstick" in left_out(asked)
    assert left_out(answer()) == ""
    assert command_of(answer()).startswith("reportedly run mine/explored_killed_per_wounded_")


@pytest.mark.slow
def test_a_report_of_two_series_runs_and_has_receipts(tmp_path):
    """Nothing on its page is without one."""
    asked = answer(beside=next(iter(answer().offer.beside)))
    source, *_ = make_report(asked, tmp_path, tmp_path / "pages")

    assert faults_of(source) == []


def test_a_report_of_a_series_of_ranges_alone_gives_them(tmp_path):
    """No day has a value, so there is no median either; what the words allow is said."""
    asked = answer(speakers=("third_assault_brigade",), series=RANGES)
    source, _, page = make_report(asked, tmp_path, tmp_path / "pages")

    assert asked.days["value"].isna().all()
    assert f"{asked.found.wording.low:.3g} to {asked.found.wording.high:.3g}" in page.read_text()
    assert faults_of(source) == []


def test_a_report_that_fails_leaves_no_notebook_behind(tmp_path, monkeypatch):
    """Neither its source nor its run up to there; one that stood there before stands."""
    monkeypatch.setattr("analysis.explorer.answer.SENTENCE", ["1 / 0"])
    folder, pages = tmp_path / "own", tmp_path / "pages"
    with pytest.raises(AnalysisError, match="ZeroDivisionError") as told:
        make_report(answer(), folder, pages)
    assert [*folder.iterdir(), *pages.iterdir()] == []
    assert "Kept" not in str(told.value)

    place = folder / Path(command_of(answer()).split()[2]).with_suffix(".ipynb").name
    place.write_text(json.dumps(notebook_of(answer())), encoding="utf-8")
    with pytest.raises(AnalysisError, match="Kept up to there"):
        make_report(answer(), folder, pages)
    assert place.exists()


def test_claims_are_rows_with_links_and_nothing_of_others_is_markup(collection):
    """Numbers are bare numerals; what a page says is escaped."""
    claims = collection.claims.head(3).assign(note="<img src=x onerror=go()>")
    rows = claim_rows(claims, collection)

    assert list(rows.columns) == list(CLAIMS.values())
    assert rows["number named"].str.fullmatch(r"[0-9.]*").all()
    assert set(rows["note"]) == {"&lt;img src=x onerror=go()&gt;"}
    assert rows["page"].str.startswith('<a href="https://').all()


def test_a_table_filled_again_shows_all_its_rows_and_its_links():
    """The widget forgets how it was told to show rows, and would leave some out."""
    panel = Panel(answer())
    panel.tabs.selected_index = TABS.index("Claims")
    panel.show(answer(speakers=(), scope=""))
    shown = panel.tables["Claims"]._dt_args
    rows = json.loads(shown["data_json"])

    assert len(rows) == len(panel.answer.claims) > 600
    assert any("<a href=" in cell for cell in rows[0])
    assert not shown.get("text_in_header_can_be_selected")
    assert shown["columnDefs"] == MORE["Claims"]["columnDefs"]


def test_refusals_of_all_ratios_are_listed():
    """Each with its reason."""
    asked = answer()
    rows = refused_rows(asked.refused, asked.held)

    assert rows["ratio"].nunique() > 1
    assert (rows["why not"] != "").all()


def test_a_fault_of_any_kind_replaces_the_old_figure_in_words(monkeypatch):
    """Ours and Python's; a figure of the choice before would be a wrong one."""
    panel = Panel(answer())
    before = panel.views["Ratio"].value
    for fault, words in [
        (AnalysisError("no such day"), "no such day"),
        (KeyError("x"), "KeyError"),
    ]:

        def fail(self, fault=fault):
            raise fault

        monkeypatch.setattr(Answer, "ratio_figure", fail)
        monkeypatch.setattr(Answer, "found", property(fail))
        panel._asked()
        assert words in panel.said.value
        assert [view.value for view in panel.views.values()] == [""] * len(panel.views)
    monkeypatch.undo()
    panel._reset(None)
    assert (panel.said.value, panel.views["Ratio"].value) == ("", before)


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

    assert "gap between claimed and assessed share was located" in repr(view)
    assert view._repr_mimebundle_()["text/html"].count("<img") == 0


def test_a_gallery_answers_questions_of_several_kinds_without_widgets():
    """A ratio of a side, then what lies between the sides, then a ratio of other measures."""
    view = explore(NAME, speaker=SPEAKER, scope=SCOPE)
    shown = view.gallery()._repr_mimebundle_()
    asked = BeautifulSoup(shown["text/html"], "html.parser").select("h3")
    first, both, share, other = [heading.get_text() for heading in asked]

    assert first.startswith("Killed per wounded: what did Serhii Cherevatyi state")
    assert both == "What did both sides state about the other for the same days?"
    assert share == "Which share of the city of Bakhmut did who say was held?"
    assert not other.startswith(("Wounded per killed", "Share of killed", "Killed per wounded"))
    assert "panel" not in vars(view)
    assert len(shown[KIND]) >= 36


def test_a_gallery_hears_each_side_that_has_days_enough(tmp_path, monkeypatch):
    """Where both sides' speakers give a ratio over days, each is asked; others wait behind them."""
    for table in RAW.glob("*.csv"):
        shutil.copy(table, tmp_path)
    shutil.copytree(EXAMPLE, tmp_path / "example")
    held = load_collection("example", folder=tmp_path)
    monkeypatch.setattr(Switches, "collection", lambda reading, name: held)
    monkeypatch.setattr("analysis.explorer.panel.SERIES_MIN_DAYS", 2)
    shown = Explorer(Answer("example", Question(), Switches())).gallery()
    asked = [line for line in repr(shown).splitlines() if ": what did" in line]

    assert sorted(line.partition(" state about")[0] for line in asked) == [
        "Killed per wounded: what did Ana Ruiz",
        "Killed per wounded: what did the Ministry of Defence of the South",
    ]


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


def test_a_fault_in_the_tables_is_told_in_the_place_of_the_view(monkeypatch):
    """Every fault, escaped; nothing is shown in part, and no figure of before."""
    panel = explore(NAME, speaker=SPEAKER, scope=SCOPE).panel

    def refuse(self, name):
        raise RawDataError(["claims.csv line 2: <b>about"])

    monkeypatch.setattr(Switches, "collection", refuse)
    panel.controls.ratio.value = "killed_share"

    assert "<li>claims.csv line 2: &lt;b&gt;about</li>" in panel.said.value
    assert panel.views["Ratio"].value == ""
