"""Each figure by itself: order, limits, arrows, labels, and its alt text as a whole."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from plot_frames import (
    DIFFERENCE,
    FRAMES,
    NAN,
    SOURCE,
    SPOKESMAN,
    SUMMARY,
    bands,
    briefings,
    coverage,
    figure,
    many_ratios,
    panels,
    phrases,
    ratios,
    raw_counts,
    shares,
    sixty_days,
    two_parties,
)

from analysis import plots
from analysis.errors import AnalysisError
from analysis.figures import style
from analysis.figures.figure import Figure
from analysis.figures.marks import LabelWish, along, settle
from analysis.reports import holdings
from analysis.text import KIND, MOST_ROWS, Receipt, number, read_receipts, rest_html
from analysis.wording.intervals import Interval

WORDS = {"title": "A speaker's figures", "source": SOURCE}


def marks(shown: Figure, label: str) -> list[Line2D]:
    """Return the lines and markers of one role in the wide drawing."""
    return [line for line in shown.wide.findobj(Line2D) if line.get_label() == label]


def values(shown: Figure, label: str) -> list[float]:
    """Return where along the horizontal axis the markers of one role lie."""
    return [float(line.get_xdata()[0]) for line in marks(shown, label)]


def words(shown: Figure, *, narrow: bool = False) -> list[str]:
    """Return every line of text that is drawn, from the top."""
    texts = (shown.narrow if narrow else shown.wide).findobj(Text)
    return [text.get_text() for text in texts if text.get_text().strip()]


def spans(shown: Figure, label: str) -> list[tuple[float, float]]:
    """Return the vertical extents of the shaded areas of one role."""
    patches = [patch for axes in shown.wide.axes for patch in axes.patches]
    return [
        (patch.get_y(), patch.get_y() + patch.get_height())
        for patch in patches
        if patch.get_label() == label
    ]


def test_forest_puts_claims_first_and_sorts_by_value():
    """Claims stand on top; inside a group the greatest ratio does, whichever side it is about."""
    assert list(figure("forest").table["row"]) == [
        SPOKESMAN,
        "WWII, United Kingdom",
        "Vietnam War, United States",
        "Iran-Iraq War, Iran",
    ]
    assert values(figure("forest"), "_point") == [193 / 199, 0.8832, 0.309, 0.5]


def test_forest_follows_the_order_of_categories():
    """An order of categories that the caller declares is kept, claims or not."""
    order = ["Low reliability", "High reliability", "Claims"]
    rows = ratios().assign(group=pd.Categorical(ratios()["group"], order, ordered=True))

    assert list(plots.forest(rows, bands(), **WORDS).table["group"]) == [
        "Low reliability",
        "High reliability",
        "High reliability",
        "Claims",
    ]


def test_forest_has_an_axis_symmetric_about_one():
    """The outer band reaches below 1/8, so the axis runs to 16 on both sides."""
    (axes,) = figure("forest").wide.axes

    assert axes.get_xlim() == (1 / 16, 16)
    assert axes.get_xscale() == "log"


def test_forest_draws_the_outer_band_under_the_inner():
    """The wider band is lighter and comes first, in whichever order the bands are given."""
    (axes,) = figure("forest").wide.axes
    shaded = [patch for patch in axes.patches if patch.get_label() == "_band"]

    assert [round(patch.get_x(), 4) for patch in shaded] == [0.0769, 0.25]
    assert [to_hex(patch.get_facecolor()).upper() for patch in shaded] == list(style.BANDS)


def test_forest_keeps_wording_apart_from_other_counts():
    """What words allow is a bar; other counts of a reviewed war are a thin line."""
    rows = pd.concat([ratios(), many_ratios().iloc[[3]]], ignore_index=True)
    widths = [line.get_linewidth() for line in marks(plots.forest(rows, bands(), **WORDS), "_bar")]

    assert widths == [style.BAR["linewidth"]] + [style.THIN["linewidth"]] * 3


def test_a_short_range_without_a_point_is_seen_by_its_ends():
    """A reference range of 0.354 to 0.36 is a stroke of a pixel: its ends are marked."""
    row = {"label": "A war", "value": NAN, "low": 0.354, "high": 0.36}
    rows = pd.DataFrame([row | {"group": "Other wars", "kind": "claim", "interval": "counts"}])
    (ends,) = marks(plots.forest(rows, bands(), **WORDS), "_ends")

    assert list(ends.get_xdata()) == [0.354, 0.36]
    assert ends.get_marker() == "|"


def test_forest_points_beyond_the_axis():
    """An open end and infinity go off to the right, zero to the left; none has a dot there."""
    rows = many_ratios().iloc[:3].assign(label=["open", "infinite", "zero"])
    shown = plots.forest(rows, bands(), **WORDS)
    heads = [
        (line.get_xdata()[0], line.get_marker())
        for label in ("_open", "_edge")
        for line in marks(shown, label)
        if line.get_marker() in ("<", ">")
    ]

    assert heads == [(16, ">"), (16, ">"), (1 / 16, "<"), (16, ">"), (1 / 16, "<")]
    assert values(shown, "_point") == [1.5]
    assert "1.5 (1.2 or more)" in words(shown)
    assert "infinite" in words(shown)
    assert "arrow: goes on beyond the axis" in words(shown)


def test_forest_draws_no_point_that_was_not_given():
    """Where the words give no point there is a bar and a range, and no dot."""
    shown = plots.forest(many_ratios().iloc[[3]], bands(), **WORDS)

    assert values(shown, "_point") == []
    assert "0.3–1.8" in words(shown)
    assert list(shown.table["value"]) == ["no point"]


def test_forest_prints_how_many_figures_stand_behind_a_row():
    """A ratio of 181 days is not shown like one of a single day."""
    rows = many_ratios().iloc[[3]].assign(label="All briefings")

    assert "All briefings (n = 181)" in words(plots.forest(rows, bands(), **WORDS))


def test_forest_says_what_was_claimed_and_where_it_lies():
    """The alt text: what, on what scale, each claim against the outer band, the extremes."""
    assert figure("forest").alt == (
        "Dot-and-interval chart of killed per wounded on a log scale where beside the band "
        "0.0769–0.5 (documented, 1929–1996), Spokesman of Ukraine's Eastern Group (0.97) lies "
        "above it; 3 reference rows run from 0.309 (Vietnam War, United States) to 0.883 "
        "(WWII, United Kingdom)."
    )


def test_forest_says_the_claims_that_give_a_range_alone():
    """Of many claims the alt text names the least and the greatest point; ranges have none."""
    rows = many_ratios().iloc[[3] * 5].reset_index(drop=True)
    rows = rows.assign(kind="claim", label=list("abcde"), value=[1.5, 0.6, 0.7, math.nan, math.nan])
    rows = rows.assign(low=[1.5, 0.6, 0.7, 0.1, 0.49], high=[1.5, 0.6, 0.7, 0.3, 1.95])

    said = plots.forest(rows, bands(), **WORDS).alt

    assert "2 claims give a range alone, 0.1–1.95" in said


def test_forest_says_the_reference_rows_that_give_a_range_alone():
    """They are no ends of the values, and are counted apart; the key says what the line is."""
    rows = many_ratios().iloc[[3] * 4].reset_index(drop=True)
    rows = rows.assign(kind="estimate", interval="counts", label=list("abcd"))
    rows = rows.assign(value=[0.6, 0.7, math.nan, math.nan], low=[0.6, 0.7, 0.1, 0.49])

    shown = plots.forest(rows.assign(high=[0.6, 0.7, 0.3, 1.95]), bands(), **WORDS)

    assert "where 2 reference rows run from 0.6 (a) to 0.7 (b)" in shown.alt
    assert "2 reference rows give a range alone, 0.1–1.95" in shown.alt
    assert "or the range that a source gives" in " ".join(words(shown))


def test_forest_names_the_source_of_each_band():
    """A band without its source would be our own finding."""
    caption = str(figure("forest").caption)

    assert "documented, 1929–1996, Coupland & Meddings, BMJ 1999" in caption
    assert "other wars with other definitions" in caption


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": ""}, "its name and its source"),
        ({"low": 0.0}, "positive low"),
        ({"low": 0.6}, "is no interval|positive low"),
    ],
)
def test_forest_refuses_a_band_that_cannot_be_shown(change, message):
    """A band has a name, a source, and two positive ends in order."""
    with pytest.raises(AnalysisError, match=message):
        plots.forest(ratios(), bands().assign(**change), **WORDS)


def test_forest_stands_without_bands():
    """Ratios that no band is known for are drawn alone."""
    shown = plots.forest(ratios(), bands().iloc[:0], terms=("casualties", "clashes"), **WORDS)

    assert "band" not in shown.alt
    assert shown.alt.startswith("Dot-and-interval chart of casualties per clashes on a log scale")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "rumour"}, "cannot draw rumour; kinds are claim, opponent, supporter"),
        ({"low": 2.0, "high": 3.0}, "row 0 of the forest is no interval: value 0.309"),
        ({"value": NAN, "low": NAN, "high": NAN}, "row 0 of the forest has no figure"),
        ({"value": -1.0, "low": -1.0}, "row 0 of the forest is no interval"),
    ],
)
def test_a_row_that_cannot_be_is_refused(change, message):
    """A value outside its interval, a negative or absent figure, an unknown kind: not drawn."""
    with pytest.raises(AnalysisError, match=message):
        plots.forest(ratios().assign(**change), bands(), **WORDS)


def test_a_figure_of_very_many_marks_lists_and_leads_to_a_part_of_them():
    """All are drawn; how many values are not listed stands under those that are."""
    days = pd.DataFrame({"day": pd.date_range("2022-01-01", periods=MOST_ROWS + 7)})
    made = [Receipt(("day", str(n)), ()) for n in range(len(days))]
    fields = {"value": 0.5, "low": 0.4, "high": 0.6, "kind": "claim", "flagged": False}
    shown = plots.timeline(
        days.assign(**fields, receipt=made), SUMMARY, title="Said", source=SOURCE
    )
    told = shown._repr_mimebundle_()

    assert shown.svg().count(b"<g data-receipt") == MOST_ROWS
    assert len(read_receipts(told[KIND])) == told["text/html"].count("<tr>") - 1 == MOST_ROWS
    assert rest_html(7) in told["text/html"]
    assert len(marks(shown, "_point")) == len(days)


def test_slope_runs_from_zero_to_a_hundred():
    """Shares stand on a whole axis, so that no gap is magnified."""
    (axes,) = figure("slope").wide.axes

    assert axes.get_ylim() == (0, 100)


def test_slope_joins_figures_of_one_speaker_only():
    """Five figures of four speakers: one line, between the institute's two."""
    joined = [line.get_ydata().tolist() for line in marks(figure("slope"), "_line")]

    assert sorted(line for line in joined if len(line) > 1) == [[50, 65]]


def test_slope_crosses_what_an_assessor_contradicted():
    """The 70 per cent is drawn, and drawn as rejected."""
    assert [line.get_ydata()[0] for line in marks(figure("slope"), "_cross")] == [70]
    assert "contradicted by an independent body" in words(figure("slope"))


def test_slope_shows_how_old_a_figure_was_when_stated():
    """Ten days lie between the day that the 50 per cent is for and the day it was said."""
    ends = [line.get_xdata() for line in marks(figure("slope"), "_until_stated")]

    assert [
        (line.get_ydata()[0], end[1] - end[0])
        for line, end in zip(marks(figure("slope"), "_until_stated"), ends, strict=True)
    ] == [(50, 10), (65, 1)]


def test_slope_names_each_speaker_and_the_remainder():
    """A share worked out from a statement about the rest says so beside its mark."""
    said = " ".join(words(figure("slope")))

    assert "Leshchenko 66.7\u00a0% from the remainder" in said
    assert "Denis Pushilin 76\u00a0% or more" in said
    assert "arrow: no end stated" in said


def test_slope_tells_the_same_in_rows_on_a_phone():
    """No figure is left out of the narrow drawing."""
    said = words(figure("slope"), narrow=True)

    assert "as of 8 March 2023, said 18 Mar" in said
    assert len([line for line in said if "%" in line and "(" in line]) == 4


def test_slope_says_its_extremes_and_what_was_rejected():
    """The alt text names speakers and as-of days with every share."""
    assert figure("slope").alt == (
        "Slope chart of 5 figures for the share of the city's territory under control, as of "
        "8 March 2023 to 10 April 2023, where the lowest is Institute for the Study of War, "
        "50 (47.5–52.5)\u00a0% as of 8 March 2023 and the highest Russian side, 70 (67.5–72.5)"
        "\u00a0% as of 18 March 2023; Russian side, 70 (67.5–72.5)"
        "\u00a0% as of 18 March 2023 (contradicted by an independent body)."
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [({"high": 120.0}, "above 100 per cent"), ({"as_of": pd.NaT}, "has no day that it is for")],
)
def test_slope_refuses_what_is_no_dated_share(change, message):
    """A share has a day and lies between 0 and 100."""
    with pytest.raises(AnalysisError, match=message):
        plots.slope(shares().assign(**change), **WORDS)


def test_gap_sets_the_claim_above_the_assessment():
    """Both stand with their own as-of day; the difference is measured between them."""
    assert list(figure("gap").table["speaker"]) == [
        "Russian side",
        "Institute for the Study of War",
    ]
    assert [line.get_xdata().tolist() for line in marks(figure("gap"), "_gap")] == [[70, 50]]
    assert {"as-of days 10 apart", "20 (15–25) points"} <= set(words(figure("gap")))


def test_gap_says_both_figures_and_the_points_between():
    """As-of days are part of the sentence."""
    assert figure("gap").alt == (
        "Dumbbell chart of control shares where Russian side, 70 (67.5–72.5)\u00a0% as of "
        "18 March 2023 stands 20 (15–25) points from Institute for the Study of War, "
        "50 (47.5–52.5)\u00a0% as of 8 March 2023."
    )


@pytest.mark.parametrize("places", [[0, 1], [2, 3], [2], [0, 1, 2]])
def test_gap_refuses_anything_but_a_claim_and_an_assessment(places):
    """Two assessments, two claims, or three figures have no gap."""
    with pytest.raises(AnalysisError, match="between one claim and one assessment"):
        plots.gap(shares().iloc[places], DIFFERENCE, **WORDS)


def test_timeline_never_joins_its_dots():
    """Days between briefings stay open: each dot is a line of one point."""
    dots = marks(figure("timeline"), "_point")

    assert len(dots) == 12
    assert {len(line.get_xdata()) for line in dots} == {1}
    assert {line.get_linestyle() for line in dots} == {"None"}


def test_timeline_draws_the_ratio_of_sums_and_its_interval():
    """The line is the sum of killed over the sum of wounded, the shade how far days move."""
    shown = figure("timeline")

    assert [line.get_ydata()[0] for line in marks(shown, "_ratio_of_sums")] == [1823 / 2209]
    assert spans(shown, "_spread") == [pytest.approx((0.6952, 0.9797))]
    assert {line.get_ydata()[0] for line in marks(shown, "_median")} == {0.7902}


def test_timeline_below_five_days_has_no_interval():
    """An interval that is not defined is not drawn, and not spoken of."""
    shown = plots.timeline(
        briefings().iloc[:3], {**SUMMARY, "low": NAN, "high": NAN, "median": NAN}, **WORDS
    )

    assert spans(shown, "_spread") == []
    assert "between-day" not in shown.alt + str(shown.caption)
    assert marks(shown, "_median") == []


def test_no_line_of_a_timeline_strikes_its_labels_through():
    """A single day lies on the line of all days together: its words stand above or below."""
    one = briefings().iloc[:1]
    summary = dict.fromkeys(SUMMARY, NAN) | {"value": one["value"].iloc[0], "days_paired": 1}
    shown = plots.timeline(one, {**summary, "days_in_period": 1}, **WORDS).wide
    [line] = [line for line in shown.findobj(Line2D) if line.get_label() == "_ratio_of_sums"]
    height = line.get_transform().transform((0, line.get_ydata()[0]))[1]
    renderer = FigureCanvasAgg(shown).get_renderer()

    boxes = [
        text.get_window_extent(renderer)
        for text in shown.findobj(Text)
        if " Jan: " in text.get_text()
    ]

    assert boxes and not [box for box in boxes if box.y0 < height < box.y1]


def test_timeline_marks_inferred_days_and_the_day_in_question():
    """A day that was inferred has a thinner edge; the page's own day has a ring."""
    edges = [line.get_markeredgewidth() for line in marks(figure("timeline"), "_point")]
    rings = marks(figure("timeline"), "_highlight")

    assert (edges.count(1.0), edges.count(1.5)) == (8, 4)
    assert [line.get_ydata()[0] for line in rings] == [193 / 199]
    assert "19 Mar: 0.97" in words(figure("timeline"))


def test_timeline_says_that_a_band_goes_on():
    """The axis is as tall as the days need; a band that is cut off says so."""
    (axes,) = figure("timeline").wide.axes

    assert axes.get_ylim() == (1 / 4, 2)
    assert "reviewed wars 0.0769–0.5 (documented, 1929–1996), goes on beyond the axis" in " ".join(
        words(figure("timeline"))
    )


def test_timeline_draws_zero_and_infinity_at_the_edges():
    """A day with none wounded is not dropped, and a day with none killed is not a gap."""
    shown = plots.timeline(sixty_days(), SUMMARY, **WORDS)
    (axes,) = shown.wide.axes
    edges = {(line.get_ydata()[0], line.get_marker()) for line in marks(shown, "_edge")}

    assert edges == {(axes.get_ylim()[0], "v"), (axes.get_ylim()[1], "^")}
    assert len(marks(shown, "_point")) == 57


@pytest.mark.parametrize("end", [0.0, math.inf])
def test_timeline_labels_its_days_whatever_the_ratio_of_sums(end):
    """Over nought wounded it is infinite: its line lies beyond the axis, its words stay."""
    shown = plots.timeline(sixty_days(), {**SUMMARY, "value": end}, **WORDS)
    plain = plots.timeline(sixty_days(), SUMMARY, **WORDS)

    assert f"days with a single value together (ratio of sums) {number(end)}" in " ".join(
        words(shown)
    )
    assert len(marks(shown, "_point")) == len(marks(plain, "_point"))


def test_timeline_takes_the_summary_of_a_series():
    """What the series module returns can be given as it is."""
    series = SimpleNamespace(
        value=1823 / 2209,
        between_day=Interval(0.6952, 0.9797),
        typical_briefing_median=0.7902,
        days_paired=12,
        days_in_period=181,
    )
    given = plots.timeline(briefings(), series, **WORDS)

    assert given.svg() == plots.timeline(briefings(), SUMMARY, **WORDS).svg()


def test_timeline_asks_for_what_the_summary_lacks():
    """A ratio of sums without its coverage is not shown."""
    with pytest.raises(AnalysisError, match="lacks days_paired"):
        plots.timeline(
            briefings(), {k: v for k, v in SUMMARY.items() if k != "days_paired"}, **WORDS
        )


def test_timeline_says_coverage_before_figures():
    """The alt text begins with how many of the days are known."""
    assert figure("timeline").alt == (
        "Timeline of dots of killed for each wounded on 12 of 181 days where single days run "
        "from 0.447 on 27 February 2023 to 1.34 on 15 January 2023, all days together (ratio of "
        "sums) 0.825, between-day interval 0.695–0.98, median day 0.79, the widest reference "
        "band is 0.0769–0.5 (documented, 1929–1996)."
    )


def cells_of(drawing) -> dict[str, list]:
    """Return the rectangles of a drawing by their label."""
    found: dict[str, list] = {}
    for patch in drawing.axes[0].patches:
        found.setdefault(patch.get_label(), []).append(patch)
    return found


def test_calendar_shows_every_day_of_the_period_once():
    """31 days have both figures, 21 one and 129 none: what is no day lies bare, and no two meet."""
    found = cells_of(figure("calendar").wide)
    places = [span.get_xy() for label, cells in found.items() if label != "_half" for span in cells]

    assert {label: len(cells) for label, cells in found.items()} == {
        **{"_both": 31, "_one": 21, "_half": 21, "_outside": 6 * 31 - 181},
    }
    assert len(set(places)) == len(places) == 6 * 31 - 129
    assert figure("calendar").table.iloc[-1].to_list() == ["whole period", 31, 21, 129]


def test_calendar_has_months_as_rows_and_on_a_phone_as_columns():
    """Six rows of 31 days, or 31 rows of six months."""
    drawings = figure("calendar").wide, figure("calendar").narrow
    shapes = [(drawing.axes[0].get_xlim(), drawing.axes[0].get_ylim()) for drawing in drawings]

    assert shapes == [((0, 31), (6, 0)), ((0, 6), (31, 0))]


def test_calendar_hatches_days_without_a_figure():
    """Missing is hatched grey, never an empty cell that could be read as zero."""
    (strokes,) = marks(figure("calendar"), "_none")
    across, down = strokes.get_data()

    assert strokes.get_color() == style.HATCH["color"]
    assert np.nanmin(across) == np.nanmin(down) == 0
    assert np.nanmax(across) == pytest.approx(31, abs=0.4)
    assert np.nanmax(down) == pytest.approx(6, abs=0.4)
    assert np.isnan(across).sum() > 3 * 31


def test_calendar_without_a_missing_day_has_no_hatch():
    """Neither in its plane nor in its key."""
    rows = coverage()
    whole = plots.calendar(rows[rows["state"] != "none"].iloc[:1], **WORDS)

    assert marks(whole, "_none") == []


def test_calendar_says_its_months_and_what_has_no_day():
    """Coverage comes first: fullest and emptiest month, and what could not be placed."""
    assert figure("calendar").alt == (
        "Calendar heatmap of 181 days, 1 January 2023 to 30 June 2023, where 31 have both killed "
        "and wounded, 21 have one of them and 129 have none; with both figures, January 2023 has "
        "most days (6) and February 2023 fewest (4); 7 more figures have no day."
    )


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (coverage().assign(state="some"), "both, one or none, not some"),
        (coverage().iloc[[0, 1, 1]], "2 January 2023 comes twice"),
    ],
)
def test_calendar_refuses_a_day_that_is_not_clear(rows, message):
    """Each day comes once, with one of three states."""
    with pytest.raises(AnalysisError, match=message):
        plots.calendar(rows, **WORDS)


def test_paired_figures_stand_on_one_axis_from_zero():
    """Days run downwards in time; both parties have the same axis and the same look."""
    (axes,) = figure("paired").wide.axes
    looks = {
        (dot.get_marker(), dot.get_markeredgecolor()) for dot in marks(figure("paired"), "_point")
    }

    assert axes.get_xlim() == (0, 300)
    assert looks == {("o", style.CLAIMED), ("D", style.CLAIMED)}
    assert [day for day in words(figure("paired")) if day.endswith("March 2023")] == [
        "8 March 2023",
        "10 March 2023",
        "11 March 2023",
        "13 March 2023",
    ]


def test_paired_figures_are_never_divided():
    """They count different people, and the caption says so."""
    shown = figure("paired")

    assert "count different people: they stand side by side" in shown.caption
    assert "are not divided" in shown.caption
    assert "ratio" not in shown.alt + " ".join(words(shown))


def test_paired_silence_is_not_zero():
    """A day on which one side said nothing shows words, not a mark at zero."""
    assert words(figure("paired")).count("not reported") == 1
    assert min(values(figure("paired"), "_point")) == 115


def test_paired_sides_have_one_speaker_each():
    """Two speakers are not one series."""
    mixed = two_parties().assign(left_label=["one", "two", "one", "one"])

    with pytest.raises(AnalysisError, match=r"left side .* more than one speaker"):
        plots.paired(mixed, **WORDS)


def test_paired_says_each_side_by_itself():
    """The alt text gives each speaker's range and days, and no comparison."""
    assert figure("paired").alt == (
        "Paired dot plot of people on 4 days where Spokesman of Ukraine's Eastern Group about "
        "Russian forces gives from 115 (8 March 2023) to 239 (13 March 2023) on 4 days, and "
        "Russian Ministry of Defence about Ukraine's gives 180 (13 March 2023) on 1 day, and "
        "a range alone on 2."
    )


def test_wording_draws_bounded_bars_and_strict_lines():
    """'More than 1,100' is read to 1,199 and has no strict end; 'up to 40' may be none at all."""
    shown = figure("wording")
    bars = [line.get_xdata().tolist() for line in marks(shown, "_bar")]
    wide = [
        ends
        for ends, line in zip(bars, marks(shown, "_bar"), strict=True)
        if line.get_linewidth() == style.THICK["linewidth"]
    ]

    assert wide == [[270, 330], [1101, 1199], [31, 40], [20, 99]]
    assert {"killed and wounded, General Staff; strictly", "1,101 or more"} <= set(words(shown))


def test_wording_keeps_the_words_and_their_order():
    """The phrase stands in quotation marks where it was said, in the order given."""
    said = [line for line in words(figure("wording")) if line.startswith("“")]

    assert said == [f"“{phrase}”" for phrase in phrases()["reported"]]


def test_wording_gives_no_point_for_several_dozen():
    """Only 193 and about 300 have a tick."""
    assert values(figure("wording"), "_point") == [193, 300]


def test_wording_says_what_each_phrase_allows():
    """The alt text gives bounded and strict readings where they differ."""
    assert figure("wording").alt == (
        "Interval strip of 5 phrases where “193” allows 193, “about 300” allows 300 (270–330), "
        "“more than 1,100” allows 1,101–1,199, strictly 1,101 or more, “up to 40” allows 31–40, "
        "strictly 0–40 and “several dozen” allows 20–99."
    )


def test_multiples_never_share_an_axis():
    """Each ratio has the axis of its own unit."""
    texts = [text for text in figure("multiples").wide.texts if text.get_label() == "_tick"]
    ends = [(texts[n].get_text(), texts[n + 2].get_text()) for n in range(0, len(texts), 3)]

    assert ends == [("1/16", "16"), ("0", "1"), ("1/8", "8"), ("1/32", "32"), ("0", "100")]


def test_multiples_show_the_raw_figures():
    """0.148 stands beside the 4 and the 27 that it comes from."""
    said = words(figure("multiples"))

    assert said.index("0.148") < said.index("4 airstrikes / 27 clashes")
    assert "70 % less 50 %" in said


def test_multiples_draw_a_band_only_where_one_is_known():
    """Killed per wounded has a band, clashes have none."""
    axes = marks(figure("multiples"), "_axis")
    [band] = [p for p in figure("multiples").wide.findobj(Rectangle) if p.get_label() == "_band"]
    left, right = axes[0].get_xdata()
    share = (math.log2(1 / 13) + 4) / 8

    assert len(axes) == 5
    assert band.get_x() == pytest.approx(left + share * (right - left))


def test_multiples_without_a_point_are_bars():
    """'Several dozen' over 4 is a range and no dot; the other four have both."""
    assert len(marks(figure("multiples"), "_point")) == 4
    assert len(marks(figure("multiples"), "_bar")) == 2


def test_multiples_refuse_an_unknown_axis():
    """An axis is one of three."""
    with pytest.raises(AnalysisError, match="ratio, share and points, not log"):
        plots.multiples(panels().assign(axis="log"), **WORDS)


def test_multiples_say_every_ratio_with_its_figures():
    """The alt text lists ratio, numerator and denominator."""
    assert figure("multiples").alt == (
        "Small multiples of 5 ratios where killed per wounded is 0.97 (193 killed / 199 wounded), "
        "city's share of clashes is 0.593 (16 in the city / 27), airstrikes per clash is 0.148 "
        "(4 airstrikes / 27 clashes), attacks per airstrike is 5–24.8 (several dozen / 4) and "
        "claimed less assessed is 20 (15–25) (70 % less 50 %)."
    )


def test_counts_start_at_zero_group_by_group():
    """People and events have an axis each, both from zero."""
    limits = [axes.get_xlim() for axes in figure("counts").wide.axes]

    assert limits == [(0, 200), (0, 100)]


def test_counts_print_the_words_reported():
    """'Several dozen' stays 'several dozen', with what it allows."""
    said = words(figure("counts"))

    assert [line for line in said if line in ("193", "199", "27", "several dozen (20–99)")] == [
        "193",
        "199",
        "27",
        "several dozen (20–99)",
    ]


def test_counts_name_the_speaker_of_each_row_when_there_are_several():
    """One speaker stands above the chart, two stand beside their figures."""
    rows = raw_counts().assign(speaker=[SPOKESMAN] * 4 + ["Other speaker"])

    assert words(figure("counts")).count(SPOKESMAN) == 0
    assert words(plots.counts(rows, **WORDS)).count(SPOKESMAN) == 4


def test_counts_of_zero_are_drawn():
    """A reported zero is a dot at zero: the 30th of May had no clash."""
    row = raw_counts().iloc[[2]].assign(reported="0", value=0, low=0, high=0)
    shown = plots.counts(row, **WORDS)

    assert values(shown, "_point") == [0]
    assert shown.wide.axes[0].get_xlim() == (0, 4)


def test_counts_say_every_figure_with_its_speaker():
    """The alt text is the whole list."""
    assert figure("counts").alt == (
        "Dot plot of 5 figures reported by Spokesman of Ukraine's Eastern Group, where People: "
        "killed 193 and wounded 199; Events: clashes in the Bakhmut direction 27, airstrikes 4 "
        "and attacks several dozen (20–99)."
    )


def test_intervals_without_end_are_open_and_not_infinite_values():
    """An open end is said as 'or more', and the value stays what was stated."""
    row = raw_counts().iloc[[0]].assign(reported="at least 193", low=193, high=NAN)
    shown = plots.counts(row, **WORDS)

    assert "at least 193 (193 or more)" in words(shown)
    assert list(shown.table["high"]) == ["open"]
    assert not math.isinf(shown.wide.axes[0].get_xlim()[1])


def test_a_map_shows_the_areas_near_the_one_of_its_page_and_names_those_left_out(collection):
    """City, segment and direction; of an area that no town tells of there is no map."""
    rows = holdings.areas_rows(collection, "bakhmut_direction").set_index("label")
    map_ = holdings.areas_figure(collection, "bakhmut_direction")

    assert rows.loc["the city of Bakhmut", "shape"] == "city"
    assert rows.loc["the Soledar-Bakhmut axis", "shape"] == "segment"
    assert list(rows.index[rows["chosen"]]) == ["the Bakhmut direction"]
    assert "the Kupiansk direction" not in rows.index
    assert "the whole front" in str(map_.caption) and "the Kupiansk direction" in str(map_.caption)
    assert rows["figures"].to_dict() == map_.table.set_index("row")["figures"].to_dict()
    assert "no towns tell where the whole front lies" in str(
        holdings.areas_figure(collection, "front")
    )


def test_the_line_of_a_label_leads_through_no_other_label():
    """Else the words that it crosses seem to belong to its mark."""
    marks = ((2.3075, 0.5237), (2.811, 0.2275), (2.5963, 0.3247))
    wishes = [LabelWish(x, y, f"speaker {n} of a paper {n}0 %") for n, (x, y) in enumerate(marks)]

    places = settle(wishes, [], (0, 0, 3.4, 2))

    led = [place for place in zip(wishes, places, strict=True) if place[1].far]
    assert led
    for wish, place in led:
        line = along(list(zip(*place.leader(wish), strict=True)))
        others = [other.box for other in places if other is not place]
        assert not [
            (step, box)
            for step in line
            for box in others
            if step[0] < box[2] and box[0] < step[2] and step[1] < box[3] and box[1] < step[3]
        ]


RANGES = {"value": NAN, "low": 0.5, "high": 2.0}


@pytest.mark.parametrize(
    ("name", "column", "absent"),
    [
        ("forest", "kind", "estimate"),
        ("lead", "kind", "estimate"),
        ("counts", "kind", "opponent"),
        ("timeline", "kind", "opponent"),
        ("slope", "kind", "assessment"),
    ],
)
def test_the_key_names_only_kinds_of_which_a_mark_is_drawn(name, column, absent):
    """A range alone has a bar and no mark; another row of its kind brings the entry back."""
    frame, plot = FRAMES[name]
    rows = frame().iloc[:2].reset_index(drop=True).astype(dict.fromkeys(RANGES, float))
    rows.loc[0, column], rows.loc[1, column] = "claim", absent
    said = style.KINDS[absent].words
    ranged = rows.copy()
    ranged.loc[1, list(RANGES)] = list(RANGES.values())

    assert said in words(plot(rows, **WORDS))
    assert said not in words(plot(ranged, **WORDS))
    assert style.KINDS["claim"].words in words(plot(ranged, **WORDS))


def test_a_nought_is_a_mark_from_zero_and_none_on_a_logarithmic_axis():
    """There it is an arrow at the edge, as infinity is everywhere."""
    said, nought = style.KINDS["official"].words, {"value": 0.0, "low": 0.0, "high": 0.0}
    for name, is_named in (("counts", True), ("forest", False)):
        frame, plot = FRAMES[name]
        rows = frame().iloc[:2].reset_index(drop=True)
        rows.loc[0, "kind"], rows.loc[1, "kind"] = "claim", "official"
        rows.loc[1, list(nought)] = list(nought.values())

        assert (said in words(plot(rows, **WORDS))) == is_named


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tornado", style.KINDS["claim"].words),
        ("multiples", style.KINDS["claim"].words),
        ("wording", "figure as stated"),
    ],
)
def test_the_key_of_ranges_alone_names_no_mark(name, said):
    """Only what is drawn."""
    frame, plot = FRAMES[name]

    assert said in words(figure(name))
    assert said not in words(plot(frame().assign(**RANGES), **WORDS))


def test_a_side_of_ranges_alone_has_its_colour_in_the_key():
    """Its bars are told from those of the other side, and no mark is named."""
    ranged = {f"left_{name}": end for name, end in (RANGES | {"low": 30.0, "high": 90.0}).items()}
    shown = plots.paired(two_parties().assign(**ranged), **WORDS)

    assert sum(word.endswith(": claimed, unverified") for word in words(shown)) == 2
    assert style.PAIR[0].marker not in {line.get_marker() for line in shown.wide.artists}


def test_days_of_ranges_alone_have_no_mark_in_the_key():
    """The one whose day is inferred has its colour there."""
    days = briefings().iloc[:2].assign(flagged=[False, True])
    days.loc[days.index[1], list(RANGES)] = list(RANGES.values())
    shown = plots.timeline(days, SUMMARY, **WORDS)
    edges = {line.get_markeredgecolor() for line in shown.wide.artists if line.get_marker() == "o"}

    assert "day inferred" in words(shown)
    assert style.INFERRED not in edges
