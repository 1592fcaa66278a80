"""The style: who may look like what, axes about 1, and settings that leave no trace."""

import math

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure as Drawing

from analysis.errors import AnalysisError
from analysis.figures import style
from analysis.figures.marks import Record, keys_of_sides
from analysis.publish.page.drawing import DARK, dark_of
from analysis.publish.page.exporter import TEMPLATES
from analysis.terms import Side


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it."""
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def axes(width: float = 6.0):
    drawing = Drawing(figsize=(width, 2), layout="none")
    return drawing.add_axes((0, 0.2, 1, 0.8))


@pytest.mark.parametrize("colour", [style.INK, style.SOFT_INK, *style.HUES])
def test_text_and_claims_reach_the_contrast_of_wcag(colour):
    """Text needs 4.5 to 1 on paper (WCAG 2.2, 1.4.3)."""
    assert contrast(colour, style.PAPER) > 4.5


def test_contrast_agrees_with_the_definition():
    """Black on white is 21 to 1, and #767676 on white 4.54 (WCAG's own example of the limit)."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("ground", [*style.BANDS, style.SPREAD])
def test_a_claim_can_be_seen_on_every_shade(ground):
    """A mark needs 3 to 1 against what it lies on (WCAG 2.2, 1.4.11)."""
    assert min(contrast(colour, ground) for colour in (*style.HUES, style.INK)) > 3


def test_no_side_stands_out_on_paper_or_after_dark():
    """The colours of sides are as strong as each other, and as strong after dark."""
    by_day = [contrast(colour, style.PAPER) for colour in style.HUES]
    after_dark = [contrast(dark_of(colour.lower()), DARK) for colour in style.HUES]

    assert max(by_day) < min(by_day) * 1.15
    assert after_dark == pytest.approx(by_day, rel=0.02)
    assert f"--paper: {DARK}" in (TEMPLATES / "report" / "page.css").read_text()


def test_a_row_has_the_colour_of_its_side_and_who_is_no_side_has_ink():
    """A fourth side has ink too; a row that names no side keeps the colour of its kind."""
    sides = [Side("side of one", 0), Side("side of another", 1), Side("a fourth", 3), None]
    found = [style.look_of({"kind": "claim", "side": side}).edge for side in sides]

    assert found == [style.HUES[0], style.HUES[1], style.INK, style.INK]
    assert style.look_of({"kind": "claim"}).edge == style.CLAIMED
    assert style.look_of({"kind": "official"}).edge == style.INK
    keys = keys_of_sides([Record(side=side) for side in sides])
    assert [key.words for key in keys] == ["side of one", "side of another"]


def test_kinds_are_told_apart_without_colour():
    """No two kinds share shape and filling, so greyscale loses nothing."""
    looks = [(mark.marker, mark.face == style.PAPER, mark.half) for mark in style.KINDS.values()]

    assert len(set(looks)) == len(style.KINDS)
    assert {"opponent", "supporter", "assessment"} < {*style.KINDS}


def test_hollow_is_claimed_and_filled_is_assessed():
    """The reader learns one rule: what is not filled is not verified."""
    filled = {kind for kind, mark in style.KINDS.items() if mark.face == style.INK}

    assert filled == {"assessment", "official"}


def test_two_speakers_differ_in_shape_too():
    """Side by side they have the same weight, and are told apart without colour."""
    first, second = style.PAIR

    assert (first.edge, first.face, first.width) == (second.edge, second.face, second.width)
    assert first.marker != second.marker


@pytest.mark.parametrize(
    ("values", "limit"),
    [
        ([1.0], 4),
        ([], 4),
        ([0.0769, 0.97], 16),
        ([16.0], 32),
        ([1 / 16], 32),
        ([0, math.inf, math.nan, 2.5], 4),
        ([88.0], 128),
    ],
)
def test_reach_holds_every_finite_ratio(values, limit):
    """Zero, infinity and missing ones are drawn at the edge and widen nothing."""
    assert style.reach(values) == limit


def test_the_ratio_axis_is_symmetric_about_one():
    """A half and a double stand equally far from 1, and ticks are words."""
    drawn = axes()
    style.log_ratio_axis(drawn, "x", 16)
    labels = [label.get_text() for label in drawn.get_xticklabels()]

    assert drawn.get_xlim() == (1 / 16, 16)
    assert labels == ["1/16", "1/8", "1/4", "1/2", "1", "2", "4", "8", "16"]
    assert [list(line.get_xdata()) for line in drawn.lines] == [[1, 1]]


def test_a_short_ratio_axis_has_fewer_ticks_and_keeps_one():
    """Labels never run into one another; 1 is always among them."""
    drawn = axes(1.5)
    style.log_ratio_axis(drawn, "x", 16)

    assert list(drawn.get_xticks()) == [1 / 16, 1 / 4, 1, 4, 16]


def test_ticks_of_an_odd_reach_stay_evenly_spaced():
    """Where steps of four do not meet the ends, the ends go without a label."""
    assert style.ratio_ticks(32, 2.0) == [1 / 16, 1 / 4, 1, 4, 16]


def test_an_axis_of_which_one_half_holds_nothing_begins_below_one():
    """All days of clashes lie above 1: the room goes to them, and ticks stay evenly spaced."""
    low, limit = style.reaches([1.05, 5.8, 80.0])
    drawn = axes()
    style.log_ratio_axis(drawn, "y", limit, low=low)

    assert drawn.get_ylim() == (1 / 2, 128)
    assert style.ratio_ticks(128, 1.3, 1 / 2) == [1, 4, 16, 64]
    assert style.reaches([0.447, 1.77]) == (1 / 4, 2)


def test_a_ratio_axis_can_run_up_the_page():
    """The same axis serves a timeline."""
    drawn = axes()
    style.log_ratio_axis(drawn, "y", 4)

    assert drawn.get_ylim() == (1 / 4, 4)
    assert drawn.get_yscale() == "log"


def test_an_unknown_axis_is_refused():
    """There is no third axis."""
    with pytest.raises(AnalysisError, match="'x' or 'y', not 'z'"):
        style.log_ratio_axis(axes(), "z", 4)


def test_styled_leaves_no_trace():
    """What a reader has set is there again after a figure was drawn."""
    with mpl.rc_context({"font.size": 31}):
        with style.styled():
            inside = mpl.rcParams["font.size"]

        assert inside == 9
        assert mpl.rcParams["font.size"] == 31


def test_styled_covers_what_was_set_before():
    """The look does not depend on earlier cells."""
    with mpl.rc_context({"axes.linewidth": 9, "xtick.direction": "in"}), style.styled():
        assert mpl.rcParams["axes.linewidth"] == 0.8
        assert mpl.rcParams["xtick.direction"] == "out"


def test_settings_make_svg_repeatable_and_plain():
    """Ids come from a fixed salt, letters are paths, and a dollar sign is a dollar sign."""
    with style.styled():
        found = [mpl.rcParams[f"svg.{name}"] for name in ("hashsalt", "fonttype")]
        found.append(mpl.rcParams["text.parse_math"])

    assert found == ["reportedly", "path", False]
