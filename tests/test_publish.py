"""What is the same with sweeps and without: what runs, what is printed, what a failure leaves."""

import shutil

import pytest
from inside import World
from tiny_sweep import PAGES, bytes_in

from analysis.errors import AnalysisError
from analysis.publish.plan import Order
from analysis.publish.report import SiteForm


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A project of which nothing was published."""
    return World(tmp_path, monkeypatch)


def test_without_a_browser_nothing_is_printed_and_nothing_runs(world, monkeypatch):
    """Told at once, and not by each report."""
    monkeypatch.setattr("analysis.publish.page.downloads.shutil.which", lambda name: None)
    with pytest.raises(AnalysisError, match="no PDF without Chromium"):
        world.publish(form=SiteForm(pdf=True))
    assert world.ran == []


@pytest.mark.slow
def test_every_page_is_printed_and_its_pdf_kept(world, monkeypatch):
    """Also those of a sweep; a report that did not change is not printed again."""
    monkeypatch.setattr("analysis.publish.plan.find_browser", lambda: "chromium")
    monkeypatch.setattr(
        "analysis.publish.press.print_page",
        lambda page, target, address: target.write_text(f"%PDF {page.name}"),
    )
    for ran in (5, 0):
        world.publish(form=SiteForm(pdf=True))
        assert len(world.ran) == ran
        for page in ("day.html", *PAGES):
            place = (world.site / page).with_suffix("")
            assert (place / f"{place.name}.pdf").read_text() == f"%PDF {place.name}.html"
            assert f'href="{place.name}/{place.name}.pdf"' in (world.site / page).read_text()


def test_the_suite_alone_runs_only_what_changed(world):
    """Values go to its reports then, which else are for the sweep."""
    order = Order({"speaker": "russian_mod", "scope": "donetsk_direction"}, {})
    for ran in (["day.html"], []):
        world.carry_out(order)
        assert world.ran == ran
        assert [*world.site.glob("day/*.html")] == []
        assert "Russian Ministry of Defence" in (world.site / "day.html").read_text()
    world.change(world.claims, ",27,", ",28,")
    assert [choice.why for choice in world.planned(order).to_run] == ["the claims changed"]


@pytest.mark.parametrize("strict", [pytest.param(True, marks=pytest.mark.slow), False])
def test_a_report_that_fails_costs_its_own_page_or_if_strict_the_site(world, strict):
    """Without sweeps as with them; the others are kept, and the next run goes on from there."""
    shutil.copy(world.notebooks / "day.ipynb", world.notebooks / "other.ipynb")
    world.carry_out(Order({}, {}))
    before = bytes_in(world.site)
    world.change("notebooks/other.ipynb", "beyond the limit", "too many")
    world.change("notebooks/other.ipynb", "limit: int = 400", "limit: int = 100")
    order = Order({}, {}, force=True, strict=strict)
    if strict:
        with pytest.raises(AnalysisError, match="too many"):
            world.carry_out(order)
        assert bytes_in(world.site) == before
    else:
        assert [*world.carry_out(order).failed] == ["other.html"]
        assert "too many" in (world.site / "other.html").read_text()
        assert (world.site / "day.html").read_bytes() == before["day.html"]

    world.change("notebooks/other.ipynb", "limit: int = 100", "limit: int = 500")
    world.carry_out(Order({}, {}))
    assert world.ran == ["other.html"]
