"""What a reader takes from a page: tables that nothing runs, and the figures of the page."""

import csv
import io
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from PIL import Image
from plot_frames import draw
from tiny_collection import write_collection

from analysis.collection.collection import load_collection
from analysis.figures.figure import Figure
from analysis.publish.page import downloads
from analysis.publish.page.body import Body
from analysis.publish.page.downloads import (
    disarmed,
    offer_downloads,
    pictures,
    ratios_of,
    tables_behind,
    write_csv,
)
from analysis.publish.page.exporter import body_of
from analysis.store.columns import Indexed
from analysis.store.files import write_parquet
from analysis.store.instructions import NAME
from analysis.text import Quantity, Receipt, named, rest_html

HOSTILE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "\x00=1+1",
    "\x0b=1+1",
    "\x7f@SUM(A1)",
    "\ufeff=1+1",
]
HARMLESS = ["193", "-5", "+5", "-0.5", "−5", "600-700", "a = b", "a; -b", ""]


def body_with(*figures: Figure) -> Body:
    drawn = "".join(figure.html() for figure in figures)
    return body_of(f"<h1>Who?</h1><p>He.</p>{drawn}")


def figure(alt: str = "One dot at 1") -> Figure:
    drawing, axes = plt.subplots()
    axes.plot([1], [1], "o")
    return Figure(drawing, title="He said 1", alt=alt, caption="One dot.", source="Data: him.")


class Few(SimpleNamespace, Indexed):
    """As much of a collection as downloads look at, remembered as one is."""

    __hash__ = object.__hash__


@pytest.fixture
def held():
    """Two versions of one figure, a second figure, and two ratios."""
    claims = pd.DataFrame(
        {"claim_id": ["a1", "a2", "b1"], "origin_id": ["a1", "a1", "b1"], "value": [193, 190, 27]}
    )
    ratios = pd.DataFrame(
        {"numerator_claims": ["a1", "a1"], "denominator_claims": ["b1", ""], "value": [7.1, None]}
    )
    return Few(claims=claims, ratios=ratios)


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_cell_that_begins_a_formula_is_made_text(cell, tmp_path):
    """Read back as a spreadsheet cuts it, no cell begins with a sign that it would run."""
    path = write_csv(pd.DataFrame({"reported": [cell, f"a;{cell}"]}), tmp_path / "claims.csv")
    text = path.read_bytes().decode("utf-8")
    for delimiter in ",;\t":
        cells = [c for row in csv.reader(io.StringIO(text), delimiter=delimiter) for c in row]

        assert [c for c in cells if c.lstrip('"\x00\x0b\x7f\ufeff')[:1] in tuple("=+-@\t＝")] == []
    assert pd.read_csv(path, dtype=str).shape == (2, 1)


def test_what_runs_nowhere_is_left_as_it_is(tmp_path):
    """Numbers above all: a disarmed -5 would no longer be a number."""
    table = pd.DataFrame({"reported": HARMLESS})
    numbers = pd.DataFrame({"change": [-5, 5], "value": [-0.5, float("nan")]})

    assert_frame_equal(disarmed(table), table)
    path = write_csv(numbers, tmp_path / "numbers.csv")
    assert path.read_text() == "change,value\n-5,-0.5\n5,\n"


def test_an_endless_ratio_and_a_day_are_written_as_a_package_reads_them(tmp_path):
    """INF after the Table Schema, days as YYYY-MM-DD, missing as nothing."""
    days = pd.to_datetime(["2023-03-18", None, None])
    table = pd.DataFrame({"day": days, "value": [float("inf"), -float("inf"), 0.5]})

    path = write_csv(table, tmp_path / "ratios.csv")
    assert path.read_text() == "day,value\n2023-03-18,INF\n,-INF\n,0.5\n"


def test_parquet_holds_the_text_as_it_was(tmp_path):
    """No spreadsheet opens it as cells, so nothing is disarmed there."""
    table = pd.DataFrame({"reported": HOSTILE})

    assert_frame_equal(pd.read_parquet(write_parquet(table, tmp_path / "claims.parquet")), table)


def test_a_page_brings_the_claims_behind_it_with_all_their_versions(held, tmp_path):
    """And the ratios of those claims alone."""
    claims, ratios = tables_behind(["a2"], held, tmp_path)

    assert claims.rows["claim_id"].tolist() == ["a1", "a2"]
    assert ratios.rows["denominator_claims"].tolist() == [""]
    assert tables_behind([], held, tmp_path) == []


SIDES = st.sampled_from(["", "a1", "a2", "b1", "a1;a2", "b1;a1"])


@given(
    rows=st.lists(st.tuples(SIDES, SIDES), max_size=8),
    claims=st.sets(st.sampled_from(["a1", "a2", "b1", "c1"])),
)
def test_the_ratios_behind_a_page_name_none_but_its_claims(rows, claims):
    """And some of them: what counts rows, such as coverage, names no claim."""
    ratios = pd.DataFrame(rows, columns=["numerator_claims", "denominator_claims"], dtype="str")
    found = ratios_of(Few(ratios=ratios.assign(number=range(len(rows)))), *sorted(claims))

    wanted = [n for n, sides in enumerate(rows) if named(*sides) and {*named(*sides)} <= claims]
    assert found["number"].tolist() == wanted


@pytest.mark.parametrize("beside", [True, False])
def test_a_page_on_very_many_claims_leaves_them_to_the_whole_tables(
    numbered, tmp_path, monkeypatch, beside
):
    """Where these stand beside it; else it brings its own."""
    monkeypatch.setattr(downloads, "OWN", 0)
    body = page_of("bbc-12", "199", numbered)
    offered = offer_downloads(body, tmp_path / "page", tmp_path, numbered, beside=beside)

    assert bool(offered.tables) != beside
    assert (tmp_path / "page" / "claims.csv").is_file() != beside


@pytest.fixture
def numbered(tmp_path):
    """A collection of which one claim is called as a number, and another with a hyphen."""
    home = write_collection(tmp_path / "raw")
    rows = pd.read_csv(home / "claims.csv", dtype=str, keep_default_na=False)
    rows["claim_id"] = ["199", "bbc-12", "c3"]
    rows.to_csv(home / "claims.csv", index=False)
    return load_collection("tiny", folder=home.parent)


def page_of(claim_id: str, printed: str, held) -> Body:
    """A page that prints a number with the receipt of a claim."""
    made = Receipt(("claim", claim_id), (), (claim_id,))
    said = Quantity(printed, made).html()
    return body_of(f"<h1>Who?</h1><p>{said}</p>", {made.key: made}, held)


def test_a_number_on_a_page_is_no_name_of_a_claim(numbered, tmp_path):
    """A claim called `199` does not come with whatever prints 199."""
    body = page_of("bbc-12", "199", numbered)
    offered = offer_downloads(body, tmp_path / "page", tmp_path, numbered)

    assert "199" in body.html
    assert offered.tables[0].rows["claim_id"].tolist() == ["bbc-12"]


def test_a_claim_comes_with_its_page_whatever_its_name_is(numbered, tmp_path):
    """Also one with signs that no word has."""
    body = page_of("bbc-12", "199", numbered)
    written = offer_downloads(body, tmp_path / "page", tmp_path, numbered)

    assert [table.table for table in written.tables] == ["claims", "ratios"]
    assert "bbc-12" in (tmp_path / "page" / "claims.csv").read_text(encoding="utf-8")


def test_figures_lie_beside_the_page_with_the_bytes_of_the_page(tmp_path):
    """As SVG and PNG, with the source in both; listed at the end and linked under the figure."""
    with pictures() as pngs:
        shown = figure()
        shown._repr_mimebundle_()
        body = body_with(shown)
        offered = offer_downloads(body, tmp_path / "page", pngs, None)
    folder = tmp_path / "page"

    files = sorted(path.name for path in folder.iterdir())
    assert files == ["card.png", "figure-He-said-1.png", "figure-He-said-1.svg"]
    assert (folder / "figure-He-said-1.svg").read_bytes() == shown.svg()
    assert (folder / "figure-He-said-1.png").read_bytes()[:4] == b"\x89PNG"
    assert b"Data: him." in (folder / "figure-He-said-1.png").read_bytes()
    for html in (body.html, offered.section):
        assert html.count('href="page/figure-He-said-1.png"') == 1
    assert body.html.index("Download this figure") < body.html.index("</figcaption>")
    assert (offered.image, offered.image_alt) == ("page/card.png", "One dot at 1")


def test_of_many_pages_each_has_the_picture_for_sharing_alone(tmp_path):
    """Its figures lie there as SVG."""
    body = body_with(draw("counts"))
    offered = offer_downloads(body, tmp_path / "page", tmp_path, None, few=True)
    with Image.open(tmp_path / "page" / "card.png") as card:
        assert card.size == (1200, 630)

    files = sorted(path.name for path in (tmp_path / "page").iterdir())
    assert files == ["card.png", f"{body.drawings[0].node.id}.svg"]
    assert offered.image == "page/card.png"
    assert ".png" not in offered.section


def test_a_sketch_is_painted_where_its_page_is_made(tmp_path):
    """Its kernel leaves no picture."""
    with pictures() as pngs:
        shown = draw("counts")
        shown._repr_mimebundle_()
        left = list(pngs.iterdir())
        body = body_with(shown)
        offer_downloads(body, tmp_path / "page", pngs, None)

    assert left == []
    [drawing] = body.drawings
    assert (tmp_path / "page" / f"{drawing.node.id}.png").read_bytes() == shown.png(144)


def test_a_figure_leaves_no_picture_where_nobody_asks(tmp_path, monkeypatch):
    """In JupyterLab, and once the run is over."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(NAME, raising=False)
    with pictures() as pngs:
        pass
    figure()._repr_mimebundle_()

    assert not pngs.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_page_without_figures_and_claims_offers_what_is_written_elsewhere(tmp_path):
    """Its folder may be empty; nothing is linked that is not there."""
    offered = offer_downloads(body_with(), tmp_path / "page", tmp_path, None)

    assert list((tmp_path / "page").iterdir()) == []
    assert "href" not in offered.section


def test_what_a_list_leaves_out_is_told_with_the_way_to_it(tmp_path):
    """The sentence under a table leads to the files of the page; a notebook has none of them."""
    body = body_of(f"<h1>Who?</h1><p>He.</p>{rest_html(7)}")
    assert "Download" not in body.html
    body = body_of(f"<h1>Who?</h1><p>He.</p>{rest_html(7)}")
    offered = offer_downloads(body, tmp_path / "page", tmp_path, None)

    assert not body.bare
    link = '<a href="#files-of-this-page">Download them</a>'
    assert body.html.endswith(f"collection.</cite> {link}.</p>")
    assert '<h2 id="files-of-this-page">' in offered.section
