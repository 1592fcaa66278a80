"""The desk in JupyterLab, in a real browser: from marks in a text to rows of claims."""

import csv
import re
import time

import pytest
from browsing import watched
from driving import PATIENCE, copy_project, lab, wait_for

DESK = ".reportedly-desk"
pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project, which a review may change."""
    return copy_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def seen(browser, project):
    """A tab in which the notebook of one text has run."""
    with lab(project) as address, watched(browser, viewport={"width": 1280, "height": 900}) as tab:
        server, token = address.partition("/lab")[0], address.partition("?")[2]
        tab.tab.set_default_timeout(PATIENCE * 1000)
        tab.tab.goto(f"{server}/lab/tree/notebooks/read.ipynb?{token}")
        tab.tab.wait_for_selector('.jp-RenderedMarkdown h1:has-text("What does a text say")')
        tab.tab.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first.wait_for()
        tab.tab.locator(".lm-MenuBar-itemLabel", has_text="Run").click()
        everything = re.compile("^Run All Cells$")
        tab.tab.locator(".lm-Menu-itemLabel", has_text=everything).click()
        tab.tab.locator(f"{DESK} .desk-text button").first.wait_for(state="attached")
        # What lies outside of the window is not laid out.
        wait_for(lambda: into_view(tab.tab))
        yield tab


def into_view(tab):
    """Scroll to the desk; return the text that is laid out then."""
    tab.locator(DESK).scroll_into_view_if_needed()
    return tab.locator(f"{DESK} .desk-text").inner_text()


def field(tab, name):
    """Return the input with a description."""
    row = tab.locator(f"{DESK} .widget-inline-hbox", has=tab.locator(f"label:text-is('{name}')"))
    return row.locator("input, select").first


def said(tab, words):
    """Wait until the desk says some words."""
    tab.locator(f"{DESK} [role=status], {DESK} [role=alert]", has_text=words).first.wait_for()


def marks(tab):
    return tab.locator(f"{DESK} .desk-text button")


def claims(project):
    path = project / "data" / "raw" / "mine" / "claims.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_text_flows_around_its_marks(seen):
    """Marks are buttons inside the lines of the text, not below each other."""
    text = seen.tab.locator(f"{DESK} .desk-text", has_text="soldiers were killed")
    text.wait_for()
    tops = marks(seen.tab).evaluate_all("all => all.map(mark => mark.getBoundingClientRect().top)")

    assert len(set(tops)) < len(tops)
    assert re.search(r"that 193\s+Russian soldiers were killed", text.inner_text())


def test_a_collection_is_begun_at_the_desk(seen, project):
    """A new name makes a folder of data/raw, with drafts beside it and no claim yet."""
    field(seen.tab, "accept into").fill("mine")
    seen.tab.locator(f"{DESK} button", has_text="Open").click()
    said(seen.tab, "mine is begun")

    assert claims(project) == []
    assert list((project / "data" / "raw" / "mine" / "drafts").glob("*.toml"))


def test_a_click_on_a_mark_shows_its_draft_and_grounds(seen):
    """The figure of the General Staff, with the words it was read from."""
    seen.tab.locator(f"{DESK} .desk-text button", has_text="880").click()
    card = seen.tab.locator(f"{DESK} table", has_text="880, read as 880")
    card.wait_for()

    assert "General Staff of Ukraine" in card.inner_text()
    assert "killed" in card.inner_text()


def test_the_keyboard_alone_accepts_notes_mends_rejects_and_undoes(seen, project):
    """After a click the keys go to the desk and not to the notebook."""
    tab = seen.tab
    cells = tab.locator(".jp-Notebook .jp-Cell").count()
    tab.keyboard.press("a")
    said(tab, "is claim c0001")
    tab.keyboard.press("u")
    said(tab, "taken back: draft")
    assert claims(project) == []
    tab.keyboard.press("n")
    wait_for(lambda: field(tab, "note").evaluate("it => it === document.activeElement"))
    tab.keyboard.type("as printed")
    tab.keyboard.press("Enter")
    said(tab, ": as printed")
    field(tab, "field").select_option(label="scope")
    wait_for(lambda: field(tab, "value").get_attribute("placeholder") == "front")
    field(tab, "value").fill("bakhmut_direction")
    field(tab, "value").press("Enter")
    said(tab, "is bakhmut_direction")
    wait_for(lambda: field(tab, "keys").evaluate("it => it === document.activeElement"))
    tab.keyboard.press("a")
    said(tab, "is claim c0002")
    wait_for(lambda: "880" not in tab.locator(f"{DESK} .desk-text button.at").all_inner_texts())
    tab.keyboard.press("r")
    said(tab, "rejected")
    tab.locator(f"{DESK} .desk-text button.rejected").wait_for()

    assert [row["scope"] for row in claims(project)] == ["bakhmut_direction"]
    assert tab.locator(".jp-Notebook .jp-Cell").count() == cells
    assert tab.locator(f"{DESK} .desk-text button.accepted").inner_text() == "880"


def test_ten_decisions_take_less_than_a_minute_and_a_half(seen):
    """Sixty figures in ten minutes are one in ten seconds; the machine's share is under one."""
    tab, begun = seen.tab, time.monotonic()
    for _ in range(5):
        tab.keyboard.press("u")
        said(tab, "taken back")
        tab.keyboard.press("r")
        said(tab, "rejected")

    assert time.monotonic() - begun < 90


def test_nothing_went_off_the_machine(seen):
    """Every request was for this server."""
    here = seen.tab.url.partition("/lab")[0]

    assert [url for url in seen.asked() if not url.startswith((here, "blob:"))] == []
