"""A figure drawn of a changed copy: no mark leads to a clean receipt, and its caption says so."""

import nbformat
import pandas as pd
import pytest

from analysis import brief, plots, read_bands, read_references, select_series, summarise
from analysis import reports as told
from analysis.collection.totals import totals_of
from analysis.publish.page.exporter import body_of, export_page, receipts_of

WHERE = {"speaker": "serhii_cherevatyi", "scope": "bakhmut_direction"}
WORDS = {"title": "What a speaker said", "source": "Data: a changed copy."}
NUMBERS = ("value", "low", "high", "step", "strict_low", "strict_high")
"""Columns of a frame to draw that hold what somebody said or what was worked out of it."""
MANY = "median of other days"
"""Of what many rows give, which is not looked up."""


def changed(rows: pd.DataFrame, factor: float) -> pd.DataFrame:
    """A copy whose numbers are others than the collection's."""
    sides = [f"{side}_{name}" for side in ("left", "right") for name in NUMBERS]
    found = [name for name in (*NUMBERS, *sides) if name in rows]
    return rows.assign(**{name: rows[name] * factor for name in found})


def day_of(held):
    """A day with both figures, and with a claimed share beside an assessed one."""
    return brief(held, stated_on="2023-03-18", **WHERE)


def timeline(held):
    """Rows and drawing of a series."""
    days = select_series(held, "killed_per_wounded", **WHERE)
    found = summarise(days, held.calendar)
    return told.series.timeline_rows(days, held), lambda rows: plots.timeline(rows, found, **WORDS)


def gap(held):
    """Rows and drawing of two shares."""
    found = held.ratios[held.ratios["ratio"] == "control_gap_points"].iloc[0]
    apart = {name: found[name] for name in ("value", "low", "high")}
    return told.pairs.gap_rows(found, held), lambda rows: plots.gap(rows, apart, **WORDS)


def line_of(held):
    """The speaker, measure and area of the longest running total."""
    found = totals_of(held).lines.reset_index().iloc[0]
    return {name: found[name] for name in ("speaker", "measure", "scope", "subject")}


FIGURES = {
    "counts": lambda held: (
        told.briefing.counts_rows(day_of(held).claims, held),
        lambda rows: plots.counts(rows, **WORDS),
    ),
    "paired": lambda held: (
        told.pairs.shared_days(held),
        lambda rows: plots.paired(rows, **WORDS),
    ),
    "multiples": lambda held: (
        told.briefing.ratios_rows(day_of(held).own_ratios, held),
        lambda rows: plots.multiples(rows, **WORDS),
    ),
    "timeline": timeline,
    "forest": lambda held: (
        told.briefing.wars_rows(day_of(held), read_references()),
        lambda rows: plots.forest(rows, read_bands(), **WORDS),
    ),
    "lead": lambda held: (
        told.briefing.lead_rows(day_of(held), read_references())[0],
        lambda rows: plots.lead(rows, read_bands(), chosen="", **WORDS),
    ),
    "slope": lambda held: (
        told.pairs.share_rows(held, "bakhmut_city"),
        lambda rows: plots.slope(rows, **WORDS),
    ),
    "gap": gap,
    "wording": lambda held: (
        told.holdings.wording_rows(held.claims, held),
        lambda rows: plots.wording_strip(rows, **WORDS),
    ),
    "running total": lambda held: (
        told.totals.total_rows(totals_of(held), **line_of(held)).head(20),
        lambda rows: plots.running_total(rows, unit="people", **WORDS),
    ),
    "daily steps": lambda held: (
        told.totals.step_rows(totals_of(held), **line_of(held)).head(20),
        lambda rows: plots.daily_steps(rows, unit="people", **WORDS),
    ),
}
"""For each kind of figure, what gives its rows and what draws them."""


def page_of(held, figure) -> tuple[object, object]:
    """The text and the page of a notebook of one's own that shows a figure."""
    shown = nbformat.v4.new_output("display_data", figure._repr_mimebundle_())
    cells = [nbformat.v4.new_markdown_cell("# Whose numbers?")]
    cells.append(nbformat.v4.new_code_cell("figure", outputs=[shown]))
    notebook = nbformat.v4.new_notebook(cells=cells)
    text = body_of(shown["data"]["text/html"], receipts_of(notebook.cells), held)
    return text, export_page(notebook, collection=held)


@pytest.mark.parametrize("name", FIGURES)
def test_no_mark_of_a_changed_copy_leads_to_a_receipt(collection, name):
    """Its caption says whose the numbers are not, `run` names them, and no file leads away."""
    rows, draw = FIGURES[name](collection)
    text, page = page_of(collection, draw(changed(rows, 0.37)))
    [drawing] = text.drawings

    assert [told for told in drawing.node.css("a title") if MANY not in told.text()] == []
    assert "Not the collection's" in drawing.node.css_first("figcaption").text()
    assert drawing.svg == b"" and drawing.others
    assert "no receipt" in page.notes[0]


@pytest.mark.parametrize("name", FIGURES)
def test_every_mark_of_the_collection_keeps_its_receipt(collection, name):
    """What the reports draw is given, and nothing is said of it."""
    rows, draw = FIGURES[name](collection)
    text, page = page_of(collection, draw(rows))
    [drawing] = text.drawings

    assert drawing.node.css("a[href] title")
    assert "Not the collection's" not in page.html
    assert drawing.svg and not drawing.others and page.notes == []


def test_one_changed_mark_is_named_and_the_others_lead_on(collection):
    """By its name and what it tells."""
    rows, draw = FIGURES["counts"](collection)
    one = pd.concat([changed(rows.head(1), 3), rows.iloc[1:]])
    [drawing] = page_of(collection, draw(one))[0].drawings
    whole = len(page_of(collection, draw(rows))[0].drawings[0].node.css("a title"))

    assert len(drawing.others) == 1
    assert drawing.others[0] in drawing.node.css_first("figcaption").text()
    assert len(drawing.node.css("a title")) == whole - 2
