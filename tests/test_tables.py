"""Tables for readers."""

import pandas as pd
import pytest

from analysis.errors import AnalysisError
from analysis.text import MOST_ROWS, Receipt, bundle, rest, rest_html, table

MADE = [Receipt(("claim", key), ()) for key in ("a0214", "a0218")]

FRAME = pd.DataFrame(
    {
        "ratio": ["killed per wounded", "<b>attacks</b> per clash"],
        "value": [193 / 199, None],
        "day": pd.to_datetime(["2023-03-18", None]),
        "claims": ["a0214;a0215", "a0218"],
    }
)
HEADINGS = {"day": "day", "ratio": "what & which", "value": "value"}


def test_a_table_in_plain_text_is_complete():
    """Caption, headings and rows; four digits, days in words, missing cells empty."""
    assert repr(table(FRAME, HEADINGS, caption="Ratios said", receipts=MADE)) == (
        "Ratios said\n"
        "day | what & which | value\n"
        "18 March 2023 | killed per wounded | 0.9698\n"
        " | <b>attacks</b> per clash | "
    )


def test_a_column_without_a_word_is_left_out():
    """A collection that names no mirror and no day has no empty columns; open numbers stay."""
    rows = FRAME.assign(mirror="", day=pd.NaT, value=float("nan"))

    shown = table(rows, {"mirror": "mirror", **HEADINGS}, caption="Said", receipts=MADE)

    assert list(shown.frame) == ["what & which", "value"]


def test_a_table_in_markup_is_escaped_and_marks_its_numbers():
    """Nothing in a cell, a heading or the caption can open a tag."""
    assert table(FRAME.iloc[1:], HEADINGS, caption="<i>Said</i>", receipts=MADE[1:]).html() == (
        '<div class="table-box"><table class="report-table">'
        "<caption>&lt;i&gt;Said&lt;/i&gt;</caption>"
        '<thead><tr><th scope="col">what &amp; which</th>'
        '<th scope="col" class="number">value</th></tr></thead>'
        "<tbody><tr><td>&lt;b&gt;attacks&lt;/b&gt; per clash</td>"
        '<td class="number"></td></tr></tbody></table></div>'
    )


def test_a_notebook_gets_both_forms_and_the_receipts():
    """Markup for the page, text for the comparison of outputs, receipts for both."""
    shown = table(FRAME, HEADINGS, caption="Ratios said", receipts=MADE)

    assert shown._repr_mimebundle_() == bundle(shown.html(), repr(shown), MADE)


def test_rows_left_out_are_said_under_the_table():
    """One of two is shown."""
    short = table(FRAME, {"ratio": "ratio"}, caption="Ratios", most=1)

    assert repr(short) == f"Ratios\nratio\nkilled per wounded\n{rest(1)}"
    assert short.html().endswith(f"</table>{rest_html(1)}</div>")


def test_no_table_is_too_long_to_open():
    """Whoever lists asks for no bound, or for one beyond it; how many are left out is said."""
    rows = pd.DataFrame({"who": [f"speaker {'i' * n}" for n in range(MOST_ROWS + 7)]})
    for most in ({}, {"most": len(rows)}):
        shown = table(rows, {"who": "speaker"}, caption="Speakers", **most)
        assert shown.html().count("<tr>") == MOST_ROWS + 1
        assert repr(shown).endswith("\n7 more rows are in the tables of the collection.")


def test_a_figure_names_its_receipt_and_a_name_does_not():
    """A column of numbers is one of figures; one of text is so only if it is named."""
    shown = table(
        pd.DataFrame({"who": ["3rd Brigade"], "said": ["up to 40"], "n": [2]}),
        {"who": "who", "said": "said", "n": "n"},
        caption="Said",
        receipts=MADE[:1],
        figures=("said",),
    ).html()

    assert "<td><cite>3rd Brigade</cite></td>" in shown
    assert shown.count("data-receipt") == 2


def test_a_figure_without_a_receipt_is_refused():
    """A reader could not check it."""
    with pytest.raises(AnalysisError, match="has 2 rows, 0 receipts"):
        table(FRAME, HEADINGS, caption="Ratios said")


def test_a_table_that_shows_all_says_nothing_about_more():
    """Also if more rows were allowed than there are."""
    for most in (5, 2):
        shown = table(FRAME, HEADINGS, caption="Ratios said", most=most, receipts=MADE)
        assert not shown.left_out
        assert "table-rest" not in shown.html()


@pytest.mark.parametrize(
    ("headings", "caption", "words"),
    [
        ({"vlaue": "value", "day": "day"}, "Ratios", r"absent: \['vlaue'\]"),
        ({"day": "day"}, " ", "needs a caption"),
    ],
)
def test_a_table_needs_its_columns_and_a_caption(headings, caption, words):
    """Nobody could tell what it lists, or who says so."""
    with pytest.raises(AnalysisError, match=words):
        table(FRAME, headings, caption=caption)


def test_the_frame_is_left_as_it_was():
    """Chosen columns are a copy."""
    before = FRAME.copy()
    table(FRAME, HEADINGS, caption="Ratios said", receipts=MADE)

    pd.testing.assert_frame_equal(FRAME, before)
