"""Published pages in a real browser: on a desk and a telephone, by day and night, and on paper."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from itertools import pairwise
from pathlib import Path

import pytest
from browsing import watched

from analysis.execute.parameters import suite

pytestmark = pytest.mark.browser

REPORTS = sorted(path.stem for path in suite())
PLACEHOLDER = "No description has been provided for this image"
SCREENS = [(1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")]
PAPER = {"width": 657, "height": 986}
"""A4 less our margins of 18 mm, in CSS pixels."""
MEASURE = (58, 76)
"""Signs on a line of text: some 65, in whichever of the faces the machine has."""

OUTLINE = """() => ({
  levels: [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1]),
  ids: [...document.querySelectorAll('[id]')].map(e => e.id),
  lost: [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1))
    .filter(id => !document.getElementById(decodeURIComponent(id))),
  lost_popovers: [...document.querySelectorAll('[popovertarget]')]
    .map(b => b.getAttribute('popovertarget')).filter(id => !document.getElementById(id)),
  files: [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))
    .filter(href => !/^(#|https?:|mailto:)/.test(href)),
  after_title: document.querySelector('h1').nextElementSibling.className,
  scripts: document.scripts.length,
})"""

REACHABLE = """() => {
  const all = [...document.querySelectorAll('a[href],button,summary,[tabindex="0"]')];
  window.reach = all.filter(e => e.checkVisibility({contentVisibilityAuto: true,
    visibilityProperty: true}) && !(e.closest('details:not([open])') && !e.matches('summary')));
  window.seen = [];
  document.addEventListener('focusin', event => window.seen.push(event.target));
  return window.reach.length;
}"""
REACHED = """() => ({
  first: window.seen[0].className,
  missed: window.reach.filter(e => !window.seen.includes(e)).map(e => e.outerHTML.slice(0, 120)),
})"""
WIDER = """() => [...document.querySelectorAll('.scroll')]
  .filter(box => box.clientWidth && box.scrollWidth > box.clientWidth + 1)
  .map(box => box.ariaLabel)"""
"""Tables of which a part lies off the screen."""
STOPS = """() => {
  const range = document.createRange(), lost = [];
  const every = [...document.querySelectorAll("button[popovertarget]")];
  const numbers = every.filter(number => number.checkVisibility());
  let kept = 0;
  for (const number of numbers) {
    const before = number.previousSibling;
    if (before && before.nodeType === 3 && /[(“‘]$/.test(before.data)) {
      range.setStart(before, before.length - 1);
      range.setEnd(before, before.length);
      const bracket = range.getBoundingClientRect(), [line] = number.getClientRects();
      if (bracket.bottom > line.top) kept += 1;
      else lost.push(before.data.slice(-20) + number.innerText);
    }
    let next = number.nextSibling;
    while (next && next.nodeType === 1 && next.matches('a[data-n]')) next = next.nextSibling;
    if (!next || next.nodeType !== 3 || !/^[.,;:!?)%]/.test(next.data)) continue;
    range.setStart(next, 0);
    range.setEnd(next, 1);
    const stop = range.getBoundingClientRect(), lines = [...number.getClientRects()];
    if (stop.top < lines.at(-1).bottom) kept += 1;
    else lost.push(number.innerText + next.data.slice(0, 20));
  }
  return [kept, lost];
}"""
ON_A_LINE = """() => {
  const signs = [], range = document.createRange();
  for (const p of document.querySelectorAll('main > p')) {
    const lines = new Map(), texts = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (let at = 0; at < texts.currentNode.length; at++) {
        range.setStart(texts.currentNode, at);
        range.setEnd(texts.currentNode, at + 1);
        const top = Math.round(range.getBoundingClientRect().bottom / 10);
        lines.set(top, (lines.get(top) || 0) + 1);
      }
    }
    signs.push(...[...lines.values()].slice(0, -1));
  }
  return signs.sort((a, b) => a - b)[Math.floor(signs.length / 2)];
}"""


def pages_of(site: Path) -> list[str]:
    """Return every page of the site, by name; the reports are among them."""
    names = sorted(path.stem for path in site.glob("*.html"))
    assert {"index", *REPORTS} <= set(names)
    return names


def opened(tab, site: Path, name: str):
    """Open one page of the site from its file."""
    tab.goto((site / f"{name}.html").as_uri())
    return tab


@pytest.mark.slow
def test_a_page_asks_for_nothing_says_nothing_and_fits(site, browser):
    """From a file, under its own policy: one request, itself; no sideways scroll on any screen."""
    for name in pages_of(site):
        with watched(browser) as seen:
            opened(seen.tab, site, name)
            for width, scheme in SCREENS:
                seen.tab.set_viewport_size({"width": width, "height": 800})
                seen.tab.emulate_media(color_scheme=scheme)

                wide = seen.tab.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, (name, width)

            assert seen.asked() == [(site / f"{name}.html").as_uri()], name
            assert seen.said == [], name


def faults_of(browser, page: Path, width: int, scheme: str) -> list[tuple[str, str]]:
    """Return what axe finds on a page, with the place."""
    from axe_playwright_python.sync_playwright import Axe

    screen = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with watched(browser, bypass_csp=True, **screen) as seen:
        seen.tab.goto(page.as_uri())
        found = Axe().run(seen.tab).response["violations"]
    return [(fault["id"], node["html"][:150]) for fault in found for node in fault["nodes"]]


@pytest.mark.slow
def test_axe_finds_no_fault(site, browser):
    """Contrast, names, headings, landmarks, tables, focus: each page on one of the screens."""
    for number, name in enumerate(pages_of(site)):
        screen = SCREENS[number % len(SCREENS)]

        assert faults_of(browser, site / f"{name}.html", *screen) == [], (name, screen)


@pytest.mark.corpus
@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_no_fault_on_any_screen(site, browser, width, scheme):
    """Each page on each screen, by day and by night."""
    for name in pages_of(site):
        assert faults_of(browser, site / f"{name}.html", width, scheme) == [], name


def test_headings_ids_and_links_are_in_order(site, browser):
    """One title, no level left out, no id twice, each link to something; no invented alt text."""
    with watched(browser) as seen:
        for name in pages_of(site):
            found = opened(seen.tab, site, name).evaluate(OUTLINE)
            levels = found["levels"]

            assert (levels[0], levels.count(1)) == (1, 1), name
            steps = pairwise(levels)
            assert all(after <= before + 1 for before, after in steps), (name, levels)
            assert len(found["ids"]) == len(set(found["ids"])), name
            assert (found["lost"], found["lost_popovers"]) == ([], []), name
            assert [file for file in found["files"] if not linked(site, file)] == [], name
            assert found["scripts"] == 0, name
            assert PLACEHOLDER not in (site / f"{name}.html").read_text(encoding="utf-8"), name


def linked(site: Path, address: str) -> bool:
    """Say whether a link within the site leads to a file of it."""
    place = (site / address.partition("#")[0]).resolve()
    return place.is_relative_to(site.resolve()) and place.is_file()


def test_the_answer_stands_under_the_question(site, browser):
    """The lead follows the title; the list of contents comes after it."""
    with watched(browser) as seen:
        for name in REPORTS:
            tab = opened(seen.tab, site, name)

            assert tab.evaluate(OUTLINE)["after_title"] == "lead", name
            assert tab.evaluate("document.querySelector('.lead').innerText.trim().length") > 80


def test_text_and_figures_share_a_width_and_lines_are_short(site, browser):
    """Some 65 signs on a line; a figure is as wide as the text and no wider."""
    with watched(browser, viewport={"width": 1280, "height": 800}) as seen:
        for name in REPORTS:
            tab = opened(seen.tab, site, name)
            widths = tab.evaluate(
                "[...document.querySelectorAll('main > p, figure .drawing.wide')]"
                ".map(e => Math.round(e.getBoundingClientRect().width))"
            )

            assert len(set(widths)) == 1, (name, set(widths))
            low, high = MEASURE
            assert low <= tab.evaluate(ON_A_LINE) <= high, name


def keyed(tab) -> dict:
    """Press Tab through a page; say what came first and what was never reached."""
    for _ in range(tab.evaluate(REACHABLE)):
        tab.keyboard.press("Tab")
    return tab.evaluate(REACHED)


@pytest.mark.slow
def test_the_keyboard_reaches_everything(site, browser):
    """Tab comes to the skip link first, then to every link, button, fold and scrolling box."""
    with watched(browser, viewport={"width": 1280, "height": 800}) as seen:
        for name in ("index", *REPORTS):
            found = keyed(opened(seen.tab, site, name))

            assert found == {"first": "skip", "missed": []}, name


@pytest.mark.corpus
def test_the_keyboard_reaches_everything_in_the_lists(site, browser):
    """The same where there are a thousand links."""
    with watched(browser, viewport={"width": 1280, "height": 800}) as seen:
        for name in sorted({*pages_of(site)} - {"index", *REPORTS}):
            found = keyed(opened(seen.tab, site, name))

            assert found == {"first": "skip", "missed": []}, name


def test_no_line_begins_with_a_stop_or_ends_with_a_bracket(site, browser):
    """What stands right before or behind a number stays on its line, on any screen."""
    found = 0
    with watched(browser) as seen:
        for name in REPORTS:
            tab = opened(seen.tab, site, name)
            for width in (1280, 390):
                seen.tab.set_viewport_size({"width": width, "height": 800})
                kept, lost = tab.evaluate(STOPS)
                found += kept

                assert lost == [], (name, width)
    assert found > 20


def test_a_receipt_opens_beside_its_number(site, browser):
    """The card stands right above or below the number, within the window."""
    with watched(browser, viewport={"width": 1280, "height": 800}) as seen:
        tab = opened(seen.tab, site, "briefing")
        number = tab.locator("button[popovertarget]").nth(2)
        number.click()
        card, around = tab.locator("[popover]:popover-open").bounding_box(), number.bounding_box()

    gap = max(card["y"] - around["y"] - around["height"], around["y"] - card["y"] - card["height"])
    assert 0 <= gap < 24
    assert card["x"] >= 0 and card["x"] + card["width"] <= 1280


def test_a_telephone_shows_wide_tables_in_a_box_of_their_own(site, browser):
    """A box that scrolls has a name and takes the focus."""
    with watched(browser, viewport={"width": 390, "height": 800}) as seen:
        for name in REPORTS:
            boxes = opened(seen.tab, site, name).evaluate(
                "[...document.querySelectorAll('table')].map(t => {const b = t.closest('.scroll');"
                "return b && [b.tabIndex, b.getAttribute('role'), !!b.ariaLabel]})"
            )

            assert boxes and set(map(tuple, boxes)) == {(0, "group", True)}, name


def test_on_a_telephone_a_long_list_is_no_taller_than_the_screen_and_paper_has_all_of_it(
    site, browser
):
    """It scrolls in place and says so; what comes after it is near."""
    boxes = """() => [...document.querySelectorAll('.scroll')].filter(box => box.checkVisibility()
      && box.querySelector('thead th:nth-child(4)') && box.querySelector('tbody tr:nth-child(13)'))
      .map(box => [box.clientHeight, box.scrollHeight])"""
    first = "document.querySelector('figure').getBoundingClientRect().top + scrollY"
    with watched(browser, viewport={"width": 390, "height": 800}) as seen:
        for name, least in (("02_ratios", 6000), ("04_comparison", 1500)):
            tab = opened(seen.tab, site, name)
            shown = tab.evaluate(boxes)
            assert shown and all(tall <= 800 < whole for tall, whole in shown), name
            assert tab.evaluate(first) < least, name

            tab.emulate_media(media="print")
            assert all(tall == whole for tall, whole in tab.evaluate(boxes)), name
            tab.emulate_media(media="screen")


def test_a_telephone_shows_every_column(site, browser):
    """No cell lies off the screen: rows of wide tables are records, their cells under names."""
    named = """() => [...document.querySelectorAll('tbody td:nth-child(4)')]
      .filter(td => td.checkVisibility()).map(td => getComputedStyle(td, '::before').content)"""
    found = 0
    with watched(browser, viewport={"width": 390, "height": 800}) as seen:
        for name in (*REPORTS, "glossary", "method"):
            tab = opened(seen.tab, site, name)
            wider = tab.evaluate(WIDER)
            names = tab.evaluate(named)
            found += len(names)

            assert wider == [], name
            assert "none" not in names, name
    assert found > 100


def test_a_wide_screen_shows_every_column_and_rows_begin_on_one_line(site, browser):
    """A number of several lines stands no higher than the rest of its row."""
    higher = """() => [...document.querySelectorAll('td button[popovertarget]')].filter(number => {
      const range = document.createRange(), first = number.closest('tr').cells[0];
      range.selectNodeContents(first);
      const top = part => part.getClientRects()[0].top;
      return number.checkVisibility() && first.innerText.trim()
        && Math.abs(top(number) - top(range)) > 6;
    }).map(number => number.innerText)"""
    with watched(browser, viewport={"width": 1280, "height": 800}) as seen:
        for name in REPORTS:
            tab = opened(seen.tab, site, name)

            assert tab.evaluate(higher) == [], name
            assert tab.evaluate(WIDER) == [], name


def test_paper_cuts_no_figure_and_nothing_off(site, browser):
    """A figure keeps together and fits a page; no table is wider than the paper; code stays off."""
    with watched(browser, viewport=PAPER) as seen:
        seen.tab.emulate_media(media="print")
        for name in REPORTS:
            tab = opened(seen.tab, site, name)
            figures = tab.evaluate(
                "[...document.querySelectorAll('figure')].map(f => "
                "[getComputedStyle(f).breakInside, f.getBoundingClientRect().height])"
            )

            assert figures or name == "read", "a report without a figure reads one text"
            assert {kept for kept, _ in figures} <= {"avoid"}, name
            assert all(height <= PAPER["height"] for _, height in figures), name
            assert tab.evaluate("document.documentElement.scrollWidth") <= PAPER["width"], name
            assert not tab.locator("details.code").is_visible(), name


def test_a_page_prints_as_a_tagged_pdf(site, browser):
    """Headings and reading order survive, for a reader who listens."""
    with watched(browser) as seen:
        made = opened(seen.tab, site, "briefing").pdf(prefer_css_page_size=True, tagged=True)

    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert len(re.findall(rb"/Type\s*/Page\b", made)) > 3


def test_a_briefing_without_its_receipts_takes_eight_sheets(site, browser):
    """What stands behind the numbers follows on sheets of its own."""
    behind = ".receipts, .receipts ~ *, footer"
    with watched(browser) as seen:
        tab = opened(seen.tab, site, "briefing")
        tab.evaluate(f"document.querySelectorAll('{behind}').forEach(part => part.remove())")
        made = tab.pdf(prefer_css_page_size=True, format="A4")

    assert len(re.findall(rb"/Type\s*/Page\b", made)) <= 8


def test_a_month_of_the_list_of_days_stands_alone_when_it_is_chosen(site, browser):
    """By its link, without script; all of them stand there before."""
    with watched(browser) as seen:
        tab = opened(seen.tab, site, "days")
        months = tab.locator("section.month")
        shown = [month.is_visible() for month in months.all()]
        tab.locator(".calendar a", has_text="March 2023").first.click()
        headings = tab.locator("section.month:visible h2").all_inner_texts()

    assert all(shown) and len(shown) > 3
    assert headings == ["March 2023"]


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and notes each path asked for."""

    asked: list[str]

    def log_message(self, *args):
        """Keep the path instead of printing it."""
        self.asked.append(self.path)


def test_over_http_a_page_is_one_request(site, browser):
    """The server is asked for the page and nothing else, no icon either."""
    handler = type("Noted", (Quiet,), {"asked": []})
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=str(site))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with watched(browser) as seen:
            seen.tab.goto(f"http://127.0.0.1:{server.server_port}/briefing.html")
            seen.tab.wait_for_load_state("networkidle")

            assert seen.said == []
    finally:
        server.shutdown()
        server.server_close()
    assert handler.asked == ["/briefing.html"]
